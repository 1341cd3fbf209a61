"""« Un exemple ? », « je ne comprends pas »: give examples; the form then puts the question in other words."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import read_state, save
from typology.loader import load
from typology.messages import say


class ActionDonnerExemple(Action):
    """Give examples of answers to the question that stands."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_donner_exemple"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the examples, or where to start when no question stands."""
        state = read_state(tracker)
        if not state.question:
            turn, state = state.next_variant("explication_sans_question")
            dispatcher.utter_message(text=say("explication_sans_question", turn))
            return save(state)
        turn, state = state.next_variant(f"exemples_{state.question}")
        dispatcher.utter_message(text=say("exemples", turn, exemples=" ; ".join(load().question(str(state.question)).exemples)))
        return save(state)
