"""What follows an aside: the greeting and the interview for who was not greeted yet, else what waits for an answer."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.after_result import come_back
from actions.constants import FORM
from actions.state import State, save
from typology.messages import say


def go_on(dispatcher: CollectingDispatcher, tracker: Tracker, state: State, greeting: str = "accueil_ensuite") -> list[EventType]:
    """Return the events that close an aside; what it answered has been said. ``greeting`` is the sentence for who was not greeted yet."""
    if state.accueilli:
        return save(come_back(dispatcher, tracker, state))
    dispatcher.utter_message(text=say(greeting))
    return [*save(replace(state, accueilli=True)), FollowupAction(FORM)]
