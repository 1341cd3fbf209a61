"""« C'est quoi un réseau de synergie ? »: a definition on demand, with its provenance."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import read_state, save
from typology.loader import load
from typology.messages import say
from typology.model import NetworkType
from typology.report import provenance
from typology.typography import french


class ActionDefinir(Action):
    """Define the types that the message names; without one, say which there are."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_definir"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter one bubble a type named, two at most."""
        knowledge, state = load(), read_state(tracker)
        named = named_types(tracker.latest_message.get("text") or "")
        for item in named[:2]:
            source = provenance(item.definition.statut, item.definition.source, knowledge)
            dispatcher.utter_message(text=french(f"**{item.nom}** : {item.definition.texte}\n\n*{source}*"))
        if not named:
            turn, state = state.next_variant("les_types")
            dispatcher.utter_message(text=say("les_types", turn))
        return save(state)


def named_types(text: str) -> list[NetworkType]:
    """Return the types whose name the text holds, in the order of the text."""
    plain = "".join(char for char in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(char) != "Mn")
    places = {item.id: re.search(rf"\b{item.id}s?\b", plain) for item in load().types}
    found = sorted((match.start(), type_id) for type_id, match in places.items() if match)
    return [load().type(type_id) for _, type_id in found]
