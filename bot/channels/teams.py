"""The Microsoft Teams channel: ``POST /webhooks/teams/webhook``, for a single-tenant Azure bot. What comes in is checked, answered 200, then worked on."""

from __future__ import annotations

import json
import logging
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from yarl import URL

from bot.channels.beside import Beside
from bot.channels.once import Once
from bot.channels.teams_activity import Incoming, Kind, read
from bot.channels.teams_auth import Refused, check_activity, read_token
from bot.channels.teams_keys import SigningKeys
from bot.channels.teams_room import CHANNEL, TeamsRoom
from bot.channels.teams_settings import is_wanted, problems
from bot.channels.turn import OnNewMessage
from bot.settings import Settings

logger = logging.getLogger(__name__)

CLOSED = "Microsoft Teams n'est pas réglé sur ce serveur ; son journal dit ce qui manque."


class TeamsInput(InputChannel):
    """Takes Teams' activities. Not set up, or wrongly, it answers 503 and the log says what to set; the rest of the server does not notice."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._problems = [*problems(settings)]
        self._told = False
        self._keys = SigningKeys(settings.teams_openid_url)
        self._received = Once()
        if self._problems and is_wanted(settings):
            self._tell_problems()

    @classmethod
    def name(cls) -> str:
        """Name of the channel; its routes are below /webhooks/teams."""
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TeamsInput:
        """Return the channel as the environment sets it up."""
        return cls(Settings.from_environment())

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("teams")
        room = TeamsRoom(self._settings, on_new_message)
        self.beside = Beside(routes)

        @routes.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            if self._problems:
                self._tell_problems()
                return response.json({"message": CLOSED}, status=503, ensure_ascii=False)
            return response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            try:
                service, activity = await self._let_in(request)
                incoming = read(activity)
            except Refused as refused:
                return response.json({"message": str(refused)}, status=refused.status, ensure_ascii=False)
            except ValueError:
                return response.json({"message": "Une activité de Microsoft Teams est attendue, en JSON."}, status=400, ensure_ascii=False)
            if incoming and self._is_new(incoming):
                # Teams gives up, and sends again, when it waits long: it gets its answer now, the work is done afterwards.
                self.beside.start(room.answer(request.app.ctx.agent, service, incoming))
            return response.empty(status=200)

        return routes

    async def _let_in(self, request: Request) -> tuple[URL, dict[str, Any]]:
        if self._problems:
            self._tell_problems()
            raise Refused(503, CLOSED)
        claims, key = await read_token(request.headers.get("authorization"), self._settings.teams_app_id, self._keys)
        try:
            activity = json.loads(request.body)
        except RecursionError as error:
            raise ValueError from error
        if not isinstance(activity, dict):
            raise ValueError
        return check_activity(activity, claims, key, self._settings.teams_service_hosts), activity

    def _tell_problems(self) -> None:
        if not self._told:
            logger.warning("Microsoft Teams est fermé (503). %s Voyez docs/installer-teams.md.", " ".join(self._problems))
        self._told = True

    def _is_new(self, incoming: Incoming) -> bool:
        """False for what was received before; being added is told twice, in two ways."""
        welcome = f"added {incoming.conversation}"
        if incoming.kind is Kind.added:
            return self._received.first(welcome)
        if incoming.kind is Kind.removed:
            self._received.forget(welcome)
            return False
        return not incoming.id or self._received.first(f"{incoming.conversation} {incoming.id}")
