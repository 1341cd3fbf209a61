"""A result code typed into the conversation: open its answers here, or compare them with what was told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.constants import PHASES_SLOT
from actions.state import read_ledger, read_state, save
from typology.code import BESIDE, THEN, decode, decode_path, find_code
from typology.comparison import compare, in_words
from typology.diagnosis import diagnose
from typology.errors import CodeError
from typology.evidence import Ledger
from typology.loader import load
from typology.messages import say
from typology.model import Knowledge


class ActionOuvrirCode(Action):
    """Restore the answers of a code when nothing was told yet; otherwise compare, now or once there is a result."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_ouvrir_code"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter one sentence; the form then goes on with what is missing, or with the result."""
        knowledge, state = load(), read_state(tracker)
        text = code_in(tracker.latest_message.get("text") or "")
        if text is None:
            dispatcher.utter_message(text=say("code_attendu"))
            return save(state)
        ledger = read_ledger(tracker, knowledge)
        try:
            steps = opened(text, knowledge)
        except CodeError as error:
            dispatcher.utter_message(text=str(error))
            return save(state)
        last = steps[-1][-1]
        if not ledger.told:
            # Where nobody was greeted yet, the same sentence says what is to be known first.
            dispatcher.utter_message(text=say("code_ouvert" if state.accueilli else "code_ouvert_accueil"))
            state = replace(state, accueilli=True, question=None, interrompue=None, etape=len(steps) - 1)
            return [*save(state, last[1]), SlotSet(PHASES_SLOT, earlier(steps, knowledge))]
        if state.resultat:
            dispatcher.utter_message(text=in_words(compare(last[1], ledger, knowledge), knowledge))
            return save(state)
        dispatcher.utter_message(text=say("code_garde"))
        return save(replace(state, comparer=last[0]))


def code_in(text: str) -> str | None:
    """Return the code in a message, with all its phases when it is a path's (typed, or in the address of its page); None without a code."""
    words = (word.strip('.,;:!?«»()*"').rsplit("/", 1)[-1] for word in text.split())
    paths = (word for word in words if (THEN in word or BESIDE in word) and find_code(word))
    return next(paths, None) or find_code(text)


def opened(text: str, knowledge: Knowledge) -> list[list[tuple[str, Ledger]]]:
    """Return the steps in time of a code, each a list of (code, ledger); CodeError when it cannot be read."""
    return [[(code, decode(code, knowledge)) for code in step] for step in decode_path(text)]


def earlier(steps: list[list[tuple[str, Ledger]]], knowledge: Knowledge) -> list[dict[str, Any]]:
    """Return the phases of a path but the last one, as the slot keeps them."""
    told = [{"etape": rank, "code": code, "type": diagnose(ledger, knowledge).type} for rank, step in enumerate(steps) for code, ledger in step]
    return told[:-1]
