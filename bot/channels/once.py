"""What was already received is not received again: Slack and Teams send an event twice when they doubt that it arrived."""

from __future__ import annotations

import uuid

from cachetools import TTLCache

# Both give up long before; Slack's last retry comes after an hour at most.
REMEMBERED = 3600.0
MOST = 20_000


class Once:
    """Remembers the ids of events, for an hour and in memory."""

    def __init__(self, seconds: float = REMEMBERED, most: int = MOST) -> None:
        self._seen: TTLCache[str, bool] = TTLCache(maxsize=most, ttl=seconds)

    def first(self, key: str) -> bool:
        """Return True the first time that the id is given, False afterwards."""
        if key in self._seen:
            return False
        self._seen[key] = True
        return True

    def forget(self, key: str) -> None:
        """Take the id again next time: what was to be done of it was not done."""
        self._seen.pop(key, None)


def named(*parts: str) -> str:
    """Return the name of a message that a room may send twice: the same for the same parts, and nothing can be read in it."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "\n".join(parts)))
