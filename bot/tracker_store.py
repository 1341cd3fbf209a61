"""The store of the conversations (SQLite or PostgreSQL): whole turns or nothing, a failure is told, one conversation can be erased for good.

Rasa's own SQL store blocks the event loop, orders sessions by the clock, waits for ever for a database that is not there, and is wrapped
in one that goes on in memory when a write fails: what was acknowledged would be gone at the next start.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import Query, Session, sessionmaker

from bot.database import StoreError, open_database
from bot.recent import LEFT_OUT, LISTED, Stored, recent, told_enough

# A database that answers later than this has failed: the practitioner is waiting.
PATIENCE = 12.0
THREADS = 8
# A message that is sent again is one of the last.
LOOKED_BACK = 3
# On a tracker: how many events the session had in the store, and how many of them it was given.
_KNOWN, _GIVEN = "_events_stored", "_events_given"
# A row that is no event of Rasa's, kept among them so that whatever erases, counts or copies a conversation does it too.
_STANDING = "standing"
T = TypeVar("T")


class ErasableTrackerStore(SQLTrackerStore):
    """Keeps the events of each conversation in the order in which they came. Every failure is a StoreError, after which nothing was stored."""

    def __init__(self, domain: Domain | None = None, dialect: str = "sqlite", host: str | None = None, db: str = "rasa.db", **_: Any) -> None:
        TrackerStore.__init__(self, domain)
        self.engine = open_database(host if host and "://" in host else f"{dialect}:///{db}")
        self.sessionmaker = sessionmaker(bind=self.engine)
        self._tables = False
        # SQLite takes one writer at a time: better to queue here than to be told that it is busy.
        self._threads = ThreadPoolExecutor(1 if self.engine.dialect.name == "sqlite" else THREADS, thread_name_prefix="store")

    @contextlib.contextmanager
    def session_scope(self) -> Iterator[Session]:
        """Give a session; StoreError when the database fails, now or in the block. The tables are made at the first use."""
        try:
            if not self._tables:
                self._make_tables()
            with self.sessionmaker() as session:
                yield session
        except (sa.exc.SQLAlchemyError, OSError) as error:
            # The database's own message may quote what was to be written.
            raise StoreError(type(getattr(error, "orig", None) or error).__name__) from None

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the conversation since its last session began, or None; StoreError when it cannot be read."""
        return await self._beside(self._read, sender_id, False)

    async def get_or_create_tracker(self, sender_id: str, max_event_history: int | None = None, append_action_listen: bool = True) -> DialogueStateTracker:
        """Return the conversation as a turn needs it, see :mod:`bot.recent`, made if there is none; StoreError when it cannot be read."""
        found = await self._beside(self._read_recent, sender_id)
        return found or await self.create_tracker(sender_id, append_action_listen=append_action_listen)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Return the whole conversation, or None; StoreError when it cannot be read."""
        return await self._beside(self._read, conversation_id, True)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store what is new, all of it or nothing; StoreError when it cannot be, or when somebody else stored something since it was read."""
        await self._beside(self._write, tracker)

    async def erase(self, sender_id: str, silent_since: float | None = None) -> int:
        """Delete every event of a conversation and return how many there were; none if it has an event from ``silent_since`` (a timestamp) on."""
        return await self._beside(self._erase, sender_id, silent_since)

    async def silent(self, since: float) -> list[str]:
        """Return the conversations without an event from that timestamp on."""
        return await self._beside(self._silent, since)

    async def answers_to(self, sender_id: str, message_id: str) -> list[dict[str, Any]] | None:
        """Return what the bot said to a message, each {"text"?, "buttons"?, "custom"?}; None when the message is not among the last ones.

        None too when nothing could be said to it: the message is then to be taken again.
        """
        return await self._beside(self._answers_to, sender_id, message_id)

    async def marked(self, sender_id: str, key: str) -> int:
        """Return how many of the practitioner's messages in this session have ``key`` in their metadata; counted there, however many they are."""
        return await self._beside(self._marked, sender_id, key)

    async def standing(self, sender_id: str) -> list[dict[str, Any]]:
        """Return what was noted by :meth:`replace_standing` in this conversation: one thing, none, or seldom several."""
        return await self._beside(self._standing, sender_id)

    async def replace_standing(self, sender_id: str, noted: dict[str, Any] | None) -> list[dict[str, Any]]:
        """Note something (JSON) of a conversation, or with None nothing, in the place of what was noted, which is returned."""
        return await self._beside(self._standing, sender_id, True, noted)

    async def answers(self) -> bool:
        """True when the database can be read now."""
        try:
            await self._beside(self._probe)
        except StoreError:
            return False
        return True

    async def _beside(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do it in a thread: a database that is slow or hangs holds up one conversation, not all."""
        try:
            return await asyncio.wait_for(asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments), PATIENCE)
        except asyncio.TimeoutError:
            raise StoreError("TimeoutError") from None

    def _read(self, sender_id: str, every_session: bool) -> DialogueStateTracker | None:
        with self.session_scope() as session:
            rows = self._event_query(session, sender_id, every_session).with_entities(self.SQLEvent.data)
            events = [json.loads(data) for (data,) in rows]
        if not events:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        if not every_session:
            _note(tracker, len(events), len(events))
        return tracker

    def _read_recent(self, sender_id: str) -> DialogueStateTracker | None:
        event = self.SQLEvent
        with self.session_scope() as session:
            part = recent(self._listed(session, sender_id))
            if not part.ids:
                return None
            given = session.query(event.data).filter(*self._of(sender_id), event.id >= part.ids[0])
            if part.left_out:
                given = given.filter(event.id.in_(part.ids))
            events = [json.loads(data) for (data,) in given.order_by(event.id)]
        if part.left_out:
            events[0]["metadata"] = {**(events[0].get("metadata") or {}), LEFT_OUT: part.left_out}
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        _note(tracker, part.events, len(events))
        return tracker

    def _listed(self, session: Session, sender_id: str) -> list[Stored]:
        """The conversation's events without what they hold; of a long session the older ones summed up, what came before it left out."""
        event = self.SQLEvent
        kind = (event.type_name, event.action_name)
        mine = session.query(event.id, *kind, event.timestamp).filter(*self._of(sender_id))
        newest = [Stored(*row) for row in mine.order_by(event.id.desc()).limit(LISTED)][::-1]
        if len(newest) < LISTED:
            return newest
        # From where the session began: a slot that Rasa sets before it (what came with the first message) and again in it would be counted twice.
        sums = session.query(sa.func.max(event.id), *kind, sa.func.max(event.timestamp), sa.func.count())
        summed = sums.filter(*self._of(sender_id), event.id >= self._began(session, sender_id), event.id < newest[0].id).group_by(*kind)
        older = sorted(Stored(*row) for row in summed)
        return older + newest if told_enough(older, newest) else [Stored(*row) for row in mine.order_by(event.id)]

    def _write(self, tracker: DialogueStateTracker) -> None:
        with self.session_scope() as session:
            stored = self._event_query(session, tracker.sender_id, False).order_by(None).with_entities(sa.func.count()).scalar()
            if getattr(tracker, _KNOWN, stored) != stored:
                raise StoreError("two turns of one conversation at once")
            if rows := [self._row(tracker.sender_id, event) for event in islice(tracker.events, getattr(tracker, _GIVEN, stored), None)]:
                # In one statement, beside the objects that nobody would ask of the session.
                session.execute(sa.insert(self.SQLEvent.__table__), rows)
            session.commit()
        if hasattr(tracker, _KNOWN):
            delattr(tracker, _KNOWN)
        setattr(tracker, _GIVEN, len(tracker.events))

    @staticmethod
    def _row(sender_id: str, event: Event) -> dict[str, Any]:
        data = event.as_dict()
        return {
            "sender_id": sender_id,
            "type_name": event.type_name,
            "timestamp": data.get("timestamp"),
            "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
            "action_name": data.get("name"),
            "data": json.dumps(data),
        }

    def _erase(self, sender_id: str, silent_since: float | None) -> int:
        with self.session_scope() as session:
            ours = session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender_id)
            if silent_since is not None and ours.filter(self.SQLEvent.timestamp >= silent_since).first() is not None:
                return 0
            deleted: int = ours.delete(synchronize_session=False)
            session.commit()
            return deleted

    def _silent(self, since: float) -> list[str]:
        events = self.SQLEvent
        with self.session_scope() as session:
            rows = session.query(events.sender_id).group_by(events.sender_id).having(sa.func.max(events.timestamp) < since).all()
        return [sender_id for (sender_id,) in rows]

    def _answers_to(self, sender_id: str, message_id: str) -> list[dict[str, Any]] | None:
        with self.session_scope() as session:
            mine = session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender_id)
            said = mine.filter(self.SQLEvent.type_name == UserUttered.type_name).order_by(self.SQLEvent.id.desc()).limit(LOOKED_BACK).all()
            at = next((rank for rank, row in enumerate(said) if json.loads(row.data).get("message_id") == message_id), None)
            if at is None:
                return None
            told = mine.filter(self.SQLEvent.type_name == BotUttered.type_name, self.SQLEvent.id > said[at].id)
            if at:
                told = told.filter(self.SQLEvent.id < said[at - 1].id)
            events = [json.loads(row.data) for row in told.order_by(self.SQLEvent.id)]
        return [{"text": event.get("text"), **{key: (event.get("data") or {}).get(key) for key in ("buttons", "custom")}} for event in events] or None

    def _marked(self, sender_id: str, key: str) -> int:
        with self.session_scope() as session:
            mine = self._event_query(session, sender_id, False).filter(self.SQLEvent.type_name == UserUttered.type_name)
            # As JSON writes a key: in what was said, a quotation mark has a backslash before it.
            written = mine.filter(self.SQLEvent.data.contains(f'"{key}": {{', autoescape=True)).with_entities(self.SQLEvent.data)
            return sum(key in (json.loads(data).get("metadata") or {}) for (data,) in written)

    def _standing(self, sender_id: str, replace: bool = False, noted: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        events = self.SQLEvent
        with self.session_scope() as session:
            rows = session.query(events).filter(events.sender_id == sender_id, events.type_name == _STANDING)
            found = (rows.with_for_update() if replace else rows).all()
            earlier: list[dict[str, Any]] = [json.loads(row.data) for row in found]
            if replace and (found or noted):
                for row in found:
                    session.delete(row)
                if noted:
                    session.add(events(sender_id=sender_id, type_name=_STANDING, timestamp=time.time(), data=json.dumps(noted)))
                session.commit()
        return earlier

    def _probe(self) -> None:
        with self.session_scope() as session:
            session.execute(sa.text("SELECT 1")).scalar()

    def _of(self, sender_id: str) -> tuple[Any, Any]:
        """The conditions that leave the events of a conversation, and nothing that stands beside them."""
        return self.SQLEvent.sender_id == sender_id, self.SQLEvent.type_name != _STANDING

    def _event_query(self, session: Session, sender_id: str, fetch_events_from_all_sessions: bool) -> Query:
        """As Rasa's, but a session begins where it was stored, not when its clock said: clocks jump."""
        events = session.query(self.SQLEvent).filter(*self._of(sender_id))
        if not fetch_events_from_all_sessions:
            events = events.filter(self.SQLEvent.id >= self._began(session, sender_id))
        return events.order_by(self.SQLEvent.id)

    def _began(self, session: Session, sender_id: str) -> Any:
        """The id of the event with which the last session of a conversation began; 0 without one."""
        event = self.SQLEvent
        started = session.query(sa.func.max(event.id)).filter(event.sender_id == sender_id, event.type_name == SessionStarted.type_name)
        return sa.func.coalesce(started.scalar_subquery(), 0)

    def _make_tables(self) -> None:
        try:
            self.Base.metadata.create_all(self.engine)
        except (sa.exc.ProgrammingError, sa.exc.IntegrityError):
            # Another server makes them at the same moment; whatever else is wrong, the next line will say.
            self.Base.metadata.create_all(self.engine)
        self._tables = True


def _note(tracker: DialogueStateTracker, stored: int, given: int) -> None:
    setattr(tracker, _KNOWN, stored)
    setattr(tracker, _GIVEN, given)


async def erase(agent: Agent, sender_id: str) -> None:
    """Erase a conversation from the agent's store, when no turn of it is going on; LookupError when the store cannot erase."""
    store = erasable(agent)
    async with agent.lock_store.lock(sender_id):
        await store.erase(sender_id)


def erasable(agent: Agent) -> ErasableTrackerStore:
    """Return our store, inside what Rasa may have wrapped it in; LookupError when it is not there."""
    store: TrackerStore | None = agent.tracker_store
    while store is not None and not isinstance(store, ErasableTrackerStore):
        store = getattr(store, "_tracker_store", None)
    if store is None:
        raise LookupError("this tracker store cannot erase a conversation")
    return store
