"""Answer what is not about the network: thanks, « tu es un robot ? », an insult, an emergency…"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.constants import FORM
from actions.state import read_state, save
from typology.messages import say

SENTENCES = {
    "remercier": "merci",
    "au_revoir": "au_revoir",
    "robot": "robot",
    "auteurs": "auteurs",
    "bavardage": "bavardage",
    "insulte": "insulte",
    "detresse": "detresse",
    "urgence": "urgence",
    "autre_langue": "autre_langue",
    "confidentialite": "confidentialite",
    "effacer": "effacer",
}

# Nothing is asked after these.
ENDS = {"au_revoir", "detresse", "urgence"}


class ActionDigression(Action):
    """One sentence for each dialogue act, varied; the form's question comes back after it."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_digression"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the sentence of the message's dialogue act."""
        state = read_state(tracker)
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        key = SENTENCES.get(str(intent), "bavardage")
        turn, state = state.next_variant(key)
        dispatcher.utter_message(text=say(key, turn))
        if state.accueilli or intent in ENDS:
            return save(state)
        # It is the first thing that they say: the greeting and the first question follow.
        dispatcher.utter_message(text=say("accueil"))
        return [*save(replace(state, accueilli=True)), FollowupAction(FORM)]
