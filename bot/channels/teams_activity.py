"""What an activity of Teams says to the bot: a message, a click, « the bot was added here », or nothing that concerns it."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

PREFIX = "teams-"
_GROUPS = frozenset({"groupChat", "channel"})
_AT = re.compile(r"</?at\b[^>]*>", re.I)


class Kind(Enum):
    """What is to be done with an activity."""

    message = "message"
    click = "click"
    added = "added"
    removed = "removed"


@dataclass(frozen=True)
class Click:
    """A button that was pressed: its title and the card's text, to rewrite the card; the card's id; whom it was for, in a group."""

    title: str
    text: str
    card: str
    asked: str


@dataclass(frozen=True)
class Incoming:
    """An activity that concerns the bot. ``text`` are the words, or a button's payload."""

    kind: Kind
    id: str
    conversation: str
    sender_id: str
    group: bool
    bot: dict[str, Any]
    person: dict[str, Any]
    text: str = ""
    click: Click | None = None


def read(activity: Mapping[str, Any]) -> Incoming | None:
    """Return what the activity says, None when there is nothing to do; ValueError when it is not an activity of Teams at all."""
    bot, person, conversation = _part(activity, "recipient"), _part(activity, "from"), _part(activity, "conversation")
    if not (_id(bot) and _id(person) and _id(conversation)):
        raise ValueError("an activity names its sender, its recipient and its conversation")
    kind = _kind(activity, bot)
    if kind is None or _id(person) == _id(bot):
        return None
    group = conversation.get("isGroup") is True or conversation.get("conversationType") in _GROUPS
    # In a group each person has a conversation of their own with the bot.
    sender_id = _sender_id(_id(conversation), _id(person) if group else "")
    value = _part(activity, "value")
    payload = value.get("payload")
    click = None
    if kind is Kind.message and isinstance(payload, str):
        kind, click = Kind.click, Click(_text(value, "title"), _text(value, "text"), _text(activity, "replyToId"), _text(value, "pour"))
    text = payload if isinstance(payload, str) else without_mentions(_text(activity, "text"), activity.get("entities"), _id(bot))
    return Incoming(kind, _text(activity, "id"), _id(conversation), sender_id, group, _named(bot), _named(person), text, click)


def without_mentions(text: str, entities: object, bot_id: str) -> str:
    """Return the words without « @bot »; the other mentions keep their name only."""
    for entity in entities if isinstance(entities, list) else []:
        if isinstance(entity, dict) and entity.get("type") == "mention" and _id(_part(entity, "mentioned")) == bot_id:
            text = text.replace(_text(entity, "text") or "\0", " ", 1)
    # What is typed reaches us as HTML: « &lt; », « &nbsp; ».
    return html.unescape(_AT.sub("", text)).replace("\u00a0", " ").strip()


def _kind(activity: Mapping[str, Any], bot: Mapping[str, Any]) -> Kind | None:
    name = activity.get("type")
    if name == "message":
        return Kind.message
    if name == "installationUpdate":
        return {"add": Kind.added, "remove": Kind.removed}.get(_text(activity, "action"))
    if name == "conversationUpdate":
        for key, kind in (("membersAdded", Kind.added), ("membersRemoved", Kind.removed)):
            members = activity.get(key)
            if isinstance(members, list) and any(isinstance(member, dict) and _id(member) == _id(bot) for member in members):
                return kind
    return None


def _sender_id(conversation: str, person: str) -> str:
    """A name for the conversation: what Teams calls it is longer than what a database keeps, and need not be kept there."""
    return PREFIX + hashlib.sha256(f"{conversation}\n{person}".encode("utf-8", "replace")).hexdigest()


def _part(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    part = data.get(key)
    return part if isinstance(part, dict) else {}


def _text(data: Mapping[str, Any], key: str) -> str:
    text = data.get(key)
    return text if isinstance(text, str) else ""


def _id(account: Mapping[str, Any]) -> str:
    return _text(account, "id")


def _named(account: Mapping[str, Any]) -> dict[str, Any]:
    return {key: account[key] for key in ("id", "name") if isinstance(account.get(key), str)}
