"""What is done beside the answer: Slack and Teams get theirs at once, for they send again, or give up, when they wait."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Coroutine
from typing import Any

from sanic import Blueprint

logger = logging.getLogger(__name__)

# Seconds that a server which is asked to stop gives to what it has received: nobody will send it again. Less than it is given itself.
LAST = 8.0


class Beside:
    """The work of one channel that is going on."""

    def __init__(self, routes: Blueprint) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

        @routes.listener("before_server_stop")
        async def finish(*_: object) -> None:
            await self.finish(LAST)

    @property
    def busy(self) -> bool:
        """True while something received is still being answered."""
        return bool(self._tasks)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it from now on; if it breaks, it is logged where and not what: an exception may quote the practitioner."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def finish(self, seconds: float | None = None) -> None:
        """Wait until all of it is done, at most so many seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    def _done(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            frames = traceback.extract_tb(error.__traceback__)
            places = "".join(f"  {frame.filename}:{frame.lineno} {frame.name}\n" for frame in frames)
            logger.error("a turn of a room failed: %s\n%s", type(error).__name__, places)
        # Last: who waits until nothing is busy may then rely on the log.
        self._tasks.discard(task)
