"""What the bot sends to Teams: with its token, again when Teams is busy, and never to a host that is not allowed."""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.channels.teams_token import AppToken

# Teams is busy, or in doubt, and asks to be called again.
BUSY = frozenset({412, 429, 502, 503, 504})
MOST_TRIES = 4
# Seconds.
LONGEST_WAIT, TIME_LIMIT = 15.0, 15.0

Activity = dict[str, Any]
Sleep = Callable[[float], Awaitable[Any]]


class NotDelivered(Exception):
    """Teams did not take an activity; ``status`` is its last answer, 0 when there was none."""

    def __init__(self, status: int, why: str = "") -> None:
        super().__init__(f"{status} {why}".strip())
        self.status = status


@dataclass(frozen=True)
class Place:
    """Where an answer goes: the service, the conversation, who speaks to whom, and what is answered (None when it is nothing)."""

    service: URL
    conversation: str
    bot: dict[str, Any]
    person: dict[str, Any]
    answered: str | None = None


class Connector:
    """Sends activities, one session for a turn: ``async with Connector(token) as connector``."""

    def __init__(self, token: AppToken, sleep: Sleep = asyncio.sleep) -> None:
        self._token, self._sleep = token, sleep

    async def __aenter__(self) -> Connector:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIME_LIMIT))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def send(self, place: Place, activity: Activity, tries: int = MOST_TRIES) -> str:
        """Say something new and return its id, "" when Teams gives none; NotDelivered, or NoToken, when it cannot be said."""
        return await self._call("POST", _url(place), _addressed(place, activity), tries)

    async def replace(self, place: Place, activity_id: str, activity: Activity) -> None:
        """Rewrite what was said under that id; NotDelivered, or NoToken, when it cannot be."""
        await self._call("PUT", _url(place, activity_id), {**_addressed(place, activity), "id": activity_id}, MOST_TRIES)

    async def _call(self, method: str, url: URL, activity: Activity, tries: int) -> str:
        renewed = False
        for attempt in range(1, tries + 1):
            token = await self._token.get()
            status, after, made = await self._once(method, url, activity, token)
            if status == 401 and not renewed:
                # Perhaps the secret was just changed: once more, with a new token.
                self._token.forget(token)
                renewed = True
            elif status < 300:
                return made
            elif status not in BUSY:
                raise NotDelivered(status)
            elif attempt < tries:
                await self._sleep(_wait(after, attempt))
        raise NotDelivered(status)

    async def _once(self, method: str, url: URL, activity: Activity, token: str) -> tuple[int, str | None, str]:
        """The status, the header that says when to try again, and the id of what was made."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
        # Not aiohttp's own JSON, in which each accented letter takes six bytes: an activity's size is limited.
        body = json.dumps(activity, ensure_ascii=False).encode("utf-8", "replace")
        try:
            # No redirection: the token is for this host alone.
            async with self._session.request(method, url, data=body, headers=headers, allow_redirects=False) as answer:
                return answer.status, answer.headers.get("Retry-After"), await _made(answer)
        except aiohttp.ClientConnectorError:
            # It was not sent at all.
            return 503, None, ""
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            # It may have arrived: sent again, it might be said twice.
            raise NotDelivered(0, type(error).__name__) from error


async def _made(answer: aiohttp.ClientResponse) -> str:
    """The id in an answer. Whatever else is there, the activity was taken."""
    try:
        return str((await answer.json(content_type=None))["id"])
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError, KeyError, TypeError):
        return ""


def _url(place: Place, activity_id: str | None = None) -> URL:
    path = f"{str(place.service).rstrip('/')}/v3/conversations/{quote(place.conversation, safe='')}/activities"
    return URL(path if activity_id is None else f"{path}/{quote(activity_id, safe='')}", encoded=True)


def _addressed(place: Place, activity: Activity) -> Activity:
    addressed = {**activity, "from": place.bot, "recipient": place.person, "conversation": {"id": place.conversation}}
    return {**addressed, "replyToId": place.answered} if place.answered else addressed


def _wait(after: str | None, attempt: int) -> float:
    """Seconds to wait: those that Teams asks for, in seconds or as a date, or more each time; never long."""
    asked = 2.0 ** (attempt - 1)
    if after:
        with contextlib.suppress(ValueError, TypeError):
            asked = float(after) if after.strip().isdecimal() else email.utils.parsedate_to_datetime(after).timestamp() - time.time()
    return min(max(asked, 0.5), LONGEST_WAIT)
