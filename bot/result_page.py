"""The page to keep of a result, ``/resultat/<code>``: HTML, PDF, plain text, and a QR code of its address.

The code holds no word of the practitioner. Their words come in the body of a POST, are put in the answer, and are kept nowhere.
"""

from __future__ import annotations

import asyncio
import functools
import io
import json
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.result_pdf import as_pdf
from bot.settings import Settings
from typology.blocks import Picture, Sheet
from typology.carte import svg
from typology.code import decode, decode_path, encode_path
from typology.errors import CodeError
from typology.loader import load
from typology.messages import say
from typology.sheet import Words, as_text, reopening, sheet, words_from_dict

# Twelve quotes and the rest, each of their characters escaped in JSON and again in the form.
LARGEST_FORM = 200_000
FILE_NAME = "pourquoi-reseau"
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {}"
_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_OWN_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_FORMS = ("pdf", "txt")


class WordsError(ValueError):
    """The words that came with the request are not ours to read. It holds none of them."""


@dataclass(frozen=True)
class Asked:
    """What a request asks for: the code, ``form`` ("", "pdf" or "txt"), the page's address, the words that came with it."""

    code: str
    form: str
    address: str
    words: Words | None

    def sheet(self) -> Sheet:
        """Return the page, with how to open it again; CodeError when the code is none of ours."""
        found = sheet(_ledgers(self.code), load(), self.words)
        return replace(found, blocks=found.blocks + reopening(self.code, self.address))


def add_result_routes(app: Sanic, settings: Settings) -> None:
    """Add the page's routes to the server."""
    headers = {
        "Content-Security-Policy": _POLICY.format(settings.frame_ancestors),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
        "Cache-Control": "no-store",
    }
    # One PDF at a time: the conversations go on beside it.
    drawing = asyncio.Semaphore(1)

    @app.route("/resultat/<wanted:str>", methods=["GET", "HEAD", "POST"], name="resultat")
    async def page(request: Request, wanted: str) -> HTTPResponse:
        code, form = split_name(unquote(wanted))
        try:
            code = encode_path(decode_path(code))
            asked = Asked(code, form, address(request.scheme, request.host, code, settings), posted(request) if request.method == "POST" else None)
            return await _answer(asked, drawing, headers)
        except WordsError:
            return _failure(say("page_mots_titre"), say("page_mots_refuses"), 400, headers, without=quote(code, safe=""))
        except CodeError as error:
            return _failure(say("page_code_inconnu_titre"), str(error), 404, headers)

    @app.route("/resultat/<wanted:str>/qr.svg", methods=["GET", "HEAD"], name="resultat_qr")
    async def qr(request: Request, wanted: str) -> HTTPResponse:
        try:
            code = encode_path(decode_path(unquote(wanted)))
            _ledgers(code)
        except CodeError as error:
            return _failure(say("page_code_inconnu_titre"), str(error), 404, headers, root="../../")
        picture = qr_svg(address(request.scheme, request.host, code, settings))
        return response.raw(picture, content_type="image/svg+xml; charset=utf-8", headers=headers)


def split_name(wanted: str) -> tuple[str, str]:
    """Return the code and the form of « code », « code.pdf » or « code.txt »."""
    for form in _FORMS:
        if wanted.endswith(f".{form}"):
            return wanted[: -len(form) - 1].strip(), form
    return wanted.strip(), ""


def posted(request: Request) -> Words:
    """Return the words of the form field « mots »; WordsError when it is missing, too large or not ours."""
    try:
        if len(request.body) > LARGEST_FORM or not str(request.headers.get("content-type", "")).startswith("application/x-www-form-urlencoded"):
            raise WordsError
        # Read here rather than by the server, which would log a form that it cannot read.
        fields = parse_qs(request.body.decode("utf-8"), strict_parsing=True, errors="strict", max_num_fields=4)
        return words_from_dict(json.loads(fields["mots"][0]))
    except (KeyError, ValueError, RecursionError):
        raise WordsError from None


def address(scheme: str, host: str, code: str, settings: Settings) -> str:
    """Return the page's address for others: under ``PUBLIC_URL`` when it is set, else under the host that was asked."""
    return f"{base_address(scheme, host, settings)}/resultat/{quote(code, safe='')}"


def base_address(scheme: str, host: str, settings: Settings) -> str:
    """Return the address of this server for others, without a slash at its end: ``PUBLIC_URL`` when it is set, else the host that was asked."""
    return settings.public_url or (f"{scheme}://{host}" if _HOST.fullmatch(host) else settings.page_url.rstrip("/"))


def qr_svg(text: str) -> bytes:
    """Return a QR code as a stand-alone SVG, dark on light in any theme, with its quiet zone."""
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", scale=4, border=4, dark="#000", light="#fff", title=say("page_qr"))
    return out.getvalue()


def html(asked: Asked) -> str:
    """Return the page; everything that came with the request is escaped."""
    words = json.dumps(asdict(asked.words), ensure_ascii=False) if asked.words else None
    return environment().get_template("result_page.html").render(sheet=asked.sheet(), name=quote(asked.code, safe=""), words=words)


async def _answer(asked: Asked, drawing: asyncio.Semaphore, headers: dict[str, str]) -> HTTPResponse:
    if not asked.form:
        return response.html(html(asked), headers=headers)
    named = {**headers, "Content-Disposition": f'attachment; filename="{FILE_NAME}.{asked.form}"'}
    content = asked.sheet()
    if asked.form == "txt":
        return response.text(as_text(content), headers=named)
    async with drawing:
        return response.raw(await asyncio.to_thread(as_pdf, content, load()), content_type="application/pdf", headers=named)


def _failure(title: str, sentence: str, status: int, headers: dict[str, str], without: str = "", root: str = "../") -> HTTPResponse:
    text = environment().get_template("result_error.html").render(title=title, sentence=sentence, without=without, root=root)
    return response.html(text, status=status, headers=headers)


def _ledgers(code: str) -> list[list[Any]]:
    return [[decode(part, load()) for part in phase] for phase in decode_path(code)]


def _drawn(picture: Picture) -> Markup:
    """The map without its own style, which the page's policy refuses: resultat.css has one that follows the theme."""
    return Markup(_OWN_STYLE.sub("", svg(picture.centres, picture.type, load())))  # noqa: S704  carte.svg escapes what it is given


@functools.lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates of the pages; they escape what they are given."""
    made = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["drawn"] = _drawn
    made.globals["say"] = say
    return made
