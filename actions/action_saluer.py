"""Say what this is, what it is not, what is kept, and not to name people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import read_state, save
from typology.messages import say


class ActionSaluer(Action):
    """Greet, once in full."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_saluer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the greeting, a short one when the practitioner was greeted before."""
        state = read_state(tracker)
        if not state.accueilli:
            dispatcher.utter_message(text=say("accueil"))
            return save(replace(state, accueilli=True))
        turn, state = state.next_variant("re_bonjour")
        dispatcher.utter_message(text=say("re_bonjour", turn))
        return save(state)
