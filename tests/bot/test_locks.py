"""One turn at a time in a conversation, others beside it; with a real Redis in tests/deploy."""

from __future__ import annotations

import asyncio

import pytest

from bot import locks
from bot.locks import LocalLocks, LockUnavailable, RedisLocks


async def turns(held: LocalLocks, conversations: str) -> list[str]:
    """Hold one turn for each letter, all at once; return what happened, « a+ » when a turn begins and « a- » when it ends."""
    told: list[str] = []

    async def turn(name: str) -> None:
        async with held.lock(name):
            told.append(f"{name}+")
            await asyncio.sleep(0.02)
            told.append(f"{name}-")

    await asyncio.gather(*map(turn, conversations))
    return told


def test_the_turns_of_one_conversation_follow_each_other() -> None:
    assert asyncio.run(turns(LocalLocks(), "aaa")) == ["a+", "a-"] * 3


def test_two_conversations_go_on_beside_each_other() -> None:
    assert asyncio.run(turns(LocalLocks(), "ab")) == ["a+", "b+", "a-", "b-"]


def test_a_turn_that_breaks_or_does_not_end_lets_the_next_one_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "WAIT", 0.05)

    async def both() -> None:
        held = LocalLocks()
        with pytest.raises(ZeroDivisionError):
            async with held.lock("a"):
                raise ZeroDivisionError
        async with held.lock("a"):
            with pytest.raises(LockUnavailable):
                async with held.lock("a"):
                    raise AssertionError("never entered")
        async with held.lock("a"):
            pass
        assert len(held._locks) <= 1, "conversations that are over are not remembered"

    asyncio.run(both())


def test_without_redis_no_turn_is_held() -> None:
    async def without() -> None:
        held = RedisLocks("redis://127.0.0.1:1/0")
        assert await held.answers() is False
        with pytest.raises(LockUnavailable, match="ConnectionError"):
            async with held.lock("a"):
                raise AssertionError("never entered")

    asyncio.run(without())
