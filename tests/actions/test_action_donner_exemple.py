"""« Un exemple ? »."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from rasa_sdk.events import SlotSet

from actions.action_donner_exemple import ActionDonnerExemple
from actions.state import State
from tests.helpers import GREETED, run, slots_of, texts, tracker
from typology.loader import load
from typology.messages import say
from typology.model import OPENING_QUESTIONS
from typology.typography import french


@pytest.mark.parametrize("question", [*OPENING_QUESTIONS, *load().dimension_ids])
def test_the_examples_of_the_question_that_stands_are_given(question: str) -> None:
    examples = load().question(question).exemples
    events, messages = run(
        ActionDonnerExemple(), tracker(intent="demander_exemple", text="un exemple ?", slots=slots_of(State(accueilli=True, question=question)))
    )
    assert texts(messages) == [say("exemples", 0, exemples=" ; ".join(examples))]
    assert examples
    assert all(french(example) in messages[0]["text"] for example in examples)
    assert events == [SlotSet("etat", asdict(State(accueilli=True, question=question, dernieres={f"exemples_{question}": 0})))]


def test_without_a_question_it_tells_what_the_interview_is_for() -> None:
    events, messages = run(ActionDonnerExemple(), tracker(intent="demander_exemple", text="un exemple ?", slots=slots_of(GREETED)))
    assert texts(messages) == [say("explication_sans_question")]
    assert events == [SlotSet("etat", asdict(State(accueilli=True, dernieres={"explication_sans_question": 0})))]
