"""The store on a real PostgreSQL and the locks on a real Redis, each killed and brought back: seconds, where a whole installation takes minutes."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered

from bot.database import StoreError
from bot.locks import LockUnavailable, RedisLocks
from bot.settings import ROOT
from bot.tracker_store import PATIENCE, ErasableTrackerStore
from tests.deploy.installation import Postgres, Redis

pytestmark = pytest.mark.server
SENDER, WORDS = "web-3f2b8c1e", "zibelines de Quiquengrogne"


@pytest.fixture
def store(postgres: Postgres) -> ErasableTrackerStore:
    return ErasableTrackerStore(domain=Domain.empty(), host=postgres.url)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    process = Redis(tmp_path)
    process.start()
    try:
        yield process
    finally:
        process.kill()


def say(store: ErasableTrackerStore, sender: str, text: str) -> None:
    async def turn() -> None:
        tracker = await store.get_or_create_tracker(sender)
        tracker.update(UserUttered(text))
        tracker.update(ActionExecuted("action_listen"))
        await store.save(tracker)

    asyncio.run(turn())


def said(store: ErasableTrackerStore, sender: str) -> list[str]:
    tracker = asyncio.run(store.retrieve_full_tracker(sender))
    return [event.text for event in tracker.events if isinstance(event, UserUttered)] if tracker else []


def test_what_was_kept_outlives_a_crash_of_postgresql_and_what_could_not_be_is_told_soon(postgres: Postgres, store: ErasableTrackerStore) -> None:
    say(store, SENDER, "avant")
    postgres.crash()
    began = time.monotonic()
    with pytest.raises(StoreError):
        say(store, SENDER, "pendant")
    assert time.monotonic() - began < 2 * PATIENCE
    assert asyncio.run(store.answers()) is False
    postgres.back()
    say(store, SENDER, "après")
    assert said(store, SENDER) == ["avant", "après"]
    assert asyncio.run(store.silent(time.time() + 1)) == [SENDER] and asyncio.run(store.silent(time.time() - 60)) == []
    assert asyncio.run(store.marked(SENDER, "remplace")) == 0
    assert asyncio.run(store.erase(SENDER)) > 0 and said(store, SENDER) == []


def test_a_statement_that_fails_leaves_no_word_in_postgresql_s_log(postgres: Postgres) -> None:
    guide = (ROOT / "docs" / "exploitation.md").read_text(encoding="utf-8")
    # What the guide has the administrator do.
    quiet = sorted(set(re.findall(r"ALTER ROLE reseau SET \w+ = '\w+'", guide)))
    assert len(quiet) == 2
    postgres.execute(*quiet)
    store = ErasableTrackerStore(domain=Domain.empty(), host=postgres.url)
    say(store, SENDER, "avant")
    postgres.execute("ALTER TABLE events ADD CONSTRAINT plein CHECK (type_name <> 'user') NOT VALID")
    try:
        with pytest.raises(StoreError):
            say(store, SENDER, WORDS)
    finally:
        postgres.execute("ALTER TABLE events DROP CONSTRAINT plein")
    log = postgres.log.read_text(encoding="utf-8", errors="replace")
    assert "plein" in log and WORDS not in log and "INSERT" not in log


def test_a_lock_waits_for_no_redis_that_is_gone_and_works_again_when_it_is_back(redis: Redis) -> None:
    async def hold(locks: RedisLocks) -> None:
        async with locks.lock(SENDER):
            pass

    async def there(locks: RedisLocks) -> None:
        for _ in range(100):
            if await locks.answers():
                return
            await asyncio.sleep(0.1)

    async def scene() -> None:
        locks = RedisLocks(redis.url)
        await there(locks)
        await hold(locks)
        redis.kill()
        began = time.monotonic()
        with pytest.raises(LockUnavailable):
            await hold(locks)
        assert time.monotonic() - began < 20 and await locks.answers() is False
        redis.start()
        await there(locks)
        await hold(locks)

    asyncio.run(scene())
