"""What was kept so far, and a button to change each answer."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from rasa_sdk.events import SlotSet

from actions.action_recapituler import ActionRecapituler
from actions.state import State
from bot.payloads import is_allowed
from tests.helpers import run, slots_of, texts, tracker
from typology.evidence import Evidence, Ledger
from typology.loader import load
from typology.messages import say
from typology.report import lower_first
from typology.summary import MOST_WORDS, summary

TOLD = Ledger((Evidence("rythme_duree", "permanent", "chaque mois", "m1", 0.8), Evidence("qui_decide", None)), repondues=frozenset(["qui_decide"]))
EVERYTHING = Ledger(tuple(Evidence(item.id, item.modalites[0].id) for item in load().dimensions))


def test_the_answers_are_told_with_a_button_to_change_each_then_one_to_go_on() -> None:
    state = State(accueilli=True, question="qui", posee=1)
    events, messages = run(ActionRecapituler(), tracker(intent="recapituler", text="qu'avez-vous gardé ?", slots=slots_of(state, TOLD)))
    assert tuple(texts(messages)) == summary(TOLD, load()).bulles
    assert [(choice["title"], choice["payload"]) for choice in messages[-1]["buttons"]] == [
        *(
            (say("bouton_changer", titre=lower_first(load().dimension(item).titre)), f'/modifier{{"dimension": "{item}"}}')
            for item in ("rythme_duree", "qui_decide")
        ),
        (say("bouton_continuer"), "/reprendre"),
    ]
    assert events == [SlotSet("etat", asdict(state))]


def test_all_seven_answers_are_told_in_short_bubbles_and_only_the_last_has_buttons() -> None:
    _, messages = run(ActionRecapituler(), tracker(slots=slots_of(State(accueilli=True), EVERYTHING)))
    assert len(messages) > 1
    assert all(len(text.split()) <= MOST_WORDS for text in texts(messages))
    assert [bool(message["buttons"]) for message in messages] == [False] * (len(messages) - 1) + [True]
    assert len(messages[-1]["buttons"]) == len(load().dimensions) + 1
    assert all(is_allowed(choice["payload"]) and len(choice["title"]) <= 75 for choice in messages[-1]["buttons"])


@pytest.mark.parametrize("ledger", [None, Ledger(), Ledger((Evidence("rythme_duree", "permanent", confiance=0.2),))], ids=["none", "empty", "faint"])
def test_when_nothing_was_heard_clearly_it_says_so(ledger: Ledger | None) -> None:
    _, messages = run(ActionRecapituler(), tracker(slots=slots_of(State(accueilli=True), ledger)))
    assert texts(messages) == [say("recap_vide")]
    assert [choice["payload"] for choice in messages[0]["buttons"]] == ["/reprendre"]


@pytest.mark.parametrize("ledger", [Ledger(), TOLD])
def test_during_the_interview_the_question_is_not_put_again_in_the_same_turn(ledger: Ledger) -> None:
    conversation = tracker(slots=slots_of(State(accueilli=True, question="qui", posee=1), ledger))
    conversation.active_loop = {"name": "entretien"}
    events, _ = run(ActionRecapituler(), conversation)
    assert events[0]["value"]["muet"] is True
    assert events[0]["value"]["posee"] == 1
