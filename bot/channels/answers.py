"""The same message sent twice is answered once: a client that lost the answer asks for it again, with the same id."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from cachetools import TTLCache

from bot.channels.outcome import erases, is_lost

# A practitioner presses « Réessayer » within minutes; what they said must not stay in memory much longer than that.
REMEMBERED = 600.0
# In bytes: some thousands of answers.
MOST = 8_000_000

Key = tuple[str, str]
Turn = Callable[[], Awaitable[list[dict[str, Any]]]]


class Answers:
    """The answers given of late, by conversation and message id: in memory, for ten minutes, bounded in bytes, gone with the conversation."""

    def __init__(self, seconds: float = REMEMBERED, most: int = MOST) -> None:
        self._given: TTLCache[Key, bytes] = TTLCache(maxsize=most, ttl=seconds, getsizeof=len)
        self._going_on: dict[Key, asyncio.Task[bytes]] = {}

    async def once(self, conversation: str, message: str | None, turn: Turn) -> bytes:
        """Return the bot's messages as JSON: what ``turn`` gives, or what it gave for the same message id.

        A turn that has begun goes on to its end though the client hung up, and who asks again meanwhile waits for it. ``message`` is None
        for a client that gives no id: each of its messages is a turn.
        """
        key = (conversation, message or f"sans {uuid.uuid4()}")
        if (given := self._given.get(key)) is not None:
            return given
        if key not in self._going_on:
            self._going_on[key] = asyncio.create_task(self._hold(key, turn, remember=message is not None))
        # Shielded: the server cancels the request of a client that hangs up, and a turn cut in two is neither done nor undone.
        return await asyncio.shield(self._going_on[key])

    def forget(self, conversation: str) -> None:
        """Forget every answer given in a conversation."""
        for key in [key for key in self._given if key[0] == conversation]:
            self._given.pop(key, None)

    async def _hold(self, key: Key, turn: Turn, remember: bool) -> bytes:
        try:
            messages = await turn()
            body = json.dumps(messages, ensure_ascii=False).encode()
            if erases(messages):
                # The answer kept below says that all is erased, and no word of the practitioner.
                self.forget(key[0])
            # Of what is to be sent again nothing was kept: it is taken then.
            if remember and not is_lost(messages) and len(body) <= self._given.maxsize:
                self._given[key] = body
            return body
        finally:
            del self._going_on[key]
