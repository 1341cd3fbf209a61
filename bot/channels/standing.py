"""The question that stands in a conversation of a room: the last message whose choices can be pressed. Another question, whatever brought it, closes it.

It is kept with the conversation, so that whichever server takes the next message can close it, and is erased with it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import Any

from rasa.core.agent import Agent

from bot.database import StoreError
from bot.tracker_store import erasable

logger = logging.getLogger(__name__)

# With "id", and whatever the room needs in order to close it.
Message = dict[str, Any]


class Standing:
    """What stands in one conversation, during a turn of it. Never an exception: when the store fails, earlier choices stay open and nothing else is lost."""

    def __init__(self, agent: Agent, sender_id: str) -> None:
        self._agent, self._sender_id = agent, sender_id
        self._before: list[Message] = []

    async def read(self) -> None:
        """Look what stands before the turn: erasing the conversation erases that too, and it is then still to be closed."""
        self._before = await _found(erasable(self._agent).standing(self._sender_id))

    async def turn(self, asks: Message | None, pressed: str = "", erased: bool = False) -> list[Message]:
        """Note the message that asks now and return those to close; none when nothing new is asked.

        ``pressed`` is the id of a message whose choice was taken, which the room has closed already.
        """
        if not (asks or erased or any(message["id"] == pressed for message in self._before)):
            return []
        earlier = await _found(erasable(self._agent).replace_standing(self._sender_id, None if erased else asks))
        by_id = {message["id"]: message for message in [*(self._before if erased else []), *earlier]}
        return [message for name, message in by_id.items() if name != pressed]


async def _found(asked: Awaitable[list[Message]]) -> list[Message]:
    try:
        return await asked
    except StoreError as error:
        logger.warning("earlier choices stay open: %s", error)
        return []
