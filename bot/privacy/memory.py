"""Names already hidden in a conversation are hidden when they come back, also in lower case. Digests only, in memory only, for an hour."""

from __future__ import annotations

import hashlib
import secrets

from cachetools import TTLCache

_SECONDS, _MOST, _MOST_NAMES = 3600.0, 5000, 200
# Of this process alone: without it a digest tells nothing, with it one can only try names one by one.
_KEY = secrets.token_bytes(32)


class Names:
    """The names hidden so far: which kind each was."""

    def __init__(self) -> None:
        self._kinds: dict[bytes, str] = {}

    def kind(self, plain: str) -> str | None:
        """Return the kind that this word (lower case, without accents) was hidden as, or None."""
        return self._kinds.get(_digest(plain)) if self._kinds else None

    def add(self, plain: str, kind: str) -> None:
        """Remember a name; no more than a few hundred are."""
        if len(self._kinds) < _MOST_NAMES:
            self._kinds[_digest(plain)] = kind


_conversations: TTLCache[str, Names] = TTLCache(maxsize=_MOST, ttl=_SECONDS)


def names_of(conversation: str) -> Names:
    """Return the names of a conversation; an hour later, or in another process, there are none."""
    names = _conversations.get(conversation) or Names()
    _conversations[conversation] = names
    return names


def forget(conversation: str) -> None:
    """Forget them at once."""
    _conversations.pop(conversation, None)


def _digest(plain: str) -> bytes:
    return hashlib.blake2b(plain.encode(), key=_KEY, digest_size=12).digest()
