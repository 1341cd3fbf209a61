"""« Pourquoi cette question ? »."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from rasa_sdk.events import SlotSet

from actions.action_expliquer_question import ActionExpliquerQuestion
from actions.state import State
from tests.helpers import run, slots_of, texts, tracker
from typology.loader import load
from typology.messages import say
from typology.model import OPENING_QUESTIONS


@pytest.mark.parametrize("question", [*OPENING_QUESTIONS, *load().dimension_ids])
def test_the_question_that_stands_is_explained_and_not_twice_in_the_same_words(question: str) -> None:
    why = load().question(question).pourquoi
    events, first = run(ActionExpliquerQuestion(), tracker(intent="demander_pourquoi", text="pourquoi ?", slots=slots_of(State(question=question))))
    assert texts(first) == [say("explication", 0, pourquoi=why)]
    assert events == [SlotSet("etat", asdict(State(question=question, dernieres={f"explication_{question}": 0})))]
    _, second = run(ActionExpliquerQuestion(), tracker(intent="demander_pourquoi", text="pourquoi ?", slots={"etat": events[0]["value"]}))
    assert texts(second) == [say("explication", 1, pourquoi=why)]
    assert texts(first) != texts(second)


def test_without_a_question_it_tells_what_the_interview_is_for() -> None:
    events, messages = run(ActionExpliquerQuestion(), tracker(intent="demander_pourquoi", text="pourquoi ?"))
    assert texts(messages) == [say("explication_sans_question")]
    assert events == [SlotSet("etat", asdict(State(dernieres={"explication_sans_question": 0})))]
