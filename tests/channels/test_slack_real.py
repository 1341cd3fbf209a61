"""Slack with the real servers: the same interview as on the page, word for word, up to Slack's markup."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.channels.slack_blocks import posts
from tests.browser.test_page import ANSWERS, NARRATIVE
from tests.channels.fake_slack import BOT, TEAM, FakeSlack, Posted
from tests.channels.slack_client import Slack
from tests.conftest import Bot
from tests.server.test_bad_input import message, post
from typology.messages import say

pytestmark = pytest.mark.server


class Person:
    """Somebody in Slack: what they say is sent, and the bot's messages are awaited."""

    def __init__(self, bot: Bot, api: FakeSlack, name: str) -> None:
        self.slack, self.api, self.name, self.channel = Slack(bot.settings.page_url), api, name, f"D{name[1:]}"

    def say(self, text: str, count: int) -> list[Posted]:
        """Say something in private; return the ``count`` messages that answer it."""
        return self._answered(lambda: self.slack.event(self.slack.message(text, self.name)), count)

    def click(self, shown: Posted, label: str, count: int) -> list[Posted]:
        """Press the button of that label; return the ``count`` messages that answer it."""
        [button] = [button for button in shown.buttons if button["text"]["text"] == label]
        return self._answered(lambda: self.slack.click(shown, button, self.name), count)

    def _answered(self, send: Callable[[], Any], count: int) -> list[Posted]:
        before = len(self.api.shown(self.channel))
        assert send() == (200, "")
        deadline = time.monotonic() + 30
        while len(self.api.shown(self.channel)) < before + count:
            assert time.monotonic() < deadline, "Slack n'a rien reçu"
            time.sleep(0.02)
        # Nothing more than what is awaited.
        time.sleep(0.15)
        found = self.api.shown(self.channel)[before:]
        assert len(found) == count, [sent.text for sent in found]
        return found


def shape(shown: Posted) -> tuple[str, list[tuple[str, str]]]:
    return shown.text, [(button["text"]["text"], button["value"]) for button in shown.buttons]


def as_slack(told: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    """What a message of the page looks like in Slack."""
    [made] = posts(told)
    return shape(Posted("", "", None, made.text, made.blocks))


def test_an_interview_is_the_same_in_slack_as_on_the_page(bot: Bot, slack_api: FakeSlack) -> None:
    page, person = bot.conversation(), Person(bot, slack_api, "U0EGALITE")
    slack_api.refused.clear()
    text = "bonjour"
    for _ in range(12):
        expected = page.say(text)
        asked = [as_slack(told) for told in expected]
        shown = person.say(text, len(expected))
        # What was asked before may close later; this turn is as the page has it.
        assert [shape(sent) for sent in shown] == asked
        if page.result:
            break
        assert page.question is not None
        text = NARRATIVE if page.question["id"] == "recit" else ANSWERS[page.question["id"]]
    assert page.result and page.result["type"] == "partenariat"
    result = shown[0]
    assert [block["type"] for block in result.blocks] == ["section", "context", "actions"]
    assert "Triangle des trois centres" in result.text

    last = shown[-1]
    label = say("bouton_recapituler")
    expected = page.click(label)
    shown = person.click(last, label, len(expected))
    assert [shape(sent) for sent in shown] == [as_slack(told) for told in expected]
    assert last.buttons == [] and last.blocks[-1]["elements"][0]["text"] == f"✓ {label}"
    assert slack_api.refused == []


def test_a_button_pressed_while_the_actions_are_away_stays_and_is_then_answered(
    bot: Bot, slack_api: FakeSlack, restart_actions: tuple[Callable[[], None], Callable[[], None]]
) -> None:
    kill, bring_back = restart_actions
    person = Person(bot, slack_api, "U0PATIENTE")
    asked = person.say("bonjour", 2)[-1]
    label = say("bouton_exemple")
    kill()
    [told] = person.click(asked, label, 1)
    assert told.text == say("panne") and asked.buttons
    bring_back()
    example, again = person.click(asked, label, 2)
    assert example.text.startswith("Par exemple") and again.buttons
    assert asked.buttons == [] and asked.blocks[-1]["elements"][0]["text"] == f"✓ {label}"


def test_what_is_said_of_confidentiality_and_erased_is_true_in_slack(bot: Bot, slack_api: FakeSlack) -> None:
    person = Person(bot, slack_api, "U0SECRETE")
    person.say("bonjour", 2)
    assert "Slack" in person.say("qui lit ce que j'écris ?", 2)[0].text
    [confirm] = person.say("effacez tout", 1)
    erased = person.click(confirm, say("bouton_effacer"), 2)
    assert [sent.text for sent in erased] == [say("efface"), say("slack_efface")]
    assert confirm.buttons == []


def test_a_thread_is_one_conversation_for_the_team_and_goes_on_after_its_first_mention(bot: Bot, slack_api: FakeSlack) -> None:
    slack = Slack(bot.settings.page_url)
    first = slack.mention(f"<@{BOT}>", "C0REEL", "U0MEHDI")
    words = "Quiconque lirait ceci dans un journal : tarabiscotage."
    for event in (first, slack.message(words, "U0LUC", "C0REEL", thread_ts=first["ts"])):
        before = len(slack_api.posted)
        assert slack.event(event) == (200, "")
        deadline = time.monotonic() + 30
        while not any(sent.buttons for sent in slack_api.posted[before:]):
            assert time.monotonic() < deadline
            time.sleep(0.02)
    shown = slack_api.shown("C0REEL")
    assert {sent.thread for sent in shown} == {first["ts"]}
    assert say("slack_fil") in [sent.text for sent in shown]
    database = (bot.settings.data_dir / "conversations.db").read_bytes()
    assert f"slack-{TEAM}-C0REEL-{first['ts']}".encode() in database
    assert "tarabiscotage" not in bot.log("rasa") + bot.log("actions")


def test_no_client_of_the_page_can_enter_a_conversation_of_slack(bot: Bot) -> None:
    assert post(bot, message("bonjour", f"slack-{TEAM}-U0EGALITE"))[0] == 400
