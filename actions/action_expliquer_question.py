"""« Pourquoi cette question ? »: what it separates, in one sentence. After the result, « pourquoi dites-vous cela ? »: its reasons."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.aside import explanation
from actions.go_on import go_on
from actions.state import read_ledger, read_state
from bot.payloads import is_command
from typology.loader import load


class ActionExpliquerQuestion(Action):
    """Explain the question that stands, or the result that was given; with neither, say what the interview is for."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_expliquer_question"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the explanation."""
        state, knowledge = read_state(tracker), load()
        texts, state = explanation(_words(tracker), state, knowledge, read_ledger(tracker, knowledge))
        for text in texts:
            dispatcher.utter_message(text=text)
        return go_on(dispatcher, tracker, state)


def _words(tracker: Tracker) -> str:
    """What was written; a button is not words: its name holds « demander »."""
    text = str(tracker.latest_message.get("text") or "")
    return "" if is_command(text) else text
