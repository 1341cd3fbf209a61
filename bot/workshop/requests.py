"""What comes in with a request, checked: the session's code, the trainer's token, the fields; and the errors, each a sentence with its status."""

from __future__ import annotations

import asyncio
import functools
import json
import logging
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import parse_qs, unquote

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.exc import SQLAlchemyError

from bot.gate import client_of
from bot.settings import Settings
from bot.workshop.limits import MINUTE, Limit
from bot.workshop.store import Session, Store
from typology.loader import load
from typology.messages import say
from typology.workshop.code import read_code

logger = logging.getLogger(__name__)

KEPT = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
Handler = Callable[..., Coroutine[Any, Any, HTTPResponse | None]]
LARGEST = 10_000
# Wrong codes or tokens in a minute, from one address: a whole room may share it, and most type it right.
MOST_WRONG = 60
MOST_CREATED = 20


class Problem(Exception):
    """The request cannot be served; ``status`` and a sentence in French."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status

    @property
    def headers(self) -> dict[str, str]:
        """What goes with the answer."""
        return {"Retry-After": str(int(MINUTE))} if self.status == 429 else {}


class Door:
    """Finds the session of a request, and counts those who guess."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self._wrong, self._created = Limit(MOST_WRONG), Limit(MOST_CREATED)

    async def session(self, request: Request, code: str) -> Session:
        """Return the session of the code in the address, mistyped or not; Problem 404 or 429."""
        client = self._client(request)
        if self._wrong.reached(client):
            raise Problem(429, say("atelier_trop_d_essais"))
        plain = read_code(unquote(code), load())
        found = await asyncio.to_thread(self._store.by_code, plain) if plain else None
        if found is None:
            self._wrong.count(client)
            raise Problem(404, say("atelier_inconnu"))
        return found

    async def trainer(self, request: Request, code: str) -> tuple[Session, dict[str, str]]:
        """Return the session, when the request has its trainer's token, and the fields of a form; Problem 401, 404 or 429."""
        session = await self.session(request, code)
        fields = form(request)
        kind, _, token = str(request.headers.get("authorization", "")).partition(" ")
        token = token.strip() if kind.lower() == "bearer" else fields.get("jeton", "")
        if not token or not session.is_trainer(token):
            self._wrong.count(self._client(request))
            raise Problem(401, say("atelier_formateur"))
        return session, fields

    def may_create(self, request: Request) -> None:
        """Count the creation of a session; Problem 429 when there were too many."""
        client = self._client(request)
        if self._created.reached(client):
            raise Problem(429, say("atelier_trop_d_ateliers"))
        self._created.count(client)

    def _client(self, request: Request) -> str:
        # Not who is at the other end of the line: behind a proxy that would be one for all.
        return client_of(request, self._settings)


def form(request: Request) -> dict[str, str]:
    """Return the fields of a form; none when there is no form. Read here rather than by the server, which would log one that it cannot read."""
    if len(request.body) > LARGEST or not str(request.headers.get("content-type", "")).startswith("application/x-www-form-urlencoded"):
        return {}
    try:
        return {name: values[0] for name, values in parse_qs(request.body.decode("utf-8"), errors="strict", max_num_fields=8).items()}
    except ValueError:
        return {}


def data(request: Request) -> dict[str, Any]:
    """Return the JSON object of the body; Problem 400 when it is none."""
    try:
        found = json.loads(request.body) if len(request.body) <= LARGEST else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Problem(400, "Requête illisible : un objet JSON est attendu.")
    return found


def told(handler: Handler) -> Handler:
    """Answer a Problem by its sentence; the database's troubles by another, without their words in a log (they hold values)."""

    @functools.wraps(handler)
    async def safe(*arguments: Any, **named: Any) -> HTTPResponse | None:
        try:
            return await handler(*arguments, **named)
        except Problem as problem:
            return response.json({"message": str(problem)}, status=problem.status, headers={**KEPT, **problem.headers}, ensure_ascii=False)
        except SQLAlchemyError as error:
            logger.error("the sessions' database failed: %s", type(error).__name__)
            return response.json({"message": say("atelier_panne")}, status=503, headers=KEPT, ensure_ascii=False)

    return safe
