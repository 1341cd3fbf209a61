"""The token with which the bot answers in Teams: asked of its own tenant, kept, renewed before it ends."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable

import aiohttp

from bot.settings import Settings

SCOPE = "https://api.botframework.com/.default"
# Seconds.
EARLY = 300.0
TIME_LIMIT = 10.0


class NoToken(Exception):
    """The tenant gave no token; the message says which of Microsoft's errors it was, and holds no secret."""


class AppToken:
    """The token of one bot in one tenant."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = f"{settings.teams_login_url}/{settings.teams_tenant_id}/oauth2/v2.0/token"
        self._form = {
            "grant_type": "client_credentials",
            "client_id": settings.teams_app_id,
            "client_secret": settings.teams_app_password,
            "scope": SCOPE,
        }
        self._clock = clock
        self._token, self._renewed_at = "", float("-inf")
        self._lock = asyncio.Lock()

    async def get(self) -> str:
        """Return a token that is good for five minutes more; NoToken when there is none to be had."""
        async with self._lock:
            if self._clock() >= self._renewed_at:
                asked = self._clock()
                self._token, seconds = await self._ask()
                self._renewed_at = asked + seconds - EARLY
            return self._token

    def forget(self, token: str) -> None:
        """Ask for another next time, if this one, which was refused, is still the one kept."""
        if token == self._token:
            self._renewed_at = float("-inf")

    async def _ask(self) -> tuple[str, float]:
        try:
            timeout = aiohttp.ClientTimeout(total=TIME_LIMIT)
            async with aiohttp.ClientSession(timeout=timeout) as session, session.post(self._url, data=self._form, allow_redirects=False) as answer:
                content = await answer.json(content_type=None)
                if answer.status == 200:
                    return str(content["access_token"]), float(content["expires_in"])
                # Such as AADSTS7000215, a wrong secret. The rest of the sentence would fill the log.
                code = re.search(r"AADSTS\d+", str(content.get("error_description")))
                raise NoToken(f"{answer.status} {code[0] if code else content.get('error')}")
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise NoToken(type(error).__name__) from error
