"""A real conversation full of names: read afterwards the database, every log, and every request that the action server received."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.launcher import log_path
from bot.settings import ROOT
from tests.conftest import Bot, _answers, _wait
from tests.ports import free_port

pytestmark = pytest.mark.server
TOLD = (
    "bonjour, je suis Zdenka Vandekerkhove du CPAS d'Andenne",
    "Avec Mme Ouedraogo-Lamy et Fulgence, de la Maison Marie-Louise, on se voit chaque mois autour de la petite Ismahane, née le 07/08/2013, "
    "qui vit 14 rue des Zibelines, 5300 Andenne ; sa maman, Radegonde, demande de l'aide et nous relions les services autour d'elle. "
    "On peut me joindre au 0499 87 65 43 ou à z.vandekerkhove@cpas-exemple.be, et son NISS est le 13.08.07-256.71.",
    "chez les Ouedraogo-Lamy, c'est fulgence qui appelle, et Ismahane décide qui vient",
    "Radegonde et moi, avec le docteur Quiquempoix",
    "pour que Fulgence ne soit plus seul",
)
NEVER = (
    "Zdenka", "Vandekerkhove", "Ouedraogo", "Lamy", "Fulgence", "fulgence", "Ismahane", "Radegonde", "Quiquempoix", "Zibelines",
    "0499 87", "87 65 43", "07/08/2013", "13.08.07", "256.71", "cpas-exemple",
)  # fmt: skip
KEPT = "Marie-Louise"


@pytest.fixture
def recorded(bot: Bot, restart_actions: tuple[Callable[[], None], Callable[[], None]]) -> Iterator[list[bytes]]:
    """Everything that Rasa sends to the action server: a recorder answers on its port and passes on to another one."""
    kill, _ = restart_actions
    kill()
    behind = free_port()
    command = [sys.executable, "-m", "bot.action_server", "--port", str(behind)]
    # As the launcher starts it, its log among those that are read below.
    with log_path(bot.settings, "actions").open("ab") as log:
        actions = subprocess.Popen(command, cwd=ROOT, env=replace(bot.settings, action_port=behind).child_environment(), stdout=log, stderr=log)
    bodies: list[bytes] = []

    class Recorder(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bodies.append(body)
            request = urllib.request.Request(f"http://127.0.0.1:{behind}{self.path}", body, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=30) as answer:
                said = answer.read()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Nothing on the test's output."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", bot.settings.action_port), Recorder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        _wait(lambda: _answers(behind))
        yield bodies
    finally:
        server.shutdown()
        server.server_close()
        actions.terminate()
        actions.wait(10)


def forms(word: str) -> set[bytes]:
    """The word as it may be written: as text, and as JSON escapes it."""
    return {word.encode(), json.dumps(word).strip('"').encode()}


def found(content: bytes) -> list[str]:
    return [word for word in NEVER if any(form in content for form in forms(word))]


def test_no_name_reaches_the_store_the_logs_or_the_action_server(bot: Bot, recorded: list[bytes]) -> None:
    conversation = bot.conversation()
    answers = [conversation.say(text) for text in TOLD]
    said = json.dumps(answers, ensure_ascii=False)
    assert found(said.encode()) == []

    # The same text for every witness: that it was there at all, and that no name was in it.
    sent = b"".join(recorded)
    assert conversation.sender.encode() in sent and KEPT.encode() in sent and b"[pr" in sent
    assert found(sent) == []
    files: dict[str, bytes] = {path.name: path.read_bytes() for path in Path(bot.settings.data_dir).rglob("*") if path.is_file()}
    assert {"conversations.db", "rasa.log", "actions.log"} <= set(files)
    assert KEPT.encode() in files["conversations.db"] and conversation.sender.encode() in files["conversations.db"]
    assert {name: words for name, content in files.items() if (words := found(content))} == {}


def test_it_is_told_once_and_in_the_limits_of_a_turn(bot: Bot) -> None:
    conversation = bot.conversation()
    first = [message["text"] for message in conversation.say(TOLD[0]) if "text" in message]
    then = [message["text"] for message in conversation.say(TOLD[1]) if "text" in message]
    assert len(first) <= 3 and len(then) <= 3
    assert sum("remplacé" in text for text in first) == 1
    assert not any("remplacé" in text for text in then)


def test_what_is_held_is_told_in_the_conversation_and_by_the_command(bot: Bot) -> None:
    conversation = bot.conversation()
    conversation.say("bonjour")
    conversation.say(TOLD[1])
    told = " ".join(message.get("text", "") for message in conversation.say("quelles données gardez-vous sur moi ?"))
    assert "3 messages" in told.replace("\u00a0", " ") and "30 jours" in told.replace("\u00a0", " ")
    command = [sys.executable, "-m", "bot.cli", "donnees", conversation.sender]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DATA_DIR": str(bot.settings.data_dir)}
    report = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert "3 messages" in report and "téléphone (1)" in report and "numéro national (1)" in report
    assert "CPAS" not in report and conversation.sender not in report
