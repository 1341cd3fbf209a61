"""One conversation held in the three rooms at once, turn by turn: on the page, in Slack, in Teams. What is read must be the same."""

from __future__ import annotations

import html
import json
import re
import time
import urllib.request
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import zip_longest
from typing import Any, Protocol

from tests.channels.fake_microsoft import FakeMicrosoft, Sent
from tests.channels.fake_slack import FakeSlack, Posted
from tests.channels.heard import Choice, Heard, of_page, of_slack, of_teams, slack_list
from tests.channels.slack_client import Slack
from tests.channels.teams_people import Person
from tests.conftest import Bot, Conversation
from typology.code import find_code

WITHIN = 30.0
# As long as this nothing more may come.
QUIET = 0.4


class Room(Protocol):
    """A room as one person sees it."""

    name: str

    def say(self, text: str) -> None:
        """Write something to the bot."""

    def press(self, rank: int, title: str) -> None:
        """Press the choice of that rank under the last message that has choices."""

    def shown(self) -> list[Heard]:
        """Return all that the bot said so far."""

    def answered(self, title: str, asked: Heard) -> None:
        """AssertionError unless the message that asked says which choice was taken, and nothing else can be pressed there."""


class SlackRoom:
    """A person's direct messages, the requests signed."""

    name = "slack"

    def __init__(self, bot: Bot, api: FakeSlack) -> None:
        self._api, self._slack, self._person = api, Slack(bot.settings.page_url), f"U{uuid.uuid4().hex[:12].upper()}"
        self._pressed: Posted | None = None

    def say(self, text: str) -> None:
        # Slack writes these three out.
        assert self._slack.event(self._slack.message(html.escape(text, quote=False), self._person)) == (200, "")

    def press(self, rank: int, title: str) -> None:
        self._pressed = next(post for post in reversed(self._posted) if post.buttons)
        assert self._slack.click(self._pressed, self._pressed.buttons[rank], self._person) == (200, "")

    def shown(self) -> list[Heard]:
        return [of_slack(post) for post in self._posted]

    def answered(self, title: str, asked: Heard) -> None:
        assert self._pressed
        long = max((rank for rank, (label, _) in enumerate(asked.choices, 1) if len(label) > 30), default=0)
        _same(self.name, [of_slack(self._pressed)], [Heard((*asked.lines, *slack_list(asked.choices[:long])), chosen=title)])

    @property
    def _posted(self) -> list[Posted]:
        return self._api.shown(f"D{self._person[1:]}")


class TeamsRoom:
    """A private chat, the token signed."""

    name = "teams"

    def __init__(self, bot: Bot, microsoft: FakeMicrosoft) -> None:
        self._url, self._microsoft, self._person = f"{bot.settings.page_url}webhooks/teams/webhook", microsoft, Person(microsoft)
        self._pressed: Sent | None = None

    def say(self, text: str) -> None:
        # What is typed there is sent as HTML.
        self._post(self._person.says(html.escape(text, quote=False)))

    def press(self, rank: int, title: str) -> None:
        self._pressed = next(sent for sent in reversed(self._said) if sent.actions)
        data = self._pressed.actions[rank]["data"]
        self._post(self._person.activity(value=data, replyToId=self._pressed.id))

    def shown(self) -> list[Heard]:
        return [of_teams(sent) for sent in self._said]

    def answered(self, title: str, asked: Heard) -> None:
        rewritten = [sent for sent in self._heard if sent.method == "PUT" and self._pressed and sent.id == self._pressed.id]
        _same(self.name, [of_teams(sent) for sent in rewritten], [Heard(asked.lines, chosen=title)])

    @property
    def _heard(self) -> list[Sent]:
        return [sent for sent in self._microsoft.sent if sent.conversation == self._person.conversation]

    @property
    def _said(self) -> list[Sent]:
        return [sent for sent in self._heard if sent.method == "POST"]

    def _post(self, activity: dict[str, Any]) -> None:
        headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {self._microsoft.token()}"}
        with urllib.request.urlopen(urllib.request.Request(self._url, json.dumps(activity).encode(), headers), timeout=30) as answer:
            assert answer.status == 200


class Rooms(Conversation):
    """A conversation of the page, as a scenario holds it; each of its turns is held in Slack and in Teams too, and compared.

    A code is never typed where it was given: the page types Teams', Slack the page's, Teams Slack's.
    """

    def __init__(self, bot: Bot, slack: FakeSlack, microsoft: FakeMicrosoft, codes: dict[str, str] | None = None) -> None:
        super().__init__(bot.settings, str(uuid.uuid4()))
        self._made_of = (bot, slack, microsoft)
        self._slack, self._refused = slack, len(slack.refused)
        self._others: tuple[Room, ...] = (SlackRoom(bot, slack), TeamsRoom(bot, microsoft))
        self._read = 0
        self._asked = Heard(())
        self.codes = codes or {}

    def anew(self) -> Rooms:
        """Begin new conversations in the three rooms; the codes given so far are known."""
        self.finish()
        return Rooms(*self._made_of, codes=self.codes)

    def say(self, text: str) -> list[dict[str, Any]]:
        """Say it in the three rooms; a payload is the button that has it, where there is one."""
        rank = next((rank for rank, (_, payload) in enumerate(self._asked.choices) if payload == text), None)
        if rank is None:
            return self._turn(text, lambda room: room.say(self._other_s_code(text, room.name)))
        title, asked = self._asked.choices[rank][0], self._asked
        messages = self._turn(text, lambda room: room.press(rank, title))
        for room in self._others:
            room.answered(title, asked)
        return messages

    def finish(self) -> None:
        """AssertionError when something came that nobody awaited, or when Slack refused something."""
        time.sleep(QUIET)
        for room in self._others:
            assert len(room.shown()) == self._read, f"{room.name} : {room.shown()[self._read :]}"
        assert self._slack.refused[self._refused :] == []

    def _turn(self, text: str, act: Callable[[Room], None]) -> list[dict[str, Any]]:
        for room in self._others:
            assert len(room.shown()) == self._read, f"{room.name} : {room.shown()[self._read :]}"
        messages = super().say(self._other_s_code(text, "page"))
        expected = [of_page(message, self.settings.public_url) for message in messages]
        expected = [heard for heard in expected if heard != Heard(())]
        with ThreadPoolExecutor() as pool:
            answers = list(pool.map(lambda room: self._answer(room, act, len(expected)), self._others))
        given = [_code(heard) for heard in (expected, *answers)]
        for room, answer in zip(self._others, answers):
            _same(room.name, without(answer, [*self.codes.values(), *given]), without(expected, [*self.codes.values(), *given]))
        self._read += len(expected)
        self._asked = next((heard for heard in reversed(expected) if heard.choices), self._asked)
        if any(given):
            self._opens_the_same(given)
            self.codes = dict(zip(("page", "slack", "teams"), map(str, given)))
        return messages

    def _answer(self, room: Room, act: Callable[[Room], None], count: int) -> list[Heard]:
        act(room)
        deadline = time.monotonic() + WITHIN
        while len(room.shown()) < self._read + count and time.monotonic() < deadline:
            time.sleep(0.02)
        return room.shown()[self._read :]

    def _other_s_code(self, text: str, room: str) -> str:
        if not self.codes:
            return text
        other = {"page": "teams", "slack": "page", "teams": "slack"}[room]
        return text.replace(self.codes["page"], self.codes[other])

    def _opens_the_same(self, codes: Sequence[str | None]) -> None:
        assert all(codes), codes
        opened = set()
        for code in set(codes):
            with urllib.request.urlopen(f"{self.settings.page_url}resultat/{code}.txt", timeout=30) as answer:
                opened.add(answer.read().decode().replace(str(code), "{code}"))
        assert len(opened) == 1, opened


def _same(room: str, heard: Sequence[Heard], expected: Sequence[Heard]) -> None:
    pairs = zip_longest(heard, expected)
    differ = next(((rank, here, there) for rank, (here, there) in enumerate(pairs, 1) if here != there), None)
    assert not differ, "{} : message {}\n{}\nau lieu de\n{}".format(room, *differ)


def without(heard: Sequence[Heard], codes: Sequence[str | None]) -> list[Heard]:
    """Return the messages with the codes left out."""

    def bare(text: str) -> str:
        for code in filter(None, codes):
            text = text.replace(code, "{code}")
        return text

    def pressed(choices: Sequence[Choice]) -> tuple[Choice, ...]:
        return tuple((bare(title), bare(payload)) for title, payload in choices)

    return [replace(one, lines=tuple(map(bare, one.lines)), choices=pressed(one.choices), page=bare(one.page)) for one in heard]


def _code(heard: Sequence[Heard]) -> str | None:
    """The code that was given: the page's, or the one that was written."""
    page = next((found[1] for one in heard if (found := re.search(r"/resultat/([^/?]+)$", one.page))), None)
    return page or find_code("\n".join(line for one in heard for line in one.lines))
