"""Who is let in, and how often: messages a minute for each client and in all, and how many conversations may be open.

Each server counts for itself; a proxy in front may limit all of them together (deploy/nginx/reseau.conf).
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass

from cachetools import TTLCache
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import metrics
from bot.settings import Settings
from typology.messages import say

# A whole room may share an address: this stops a script, not a workshop.
DEFAULT_CLIENT = 1200
# A conversation nobody wrote in for an hour is not open any more, in seconds.
OPEN_FOR = 3600.0
# One request in so many may open a conversation: by default, all that may be open at once is never one client's.
OPENS = 5
# Of so many addresses at most it is remembered how often they came.
MOST_CLIENTS = 50_000
# In seconds: how much of a minute's worth may come at once.
BURST = 30.0
# What probes, scrapers and browsers fetch, and costs nothing.
FREE = ("/health", "/ready", "/live", "/metrics", "/static/")
# Rooms whose servers speak for all their users, and sign what they send.
SIGNED = ("/webhooks/",)


@dataclass
class Bucket:
    """Fills with ``per_minute`` drops a minute, up to half a minute's worth; a request takes one."""

    per_minute: int
    level: float = 0.0
    seen: float = 0.0

    def wait(self, now: float) -> float:
        """Take a drop and return 0, or return in how many seconds there will be one."""
        rate, full = self.per_minute / 60.0, max(1.0, self.per_minute * BURST / 60.0)
        self.level = full if not self.seen else min(full, self.level + (now - self.seen) * rate)
        self.seen = now
        if self.level >= 1.0:
            self.level -= 1.0
            return 0.0
        return (1.0 - self.level) / rate


class Gate:
    """Counts requests and conversations. ``clock`` gives seconds that only grow."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._clients: TTLCache[str, Bucket] = TTLCache(MOST_CLIENTS, 120.0, clock)
        # Those that sign have their own: what is not theirs, and is only found out later, must not use up the practitioners'.
        self._all, self._rooms = Bucket(settings.rate_total), Bucket(settings.rate_total)
        self._openings: TTLCache[str, Bucket] = TTLCache(MOST_CLIENTS, 120.0, clock)
        self._open: TTLCache[str, bool] = TTLCache(max(settings.most_conversations, 1), OPEN_FOR, clock)

    def wait(self, client: str | None) -> float:
        """Return 0 when a request of the client may be served now, else in how many seconds; None: one of those that sign, counted together."""
        if seconds := self._one_of(self._clients, client):
            return seconds
        everyone = self._rooms if client is None else self._all
        return everyone.wait(self._clock()) if self._settings.rate_total else 0.0

    def opens(self, conversation: str, client: str | None = None) -> bool:
        """True when the conversation is open, or may be opened (by that client, which opens only so many)."""
        if self._settings.most_conversations:
            if conversation not in self._open and (len(self._open) >= self._settings.most_conversations or self._one_of(self._openings, client, OPENS)):
                return False
            self._open[conversation] = True
            metrics.OPEN.set(len(self._open))
        return True

    def _one_of(self, buckets: TTLCache[str, Bucket], client: str | None, share: int = 1) -> float:
        """Take a drop of the client's bucket, which holds a part of what it may ask, or return in how many seconds there will be one."""
        if client is None or not (per_minute := self._per_minute(client)):
            return 0.0
        bucket = buckets.get(client) or Bucket(max(1, per_minute // share))
        # Kept from now on for its time.
        buckets[client] = bucket
        return bucket.wait(self._clock())

    def _per_minute(self, client: str) -> int:
        if self._settings.rate_client:
            return self._settings.rate_client
        # This machine itself (the terminal, a measure) is not limited, unless it is asked for.
        return 0 if ipaddress.ip_address(client).is_loopback else DEFAULT_CLIENT


def client_of(request: Request, settings: Settings) -> str:
    """Return the address of whoever asks: the last one in X-Forwarded-For that is none of our proxies, when one of them brought it."""
    peer = _address(request.ip)
    for hop in reversed(["", *",".join(request.headers.getall("x-forwarded-for", [])).split(",")]):
        if not any(ipaddress.ip_address(peer) in network for network in settings.trusted_proxies) or not hop.strip():
            break
        peer = _address(hop.strip())
    return peer


def too_many(seconds: float) -> HTTPResponse:
    """The answer to who is to come back in so many seconds."""
    metrics.LIMITED.inc()
    later = {"Retry-After": str(max(1, round(seconds + 0.5)))}
    return response.json({"message": say("debit")}, status=429, headers=later, ensure_ascii=False)


def add_gate(app: Sanic, settings: Settings) -> None:
    """Put the gate before every route that costs something; ``app.ctx.gate`` is for channels, which know the conversation."""
    app.ctx.gate = Gate(settings)

    @app.on_request
    async def let_in(request: Request) -> HTTPResponse | None:
        if request.path.startswith(FREE):
            return None
        request.ctx.client = None if request.path.startswith(SIGNED) else client_of(request, settings)
        seconds = request.app.ctx.gate.wait(request.ctx.client)
        return too_many(seconds) if seconds else None


def _address(text: str) -> str:
    try:
        found = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return "192.0.2.0"
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)
