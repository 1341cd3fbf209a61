"""« Qu'avez-vous gardé ? »: the answers heard so far, with a button to change each."""

from __future__ import annotations

import json
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.constants import CHANGE, GO_ON
from actions.state import quiet, read_ledger, read_state, save
from typology.loader import load
from typology.messages import say
from typology.report import lower_first
from typology.summary import summary


class ActionRecapituler(Action):
    """Say what was heard on each dimension; nothing is asked until the practitioner chooses."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_recapituler"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter two bubbles at most; the last one carries the buttons."""
        knowledge, state = load(), read_state(tracker)
        kept = summary(read_ledger(tracker, knowledge), knowledge)
        if not kept.dimensions:
            dispatcher.utter_message(text=say("recap_vide"), buttons=[{"title": say("bouton_continuer"), "payload": GO_ON}])
            return save(quiet(tracker, state))
        buttons = [
            {"title": say("bouton_changer", titre=lower_first(knowledge.dimension(item).titre)), "payload": f"{CHANGE}{json.dumps({'dimension': item})}"}
            for item in kept.dimensions
        ]
        buttons.append({"title": say("bouton_continuer"), "payload": GO_ON})
        for rank, text in enumerate(kept.bulles):
            dispatcher.utter_message(text=text, buttons=buttons if rank == len(kept.bulles) - 1 else None)
        return save(quiet(tracker, state))
