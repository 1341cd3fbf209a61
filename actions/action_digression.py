"""Answer what is not about the network: thanks, « tu es un robot ? », an insult, an emergency…"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.after_result import come_back, waits
from actions.go_on import go_on
from actions.held import what_is_held
from actions.membership import pace
from actions.state import State, read_ledger, read_state, save
from actions.validate_entretien import in_words
from typology.interview import questions_left
from typology.loader import load
from typology.messages import say

# Counted and dated, see actions/held.py.
HELD = "donnees_gardees"
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
    "confidentialite": HELD,
    "reprendre": "reprendre",
    "comparer": "code_attendu",
}

# Nothing is asked after these.
ENDS = {"au_revoir", "detresse", "urgence"}


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
        if intent == "reprendre" and not state.accueilli:
            # « Rebonjour », once all was erased: nothing is there to go on with.
            return go_on(dispatcher, tracker, state, "accueil")
        if intent == "demander_progression":
            dispatcher.utter_message(text=_progress(tracker, state))
        else:
            key = SENTENCES.get(str(intent), "bavardage")
            if key == HELD:
                text, state = what_is_held(tracker, state)
            else:
                turn, state = state.next_variant(key)
                text = say(key, turn)
            dispatcher.utter_message(text=text)
        return save(state) if intent in ENDS else go_on(dispatcher, tracker, state)


def _resume_after_result(dispatcher: CollectingDispatcher, tracker: Tracker, state: State) -> list[EventType]:
    """Put again what waits for an answer, or say that nothing does; the form would only say that the result has not changed."""
    if not waits(state):
        dispatcher.utter_message(text=say("progression_fini"))
    return [*save(come_back(dispatcher, tracker, state)), FollowupAction("action_listen")]
