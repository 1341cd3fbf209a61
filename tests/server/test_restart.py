"""The chat server dies in the middle of a session and is brought back; a phone sleeps meanwhile: nothing that was acknowledged is lost."""

from __future__ import annotations

import contextlib
import http.client
import json
import sqlite3
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from bot import launcher
from tests.conftest import Bot, Conversation
from tests.server.test_workshop import TABLES, WHY, answer_as, stored, typical
from tests.server.workshop import Trainer, Watcher

pytestmark = pytest.mark.server
SENTENCE = "Pour que la vallée tienne ensemble."


@pytest.fixture
def crashed(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """For a test that kills the chat server: what the launcher says when it brings it back. It is back at the end whatever happens."""
    monkeypatch.setattr(launcher, "RESTART_AFTER", 0.0)
    said: list[str] = []
    yield said
    if bot.servers.children["rasa"].poll() is not None:
        bot.servers.look(said.append)
    bot.servers.wait_until_ready()


def post(bot: Bot, person: Conversation, text: str, name: str) -> list[dict[str, Any]]:
    """Send a message under a name of its own, as the page does; OSError when nobody answers."""
    connection = http.client.HTTPConnection(bot.settings.host, bot.settings.port, timeout=60)
    with contextlib.closing(connection):
        connection.request("POST", "/chat/webhook", json.dumps({"sender": person.sender, "message": text, "id": name}), {"Content-Type": "application/json"})
        return list(json.loads(connection.getresponse().read()))


def times_stored(bot: Bot, person: Conversation, text: str) -> int:
    with sqlite3.connect(bot.settings.data_dir / "conversations.db") as base:
        rows = base.execute("SELECT data FROM events WHERE sender_id = ? AND type_name = 'user'", (f"web-{person.sender}",))
        return [json.loads(data)["text"] for (data,) in rows].count(text)


def test_a_session_goes_on_where_it_was_when_the_chat_server_is_brought_back(bot: Bot, crashed: list[str]) -> None:
    trainer = Trainer(bot.settings)
    done, halfway, joined = [bot.conversation() for _ in range(5)], bot.conversation(), bot.conversation()
    for rank, person in enumerate(done):
        answer_as(person, "coordination" if rank < 3 else "connexion", trainer.code)
    done[0].say(SENTENCE)
    done[0].click("Oui, la montrer")
    halfway.say(trainer.code)
    halfway.click("La version courte")
    assert halfway.question is not None and halfway.question["id"] == "pourquoi"
    joined.say(trainer.code)
    assert trainer.act("phrases", {"montrer": True})[0] == trainer.act("reveler")[0] == 200
    before, held = trainer.state(), stored(bot)
    assert (before["rejoints"], before["termines"], before["etape"], before["phrases"]) == (7, 5, "revele", [SENTENCE])
    with Watcher(bot.settings, trainer.code) as screen:
        screen.wait(version=before["version"])
        bot.kill("rasa")
        screen.wait_cut()

    # Whoever writes now gets no answer, and sends it again under the same name, as the page does.
    name = str(uuid.uuid4())
    with pytest.raises(OSError):
        post(bot, halfway, WHY, name)
    assert stored(bot) == held
    bot.servers.look(crashed.append)
    assert len(crashed) == 1 and "de conversation s'est arrêté" in crashed[0]
    bot.servers.wait_until_ready()

    assert trainer.state() == before and stored(bot) == held
    with Watcher(bot.settings, trainer.code) as screen:
        # The screen asks again by itself, and has at once what it had.
        assert screen.wait(version=before["version"]) == before
        answers = post(bot, halfway, WHY, name)
        assert post(bot, halfway, WHY, name) == answers and times_stored(bot, halfway, WHY) == 1
        (question,) = [message["custom"]["question"]["id"] for message in answers if "question" in message.get("custom", {})]
        assert question == "qui"
        halfway.say("je ne sais pas")
        while halfway.result is None:
            assert halfway.question is not None
            dimension = halfway.question["id"]
            halfway.say(f"/repondre{json.dumps({'dimension': dimension, 'modalite': typical('coordination', dimension)})}")
        screen.wait(rejoints=7, termines=6)
        # Who had only joined still has the choice to make.
        joined.click("La version courte")
        assert joined.question is not None and joined.question["id"] == "pourquoi"
        # The same person, not an eighth one.
        done[1].say(trainer.code)
        assert screen.wait(termines=6)["rejoints"] == 7
        trainer.close()
        screen.wait_end()
    assert stored(bot) == {table: [] for table in TABLES}


def test_a_phone_that_slept_has_what_it_missed_at_once_and_counts_once(bot: Bot) -> None:
    trainer = Trainer(bot.settings)
    phone, others = bot.conversation(), [bot.conversation() for _ in range(2)]
    phone.say(trainer.code)
    phone.click("La version courte")
    with Watcher(bot.settings, trainer.code) as screen:
        seen = screen.wait(rejoints=1)["version"]
    # Asleep: its stream is cut, its interview stands where it stood, the others go on.
    for person in others:
        answer_as(person, "aide", trainer.code)
    with Watcher(bot.settings, trainer.code, last=seen) as screen:
        assert screen.wait(rejoints=3, termines=2)["version"] > seen
        phone.say(WHY)
        assert phone.question is not None and phone.question["id"] == "qui"
        phone.say(trainer.code)
        assert trainer.state()["rejoints"] == 3
    trainer.close()
    # It wakes up after the end: it is told, and does not wait for ever.
    connection = http.client.HTTPConnection(bot.settings.host, bot.settings.port, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", f"/atelier/api/seances/{trainer.code}/flux")
        assert connection.getresponse().status == 404
