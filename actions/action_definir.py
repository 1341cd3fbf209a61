"""« C'est quoi un réseau de synergie ? »: a definition on demand, with its provenance."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.aside import definitions
from actions.go_on import go_on
from actions.state import read_state
from typology.loader import load


class ActionDefinir(Action):
    """Define the types that the message names; without one, say which there are."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_definir"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter one bubble a type named, two at most."""
        state = read_state(tracker)
        texts, state = definitions(tracker.latest_message.get("text") or "", state, load())
        for text in texts:
            dispatcher.utter_message(text=text)
        return go_on(dispatcher, tracker, state)
