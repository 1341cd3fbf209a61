"""« Avant, c'était différent »: another phase of the same network, with its own result; the bot then shows the path."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.phases import fresh_start, place, read_phases
from actions.state import read_ledger, read_state, save
from typology.code import encode
from typology.diagnosis import diagnose
from typology.loader import load
from typology.messages import say
from typology.typography import fold

BEFORE, AFTER, BESIDE = "avant", "apres", "en_parallele"
_BESIDE = re.compile(r"\b(parallele|en meme temps|a cote|simultane\w*|aussi un autre|un autre (reseau|groupe) aussi)\b")
_BEFORE = re.compile(r"\b(avant|auparavant|debuts?|au depart|autrefois|anciennement|a l'origine|jadis|dans le temps|(?:par|dans) le passe)\b")
_AFTER = re.compile(r"\b(depuis|ensuite|apres|la suite|desormais|maintenant)\b")


class ActionAutrePeriode(Action):
    """Keep the phase just told and ask for another one; before there is a result, only remember that it is to be told."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_autre_periode"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter one sentence; the form then goes on, with this phase or the next one."""
        knowledge, state, phases = load(), read_state(tracker), read_phases(tracker)
        when = asked_period(tracker.latest_message)
        ledger = read_ledger(tracker, knowledge)
        if not state.resultat:
            dispatcher.utter_message(text=say("periode_ensuite"))
            return save(replace(state, quand=when))
        phases = [*phases, {"etape": state.etape, "code": encode(ledger, knowledge), "type": diagnose(ledger, knowledge).type}]
        dispatcher.utter_message(text=say(f"periode_{when}"))
        return fresh_start(tracker, state, phases, place(when, phases, state.etape), knowledge)


def asked_period(message: dict[str, Any]) -> str:
    """Return when the period to tell is: a button's, or as the words say; after, when they do not tell."""
    named = {item.get("entity"): item.get("value") for item in message.get("entities") or () if isinstance(item, dict)}.get("quand")
    if named in (BEFORE, AFTER, BESIDE):
        return str(named)
    plain = fold(message.get("text") or "")
    if _BESIDE.search(plain):
        return BESIDE
    before, after = _BEFORE.search(plain), _AFTER.search(plain)
    return BEFORE if before and not (after and after.start() < before.start()) else AFTER
