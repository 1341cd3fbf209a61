"""Start again with another network: an empty ledger, nothing carried over."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.constants import REQUESTED_SLOT
from actions.state import State, read_state, save
from typology.evidence import Ledger
from typology.loader import load
from typology.messages import say
from typology.model import OPENING_QUESTIONS


class ActionRecommencer(Action):
    """Empty the ledger and every slot that mirrors it."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_recommencer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter one sentence; the form then asks for the new narrative."""
        state = read_state(tracker)
        turn, state = state.next_variant("recommencer")
        dispatcher.utter_message(text=say("recommencer", turn))
        now = max((float(event.get("timestamp") or 0.0) for event in tracker.events if event.get("event") == "user"), default=0.0)
        fresh = State(vu=now, accueilli=True, tour=state.tour, dernieres=state.dernieres)
        slots = [SlotSet(name, None) for name in (*OPENING_QUESTIONS, *load().dimension_ids)]
        return [*save(fresh, Ledger()), *slots, SlotSet(REQUESTED_SLOT, None)]
