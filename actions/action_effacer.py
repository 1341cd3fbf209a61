"""« Effacez tout »: ask once, then tell the channel to erase the conversation from the store."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.constants import ERASE_ALL, GO_ON
from actions.membership import left
from actions.state import quiet, read_state, save
from typology.messages import say


class ActionEffacer(Action):
    """Erase on the second word: the channel, which can reach the store, does it when it sees ``custom.efface``."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_effacer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the question, or that all is gone; nothing else is asked in this turn."""
        # Any other word that leads here while the question stands is a « yes » (see validate_entretien).
        if asked_last(tracker):
            left(read_state(tracker))
            dispatcher.utter_message(text=say("efface"), json_message={"efface": True})
            return [AllSlotsReset(), FollowupAction("action_listen")]
        turn, state = read_state(tracker).next_variant("effacer")
        buttons = [{"title": say("bouton_effacer"), "payload": ERASE_ALL}, {"title": say("bouton_garder"), "payload": GO_ON}]
        dispatcher.utter_message(text=say("effacer", turn), buttons=buttons)
        return save(quiet(tracker, state))


def asked_last(tracker: Tracker) -> bool:
    """True when the last message answers « voulez-vous que j'efface tout ? »: a « oui » said later, to something else, must erase nothing."""
    said = [rank for rank, event in enumerate(tracker.events) if event.get("event") == "user"]
    turn = tracker.events[said[-2] : said[-1]] if len(said) > 1 else []
    return any(event.get("event") == "action" and event.get("name") == "action_effacer" for event in turn)
