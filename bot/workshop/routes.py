"""The session's routes: its pages, its state, live or asked for, and a new session. The trainer's are in ``trainer.py``. The contract: README.md here."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from pathlib import Path
from typing import Any

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.exc import SQLAlchemyError

from bot.privacy.pseudonymise import pseudonymise
from bot.result_page import base_address, qr_svg
from bot.settings import Settings
from bot.workshop.feed import Feed
from bot.workshop.requests import KEPT, Door, Handler, Problem, data, told
from bot.workshop.session import moment, state
from bot.workshop.store import Store, store
from bot.workshop.trainer import add_trainer_routes
from typology.messages import say
from typology.workshop.aggregation import OWN, SAME

logger = logging.getLogger(__name__)

PAGES = Path(__file__).parents[1] / "web" / "atelier"
# Not `<code:str>` for the second: an empty one fits it, and « /atelier/ » would be its page.
_PAGES = {"/atelier/": "creer", "/atelier/<code:[^/]+>": "rejoindre", "/atelier/<code:str>/ecran": "ecran", "/atelier/<code:str>/animer": "animer"}
API = "/atelier/api/seances"
# Seconds between two looks for sessions that are over.
PURGE_EVERY = 60.0
LONGEST_TITLE = 80
# Screens that may watch at once, all sessions together.
MOST_WATCHERS = 500
_STREAM = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"}


def add_workshop_routes(app: Sanic, settings: Settings, page_headers: dict[str, str]) -> None:
    """Add the routes to the server, and the task that erases what is over."""
    sessions = store(settings.store_url)
    door, feed = Door(sessions, settings), Feed(sessions, lambda session: state(sessions, session))
    for path, name in _PAGES.items():
        app.add_route(_page(name, page_headers), path, methods=["GET", "HEAD"], name=f"atelier_{name}", strict_slashes=path.endswith("/"))

    @app.route("/atelier", methods=["GET", "HEAD"], name="atelier_sans_barre", strict_slashes=True)
    async def with_slash(_: Request) -> HTTPResponse:
        # Relative, as the page's own addresses are: the site may live under a path.
        return response.redirect("atelier/")

    @app.route(API, methods=["POST"], name="atelier_ouvrir")
    @told
    async def create(request: Request) -> HTTPResponse:
        title, mode = _asked(data(request))
        door.may_create(request)
        # A title is kept and shown like any message: without the names of persons. It may get longer by that.
        title = pseudonymise(title).text[:LONGEST_TITLE]
        session, token = await asyncio.to_thread(sessions.create, title, mode)
        join = f"{_join_address(request.scheme, request.host, settings)}{session.code}"
        made = {"code": session.code, "jeton": token, "rejoindre": join, "ecran": f"{join}/ecran", "animer": f"{join}/animer#{token}"}
        return response.json({**made, "expire": moment(session.expire)}, status=201, headers=KEPT, ensure_ascii=False)

    @app.route(f"{API}/<code:str>", methods=["GET"], name="atelier_etat")
    @told
    async def show(request: Request, code: str) -> HTTPResponse:
        session = await door.session(request, code)
        headers = {**KEPT, "ETag": f'"{session.version}"'}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return response.empty(304, headers=headers)
        return response.json(await asyncio.to_thread(state, sessions, session), headers=headers, ensure_ascii=False)

    @app.route(f"{API}/<code:str>/flux", methods=["GET"], name="atelier_flux")
    @told
    async def watch(request: Request, code: str) -> HTTPResponse | None:
        session = await door.session(request, code)
        if feed.watchers >= MOST_WATCHERS:
            raise Problem(429, say("atelier_trop_d_essais"))
        stream = await request.respond(content_type="text/event-stream; charset=utf-8", headers=_STREAM)
        async with contextlib.aclosing(feed.events(session.id)) as events:
            async for text in events:
                await stream.send(text)
        await stream.eof()
        return None

    @app.route("/atelier/<code:str>/qr.svg", methods=["GET", "HEAD"], name="atelier_qr")
    @told
    async def qr(request: Request, code: str) -> HTTPResponse:
        session = await door.session(request, code)
        picture = qr_svg(f"{_join_address(request.scheme, request.host, settings)}{session.code}")
        return response.raw(picture, content_type="image/svg+xml; charset=utf-8", headers=KEPT)

    add_trainer_routes(app, sessions, door)

    @app.after_server_start
    async def start(running: Sanic, *_: Any) -> None:
        running.add_task(_purge(sessions))


def _page(name: str, headers: dict[str, str]) -> Handler:
    async def show(_: Request, **__: str) -> HTTPResponse:
        return await response.file(PAGES / f"{name}.html", headers=headers, mime_type="text/html; charset=utf-8")

    return show


def _join_address(scheme: str, host: str, settings: Settings) -> str:
    return f"{base_address(scheme, host, settings)}/atelier/"


def _asked(fields: dict[str, Any]) -> tuple[str, str]:
    title, mode = fields.get("titre"), fields.get("mode")
    clean = " ".join("".join(char if char.isprintable() else " " for char in title).split()) if isinstance(title, str) else ""
    if not 1 <= len(clean) <= LONGEST_TITLE:
        raise Problem(400, say("atelier_titre_attendu"))
    if mode not in (SAME, OWN):
        raise Problem(400, say("atelier_mode_attendu"))
    return clean, mode


async def _purge(sessions: Store) -> None:
    while True:
        try:
            await asyncio.to_thread(sessions.purge)
        except SQLAlchemyError as error:
            logger.error("sessions that are over could not be erased: %s", type(error).__name__)
        await asyncio.sleep(PURGE_EVERY)
