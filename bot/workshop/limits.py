"""How often one may try: simple counters in memory, one process each."""

from __future__ import annotations

from cachetools import TTLCache

MINUTE = 60.0
MOST_KNOWN = 10_000


class Limit:
    """At most ``most`` tries a key in ``seconds``, counted from the first."""

    def __init__(self, most: int, seconds: float = MINUTE) -> None:
        self.most = most
        self._tries: TTLCache[str, list[int]] = TTLCache(maxsize=MOST_KNOWN, ttl=seconds)

    def reached(self, key: str) -> bool:
        """True when the key has no try left; counts nothing."""
        return self._tries.get(key, [0])[0] >= self.most

    def count(self, key: str) -> None:
        """Count one try."""
        if key in self._tries:
            # In place: storing it again would start its time anew.
            self._tries[key][0] += 1
        else:
            self._tries[key] = [1]
