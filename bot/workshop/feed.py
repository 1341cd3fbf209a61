"""Live states: one look at the database for all screens, twice a second, and only while somebody watches."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.workshop.store import Session, Store
from typology.messages import say

logger = logging.getLogger(__name__)

EVERY = 0.5
KEEP_ALIVE = 15.0
ALIVE = ": \n\n"
# Milliseconds after which a browser tries again.
RETRY = "retry: 2000\n\n"


@dataclass
class _Watched:
    watchers: int = 0
    version: int | None = None
    text: str = ""
    over: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()


class Feed:
    """The sessions being watched; ``describe`` makes the state of one, beside the event loop."""

    def __init__(self, store: Store, describe: Callable[[Session], dict[str, Any]], every: float = EVERY, keep_alive: float = KEEP_ALIVE) -> None:
        self._store, self._describe, self._every, self._keep_alive = store, describe, every, keep_alive
        self._sessions: dict[str, _Watched] = {}
        self._task: asyncio.Task[None] | None = None

    @property
    def watchers(self) -> int:
        """How many are watching."""
        return sum(watched.watchers for watched in self._sessions.values())

    async def events(self, session_id: str) -> AsyncGenerator[str, None]:
        """Yield server-sent events: the state now and after each change, a sign of life in between, « fin » when the session is over."""
        watched = self._sessions.setdefault(session_id, _Watched())
        watched.watchers += 1
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._look())
        seen = None
        try:
            yield RETRY
            while not watched.over:
                if watched.version != seen:
                    seen = watched.version
                    yield f"id: {seen}\nevent: etat\ndata: {watched.text}\n\n"
                    continue
                try:
                    await asyncio.wait_for(watched.changed.wait(), self._keep_alive)
                except asyncio.TimeoutError:
                    yield ALIVE
            yield f"event: fin\ndata: {json.dumps({'message': say('atelier_fini')}, ensure_ascii=False)}\n\n"
        finally:
            watched.watchers -= 1
            if not watched.watchers and self._sessions.get(session_id) is watched:
                del self._sessions[session_id]

    async def _look(self) -> None:
        while self._sessions:
            with contextlib.suppress(SQLAlchemyError):
                # A database that is busy now answers at the next look.
                await self._update(dict(self._sessions))
            await asyncio.sleep(self._every)

    async def _update(self, sessions: dict[str, _Watched]) -> None:
        versions = await asyncio.to_thread(self._store.versions, list(sessions))
        for session_id, watched in sessions.items():
            if session_id not in versions:
                watched.over = True
                self._sessions.pop(session_id, None)
                watched.tell()
            elif versions[session_id] != watched.version:
                found = await asyncio.to_thread(self._read, session_id)
                if found:
                    watched.version, watched.text = found
                    watched.tell()

    def _read(self, session_id: str) -> tuple[int, str] | None:
        session = self._store.by_id(session_id)
        return (session.version, json.dumps(self._describe(session), ensure_ascii=False)) if session else None
