"""« Atelier », or a session's code: open one, join it, choose the long or the short interview, leave."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.exc import SQLAlchemyError

from actions import membership
from actions.after_result import come_back
from actions.constants import FORM, WORKSHOP
from actions.phases import fresh_start, read_phases
from actions.state import State, quiet, read_ledger, read_state, save
from bot.settings import Settings
from bot.workshop.limits import Limit
from bot.workshop.session import Over
from bot.workshop.store import Session
from typology.loader import load
from typology.messages import say
from typology.workshop.asking import LEAVE, workshop_act
from typology.workshop.code import find_session_code

FULL, EXPRESS, KEEP, QUIT = "complet", "express", "garder", "quitter"
# Wrong codes in a minute: from one conversation, and from all of them.
GUESSES, ALL_GUESSES = Limit(8), Limit(300)
_EVERYBODY = "tous"
_MARKUP = re.compile(r"[*_`\[\]<>#|\\]")


class ActionAtelier(Action):
    """Does what a button of the session says, or what the message asks."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_atelier"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter one or two bubbles; the form follows when the interview starts or goes on."""
        state, text = read_state(tracker), tracker.latest_message.get("text") or ""
        named = {item.get("entity"): item.get("value") for item in tracker.latest_message.get("entities") or () if isinstance(item, dict)}.get("faire")
        try:
            if named in (FULL, EXPRESS):
                return _start(dispatcher, tracker, state, named == EXPRESS)
            if named == KEEP:
                return _keep(dispatcher, tracker, state)
            if named == QUIT or workshop_act(text) == LEAVE:
                return _quit(dispatcher, tracker, state)
            code = find_session_code(text, load())
            return _join(dispatcher, tracker, state, code) if code else _open(dispatcher, tracker, state)
        except SQLAlchemyError:
            # Not its words: they hold values.
            dispatcher.utter_message(text=say("atelier_panne"))
            return _on(dispatcher, tracker, state)


def buttons(state: State, answered: bool, already: bool) -> list[dict[str, str]]:
    """Return the ways to take part: from what was answered already, in full, in short; to leave, for who is in already."""
    ways = [(KEEP, "bouton_atelier_garder")] if answered else []
    ways += [(FULL, "bouton_atelier_complet"), (EXPRESS, "bouton_atelier_express")]
    ways += [(QUIT, "bouton_atelier_quitter")] if already else []
    return [{"title": say(key), "payload": f"{WORKSHOP}{json.dumps({'faire': way})}"} for way, key in ways]


def _open(dispatcher: CollectingDispatcher, tracker: Tracker, state: State) -> list[EventType]:
    settings = Settings.from_environment()
    address = f"{settings.public_url or settings.page_url.rstrip('/')}/atelier/"
    dispatcher.utter_message(text=say("atelier_creer", adresse=address), json_message={"atelier": {"creer": address}})
    return _on(dispatcher, tracker, state)


def _join(dispatcher: CollectingDispatcher, tracker: Tracker, state: State, code: str) -> list[EventType]:
    if GUESSES.reached(tracker.sender_id) or ALL_GUESSES.reached(_EVERYBODY):
        dispatcher.utter_message(text=say("atelier_trop_d_essais"))
        return _on(dispatcher, tracker, state)
    session = membership.sessions().by_code(code)
    if session is None:
        GUESSES.count(tracker.sender_id)
        ALL_GUESSES.count(_EVERYBODY)
        dispatcher.utter_message(text=say("atelier_inconnu"))
        return _on(dispatcher, tracker, state)
    before = state.atelier if state.atelier and state.atelier["seance"] == session.id else None
    try:
        state = membership.joined(state, session)
    except Over:
        dispatcher.utter_message(text=say("atelier_inconnu"))
        return _on(dispatcher, tracker, state)
    if not state.accueilli:
        dispatcher.utter_message(text=say("accueil"))
        state = replace(state, accueilli=True)
    answered = read_ledger(tracker, load()).told and not read_phases(tracker)
    data = {"code": session.code, "titre": session.titre, "mode": session.mode, "manche": session.manche}
    dispatcher.utter_message(text=_told(session, before), buttons=buttons(state, answered, bool(before)), json_message={"atelier": data})
    # How to take part is chosen first.
    return [*save(quiet(tracker, state)), *([] if tracker.active_loop else [FollowupAction("action_listen")])]


def _told(session: Session, before: dict[str, Any] | None) -> str:
    title = _MARKUP.sub("", session.titre)
    if before:
        return say("atelier_deja" if before["manche"] == session.manche else "atelier_seconde", titre=title)
    return say("atelier_rejoint", titre=title, quoi=say(f"atelier_quoi_{session.mode}"))


def _start(dispatcher: CollectingDispatcher, tracker: Tracker, state: State, express: bool) -> list[EventType]:
    if not state.atelier:
        return _none(dispatcher, tracker, state)
    state = replace(state, atelier={**state.atelier, "express": express}, accueilli=True)
    dispatcher.utter_message(text=say("atelier_commence_express" if express else "atelier_commence_complet"))
    return [*fresh_start(tracker, state, [], 0, load()), *_form(tracker)]


def _keep(dispatcher: CollectingDispatcher, tracker: Tracker, state: State) -> list[EventType]:
    if not state.atelier:
        return _none(dispatcher, tracker, state)
    if not state.resultat or state.question:
        dispatcher.utter_message(text=say("atelier_garde"))
        return [*save(state), *_form(tracker)]
    outcome, state = membership.send(state, read_ledger(tracker, load()), read_phases(tracker), load())
    dispatcher.utter_message(text=say(f"atelier_{outcome or membership.FAILED}"), json_message={"atelier": {"transmis": outcome == membership.SENT}})
    return _on(dispatcher, tracker, state)


def _quit(dispatcher: CollectingDispatcher, tracker: Tracker, state: State) -> list[EventType]:
    if not state.atelier:
        return _none(dispatcher, tracker, state)
    dispatcher.utter_message(text=say("atelier_quitte"), json_message={"atelier": {"quitte": True}})
    return _on(dispatcher, tracker, membership.left(state))


def _none(dispatcher: CollectingDispatcher, tracker: Tracker, state: State) -> list[EventType]:
    dispatcher.utter_message(text=say("atelier_aucun"))
    return _on(dispatcher, tracker, state)


def _on(dispatcher: CollectingDispatcher, tracker: Tracker, state: State) -> list[EventType]:
    """Put again what waits for an answer; during the interview the form does."""
    return save(come_back(dispatcher, tracker, state))


def _form(tracker: Tracker) -> list[EventType]:
    # A rule goes on with the form where it is active.
    return [] if tracker.active_loop else [FollowupAction(FORM)]
