"""Give the result: what kind of network this is, why, what threatens it, and the question that unblocks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.constants import RESTART
from actions.state import State, read_ledger, read_state, save
from typology.carte import in_words
from typology.loader import load
from typology.messages import say
from typology.report import report


class ActionResultat(Action):
    """Say the report, with its data and its picture for clients that can show one."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_resultat"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the bubbles; the first carries ``custom.resultat`` and ``custom.carte``."""
        knowledge, state = load(), read_state(tracker)
        result = report(read_ledger(tracker, knowledge), knowledge)
        data = result.resultat
        again = [{"title": say("bouton_recommencer"), "payload": RESTART}]
        signature = f"{data['verdict']} {data['type']}"
        if state.resultat == signature:
            turn, state = state.next_variant("apres_resultat")
            dispatcher.utter_message(text=say("apres_resultat", turn), buttons=again, json_message={"resultat": data})
            return save(_at_rest(state, signature))
        place = "&".join(f"{centre}={round(p, 3)}" for centre, p in data["centres"].items())
        kind = f"&type={data['type']}" if data["type"] else ""
        carte = {"url": f"/carte.svg?{place}{kind}", "texte": in_words(data["centres"], data["type"], knowledge)}
        for rank, text in enumerate(result.bulles):
            last = rank == len(result.bulles) - 1
            dispatcher.utter_message(text=text, json_message={"resultat": data, "carte": carte} if rank == 0 else None, buttons=again if last else None)
        return save(_at_rest(state, signature))


def _at_rest(state: State, signature: str) -> State:
    return replace(state, question=None, confusion=None, posee=0, incompris=0, resultat=signature)
