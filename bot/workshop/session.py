"""A session's rules: what is counted, what is published and when, and its state as clients read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from functools import partial
from typing import Any, TypeVar

from bot.workshop.store import Changed, Session, Store
from typology.errors import LedgerError
from typology.loader import load
from typology.messages import say
from typology.workshop.aggregation import room
from typology.workshop.cells import MINIMUM, SMALLEST
from typology.workshop.contribution import Contribution, from_dict
from typology.workshop.rounds import moved

WAITING, REVEALED = "attente", "revele"
MOST_ROUNDS = 2
# A session can change between being read and being written; twice in a row it does not.
TRIES = 3
_Answer = TypeVar("_Answer")


class Refused(Exception):
    """It is not possible now; the message is a sentence in French that says why."""


class Over(Exception):
    """The session is closed or over."""


def record(store: Store, session_id: str, token: str, given: Contribution) -> None:
    """Keep a participant's result in the present round, and let it into what the room sees when enough wait; Over when the session is."""

    def once(session: Session) -> None:
        if store.record(session, token, given.to_dict()) and session.revele and store.counts(session).pending >= SMALLEST:
            store.publish(session, partial(_room, session))

    on_present(store, session_id, once)


def leave(store: Store, session_id: str, token: str) -> None:
    """Erase everything of a participant; nothing to do when the session is over."""
    try:
        on_present(store, session_id, lambda session: store.leave(session, token))
    except Over:
        return


def reveal(store: Store, session_id: str) -> None:
    """Show the room its results; Refused under five. What was published already is shown as it was, unless enough has changed."""

    def once(session: Session) -> None:
        counts = store.counts(session)
        if session.published is None and counts.finished < MINIMUM:
            raise Refused(say("atelier_trop_peu"))
        if session.published is None or counts.pending >= SMALLEST:
            store.publish(session, partial(_room, session))
        store.change(session, revele=True)

    on_present(store, session_id, once)


def second_round(store: Store, session_id: str) -> None:
    """Open the second round; the first one stays for comparison, published if it was not. Refused when it is too soon, or open already."""

    def once(session: Session) -> None:
        if session.manche >= MOST_ROUNDS:
            raise Refused(say("atelier_deja_deux"))
        if session.published is None:
            if store.counts(session).finished < MINIMUM:
                raise Refused(say("atelier_manche_trop_tot"))
            store.publish(session, partial(_room, session))
        store.change(session, manche=session.manche + 1, revele=False, departs=0)

    on_present(store, session_id, once)


def on_present(store: Store, session_id: str, act: Callable[[Session], _Answer]) -> _Answer:
    """Return ``act`` of the session as it is now, again when it changed meanwhile; Over when there is none."""
    for _ in range(TRIES):
        session = store.by_id(session_id)
        if session is None:
            raise Over
        try:
            return act(session)
        except Changed:
            continue
    raise Over


def state(store: Store, session: Session) -> dict[str, Any]:
    """Return what everyone with the code may see."""
    counts = store.counts(session)
    seen = session.published if session.revele else None
    return {
        "code": session.code,
        "titre": session.titre,
        "mode": session.mode,
        "manche": session.manche,
        "etape": REVEALED if session.revele else WAITING,
        "version": session.version,
        "expire": moment(session.expire),
        "minimum": MINIMUM,
        "seuil": SMALLEST,
        "rejoints": counts.joined,
        "termines": counts.finished,
        "en_attente": counts.pending if seen else 0,
        "message": _message(session, counts.finished, counts.pending),
        "salle": seen,
        "phrases": store.sentences(session) if session.phrases and counts.finished >= MINIMUM else None,
    }


def moment(seconds: float) -> str:
    """Return a time as clients read it."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _message(session: Session, finished: int, pending: int) -> str | None:
    if session.revele and session.published:
        return say("atelier_attendent", n=str(pending)) if pending else None
    return say("atelier_pret") if finished >= MINIMUM else say("atelier_encore")


def _room(session: Session, results: list[dict[str, Any]]) -> dict[str, Any] | None:
    knowledge, members = load(), []
    for data in results:
        try:
            members.append(from_dict(data, knowledge))
        except LedgerError:
            # Given to another version of the questions.
            continue
    found = room(members, session.mode, knowledge)
    if found is not None:
        first = session.publications.get("1")
        found["bouge"] = moved(first, found, knowledge) if first and session.manche > 1 else None
    return found
