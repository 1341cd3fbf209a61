"""Slack's channel: ``POST /webhooks/slack/webhook`` for events, buttons and « /reseau ». Rasa's own channel, with our way of taking a turn.

A person's direct messages are one conversation; a thread is one too, whoever speaks in it. See docs/installer-slack.md.
"""

from __future__ import annotations

import json
import logging
import re
from typing import Any
from urllib.parse import parse_qsl

from rasa.core.channels.slack import SlackInput as RasaSlackInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.beside import Beside
from bot.channels.once import Once
from bot.channels.slack_events import Opened, in_click, in_command, in_event
from bot.channels.slack_room import SlackRoom
from bot.channels.turn import OnNewMessage
from bot.settings import Settings
from typology.messages import say

logger = logging.getLogger(__name__)

# The same complaint is logged once in so many seconds.
QUIET = 600.0
_SECRET = re.compile(r"[0-9a-f]{16,}")


def missing(settings: Settings) -> str:
    """Return what to set or to correct before Slack can be served, in French; "" when nothing is."""
    if settings.slack_problem:
        return settings.slack_problem
    wanted = {"SLACK_BOT_TOKEN": settings.slack_bot_token, "SLACK_SIGNING_SECRET": settings.slack_signing_secret}
    if unset := [name for name, value in wanted.items() if not value]:
        return f"Définissez {' et '.join(unset)} (voyez docs/installer-slack.md)."
    if not settings.slack_bot_token.startswith("xoxb-") or not settings.slack_bot_token.isascii() or " " in settings.slack_bot_token:
        return "SLACK_BOT_TOKEN : un jeton qui commence par « xoxb- » est attendu (OAuth & Permissions, Bot User OAuth Token)."
    if not _SECRET.fullmatch(settings.slack_signing_secret):
        return "SLACK_SIGNING_SECRET : une suite de chiffres et de lettres de a à f est attendue (Basic Information, Signing Secret)."
    return ""


class SlackInput(RasaSlackInput):
    """Checks that a request comes from Slack, answers it at once, and lets :class:`SlackRoom` do the rest beside it."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings.slack_bot_token, slack_signing_secret=settings.slack_signing_secret, use_threads=True)
        self._settings = settings
        self.missing = missing(settings)
        self._complaints = Once(seconds=QUIET)
        if self.missing and (settings.slack_bot_token or settings.slack_signing_secret or settings.slack_problem):
            self._complain(f"Slack reste fermé. {self.missing}")

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> SlackInput:
        """Return the channel as the environment sets it; it never fails for want of a setting."""
        return cls(Settings.from_environment())

    def _validate_credentials(self) -> None:
        """Without a secret nothing is let in (503) and the page is served all the same; Rasa would not start."""

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("slack_webhook")
        room = SlackRoom(self._settings, on_new_message)
        self.beside = Beside(routes)

        @routes.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return self._closed() or response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def webhook(request: Request) -> HTTPResponse:
            return self._closed() or self._receive(request, room)

        return routes

    def _closed(self) -> HTTPResponse | None:
        if not self.missing:
            return None
        self._complain(f"Slack a appelé, mais reste fermé. {self.missing}")
        return response.json({"message": f"Slack n'est pas réglé sur ce serveur. {self.missing}"}, status=503, ensure_ascii=False)

    def _receive(self, request: Request, room: SlackRoom) -> HTTPResponse:
        if not self.is_request_from_slack_authentic(request):
            self._complain("Une demande mal signée a été refusée : vérifiez SLACK_SIGNING_SECRET et l'heure de ce serveur.")
            return response.json({"message": "Signature absente, fausse ou trop ancienne."}, status=401, ensure_ascii=False)
        kind = str(request.headers.get("content-type", "")).partition(";")[0].strip().lower()
        agent = getattr(request.app.ctx, "agent", None)
        try:
            if kind == "application/json":
                return self._event(json.loads(request.body), room, agent)
            if kind == "application/x-www-form-urlencoded":
                return self._form(dict(parse_qsl(request.body.decode("utf-8"))), room, agent)
        except (ValueError, RecursionError):
            self._complain("Une demande de Slack n'a pas pu être lue.")
        # Slack sends again, and in the end switches off, what does not answer 200.
        return response.text("")

    def _event(self, payload: Any, room: SlackRoom, agent: Any) -> HTTPResponse:
        if not isinstance(payload, dict):
            return response.text("")
        if payload.get("type") == "url_verification":
            return response.json({"challenge": str(payload.get("challenge", ""))})
        if payload.get("type") == "app_rate_limited":
            self._complain("Slack n'envoie plus tous les messages de ce canal pendant une minute : ils sont trop nombreux.")
        # Never by the header of a retry: a first try may have been lost.
        elif room.first(f"event {payload.get('event_id')}") and (found := in_event(payload)):
            self.beside.start(room.open(found) if isinstance(found, Opened) else room.hear(agent, found))
        return response.text("")

    def _form(self, form: dict[str, str], room: SlackRoom, agent: Any) -> HTTPResponse:
        if heard := in_command(form):
            self.beside.start(room.command(agent, heard, form.get("response_url", "")))
            return response.json({"response_type": "ephemeral", "text": say("slack_prive")}, ensure_ascii=False)
        payload = json.loads(form.get("payload", "null"))
        if isinstance(payload, dict) and (click := in_click(payload)):
            self.beside.start(room.click(agent, click))
        return response.text("")

    def _complain(self, text: str) -> None:
        if self._complaints.first(text):
            logger.error(text)
