"""« Effacez tout »: ask once, then tell the channel to erase the conversation from the store."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.after_result import come_back, waits
from actions.constants import ERASE_ALL, FORM, GO_ON
from actions.membership import left
from actions.state import State, quiet, read_state, save
from typology.erasing import consents_to_erase, refuses_to_erase
from typology.messages import say


class ActionEffacer(Action):
    """Erase on the second word: the channel, which can reach the store, does it when it sees ``custom.efface``."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_effacer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the question, or that all is gone; nothing else is asked in this turn."""
        if asked_last(tracker):
            text = tracker.latest_message.get("text") or ""
            if consents_to_erase(text):
                left(read_state(tracker))
                dispatcher.utter_message(text=say("efface"), json_message={"efface": True})
                return [AllSlotsReset(), FollowupAction("action_listen")]
            if refuses_to_erase(text):
                return _kept(dispatcher, tracker, read_state(tracker))
            # « Oui, mais d'abord… »: asked again, in other words, and nothing else is done in this turn.
            return [*_ask(dispatcher, tracker), FollowupAction("action_listen")]
        return _ask(dispatcher, tracker)


def _ask(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    turn, state = read_state(tracker).next_variant("effacer")
    buttons = [{"title": say("bouton_effacer"), "payload": ERASE_ALL}, {"title": say("bouton_garder"), "payload": GO_ON}]
    dispatcher.utter_message(text=say("effacer", turn), buttons=buttons)
    return save(quiet(tracker, state))


def asked_last(tracker: Tracker) -> bool:
    """True when the last message answers « voulez-vous que j'efface tout ? »: a « oui » said later, to something else, must erase nothing.

    Where a « non » is answered by the action itself, the question was not put again.
    """
    put = answers = refused = False
    for event in tracker.events:
        if event.get("event") == "user":
            answers, put = put, False
            refused = answers and refuses_to_erase(event.get("text") or "")
        elif event.get("event") == "action" and event.get("name") == "action_effacer":
            put = not refused
    return answers


def _kept(dispatcher: CollectingDispatcher, tracker: Tracker, state: State) -> list[EventType]:
    """Go on where one was; nothing is erased."""
    done = bool(state.resultat and not state.question)
    if done and not waits(state):
        dispatcher.utter_message(text=say("progression_fini"))
    else:
        turn, state = state.next_variant("reprendre")
        dispatcher.utter_message(text=say("reprendre", turn))
    if done:
        return save(come_back(dispatcher, tracker, state))
    # During the interview the form comes next by itself.
    return [*save(state), *([] if tracker.active_loop else [FollowupAction(FORM)])]
