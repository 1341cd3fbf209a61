"""Rasa's agent with our stores: nothing goes on in memory behind the practitioner's back when one of them fails."""

from __future__ import annotations

import asyncio
import functools
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.utils.endpoints import EndpointConfig

from bot.locks import LocalLocks, RedisLocks
from bot.settings import Settings
from bot.tracker_store import ErasableTrackerStore, erasable


class NamedMessage(UserMessage):
    """A message whose id the client chose: sent again, it is the same message."""


class PlainAgent(Agent):
    """Uses the store that it is given. Rasa would wrap it in one that answers « no such conversation » when the database is away."""

    async def handle_message(self, message: UserMessage) -> list[dict[str, Any]] | None:
        """Hold a turn; for a message that was answered already, give the same answers again."""
        async with self.lock_store.lock(message.sender_id):
            if isinstance(message, NamedMessage):
                answers = await erasable(self).answers_to(message.sender_id, message.message_id)
                if answers is not None:
                    for answer in answers:
                        await message.output_channel.send_response(message.sender_id, answer)
                    return None
            return await self.processor.handle_message(message)  # type: ignore[union-attr]

    @staticmethod
    def _create_tracker_store(store: TrackerStore | None, domain: Domain) -> TrackerStore:
        if store is None:
            raise ValueError("a tracker store is needed")
        return store


def load_agent(settings: Settings, model: str) -> PlainAgent:
    """Load the model and return the agent; whatever prevents it is raised."""
    RemoteAction._validate_action_result = _check_result  # type: ignore[method-assign]
    # Rasa looks through all its classes for each event that it reads, a hundred times a turn.
    Event.resolve_by_type = staticmethod(functools.lru_cache(maxsize=None)(Event.resolve_by_type))  # type: ignore[method-assign]
    if not settings.database_url:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    agent = PlainAgent(
        tracker_store=ErasableTrackerStore(host=settings.store_url),
        lock_store=RedisLocks(settings.redis_url) if settings.redis_url else LocalLocks(),
        action_endpoint=EndpointConfig(url=settings.action_url),
    )
    agent.load_model(model)
    # What is made at the first reading is made now: the first practitioner is not to wait for it.
    asyncio.run(agent.parse_message("bonjour"))
    return agent


def _check_result(_: RemoteAction, result: Any) -> bool:
    """True when it has the shape of an action server's answer, ValueError when not.

    Rasa holds every event against some twenty JSON schemas: a fifth of a turn, for answers that our own action server made with Rasa's SDK.
    """
    parts: list[Any] = [result.get(name, []) for name in ("events", "responses")] if isinstance(result, dict) else [None]
    if not all(isinstance(part, list) and all(isinstance(item, dict) for item in part) for part in parts):
        raise ValueError("not an action server's answer")
    for event in parts[0]:
        # An unknown event would only be left out.
        Event.resolve_by_type(event.get("event", ""))
    return True
