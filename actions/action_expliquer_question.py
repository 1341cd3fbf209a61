"""« Pourquoi cette question ? »: what it separates, in one sentence."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.after_result import come_back
from actions.aside import explanation
from actions.state import read_state, save
from typology.loader import load


class ActionExpliquerQuestion(Action):
    """Explain the question that stands; without one, what the interview is for."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_expliquer_question"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the explanation."""
        state = read_state(tracker)
        texts, state = explanation(state, load())
        for text in texts:
            dispatcher.utter_message(text=text)
        return save(come_back(dispatcher, tracker, state))
