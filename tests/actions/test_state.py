"""The conversation's state in Rasa's slots."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from rasa_sdk.events import SlotSet

from actions.state import State, answered_by_rules, read_ledger, read_state, save, to_message, up_to_date, user_messages
from tests.helpers import button, did, slots_of, tracker, user
from typology.evidence import Evidence, Goal, Ledger
from typology.hearing import Message
from typology.loader import load

WHOLE = State(vu=2.5, question="qui", confusion="soutien_aide", posee=1, incompris=1, accueilli=True, resultat="net soutien", dernieres={"accuse": 2})


def test_what_is_saved_is_read_again() -> None:
    ledger = Ledger(
        evidence=(Evidence("autour_de", "realisation", "un guide", "m1", 0.6, repartition=(("echange_durable", 0.2),)), Evidence("qui_decide", None)),
        posees=("recit", "qui"),
        repondues=frozenset(["recit"]),
        objectif=Goal("pour les jeunes", "m1"),
        sans_pourquoi=True,
    )
    slots = {event["name"]: event["value"] for event in save(WHOLE, ledger)}
    assert read_state(tracker(slots=slots)) == WHOLE
    assert read_ledger(tracker(slots=slots), load()) == ledger


def test_the_ledger_is_saved_only_when_given() -> None:
    assert save(WHOLE) == [SlotSet("etat", asdict(WHOLE))]
    assert save(WHOLE, Ledger()) == [SlotSet("etat", asdict(WHOLE)), SlotSet("ledger", Ledger().to_dict())]


@pytest.mark.parametrize("stored", [None, {}, {"d_une_autre_version": 1}, ["pas", "un", "etat"], "rien", 3])
def test_a_missing_or_unreadable_state_gives_a_fresh_one(stored: Any) -> None:
    assert read_state(tracker(slots={"etat": stored})) == State()


def test_a_state_of_an_earlier_version_keeps_what_it_has() -> None:
    assert read_state(tracker(slots={"etat": {"vu": 2.0, "question": "qui"}})) == State(vu=2.0, question="qui")


@pytest.mark.parametrize("stored", [{"evidence": [{"dimension": "autour_de", "modalite": "disparue"}]}, {"repondues": ["disparue"]}, [1], "rien", 3])
def test_of_an_unreadable_ledger_nothing_is_kept_and_there_is_a_log_line_without_its_content(stored: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert read_ledger(tracker(slots={"ledger": stored}), load()) == Ledger()
    assert caplog.messages == ["outdated ledger: what still fits is kept"]


def test_without_slots_state_and_ledger_are_empty() -> None:
    assert read_state(tracker()) == State()
    assert read_ledger(tracker(slots=slots_of()), load()) == Ledger()


def test_the_variants_of_a_sentence_come_in_turn_and_each_sentence_has_its_own() -> None:
    state, turns = State(), []
    for key in ("accuse", "accuse", "merci", "accuse"):
        turn, state = state.next_variant(key)
        turns.append(turn)
    assert turns == [0, 1, 0, 2]
    assert state == State(dernieres={"accuse": 2, "merci": 0})


def test_a_state_is_not_changed_by_asking_for_a_variant() -> None:
    state = State(dernieres={"accuse": 1})
    state.next_variant("accuse")
    assert state == State(dernieres={"accuse": 1})


def test_only_the_messages_after_the_moment_are_returned_in_order_with_their_moment() -> None:
    events = [user("un", at=1.0), did("action_saluer"), {"event": "bot", "timestamp": 9.0}, user("deux", at=2.0), user("trois", at=3.0)]
    found = user_messages(tracker(*events), 1.0)
    assert [(moment, message.text, message.id) for moment, message in found] == [(2.0, "deux", "m2"), (3.0, "trois", "m3")]
    assert user_messages(tracker(*events), 3.0) == []
    assert user_messages(tracker(), 0.0) == []


def test_what_a_rule_answered_is_known_by_the_first_action_after_it() -> None:
    events = [
        *(user("un", at=1.0), did("action_listen"), did("entretien"), did("action_resultat")),
        *(user("deux", at=2.0), did("action_extract_slots"), did("action_digression"), did("entretien")),
        user("trois", at=3.0),
        *(user("quatre", at=4.0), did("action_listen")),
    ]
    assert answered_by_rules(tracker(did("action_session_start"), *events)) == {2.0}


def test_a_message_keeps_its_words_its_act_and_its_reading() -> None:
    reading = {"preuves": [], "reponses": {}, "objectif": None}
    assert to_message(user("on s'appelle", at=4.0, confidence=0.7, evidence=reading)) == Message("on s'appelle", "m4", "informer", 0.7, reading, None)


def test_a_button_gives_its_choice() -> None:
    message = to_message(button("autour_de", "realisation", at=4.0))
    assert (message.intent, message.choix) == ("repondre", ("autour_de", "realisation"))


@pytest.mark.parametrize(
    "event",
    [
        user("je réponds", "repondre"),
        user("je réponds", "repondre", entities={"dimension": "autour_de"}),
        user("je réponds", "informer", entities={"dimension": "autour_de", "modalite": "realisation"}),
    ],
)
def test_words_that_only_look_like_a_button_give_no_choice(event: dict[str, Any]) -> None:
    assert to_message(event).choix is None


@pytest.mark.parametrize("event", [{"event": "user"}, {"event": "user", "text": None, "parse_data": None}, {"event": "user", "parse_data": {"intent": None}}])
def test_a_bare_event_gives_an_empty_message(event: dict[str, Any]) -> None:
    assert to_message(event) == Message("", "", "informer", 0.0, {}, None)


def test_a_clock_that_goes_back_hides_no_message() -> None:
    events = [user("un", at=10.0), user("deux", at=20.0), user("après le saut", at=5.0), user("puis", at=6.0)]
    moments = [moment for moment, _ in user_messages(tracker(*events), 0.0)]
    assert moments == sorted(set(moments))
    assert [message.text for _, message in user_messages(tracker(*events), moments[1])] == ["après le saut", "puis"]
    assert [message.text for _, message in user_messages(tracker(*events), moments[2])] == ["puis"]
    assert user_messages(tracker(*events), moments[3]) == []


def test_a_question_that_is_gone_does_not_stand_any_more() -> None:
    state = State(question="disparue", interrompue="disparue aussi", posee=2, candidats=["x"], vu=3.0)
    assert up_to_date(state, load()) == State(vu=3.0)
    kept = State(question="qui_decide", posee=2, candidats=["x"])
    assert up_to_date(kept, load()) == kept
