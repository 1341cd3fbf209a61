"""The greeting."""

from __future__ import annotations

from dataclasses import asdict

from rasa_sdk.events import SlotSet

from actions.action_saluer import ActionSaluer
from actions.state import State
from tests.helpers import run, slots_of, texts, tracker
from typology.messages import say


def test_the_first_greeting_is_whole_and_remembered() -> None:
    events, messages = run(ActionSaluer(), tracker(intent="saluer", text="bonjour"))
    assert texts(messages) == [say("accueil")]
    assert events == [SlotSet("etat", asdict(State(accueilli=True)))]


def test_the_first_greeting_says_that_it_is_not_an_evaluation_and_asks_to_name_nobody() -> None:
    _, messages = run(ActionSaluer(), tracker(intent="saluer", text="bonjour"))
    assert "pas une évaluation" in messages[0]["text"]
    assert "ne nommer personne" in messages[0]["text"]


def test_later_greetings_are_short_and_vary() -> None:
    state = State(accueilli=True, question="qui", posee=1)
    first_events, first = run(ActionSaluer(), tracker(intent="saluer", text="bonjour", slots=slots_of(state)))
    assert texts(first) == [say("re_bonjour", 0)]
    assert first_events == [SlotSet("etat", asdict(State(accueilli=True, question="qui", posee=1, dernieres={"re_bonjour": 0})))]
    _, second = run(ActionSaluer(), tracker(intent="saluer", text="bonjour", slots={"etat": first_events[0]["value"]}))
    assert texts(second) == [say("re_bonjour", 1)]
    assert texts(first) != texts(second)
