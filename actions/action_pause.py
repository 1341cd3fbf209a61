"""« Je reprends demain »: stop here, with a code to go on elsewhere."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.constants import GO_ON
from actions.phases import path_code, read_phases
from actions.state import read_ledger, read_state, save
from typology.loader import load
from typology.messages import say


class ActionPause(Action):
    """Say how to come back; the interview stays where it is."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_pause"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter one sentence, with a code as soon as something was heard."""
        knowledge, state = load(), read_state(tracker)
        ledger, phases = read_ledger(tracker, knowledge), read_phases(tracker)
        text = say("pause_sans_code")
        if ledger.told or phases:
            text = say("pause", code=path_code(phases, state.etape, ledger, knowledge))
        dispatcher.utter_message(text=text, buttons=[{"title": say("bouton_continuer"), "payload": GO_ON}])
        return save(state)
