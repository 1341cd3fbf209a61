"""The trainer's routes: what to show, the second round, the script, the table, and the end. Each needs the session's secret token."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.result_pdf import as_pdf
from bot.workshop import files
from bot.workshop.requests import KEPT, Door, Handler, Problem, data, told
from bot.workshop.session import Over, Refused, on_present, reveal, second_round, state
from bot.workshop.store import Session, Store
from typology.loader import load
from typology.messages import say
from typology.workshop.model import DURATIONS

API = "/atelier/api/seances"
_PRINTED = {
    **KEPT,
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}

Act = Callable[[Store, str], None]


def add_trainer_routes(app: Sanic, sessions: Store, door: Door) -> None:
    """Add the routes to the server."""
    # One PDF at a time: the conversations go on beside it.
    drawing = asyncio.Semaphore(1)

    async def answer(session: Session) -> HTTPResponse:
        now = await asyncio.to_thread(sessions.by_id, session.id)
        if now is None:
            raise Problem(404, say("atelier_inconnu"))
        return response.json(await asyncio.to_thread(state, sessions, now), headers=KEPT, ensure_ascii=False)

    def acting(act: Act) -> Handler:
        @told
        async def handle(request: Request, code: str) -> HTTPResponse:
            session, _ = await door.trainer(request, code)
            await _done(act, sessions, session.id)
            return await answer(session)

        return handle

    acts: dict[str, Act] = {
        "reveler": reveal,
        "cacher": lambda store, session_id: on_present(store, session_id, lambda session: store.change(session, revele=False)),
        "manche": second_round,
        "reinitialiser": lambda store, session_id: on_present(store, session_id, store.empty),
    }
    for name, act in acts.items():
        app.add_route(acting(act), f"{API}/<code:str>/{name}", methods=["POST"], name=f"atelier_{name}")

    @app.route(f"{API}/<code:str>/phrases", methods=["POST"], name="atelier_phrases")
    @told
    async def sentences(request: Request, code: str) -> HTTPResponse:
        session, _ = await door.trainer(request, code)
        shown = data(request).get("montrer")
        if not isinstance(shown, bool):
            raise Problem(400, "Requête illisible : « montrer » doit être vrai ou faux.")
        await _done(lambda store, session_id: on_present(store, session_id, lambda now: store.change(now, phrases=shown)), sessions, session.id)
        return await answer(session)

    @app.route(f"{API}/<code:str>/fermer", methods=["POST"], name="atelier_fermer")
    @told
    async def close(request: Request, code: str) -> HTTPResponse:
        session, _ = await door.trainer(request, code)
        await asyncio.to_thread(sessions.close, session.id)
        return response.empty(204, headers=KEPT)

    @app.route(f"{API}/<code:str>/formateur", methods=["GET"], name="atelier_formateur")
    @told
    async def view(request: Request, code: str) -> HTTPResponse:
        session, _ = await door.trainer(request, code)
        script = files.blocks(files.sheet(session, _minutes(request.args.get("duree"))))
        found = {"etat": await asyncio.to_thread(state, sessions, session), "salle": session.published, "deroule": script}
        return response.json(found, headers=KEPT, ensure_ascii=False)

    @app.route("/atelier/<code:str>/resultats.csv", methods=["POST"], name="atelier_csv")
    @told
    async def table(request: Request, code: str) -> HTTPResponse:
        session, _ = await door.trainer(request, code)
        if not session.publications:
            raise Problem(409, say("atelier_pas_affiche"))
        named = {**KEPT, "Content-Disposition": f'attachment; filename="atelier-{session.code}.csv"'}
        return response.raw(files.table(session).encode(), content_type="text/csv; charset=utf-8", headers=named)

    @app.route("/atelier/<code:str>/deroule", methods=["POST"], name="atelier_deroule")
    @told
    async def page(request: Request, code: str) -> HTTPResponse:
        session, fields = await door.trainer(request, code)
        return response.html(files.page(files.sheet(session, _minutes(fields.get("duree")))), headers=_PRINTED)

    @app.route("/atelier/<code:str>/deroule.pdf", methods=["POST"], name="atelier_deroule_pdf")
    @told
    async def pdf(request: Request, code: str) -> HTTPResponse:
        session, fields = await door.trainer(request, code)
        content = files.sheet(session, _minutes(fields.get("duree")))
        named = {**KEPT, "Content-Disposition": f'attachment; filename="deroule-{session.code}.pdf"'}
        async with drawing:
            return response.raw(await asyncio.to_thread(as_pdf, content, load()), content_type="application/pdf", headers=named)


async def _done(act: Act, sessions: Store, session_id: str) -> None:
    try:
        await asyncio.to_thread(act, sessions, session_id)
    except Refused as refused:
        raise Problem(409, str(refused)) from None
    except Over:
        raise Problem(404, say("atelier_inconnu")) from None


def _minutes(text: str | None) -> int:
    if text is None or text == "":
        return DURATIONS[0]
    if text not in map(str, DURATIONS):
        raise Problem(400, say("atelier_minutes_attendues"))
    return int(text)
