"""One turn at a time in each conversation: within this process, and through Redis when several processes share the conversations."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from weakref import WeakValueDictionary

import async_timeout
from rasa.core.lock_store import LockError, LockStore
from redis import asyncio as redis
from redis import exceptions
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff

logger = logging.getLogger(__name__)

# Seconds. A turn waits so long for the one before it; a process that died holds a conversation no longer than LIFE.
WAIT, LIFE = 20.0, 15.0
_PREFIX = "pourquoi-reseau:tour:"
_SOCKET_WITHIN, _TRIES = 2.0, 4


class LockUnavailable(LockError):
    """The conversation cannot be taken now: a turn of it does not end, or Redis does not answer."""


class LocalLocks(LockStore):
    """First come, first served, whatever the clock says. (Rasa's own counts tickets by the clock, and looks once a second.)"""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def lock(self, conversation_id: str, lock_lifetime: float = LIFE, wait_time_in_seconds: float = WAIT) -> AsyncIterator[None]:  # type: ignore[override]
        """Hold the conversation for the time of the block; LockUnavailable when it is not free within WAIT seconds."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        try:
            async with async_timeout.timeout(WAIT):
                await lock.acquire()
        except asyncio.TimeoutError:
            raise LockUnavailable("a turn of this conversation does not end") from None
        try:
            yield
        finally:
            lock.release()

    async def answers(self) -> bool:
        """True: there is nobody to ask."""
        return True


class RedisLocks(LocalLocks):
    """Beside that, a lock in Redis, kept alive while the turn lasts and gone LIFE seconds after its holder died."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis = redis.Redis.from_url(
            url, socket_timeout=_SOCKET_WITHIN, socket_connect_timeout=_SOCKET_WITHIN, retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), _TRIES),
            retry_on_error=[exceptions.ConnectionError, exceptions.TimeoutError], health_check_interval=15,
        )  # fmt: skip

    @asynccontextmanager
    async def lock(self, conversation_id: str, lock_lifetime: float = LIFE, wait_time_in_seconds: float = WAIT) -> AsyncIterator[None]:  # type: ignore[override]
        """Hold the conversation in every process; LockUnavailable when it is not free in time, or Redis is not there."""
        async with super().lock(conversation_id):
            held = self._redis.lock(f"{_PREFIX}{conversation_id}", timeout=LIFE, sleep=0.05, blocking_timeout=WAIT, thread_local=False)
            try:
                taken = await held.acquire()
            except exceptions.RedisError as error:
                raise LockUnavailable(type(error).__name__) from None
            if not taken:
                raise LockUnavailable("a turn of this conversation does not end")
            renewal = asyncio.create_task(_renew(held))
            try:
                yield
            finally:
                renewal.cancel()
                # Lost meanwhile, or Redis is gone: it ends by itself, and the store refuses a turn that another one overtook.
                with suppress(exceptions.RedisError):
                    await held.release()

    async def answers(self) -> bool:
        """True when Redis can be reached now."""
        try:
            return bool(await self._redis.ping())
        except exceptions.RedisError:
            return False


async def _renew(held: redis.lock.Lock) -> None:
    while True:
        await asyncio.sleep(LIFE / 3)
        with suppress(exceptions.RedisError):
            await held.reacquire()
