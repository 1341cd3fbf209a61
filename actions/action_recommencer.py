"""Start again with another network: an empty ledger, nothing carried over."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.phases import fresh_start
from actions.state import read_state
from typology.loader import load
from typology.messages import say


class ActionRecommencer(Action):
    """Empty the ledger and every slot that mirrors it, phases included."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_recommencer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter one sentence; the form then asks for the new narrative."""
        turn, state = read_state(tracker).next_variant("recommencer")
        dispatcher.utter_message(text=say("recommencer", turn))
        return fresh_start(tracker, state, [], 0, load())
