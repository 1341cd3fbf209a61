"""What Slack sends, read: who says what to the bot and where the answer goes. Pure: nothing is answered here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.slack_text import heard, names_another, names_us
from bot.payloads import GREETING

# Namespaces the conversation: no web client can name a conversation of Slack.
PREFIX = "slack-"
# A person's message; the others tell of edits, joins, topics…
SUBTYPES = frozenset({None, "file_share", "me_message", "thread_broadcast"})
# What the manifest subscribes to, by the type that the events say.
EVENTS = frozenset({"app_home_opened", "app_mention", "message"})
_ID = re.compile(r"[A-Z0-9]{2,30}")
_TS = re.compile(r"\d{1,12}\.\d{1,8}")
_NUMBER = re.compile(r"^\d+\. ")


@dataclass(frozen=True)
class Place:
    """Where the bot answers: a channel, or a person's id for their direct messages; in a thread of it, or not."""

    channel: str
    thread: str | None = None

    @property
    def shared(self) -> bool:
        """True in the thread of a channel, where several people may speak."""
        return self.thread is not None and not self.channel.startswith("D")


@dataclass(frozen=True)
class Heard:
    """Something said to the bot. ``key`` is the same when it comes twice; without ``addressed`` it is only for the bot if the thread is one of its own."""

    text: str
    sender_id: str
    place: Place
    key: str
    addressed: bool = True


@dataclass(frozen=True)
class Click:
    """A button pressed: what it says to the bot, the message that held it (None on the home tab), its label, and who pressed it."""

    heard: Heard
    message: Mapping[str, Any] | None
    label: str
    person: str


@dataclass(frozen=True)
class Opened:
    """Somebody opened the app: on which tab (« home » or « messages »), and the channel of their direct messages."""

    person: str
    channel: str
    tab: str


def direct(team: str, person: str) -> str:
    """Return the name of a person's own conversation."""
    return f"{PREFIX}{team}-{person}"


def threaded(team: str, channel: str, thread: str) -> str:
    """Return the name of a thread's conversation: whoever speaks there speaks for the team."""
    return f"{PREFIX}{team}-{channel}-{thread}"


def in_event(payload: Mapping[str, Any]) -> Heard | Opened | None:
    """Return what an event tells the bot, or None when it is nothing for it: its own words, an edit, a join, a talk among others."""
    event = payload.get("event")
    if not isinstance(event, dict) or event.get("type") not in EVENTS or not _is_person(event, payload):
        return None
    team, person, channel = _text(payload, "team_id"), _text(event, "user"), _text(event, "channel")
    if not all(map(_ID.fullmatch, (team, person, channel))):
        return None
    if event["type"] == "app_home_opened":
        return Opened(person, channel, _text(event, "tab") or "home")
    return _message(event, payload, team, person, channel)


def _message(event: Mapping[str, Any], payload: Mapping[str, Any], team: str, person: str, channel: str) -> Heard | None:
    ts, thread = _text(event, "ts"), _text(event, "thread_ts")
    if not _TS.fullmatch(ts) or (thread and not _TS.fullmatch(thread)):
        return None
    own, written = _own(payload), _text(event, "text")
    text, key = heard(written, own), f"message {team} {channel} {ts}"
    if event.get("channel_type") == "im" or channel.startswith("D"):
        return Heard(text, direct(team, person), Place(channel, thread or None), key)
    named = event["type"] == "app_mention" or names_us(written, own)
    if not named and (not thread or names_another(written, own)):
        return None
    root = thread or ts
    # The name alone is a greeting.
    return Heard(text or (GREETING if named else ""), threaded(team, channel, root), Place(channel, root), key, addressed=named)


def in_click(payload: Mapping[str, Any]) -> Click | None:
    """Return the button that somebody pressed, or None when the form is another one, or the button only opens a page."""
    actions = payload.get("actions")
    if payload.get("type") != "block_actions" or not isinstance(actions, list) or not actions or not isinstance(actions[0], dict):
        return None
    action, value = actions[0], _text(actions[0], "value")
    person, channel = _text(payload.get("user"), "id"), _text(payload.get("channel"), "id")
    # Without a workspace when the app is installed for the whole organisation.
    team = _text(payload.get("team"), "id") or _text(payload.get("user"), "team_id")
    if action.get("type") != "button" or not value or not _ID.fullmatch(person) or not _ID.fullmatch(team):
        return None
    label = _NUMBER.sub("", _text(action.get("text"), "text"))
    message = payload.get("message")
    if not channel or not isinstance(message, dict):
        # On the home tab nothing else tells two clicks from a double one.
        return Click(Heard(value, direct(team, person), Place(person), f"accueil {team} {person} {_text(action, 'action_id')}"), None, label, person)
    ts, thread = _text(message, "ts"), _text(message, "thread_ts")
    if not _ID.fullmatch(channel) or not _TS.fullmatch(ts) or (thread and not _TS.fullmatch(thread)):
        return None
    key = f"clic {channel} {ts}"
    if channel.startswith("D"):
        return Click(Heard(value, direct(team, person), Place(channel, thread or None), key), message, label, person)
    return Click(Heard(value, threaded(team, channel, thread or ts), Place(channel, thread or ts), key), message, label, person)


def in_command(form: Mapping[str, str]) -> Heard | None:
    """Return what « /reseau » says: the words after it, or a greeting; the answer goes to the person's direct messages."""
    team, person = form.get("team_id", ""), form.get("user_id", "")
    if not form.get("command", "").startswith("/") or not _ID.fullmatch(team) or not _ID.fullmatch(person):
        return None
    return Heard(heard(form.get("text", "")) or GREETING, direct(team, person), Place(person), f"commande {form.get('trigger_id', '')}")


def _own(payload: Mapping[str, Any]) -> set[str]:
    """The ids under which the bot is named in this workspace."""
    return {_text(one, "user_id") for one in payload.get("authorizations") or () if isinstance(one, dict)}


def _is_person(event: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
    by_a_program = event.get("bot_id") or event.get("user") in {"USLACKBOT", *_own(payload)}
    return not by_a_program and event.get("subtype") in SUBTYPES and not event.get("hidden")


def _text(data: Any, name: str) -> str:
    value = data.get(name) if isinstance(data, Mapping) else None
    return value if isinstance(value, str) else ""
