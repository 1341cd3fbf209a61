"""The website's channel: ``POST /chat/webhook`` in the shape of Rasa's REST channel, with checks on what comes in."""

from __future__ import annotations

import json
import uuid

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.turn import OnNewMessage, clean, take_turn
from bot.gate import too_many

# Namespaces the conversation: no web client can name a conversation of another channel.
PREFIX = "web-"
# Seconds after which who could open no conversation may try again.
BUSY_FOR = 60.0


class BadRequest(ValueError):
    """The request is not one of ours; its message is a sentence for the practitioner."""


class WebInput(InputChannel):
    """Takes {"sender": uuid4, "message": text, "id"?: uuid4}; answers a list of messages, or {"message": sentence} with a 4xx or 5xx."""

    @classmethod
    def name(cls) -> str:
        """Name of the channel."""
        return "web"

    def url_prefix(self) -> str:
        """Where the routes are mounted."""
        return "/chat"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("chat")

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            try:
                sender, text = parse(request.body)
                message_id = named(request.body)
            except BadRequest as error:
                return response.json({"message": str(error)}, status=400, ensure_ascii=False)
            if not request.app.ctx.gate.opens(f"{PREFIX}{sender}"):
                return too_many(BUSY_FOR)
            messages = await take_turn(on_new_message, request.app.ctx.agent, text, f"{PREFIX}{sender}", self.name(), recipient=sender, message_id=message_id)
            return response.json(messages, ensure_ascii=False)

        return routes


def parse(body: bytes) -> tuple[str, str]:
    """Return (sender, text) of a request's body; BadRequest when it is not {"sender": uuid4, "message": str}."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest("Requête illisible : du JSON est attendu.") from error
    if not isinstance(data, dict):
        raise BadRequest("Requête illisible : un objet JSON avec « sender » et « message » est attendu.")
    sender, text = data.get("sender"), data.get("message")
    if not isinstance(sender, str) or not _is_uuid4(sender):
        raise BadRequest("Conversation inconnue : « sender » doit être un identifiant aléatoire (UUID version 4).")
    if not isinstance(text, str):
        raise BadRequest("Requête illisible : « message » doit être un texte.")
    return sender.lower(), clean(text)


def named(body: bytes) -> str | None:
    """Return the id that the client gave its message (a UUID version 4), or None; BadRequest when it is something else."""
    message_id = json.loads(body).get("id")
    if message_id is None:
        return None
    if not isinstance(message_id, str) or not _is_uuid4(message_id):
        raise BadRequest("Message sans nom valable : « id », s'il est donné, doit être un identifiant aléatoire (UUID version 4).")
    return message_id.lower()


def _is_uuid4(text: str) -> bool:
    try:
        value = uuid.UUID(text)
    except ValueError:
        return False
    return value.version == 4 and str(value) == text.lower()
