"""People in Slack: their messages, clicks and commands as Slack sends them, signed; and a server that receives them without Rasa's model."""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from rasa.core.channels.channel import UserMessage, register
from rasa.core.lock_store import InMemoryLockStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic
from slack_sdk.signature import SignatureVerifier

from bot.channels.slack import SlackInput
from bot.settings import Settings
from bot.tracker_store import ErasableTrackerStore
from tests.channels.fake_slack import BOT, SECRET, TEAM, Posted

Answer = tuple[int, str]
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
_clock = itertools.count(1)


class Slack:
    """Slack's side of the wire: sends signed requests to the bot's address."""

    def __init__(self, base: str) -> None:
        self.url = f"{base.rstrip('/')}/webhooks/slack/webhook"

    def send(self, body: bytes, content_type: str = JSON, secret: str = SECRET, age: float = 0.0, **headers: str) -> Answer:
        """Post a body; return (status, text)."""
        timestamp = str(int(time.time() - age))
        signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body) or ""
        signed = {"Content-Type": content_type, "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}
        request = urllib.request.Request(self.url, body, {**signed, **{name.replace("_", "-"): value for name, value in headers.items()}})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def event(self, event: dict[str, Any], event_id: str = "", content_type: str = JSON, **headers: str) -> Answer:
        """Send one event in its wrapper."""
        wrapper = {
            "token": "obsolete", "team_id": TEAM, "api_app_id": "A0RESEAU", "event": event, "type": "event_callback",
            "event_id": event_id or f"Ev{uuid.uuid4().hex[:10]}", "event_time": int(time.time()), "is_ext_shared_channel": False,
            "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True, "is_enterprise_install": False}],
        }  # fmt: skip
        return self.send(json.dumps(wrapper).encode(), content_type, **headers)

    def message(self, text: str, person: str = "U0MEHDI", channel: str = "", **more: Any) -> dict[str, Any]:
        """Return the event of a message: direct, or in a channel."""
        channel = channel or f"D{person[1:]}"
        ts = f"{int(time.time())}.{next(_clock):06d}"
        kind = {"channel_type": "im" if channel[0] == "D" else "channel"}
        return {"type": "message", "user": person, "text": text, "ts": ts, "event_ts": ts, "channel": channel, "team": TEAM, **kind, **more}

    def mention(self, text: str, channel: str, person: str = "U0MEHDI", **more: Any) -> dict[str, Any]:
        """Return the event of a message that names the bot."""
        event = self.message(text, person, channel, **{"type": "app_mention", **more})
        del event["channel_type"]
        return event

    def click(self, post: Posted, button: dict[str, Any], person: str = "U0MEHDI") -> Answer:
        """Press a button of a message."""
        return self.form(self.clicked(button, person, {"channel": {"id": post.channel, "name": "canal"}, "message": post.payload}))

    def clicked(self, button: dict[str, Any], person: str, where: dict[str, Any]) -> dict[str, Any]:
        """Return the payload of a click."""
        block = button.get("block_id", "choix-0")
        return {
            "type": "block_actions", "user": {"id": person, "username": "mehdi", "team_id": TEAM}, "api_app_id": "A0RESEAU", "token": "obsolete",
            "team": {"id": TEAM, "domain": "reseau"}, "enterprise": None, "trigger_id": f"1.2.{next(_clock)}", "response_url": "https://hooks.slack.com/actions/x",
            "actions": [{**button, "block_id": block, "action_ts": f"{time.time():.6f}"}], **where,
        }  # fmt: skip

    def form(self, payload: dict[str, Any]) -> Answer:
        """Send an interaction."""
        return self.send(urlencode({"payload": json.dumps(payload)}).encode(), FORM)

    def command(self, text: str = "", person: str = "U0MEHDI", **more: str) -> Answer:
        """Type « /reseau »."""
        form = {
            "token": "obsolete", "team_id": TEAM, "team_domain": "reseau", "channel_id": "C0EQUIPE", "channel_name": "equipe", "user_id": person,
            "user_name": "mehdi", "command": "/reseau", "text": text, "api_app_id": "A0RESEAU", "is_enterprise_install": "false",
            "trigger_id": f"1.3.{next(_clock)}", **more,
        }  # fmt: skip
        return self.send(urlencode(form).encode(), FORM)


class FakeAgent:
    """Stands for Rasa: ``answer`` says what the bot says; a real store keeps that there was a conversation."""

    def __init__(self, folder: Path) -> None:
        self.tracker_store = ErasableTrackerStore(Domain.empty(), dialect="sqlite", db=str(folder / "conversations.db"))
        self.lock_store = InMemoryLockStore()
        self.heard: list[UserMessage] = []
        self.answer: Callable[[UserMessage], Awaitable[None]] = says("Bonjour.")

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append(message)
        async with self.lock_store.lock(message.sender_id):
            await self.answer(message)
            tracker = DialogueStateTracker(message.sender_id, ())
            tracker.update(UserUttered(message.text, input_channel=message.input_channel))
            await self.tracker_store.save(tracker)

    @property
    def told(self) -> list[tuple[str, str]]:
        """What Rasa was given: (conversation, text)."""
        return [(message.sender_id, message.text) for message in self.heard]


def says(*messages: str | dict[str, Any]) -> Callable[[UserMessage], Awaitable[None]]:
    """Return an answer made of these messages."""

    async def answer(message: UserMessage) -> None:
        for said in messages:
            await message.output_channel.send_response(message.sender_id, {"text": said} if isinstance(said, str) else said)

    return answer


class Room:
    """The bot's server with Slack's channel as Rasa registers it, and no model; runs in a thread of its own."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.folder = folder
        self.channel = SlackInput(settings)
        self.agent = FakeAgent(folder)
        self.app = Sanic(f"slack{uuid.uuid4().hex}", configure_logging=False)
        self.app.ctx = SimpleNamespace(agent=self.agent)
        register([self.channel], self.app, "/webhooks/")

    def __enter__(self) -> Room:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _start(self) -> None:
        # Otherwise Sanic rewrites its own methods at each start, and cannot do it twice in one process.
        Sanic.test_mode = True
        place = socket.create_server(("127.0.0.1", 0))
        self._server: Any = await self.app.create_server(sock=place, return_asyncio_server=True, access_log=False)
        await self._server.startup()
        await self._server.start_serving()
        self.base = f"http://127.0.0.1:{place.getsockname()[1]}"

    async def _stop(self) -> None:
        await self._server.before_stop()
        self._server.close()
        await self._server.wait_closed()

    def settle(self, seconds: float = 10.0) -> None:
        """Wait until everything received was answered."""
        deadline = time.monotonic() + seconds
        time.sleep(0.002)
        while self.channel.beside.busy:
            assert time.monotonic() < deadline, "attendu trop longtemps"
            time.sleep(0.002)
