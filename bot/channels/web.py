"""The website's channel: ``POST /chat/webhook`` in the shape of Rasa's REST channel, with checks on what comes in."""

from __future__ import annotations

import json
import uuid
from typing import Any, NamedTuple

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.answers import Answers
from bot.channels.turn import OnNewMessage, clean, refuse, take_turn
from bot.gate import too_many

# Namespaces the conversation: no web client can name a conversation of another channel.
PREFIX = "web-"
# Seconds after which who could open no conversation may try again.
BUSY_FOR = 60.0


class BadRequest(ValueError):
    """The request is not one of ours; its message is a sentence for the practitioner."""


class Received(NamedTuple):
    """What a client sent: the conversation (a UUID, lower case), the clean text, and the message's own id, if it has one."""

    sender: str
    text: str
    id: str | None = None


class WebInput(InputChannel):
    """Takes {"sender": uuid4, "message": text, "id"?: uuid4}; answers a list of messages, or {"message": sentence} with a 4xx or 5xx.

    The same id in the same conversation gets the same answer, without another turn.
    """

    def __init__(self, answers: Answers | None = None) -> None:
        self._answers = answers or Answers()

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
                sender, text, message_id = parse(request.body)
            except BadRequest as error:
                return response.json({"message": str(error)}, status=400, ensure_ascii=False)
            conversation = f"{PREFIX}{sender}"
            # What is refused opens nothing.
            if refuse(text) is None and not request.app.ctx.gate.opens(conversation, request.ctx.client):
                return too_many(BUSY_FOR)

            async def turn() -> list[dict[str, Any]]:
                agent = request.app.ctx.agent
                return await take_turn(on_new_message, agent, text, conversation, self.name(), recipient=sender, message_id=message_id)

            return response.raw(await self._answers.once(conversation, message_id, turn), content_type="application/json")

        return routes


def parse(body: bytes) -> Received:
    """Return what a request's body holds; BadRequest when it is not {"sender": uuid4, "message": str, "id"?: uuid4}."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest("Requête illisible : du JSON est attendu.") from error
    if not isinstance(data, dict):
        raise BadRequest("Requête illisible : un objet JSON avec « sender » et « message » est attendu.")
    sender, text, message_id = data.get("sender"), data.get("message"), data.get("id")
    if not isinstance(sender, str) or not _is_uuid4(sender):
        raise BadRequest("Conversation inconnue : « sender » doit être un identifiant aléatoire (UUID version 4).")
    if not isinstance(text, str):
        raise BadRequest("Requête illisible : « message » doit être un texte.")
    if message_id is not None and not (isinstance(message_id, str) and _is_uuid4(message_id)):
        raise BadRequest("Message sans nom valable : « id », s'il est donné, doit être un identifiant aléatoire (UUID version 4).")
    return Received(sender.lower(), clean(text), message_id.lower() if message_id else None)


def _is_uuid4(text: str) -> bool:
    try:
        value = uuid.UUID(text)
    except ValueError:
        return False
    return value.version == 4 and str(value) == text.lower()
