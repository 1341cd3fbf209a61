"""What the server answers outside the chat itself: the page, its files, the picture of a result, and whether all is well."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
from sanic import Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.picture import png
from bot.result_page import add_result_routes
from bot.settings import Settings
from typology.carte import svg
from typology.loader import load

WEB = Path(__file__).parent / "web"
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {}"
LARGEST_REQUEST = 1_000_000


def add_routes(app: Sanic, settings: Settings) -> None:
    """Add the routes to Rasa's server, in place of its own root page."""
    app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST
    headers = {
        "Content-Security-Policy": _POLICY.format(settings.frame_ancestors),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }

    @app.route("/", methods=["GET", "HEAD"], name="page")
    async def page(_: Request) -> HTTPResponse:
        return await response.file(WEB / "index.html", headers=headers, mime_type="text/html; charset=utf-8")

    add_result_routes(app, settings)
    app.static("/static", str(WEB / "static"), name="static_files")

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
        nosniff = {"X-Content-Type-Options": "nosniff"}
        if request.path.endswith(".png"):
            # Slack and Teams show no SVG.
            made = await asyncio.get_running_loop().run_in_executor(None, png, picture)
            return response.raw(made, content_type="image/png", headers=nosniff)
        return response.text(picture, content_type="image/svg+xml; charset=utf-8", headers=nosniff)

    # Two routes: a pattern beside a dot is not found.
    for form in ("svg", "png"):
        app.add_route(carte, f"/carte.{form}", methods=["GET"], name=f"carte_{form}")

    @app.route("/health", methods=["GET"], name="health")
    async def health(request: Request) -> HTTPResponse:
        agent = getattr(request.app.ctx, "agent", None)
        model, actions = bool(agent and agent.is_ready()), await _answers(settings.action_health_url)
        return response.json({"model": model, "actions": actions}, status=200 if model and actions else 503)

    @app.exception(Exception)
    async def in_french(_: Request, error: Exception) -> HTTPResponse:
        status = error.status_code if isinstance(error, SanicException) else 500
        sentences = {404: "Cette page n'existe pas.", 405: "Cette adresse ne se consulte pas ainsi.", 413: "Ce message est trop long."}
        default = "Quelque chose s'est mal passé de notre côté ; réessayez dans un instant." if status >= 500 else "Cette demande n'a pas pu être comprise."
        return response.json({"message": sentences.get(status, default)}, status=status, ensure_ascii=False)


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
