"""Tell the practitioner, gently and seldom, that names were taken out of what they wrote."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from typology.messages import say
from typology.style import MOST_WORDS, word_count

if TYPE_CHECKING:
    # Rasa is heavy: the command « donnees » does without it.
    from rasa.core.agent import Agent

logger = logging.getLogger(__name__)

# In the metadata of the practitioner's message: how many of each kind were replaced in it.
REPLACED = "remplace"
# Told the first time, then once in so many messages with names.
EVERY = 6
# Bubbles a turn, one more with the result (see tests/conversations/README.md).
MOST_BUBBLES = 3


async def with_notice(agent: Agent | None, sender_id: str, recipient: str, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the turn's messages with the notice, when it is time for it and there is room for it."""
    try:
        earlier = await _earlier(agent, sender_id)
    except Exception as error:
        # The notice is a courtesy: without it the turn is as good.
        logger.warning("the notice was left out (%s)", type(error).__name__)
        return messages
    if earlier % EVERY or any((message.get("custom") or {}).get("efface") for message in messages):
        return messages
    return added(messages, {"recipient_id": recipient, "text": say("noms_retires", earlier // EVERY)})


def added(messages: list[dict[str, Any]], notice: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the messages with the notice in front, or in the first bubble, or without it when neither has room."""
    result = any("resultat" in (message.get("custom") or {}) for message in messages)
    told = [message for message in messages if "text" in message]
    if len(told) < MOST_BUBBLES + result:
        return [notice, *messages]
    first = told[0]
    if word_count(first["text"]) + word_count(notice["text"]) > MOST_WORDS:
        return messages
    return [{**message, "text": f"{notice['text']}\n\n{message['text']}"} if message is first else message for message in messages]


async def _earlier(agent: Agent | None, sender_id: str) -> int:
    """How many messages with names there were before this one, which is already stored."""
    return max(0, await agent.tracker_store.marked(sender_id, REPLACED) - 1) if agent is not None else 0
