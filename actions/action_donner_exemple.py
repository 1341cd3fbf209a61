"""« Un exemple ? », « je ne comprends pas »: give examples; the form then puts the question in other words."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.aside import examples
from actions.go_on import go_on
from actions.state import read_state
from typology.loader import load


class ActionDonnerExemple(Action):
    """Give examples of answers to the question that stands."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_donner_exemple"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the examples, or where to start when no question stands."""
        state = read_state(tracker)
        texts, state = examples(state, load())
        for text in texts:
            dispatcher.utter_message(text=text)
        return go_on(dispatcher, tracker, state)
