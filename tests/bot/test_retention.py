"""Conversations that have been silent for too long are erased, and only these."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.lock_store import InMemoryLockStore
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import retention
from bot.retention import DAY, add_retention, forget, silent
from tests.bot.test_tracker_store import everything, store

OLD, RECENT, RESUMED = "web-old", "web-recent", "web-resumed"
SECRET = "zibelines de Quiquengrogne"


def tell(kept: Any, sender: str, text: str, *days_ago: float) -> None:
    """Save one message for each of these ages."""
    tracker = DialogueStateTracker.from_events(sender, [])
    for age in days_ago:
        moment = time.time() - age * DAY
        tracker.update(ActionExecuted("action_listen", timestamp=moment))
        tracker.update(UserUttered(text, timestamp=moment))
    asyncio.run(kept.save(tracker))


@pytest.fixture
def agent(tmp_path: Path) -> Any:
    kept = store(tmp_path / "conversations.db")
    tell(kept, OLD, SECRET, 31, 30.1)
    tell(kept, RECENT, "récent", 29.9)
    tell(kept, RESUMED, "repris", 60, 1)
    return SimpleNamespace(tracker_store=kept, lock_store=InMemoryLockStore(), is_ready=lambda: True)


def left(agent: Any) -> set[str]:
    return set(asyncio.run(agent.tracker_store.keys()))


def test_what_was_silent_for_too_long_is_overwritten_and_the_rest_is_kept(agent: Any, tmp_path: Path) -> None:
    assert SECRET.encode() in everything(tmp_path)
    assert asyncio.run(silent(agent, 30)) == {OLD}
    assert asyncio.run(forget(agent, {OLD, RECENT, RESUMED}, 30)) == 1
    assert left(agent) == {RECENT, RESUMED}
    assert SECRET.encode() not in everything(tmp_path)
    assert asyncio.run(silent(agent, 30)) == set()
    assert asyncio.run(forget(agent, {OLD, RECENT, RESUMED}, 30)) == 0


def test_a_conversation_that_is_taken_up_while_it_waits_for_its_lock_is_kept(agent: Any) -> None:
    async def both() -> int:
        async with agent.lock_store.lock(OLD):
            task = asyncio.create_task(forget(agent, {OLD}, 30))
            await asyncio.sleep(0.1)
            tracker = await agent.tracker_store.retrieve(OLD)
            tracker.update(UserUttered("me revoilà"))
            await agent.tracker_store.save(tracker)
        return await task

    assert asyncio.run(both()) == 0
    assert OLD in left(agent)


def applied(agent: Any) -> dict[str, Any]:
    """Add it to a server that looks every twentieth of a second; return what the server calls."""
    listeners: dict[str, Any] = {}
    app: Any = SimpleNamespace(ctx=SimpleNamespace(agent=agent), register_listener=lambda what, when: listeners.__setitem__(when, what))
    add_retention(app, 30, every=0.05, second=0.05)
    return {when: functools.partial(what, app, None) for when, what in listeners.items()}


def test_a_clock_that_is_wrong_at_one_look_erases_nothing(agent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[set[str]] = []
    honest, clock = retention.silent, time.time

    async def counted(agent: Any, days: int) -> set[str]:
        ahead = 40 * DAY if len(looks) == 1 else 0.0
        monkeypatch.setattr(retention, "time", SimpleNamespace(time=lambda: clock() + ahead))
        looks.append(await honest(agent, days))
        return looks[-1]

    monkeypatch.setattr(retention, "silent", counted)

    async def serve() -> None:
        server = applied(agent)
        await server["after_server_start"]()
        while len(looks) < 4:
            await asyncio.sleep(0.02)
        await server["before_server_stop"]()

    asyncio.run(serve())
    assert looks[:3] == [{OLD}, {OLD, RECENT, RESUMED}, set()] and left(agent) == {RECENT, RESUMED}


def test_a_server_that_starts_with_a_wrong_clock_has_ten_minutes_to_put_it_right(agent: Any) -> None:
    async def serve() -> None:
        app: Any = SimpleNamespace(ctx=SimpleNamespace(agent=agent), register_listener=lambda what, when: listeners.__setitem__(when, what))
        listeners: dict[str, Any] = {}
        add_retention(app, 0)
        await listeners["after_server_start"](app, None)
        await asyncio.sleep(0.3)
        await listeners["before_server_stop"](app, None)

    asyncio.run(serve())
    assert left(agent) == {OLD, RECENT, RESUMED}


def test_the_server_applies_it_after_its_start_and_again(agent: Any) -> None:
    async def until(done: Callable[[set[str]], bool]) -> set[str]:
        for _ in range(200):
            kept = set(await agent.tracker_store.keys())
            if done(kept):
                return kept
            await asyncio.sleep(0.05)
        return kept

    async def serve() -> set[str]:
        server = applied(agent)
        await server["after_server_start"]()
        seen = await until(lambda kept: OLD not in kept)
        tracker = DialogueStateTracker.from_events("web-late", [])
        tracker.update(UserUttered("tard", timestamp=time.time() - 40 * DAY))
        await agent.tracker_store.save(tracker)
        await until(lambda kept: "web-late" not in kept)
        await server["before_server_stop"]()
        return seen

    assert asyncio.run(serve()) == {RECENT, RESUMED}
    assert "web-late" not in left(agent)
