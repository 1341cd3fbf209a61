"""The Teams channel as the server holds it, and Rasa played by a function."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from sanic import Sanic

from bot.channels.teams import TeamsInput
from bot.locks import LocalLocks
from bot.settings import Settings
from bot.tracker_store import ErasableTrackerStore
from tests.channels.fake_microsoft import FakeMicrosoft, Sent

Json = dict[str, Any]
QUESTION = {"text": "Qui **décide** ?", "buttons": [{"title": "Nous", "payload": "/passer"}, {"title": "Eux", "payload": "/ne_sait_pas"}]}


class Room:
    """The channel, and what Rasa is given; ``answer`` is what Rasa does with a message, ``store`` where conversations are kept."""

    def __init__(self, microsoft: FakeMicrosoft, store: ErasableTrackerStore | None = None, **changed: str) -> None:
        self.microsoft = microsoft
        self.store = store or ErasableTrackerStore(Domain.empty(), db=":memory:")
        self.given: list[UserMessage] = []
        self.answer: Callable[[UserMessage], Awaitable[None]] = self.asks
        self.channel = TeamsInput(Settings.from_environment({**microsoft.environment(), **changed}))
        self.sanic = Sanic(f"t{uuid.uuid4().hex}", configure_logging=False)
        self.sanic.blueprint(self.channel.blueprint(self._on_new_message), url_prefix=f"/webhooks/{self.channel.url_prefix()}")
        self.health, self.route = sorted(self.sanic.router.routes, key=lambda route: len(route.path))

    async def _on_new_message(self, message: UserMessage) -> None:
        self.given.append(message)
        await self.answer(message)

    async def asks(self, message: UserMessage) -> None:
        await message.output_channel.send_response(message.sender_id, dict(QUESTION))

    async def asks_else(self, message: UserMessage) -> None:
        await message.output_channel.send_response(message.sender_id, {**QUESTION, "text": "Et le rythme ?"})

    async def thanks(self, message: UserMessage) -> None:
        await message.output_channel.send_response(message.sender_id, {"text": "Merci."})

    async def says_nothing(self, message: UserMessage) -> None:
        """As when the action server is away."""

    async def breaks(self, message: UserMessage) -> None:
        raise RuntimeError(f"impossible de lire « {message.text} »")

    async def post(self, body: Json | bytes, token: str | None = "", finish: bool = True) -> tuple[int, Any]:
        """Post an activity; return the status and the JSON. ``token`` is a good one unless it is given; None is none."""
        headers = {} if token is None else {"authorization": f"Bearer {token or self.microsoft.token()}"}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        agent = SimpleNamespace(tracker_store=self.store, lock_store=LocalLocks())
        request = SimpleNamespace(body=content, headers=headers, app=SimpleNamespace(ctx=SimpleNamespace(agent=agent)))
        answer = await self.route.handler(request)
        if finish:
            await self.channel.beside.finish()
        return answer.status, json.loads(answer.body) if answer.body else None

    def posts(self, *bodies: Json | bytes, token: str | None = "") -> list[tuple[int, Any]]:
        """Post one after the other."""

        async def one_by_one() -> list[tuple[int, Any]]:
            return [await self.post(body, token) for body in bodies]

        return asyncio.run(one_by_one())

    @property
    def said(self) -> list[Sent]:
        return self.microsoft.sent
