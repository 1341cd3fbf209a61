"""A message with an id, over the real webhook: whatever happens to the connection, it is taken once."""

from __future__ import annotations

import http.client
import json
import threading
import uuid
from typing import Any

import pytest

from tests.conftest import Bot

pytestmark = pytest.mark.server
NARRATIVE = "Cinq services de la vallée se retrouvent chaque mois pour comparer comment ils accueillent les jeunes parents."


def connection(bot: Bot) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(bot.settings.host, bot.settings.port, timeout=60)


def request(there: http.client.HTTPConnection, sender: str, text: str, name: str) -> None:
    body = json.dumps({"sender": sender, "message": text, "id": name})
    there.request("POST", "/chat/webhook", body, {"Content-Type": "application/json"})


def say(bot: Bot, sender: str, text: str, name: str) -> list[dict[str, Any]]:
    there = connection(bot)
    request(there, sender, text, name)
    found: list[dict[str, Any]] = json.loads(there.getresponse().read())
    return found


def asked(messages: list[dict[str, Any]]) -> list[str]:
    return [message["custom"]["question"]["id"] for message in messages if "question" in message.get("custom", {})]


def test_the_same_id_gets_the_same_answer_and_the_interview_goes_on_once(bot: Bot) -> None:
    sender, name = str(uuid.uuid4()), str(uuid.uuid4())
    say(bot, sender, "bonjour", str(uuid.uuid4()))
    at_once: list[list[dict[str, Any]]] = []
    both = [threading.Thread(target=lambda: at_once.append(say(bot, sender, NARRATIVE, name))) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert at_once[0] == at_once[1] == say(bot, sender, NARRATIVE, name)
    assert asked(at_once[0]) == ["pourquoi"]
    # Somebody else's message of the same name is another message.
    assert asked(say(bot, str(uuid.uuid4()), "bonjour", name)) == ["recit"]


def test_a_message_whose_sender_hung_up_is_answered_all_the_same(bot: Bot) -> None:
    sender, name = str(uuid.uuid4()), str(uuid.uuid4())
    say(bot, sender, "bonjour", str(uuid.uuid4()))
    there = connection(bot)
    request(there, sender, NARRATIVE, name)
    there.close()
    assert asked(say(bot, sender, NARRATIVE, name)) == ["pourquoi"]
    assert asked(say(bot, sender, NARRATIVE, str(uuid.uuid4()))) != ["pourquoi"]


def test_another_room_s_conversation_cannot_be_named(bot: Bot) -> None:
    for sender in ("slack-T012AB3CD-U012AB3CD", f"slack-{uuid.uuid4()}", f"teams-{uuid.uuid4()}", f"web-{uuid.uuid4()}"):
        there = connection(bot)
        request(there, sender, "bonjour", str(uuid.uuid4()))
        assert there.getresponse().status == 400
