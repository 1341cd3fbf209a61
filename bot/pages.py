"""What the server answers outside the chat itself: the page, its files, the picture of a result, and whether all is well."""

from __future__ import annotations

import asyncio
import base64
import errno
import hashlib
import logging
import re
from pathlib import Path

import aiohttp
from sanic import Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import metrics
from bot.gate import add_gate
from bot.metrics import add_metrics
from bot.picture import png
from bot.result_page import add_result_routes
from bot.settings import Settings
from bot.tracker_store import erasable
from bot.workshop.routes import add_workshop_routes
from typology.carte import svg
from typology.loader import load

logger = logging.getLogger(__name__)

WEB = Path(__file__).parent / "web"
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {}"
LARGEST_REQUEST = 1_000_000
# Other sites load it: those that isolate themselves (Cross-Origin-Embedder-Policy) ask that it says so.
_WIDGET_HEADERS = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=3600"}
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
# What every answer says, unless it says better itself: nothing in it is to be run, framed, guessed at, or told to others.
_ALWAYS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def add_routes(app: Sanic, settings: Settings) -> None:
    """Add the routes to Rasa's server, in place of its own root page."""
    app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST
    add_gate(app, settings)
    add_metrics(app, settings)
    headers = {
        "Content-Security-Policy": _POLICY.format(settings.frame_ancestors),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }

    @app.route("/", methods=["GET", "HEAD"], name="page")
    async def page(_: Request) -> HTTPResponse:
        return await response.file(WEB / "index.html", headers=headers, mime_type="text/html; charset=utf-8")

    add_result_routes(app, settings)
    add_workshop_routes(app, settings, headers)
    app.static("/static", str(WEB / "static"), name="static_files")

    @app.route("/widget.js", methods=["GET", "HEAD"], name="widget")
    async def widget(_: Request) -> HTTPResponse:
        return await response.file(WEB / "widget.js", headers=_WIDGET_HEADERS, mime_type="text/javascript; charset=utf-8")

    async def carte(request: Request) -> HTTPResponse:
        try:
            centres = {centre.id: _probability(request.args.get(centre.id)) for centre in load().centres}
            type_id = request.args.get("type")
            total = sum(centres.values())
            if total <= 0 or (type_id is not None and type_id not in load().type_ids):
                raise ValueError
        except ValueError:
            return response.json(
                {"message": "Cette image demande trois nombres entre 0 et 1 : beneficiaires, reflexion et action."}, status=400, ensure_ascii=False
            )
        picture = svg({centre: p / total for centre, p in centres.items()}, type_id, load())
        headers = {"Content-Security-Policy": _style_policy(picture)}
        if request.path.endswith(".png"):
            # Slack and Teams show no SVG.
            made = await asyncio.get_running_loop().run_in_executor(None, png, picture)
            return response.raw(made, content_type="image/png")
        return response.text(picture, content_type="image/svg+xml; charset=utf-8", headers=headers)

    # Two routes: a pattern beside a dot is not found.
    for form in ("svg", "png"):
        app.add_route(carte, f"/carte.{form}", methods=["GET"], name=f"carte_{form}")

    @app.route("/health", methods=["GET"], name="health")
    async def health(request: Request) -> HTTPResponse:
        return _state(await _serving(request, settings))

    @app.route("/ready", methods=["GET"], name="ready")
    async def ready(request: Request) -> HTTPResponse:
        agent = request.app.ctx.agent
        serving, store, locks = await asyncio.gather(_serving(request, settings), erasable(agent).answers(), agent.lock_store.answers())
        return _state({**serving, "store": store, "locks": locks})

    @app.route("/live", methods=["GET"], name="live")
    async def live(_: Request) -> HTTPResponse:
        return _state({"alive": True})

    @app.on_response
    async def complete(request: Request, answer: HTTPResponse) -> None:
        for name, value in _ALWAYS.items():
            answer.headers.setdefault(name, value)
        if not request.path.startswith("/static/"):
            answer.headers.setdefault("Cache-Control", "no-store")

    @app.exception(Exception)
    async def in_french(request: Request, error: Exception) -> HTTPResponse:
        return failed(request, error)


def failed(request: Request, error: Exception) -> HTTPResponse:
    """Answer a request that could not be served with a sentence in French; what is our fault is logged, and counted."""
    status = error.status_code if isinstance(error, SanicException) else 404 if _no_file(request, error) else 500
    sentences = {404: "Cette page n'existe pas.", 405: "Cette adresse ne se consulte pas ainsi.", 413: "Ce message est trop long."}
    default = "Cette demande n'a pas pu être comprise."
    if status >= 500:
        default = "Quelque chose s'est mal passé de notre côté ; réessayez dans un instant."
        metrics.FAILURES.labels("page").inc()
        logger.error("a request failed", exc_info=error)
    return response.json({"message": sentences.get(status, default)}, status=status, ensure_ascii=False)


def _no_file(request: Request, error: Exception) -> bool:
    """True when what was asked of the page's files can be none: a folder, or a name that no file may have (a NUL in it, or far too long)."""
    never = isinstance(error, (IsADirectoryError, NotADirectoryError, ValueError)) or getattr(error, "errno", None) == errno.ENAMETOOLONG
    return request.path.startswith("/static/") and never


async def _serving(request: Request, settings: Settings) -> dict[str, bool]:
    agent = getattr(request.app.ctx, "agent", None)
    return {"model": bool(agent and agent.is_ready()), "actions": await _answers(settings.action_health_url)}


def _state(parts: dict[str, bool]) -> HTTPResponse:
    return response.json(parts, status=200 if all(parts.values()) else 503)


def _style_policy(picture: str) -> str:
    """Let a picture that is opened by itself have the style that is written in it, and nothing else."""
    digests = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in _STYLE.findall(picture)]
    return " ".join(["default-src 'none'; style-src", *(f"'sha256-{digest}'" for digest in digests)]) + "; frame-ancestors 'none'"


def _probability(text: str | None) -> float:
    value = float(text or "")
    if not 0.0 <= value <= 1.0:
        raise ValueError(text)
    return value


async def _answers(url: str) -> bool:
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session, session.get(url) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
        return False
