"""Answer what is not about the network: thanks, « tu es un robot ? », an insult, an emergency…"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.after_result import come_back, waits
from actions.constants import FORM
from actions.membership import pace
from actions.state import State, read_ledger, read_state, save
from actions.validate_entretien import in_words
from bot.settings import Settings
from typology.interview import questions_left
from typology.loader import load
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
    "reprendre": "reprendre",
    "comparer": "code_attendu",
}

# Nothing is asked after these.
ENDS = {"au_revoir", "detresse", "urgence"}


# Rooms that keep a copy of their own.
ROOMS = {"slack": "Slack", "teams": "Microsoft Teams"}


def held(tracker: Tracker) -> dict[str, str]:
    """Return what fills the sentence on confidentiality: how many messages are kept, for how long, and the room that keeps a copy too."""
    said = [event for event in tracker.events if event.get("event") == "user"]
    messages = say("des_messages", n=str(len(said))) if len(said) > 1 else say("un_message")
    room = ROOMS.get(str(said[-1].get("input_channel"))) if said else None
    return {"messages": messages, "jours": str(Settings.from_environment().retention_days), **({"salon": room} if room else {})}


def _progress(tracker: Tracker, state: State) -> str:
    knowledge = load()
    ledger = read_ledger(tracker, knowledge)
    # The question that stands, and those after it.
    left = 1 + questions_left(ledger.answered(state.question), knowledge, pace(state)) if state.question else questions_left(ledger, knowledge, pace(state))
    return in_words(left) if left else say("progression_fini")


class ActionDigression(Action):
    """One sentence for each dialogue act, varied; the form's question comes back after it."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_digression"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the sentence of the message's dialogue act."""
        state = read_state(tracker)
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        if intent == "reprendre":
            # What was not understood before the pause does not count any more.
            state = replace(state, incompris=0, candidats=[])
        if intent == "reprendre" and state.resultat and not state.question:
            return _resume_after_result(dispatcher, tracker, state)
        if intent == "demander_progression":
            dispatcher.utter_message(text=_progress(tracker, state))
        else:
            key = SENTENCES.get(str(intent), "bavardage")
            values = held(tracker) if key == "confidentialite" else {}
            if values:
                key = "donnees_gardees_salon" if "salon" in values else "donnees_gardees"
            turn, state = state.next_variant(key)
            dispatcher.utter_message(text=say(key, turn, **values))
        if state.accueilli or intent in ENDS:
            return save(state if intent in ENDS else come_back(dispatcher, tracker, state))
        # It is the first thing that they say: the greeting and the first question follow.
        dispatcher.utter_message(text=say("accueil"))
        return [*save(replace(state, accueilli=True)), FollowupAction(FORM)]


def _resume_after_result(dispatcher: CollectingDispatcher, tracker: Tracker, state: State) -> list[EventType]:
    """Put again what waits for an answer, or say that nothing does; the form would only say that the result has not changed."""
    if not waits(state):
        dispatcher.utter_message(text=say("progression_fini"))
    return [*save(come_back(dispatcher, tracker, state)), FollowupAction("action_listen")]
