"""What a turn came to, read in the bot's messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from typology.messages import say


def erases(messages: Iterable[dict[str, Any]]) -> bool:
    """True when the messages say that the conversation is erased."""
    return _marked(messages, "efface")


def is_lost(messages: Iterable[dict[str, Any]]) -> bool:
    """True when nothing of the turn could be kept: the message is to be sent again."""
    return _marked(messages, "a_renvoyer")


def unanswered(messages: list[dict[str, Any]]) -> bool:
    """True when a turn gave no answer, be it kept or lost: a button that was pressed may be pressed again."""
    return is_lost(messages) or messages[-1].get("text") == say("panne")


def _marked(messages: Iterable[dict[str, Any]], mark: str) -> bool:
    return any((message.get("custom") or {}).get(mark) for message in messages)
