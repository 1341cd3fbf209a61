"""Microsoft's own client for bots of Teams, the Agents Playground, in a network namespace: it sends unsigned activities, which are signed on their way.

Chromium ── this machine's loopback ── Unix socket ──> playground ── Unix socket ── signs, says where to answer ──> the bot
                                              ^                                                                      │
                                              └──────────── Unix socket ── FakeMicrosoft, which checks the token <───┘
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web

from tests.channels.fake_microsoft import APP, FakeMicrosoft, serving
from tests.channels.playground_inside import copy

PROGRAM = "@microsoft/m365agentsplayground/cli.js"
PATH = "/webhooks/teams/webhook"
BOT_PORT, PLAYGROUND_PORT = 3978, 56150
NAMES = ("Nadège Martin", "Luc Duval", "Aïcha Benali", "Zoé Lambert", "Paul Noël", "Inès Garcia")


def people() -> dict[str, Any]:
    """Who is there, in the form of the playground's configuration: a name for the bot, one user and five others."""
    users = [
        {
            "id": f"user-{number}", "name": name, "userPrincipleName": f"u{number}@example.com", "aadObjectId": str(uuid.UUID(int=number + 1)),
            "givenName": name.split()[0], "surname": name.split()[1], "email": f"u{number}@example.com",
        }
        for number, name in enumerate(NAMES)
    ]  # fmt: skip
    return {
        "version": "0.1.1", "tenantId": str(uuid.UUID(int=99)), "bot": {"id": f"28:{APP}", "name": "Pourquoi réseau ?"},
        "currentUser": users[0], "users": users[1:],
        "personalChat": {"id": str(uuid.uuid4())}, "groupChat": {"id": str(uuid.uuid4()), "name": "Équipe du quartier"},
        "team": {"id": "team-id", "name": "Réseau", "aadGroupId": str(uuid.UUID(int=98)), "channels": [{"id": "channel-id", "name": "Annonces"}]},
    }  # fmt: skip


@contextlib.contextmanager
def playground_running(fake: FakeMicrosoft, bot_url: str, folder: Path, unshare: str, node: str, program: Path) -> Iterator[str]:
    """Run the playground for the bot at ``bot_url``; yield its address for a browser. ``folder`` must have a short path: sockets are there."""
    app = web.Application(client_max_size=2**21)
    service = f"{fake.url}/playground/"

    async def sign(request: web.Request) -> web.Response:
        activity = {**json.loads(await request.read()), "serviceUrl": service}
        headers = {"Authorization": f"Bearer {fake.token(serviceurl=service)}"}
        async with ClientSession() as session, session.post(f"{bot_url}{PATH}", json=activity, headers=headers) as answer:
            return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)

    app.router.add_post(PATH, sign)
    ports: list[int] = []

    async def start(runner: web.AppRunner) -> None:
        await web.UnixSite(runner, f"{folder}/bot.sock").start()
        server = await asyncio.start_server(lambda reader, writer: _through(f"{folder}/playground.sock", reader, writer), "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])

    fake.playground = f"{folder}/playground.sock"
    # JSON is YAML too.
    (folder / ".m365agentsplayground.yml").write_text(json.dumps(people()), encoding="utf-8")
    environment = {**os.environ, "HOME": str(folder), "TEAMSAPPTESTER_BROWSER": "none", "SEND_INSTALLATION_ACTIVITY": "true"}
    command = [
        unshare, "--map-root-user", "--net", sys.executable, str(Path(__file__).with_name("playground_inside.py")),
        str(folder), str(BOT_PORT), str(PLAYGROUND_PORT),
        node, str(program), "-e", f"http://127.0.0.1:{BOT_PORT}{PATH}", "-c", "msteams", "-p", str(PLAYGROUND_PORT), "--dt",
    ]  # fmt: skip
    with serving(app, start), (folder / "playground.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log)
        try:
            _wait_until_it_answers(ports[0], process, folder)
            yield f"http://127.0.0.1:{ports[0]}/"
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(20)


async def _through(path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        there, back = await asyncio.open_unix_connection(path)
    except OSError:
        writer.close()
        return
    await asyncio.gather(copy(reader, back), copy(there, writer))


def _wait_until_it_answers(port: int, process: subprocess.Popen[bytes], folder: Path, seconds: float = 40.0) -> None:
    deadline = time.monotonic() + seconds
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/")
            if connection.getresponse().status == 200:
                return
        except (TimeoutError, OSError, http.client.HTTPException):
            assert process.poll() is None and time.monotonic() < deadline, _logs(folder)
            time.sleep(0.2)
        finally:
            connection.close()


def _logs(folder: Path) -> str:
    return "\n".join(path.read_text(errors="replace")[-3000:] for path in [folder / "playground.log", *folder.glob("devTools/*.log")])
