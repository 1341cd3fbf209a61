"""What is held of a conversation: found by its number or by a result code, counted, and shown without its words unless asked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from bot.database import open_database
from bot.privacy.notice import REPLACED
from bot.settings import Settings
from typology.code import find_code

_DAY = 86_400.0
_ROOMS = {"web": "page web", "slack": "Slack", "teams": "Microsoft Teams"}


@dataclass
class Held:
    """One conversation: when, how much, what was replaced, and the practitioner's messages as they are kept."""

    sender_id: str
    first: float
    last: float
    said: list[str] = field(default_factory=list)
    answered: int = 0
    clicked: int = 0
    replaced: Counter[str] = field(default_factory=Counter)
    events: int = 0


def engine(settings: Settings) -> Engine:
    """Return the store's database, opened as the store opens it."""
    return open_database(settings.store_url)


def held(settings: Settings, wanted: str) -> list[Held]:
    """Return the conversations with that number (with or without « web- »), or in which that result code was given or typed."""
    database = engine(settings)
    if database.dialect.name == "sqlite" and not Path(str(database.url.database)).is_file():
        return []
    with database.connect() as connection:
        return [found for sender_id in _senders(connection, wanted.strip()) if (found := _one(connection, sender_id))]


def erase_held(settings: Settings, sender_id: str) -> int:
    """Delete and overwrite one conversation; return how many events there were."""
    with engine(settings).begin() as connection:
        return int(connection.execute(text("DELETE FROM events WHERE sender_id = :sender"), {"sender": sender_id}).rowcount)


def report(found: list[Held], settings: Settings, words: bool = False) -> str:
    """Return what is held as a text for the person who asks; with ``words``, the practitioner's messages too."""
    return "\n\n".join("\n".join(_lines(item, settings.retention_days, words)) for item in found)


def _senders(connection: Connection, wanted: str) -> Iterator[str]:
    code = find_code(wanted)
    if code:
        query = text("SELECT DISTINCT sender_id FROM events WHERE data LIKE :code ORDER BY sender_id")
        yield from (str(row[0]) for row in connection.execute(query, {"code": f"%{code}%"}))
        return
    query = text("SELECT DISTINCT sender_id FROM events WHERE sender_id IN (:plain, :web)")
    yield from (str(row[0]) for row in connection.execute(query, {"plain": wanted, "web": f"web-{wanted.lower()}"}))


def _one(connection: Connection, sender_id: str) -> Held | None:
    query = text("SELECT type_name, timestamp, data FROM events WHERE sender_id = :sender ORDER BY id")
    rows = connection.execute(query, {"sender": sender_id}).fetchall()
    if not rows:
        return None
    found = Held(sender_id, min(row[1] for row in rows), max(row[1] for row in rows), events=len(rows))
    for kind, _, data in rows:
        event: dict[str, Any] = json.loads(data)
        if kind == "user":
            found.replaced.update((event.get("metadata") or {}).get(REPLACED) or {})
            said = event.get("text") or ""
            if said.startswith("/"):
                found.clicked += 1
            else:
                found.said.append(said)
        found.answered += kind == "bot"
    return found


def _lines(item: Held, days: int, words: bool) -> Iterator[str]:
    room, _, number = item.sender_id.partition("-")
    yield f"Conversation {item.sender_id if words else f'{room}-{number[:4]}…'} ({_ROOMS.get(room, room)})"
    yield f"  du {_when(item.first)} au {_when(item.last)} ; s'efface d'elle-même le {_when(item.last + days * _DAY)} ({days} jours de silence)"
    yield f"  {len(item.said)} messages écrits ({sum(map(len, item.said))} caractères), {item.clicked} boutons, {item.answered} réponses du bot"
    yield f"  {item.events} événements en tout, avec ce que le bot a compris de chaque message"
    if item.replaced:
        yield "  remplacés avant d'être gardés : " + ", ".join(f"{kind} ({count})" for kind, count in sorted(item.replaced.items()))
    if words:
        yield from (f"    {line}" for line in item.said)


def _when(moment: float) -> str:
    return datetime.fromtimestamp(moment).strftime("%d/%m/%Y à %Hh%M")
