"""What a session keeps, in the database of the conversations: modalities and results under hashes, and nothing that leads back.

A participant is known by a random token that their conversation alone holds; the store has only its HMAC under the session's key, and the
key goes when the session does. Every function is synchronous and short: call it beside the event loop.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, func, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.workshop.tables import PARTICIPANTS, RESULTS, SENTENCES, SESSIONS, connect
from typology.loader import load
from typology.workshop.code import FIRST_NUMBER, LAST_NUMBER, session_code

LIFETIME = 24 * 3600.0
# Bytes of the trainer's and the participants' tokens.
TOKEN = 24
MOST_TRIES = 50


@dataclass(frozen=True)
class Session:
    """One session as stored; ``publications`` maps a round to what the room may see of it."""

    id: str
    code: str
    titre: str
    mode: str
    cle: str
    formateur: str
    expire: float
    manche: int
    revele: bool
    phrases: bool
    publications: dict[str, dict[str, Any]]
    departs: int
    version: int

    @property
    def published(self) -> dict[str, Any] | None:
        """What the room may see of the present round, or None."""
        return self.publications.get(str(self.manche))

    def is_trainer(self, token: str) -> bool:
        """True when the token is the trainer's."""
        return hmac.compare_digest(_digest(token), self.formateur)

    def mark(self, token: str, use: str) -> str:
        """Return the hash under which a participant's results (``use`` « resultat ») or sentence (« phrase ») stand."""
        return hmac.new(bytes.fromhex(self.cle), f"{use}:{token}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Counts:
    """How many joined, how many have a result in the present round, and how many of these are not in the publication as they are now."""

    joined: int
    finished: int
    pending: int


class Changed(Exception):
    """The session is over, or in another round, since it was read: nothing was written."""


class Store:
    """The sessions of one database. What writes raises :class:`Changed` when the session it was given is not the present one.

    Whatever writes writes the session's own row first: with PostgreSQL the others wait there, so that no two hold each other up, and nothing
    can be written beside the end of a session, which would stay when the session is gone.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def create(self, title: str, mode: str) -> tuple[Session, str]:
        """Open a session; return it and the trainer's token, which is kept nowhere."""
        token = secrets.token_urlsafe(TOKEN)
        row = {"titre": title, "mode": mode, "cle": secrets.token_hex(32), "formateur": _digest(token), "expire": time.time() + LIFETIME}
        for _ in range(MOST_TRIES):
            try:
                with self.engine.begin() as base:
                    base.execute(insert(SESSIONS).values(id=secrets.token_hex(16), code=_new_code(), **row))
                    found = base.execute(select(SESSIONS).where(SESSIONS.c.formateur == row["formateur"])).one()
                return _session(found), token
            except IntegrityError:
                # This code is in use.
                continue
        raise RuntimeError("no free code")

    def by_code(self, code: str) -> Session | None:
        """Return the session of a code that is written as it should be; None when there is none, or none any more."""
        return self._one(SESSIONS.c.code == code)

    def by_id(self, session_id: str) -> Session | None:
        """Return the session of an id, or None."""
        return self._one(SESSIONS.c.id == session_id)

    def versions(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the version of those sessions that are still there, in one query."""
        with self.engine.connect() as base:
            rows = base.execute(select(SESSIONS.c.id, SESSIONS.c.version).where(SESSIONS.c.id.in_(list(ids)), SESSIONS.c.expire > time.time()))
            return {row.id: row.version for row in rows}

    def counts(self, session: Session) -> Counts:
        """Return how many took part so far."""
        with self.engine.connect() as base:
            joined = base.execute(select(func.count()).select_from(PARTICIPANTS).where(PARTICIPANTS.c.seance == session.id)).scalar_one()
            flags = base.execute(select(RESULTS.c.publie).where(_round(session))).scalars().all()
        return Counts(joined, len(flags), sum(not flag for flag in flags) + session.departs)

    def sentences(self, session: Session) -> list[str]:
        """Return the sentences whose authors want them shown, in the order of their hashes."""
        with self.engine.connect() as base:
            rows = base.execute(select(SENTENCES.c.texte).where(SENTENCES.c.seance == session.id).order_by(SENTENCES.c.empreinte))
            return list(rows.scalars().all())

    def join(self, session: Session, token: str) -> None:
        """Count a participant, once however often they join."""
        with self.engine.begin() as base:
            if not _is_in(base, session, token):
                _touch(base, session)
                _let_in(base, session, token)

    def record(self, session: Session, token: str, content: dict[str, Any]) -> bool:
        """Keep a participant's result of the present round, in place of an earlier one; False when nothing has changed."""
        text, mark = json.dumps(content, ensure_ascii=False, sort_keys=True), session.mark(token, "resultat")
        mine = and_(_round(session), RESULTS.c.empreinte == mark)
        with self.engine.begin() as base:
            if base.execute(select(RESULTS.c.contenu).where(mine)).scalar() == text:
                return False
            _touch(base, session)
            if not _is_in(base, session, token):
                _let_in(base, session, token)
            base.execute(delete(RESULTS).where(mine))
            base.execute(insert(RESULTS).values(seance=session.id, manche=session.manche, empreinte=mark, contenu=text, publie=False))
        return True

    def say(self, session: Session, token: str, text: str | None) -> None:
        """Keep the sentence that a participant wants shown, in place of an earlier one; None takes it away."""
        mark = session.mark(token, "phrase")
        with self.engine.begin() as base:
            _touch(base, session)
            base.execute(delete(SENTENCES).where(SENTENCES.c.seance == session.id, SENTENCES.c.empreinte == mark))
            if text:
                base.execute(insert(SENTENCES).values(seance=session.id, empreinte=mark, texte=text))

    def leave(self, session: Session, token: str) -> None:
        """Erase everything of a participant."""
        mark, sentence = session.mark(token, "resultat"), session.mark(token, "phrase")
        with self.engine.begin() as base:
            _touch(base, session)
            published = base.execute(select(RESULTS.c.publie).where(_round(session), RESULTS.c.empreinte == mark)).scalar()
            for table, hashed in ((PARTICIPANTS, mark), (RESULTS, mark), (SENTENCES, sentence)):
                base.execute(delete(table).where(table.c.seance == session.id, table.c.empreinte == hashed))
            if published:
                base.execute(update(SESSIONS).where(SESSIONS.c.id == session.id).values(departs=SESSIONS.c.departs + 1))

    def change(self, session: Session, **values: Any) -> None:
        """Set columns of a session."""
        with self.engine.begin() as base:
            _touch(base, session, **values)

    def publish(self, session: Session, build: Callable[[list[dict[str, Any]]], dict[str, Any] | None]) -> None:
        """Keep what ``build`` makes of the present round's results, if anything; they all count as published as they are now."""
        with self.engine.begin() as base:
            _touch(base, session)
            results = base.execute(select(RESULTS.c.contenu).where(_round(session)).order_by(RESULTS.c.empreinte)).scalars().all()
            room = build([json.loads(row) for row in results])
            if room is not None:
                kept = json.dumps({**session.publications, str(session.manche): room}, ensure_ascii=False)
                base.execute(update(RESULTS).where(_round(session)).values(publie=True))
                base.execute(update(SESSIONS).where(SESSIONS.c.id == session.id).values(publications=kept, departs=0))

    def empty(self, session: Session) -> None:
        """Erase every participant, result and sentence; the session itself stays, as new."""
        with self.engine.begin() as base:
            _touch(base, session, manche=1, revele=False, phrases=False, publications="{}", departs=0)
            for table in (PARTICIPANTS, RESULTS, SENTENCES):
                base.execute(delete(table).where(table.c.seance == session.id))

    def close(self, *ids: str) -> None:
        """Erase sessions and everything that they kept."""
        with self.engine.begin() as base:
            base.execute(delete(SESSIONS).where(SESSIONS.c.id.in_(ids)))
            for table in (PARTICIPANTS, RESULTS, SENTENCES):
                base.execute(delete(table).where(table.c.seance.in_(ids)))

    def purge(self) -> int:
        """Erase the sessions that are over; return how many there were."""
        with self.engine.connect() as base:
            over = base.execute(select(SESSIONS.c.id).where(SESSIONS.c.expire <= time.time())).scalars().all()
        if over:
            self.close(*over)
        return len(over)

    def _one(self, condition: Any) -> Session | None:
        with self.engine.connect() as base:
            row = base.execute(select(SESSIONS).where(condition, SESSIONS.c.expire > time.time())).one_or_none()
        return _session(row) if row else None


@functools.lru_cache(maxsize=4)
def store(url: str) -> Store:
    """Return the store of a database, connected once a process."""
    return Store(connect(url))


def new_token() -> str:
    """Return a participant's token."""
    return secrets.token_urlsafe(TOKEN)


def _is_in(base: Connection, session: Session, token: str) -> bool:
    mine = and_(PARTICIPANTS.c.seance == session.id, PARTICIPANTS.c.empreinte == session.mark(token, "resultat"))
    return base.execute(select(PARTICIPANTS.c.empreinte).where(mine)).scalar() is not None


def _let_in(base: Connection, session: Session, token: str) -> None:
    base.execute(insert(PARTICIPANTS).values(seance=session.id, empreinte=session.mark(token, "resultat")))


def _round(session: Session) -> Any:
    return and_(RESULTS.c.seance == session.id, RESULTS.c.manche == session.manche)


def _touch(base: Connection, session: Session, **values: Any) -> None:
    """Tell that the session has changed; Changed, which undoes the transaction, when it is not the present one any more."""
    present = and_(SESSIONS.c.id == session.id, SESSIONS.c.manche == session.manche)
    if not base.execute(update(SESSIONS).where(present).values(version=SESSIONS.c.version + 1, **values)).rowcount:
        raise Changed


def _session(row: Any) -> Session:
    return Session(**{**row._mapping, "publications": json.loads(row.publications)})


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _new_code() -> str:
    words = len(load().atelier.mots)
    first = secrets.randbelow(words)
    second = (first + 1 + secrets.randbelow(words - 1)) % words
    return session_code(first, second, FIRST_NUMBER + secrets.randbelow(LAST_NUMBER - FIRST_NUMBER + 1), load())
