"""The website's channel: what is let in, and what is answered."""

from __future__ import annotations

import asyncio
import json
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from bot.agent import NamedMessage
from bot.channels.turn import LONGEST, WholeMessages, refuse
from bot.channels.web import BadRequest, WebInput, parse
from bot.database import StoreError
from bot.gate import Gate
from bot.locks import LockUnavailable
from bot.settings import Settings
from typology.messages import say

SENDER = "3f2b8c1e-9d4a-4b6f-8a7c-1d2e3f4a5b6c"
MESSAGE = "9a1c5a04-3f0e-4d63-b1aa-5a4f1a2b3c4d"


def body(**content: Any) -> bytes:
    return json.dumps({"sender": SENDER, "message": "bonjour", **content}).encode()


def test_a_request_of_ours_gives_its_sender_and_its_text() -> None:
    assert parse(body()) == (SENDER, "bonjour", None)
    assert parse(body(message="  déjà là ?\n", metadata={"x": 1}, id=MESSAGE.upper())) == (SENDER, "déjà là ?", MESSAGE)


@pytest.mark.parametrize(
    "content",
    [b"", b"   ", b"bonjour", b"{", b"\xff\xfe\x00", b"\x80abc", b'{"sender": ', b"[" * 200_000, b'{"a":' * 100_000],
    ids=["empty", "blank", "words", "cut", "utf-16 mark", "not utf-8", "cut later", "nested lists", "nested objects"],
)
def test_what_is_not_json_is_refused_in_french(content: bytes) -> None:
    with pytest.raises(BadRequest, match="JSON est attendu"):
        parse(content)


@pytest.mark.parametrize("content", [b"[]", b"null", b"3", b'"bonjour"', b"true", b'[{"sender": "x"}]'])
def test_json_that_is_not_an_object_is_refused(content: bytes) -> None:
    with pytest.raises(BadRequest, match="un objet JSON"):
        parse(content)


@pytest.mark.parametrize(
    "sender",
    [
        None,
        "",
        "moi",
        42,
        [SENDER],
        {"id": SENDER},
        "web-" + SENDER,
        "slack-T012AB3CD-U012AB3CD",
        "slack-" + SENDER,
        "teams-" + SENDER,
        SENDER + " ",
        SENDER.replace("-", ""),
        "{" + SENDER + "}",
        "urn:uuid:" + SENDER,
        str(uuid.UUID(int=0)),
        "5f0d3a2e-8c1b-11ee-b962-0242ac120002",
        str(uuid.uuid5(uuid.NAMESPACE_DNS, "exemple.be")),
        "3f2b8c1e-9d4a-4b6f-0a7c-1d2e3f4a5b6c",
        "３f2b8c1e-9d4a-4b6f-8a7c-1d2e3f4a5b6c",
        SENDER[:-1],
        "../../etc/passwd",
    ],
)
def test_a_sender_that_is_not_a_random_uuid_is_refused(sender: Any) -> None:
    with pytest.raises(BadRequest, match="UUID version 4"):
        parse(body(sender=sender))


def test_a_request_without_sender_or_without_message_is_refused() -> None:
    with pytest.raises(BadRequest, match="UUID version 4"):
        parse(b'{"message": "bonjour"}')
    with pytest.raises(BadRequest, match="« message » doit être un texte"):
        parse(json.dumps({"sender": SENDER}).encode())


def test_an_uppercase_sender_is_the_same_conversation() -> None:
    assert parse(body(sender=SENDER.upper())) == (SENDER, "bonjour", None)


@pytest.mark.parametrize("message", [None, 3, 1.5, True, [], ["bonjour"], {}, {"text": "bonjour"}])
def test_a_message_that_is_not_text_is_refused(message: Any) -> None:
    with pytest.raises(BadRequest, match="« message » doit être un texte"):
        parse(body(message=message))


@pytest.mark.parametrize("name", ["", "1", 1, True, [MESSAGE], SENDER[:-1], "5f0d3a2e-8c1b-11ee-b962-0242ac120002", "{" + MESSAGE + "}"])
def test_a_message_s_id_that_is_not_a_random_uuid_is_refused(name: Any) -> None:
    with pytest.raises(BadRequest, match="« id »"):
        parse(body(id=name))


@given(room=st.sampled_from(["", "web-", "slack-", "teams-"]), rest=st.one_of(st.uuids(version=4).map(str), st.text(max_size=40)))
def test_whatever_is_sent_the_conversation_is_one_of_the_web_s(room: str, rest: str) -> None:
    try:
        name = parse(body(sender=room + rest)).sender
    except BadRequest:
        return
    # What Rasa is given is "web-" and this: no name of another room begins so.
    assert uuid.UUID(name).version == 4 and room == "" and name == rest.lower()


def test_a_lone_surrogate_becomes_something_that_can_be_stored() -> None:
    sender, text, _ = parse(b'{"sender": "' + SENDER.encode() + b'", "message": "avant \\ud83d apr\\u00e8s"}')
    assert sender == SENDER
    assert text == "avant ? après"
    assert text.encode("utf-8")
    assert refuse(text) is None


def test_a_surrogate_pair_is_one_emoji() -> None:
    assert parse(b'{"sender": "' + SENDER.encode() + b'", "message": "\\ud83d\\ude00"}')[1] == "😀"


def test_zero_bytes_are_taken_out() -> None:
    assert parse(body(message="bon\x00jour\x00"))[1] == "bonjour"


@pytest.mark.parametrize("message", ["", " ", "\n\t ", "\u00a0\u202f", "\x00", "\u200b\u200b", "\ufeff", "\u200d", "\u2028", "\x1b\x07", "\u00ad"])
def test_a_message_without_anything_to_read_gets_the_sentence_for_it(message: str) -> None:
    assert refuse(parse(body(message=message))[1]) == say("vide")


@pytest.mark.parametrize("message", ["😀", "👍🏽", "👨\u200d👩\u200d👧", "?", "…", "1", "é", "e\u0301", "日本語", "<b>gras</b>", "et/ou", "\u200bbonjour"])
def test_anything_that_can_be_read_is_passed_on(message: str) -> None:
    assert refuse(parse(body(message=message))[1]) is None


@pytest.mark.parametrize("length", [LONGEST + 1, 100_000])
def test_a_message_that_is_too_long_gets_the_sentence_with_the_limit(length: int) -> None:
    refusal = refuse(parse(body(message="é" * length))[1])
    assert refusal == say("trop_long", n="8000")
    assert "8000" in refusal


def test_the_longest_message_is_passed_on_and_blanks_around_do_not_count() -> None:
    assert refuse(parse(body(message="  " + "é" * LONGEST + "\n"))[1]) is None


@pytest.mark.parametrize(
    "message",
    [
        "/restart",
        " /restart",
        "/session_start",
        "/back",
        "/informer",
        "/action_resultat",
        "/repondre",
        '/repondre{"dimension": "autour_de", "modalite": "disparue"}',
        '/repondre{"dimension": "autour_de", "modalite": "realisation", "ledger": "x"}',
        "/repondre{" + "[" * 5_000,
        "/",
        "EXTERNAL: reminder",
        "  EXTERNAL: saluer",
        "\x00/restart",
        "/\x00restart",
    ],
)
def test_a_command_that_is_not_one_of_our_buttons_is_refused(message: str) -> None:
    assert refuse(parse(body(message=message))[1]) == say("commande_inconnue")


@pytest.mark.parametrize("message", ["/saluer", "/ne_sait_pas", " /recommencer ", '/repondre{"dimension": "autour_de", "modalite": "realisation"}'])
def test_our_buttons_are_passed_on(message: str) -> None:
    assert refuse(parse(body(message=message))[1]) is None


def collected(message: dict[str, Any]) -> list[dict[str, Any]]:
    channel = WholeMessages(SENDER)
    asyncio.run(channel.send_response(f"web-{SENDER}", message))
    return channel.messages


def test_a_message_of_the_bot_stays_in_one_piece() -> None:
    buttons = [{"title": "Je ne sais pas", "payload": "/ne_sait_pas", "type": "postback"}]
    assert collected({"text": "Un.\n\nDeux.", "buttons": buttons, "custom": {"question": {"id": "qui"}}, "elements": [], "image": None}) == [
        {
            "recipient_id": SENDER,
            "text": "Un.\n\nDeux.",
            "buttons": [{"title": "Je ne sais pas", "payload": "/ne_sait_pas"}],
            "custom": {"question": {"id": "qui"}},
        }
    ]


def test_what_is_empty_is_left_out() -> None:
    assert collected({"text": "Bonjour.", "buttons": [], "custom": {}}) == [{"recipient_id": SENDER, "text": "Bonjour."}]
    assert collected({"text": "", "buttons": [], "custom": {}}) == []


async def store_fails(message: UserMessage) -> None:
    await greets(message)
    raise StoreError("OperationalError")


async def not_our_turn(message: UserMessage) -> None:
    raise LockUnavailable("ConnectionError")


async def erases(message: UserMessage) -> None:
    await message.output_channel.send_response(message.sender_id, {"text": "C'est effacé.", "custom": {"efface": True}})


def post(content: bytes, answer: Any, times: int = 1, gate: Gate | None = None, client: str | None = None) -> tuple[int, Any, list[UserMessage]]:
    """Send a body to the route, ``times`` at once, ``answer`` standing for Rasa; return the last status and JSON, and what Rasa was given."""
    received: list[UserMessage] = []

    async def on_new_message(message: UserMessage) -> None:
        received.append(message)
        await answer(message)

    app = Sanic(f"t{uuid.uuid4().hex}", configure_logging=False)
    app.blueprint(WebInput().blueprint(on_new_message), url_prefix=WebInput().url_prefix())
    [route] = app.router.routes
    assert f"/{route.path}" == "/chat/webhook"
    served = SimpleNamespace(ctx=SimpleNamespace(agent=None, gate=gate or Gate(Settings())))
    request = SimpleNamespace(body=content, app=served, ctx=SimpleNamespace(client=client))

    async def send() -> Any:
        return (await asyncio.gather(*(route.handler(request) for _ in range(times))))[-1]

    response = asyncio.run(send())
    return response.status, json.loads(response.body), received


async def greets(message: UserMessage) -> None:
    await message.output_channel.send_response(message.sender_id, {"text": "Bonjour."})


async def says_nothing(message: UserMessage) -> None:
    return None


async def breaks(message: UserMessage) -> None:
    raise RuntimeError("le serveur d'actions est tombé")


async def breaks_midway(message: UserMessage) -> None:
    await greets(message)
    await breaks(message)


def test_a_message_goes_to_rasa_under_a_namespaced_sender_and_its_answer_comes_back() -> None:
    status, answer, given = post(body(sender=SENDER.upper(), message=" bonjour "), greets)
    assert (status, answer) == (200, [{"recipient_id": SENDER, "text": "Bonjour."}])
    assert [(message.text, message.sender_id, message.input_channel) for message in given] == [("bonjour", f"web-{SENDER}", "web")]


def test_a_message_sent_twice_with_its_id_is_one_turn() -> None:
    status, answer, given = post(body(id=MESSAGE), greets, times=2)
    assert (status, answer, len(given)) == (200, [{"recipient_id": SENDER, "text": "Bonjour."}], 1)
    assert len(post(body(), greets, times=2)[2]) == 2


def test_a_bad_request_gets_a_400_with_a_sentence_and_never_reaches_rasa() -> None:
    status, answer, given = post(b"", greets)
    assert (status, set(answer), given) == (400, {"message"}, [])


def test_a_refused_text_gets_its_sentence_and_never_reaches_rasa() -> None:
    assert post(body(message="/restart"), greets) == (200, [{"recipient_id": SENDER, "text": say("commande_inconnue")}], [])


def test_when_rasa_says_nothing_the_practitioner_is_told_that_the_message_is_kept() -> None:
    assert post(body(), says_nothing)[:2] == (200, [{"recipient_id": SENDER, "text": say("panne")}])


@pytest.mark.parametrize("answer", [breaks, breaks_midway, store_fails, not_our_turn])
def test_a_turn_that_breaks_is_not_stored_so_nothing_of_it_is_answered_and_it_is_to_be_sent_again(answer: Any) -> None:
    assert post(body(), answer)[:2] == (200, [{"recipient_id": SENDER, "text": say("panne_renvoyer"), "custom": {"a_renvoyer": True}}])


def test_what_could_not_be_erased_is_not_said_to_be() -> None:
    # The stand-in for Rasa has no store that erases.
    assert post(body(), erases)[:2] == (200, [{"recipient_id": SENDER, "text": say("panne_effacer")}])


def test_the_practitioner_s_words_are_not_logged_when_a_turn_breaks(caplog: pytest.LogCaptureFixture) -> None:
    post(body(message="Madame Untel habite rue Haute"), breaks)
    assert "a turn failed" in caplog.text
    assert "Untel" not in caplog.text


@pytest.mark.parametrize("name", ["", "moi", 3, [SENDER], "5f0d3a2e-8c1b-11ee-b962-0242ac120002"])
def test_a_message_may_be_named_by_a_random_uuid_and_by_nothing_else(name: Any) -> None:
    status, answer, given = post(body(id=name), greets)
    assert (status, given) == (400, []) and "« id »" in answer["message"]


def test_a_named_message_keeps_its_name_and_another_has_one_of_its_own() -> None:
    name = "9d4a4b6f-1c2d-4e3f-8a7b-0c1d2e3f4a5b"
    _, _, [named] = post(body(id=name.upper()), greets)
    _, _, [other] = post(body(), greets)
    assert isinstance(named, NamedMessage) and named.message_id == name
    assert not isinstance(other, NamedMessage) and other.message_id


def test_beyond_the_conversations_that_may_be_open_one_is_asked_to_come_back() -> None:
    gate = Gate(Settings.from_environment({"MAX_CONVERSATIONS": "1"}))
    assert gate.opens("web-autre")
    status, answer, given = post(body(), greets, gate=gate)
    assert (status, given) == (429, []) and answer["message"] == say("debit")


@pytest.mark.parametrize("message", ["", " \n ", "a" * 9000, "/restart"])
def test_what_is_refused_opens_no_conversation(message: str) -> None:
    gate = Gate(Settings.from_environment({"MAX_CONVERSATIONS": "1"}))
    assert post(body(message=message), greets, gate=gate)[0] == 200
    assert gate.opens("web-autre")


def test_one_client_does_not_open_all_the_conversations_that_may_be() -> None:
    gate = Gate(Settings.from_environment({"RATE_CLIENT": "10"}))
    assert post(body(), greets, gate=gate, client="203.0.113.7")[0] == 200
    assert post(body(sender=str(uuid.uuid4())), greets, gate=gate, client="203.0.113.7")[0] == 429
    assert post(body(), greets, gate=gate, client="203.0.113.7")[0] == 200, "the one that is open goes on"
    assert post(body(sender=str(uuid.uuid4())), greets, gate=gate, client="203.0.113.8")[0] == 200


def test_rasa_is_given_no_name_and_a_button_s_payload_as_it_is() -> None:
    given = post(body(message="Avec Mme Dubois et Kevin, 0478 12 34 56"), greets)[2][0]
    assert (given.text, given.metadata) == ("Avec Mme [nom] et [prénom], [téléphone]", {"remplace": {"nom": 1, "prénom": 1, "téléphone": 1}})
    given = post(body(message="On se voit au CPAS."), greets)[2][0]
    assert (given.text, given.metadata) == ("On se voit au CPAS.", None)
    payload = '/repondre{"dimension": "autour_de", "modalite": "realisation"}'
    assert post(body(message=payload), greets)[2][0].text == payload


def test_a_long_message_is_given_without_its_names_too() -> None:
    long = "Avec Mme Dubois on se voit chaque mois pour comparer ce que chacun observe. " * 10
    assert "Dubois" not in post(body(message=long), greets)[2][0].text


def test_when_names_cannot_be_taken_out_nothing_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("lexique illisible")

    monkeypatch.setattr("bot.channels.turn.pseudonymise", broken)
    status, answer, given = post(body(message="Mme Dubois"), greets)
    assert (status, answer[0]["text"], given) == (200, say("panne_renvoyer"), [])
