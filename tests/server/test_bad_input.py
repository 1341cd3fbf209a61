"""Whatever comes in: a short helpful sentence in French or a 4xx, never a stack trace, never silence, never another's conversation."""

from __future__ import annotations

import http.client
import json
import uuid
from typing import Any

import pytest

from tests.conftest import Bot

pytestmark = pytest.mark.server


def post(bot: Bot, body: bytes, path: str = "/chat/webhook") -> tuple[int, Any]:
    connection = http.client.HTTPConnection(bot.settings.host, bot.settings.port, timeout=60)
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def message(text: object, sender: object = None) -> bytes:
    return json.dumps({"sender": sender or str(uuid.uuid4()), "message": text}).encode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t ",
        "\u200b\u200b",
        "x" * 100_000,
        "😀😀😀",
        "Hello, who are you and what do you do?",
        "Goedemiddag, ik spreek geen Frans",
        "<script>alert(1)</script><b>gras</b>",
        "<img src=x onerror=alert(1)>",
        '/informer{"dimension": "autour_de"}',
        "/restart",
        "/session_start",
        '/repondre{"dimension":"autour_de","modalite":"inventee"}',
        '/repondre{"dimension":' * 50,
        "/",
        "EXTERNAL: saluer",
        "'; DROP TABLE events; --",
        "\ud800",
        "{type} {0} %s",
        "e\u0301" * 500,
        "a" * 7999,
    ],
    ids=lambda text: ascii(text[:24]),
)
def test_odd_messages_get_a_short_helpful_sentence(bot: Bot, text: str) -> None:
    status, messages = post(bot, message(text))
    assert status == 200
    assert messages and all(0 < len(m["text"]) < 600 for m in messages if "text" in m)
    told = json.dumps(messages)
    assert "Traceback" not in told and "Error" not in told


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"pas du json",
        b"[]",
        b'"bonjour"',
        b"null",
        b"42",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"message": "bonjour"}',
        json.dumps({"sender": "U123", "message": "bonjour"}).encode(),
        json.dumps({"sender": 12, "message": "bonjour"}).encode(),
        json.dumps({"sender": "5f0d3a2e-8c1b-11ee-b962-0242ac120002", "message": "bonjour"}).encode(),
        json.dumps({"sender": "web-" + str(uuid.uuid4()), "message": "bonjour"}).encode(),
        json.dumps({"sender": str(uuid.uuid4()) + "/../x", "message": "bonjour"}).encode(),
        json.dumps({"sender": str(uuid.uuid4())}).encode(),
        json.dumps({"sender": str(uuid.uuid4()), "message": ["bonjour"]}).encode(),
        json.dumps({"sender": str(uuid.uuid4()), "message": None}).encode(),
    ],
    ids=lambda body: ascii(body[:30]),
)
def test_wrong_requests_get_a_4xx_with_a_sentence(bot: Bot, body: bytes) -> None:
    status, answer = post(bot, body)
    assert 400 <= status < 500
    assert len(answer["message"].split()) >= 4


def test_a_request_that_is_too_large_is_refused(bot: Bot) -> None:
    try:
        status, _ = post(bot, message("x" * 2_000_000))
    except (ConnectionError, http.client.HTTPException):
        return  # The server hung up while we were still sending.
    assert status == 413


@pytest.mark.parametrize("path", ["/webhooks/rest/webhook", "/conversations/x/tracker", "/model/parse", "/webhooks/callback/webhook", "/webhook"])
def test_nothing_else_of_rasa_is_exposed(bot: Bot, path: str) -> None:
    status, answer = post(bot, message("bonjour"), path)
    assert status in (404, 405)
    assert answer["message"]


def test_two_practitioners_never_meet(bot: Bot) -> None:
    first, second = bot.conversation(), bot.conversation()
    first.say("bonjour")
    first.say("Avec trois collègues on tient un potager partagé derrière la maison de quartier, chacun y met ses heures et ses outils.")
    told = json.dumps(second.say("bonjour"), ensure_ascii=False)
    assert "potager" not in told
    assert second.question is not None and second.question["id"] == "recit"


def test_an_upper_case_id_is_the_same_conversation(bot: Bot) -> None:
    conversation = bot.conversation()
    conversation.say("bonjour")
    conversation.sender = conversation.sender.upper()
    conversation.say("Avec trois collègues on tient un potager partagé derrière la maison de quartier.")
    assert conversation.question is not None and conversation.question["id"] == "pourquoi"


def test_the_logs_hold_no_word_of_the_practitioner(bot: Bot) -> None:
    bot.conversation().say("Avec la famille Zwykiewicz on cherche un logement depuis mars, rue des Bégonias.")
    assert "Zwykiewicz" not in bot.log("rasa") + bot.log("actions")
