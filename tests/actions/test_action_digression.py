"""One sentence for each dialogue act that is not about the network."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
import yaml
from rasa_sdk.events import FollowupAction, SlotSet

from actions.action_digression import ENDS, SENTENCES, ActionDigression
from actions.after_result import FINAL_WHY, OWN_WORDS, RECOGNISED
from actions.state import State
from bot.settings import ROOT
from tests.helpers import run, slots_of, texts, tracker
from typology.evidence import Evidence, Ledger
from typology.hearing import DIGRESSIONS
from typology.interview import questions_left
from typology.loader import load
from typology.messages import say


@pytest.mark.parametrize(("intent", "key"), [pair for pair in SENTENCES.items() if pair[0] != "confidentialite"])
def test_each_dialogue_act_gets_its_sentence_and_the_next_time_the_next_one(intent: str, key: str) -> None:
    slots = slots_of(State(accueilli=True, question="qui", posee=1))
    events, first = run(ActionDigression(), tracker(intent=intent, text="…", slots=slots))
    assert texts(first) == [say(key, 0)]
    assert events == [SlotSet("etat", asdict(State(accueilli=True, question="qui", posee=1, dernieres={key: 0})))]
    _, second = run(ActionDigression(), tracker(intent=intent, text="…", slots={"etat": events[0]["value"]}))
    assert texts(second) == [say(key, 1)]


def test_what_is_held_is_counted_and_its_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETENTION_DAYS", "12")
    slots = slots_of(State(accueilli=True, question="qui", posee=1))
    asked = tracker(intent="confidentialite", text="quelles données gardez-vous sur moi ?", slots=slots)
    _, messages = run(ActionDigression(), asked)
    assert texts(messages) == [say("donnees_gardees", 0, messages=say("un_message"), jours="12")]
    asked.events.append({**asked.events[-1], "input_channel": "slack"})
    _, messages = run(ActionDigression(), asked)
    assert texts(messages) == [say("donnees_gardees_salon", 0, messages=say("des_messages", n="2"), jours="12", salon="Slack")]


OPENED = frozenset(("recit", "pourquoi", "qui"))
CLEAR = (("autour_de", "realisation"), ("ce_qui_circule", "moyens_taches"), ("formalisation", "convention_moyens"), ("resultat_attendu", "produit_livre"))


@pytest.mark.parametrize("question", ["recit", "qui", "autour_de"])
def test_how_far_counts_the_question_that_stands_once_and_those_after_it(question: str) -> None:
    ledger = Ledger(posees=(question,), repondues=frozenset() if question == "recit" else OPENED - {question})
    state = State(accueilli=True, question=question, posee=1)
    events, messages = run(ActionDigression(), tracker(intent="demander_progression", text="encore combien ?", slots=slots_of(state, ledger)))
    left = 1 + questions_left(ledger.answered(question), load())
    assert texts(messages) == [say("reste", n=say("nombres", left - 1))]
    assert events == [SlotSet("etat", asdict(state))]


def test_how_far_says_when_one_question_is_left_and_when_none_is() -> None:
    ledger = Ledger(repondues=OPENED).add(*(Evidence(dimension, modality) for dimension, modality in CLEAR))
    said = []
    for question in ("qui", None):
        slots = slots_of(State(accueilli=True, question=question), ledger)
        said += texts(run(ActionDigression(), tracker(intent="demander_progression", text="on en est où ?", slots=slots))[1])
    assert said == [say("reste_une"), say("progression_fini")]


@pytest.mark.parametrize("waits", [FINAL_WHY, RECOGNISED, OWN_WORDS])
def test_going_on_after_the_result_puts_again_what_waits_and_nothing_else(waits: str) -> None:
    state = State(accueilli=True, resultat="net soutien", attente=waits, phrase="pour ne plus être seuls")
    events, messages = run(ActionDigression(), tracker(intent="reprendre", text="on continue", slots=slots_of(state)))
    assert texts(messages) == [say(f"suite_{waits}", 0)]
    assert events[-1] == FollowupAction("action_listen")
    assert events[0]["value"]["attente"] == waits


def test_going_on_when_all_is_said_tells_so_and_does_not_say_the_result_again() -> None:
    state = State(accueilli=True, resultat="net soutien")
    events, messages = run(ActionDigression(), tracker(intent="reprendre", text="on continue", slots=slots_of(state)))
    assert texts(messages) == [say("progression_fini")]
    assert events == [SlotSet("etat", asdict(state)), FollowupAction("action_listen")]


def test_after_the_result_a_digression_is_answered_and_what_waits_is_put_again() -> None:
    state = State(accueilli=True, resultat="net soutien", attente=RECOGNISED)
    events, messages = run(ActionDigression(), tracker(intent="robot", text="tu es un robot ?", slots=slots_of(state)))
    assert texts(messages) == [say("robot", 0), say("suite_reconnaissance", 0)]
    assert [choice["title"] for choice in messages[1]["buttons"]] == [say("bouton_oui"), say("bouton_en_partie"), say("bouton_non")]
    assert events[0]["value"]["dernieres"] == {"robot": 0, "suite_reconnaissance": 0}


@pytest.mark.parametrize("intent", sorted(ENDS))
def test_after_the_result_too_nothing_is_asked_after_a_goodbye_or_a_danger(intent: str) -> None:
    state = State(accueilli=True, resultat="net soutien", attente=FINAL_WHY)
    _, messages = run(ActionDigression(), tracker(intent=intent, text="…", slots=slots_of(state)))
    assert texts(messages) == [say(SENTENCES[intent], 0)]


@pytest.mark.parametrize("intent", ["nlu_fallback", "inconnue"])
def test_an_act_without_a_sentence_gets_the_one_for_small_talk(intent: str) -> None:
    _, messages = run(ActionDigression(), tracker(intent=intent, text="…", slots=slots_of(State(accueilli=True))))
    assert texts(messages) == [say("bavardage", 0)]


def test_a_tracker_without_a_message_does_not_break_it() -> None:
    _, messages = run(ActionDigression(), tracker())
    assert texts(messages)[0] == say("bavardage", 0)


def test_as_the_first_message_it_is_followed_by_the_greeting_and_the_interview() -> None:
    events, messages = run(ActionDigression(), tracker(intent="robot", text="…"))
    assert texts(messages) == [say("robot", 0), say("accueil_ensuite")]
    assert events[-1] == FollowupAction("entretien")


@pytest.mark.parametrize("intent", sorted(ENDS))
def test_nothing_is_asked_after_a_goodbye_or_a_danger(intent: str) -> None:
    events, messages = run(ActionDigression(), tracker(intent=intent, text="…"))
    assert len(messages) == 1
    assert all(event["event"] == "slot" for event in events)


def test_an_emergency_and_a_distress_give_numbers_to_call() -> None:
    for intent, numbers in (("urgence", ["112", "911", "103", "119", "147"]), ("detresse", ["107", "3114", "143", "112", "911"])):
        _, messages = run(ActionDigression(), tracker(intent=intent, text="…"))
        assert all(number in messages[0]["text"] for number in numbers)


def test_every_act_that_the_rules_send_here_has_a_sentence_and_is_a_digression() -> None:
    rules = yaml.safe_load(Path(ROOT / "data" / "rules" / "entretien.yml").read_text(encoding="utf-8"))["rules"]
    sent = set()
    for rule in rules:
        steps = rule["steps"]
        if any(step.get("action") == "action_digression" for step in steps):
            first = steps[0]
            sent |= {choice["intent"] for choice in first.get("or", [first])}
    # How far one has come is computed; all the others have a sentence.
    assert sent == {*SENTENCES, "demander_progression"}
    assert sent <= DIGRESSIONS
