"""Conversations do not stay: those that have been silent for longer than RETENTION_DAYS are erased, at the start and then every hour."""

from __future__ import annotations

import asyncio
import logging
import time

from rasa.core.agent import Agent
from sanic import Sanic

from bot.tracker_store import erasable

logger = logging.getLogger(__name__)

DAY = 86_400.0
EVERY = 3600.0


async def forget_old(agent: Agent, days: int) -> int:
    """Erase, each under its lock, the conversations whose last event is older; return how many were."""
    store, since = erasable(agent), time.time() - days * DAY
    erased = 0
    for sender_id in await store.silent(since):
        async with agent.lock_store.lock(sender_id):
            # It may have been taken up again in the meantime.
            erased += bool(await store.erase(sender_id, silent_since=since))
    return erased


def add_retention(app: Sanic, days: int, every: float = EVERY) -> None:
    """Have the server apply the retention period while it runs; what goes wrong is logged and tried again an hour later."""

    async def keep_short(app: Sanic) -> None:
        while True:
            agent = getattr(app.ctx, "agent", None)
            if agent is not None and agent.tracker_store is not None:
                try:
                    erased = await forget_old(agent, days)
                    if erased:
                        logger.warning("retention: %d conversations erased after %d days", erased, days)
                except Exception:
                    logger.exception("retention failed")
            await asyncio.sleep(every)

    async def start(app: Sanic, _: object) -> None:
        app.ctx.retention = asyncio.get_running_loop().create_task(keep_short(app))

    async def stop(app: Sanic, _: object) -> None:
        app.ctx.retention.cancel()

    app.register_listener(start, "after_server_start")
    app.register_listener(stop, "before_server_stop")
