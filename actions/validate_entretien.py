"""The form's step: take in what was said, choose the next question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import after_result
from actions.action_effacer import asked_last
from actions.action_pas_compris import not_understood
from actions.aside import aside
from actions.ask_question import choices
from actions.constants import ANSWERED_VALUE, FORM, REQUESTED_SLOT, UNKNOWN_VALUE
from actions.held import what_is_held
from actions.membership import pace
from actions.state import ANSWERS_NOTHING, State, answered_by_rules, is_outdated, read_ledger, read_state, save, up_to_date, user_messages
from typology.erasing import consents_to_erase, refuses_to_erase
from typology.evidence import Ledger
from typology.hearing import ANSWER, CHANGE, CLOSE, CORRECTED, DIGRESSION, NOT_UNDERSTOOD, UNKNOWN, Hearing, hear, skip
from typology.interview import next_question, questions_left
from typology.loader import load
from typology.messages import say
from typology.model import OPENING_QUESTIONS, Knowledge
from typology.read_evidence import read_evidence
from typology.short_answers import opens_with_yes

# After so many misses on one question (reworded, two candidates, a way out) the interview goes on without it.
MOST_MISSES = 4
# Put so often without an answer of its own, a question is given up, whatever else was told meanwhile.
MOST_PUT = 2
# So few words that say not to erase say nothing else, whatever is read into them.
REFUSES = 4
SKIPPED, PASSED = "sautee", "passee"
# What a reading that is none, or that names what the knowledge does not have any more, raises.
MALFORMED = (KeyError, OverflowError, TypeError, ValueError)
_THANKS = {ANSWER: "accuse", UNKNOWN: "je_ne_sais_pas", CHANGE: "modifier", CORRECTED: "corrige", PASSED: "passer"}


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
        if is_outdated(tracker, knowledge):
            state = up_to_date(state, knowledge)
            said.append(say("connaissance_changee"))
        answered = _answered_elsewhere(tracker)
        if asked_last(tracker) and not answered:
            text = tracker.latest_message.get("text") or ""
            if not refuses_to_erase(text):
                if opens_with_yes(text) or consents_to_erase(text):
                    # Rasa takes a turn that sets no slot but the requested one for a rejection.
                    return [*save(state), SlotSet(REQUESTED_SLOT, None), FollowupAction("action_effacer")]
            elif len(text.split()) <= REFUSES or not _tells(tracker, knowledge):
                # This « non » answers no question of the interview.
                state = replace(state, vu=max((moment for moment, _ in user_messages(tracker, state.vu)), default=state.vu), suite=state.attente)
                turn, state = state.next_variant("reprendre")
                said.append(say("reprendre", turn))
        # Without a question that stands Rasa would not reject: it would ask for the first empty slot, in the domain's order.
        may_reject = bool(state.question) and not answered
        messages = user_messages(tracker, state.vu)
        if answered and messages:
            # Whatever the last one looks like from here, a rule took it for what it is.
            state, kind, messages = replace(state, vu=messages[-1][0]), DIGRESSION, messages[:-1]
        # So it is of those before: after the result a rule answers without the form.
        by_rules = answered_by_rules(tracker)
        for moment, message in messages:
            if moment in by_rules:
                continue
            hearing = _hear(ledger, message, state, knowledge)
            if taken := after_result.take(hearing, message, state):
                state, kind = replace(taken, vu=max(state.vu, moment)), None
                if asked := message.lecture.get("demande"):
                    texts, state = _aside(asked, message.text, tracker, state, ledger, knowledge)
                    said += texts
                continue
            ledger, kind = hearing.ledger, hearing.kind
            if hearing.demande:
                texts, state = _aside(hearing.demande, message.text, tracker, state, ledger, knowledge)
                said += texts
            if kind in (ANSWER, CORRECTED, UNKNOWN, CHANGE):
                state = replace(state, incompris=0, suite=None)
            elif kind == NOT_UNDERSTOOD and may_reject and state.incompris + 1 >= MOST_MISSES:
                ledger, kind = skip(ledger, str(state.question)), SKIPPED
                said.append(say("passons"))
                state = replace(state, incompris=0)
            elif kind == NOT_UNDERSTOOD and may_reject:
                # Said here: rejected, the message would be answered as the dialogue act that it happens to look like.
                texts, state = not_understood(message.text, message.intent, state)
                said += texts
            if kind == CHANGE:
                waiting = state.question if state.question != hearing.question else None
                state = replace(state, question=hearing.question, interrompue=waiting or state.interrompue, confusion=None, posee=0, candidats=[])
            elif kind == UNKNOWN and message.intent == "passer":
                kind = PASSED
            if not (kind == DIGRESSION and may_reject):
                state = replace(state, vu=max(state.vu, moment))
        if kind == DIGRESSION and may_reject:
            return []
        state, ledger = _follow(state, ledger, knowledge, kind)
        for text in said:
            dispatcher.utter_message(text=text)
        # Three bubbles at most: no thanks before the result, nor beside two other sentences.
        brief = state.accueilli and (len(said) > 1 or state.question is None)
        state = state if brief else _acknowledge(dispatcher, state, ledger, knowledge, kind)
        return [*save(state, ledger), *_slots(ledger, knowledge), SlotSet(REQUESTED_SLOT, state.question)]


def _follow(state: State, ledger: Ledger, knowledge: Knowledge, kind: str | None) -> tuple[State, Ledger]:
    """Choose the question to put now: the one that still stands, the next one, or none."""
    standing = state.question if state.question in ledger.posees and not _settled(str(state.question), ledger, knowledge) else None
    if standing and kind == ANSWER and state.posee >= MOST_PUT:
        ledger, standing = skip(ledger, standing), None
    if not standing and state.interrompue:
        # Back to where one was before an answer was changed.
        waiting, state = state.interrompue, replace(state, interrompue=None)
        standing = None if _settled(waiting, ledger, knowledge) else waiting
    if kind == CLOSE or state.suite:
        question, confusion, state = None, None, replace(state, interrompue=None)
    elif standing:
        # A digression, a miss, or an answer to another question did not answer it.
        question, confusion = standing, state.confusion
    else:
        following = next_question(ledger, knowledge, pace(state))
        question = following.id if following else None
        confusion = following.confusion.id if following and following.confusion else None
    if question != state.question:
        state = replace(state, question=question, posee=0, incompris=0, candidats=[])
    return replace(state, confusion=confusion), ledger.asked(question) if question else ledger


def _settled(question: str, ledger: Ledger, knowledge: Knowledge) -> bool:
    return question in ledger.repondues or (question in knowledge.dimension_ids and ledger.knows(question))


def _hear(ledger: Ledger, message: Any, state: State, knowledge: Knowledge) -> Hearing:
    shown: list[str] = list(state.candidats)
    if not shown and state.question in knowledge.dimension_ids:
        shown = [modality for _, modality in choices(str(state.question), state, max(state.posee - 1, 0), knowledge)]
    try:
        return hear(ledger, message, state.question, knowledge, shown)
    except MALFORMED:
        # A button of an older version of the knowledge base, for one: its dimension or modality is gone.
        return Hearing(ledger, NOT_UNDERSTOOD)


def _aside(act: str, text: str, tracker: Tracker, state: State, ledger: Ledger, knowledge: Knowledge) -> tuple[list[str], State]:
    if act == "confidentialite":
        sentence, state = what_is_held(tracker, state)
        return [sentence], state
    return aside(act, text, state, knowledge, ledger)


def _acknowledge(dispatcher: CollectingDispatcher, state: State, ledger: Ledger, knowledge: Knowledge, kind: str | None) -> State:
    if kind is None:
        return state
    if not state.accueilli:
        dispatcher.utter_message(text=say("accueil_bref" if kind == ANSWER else "accueil"))
        return replace(state, accueilli=True)
    key = _THANKS.get(kind)
    if key:
        turn, state = state.next_variant(key)
        dispatcher.utter_message(text=" ".join([say(key, turn), *_progress(state, ledger, knowledge)]))
    return state


def _progress(state: State, ledger: Ledger, knowledge: Knowledge) -> list[str]:
    """Say how much is left when the questions become precise, and before the last one; nothing at the other turns."""
    if state.question not in knowledge.dimension_ids or state.posee:
        return []
    # The question about to be put, and those after it.
    left = 1 + questions_left(ledger.answered(str(state.question)), knowledge, pace(state))
    first = sum(question in knowledge.dimension_ids for question in ledger.posees) == 1
    return [in_words(left)] if left == 1 or first else []


def in_words(left: int) -> str:
    """Return « encore deux questions environ »."""
    return say("reste_une") if left <= 1 else say("reste", n=say("nombres", left - 1))


def _answered_elsewhere(tracker: Tracker) -> bool:
    """True when a rule's action has already answered the last message, and the form only comes back with its question."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and str(event.get("name", "")).startswith("action_") and event["name"] != "action_listen":
            return event["name"] not in ANSWERS_NOTHING
    return False


def _tells(tracker: Tracker, knowledge: Knowledge) -> bool:
    """True when something of the network is clearly heard in the last message."""
    reading = tracker.latest_message.get("evidence") or {}
    try:
        return any(item.clear for item in read_evidence(reading, "", knowledge))
    except MALFORMED:
        return False


def _slots(ledger: Ledger, knowledge: Knowledge) -> list[EventType]:
    """Mirror the ledger in one slot a question: a modality, « inconnu », or that it was told."""
    events: list[EventType] = []
    for question in ledger.posees:
        if question in OPENING_QUESTIONS:
            value = ANSWERED_VALUE if question in ledger.repondues else None
        else:
            heard = [item for item in ledger.heard_on(question) if item.current and not item.impression]
            best = max(heard, key=lambda item: item.confiance).modalite if heard else None
            value = best or (UNKNOWN_VALUE if question in ledger.repondues else None)
        events.append(SlotSet(question, value))
    return events
