"""Owning a misunderstanding."""

from __future__ import annotations

from dataclasses import asdict

from rasa_sdk.events import SlotSet

from actions.action_pas_compris import ActionPasCompris
from actions.state import State
from tests.helpers import run, slots_of, texts, tracker
from typology.messages import say


def test_the_miss_is_counted_and_the_question_kept() -> None:
    state = State(vu=3.0, question="qui", posee=1, tour=2)
    events, messages = run(ActionPasCompris(), tracker(text="euh", slots=slots_of(state)))
    assert texts(messages) == [say("pas_compris", 0)]
    assert events == [SlotSet("etat", asdict(State(vu=3.0, question="qui", posee=1, tour=2, incompris=1, dernieres={"pas_compris": 0})))]


def test_it_alternates_and_never_says_that_it_goes_on_without_an_answer() -> None:
    slots, spoken = slots_of(State(question="qui")), []
    for _ in range(5):
        events, messages = run(ActionPasCompris(), tracker(text="euh", slots=slots))
        slots = {"etat": events[0]["value"]}
        spoken += texts(messages)
    assert spoken == [say("pas_compris", turn) for turn in (0, 1, 0, 1, 0)]
    assert slots["etat"]["incompris"] == 5
    assert say("pas_compris", 2) not in spoken


def test_it_does_not_break_in_an_empty_conversation() -> None:
    events, messages = run(ActionPasCompris(), tracker())
    assert texts(messages) == [say("pas_compris", 0)]
    assert events[0]["value"]["incompris"] == 1
