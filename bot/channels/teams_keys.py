"""The keys with which Microsoft signs what it sends to a bot: asked for when first needed, kept, asked for again when one is not known."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt

logger = logging.getLogger(__name__)

# Seconds. Microsoft asks for a new list every day; an old one is better than a closed door while Microsoft does not answer.
FRESH, KEPT = 24 * 3600.0, 48 * 3600.0
# Anybody can send a token with a key's name of their own: so long between two lists, however many ask.
AGAIN, AFTER_FAILURE = 60.0, 10.0
TIME_LIMIT = 5.0


class Unreachable(Exception):
    """Microsoft's keys could not be read: whether a token is good cannot be said now."""


@dataclass(frozen=True)
class SigningKey:
    """A public key, and the channels (« msteams ») that it may speak for."""

    key: Any
    endorsements: frozenset[str]


class SigningKeys:
    """Microsoft's list of keys, by name."""

    def __init__(self, openid_url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._openid_url, self._clock = openid_url, clock
        self._keys: dict[str, SigningKey] = {}
        self._listed = self._asked = float("-inf")
        self._failed = False
        self._lock = asyncio.Lock()

    async def find(self, name: str) -> SigningKey | None:
        """Return the key of that name, None when there is no such key; Unreachable when that cannot be known."""
        if key := self._known(name, FRESH):
            return key
        async with self._lock:
            wait = AFTER_FAILURE if self._failed else AGAIN
            if not self._known(name, FRESH) and self._clock() - self._asked >= wait:
                await self._ask()
        key = self._known(name, KEPT)
        if key is None and (self._failed or self._clock() - self._listed >= KEPT):
            raise Unreachable
        return key

    def _known(self, name: str, age: float) -> SigningKey | None:
        return self._keys.get(name) if self._clock() - self._listed < age else None

    async def _ask(self) -> None:
        self._asked = self._clock()
        try:
            self._keys = await _listed(self._openid_url)
            self._listed, self._failed = self._asked, False
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            self._failed = True
            logger.warning("Teams : les clés de Microsoft n'ont pas pu être lues à %s (%s).", self._openid_url, type(error).__name__)


async def _listed(openid_url: str) -> dict[str, SigningKey]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIME_LIMIT), raise_for_status=True) as session:
        async with session.get(openid_url) as answer:
            address = (await answer.json(content_type=None))["jwks_uri"]
        async with session.get(address) as answer:
            listed = (await answer.json(content_type=None))["keys"]
    return {
        key["kid"]: SigningKey(jwt.algorithms.RSAAlgorithm.from_jwk(key), frozenset(key.get("endorsements") or ()))
        for key in listed
        if key.get("kty") == "RSA" and key.get("kid")
    }
