"""Owning a misunderstanding."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from rasa_sdk.events import SlotSet

from actions.action_pas_compris import ActionPasCompris, in_another_script, not_understood
from actions.state import State
from actions.validate_entretien import MOST_MISSES
from tests.helpers import run, slots_of, texts, tracker
from typology.messages import say


def test_the_miss_is_counted_and_the_question_kept() -> None:
    state = State(vu=3.0, question="qui", posee=1)
    events, messages = run(ActionPasCompris(), tracker(text="euh", slots=slots_of(state)))
    assert texts(messages) == [say("pas_compris", 0)]
    assert events == [SlotSet("etat", asdict(State(vu=3.0, question="qui", posee=1, incompris=1)))]


def test_each_miss_on_a_question_is_owned_in_other_words_and_never_says_that_it_goes_on_without_an_answer() -> None:
    slots, spoken = slots_of(State(question="qui")), []
    for _ in range(MOST_MISSES):
        events, messages = run(ActionPasCompris(), tracker(text="euh", slots=slots))
        slots = {"etat": events[0]["value"]}
        spoken += texts(messages)
    assert spoken == [say("pas_compris", turn) for turn in range(MOST_MISSES)]
    assert len(set(spoken[: MOST_MISSES - 1])) == MOST_MISSES - 1
    assert slots["etat"]["incompris"] == MOST_MISSES
    assert say("passons") not in spoken


def test_asking_for_the_result_too_early_is_no_miss() -> None:
    state = State(question="recit", posee=1, accueilli=True)
    events, messages = run(ActionPasCompris(), tracker(intent="demander_resultat", text="et alors ?", slots=slots_of(state)))
    assert texts(messages) == [say("rien_entendu")]
    assert events == [SlotSet("etat", asdict(state))]


def test_it_does_not_break_in_an_empty_conversation() -> None:
    events, messages = run(ActionPasCompris(), tracker())
    assert texts(messages) == [say("pas_compris", 0)]
    assert events[0]["value"]["incompris"] == 1


def test_a_question_that_is_not_understood_is_answered_as_one_the_first_time() -> None:
    for misses, sentence in ((0, say("ne_sait_repondre")), (1, say("pas_compris", 1))):
        said, state = not_understood("et la météo ? ", "informer", State(incompris=misses))
        assert (said, state) == ([sentence], State(incompris=misses + 1))


@pytest.mark.parametrize("text", ["Привет, как дела", "你好", "مرحبا", "ok 你好你好"])
def test_another_script_is_told_that_only_french_is_spoken_in_turn(text: str) -> None:
    said, state = not_understood(text, "informer", State())
    assert said == [say("autre_langue", 0)]
    assert state == State(incompris=1, dernieres={"autre_langue": 0})
    assert not_understood(text, "informer", state)[0] == [say("autre_langue", 1)]


@pytest.mark.parametrize("text", ["", "...", "123", "été à Liège, œuvre ça", "le mot 你好"])
def test_letters_with_accents_and_no_letters_at_all_are_no_other_script(text: str) -> None:
    assert not in_another_script(text)
