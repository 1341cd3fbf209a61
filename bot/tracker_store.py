"""Rasa's SQL tracker store, from which one conversation can be erased for good."""

from __future__ import annotations

from typing import Any

from rasa.core.agent import Agent
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from sqlalchemy import event, func


class ErasableTrackerStore(SQLTrackerStore):
    """Overwrites what it deletes where the database would otherwise only forget where it is (SQLite)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _overwrite_deleted)

    async def erase(self, sender_id: str, silent_since: float | None = None) -> int:
        """Delete every event of a conversation and return how many there were; none if it has an event from ``silent_since`` (a timestamp) on."""
        events = self.SQLEvent
        with self.session_scope() as session:
            ours = session.query(events).filter(events.sender_id == sender_id)
            if silent_since is not None and ours.filter(events.timestamp >= silent_since).first() is not None:
                return 0
            deleted: int = ours.delete(synchronize_session=False)
            session.commit()
            return deleted

    def silent(self, since: float) -> list[str]:
        """Return the conversations without an event from that timestamp on."""
        events = self.SQLEvent
        with self.session_scope() as session:
            rows = session.query(events.sender_id).group_by(events.sender_id).having(func.max(events.timestamp) < since).all()
        return [sender_id for (sender_id,) in rows]


def erasable(agent: Agent) -> ErasableTrackerStore:
    """Return the agent's store; LookupError when conversations cannot be erased from it."""
    store: TrackerStore | None = agent.tracker_store
    while store is not None and not isinstance(store, ErasableTrackerStore):
        # Rasa wraps its stores, to go on when one fails.
        store = getattr(store, "_tracker_store", None)
    if store is None:
        raise LookupError("this tracker store cannot erase a conversation")
    return store


async def erase(agent: Agent, sender_id: str) -> None:
    """Erase a conversation from the agent's store, when no turn of it is going on; LookupError when the store cannot erase."""
    store = erasable(agent)
    async with agent.lock_store.lock(sender_id):
        await store.erase(sender_id)


def _overwrite_deleted(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA secure_delete = ON")
