"""A question in Teams stands until another one is asked: its card then keeps its words and loses its buttons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain

from bot.database import StoreError
from bot.tracker_store import ErasableTrackerStore
from tests.channels.fake_microsoft import FakeMicrosoft, Sent
from tests.channels.teams_people import Person
from tests.channels.teams_server import QUESTION, Room
from typology.messages import say


@pytest.fixture
def card(room: Room, nadege: Person) -> Sent:
    """The question that stands; the next one is another."""
    room.posts(nadege.says("bonjour"))
    (card,) = room.said
    room.said.clear()
    room.answer = room.asks_else
    return card


def rewritten(room: Room) -> list[tuple[str, str, int]]:
    """Which cards were rewritten: (id, words, buttons)."""
    return [(one.id, one.words, len(one.actions)) for one in room.said if one.method == "PUT"]


def test_words_close_the_question_that_stood_once_the_next_one_is_asked(room: Room, nadege: Person, card: Sent) -> None:
    room.posts(nadege.says("nous décidons"))
    asked, closed = room.said
    assert (asked.method, asked.words, len(asked.actions)) == ("POST", "Et le rythme ?", 2)
    assert rewritten(room) == [(card.id, "Qui **décide** ?", 0)] and closed.body["summary"] == card.body["summary"]
    room.posts(nadege.says("une fois par mois"))
    assert rewritten(room)[1:] == [(asked.id, "Et le rythme ?", 0)]


def test_without_another_question_the_one_that_stands_stays(room: Room, nadege: Person, card: Sent) -> None:
    room.answer = room.thanks
    room.posts(nadege.says("pourquoi pas"))
    assert rewritten(room) == []


def test_a_pressed_card_keeps_its_choice_and_is_not_closed_again(room: Room, nadege: Person, card: Sent) -> None:
    room.answer = room.thanks
    room.posts(nadege.clicks(card, "Nous"))
    room.answer = room.asks
    room.posts(nadege.says("et ensuite ?"))
    assert rewritten(room) == [(card.id, "Qui **décide** ?\n\n✓ Nous", 0)]


def test_an_old_card_that_is_pressed_closes_the_question_that_stands(room: Room, nadege: Person, card: Sent) -> None:
    room.microsoft.refusals.extend([(0, {}), (0, {}), (404, {})])  # « typing », the question, the card: it stays as it is
    room.posts(nadege.says("nous décidons"))
    standing = room.said[-1]
    room.said.clear()
    room.posts(nadege.clicks(card, "Eux"))
    assert rewritten(room) == [(card.id, "Qui **décide** ?\n\n✓ Eux", 0), (standing.id, "Et le rythme ?", 0)]


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_card_that_cannot_be_closed_keeps_nothing_back(room: Room, nadege: Person, status: int, caplog: pytest.LogCaptureFixture, card: Sent) -> None:
    room.microsoft.refusals.extend([(0, {}), (0, {}), (status, {})])
    room.posts(nadege.says("nous décidons"))
    assert [(one.method, one.words) for one in room.said] == [("POST", "Et le rythme ?")]
    assert "réécrite" in caplog.text and "failed" not in caplog.text


def test_a_question_to_which_teams_gives_no_id_keeps_nothing_back(room: Room, nadege: Person, card: Sent) -> None:
    room.microsoft.refusals.extend([(0, {}), (201, {})])
    room.posts(nadege.says("nous décidons"))
    assert rewritten(room) == []
    room.posts(nadege.says("une fois par mois"))
    assert rewritten(room) == [(card.id, "Qui **décide** ?", 0)]


@pytest.mark.parametrize("method", ["standing", "replace_standing"])
def test_a_store_that_fails_keeps_nothing_back(
    room: Room, nadege: Person, card: Sent, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    async def fails(*_: Any) -> None:
        raise StoreError("OperationalError")

    monkeypatch.setattr(room.store, method, fails)
    room.posts(nadege.says("nous décidons"))
    assert room.said[0].words == "Et le rythme ?" and "earlier choices stay open" in caplog.text and "failed" not in caplog.text


def test_whichever_server_takes_the_answer_closes_the_question(microsoft: FakeMicrosoft, nadege: Person, tmp_path: Path) -> None:
    one, other = (Room(microsoft, ErasableTrackerStore(Domain.empty(), db=str(tmp_path / "conversations.db"))) for _ in range(2))
    one.posts(nadege.says("bonjour"))
    (card,) = one.said
    other.answer = other.asks_else
    other.posts(nadege.says("nous décidons"))
    assert rewritten(other) == [(card.id, "Qui **décide** ?", 0)]
    one.posts(nadege.says("une fois par mois"))
    assert [words for _, words, _ in rewritten(one)] == ["Qui **décide** ?", "Et le rythme ?"]


def test_in_a_group_one_person_s_answer_leaves_the_others_questions_open(room: Room) -> None:
    nadege = Person(room.microsoft, "channel")
    luc = Person(room.microsoft, "channel", nadege.conversation, "Luc")
    room.posts(nadege.says("bonjour"), luc.says("bonjour"))
    first, _ = room.said
    room.posts(nadege.says("nous décidons"))
    assert rewritten(room) == [(first.id, "Qui **décide** ?", 0)]


def test_erasing_closes_what_stood_and_leaves_nothing_of_it(room: Room, nadege: Person, card: Sent) -> None:
    async def erases(message: UserMessage) -> None:
        await message.output_channel.send_response(message.sender_id, {"text": say("efface"), "custom": {"efface": True}})

    room.answer = erases
    room.posts(nadege.says("oui, effacez"))
    assert [one.words for one in room.said] == [say("efface"), say("teams_efface"), "Qui **décide** ?"] and rewritten(room)
    room.answer = room.asks
    room.said.clear()
    room.posts(nadege.says("bonjour"))
    assert rewritten(room) == []


def test_the_picture_of_a_card_stays_when_it_closes(microsoft: FakeMicrosoft, nadege: Person) -> None:
    async def result(message: UserMessage) -> None:
        carte = {"url": "/carte.svg?beneficiaires=1&reflexion=0&action=0", "texte": "Triangle."}
        await message.output_channel.send_response(message.sender_id, {**QUESTION, "custom": {"carte": carte}})

    room = Room(microsoft, PUBLIC_URL="https://reseau.example.org")
    room.answer = result
    room.posts(nadege.says("bonjour"))
    room.answer = room.asks_else
    room.posts(nadege.says("merci"))
    (closed,) = [one for one in room.said if one.method == "PUT"]
    assert [element["type"] for element in (closed.content or {})["body"]] == ["TextBlock", "Image"]
