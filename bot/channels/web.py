"""The website's channel: ``POST /chat/webhook`` in the shape of Rasa's REST channel, with checks on what comes in."""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.nlu.reading import prepare
from bot.payloads import is_allowed, is_command
from bot.tracker_store import erase
from typology.messages import say

logger = logging.getLogger(__name__)

LONGEST = 8000
# From so many characters on, reading is prepared beside the event loop.
LONG = 500
# Namespaces the conversation: no web client can name a conversation of another channel.
PREFIX = "web-"


class BadRequest(ValueError):
    """The request is not one of ours; its message is a sentence for the practitioner."""


class WholeMessages(CollectingOutputChannel):
    """Keeps each of the bot's messages in one piece: its text, buttons and custom data together, blank lines inside."""

    def __init__(self, recipient: str) -> None:
        super().__init__()
        self._recipient = recipient

    @classmethod
    def name(cls) -> str:
        """Name of the channel."""
        return "web"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Collect one message of the bot."""
        kept: dict[str, Any] = {"recipient_id": self._recipient}
        if message.get("text"):
            kept["text"] = message["text"]
        if message.get("buttons"):
            kept["buttons"] = [{"title": button["title"], "payload": button["payload"]} for button in message["buttons"]]
        if message.get("custom"):
            kept["custom"] = message["custom"]
        if len(kept) > 1:
            self.messages.append(kept)


class WebInput(InputChannel):
    """Takes {"sender": uuid4, "message": text}; answers a list of messages, or {"message": sentence} with a 4xx or 5xx."""

    @classmethod
    def name(cls) -> str:
        """Name of the channel."""
        return "web"

    def url_prefix(self) -> str:
        """Where the routes are mounted."""
        return "/chat"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("chat")

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            try:
                sender, text = parse(request.body)
            except BadRequest as error:
                return response.json({"message": str(error)}, status=400, ensure_ascii=False)
            refusal = refuse(text)
            if refusal:
                return response.json([{"recipient_id": sender, "text": refusal}], ensure_ascii=False)
            collector = WholeMessages(sender)
            message = UserMessage(text, collector, f"{PREFIX}{sender}", input_channel=self.name())
            try:
                if len(text) > LONG:
                    await asyncio.get_running_loop().run_in_executor(None, prepare, text)
                await on_new_message(message)
                if any((answer.get("custom") or {}).get("efface") for answer in collector.messages):
                    await erase(request.app.ctx.agent, message.sender_id)
            except Exception:
                # Whatever broke, the practitioner is told; the text itself is never logged.
                logger.exception("a turn failed")
                return response.json([*collector.messages, {"recipient_id": sender, "text": say("panne")}], ensure_ascii=False)
            answer = collector.messages or [{"recipient_id": sender, "text": say("panne")}]
            return response.json(answer, ensure_ascii=False)

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
    # A lone surrogate cannot be stored nor sent back.
    return sender.lower(), text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "").strip()


def refuse(text: str) -> str | None:
    """Return the sentence to answer when the text is not to be passed on, or None."""
    if not any(char.isprintable() and not char.isspace() for char in text):
        return say("vide")
    if len(text) > LONGEST:
        return say("trop_long", n=str(LONGEST))
    if is_command(text) and not is_allowed(text):
        return say("commande_inconnue")
    return None


def _is_uuid4(text: str) -> bool:
    try:
        value = uuid.UUID(text)
    except ValueError:
        return False
    return value.version == 4 and str(value) == text.lower()
