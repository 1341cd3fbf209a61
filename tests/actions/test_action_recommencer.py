"""Starting again with another network."""

from __future__ import annotations

from dataclasses import asdict

from rasa_sdk.events import SlotSet

from actions.action_recommencer import ActionRecommencer
from actions.state import State
from actions.validate_entretien import ValidateEntretien
from tests.helpers import after, button, did, run, slots_of, texts, tracker, user
from typology.evidence import Evidence, Ledger
from typology.loader import load
from typology.messages import say

QUESTIONS = ("recit", "pourquoi", "qui", *load().dimension_ids)
TOLD = Ledger(evidence=(Evidence("autour_de", "realisation"),), posees=("recit", "autour_de"), repondues=frozenset(["recit"]), sans_pourquoi=True)
DEEP = State(vu=5.0, question="qui", confusion="soutien_aide", posee=2, incompris=1, accueilli=True, resultat="net soutien", dernieres={"accuse": 2})


def test_ledger_slots_and_question_are_emptied_and_variants_go_on() -> None:
    told = {**slots_of(DEEP, TOLD), "autour_de": "realisation", "recit": "dit"}
    events, messages = run(ActionRecommencer(), tracker(user("bonjour", at=1.0), user("on recommence", "recommencer", at=6.0), slots=told))
    assert texts(messages) == [say("recommencer", 0)]
    assert events == [
        SlotSet("etat", asdict(State(vu=6.0, accueilli=True, dernieres={"accuse": 2, "recommencer": 0}))),
        SlotSet("ledger", Ledger().to_dict()),
        *(SlotSet(question, None) for question in QUESTIONS),
        SlotSet("phases", []),
        SlotSet("requested_slot", None),
    ]


def test_the_phases_of_the_network_told_before_are_not_those_of_the_next_one() -> None:
    phases = [{"etape": 0, "code": "Z745-R20G-0K6", "type": "partenariat"}]
    state = State(etape=1, quand="avant", comparer="Z745-R20G-0K6", phrase="pour elles", avis="oui", vos_mots="voilà", attente="vos_mots", suite="fin")
    events, _ = run(ActionRecommencer(), tracker(user("on recommence", "recommencer"), slots={**slots_of(state), "phases": phases}))
    assert after({}, events)["phases"] == []
    assert after({}, events)["etat"] == asdict(State(vu=1.0, accueilli=True, dernieres={"recommencer": 0}))


def test_the_form_then_asks_for_a_new_narrative_and_takes_nothing_in_again() -> None:
    said = [button("autour_de", "realisation", at=5.0), user("on recommence", "recommencer", at=6.0)]
    slots = slots_of(State(question="qui", accueilli=True), TOLD)
    slots = after(slots, run(ActionRecommencer(), tracker(*said, slots=slots))[0])
    events, messages = run(ValidateEntretien(), tracker(*said, did("action_recommencer"), slots=slots))
    assert after(slots, events)["ledger"] == Ledger(posees=("recit",)).to_dict()
    assert events[-1] == SlotSet("requested_slot", "recit")
    assert messages == []


def test_it_works_in_an_empty_conversation() -> None:
    events, messages = run(ActionRecommencer(), tracker())
    assert texts(messages) == [say("recommencer", 0)]
    assert events[0]["value"]["vu"] == 0.0


def test_starting_again_twice_is_not_said_twice_in_the_same_words() -> None:
    first, messages = run(ActionRecommencer(), tracker(intent="recommencer", text="on recommence"))
    _, again = run(ActionRecommencer(), tracker(intent="recommencer", text="on recommence", slots={"etat": first[0]["value"]}))
    assert texts(messages) != texts(again)
