"""Sending to Teams: tokens, waiting, and giving up."""

from __future__ import annotations

import asyncio
import email.utils
import time
from collections.abc import Callable
from typing import Any

import pytest
from yarl import URL

from bot.channels.teams_connector import LONGEST_WAIT, MOST_TRIES, Connector, NotDelivered, Place
from bot.channels.teams_token import AppToken
from bot.settings import Settings
from tests.channels.fake_microsoft import FakeMicrosoft
from tests.channels.teams_people import BOT

HELLO = {"type": "message", "text": "Bonjour à vous."}


def deliver(
    microsoft: FakeMicrosoft, work: Callable[[Connector, Place], Any], conversation: str = "a:1", service: str = "", waited: list[float] | None = None
) -> list[float]:
    """Do the work with a connector; return how long it waited each time, which it did not really do."""
    waited = [] if waited is None else waited

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async def run() -> None:
        async with Connector(AppToken(Settings.from_environment(microsoft.environment())), sleep) as connector:
            await work(connector, Place(URL(service or microsoft.service_url), conversation, BOT, {"id": "29:x"}, "7"))

    asyncio.run(run())
    return waited


def hello(connector: Connector, place: Place) -> Any:
    return connector.send(place, HELLO)


@pytest.mark.parametrize("conversation", ["a:1x_y-z", "19:abc@thread.tacv2;messageid=17", "a/b?c#d é %2F ../x"])
def test_it_is_said_in_the_conversation_to_the_person_with_the_token(microsoft: FakeMicrosoft, conversation: str) -> None:
    assert deliver(microsoft, hello, conversation) == []
    (sent,) = microsoft.sent
    assert (sent.method, sent.conversation) == ("POST", conversation)
    assert sent.body == {**HELLO, "from": BOT, "recipient": {"id": "29:x"}, "conversation": {"id": conversation}, "replyToId": "7"}


def test_a_card_is_rewritten_under_its_own_id(microsoft: FakeMicrosoft) -> None:
    deliver(microsoft, lambda connector, place: connector.replace(place, "1:2/3", HELLO))
    assert (microsoft.sent[0].method, microsoft.sent[0].id, microsoft.sent[0].body["id"]) == ("PUT", "1:2/3", "1:2/3")


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
def test_when_teams_is_busy_it_is_said_again_a_little_later(microsoft: FakeMicrosoft, status: int) -> None:
    microsoft.refusals.extend([(status, {})] * 2)
    assert deliver(microsoft, hello) == [1.0, 2.0]
    assert len(microsoft.sent) == 1


def test_it_waits_as_long_as_teams_asks_and_never_long(microsoft: FakeMicrosoft) -> None:
    date = email.utils.formatdate(time.time() + 8, usegmt=True)
    microsoft.refusals.extend([(429, {"Retry-After": after}) for after in ("3", date, "86400")])
    first, second, third = deliver(microsoft, hello)
    assert (first, third) == (3.0, LONGEST_WAIT) and 6.0 < second <= 8.0


@pytest.mark.parametrize("after", ["-5", "0", "bientôt".encode().decode("latin-1"), "nan", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_strange_time_to_wait_is_a_short_one(microsoft: FakeMicrosoft, after: str) -> None:
    microsoft.refusals.append((429, {"Retry-After": after}))
    (waited,) = deliver(microsoft, hello)
    assert 0.0 < waited <= 1.0


def test_it_gives_up_after_a_few_times(microsoft: FakeMicrosoft) -> None:
    microsoft.refusals.extend([(503, {})] * 50)
    with pytest.raises(NotDelivered, match="503"):
        deliver(microsoft, hello)
    assert microsoft.asked["connector"] == MOST_TRIES


@pytest.mark.parametrize("status", [400, 403, 404, 413, 500])
def test_a_refusal_is_final(microsoft: FakeMicrosoft, status: int) -> None:
    microsoft.refusals.append((status, {}))
    with pytest.raises(NotDelivered) as error:
        deliver(microsoft, hello)
    assert error.value.status == status and microsoft.asked["connector"] == 1


def test_a_token_that_is_refused_is_renewed_once(microsoft: FakeMicrosoft) -> None:
    microsoft.refusals.append((401, {}))
    deliver(microsoft, hello)
    assert (microsoft.asked["token"], len(microsoft.sent)) == (2, 1)
    microsoft.refusals.extend([(401, {})] * 2)
    with pytest.raises(NotDelivered, match="401"):
        deliver(microsoft, hello)


def test_a_redirection_is_not_followed_with_our_token(microsoft: FakeMicrosoft) -> None:
    microsoft.refusals.append((307, {"Location": f"{microsoft.url}/ailleurs"}))
    with pytest.raises(NotDelivered, match="307"):
        deliver(microsoft, hello)
    assert microsoft.asked["connector"] == 1


def test_a_service_that_is_not_there_is_tried_again(microsoft: FakeMicrosoft) -> None:
    waited: list[float] = []
    with pytest.raises(NotDelivered):
        deliver(microsoft, hello, service="http://127.0.0.1:1/", waited=waited)
    assert waited == [1.0, 2.0, 4.0]


def test_accents_take_no_more_room_than_they_must(microsoft: FakeMicrosoft) -> None:
    deliver(microsoft, lambda connector, place: connector.send(place, {"type": "message", "text": "é" * 13_500}))
    assert microsoft.sent[0].words == "é" * 13_500


def test_half_a_character_does_not_keep_the_rest_back(microsoft: FakeMicrosoft) -> None:
    deliver(microsoft, lambda connector, place: connector.send(place, {"type": "message", "text": "avant \ud83d après"}))
    assert microsoft.sent[0].words == "avant ? après"
