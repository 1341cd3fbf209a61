"""A conversation's place in a trainer's session: the token that it alone holds, what it sends, and how it leaves."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from actions.state import State
from bot.settings import Settings
from bot.workshop.session import Over, leave, on_present, record
from bot.workshop.store import Session, Store, new_token, store
from typology.evidence import Ledger
from typology.interview import EXPRESS, FULL, Pace
from typology.messages import say
from typology.model import Knowledge
from typology.workshop.contribution import contribution

logger = logging.getLogger(__name__)

SENT, FAILED, ENDED = "transmis", "non_transmis", "fini"


def sessions() -> Store:
    """Return the sessions of the database that the settings name."""
    return store(Settings.from_environment().store_url)


def pace(state: State) -> Pace:
    """Return how long the interview may be: the short form is a session's."""
    return EXPRESS if state.atelier and state.atelier.get("express") else FULL


def joined(state: State, session: Session) -> State:
    """Return the state of a conversation that is in the session, counted there once."""
    known = state.atelier or {}
    token = known["jeton"] if known.get("seance") == session.id else new_token()
    on_present(sessions(), session.id, lambda now: sessions().join(now, token))
    # In another round, what was sent does not count any more.
    sent = bool(known.get("transmis")) and known.get("seance") == session.id and known.get("manche") == session.manche
    return replace(state, atelier={"seance": session.id, "jeton": token, "manche": session.manche, "express": bool(known.get("express")), "transmis": sent})


def send(state: State, ledger: Ledger, phases: list[dict[str, Any]], knowledge: Knowledge) -> tuple[str | None, State]:
    """Give the result to the session: (what became of it or None when there is nothing to do, the state).

    Another period's result is not what the room talks about: once one was told, nothing more is sent.
    """
    if not state.atelier or phases:
        return None, state
    try:
        record(sessions(), state.atelier["seance"], state.atelier["jeton"], contribution(ledger, knowledge))
    except Over:
        return ENDED, replace(state, atelier=None)
    except SQLAlchemyError as error:
        # By its kind alone: its words hold values.
        logger.error("a result could not be sent to its session: %s", type(error).__name__)
        return FAILED, state
    return SENT, replace(state, atelier={**state.atelier, "transmis": True})


def show_sentence(state: State) -> tuple[str, State]:
    """Do as the author said with the closing sentence, and say so."""
    place, shown = state.atelier or {}, bool(state.montrer)
    state = replace(state, montrer=None)
    if not place:
        return say("atelier_tue"), state
    try:
        # One that was shown before is taken away.
        on_present(sessions(), place["seance"], lambda now: sessions().say(now, place["jeton"], state.phrase if shown else None))
    except Over:
        return say("atelier_fini" if shown else "atelier_tue"), replace(state, atelier=None)
    except SQLAlchemyError as error:
        logger.error("a sentence could not be sent to its session: %s", type(error).__name__)
        return say("atelier_non_transmis" if shown else "atelier_peut_etre_montree"), state
    return say("atelier_montree" if shown else "atelier_tue"), state


def left(state: State) -> State:
    """Erase from the session what it had of this conversation; return the state of one that is in none. SQLAlchemyError when it cannot be."""
    if state.atelier:
        leave(sessions(), state.atelier["seance"], state.atelier["jeton"])
    return replace(state, atelier=None, montrer=None)
