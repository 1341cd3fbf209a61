"""Say that the message was not understood; the form then puts the question in other words, with its choices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import read_state, save
from typology.messages import say


class ActionPasCompris(Action):
    """Own the misunderstanding, in different words each time."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_pas_compris"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter one of the sentences and count the miss."""
        state = read_state(tracker)
        if (tracker.latest_message.get("intent") or {}).get("name") == "demander_resultat":
            dispatcher.utter_message(text=say("rien_entendu"))
            return save(state)
        turn, state = state.next_variant("pas_compris")
        dispatcher.utter_message(text=say("pas_compris", turn % 2))
        return save(replace(state, incompris=state.incompris + 1))
