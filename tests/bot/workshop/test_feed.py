"""Live states: one look for all, told to each, and nothing while nobody watches."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest

from bot.workshop.feed import Feed
from bot.workshop.session import reveal, state
from tests.bot.workshop.conftest import SPLIT, Base


async def _next(events, kind: str = "etat"):  # type: ignore[no-untyped-def]
    async for text in events:
        if f"event: {kind}\n" in text:
            return json.loads(text.split("data: ", 1)[1])
    raise AssertionError("plus rien")


def feed(base: Base, looks: list[int]) -> Feed:
    class Counting:
        def __getattr__(self, name: str):  # type: ignore[no-untyped-def]
            return getattr(base.store, name)

        def versions(self, ids: list[str]) -> dict[str, int]:
            looks.append(len(ids))
            return base.store.versions(ids)

    return Feed(Counting(), lambda session: state(base.store, session), every=0.02, keep_alive=0.05)  # type: ignore[arg-type]


def test_everybody_is_told_of_a_change_by_one_look(base: Base) -> None:
    session, _ = base.open()
    looks: list[int] = []

    async def watch() -> None:
        live = feed(base, looks)
        screens = [live.events(session.id) for _ in range(20)]
        async with contextlib.AsyncExitStack() as stack:
            for screen in screens:
                await stack.enter_async_context(contextlib.aclosing(screen))
            first = await asyncio.gather(*map(_next, screens))
            assert {one["termines"] for one in first} == {0} and live.watchers == 20
            await asyncio.to_thread(base.give, session, *SPLIT)
            await asyncio.to_thread(reveal, base.store, session.id)
            for screen in screens:
                while (await asyncio.wait_for(_next(screen), 5))["etape"] != "revele":
                    pass
            assert set(looks) == {1}
            await asyncio.to_thread(base.store.close, session.id)
            ends = await asyncio.wait_for(asyncio.gather(*(_next(screen, "fin") for screen in screens)), 5)
            assert all("terminé" in end["message"] for end in ends)
        assert live.watchers == 0
        await asyncio.sleep(0.1)
        seen = len(looks)
        await asyncio.sleep(0.1)
        assert len(looks) == seen

    asyncio.run(watch())


def test_a_quiet_session_gives_signs_of_life(base: Base) -> None:
    session, _ = base.open()

    async def watch() -> None:
        async with contextlib.aclosing(feed(base, []).events(session.id)) as events:
            await _next(events)
            assert (await asyncio.wait_for(events.__anext__(), 5)).startswith(":")

    asyncio.run(watch())


def test_an_unknown_session_ends_at_once(base: Base) -> None:
    async def watch() -> None:
        async with contextlib.aclosing(feed(base, []).events("inconnue")) as events:
            await asyncio.wait_for(_next(events, "fin"), 5)

    asyncio.run(watch())


@pytest.mark.parametrize("times", [3])
def test_a_busy_database_is_looked_at_again(base: Base, times: int) -> None:
    from sqlalchemy.exc import OperationalError

    session, _ = base.open()

    class Busy:
        left = times

        def __getattr__(self, name: str):  # type: ignore[no-untyped-def]
            return getattr(base.store, name)

        def versions(self, ids: list[str]) -> dict[str, int]:
            if Busy.left:
                Busy.left -= 1
                raise OperationalError("", {}, Exception("database is locked"))
            return base.store.versions(ids)

    async def watch() -> None:
        async with contextlib.aclosing(Feed(Busy(), lambda found: state(base.store, found), every=0.02).events(session.id)) as events:  # type: ignore[arg-type]
            assert (await asyncio.wait_for(_next(events), 5))["code"] == session.code

    asyncio.run(watch())
