"""The Teams channel as Microsoft meets it: what is refused and how, what is done with the rest. Rasa is played by a function."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from rasa.core.channels.channel import UserMessage

from bot.agent import NamedMessage
from bot.channels.teams import TeamsInput
from tests.channels.fake_microsoft import APP, FakeMicrosoft
from tests.channels.teams_people import BOT, Person
from tests.channels.teams_server import Room
from typology.messages import say

Json = dict[str, Any]


def test_the_route_is_where_azure_is_told(room: Room) -> None:
    assert f"/{room.route.path}" == "/webhooks/teams/webhook"


# Refusals.

OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
BAD_TOKENS: dict[str, Callable[[FakeMicrosoft], str | None]] = {
    "none": lambda fake: None,
    "not a token": lambda fake: "bonjour",
    "another key under a known name": lambda fake: fake.token(key=OTHER),
    "unknown name of a key": lambda fake: fake.token(kid="inventee", key=OTHER),
    "no name of a key": lambda fake: fake.token(kid=None),
    "unsigned": lambda fake: fake.token(algorithm="none", key=""),
    "signed with the public key as a secret": lambda fake: fake.confused_token(),
    "another RSA algorithm": lambda fake: fake.token(algorithm="RS512"),
    "another bot's": lambda fake: fake.token(aud=str(uuid.uuid4())),
    "no audience": lambda fake: fake.token(aud=None),
    "another issuer's": lambda fake: fake.token(iss="https://sts.windows.net/0d9c8b7a/"),
    "no issuer": lambda fake: fake.token(iss=None),
    "expired": lambda fake: fake.token(exp=time.time() - 330),
    "no end": lambda fake: fake.token(exp=None),
    "not yet": lambda fake: fake.token(nbf=time.time() + 900),
    "cut": lambda fake: fake.token()[:-8],
}


@pytest.mark.parametrize("token", BAD_TOKENS.values(), ids=BAD_TOKENS)
def test_a_bad_token_gets_a_401_with_a_sentence_and_no_work(room: Room, nadege: Person, token: Callable[[FakeMicrosoft], str | None]) -> None:
    ((status, answer),) = room.posts(nadege.says("bonjour"), token=token(room.microsoft))
    assert (status, set(answer)) == (401, {"message"}) and "jeton" in answer["message"]
    assert room.given == [] and room.said == []


@pytest.mark.parametrize(("claim", "seconds"), [("exp", -240), ("nbf", 240)])
def test_two_clocks_may_differ_by_five_minutes(room: Room, nadege: Person, claim: str, seconds: int) -> None:
    # From the moment of the test: the module may have been read long before.
    assert room.posts(nadege.says("bonjour"), token=room.microsoft.token(**{claim: time.time() + seconds})) == [(200, None)]
    assert len(room.given) == 1


def test_the_audience_may_be_a_list(room: Room, nadege: Person) -> None:
    assert room.posts(nadege.says("bonjour"), token=room.microsoft.token(aud=[APP])) == [(200, None)]
    assert len(room.given) == 1


FORBIDDEN: dict[str, tuple[Json, Json]] = {
    "a token for another service": ({}, {"serviceurl": "https://smba.trafficmanager.net/amer/"}),
    "a token for no service": ({}, {"serviceurl": None}),
    "an activity without a service": ({"serviceUrl": None}, {"serviceurl": None}),
    "a service elsewhere": ({"serviceUrl": "https://exemple.org/"}, {"serviceurl": "https://exemple.org/"}),
    "a service not in HTTPS": ({"serviceUrl": "http://smba.trafficmanager.net/"}, {"serviceurl": "http://smba.trafficmanager.net/"}),
    "another channel": ({"channelId": "webchat"}, {}),
    "no channel": ({"channelId": None}, {}),
    "a key that may not speak for Teams": ({}, {"kid": "cle-webchat"}),
    "a key that may speak for nobody": ({}, {"kid": "cle-nue"}),
}


@pytest.mark.parametrize(("content", "claims"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_good_token_for_something_else_gets_a_403_with_a_sentence_and_no_work(room: Room, nadege: Person, content: Json, claims: Json) -> None:
    room.microsoft.add_key("cle-webchat", ["webchat"])
    room.microsoft.add_key("cle-nue", [])
    ((status, answer),) = room.posts({**nadege.says("bonjour"), **content}, token=room.microsoft.token(**claims))
    assert (status, set(answer)) == (403, {"message"})
    assert room.given == [] and room.said == []


@pytest.mark.parametrize(
    "body", [b"", b"bonjour", b"[]", b"3", b"\xff", b"[" * 100_000, b'{"a":' * 50_000], ids=["empty", "words", "list", "number", "bytes", "deep", "deeper"]
)
def test_what_is_no_activity_gets_a_400_with_a_sentence(room: Room, body: bytes) -> None:
    ((status, answer),) = room.posts(body)
    assert status == 400 and "Microsoft Teams" in answer["message"]


def test_an_activity_of_nobody_gets_a_400(room: Room, nadege: Person) -> None:
    assert room.posts(nadege.activity(**{"from": {}}))[0][0] == 400


def test_without_a_token_even_what_is_no_activity_gets_a_401(room: Room) -> None:
    assert room.posts(b"[" * 100_000, token=None)[0][0] == 401


def test_when_microsoft_s_keys_are_out_of_reach_it_gets_a_503_and_later_works(room: Room, nadege: Person) -> None:
    room.microsoft.down = True
    ((status, answer),) = room.posts(nadege.says("bonjour"))
    assert (status, room.given) == (503, []) and "clés" in answer["message"]


@pytest.mark.parametrize(
    "changed", [{"TEAMS_APP_ID": ""}, {"TEAMS_APP_PASSWORD": ""}, {"TEAMS_TENANT_ID": "?"}, {"TEAMS_LOGIN_URL": "rien"}, {"TEAMS_SERVICE_HOSTS": "*"}]
)
def test_wrongly_set_up_it_starts_answers_503_and_the_log_says_what_to_set(
    microsoft: FakeMicrosoft, nadege: Person, caplog: pytest.LogCaptureFixture, changed: dict[str, str]
) -> None:
    room = Room(microsoft, **changed)
    assert next(iter(changed)) in caplog.text and "docs/installer-teams.md" in caplog.text and "un~secret" not in caplog.text
    ((status, answer),) = room.posts(nadege.says("bonjour"))
    assert (status, set(answer), room.given) == (503, {"message"}, [])
    assert asyncio.run(room.health.handler(None)).status == 503


def test_well_set_up_it_says_so(room: Room) -> None:
    assert f"/{room.health.path}".rstrip("/") == "/webhooks/teams"
    assert json.loads(asyncio.run(room.health.handler(None)).body) == {"status": "ok"}


def test_not_set_up_at_all_it_says_so_once_and_only_when_it_is_asked(
    microsoft: FakeMicrosoft, nadege: Person, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in microsoft.environment():
        monkeypatch.delenv(name, raising=False)
    room = Room(microsoft, **dict.fromkeys(microsoft.environment(), ""))
    TeamsInput.from_credentials({})
    assert caplog.text == ""
    assert [status for status, _ in room.posts(*[nadege.says("bonjour")] * 3)] == [503] * 3
    assert caplog.text.count("TEAMS_APP_ID") == 1


# Turns.


def test_words_go_to_rasa_and_the_question_comes_back_as_a_card(room: Room, nadege: Person) -> None:
    message = nadege.says(" bonjour ")
    assert room.posts(message) == [(200, None)]
    ((given,), (card,)) = room.given, room.said
    assert (given.text, given.input_channel) == ("bonjour", "teams") and given.sender_id.startswith("teams-")
    assert card.words == "Qui **décide** ?" and [action["title"] for action in card.actions] == ["Nous", "Eux"]
    assert (card.conversation, card.body["replyToId"], card.body["from"], card.body["recipient"]["id"]) == (
        nadege.conversation, message["id"], BOT, nadege.account["id"],
    )  # fmt: skip
    assert room.microsoft.asked["typing"] == 1


def test_a_click_is_answered_once_and_its_card_rewritten_with_the_choice(room: Room, nadege: Person) -> None:
    room.posts(nadege.says("bonjour"))
    (card,) = room.said
    room.posts(nadege.clicks(card, "Nous"), nadege.clicks(card, "Nous"), nadege.clicks(card, "Eux"))
    assert [message.text for message in room.given] == ["bonjour", "/passer"]
    rewritten, answer = room.said[1:]
    assert (rewritten.method, rewritten.id, rewritten.words, rewritten.actions) == ("PUT", card.id, "Qui **décide** ?\n\n✓ Nous", [])
    assert answer.method == "POST"


def test_two_clicks_at_once_are_one(room: Room, nadege: Person) -> None:
    async def both() -> None:
        await room.post(nadege.says("bonjour"))
        (card,) = room.said
        await asyncio.gather(*(room.post(nadege.clicks(card, title)) for title in ("Nous", "Eux")))

    asyncio.run(both())
    assert len(room.given) == 2


@pytest.mark.parametrize(("failing", "sentence"), [("breaks", "panne_refaire"), ("says_nothing", "panne")])
def test_a_click_that_was_not_answered_may_be_pressed_again(room: Room, nadege: Person, failing: str, sentence: str) -> None:
    room.posts(nadege.says("bonjour"))
    (card,) = room.said
    room.answer = getattr(room, failing)
    room.posts(nadege.clicks(card, "Nous"))
    assert [(one.method, one.words) for one in room.said[1:]] == [("POST", say(sentence))]
    room.answer = room.asks
    room.posts(nadege.clicks(card, "Nous"))
    assert [one.method for one in room.said[2:]] == ["PUT", "POST"]


def test_a_click_that_is_pressed_again_is_the_same_message_for_rasa_and_another_choice_is_another(room: Room, nadege: Person) -> None:
    room.posts(nadege.says("bonjour"))
    (card,) = room.said
    room.answer = room.breaks
    room.posts(nadege.clicks(card, "Nous"), nadege.clicks(card, "Nous"), nadege.clicks(card, "Eux"))
    _, first, again, other = room.given
    assert isinstance(first, NamedMessage) and first.message_id == again.message_id != other.message_id


def test_a_click_whose_answer_did_not_arrive_may_be_pressed_again(room: Room, nadege: Person) -> None:
    room.posts(nadege.says("bonjour"))
    (card,) = room.said
    room.microsoft.refusals.extend([(200, {}), (500, {}), (500, {})])  # « typing », the card, the answer
    room.posts(nadege.clicks(card, "Nous"))
    assert room.said == [card]
    room.posts(nadege.clicks(card, "Nous"))
    assert [one.method for one in room.said[1:]] == ["PUT", "POST"]
    assert room.given[1].message_id == room.given[2].message_id


@pytest.mark.parametrize("payload", ["/restart", '/repondre{"dimension": "x", "modalite": "y"}', "/action_resultat"])
def test_a_forged_button_is_refused_as_on_the_page(room: Room, nadege: Person, payload: str) -> None:
    room.posts(nadege.activity(value={"payload": payload, "title": "x", "text": "y"}))
    assert room.given == [] and [one.words for one in room.said] == [say("commande_inconnue")]


def test_a_file_without_a_word_gets_a_sentence(room: Room, nadege: Person) -> None:
    room.posts(nadege.activity(attachments=[{"contentType": "image/png"}]))
    assert [one.words for one in room.said] == [say("vide")]


def test_what_is_sent_again_is_not_done_again(room: Room, nadege: Person) -> None:
    message = nadege.says("bonjour")
    assert room.posts(message, message, nadege.says("bonjour")) == [(200, None)] * 3
    assert len(room.given) == 2


def test_being_added_is_greeted_once_and_again_when_added_again(room: Room, nadege: Person) -> None:
    room.posts(*nadege.adds_the_bot(), *reversed(nadege.adds_the_bot()))
    assert [message.text for message in room.given] == ["/saluer"]
    room.posts(nadege.activity(type="installationUpdate", action="remove"), *nadege.adds_the_bot())
    assert len(room.given) == 2
    assert "replyToId" not in room.said[0].body


@pytest.mark.parametrize("kind", ["groupChat", "channel"])
def test_in_a_group_it_first_says_that_all_can_read(room: Room, kind: str) -> None:
    room.posts(*Person(room.microsoft, kind).adds_the_bot())
    assert [one.words for one in room.said] == ["\n\n".join([say("teams_groupe"), say("teams_donnees")]), "Qui **décide** ?"]


def test_in_private_the_greeting_says_that_teams_keeps_the_words(room: Room, nadege: Person) -> None:
    room.posts(*nadege.adds_the_bot())
    assert [one.words for one in room.said] == ["Qui **décide** ?", say("teams_donnees")]
    room.said.clear()
    room.posts(nadege.says("bonjour"))
    assert say("teams_donnees") not in [one.words for one in room.said]


def test_in_a_group_each_has_their_own_conversation_and_buttons(room: Room) -> None:
    nadege = Person(room.microsoft, "channel")
    luc = Person(room.microsoft, "channel", nadege.conversation, "Luc")
    room.posts(nadege.says("bonjour"))
    (card,) = room.said
    room.posts(luc.clicks(card, "Nous"))
    assert [message.text for message in room.given] == ["bonjour"]
    assert room.said[-1].words == say("teams_autre_personne")
    room.posts(nadege.clicks(card, "Nous"), luc.says("bonjour"))
    assert len({message.sender_id for message in room.given}) == 2
    assert {one.conversation for one in room.said} == {nadege.conversation}


def test_no_room_can_name_another_s_conversation(room: Room) -> None:
    stranger = Person(room.microsoft, conversation="web-3f2b8c1e-9d4a-4b6f-8a7c-1d2e3f4a5b6c")
    room.posts(stranger.says("bonjour"))
    assert room.given[0].sender_id.startswith("teams-") and "3f2b8c1e" not in room.given[0].sender_id


def test_it_answers_200_at_once_whatever_the_turn_takes(room: Room, nadege: Person) -> None:
    room.microsoft.delay = 0.5

    async def slow() -> float:
        await room.post(nadege.activity(type="typing"))  # the keys are there
        started = time.monotonic()
        await room.post(nadege.says("bonjour"), finish=False)
        elapsed = time.monotonic() - started
        await room.channel.beside.finish()
        return elapsed

    assert asyncio.run(slow()) < 0.2
    assert len(room.said) == 1


def test_messages_of_one_conversation_are_answered_in_their_order(room: Room, nadege: Person) -> None:
    async def echo(message: UserMessage) -> None:
        await asyncio.sleep(0.05 if message.text == "un" else 0.0)
        await message.output_channel.send_response(message.sender_id, {"text": message.text})

    async def quickly() -> None:
        for text in ("un", "deux", "trois"):
            await room.post(nadege.says(text), finish=False)
        await room.channel.beside.finish()

    room.answer = echo
    asyncio.run(quickly())
    assert [one.words for one in room.said] == ["un", "deux", "trois"]


def test_when_rasa_breaks_it_says_so_and_no_word_is_logged(room: Room, nadege: Person, caplog: pytest.LogCaptureFixture) -> None:
    room.answer = room.breaks
    room.posts(nadege.says("bonjour"))
    assert [one.words for one in room.said] == [say("panne_renvoyer")]


@pytest.mark.parametrize("refusals", [[(403, {})] * 9, [(500, {})] * 9])
def test_when_teams_takes_nothing_the_log_says_so_without_a_word_of_theirs(
    room: Room, nadege: Person, caplog: pytest.LogCaptureFixture, refusals: list[tuple[int, dict[str, str]]]
) -> None:
    room.microsoft.refusals.extend(refusals)
    room.posts(nadege.says("Madame Untel habite rue Haute"))
    assert "NotDelivered" in caplog.text and "Untel" not in caplog.text


def test_what_breaks_on_the_way_out_is_logged_without_a_word_of_theirs(
    room: Room, nadege: Person, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(messages: list[Json], *_: Any) -> None:
        raise ValueError(str(messages))

    async def echo(message: UserMessage) -> None:
        await message.output_channel.send_response(message.sender_id, {"text": message.text})

    monkeypatch.setattr("bot.channels.teams_room.activities", breaks)
    room.answer = echo
    room.posts(nadege.says("Madame Untel habite rue Haute"))
    assert "ValueError" in caplog.text and "teams_room.py" in caplog.text and "Untel" not in caplog.text


def test_without_a_token_of_ours_the_log_names_microsoft_s_error(microsoft: FakeMicrosoft, nadege: Person, caplog: pytest.LogCaptureFixture) -> None:
    room = Room(microsoft, TEAMS_APP_PASSWORD="perime")
    assert room.posts(nadege.says("bonjour")) == [(200, None)]
    assert "AADSTS7000215" in caplog.text and "perime" not in caplog.text


@pytest.mark.parametrize("status", [400, 413])
def test_a_card_that_is_refused_is_said_in_words(room: Room, nadege: Person, status: int) -> None:
    room.microsoft.refusals.extend([(200, {}), (status, {})])  # the first is for « typing »
    room.posts(nadege.says("bonjour"))
    assert [one.words for one in room.said] == ["Qui **décide** ?\n\n- Nous\n- Eux"]


def test_a_card_that_cannot_be_rewritten_does_not_keep_the_answer_back(room: Room, nadege: Person) -> None:
    room.posts(nadege.says("bonjour"))
    (card,) = room.said
    room.microsoft.refusals.extend([(200, {}), (404, {})])
    room.posts(nadege.clicks(card, "Nous"))
    assert [one.method for one in room.said[1:]] == ["POST"]
