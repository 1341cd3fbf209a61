"""Say that the message was not understood; the form then puts the question in other words, with its choices."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import State, read_state, save
from typology.messages import say


def in_another_script(text: str) -> bool:
    """True when most letters of the text are not Latin ones."""
    letters = [char for char in text if char.isalpha()]
    return sum(not unicodedata.name(char, "").startswith("LATIN") for char in letters) * 2 > len(letters)


class ActionPasCompris(Action):
    """Own the misunderstanding, in different words each time."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_pas_compris"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter one of the sentences and count the miss."""
        message = tracker.latest_message
        texts, state = not_understood(message.get("text") or "", (message.get("intent") or {}).get("name"), read_state(tracker))
        for text in texts:
            dispatcher.utter_message(text=text)
        return save(state)


def not_understood(text: str, intent: str | None, state: State) -> tuple[list[str], State]:
    """Return what is said of a message that was not understood, and the state in which it is counted."""
    if intent == "demander_resultat":
        return [say("rien_entendu")], state
    missed = replace(state, incompris=state.incompris + 1)
    if in_another_script(text):
        turn, missed = missed.next_variant("autre_langue")
        return [say("autre_langue", turn)], missed
    if text.rstrip().endswith("?") and not state.incompris:
        return [say("ne_sait_repondre")], missed
    return [say("pas_compris", state.incompris)], missed
