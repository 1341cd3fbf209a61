"""One turn, the same in every room: what is let in, how it is answered, and the sentence said when something breaks."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot import metrics
from bot.agent import NamedMessage
from bot.channels.outcome import erases
from bot.database import StoreError
from bot.locks import LockUnavailable
from bot.nlu.reading import prepare
from bot.payloads import is_allowed, is_command
from bot.privacy.memory import Names, forget, names_of
from bot.privacy.notice import REPLACED, with_notice
from bot.privacy.pseudonymise import Pseudonymised, pseudonymise
from bot.tracker_store import erase
from typology.messages import say

logger = logging.getLogger(__name__)

LONGEST = 8000
# From so many characters on, reading is prepared beside the event loop.
LONG = 500

_MISSES = frozenset(say(key, turn) for key in ("pas_compris", "ne_sait_repondre", "autre_langue") for turn in range(9))

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class WholeMessages(CollectingOutputChannel):
    """Keeps each of the bot's messages in one piece: its text, buttons and custom data together, blank lines inside."""

    def __init__(self, recipient: str, channel: str = "web") -> None:
        super().__init__()
        self._recipient = recipient
        self._channel = channel

    def name(self) -> str:  # type: ignore[override]
        """Name of the channel."""
        return self._channel

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


def clean(text: str) -> str:
    """Return the text without what cannot be stored nor sent back: lone surrogates, NUL; and without the spaces around it."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "").strip()


def refuse(text: str) -> str | None:
    """Return the sentence to answer when the text is not to be passed on, or None."""
    if not any(char.isprintable() and not char.isspace() for char in text):
        return say("vide")
    if len(text) > LONGEST:
        return say("trop_long", n=str(LONGEST))
    if is_command(text) and not is_allowed(text):
        return say("commande_inconnue")
    return None


async def take_turn(
    on_new_message: OnNewMessage, agent: Agent, text: str, sender_id: str, channel: str, recipient: str | None = None, message_id: str | None = None
) -> list[dict[str, Any]]:
    """Hold one turn and return the bot's messages, each {"recipient_id", "text"?, "buttons"?, "custom"?}; never an exception, never silence.

    ``sender_id`` names the conversation and begins with the channel's prefix (``web-``, ``slack-``, ``teams-``), so that no room can enter
    another's; ``recipient`` is what the channel's own client knows it by. ``text`` is clean, see :func:`clean`. Names and numbers of persons are
    taken out of it here, before Rasa has it: what is stored, logged or sent to the action server has none. A turn of which nothing could be stored
    gives one message, with ``custom.a_renvoyer``: the client is to send it again. Sent again with the same ``message_id``,
    a message that was stored is not taken twice: what was answered is answered again.
    """
    began = time.monotonic()
    messages, outcome = await _turn(on_new_message, agent, text, sender_id, channel, recipient or sender_id, message_id)
    seconds = time.monotonic() - began
    metrics.TURNS.labels(channel, outcome).inc()
    metrics.SECONDS.labels(channel).observe(seconds)
    logger.info("turn", extra={"data": {"channel": channel, "outcome": outcome, "seconds": round(seconds, 3), **_counted(messages)}})
    return messages


async def _turn(
    on_new_message: OnNewMessage, agent: Agent, text: str, sender_id: str, channel: str, recipient: str, message_id: str | None
) -> tuple[list[dict[str, Any]], str]:
    def only(key: str, **more: Any) -> list[dict[str, Any]]:
        return [{"recipient_id": recipient, "text": say(key), **more}]

    refusal = refuse(text)
    if refusal:
        return [{"recipient_id": recipient, "text": refusal}], "refuse"
    collector = WholeMessages(recipient, channel)
    try:
        told = await _without_names(text, names_of(sender_id))
        kind, metadata = NamedMessage if message_id else UserMessage, {REPLACED: told.counts} if told.counts else None
        await on_new_message(kind(told.text, collector, sender_id, input_channel=channel, message_id=message_id, metadata=metadata))
    except Exception as error:
        # Rasa stores a turn when it is over: nothing of this one is kept, so nothing of it is answered. The text itself is never logged.
        _failed(error, "magasin" if isinstance(error, StoreError) else "verrou" if isinstance(error, LockUnavailable) else "autre")
        return only("panne_refaire" if is_command(text) else "panne_renvoyer", custom={"a_renvoyer": True}), "a_renvoyer"
    if erases(collector.messages):
        forget(sender_id)
        try:
            await erase(agent, sender_id)
        except Exception as error:
            _failed(error, "effacement")
            return only("panne_effacer"), "panne"
    if collector.messages:
        messages = await with_notice(agent, sender_id, recipient, collector.messages) if told.counts else collector.messages
        return messages, "ok"
    # Silent when the action server failed: the message itself is stored.
    metrics.FAILURES.labels("actions").inc()
    return only("panne"), "panne"


async def _without_names(text: str, names: Names) -> Pseudonymised:
    """Return the message as Rasa is to have it; a button's payload is left alone, a long text is read beside the event loop."""
    if is_command(text):
        return Pseudonymised(text, {})
    if len(text) <= LONG:
        return pseudonymise(text, names=names)
    return await asyncio.get_running_loop().run_in_executor(None, _prepared, text, names)


def _prepared(text: str, names: Names) -> Pseudonymised:
    told = pseudonymise(text, names=names)
    prepare(told.text)
    return told


def _failed(error: Exception, part: str) -> None:
    metrics.FAILURES.labels(part).inc()
    if isinstance(error, (StoreError, LockUnavailable)):
        logger.error("a turn failed: %s: %s", type(error).__name__, error)
    else:
        logger.exception("a turn failed")


def _counted(messages: list[dict[str, Any]]) -> dict[str, str]:
    """Count the verdict among the messages, and whether the message was not understood; return the verdict for the log."""
    if any(message.get("text") in _MISSES for message in messages):
        metrics.NOT_UNDERSTOOD.inc()
    for custom in [message.get("custom") or {} for message in messages]:
        if verdict := (custom.get("resultat") or {}).get("verdict"):
            metrics.VERDICTS.labels(verdict).inc()
            return {"verdict": verdict}
    return {}
