"""Slack's channel against a fake Slack: what comes in signed, what goes out in blocks, and what happens when either fails."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from slack_sdk.signature import SignatureVerifier

from bot.agent import NamedMessage
from bot.channels import slack_room
from bot.channels.once import Once
from bot.channels.slack import SlackInput, missing
from bot.settings import ROOT, Settings
from tests.channels.fake_slack import BOT, SECRET, TEAM, TOKEN, Failure, FakeSlack, manifest
from tests.channels.slack_client import FORM, JSON, Room, Slack, says
from typology.messages import say

MEHDI, LUC, MEHDI_DM, TEAM_CHANNEL = "U0MEHDI", "U0LUC", "D0MEHDI", "C0EQUIPE"
CHOICES = {"text": "Qui décide ?", "buttons": [{"title": "Nous", "payload": '/repondre{"a": 1}'}, {"title": "Je ne sais pas", "payload": "/ne_sait_pas"}]}
LONG_AGO = 400.0


@pytest.fixture(scope="module")
def api() -> Iterator[FakeSlack]:
    with FakeSlack() as running:
        yield running


@pytest.fixture(scope="module")
def server(api: FakeSlack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    settings = Settings.from_environment({**api.environment(), "PUBLIC_URL": "https://reseau.example.org"})
    with Room(settings, tmp_path_factory.mktemp("slack")) as running:
        yield running


@pytest.fixture
def room(api: FakeSlack, server: Room, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """The server, with nothing said or planned yet; what the fake refuses by its rules fails the test unless the test says so."""
    api.forget()
    api.scopes = set(manifest()["oauth_config"]["scopes"]["bot"])
    server.agent.heard.clear()
    server.agent.answer = says("Bonjour.")
    monkeypatch.setattr(server.channel, "_complaints", Once())
    yield server
    server.settle()
    assert api.refused == []


@pytest.fixture
def another(room: Room, api: FakeSlack) -> Iterator[Room]:
    """Another server that shares the conversations."""
    with Room(Settings.from_environment(api.environment()), room.folder) as running:
        yield running


@pytest.fixture
def slack(room: Room) -> Slack:
    return Slack(room.base)


# What comes in.


def test_a_direct_message_is_answered_where_it_was_said(api: FakeSlack, room: Room, slack: Slack) -> None:
    assert slack.event(slack.message("bonjour &amp; *merci*", MEHDI)) == (200, "")
    room.settle()
    assert room.agent.told == [(f"slack-{TEAM}-{MEHDI}", "bonjour & merci")]
    assert room.agent.heard[0].input_channel == room.agent.heard[0].output_channel.name() == SlackInput.name() == "slack"
    [post] = api.posted
    assert (post.channel, post.thread, post.text) == (MEHDI_DM, None, "Bonjour.")


def test_two_people_have_two_conversations_and_one_person_has_one(room: Room, slack: Slack) -> None:
    for person in (MEHDI, LUC, MEHDI):
        slack.event(slack.message("bonjour", person))
    room.settle()
    assert sorted(sender for sender, _ in room.agent.told) == [f"slack-{TEAM}-{LUC}", f"slack-{TEAM}-{MEHDI}", f"slack-{TEAM}-{MEHDI}"]


def test_a_thread_in_direct_messages_is_answered_in_it_and_is_the_same_conversation(api: FakeSlack, room: Room, slack: Slack) -> None:
    slack.event(slack.message("suite", MEHDI, thread_ts="1795000000.000001"))
    room.settle()
    assert room.agent.told[0][0] == f"slack-{TEAM}-{MEHDI}"
    assert api.posted[0].thread == "1795000000.000001"


def test_a_mention_is_answered_in_a_thread_that_is_a_conversation_of_its_own(api: FakeSlack, room: Room, slack: Slack) -> None:
    first, second = slack.mention(f"<@{BOT}> on fait réseau", TEAM_CHANNEL), slack.mention(f"et nous, <@{BOT}> ?", TEAM_CHANNEL)
    for event in (first, second):
        slack.event(event)
        room.settle()
    assert room.agent.told == [
        (f"slack-{TEAM}-{TEAM_CHANNEL}-{first['ts']}", "on fait réseau"),
        (f"slack-{TEAM}-{TEAM_CHANNEL}-{second['ts']}", "et nous, ?"),
    ]
    assert [post.thread for post in api.posted if post.text == "Bonjour."] == [first["ts"], second["ts"]]


def test_in_a_thread_the_team_speaks_with_one_voice(room: Room, slack: Slack) -> None:
    first = slack.mention(f"<@{BOT}> bonjour", TEAM_CHANNEL, MEHDI)
    slack.event(first)
    slack.event(slack.mention(f"<@{BOT}> et moi", TEAM_CHANNEL, LUC, thread_ts=first["ts"]))
    room.settle()
    assert len({sender for sender, _ in room.agent.told}) == 1 and len(room.agent.told) == 2


def test_the_name_alone_is_a_greeting(room: Room, slack: Slack) -> None:
    slack.event(slack.mention(f"<@{BOT}>", TEAM_CHANNEL))
    room.settle()
    assert room.agent.told[0][1] == "/saluer"


def test_what_follows_in_our_thread_needs_no_name(api: FakeSlack, room: Room, slack: Slack) -> None:
    first = slack.mention(f"<@{BOT}> bonjour", TEAM_CHANNEL)
    slack.event(first)
    room.settle()
    slack.event(slack.message("six services", LUC, TEAM_CHANNEL, thread_ts=first["ts"]))
    slack.event(slack.message(f"<@{LUC}> tu confirmes ?", MEHDI, TEAM_CHANNEL, thread_ts=first["ts"]))
    slack.event(slack.message("ailleurs", LUC, TEAM_CHANNEL))
    slack.event(slack.message("autre fil", LUC, TEAM_CHANNEL, thread_ts="1795000000.000009"))
    room.settle()
    assert [text for _, text in room.agent.told] == ["bonjour", "six services"]
    assert {post.thread for post in api.posted} == {first["ts"]}


def test_our_threads_are_known_after_a_restart(api: FakeSlack, room: Room, slack: Slack) -> None:
    first = slack.mention(f"<@{BOT}> bonjour", TEAM_CHANNEL)
    slack.event(first)
    room.settle()
    another = slack_room.SlackRoom(Settings.from_environment(api.environment()), room.agent.handle_message)
    for thread, ours in ((first["ts"], True), ("1795000000.000002", False)):
        found = asyncio.run(another._is_ours(room.agent, f"slack-{TEAM}-{TEAM_CHANNEL}-{thread}"))  # type: ignore[arg-type]
        assert found is ours


def test_a_message_that_slack_sends_as_two_events_is_answered_once(room: Room, slack: Slack) -> None:
    named = slack.mention(f"<@{BOT}> bonjour", TEAM_CHANNEL)
    slack.event(named)
    slack.event({**named, "type": "message", "channel_type": "channel"})
    room.settle()
    assert len(room.agent.told) == 1


def test_people_are_told_when_a_thread_is_read_only_by_name(api: FakeSlack, room: Room, slack: Slack) -> None:
    first = slack.mention(f"<@{BOT}> bonjour", TEAM_CHANNEL)
    for event in (first, slack.mention(f"<@{BOT}> suite", TEAM_CHANNEL, thread_ts=first["ts"])):
        slack.event(event)
        room.settle()
    assert [post.text for post in api.posted] == ["Bonjour.", say("slack_fil"), "Bonjour."]
    api.forget()
    api.scopes |= {"channels:history"}
    slack.event(slack.mention(f"<@{BOT}> bonjour", TEAM_CHANNEL))
    room.settle()
    assert [post.text for post in api.posted] == ["Bonjour."]


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B0AUTRE"},
        {"user": BOT},
        {"user": "USLACKBOT"},
        {"subtype": "bot_message", "bot_id": "B0BOT"},
        {"subtype": "message_changed", "message": {"text": "corrigé", "user": MEHDI}},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "channel_topic"},
        {"hidden": True},
        {"user": None},
        {"user": "../U"},
        {"ts": "hier"},
        {"channel": ""},
        {"type": "reaction_added"},
        {"channel": TEAM_CHANNEL, "channel_type": "channel"},
        {"channel": "G0GROUPE", "channel_type": "mpim"},
    ],
    ids=lambda more: " ".join(f"{key}={value}" for key, value in more.items())[:40],
)
def test_what_is_not_said_to_the_bot_is_left_alone(api: FakeSlack, room: Room, slack: Slack, more: dict[str, Any]) -> None:
    assert slack.event({**slack.message("bonjour", MEHDI), **more}) == (200, "")
    room.settle()
    assert room.agent.told == [] and api.calls == []


def test_a_file_without_words_is_said_to_be_empty(api: FakeSlack, room: Room, slack: Slack) -> None:
    slack.event(slack.message("", MEHDI, subtype="file_share", files=[{"id": "F0"}]))
    room.settle()
    assert room.agent.told == [] and [post.text for post in api.posted] == [say("vide")]


@pytest.mark.parametrize("kind", [JSON, "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"])
def test_the_content_type_may_name_a_charset(room: Room, slack: Slack, kind: str) -> None:
    assert slack.event(slack.message("bonjour"), content_type=kind)[0] == 200
    assert slack.send(b"payload=null", f"{FORM}; charset=utf-8") == (200, "")
    room.settle()
    assert len(room.agent.told) == 1


def test_the_address_is_verified_in_the_documented_form(room: Room, slack: Slack) -> None:
    status, answer = slack.send(b'{"token": "x", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P", "type": "url_verification"}')
    assert (status, json.loads(answer)) == (200, {"challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"})


@pytest.mark.parametrize("why", ["a wrong secret", "too old", "from the future", "none"])
def test_a_wrong_or_old_signature_lets_nothing_in(room: Room, slack: Slack, caplog: pytest.LogCaptureFixture, why: str) -> None:
    body = json.dumps({"type": "event_callback", "event_id": "Ev1", "team_id": TEAM, "event": slack.message("Madame Untel")}).encode()
    if why == "none":
        status = slack.send(body, X_Slack_Signature="")[0]
    else:
        status = slack.send(body, secret="0" * 32 if why == "a wrong secret" else SECRET, age={"too old": LONG_AGO, "from the future": -LONG_AGO}.get(why, 0))[
            0
        ]
    room.settle()
    assert status == 401 and room.agent.told == []
    assert "SLACK_SIGNING_SECRET" in caplog.text and "Untel" not in caplog.text


def test_a_signature_is_for_one_body(room: Room, slack: Slack) -> None:
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=str(int(time.time())), body=b"{}") or ""
    assert slack.send(b'{"type": "url_verification", "challenge": "x"}', X_Slack_Signature=signature)[0] == 401


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", JSON), (b"{", JSON), (b"[]", JSON), (b"null", JSON), (b"[" * 50_000, JSON),
        (b'{"type": "event_callback"}', JSON),
        (b'{"type": "event_callback", "event": []}', JSON), (b"", FORM), (b"ssl_check=1", FORM), (b"payload=%7B", FORM), (b"payload=[]", FORM),
        (b"payload=%7B%22type%22%3A%22view_submission%22%7D", FORM), (b"payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A[3]%7D", FORM),
        (b"bonjour", "text/plain"),
    ],
)  # fmt: skip
def test_what_is_signed_and_unknown_is_answered_and_forgotten(api: FakeSlack, room: Room, slack: Slack, body: bytes, kind: str) -> None:
    assert slack.send(body, kind) == (200, "")
    room.settle()
    assert room.agent.told == [] and api.calls == []


def test_the_channel_says_that_it_is_open(room: Room) -> None:
    with urllib.request.urlopen(f"{room.base}/webhooks/slack/") as answer:
        assert (answer.status, json.load(answer)) == (200, {"status": "ok"})


# What comes twice.


@pytest.mark.parametrize("reason", ["http_timeout", "http_error", "connection_failed", "ssl_error", "too_many_redirects", "unknown_error"])
def test_a_retry_is_answered_once_whatever_its_reason(room: Room, slack: Slack, reason: str) -> None:
    event, event_id = slack.message("bonjour"), f"Ev{reason}"
    # The first try was lost on the way: the retry is the first that we see.
    for number in ("1", "2", "3"):
        assert slack.event(event, event_id, X_Slack_Retry_Num=number, X_Slack_Retry_Reason=reason) == (200, "")
    room.settle()
    assert len(room.agent.told) == 1


def test_the_answer_does_not_wait_for_the_turn(room: Room, slack: Slack) -> None:
    async def slow(message: UserMessage) -> None:
        await asyncio.sleep(0.6)

    room.agent.answer = slow
    began = time.monotonic()
    assert slack.event(slack.message("bonjour"))[0] == 200
    assert time.monotonic() - began < 0.5 and room.channel.beside.busy


def test_turns_of_one_conversation_do_not_mix(api: FakeSlack, room: Room, slack: Slack) -> None:
    async def echo(message: UserMessage) -> None:
        await asyncio.sleep(0.05 if message.text == "un" else 0)
        await says(f"{message.text} a", f"{message.text} b")(message)

    room.agent.answer = echo
    for text in ("un", "deux", "trois"):
        slack.event(slack.message(text))
    room.settle()
    assert [post.text for post in api.posted] == ["un a", "un b", "deux a", "deux b", "trois a", "trois b"]


def test_what_was_received_is_answered_before_the_server_stops(api: FakeSlack, room: Room, slack: Slack) -> None:
    async def slow(message: UserMessage) -> None:
        await asyncio.sleep(0.5)
        await says("Me voici.")(message)

    with Room(Settings.from_environment(api.environment()), room.folder) as stopping:
        stopping.agent.answer = slow
        Slack(stopping.base).event(slack.message("bonjour"))
    assert [post.text for post in api.posted] == ["Me voici."]


# Clicks.


def asked(api: FakeSlack, room: Room, slack: Slack) -> Any:
    room.agent.answer = says(CHOICES)
    slack.event(slack.message("bonjour"))
    room.settle()
    room.agent.heard.clear()
    room.agent.answer = says("Merci.")
    return api.posted[-1]


def test_a_click_answers_shows_the_choice_and_closes_the_buttons(api: FakeSlack, room: Room, slack: Slack) -> None:
    post = asked(api, room, slack)
    room.agent.answer = says({"text": "Et encore ?"})
    assert slack.click(post, post.buttons[1]) == (200, "")
    room.settle()
    assert room.agent.told == [(f"slack-{TEAM}-{MEHDI}", "/ne_sait_pas")]
    assert post.buttons == []
    assert post.blocks[0]["text"]["text"] == "Qui décide ?" and post.blocks[-1]["elements"][0]["text"] == "✓ Je ne sais pas"
    assert api.posted[-1].text == "Et encore ?"


def test_a_double_click_answers_once(api: FakeSlack, room: Room, slack: Slack) -> None:
    post = asked(api, room, slack)
    button = post.buttons[1]
    as_it_was = replace(post)
    assert [slack.click(as_it_was, button)[0] for _ in range(3)] == [200] * 3
    room.settle()
    assert len(room.agent.told) == 1 and len(api.called("chat.update")) == 1


def test_in_a_thread_it_shows_who_chose(api: FakeSlack, room: Room, slack: Slack) -> None:
    room.agent.answer = says(CHOICES)
    event = slack.mention(f"<@{BOT}> bonjour", TEAM_CHANNEL, MEHDI)
    slack.event(event)
    room.settle()
    post = api.posted[0]
    slack.click(post, post.buttons[1], LUC)
    room.settle()
    assert post.blocks[-1]["elements"][0]["text"] == f"✓ Je ne sais pas (<@{LUC}>)"
    assert room.agent.told[-1] == (f"slack-{TEAM}-{TEAM_CHANNEL}-{event['ts']}", "/ne_sait_pas")


def test_new_choices_close_the_earlier_ones(api: FakeSlack, room: Room, slack: Slack) -> None:
    post = asked(api, room, slack)
    slack.event(slack.message("nous décidons"))
    room.settle()
    assert len(post.buttons) == 2
    room.agent.answer = says({**CHOICES, "text": "Et le rythme ?"})
    slack.event(slack.message("une fois par mois"))
    room.settle()
    assert post.buttons == [] and post.blocks[-1]["type"] == "section"
    assert len(api.posted[-1].buttons) == 2


def test_whichever_server_takes_the_answer_closes_the_earlier_choices(api: FakeSlack, room: Room, slack: Slack, another: Room) -> None:
    post = asked(api, room, slack)
    another.agent.answer = says({**CHOICES, "text": "Et le rythme ?"})
    Slack(another.base).event(slack.message("nous décidons"))
    another.settle()
    assert post.buttons == [] and len(api.posted[-1].buttons) == 2


def test_erasing_closes_the_choices_that_stood(api: FakeSlack, room: Room, slack: Slack) -> None:
    post = asked(api, room, slack)
    room.agent.answer = says({"text": "C'est effacé.", "custom": {"efface": True}})
    slack.event(slack.message("effacez tout"))
    room.settle()
    assert post.buttons == []


async def broken(message: UserMessage) -> None:
    raise RuntimeError("panne")


@pytest.mark.parametrize(("answer", "told"), [(broken, "panne_refaire"), (says(), "panne")])
def test_a_click_that_could_not_be_answered_may_be_pressed_again_and_is_taken_once(
    api: FakeSlack, room: Room, slack: Slack, answer: Callable[[UserMessage], Awaitable[None]], told: str
) -> None:
    post = asked(api, room, slack)
    button = post.buttons[1]
    room.agent.answer = answer
    slack.click(post, button)
    room.settle()
    assert api.posted[-1].text == say(told) and button in post.buttons and api.called("chat.update") == []
    room.agent.answer = says("Merci.")
    for _ in range(2):
        slack.click(replace(post), button)
        room.settle()
    assert api.posted[-1].text == "Merci." and post.blocks[-1]["elements"][0]["text"] == "✓ Je ne sais pas"
    first, again = room.agent.heard
    # The store may have kept the first one after all: it is then answered again, and not taken twice.
    assert isinstance(first, NamedMessage) and first.message_id == again.message_id


def test_a_click_whose_answer_did_not_arrive_may_be_pressed_again(api: FakeSlack, room: Room, slack: Slack) -> None:
    post = asked(api, room, slack)
    as_it_was, button = replace(post), post.buttons[1]
    api.plan("chat.update", Failure("internal_error"))
    api.plan("chat.postMessage", *[Failure("internal_error")] * 2)
    for _ in range(2):
        slack.click(as_it_was, button)
        room.settle()
    assert api.posted[-1].text == "Merci." and post.buttons == []
    assert len({message.message_id for message in room.agent.heard}) == 1


def test_of_two_choices_at_once_the_first_counts(api: FakeSlack, room: Room, slack: Slack) -> None:
    post = replace(asked(api, room, slack))
    for button in reversed(post.buttons):
        slack.click(post, button)
    room.settle()
    assert [text for _, text in room.agent.told] == ["/ne_sait_pas"]


def test_a_choice_among_twenty_four_is_heard(api: FakeSlack, room: Room, slack: Slack) -> None:
    room.agent.answer = says({"text": "Lequel ?", "buttons": [{"title": f"Un choix plutôt long, le numéro {n}", "payload": f"/n {n}"} for n in range(24)]})
    slack.event(slack.message("bonjour"))
    room.settle()
    post = api.posted[-1]
    assert len(post.buttons) == 24
    slack.click(post, post.buttons[23])
    room.settle()
    assert post.blocks[-1]["elements"][0]["text"] == "✓ Un choix plutôt long, le numéro 23"
    # The bot's own rule: a command that is none of its buttons' never reaches Rasa.
    assert len(room.agent.told) == 1 and api.posted[-1].text == say("commande_inconnue")


def test_a_click_on_the_page_s_link_is_only_a_click(api: FakeSlack, room: Room, slack: Slack) -> None:
    room.agent.answer = says({"text": "Voici.", "custom": {"page": {"url": "/resultat/ZABCD"}}})
    slack.event(slack.message("bonjour"))
    room.settle()
    post = api.posted[-1]
    [link] = post.blocks[-1]["elements"]
    assert slack.click(post, link) == (200, "")
    room.settle()
    assert len(room.agent.told) == 1 and api.called("chat.update") == []


def test_an_answer_is_taken_even_when_the_buttons_cannot_be_closed(api: FakeSlack, room: Room, slack: Slack) -> None:
    post = asked(api, room, slack)
    api.plan("chat.update", Failure("message_not_found"))
    slack.click(post, post.buttons[1])
    room.settle()
    assert [text for _, text in room.agent.told] == ["/ne_sait_pas"]


# What goes out.


def test_the_result_is_one_message_and_the_others_follow_in_order(api: FakeSlack, room: Room, slack: Slack) -> None:
    carte = {"url": "/carte.svg?beneficiaires=0.1&reflexion=0.8&action=0.1", "texte": "Triangle."}
    result = {"text": "Voici **le résultat**.", "custom": {"resultat": {}, "carte": carte, "page": {"url": "/resultat/ZABCD"}}}
    room.agent.answer = says(result, "Ce qui me le fait dire", {"text": "Ce qui guette", "buttons": CHOICES["buttons"]})
    slack.event(slack.message("fin"))
    room.settle()
    first, *others = api.posted
    assert [block["type"] for block in first.blocks] == ["section", "image", "actions"]
    assert first.blocks[1]["image_url"] == "https://reseau.example.org/carte.png?beneficiaires=0.1&reflexion=0.8&action=0.1"
    assert [post.text for post in others] == ["Ce qui me le fait dire", "Ce qui guette"]


def test_four_thousand_characters_arrive_whole(api: FakeSlack, room: Room, slack: Slack) -> None:
    words = " ".join(f"mot{n}" for n in range(700))[:4000]
    room.agent.answer = says({"text": words, "buttons": CHOICES["buttons"]})
    slack.event(slack.message("bonjour"))
    room.settle()
    [post] = api.posted
    assert " ".join(block["text"]["text"] for block in post.blocks if block["type"] == "section") == words
    assert len(post.buttons) == 2


def test_a_rate_limit_is_respected_and_nothing_is_lost(api: FakeSlack, room: Room, slack: Slack) -> None:
    room.agent.answer = says("un", "deux")
    api.plan("chat.postMessage", Failure("ratelimited", 429, {"Retry-After": "1"}))
    began = time.monotonic()
    slack.event(slack.message("bonjour"))
    room.settle()
    assert time.monotonic() - began > 0.9
    assert [post.text for post in api.posted] == ["un", "deux"]


def test_refused_blocks_become_text_and_the_turn_goes_on(api: FakeSlack, room: Room, slack: Slack, caplog: pytest.LogCaptureFixture) -> None:
    room.agent.answer = says({**CHOICES, "text": "Madame Untel décide ?"}, "Et ensuite ?")
    api.plan("chat.postMessage", Failure("invalid_blocks"))
    slack.event(slack.message("bonjour"))
    room.settle()
    assert [post.text for post in api.posted] == ["Madame Untel décide ?\n\n• Nous\n• Je ne sais pas", "Et ensuite ?"]
    assert "chat.postMessage : invalid_blocks" in caplog.text and "Untel" not in caplog.text


def test_a_map_that_slack_cannot_fetch_is_told_and_the_rest_stays(api: FakeSlack, room: Room, slack: Slack) -> None:
    carte = {"url": "/carte.svg?beneficiaires=1&reflexion=0&action=0", "texte": "Triangle."}
    room.agent.answer = says({"text": "Voici.", "custom": {"carte": carte, "page": {"url": "/resultat/ZABCD"}}})
    api.fetches_pictures = False
    slack.event(slack.message("fin"))
    room.settle()
    [post] = api.posted
    assert [block["type"] for block in post.blocks] == ["section", "context", "actions"]
    assert api.refused == [("chat.postMessage", "invalid_blocks", ["downloading image failed [json-pointer:/blocks/1/image_url]"])]
    api.refused.clear()


@pytest.mark.parametrize("failure", [Failure("internal_error"), Failure(status=500), Failure(status=503)])
def test_a_message_that_fails_does_not_take_the_others_with_it(api: FakeSlack, room: Room, slack: Slack, failure: Failure) -> None:
    room.agent.answer = says("un", "deux")
    api.plan("chat.postMessage", failure, failure)
    slack.event(slack.message("bonjour"))
    room.settle()
    assert [post.text for post in api.posted] == ["deux"]


@pytest.mark.parametrize(
    ("error", "remedy"),
    [("invalid_auth", "SLACK_BOT_TOKEN"), ("missing_scope", "manifest.yml"), ("not_in_channel", "/invite"), ("token_revoked", "réinstallez")],
)
def test_the_log_says_what_to_do_about_a_refusal(api: FakeSlack, room: Room, slack: Slack, caplog: pytest.LogCaptureFixture, error: str, remedy: str) -> None:
    api.plan("chat.postMessage", Failure(error))
    slack.event(slack.message("bonjour"))
    room.settle()
    assert error in caplog.text and remedy in caplog.text and TOKEN not in caplog.text
    assert len(api.called("chat.postMessage")) == 1


def test_when_rasa_breaks_the_person_is_told_and_no_word_is_logged(api: FakeSlack, room: Room, slack: Slack, caplog: pytest.LogCaptureFixture) -> None:
    room.agent.answer = broken
    slack.event(slack.message("Madame Untel habite rue Haute"))
    room.settle()
    assert [post.text for post in api.posted] == [say("panne_renvoyer")]
    assert "a turn failed" in caplog.text and "Untel" not in caplog.text


def test_a_mistake_of_ours_is_logged_by_its_place_alone(room: Room, slack: Slack, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    async def mistaken(self: Any, place: Any, message: Any) -> None:
        raise KeyError("Madame Untel")

    monkeypatch.setattr(slack_room.Outbox, "say", mistaken)
    slack.event(slack.message("bonjour"))
    room.settle()
    assert "KeyError" in caplog.text and "slack_room.py" in caplog.text and "Untel" not in caplog.text


def test_what_was_erased_is_gone_and_slack_s_own_copy_is_told(api: FakeSlack, room: Room, slack: Slack) -> None:
    first = slack.mention(f"<@{BOT}> bonjour", TEAM_CHANNEL)
    slack.event(first)
    room.settle()
    sender = room.agent.told[0][0]
    assert asyncio.run(room.agent.tracker_store.exists(sender))
    room.agent.answer = says({"text": "C'est effacé.", "custom": {"efface": True}})
    slack.event(slack.mention(f"<@{BOT}> effacez tout", TEAM_CHANNEL, thread_ts=first["ts"]))
    room.settle()
    assert [post.text for post in api.posted][-2:] == ["C'est effacé.", say("slack_efface")]
    assert not asyncio.run(room.agent.tracker_store.exists(sender))
    # The thread is people's own again.
    slack.event(slack.message("entre nous", LUC, TEAM_CHANNEL, thread_ts=first["ts"]))
    room.settle()
    assert [text for _, text in room.agent.told] == ["bonjour", "effacez tout"]


# « /reseau », the home tab, the first message.


@pytest.mark.parametrize(("text", "heard"), [("", "/saluer"), ("six services &amp; une école", "six services & une école")])
def test_the_command_answers_in_private(api: FakeSlack, room: Room, slack: Slack, text: str, heard: str) -> None:
    status, answer = slack.command(text, MEHDI)
    assert (status, json.loads(answer)) == (200, {"response_type": "ephemeral", "text": say("slack_prive")})
    room.settle()
    assert room.agent.told == [(f"slack-{TEAM}-{MEHDI}", heard)]
    assert [(post.channel, post.thread) for post in api.posted] == [(MEHDI_DM, None)]


def test_a_command_that_cannot_be_answered_in_private_says_so(api: FakeSlack, room: Room, slack: Slack) -> None:
    api.plan("chat.postMessage", Failure("messages_tab_disabled"))
    slack.command("", MEHDI, response_url=f"http://127.0.0.1:{api.port}/response")
    room.settle()
    assert api.posted == [] and [said["text"] for said in api.whispers] == [say("slack_prive_impossible")]


def opened(tab: str, person: str = MEHDI) -> dict[str, Any]:
    return {"type": "app_home_opened", "user": person, "channel": f"D{person[1:]}", "tab": tab, "event_ts": "1515449522.000016"}


def test_the_home_tab_is_shown_and_its_button_begins_once(api: FakeSlack, room: Room, slack: Slack) -> None:
    slack.event(opened("home"))
    room.settle()
    view = api.homes[MEHDI]
    assert view["type"] == "home" and room.agent.told == []
    [button] = [element for block in view["blocks"] if block["type"] == "actions" for element in block["elements"]]
    for _ in range(2):
        assert slack.form(slack.clicked(button, MEHDI, {"container": {"type": "view", "view_id": "V0HOME"}, "view": view}))[0] == 200
    room.settle()
    assert room.agent.told == [(f"slack-{TEAM}-{MEHDI}", "/saluer")]
    assert [post.channel for post in api.posted] == [MEHDI_DM]


def test_the_button_of_the_home_tab_may_be_pressed_again_at_once_when_it_could_not_be_answered(api: FakeSlack, room: Room, slack: Slack) -> None:
    slack.event(opened("home", LUC))
    room.settle()
    [button] = [element for block in api.homes[LUC]["blocks"] if block["type"] == "actions" for element in block["elements"]]
    for answer in (broken, says("Bonjour.")):
        room.agent.answer = answer
        slack.form(slack.clicked(button, LUC, {"container": {"type": "view", "view_id": "V0HOME"}, "view": api.homes[LUC]}))
        room.settle()
    assert [post.text for post in api.posted] == [say("panne_refaire"), "Bonjour."]


def test_an_event_of_any_kind_is_taken_once_by_its_id(api: FakeSlack, room: Room, slack: Slack) -> None:
    for event_id in ("EvAccueil", "EvAccueil", "EvPlusTard"):
        slack.event(opened("home"), event_id, X_Slack_Retry_Num="1", X_Slack_Retry_Reason="http_timeout")
    room.settle()
    assert len(api.called("views.publish")) == 2


def test_the_first_message_comes_once_and_only_where_nothing_was_said(api: FakeSlack, room: Room, slack: Slack) -> None:
    for person in ("U0NADEGE", "U0NADEGE"):
        slack.event(opened("messages", person))
        room.settle()
    [post] = api.posted
    assert post.channel == "D0NADEGE" and say("slack_donnees") in post.text and room.agent.told == []
    slack.click(post, post.buttons[0], "U0NADEGE")
    room.settle()
    assert room.agent.told == [(f"slack-{TEAM}-U0NADEGE", "/saluer")] and post.buttons == []
    slack.event(slack.message("bonjour", "U0SOLANGE"))
    room.settle()
    slack.event(opened("messages", "U0SOLANGE"))
    room.settle()
    assert [made.text for made in api.shown("D0SOLANGE")] == ["Bonjour."]


# Settings.


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "SLACK_BOT_TOKEN et SLACK_SIGNING_SECRET"),
        ({"SLACK_BOT_TOKEN": TOKEN}, "Définissez SLACK_SIGNING_SECRET"),
        ({"SLACK_SIGNING_SECRET": "0" * 32}, "Définissez SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxp-1", "SLACK_SIGNING_SECRET": "0" * 32}, "xoxb-"),
        ({"SLACK_BOT_TOKEN": "xoxb-é", "SLACK_SIGNING_SECRET": "0" * 32}, "xoxb-"),
        ({"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": "un secret"}, "Signing Secret"),
        ({"SLACK_BOT_TOKEN_FILE": "/absent", "SLACK_SIGNING_SECRET": "0" * 32}, "SLACK_BOT_TOKEN_FILE=/absent"),
        ({"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": "0" * 32, "SLACK_API_URL": "slack"}, "SLACK_API_URL=slack"),
    ],
)
def test_a_missing_or_broken_setting_closes_slack_alone_and_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, environment: dict[str, str], told: str
) -> None:
    settings = Settings.from_environment(environment)
    assert told in missing(settings)
    with Room(settings, tmp_path) as room:
        assert Slack(room.base).send(b'{"type": "url_verification", "challenge": "x"}')[0] == 503
        with pytest.raises(urllib.error.HTTPError, match="503"):
            urllib.request.urlopen(f"{room.base}/webhooks/slack/")
        assert room.agent.told == []
    assert told in caplog.text
    assert TOKEN not in caplog.text


def test_good_settings_are_not_complained_about(caplog: pytest.LogCaptureFixture) -> None:
    assert missing(Settings.from_environment({"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": "0" * 32})) == ""
    SlackInput(Settings.from_environment({}))
    assert caplog.text == ""


def test_rasa_finds_the_channel_and_its_settings_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from rasa.core.run import create_http_input_channels

    monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "0" * 32)
    [channel] = [made for made in create_http_input_channels(None, str(ROOT / "bot" / "credentials.yml")) if isinstance(made, SlackInput)]
    assert (channel.slack_token, channel.missing) == (TOKEN, "")
