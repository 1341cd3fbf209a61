"""One sentence for each dialogue act that is not about the network."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
import yaml
from rasa_sdk.events import FollowupAction, SlotSet

from actions.action_digression import ENDS, SENTENCES, ActionDigression
from actions.state import State
from bot.settings import ROOT
from tests.helpers import run, slots_of, texts, tracker
from typology.hearing import DIGRESSIONS
from typology.messages import say


@pytest.mark.parametrize(("intent", "key"), SENTENCES.items())
def test_each_dialogue_act_gets_its_sentence_and_the_next_time_the_next_one(intent: str, key: str) -> None:
    slots = slots_of(State(accueilli=True, question="qui", posee=1))
    events, first = run(ActionDigression(), tracker(intent=intent, text="…", slots=slots))
    assert texts(first) == [say(key, 0)]
    assert events == [SlotSet("etat", asdict(State(accueilli=True, question="qui", posee=1, dernieres={key: 0})))]
    _, second = run(ActionDigression(), tracker(intent=intent, text="…", slots={"etat": events[0]["value"]}))
    assert texts(second) == [say(key, 1)]


@pytest.mark.parametrize("intent", ["nlu_fallback", "inconnue"])
def test_an_act_without_a_sentence_gets_the_one_for_small_talk(intent: str) -> None:
    _, messages = run(ActionDigression(), tracker(intent=intent, text="…", slots=slots_of(State(accueilli=True))))
    assert texts(messages) == [say("bavardage", 0)]


def test_a_tracker_without_a_message_does_not_break_it() -> None:
    _, messages = run(ActionDigression(), tracker())
    assert texts(messages)[0] == say("bavardage", 0)


def test_as_the_first_message_it_is_followed_by_the_greeting_and_the_interview() -> None:
    events, messages = run(ActionDigression(), tracker(intent="robot", text="…"))
    assert texts(messages) == [say("robot", 0), say("accueil")]
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
    assert sent == set(SENTENCES)
    assert sent <= DIGRESSIONS
