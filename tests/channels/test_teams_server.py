"""Whole conversations in Teams with the real servers; Microsoft alone is played."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from typing import Any

import pytest

from bot.channels.teams_activity import PREFIX, read
from bot.channels.teams_text import without_marks
from bot.settings import ROOT
from tests.browser.test_page import ANSWERS, NARRATIVE
from tests.channels.fake_microsoft import FakeMicrosoft, Sent
from tests.channels.teams_people import Person
from tests.conftest import Bot
from typology.loader import load
from typology.messages import say

pytestmark = pytest.mark.server
Json = dict[str, Any]


class Talk:
    """Someone who talks with the bot in Teams and reads what it answers."""

    def __init__(self, bot: Bot, microsoft: FakeMicrosoft, kind: str = "personal") -> None:
        self.bot, self.microsoft, self.person = bot, microsoft, Person(microsoft, kind)

    @property
    def heard(self) -> list[Sent]:
        """All that was said here so far."""
        return [one for one in self.microsoft.sent if one.conversation == self.person.conversation]

    def post(self, activity: Json, token: str | None = None) -> int:
        headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {token or self.microsoft.token()}"}
        request = urllib.request.Request(f"{self.bot.settings.page_url}webhooks/teams/webhook", json.dumps(activity).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def turn(self, *activities: Json) -> list[Sent]:
        """Send, and return what is answered: until a moment passes without anything more."""
        before = len(self.heard)
        assert [self.post(activity) for activity in activities] == [200] * len(activities)

        def said() -> bool:
            # A card that closes may still belong to the turn before.
            return any(one.method == "POST" for one in self.heard[before:])

        self.microsoft.wait(lambda _: said() and time.monotonic() - self.heard[-1].at > 0.3)
        return self.heard[before:]

    def says(self, text: str) -> list[Sent]:
        """Say it; return what is said, the cards that close apart."""
        return [one for one in self.turn(self.person.says(text)) if one.method == "POST"]

    @property
    def open(self) -> set[str]:
        """The ids of the cards that can still be pressed."""
        rewritten = {one.id for one in self.heard if one.method == "PUT" and not one.actions}
        return {one.id for one in self.heard if one.method == "POST" and one.actions} - rewritten

    def clicks(self, title: str) -> list[Sent]:
        card = next(one for one in reversed(self.heard) if any(action["title"].startswith(title) for action in one.actions))
        return self.turn(self.person.clicks(card, title))


@pytest.fixture
def talk(bot: Bot, bot_s_microsoft: FakeMicrosoft) -> Talk:
    return Talk(bot, bot_s_microsoft)


def question(heard: list[Sent]) -> str | None:
    """Which question stands, told by its words."""
    text = heard[-1].words
    for item in (*load().ouvertures, *load().dimensions):
        if any(words[:30] in text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'") for words in (item.question, item.reformulation)):
            return item.id
    return None


def get(url: str) -> tuple[str, bytes]:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.headers["Content-Type"], answer.read()


@pytest.mark.parametrize("kind", ["personal", "groupChat", "channel"])
def test_a_whole_interview_ends_on_the_result_with_its_picture_and_its_page(bot: Bot, bot_s_microsoft: FakeMicrosoft, kind: str) -> None:
    talk = Talk(bot, bot_s_microsoft, kind)
    welcome = talk.turn(*talk.person.adds_the_bot())
    assert welcome[0].words.startswith(say("teams_groupe")) == (kind != "personal")
    assert say("teams_donnees") in "\n".join(one.words for one in welcome)
    assert say("accueil") in [one.words for one in welcome]
    example = talk.clicks("Un exemple")
    assert example[0].method == "PUT" and "✓ Un exemple" in example[0].words
    heard = talk.says(NARRATIVE)
    for _ in range(8):
        asked = question(heard)
        if asked is None:
            break
        heard = talk.says(ANSWERS[asked])
    (result,) = [one for one in heard if one.content and any(element["type"] == "Image" for element in one.content["body"])]
    assert "réseau de partenariat" in result.words
    (picture,) = [element for element in (result.content or {})["body"] if element["type"] == "Image"]
    assert get(picture["url"])[0] == "image/png" and get(picture["url"])[1].startswith(b"\x89PNG")
    page = re.search(r"\]\((http[^)]*/resultat/[^)]*)\)", result.words)
    assert page and "partenariat" in get(page[1])[1].decode()
    assert "Pourquoi fait-on réseau" in heard[-1].words and heard[-1].actions
    # The questions that were answered by words are closed.
    bot_s_microsoft.wait(lambda _: talk.open == {heard[-1].id})


def test_the_words_are_those_of_the_page(talk: Talk) -> None:
    conversation = talk.bot.conversation()
    for text in ("bonjour", NARRATIVE, "je ne sais pas"):
        told = [message["text"] for message in conversation.say(text) if "text" in message]
        read_here = " ".join(one.words for one in talk.says(text))
        assert without_marks(" ".join(told)) == without_marks(read_here)


def test_a_bad_token_is_refused_by_the_real_server_too(talk: Talk) -> None:
    assert talk.post(talk.person.says("bonjour"), talk.microsoft.token(iss="https://exemple.org")) == 401
    assert talk.post({**talk.person.says("bonjour"), "serviceUrl": "https://exemple.org"}) == 403
    assert talk.heard == []
    assert json.loads(get(f"{talk.bot.settings.page_url}webhooks/teams/")[1]) == {"status": "ok"}


def test_a_visitor_of_the_page_does_not_wait_while_teams_hangs(talk: Talk) -> None:
    talk.says("bonjour")
    conversation = talk.bot.conversation()
    conversation.say("bonjour")
    talk.microsoft.delay = 3.0
    try:
        assert talk.post(talk.person.says(NARRATIVE)) == 200
        started = time.monotonic()
        conversation.say("je ne sais pas")
        assert time.monotonic() - started < 2.0
    finally:
        talk.microsoft.delay = 0.0
    before = len(talk.heard)
    talk.microsoft.wait(lambda _: len(talk.heard) > before)


def test_erasing_leaves_nothing_of_the_conversation(talk: Talk) -> None:
    incoming = read(talk.person.says("x"))
    assert incoming and incoming.sender_id.startswith(PREFIX)

    def kept() -> int:
        with sqlite3.connect(talk.bot.settings.data_dir / "conversations.db") as database:
            return int(database.execute("SELECT count(*) FROM events WHERE sender_id = ?", (incoming.sender_id,)).fetchone()[0])

    talk.says(NARRATIVE)
    assert kept() > 0
    talk.says("effacez tout")
    assert [one.words for one in talk.clicks("Oui, tout effacer")[-2:]] == [say("efface"), say("teams_efface")]
    assert kept() == 0


def test_twenty_people_at_once_get_their_own_answers(bot: Bot, bot_s_microsoft: FakeMicrosoft) -> None:
    talks = [Talk(bot, bot_s_microsoft) for _ in range(20)]
    threads = [threading.Thread(target=talk.post, args=(talk.person.says("bonjour"),)) for talk in talks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bot_s_microsoft.wait(lambda _: all(talk.heard and talk.heard[-1].actions for talk in talks), 30.0)
    assert {tuple(one.words for one in talk.heard) for talk in talks} == {tuple(one.words for one in talks[0].heard)}


def test_the_commands_that_teams_suggests_are_understood(talk: Talk) -> None:
    manifest = json.loads((ROOT / "bot" / "teams_manifest.json").read_text(encoding="utf-8"))
    talk.says(NARRATIVE)
    for command in manifest["bots"][0]["commandLists"][0]["commands"]:
        words = " ".join(one.words for one in talk.says(command["title"].lower()))
        assert not any(words.startswith(say("pas_compris", turn)) for turn in range(3)), command["title"]


def test_no_word_of_theirs_is_in_the_log(talk: Talk) -> None:
    talk.says("Madame Zyxwvut habite rue Haute")
    talk.microsoft.refusals.extend([(403, {})] * 2)
    talk.post(talk.person.says("Monsieur Zyxwvut aussi"))
    deadline = time.monotonic() + 20
    while "NotDelivered" not in talk.bot.log("rasa") and time.monotonic() < deadline:
        time.sleep(0.1)
    talk.microsoft.refusals.clear()
    log = talk.bot.log("rasa")
    assert "NotDelivered" in log and "Zyxwvut" not in log and talk.person.account["id"] not in log
