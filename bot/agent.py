"""Rasa's agent with our stores: nothing goes on in memory behind the practitioner's back when one of them fails."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain

from bot.folder import keep_private
from bot.lean import ActionServer, LeanProcessor, lighten, settled
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

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        """Load the model, to be run by our processor."""
        self.processor = LeanProcessor(
            model_path=model_path, tracker_store=self.tracker_store, lock_store=self.lock_store, action_endpoint=self.action_endpoint, generator=self.nlg
        )
        self.domain = self.processor.domain
        self._set_fingerprint(fingerprint)
        self.tracker_store.domain = self.domain
        self.nlg.responses = self.domain.responses

    @staticmethod
    def _create_tracker_store(store: TrackerStore | None, domain: Domain) -> TrackerStore:
        if store is None:
            raise ValueError("a tracker store is needed")
        return store


def load_agent(settings: Settings, model: str) -> PlainAgent:
    """Load the model and return the agent; whatever prevents it is raised."""
    lighten()
    if not settings.database_url:
        keep_private(settings)
    agent = PlainAgent(
        tracker_store=ErasableTrackerStore(host=settings.store_url),
        lock_store=RedisLocks(settings.redis_url) if settings.redis_url else LocalLocks(),
        # No action of ours asks for the domain.
        action_endpoint=ActionServer(url=settings.action_url, enable_selective_domain=True),
    )
    agent.load_model(model)
    # What is made at the first reading is made now: the first practitioner is not to wait for it.
    asyncio.run(agent.parse_message("bonjour"))
    settled()
    return agent
