"""« Pourquoi cette question ? »: what it separates, in one sentence."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import read_state, save
from typology.loader import load
from typology.messages import say


class ActionExpliquerQuestion(Action):
    """Explain the question that stands; without one, what the interview is for."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_expliquer_question"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the explanation."""
        state = read_state(tracker)
        if state.question:
            turn, state = state.next_variant(f"explication_{state.question}")
            dispatcher.utter_message(text=say("explication", turn, pourquoi=load().question(str(state.question)).pourquoi))
        else:
            turn, state = state.next_variant("explication_sans_question")
            dispatcher.utter_message(text=say("explication_sans_question", turn))
        return save(state)
