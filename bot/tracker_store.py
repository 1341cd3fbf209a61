"""Rasa's SQL tracker store, from which one conversation can be erased for good."""

from __future__ import annotations

from typing import Any

from rasa.core.agent import Agent
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from sqlalchemy import event


class ErasableTrackerStore(SQLTrackerStore):
    """Overwrites what it deletes where the database would otherwise only forget where it is (SQLite)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _overwrite_deleted)

    async def erase(self, sender_id: str) -> int:
        """Delete every event of a conversation; return how many there were."""
        with self.session_scope() as session:
            deleted: int = session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender_id).delete(synchronize_session=False)
            session.commit()
            return deleted


async def erase(agent: Agent, sender_id: str) -> None:
    """Erase a conversation from the agent's store, when no turn of it is going on; LookupError when the store cannot erase."""
    store: TrackerStore | None = agent.tracker_store
    while store is not None and not isinstance(store, ErasableTrackerStore):
        # Rasa wraps its stores, to go on when one fails.
        store = getattr(store, "_tracker_store", None)
    if store is None:
        raise LookupError("this tracker store cannot erase a conversation")
    async with agent.lock_store.lock(sender_id):
        await store.erase(sender_id)


def _overwrite_deleted(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA secure_delete = ON")
