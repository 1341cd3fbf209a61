"""Conversations do not stay: those that have been silent for longer than RETENTION_DAYS are erased by the server itself.

They are looked for at its start, ten minutes later and then every hour, and erased when they are found silent twice in a row: a clock that is
wrong when the machine has just started, or for less than an hour, erases nothing.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Collection

from rasa.core.agent import Agent
from sanic import Sanic

from bot.tracker_store import erasable

logger = logging.getLogger(__name__)

DAY = 86_400.0
EVERY, SECOND_LOOK = 3600.0, 600.0


async def silent(agent: Agent, days: int) -> set[str]:
    """Return the conversations whose last event is older."""
    return set(await erasable(agent).silent(time.time() - days * DAY))


async def forget(agent: Agent, sender_ids: Collection[str], days: int) -> int:
    """Erase, each under its lock, those of the conversations whose last event is older; return how many were."""
    erased = 0
    for sender_id in sender_ids:
        async with agent.lock_store.lock(sender_id):
            # It may have been taken up again in the meantime.
            erased += bool(await erasable(agent).erase(sender_id, silent_since=time.time() - days * DAY))
    return erased


def add_retention(app: Sanic, days: int, every: float = EVERY, second: float = SECOND_LOOK) -> None:
    """Have the server apply the retention period while it runs; what goes wrong is logged and tried again an hour later."""

    async def keep_short(app: Sanic) -> None:
        before: set[str] = set()
        pause = second
        while True:
            agent = getattr(app.ctx, "agent", None)
            if agent is not None and agent.tracker_store is not None:
                try:
                    found = await silent(agent, days)
                    erased, before = await forget(agent, found & before, days), found
                    if erased:
                        logger.warning("retention: %d conversations erased after %d days", erased, days)
                except Exception:
                    logger.exception("retention failed")
            await asyncio.sleep(pause)
            pause = every

    async def start(app: Sanic, _: object) -> None:
        app.ctx.retention = asyncio.get_running_loop().create_task(keep_short(app))

    async def stop(app: Sanic, _: object) -> None:
        app.ctx.retention.cancel()

    app.register_listener(start, "after_server_start")
    app.register_listener(stop, "before_server_stop")
