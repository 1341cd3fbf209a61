"""Rasa's agent with our stores: nothing goes on in memory behind the practitioner's back when one of them fails."""

from __future__ import annotations

from rasa.core.agent import Agent
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from bot.locks import LocalLocks, RedisLocks
from bot.settings import Settings
from bot.tracker_store import ErasableTrackerStore


class PlainAgent(Agent):
    """Uses the store that it is given. Rasa would wrap it in one that answers « no such conversation » when the database is away."""

    @staticmethod
    def _create_tracker_store(store: TrackerStore | None, domain: Domain) -> TrackerStore:
        if store is None:
            raise ValueError("a tracker store is needed")
        return store


def load_agent(settings: Settings, model: str) -> PlainAgent:
    """Load the model and return the agent; whatever prevents it is raised."""
    if not settings.database_url:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    agent = PlainAgent(
        tracker_store=ErasableTrackerStore(host=settings.store_url),
        lock_store=RedisLocks(settings.redis_url) if settings.redis_url else LocalLocks(),
        action_endpoint=EndpointConfig(url=settings.action_url),
    )
    agent.load_model(model)
    return agent
