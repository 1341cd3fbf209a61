"""The form's step: take in what was said, choose the next question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.aside import aside
from actions.ask_question import choices
from actions.constants import ANSWERED_VALUE, FORM, REQUESTED_SLOT, UNKNOWN_VALUE
from actions.state import State, read_ledger, read_state, save, user_messages
from typology.evidence import Ledger
from typology.hearing import ANSWER, CLOSE, DIGRESSION, NOT_UNDERSTOOD, UNKNOWN, Hearing, hear, skip
from typology.interview import next_question
from typology.loader import load
from typology.messages import say
from typology.model import OPENING_QUESTIONS, Knowledge

# After so many misses on one question the interview goes on without it.
MOST_MISSES = 2
SKIPPED = "passee"


class ValidateEntretien(Action):
    """Fills the ledger from every message not yet taken in, then requests the next question's slot, or none when all is known."""

    def name(self) -> str:
        """Rasa calls the action of this name at each step of the form."""
        return f"validate_{FORM}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Return the slot events; an empty list, which rejects the form's turn, leaves the message to the rules."""
        knowledge = load()
        state, ledger = read_state(tracker), read_ledger(tracker, knowledge)
        kind = None
        said: list[str] = []
        # Without a question that stands Rasa would not reject: it would ask for the first empty slot, in the domain's order.
        may_reject = bool(state.question) and not _answered_elsewhere(tracker)
        for moment, message in user_messages(tracker, state.vu):
            hearing = _hear(ledger, message, state, knowledge)
            ledger, kind = hearing.ledger, hearing.kind
            if hearing.demande:
                texts, state = aside(hearing.demande, message.text, state, knowledge)
                said += texts
            if kind in (ANSWER, UNKNOWN):
                state = replace(state, incompris=0)
            elif kind == NOT_UNDERSTOOD and may_reject and state.incompris + 1 >= MOST_MISSES:
                ledger, kind = skip(ledger, str(state.question)), SKIPPED
                said.append(say("pas_compris", 2))
                state = replace(state, incompris=0)
            if not (kind in (DIGRESSION, NOT_UNDERSTOOD) and may_reject):
                state = replace(state, vu=moment)
        if kind in (DIGRESSION, NOT_UNDERSTOOD) and may_reject:
            return []
        for text in said:
            dispatcher.utter_message(text=text)
        state = _acknowledge(dispatcher, state, kind)
        return self._next(state, ledger, knowledge, close=kind == CLOSE)

    def _next(self, state: State, ledger: Ledger, knowledge: Knowledge, close: bool) -> list[EventType]:
        question: str | None
        if not close and state.question in knowledge.dimension_ids and state.question in ledger.posees and not ledger.knows(state.question):
            # The question still stands: a digression, a miss or the button of another question did not answer it.
            question, confusion = state.question, state.confusion
        else:
            following = None if close else next_question(ledger, knowledge)
            question = following.id if following else None
            confusion = following.confusion.id if following and following.confusion else None
        if question != state.question:
            state = replace(state, question=question, posee=0, incompris=0)
        state = replace(state, confusion=confusion, tour=state.tour + 1)
        if question:
            ledger = ledger.asked(question)
        return [*save(state, ledger), *_slots(ledger, knowledge), SlotSet(REQUESTED_SLOT, question)]


def _hear(ledger: Ledger, message: Any, state: State, knowledge: Knowledge) -> Hearing:
    shown: list[str] = []
    if state.question in knowledge.dimension_ids:
        shown = [modality for _, modality in choices(str(state.question), state, max(state.posee - 1, 0), knowledge)]
    try:
        return hear(ledger, message, state.question, knowledge, shown)
    except (KeyError, ValueError):
        # A button of an older version of the knowledge base: its dimension or modality is gone.
        return Hearing(ledger, NOT_UNDERSTOOD)


def _acknowledge(dispatcher: CollectingDispatcher, state: State, kind: str | None) -> State:
    if kind is None:
        return state
    if not state.accueilli:
        dispatcher.utter_message(text=say("accueil_bref" if kind == ANSWER else "accueil"))
        return replace(state, accueilli=True)
    if kind in (ANSWER, UNKNOWN):
        key = "je_ne_sais_pas" if kind == UNKNOWN else "accuse"
        turn, state = state.next_variant(key)
        dispatcher.utter_message(text=say(key, turn))
    return state


def _answered_elsewhere(tracker: Tracker) -> bool:
    """True when a rule's action has already answered the last message, and the form only comes back with its question."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and str(event.get("name", "")).startswith("action_") and event["name"] != "action_listen":
            return event["name"] not in {"action_extract_slots", "action_session_start"}
    return False


def _slots(ledger: Ledger, knowledge: Knowledge) -> list[EventType]:
    """Mirror the ledger in one slot a question: a modality, « inconnu », or that it was told."""
    events: list[EventType] = []
    for question in ledger.posees:
        if question in OPENING_QUESTIONS:
            value = ANSWERED_VALUE if question in ledger.repondues else None
        else:
            heard = [item for item in ledger.on(question) if item.current]
            best = max(heard, key=lambda item: item.confiance).modalite if heard else None
            value = best or (UNKNOWN_VALUE if question in ledger.repondues else None)
        events.append(SlotSet(question, value))
    return events
