"""The page to keep: what each address answers, and that the practitioner's words go nowhere but into the answer."""

from __future__ import annotations

import asyncio
import html
import json
import logging
import re
import uuid
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from sanic import Sanic
from sanic.exceptions import MethodNotSupported
from sanic.response import HTTPResponse

from bot.result_page import LARGEST_FORM, add_result_routes, address, qr_svg, split_name
from bot.settings import ROOT, SettingError, Settings
from tests.bot.pdf_text import pdf_text
from typology.code import encode, encode_path
from typology.evidence import Evidence, Ledger
from typology.loader import load
from typology.messages import say

KNOWLEDGE = load()
STUDY = encode(Ledger((Evidence("autour_de", "question_fixee"), Evidence("place_beneficiaires", "objet"), Evidence("rythme_duree", "cycle_borne"))), KNOWLEDGE)
MAKING = encode(Ledger((Evidence("autour_de", "realisation"), Evidence("qui_decide", "codecision"))), KNOWLEDGE)
SAID = "pourquoi tant de places restent vides"
WORDS = {"raisons": [{"dimension": "autour_de", "modalite": "question_fixee", "citation": SAID}], "phrase": "Pour comprendre", "avis": "oui"}
HOSTILE = """<script>alert(1)</script>"><img src=x onerror=alert(2)>' onmouseover='x {{ 7 * 7 }} </form>&amp;"""
VOID = {"meta", "link", "img", "input"}
FORM = "application/x-www-form-urlencoded"


def ask(
    path: str, mots: Any = None, *, body: bytes | None = None, kind: str = FORM, settings: Settings | None = None, host: str = "reseau.test"
) -> HTTPResponse:
    """Send a GET, or a POST when there are words or a body, through the router."""
    app = Sanic(f"t{uuid.uuid4().hex}", configure_logging=False)
    add_result_routes(app, settings or Settings())
    app.router.finalize()
    method = "GET" if mots is None and body is None else "POST"
    if body is None:
        body = urlencode({"mots": mots if isinstance(mots, str) else json.dumps(mots)}).encode()
    _, handler, params = app.router.get(path, method, None)
    request = SimpleNamespace(method=method, body=body, headers={"content-type": kind}, scheme="http", host=host)
    answer: HTTPResponse = asyncio.run(handler(request, **params))
    return answer


def text_of(answer: HTTPResponse) -> str:
    assert answer.body is not None
    return answer.body.decode()


class Reader(HTMLParser):
    """Checks that tags are closed in order; keeps the tags, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_names_the_type_the_code_and_its_address() -> None:
    answer = ask(f"/resultat/{STUDY}")
    page = Reader(text_of(answer))
    assert (answer.status, answer.content_type) == (200, "text/html; charset=utf-8")
    assert "Réseau de coordination" in page.text and say("page_rouvrir", code=STUDY) in page.text
    assert f"http://reseau.test/resultat/{STUDY}" in page.text
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert ("html", {"lang": "fr"}) in page.tags


@pytest.mark.parametrize("path", [f"/resultat/{STUDY}", f"/resultat/{STUDY}.pdf", f"/resultat/{STUDY}.txt", f"/resultat/{STUDY}/qr.svg", "/resultat/RIEN"])
def test_no_answer_is_kept_indexed_or_open_to_scripts(path: str) -> None:
    headers = ask(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script" not in policy and "unsafe" not in policy and "data:" not in policy


def test_the_page_has_no_script_no_style_of_its_own_and_asks_nothing_of_others() -> None:
    page = Reader(text_of(ask(f"/resultat/{STUDY}", WORDS)))
    for tag, attributes in page.tags:
        assert tag not in ("script", "style", "iframe", "object")
        assert "style" not in attributes and not any(name.startswith("on") for name in attributes)
        if tag in ("link", "img", "form"):
            target = str(attributes.get("href") or attributes.get("src") or attributes.get("action"))
            assert "://" not in target and not target.startswith(("//", "data:"))
    assert (ROOT / "bot" / "web" / "static" / "resultat.css").is_file()


def test_the_words_are_in_the_page_only_when_they_come_with_it() -> None:
    assert SAID not in text_of(ask(f"/resultat/{STUDY}"))
    page = text_of(ask(f"/resultat/{STUDY}", WORDS))
    assert SAID in Reader(page).text and "Pour comprendre" in Reader(page).text
    assert SAID not in text_of(ask(f"/resultat/{STUDY}"))
    assert SAID in text_of(ask(f"/resultat/{STUDY}.txt", WORDS)).replace("\n  ", " ")


def test_the_downloads_carry_the_words_on_in_a_form_never_in_an_address() -> None:
    page = Reader(text_of(ask(f"/resultat/{STUDY}", WORDS)))
    forms = [attributes for tag, attributes in page.tags if tag == "form"]
    assert [(form["method"], form["action"]) for form in forms] == [("post", f"{STUDY}.pdf"), ("post", f"{STUDY}.txt")]
    [carried, again] = [attributes["value"] for tag, attributes in page.tags if tag == "input"]
    assert carried == again and SAID in text_of(ask(f"/resultat/{STUDY}.txt", carried)).replace("\n  ", " ")
    bare = Reader(text_of(ask(f"/resultat/{STUDY}")))
    assert {f"{STUDY}.pdf", f"{STUDY}.txt"} <= {attributes.get("href") for tag, attributes in bare.tags if tag == "a"}


@pytest.mark.parametrize("key", ["phrase", "vos_mots", "citation"])
def test_markup_in_the_words_stays_text(key: str) -> None:
    words = {"raisons": [["autour_de", "question_fixee", HOSTILE]]} if key == "citation" else {key: HOSTILE}
    page = text_of(ask(f"/resultat/{STUDY}", words))
    reader = Reader(page)
    assert "<script>alert(1)" in reader.text and "{{ 7 * 7 }}" in reader.text
    assert not any(tag == "script" or any(name.startswith("on") for name in attributes) for tag, attributes in reader.tags)
    assert "<img src=x" not in page and html.escape("<img src=x") in page


def test_a_path_shows_each_phase() -> None:
    page = Reader(text_of(ask(f"/resultat/{encode_path([[MAKING], [STUDY, MAKING], [STUDY]])}")))
    assert say("page_parcours_titre") in page.text
    assert "Réseau de partenariat" in page.text and "en parallèle" in page.text


def test_the_pdf_has_the_same_words_under_a_name_that_says_nothing() -> None:
    answer = ask(f"/resultat/{STUDY}.pdf", WORDS)
    assert answer.content_type == "application/pdf" and answer.body is not None and answer.body.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="pourquoi-reseau.pdf"'
    text = " ".join(pdf_text(answer.body).split())
    assert "Réseau de coordination" in text and SAID in text and "Pour comprendre" in text and STUDY in text
    assert b"/Lang (fr)" in answer.body
    for line in text_of(ask(f"/resultat/{STUDY}.txt", WORDS)).splitlines():
        for word in line.split():
            assert word.strip("—[]•_").lower() in text.lower().replace("- ", "-") or "://" in word, word


def test_what_the_font_has_not_is_not_named_in_a_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = ask(f"/resultat/{STUDY}.pdf", {"phrase": "Pour 日本 et 😀 ensemble"})
    assert answer.status == 200
    assert not any(secret in record.getMessage() for record in caplog.records for secret in ("日", "😀", "ensemble", "missing"))


def test_the_text_is_one_to_paste_in_an_e_mail() -> None:
    answer = ask(f"/resultat/{STUDY}.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="pourquoi-reseau.txt"'
    assert text_of(answer).startswith("RÉSEAU DE COORDINATION\n")


@pytest.mark.parametrize("form", ["", ".pdf", ".txt", "/qr.svg"])
@pytest.mark.parametrize("code", ["RIEN", "bonjour", STUDY[:-1] + ("0" if STUDY[-1] != "0" else "1"), "%3Cscript%3E", "~", ".", "Z" * 3000, "é", "%FF%00"])
def test_a_wrong_code_gets_a_page_with_a_sentence(code: str, form: str) -> None:
    answer = ask(f"/resultat/{code}{form}")
    page = Reader(text_of(answer))
    assert answer.status == 404 and answer.content_type == "text/html; charset=utf-8"
    assert say("page_code_inconnu_titre") in page.text
    assert any(attributes.get("href") == "/" for tag, attributes in page.tags if tag == "a")
    assert not any(tag == "script" for tag, _ in page.tags)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"autre=1",
        b"mots=",
        b"mots=bonjour",
        b"mots=[]",
        b"mots=%FF",
        b"\xff\xfe",
        b"mots=" + b"[" * 100_000,
        b"mots=" + json.dumps({"phrase": "x" * 601}).encode(),
        b"mots={}" + b"&a=1" * 9,
        b'mots={"phrase":"' + b"x" * LARGEST_FORM + b'"}',
    ],
    ids=["nothing", "other", "blank", "words", "list", "not utf-8", "bytes", "nested", "long", "many", "large"],
)
@pytest.mark.parametrize("form", ["", ".pdf"])
def test_words_that_are_not_ours_get_a_400_with_a_sentence(body: bytes, form: str) -> None:
    answer = ask(f"/resultat/{STUDY}{form}", body=body)
    assert answer.status == 400
    assert say("page_mots_refuses") in Reader(text_of(answer)).text
    assert "xxx" not in text_of(answer) and "bonjour" not in text_of(answer)


def test_only_a_plain_form_is_read() -> None:
    assert ask(f"/resultat/{STUDY}", WORDS, kind="text/plain").status == 400
    assert ask(f"/resultat/{STUDY}", WORDS, kind=f"{FORM}; charset=utf-8").status == 200


def test_the_qr_is_only_read() -> None:
    with pytest.raises(MethodNotSupported):
        ask(f"/resultat/{STUDY}/qr.svg", WORDS)


def test_the_qr_is_a_picture_of_the_address_and_of_nothing_else() -> None:
    answer = ask(f"/resultat/{STUDY}/qr.svg")
    assert answer.content_type == "image/svg+xml; charset=utf-8"
    assert answer.body == qr_svg(f"http://reseau.test/resultat/{STUDY}") != qr_svg(f"http://reseau.test/resultat/{MAKING}")
    assert b"<script" not in answer.body and b"style=" not in answer.body


def test_a_code_typed_in_small_letters_is_shown_as_it_is_written() -> None:
    assert say("page_rouvrir", code=STUDY) in Reader(text_of(ask(f"/resultat/{STUDY.lower()}"))).text


@pytest.mark.parametrize("host", ["", "a b", "x/../y", 'x"onload="', "évil.test", "x:99999999", "@x"])
def test_a_host_that_is_none_is_not_repeated(host: str) -> None:
    assert address("http", host, "Z1", Settings(port=8000)) == "http://127.0.0.1:8000/resultat/Z1"


@pytest.mark.parametrize("host", ["reseau.example.org", "127.0.0.1:5005", "[::1]:5005"])
def test_the_address_is_under_the_host_that_was_asked(host: str) -> None:
    assert address("https", host, "Z1~Z2", Settings()) == f"https://{host}/resultat/Z1~Z2"


def test_the_public_address_stands_above_the_host() -> None:
    settings = Settings.from_environment({"PUBLIC_URL": "https://reseau.example.org/outil/"})
    assert address("http", "127.0.0.1", "Z1", settings) == "https://reseau.example.org/outil/resultat/Z1"


@pytest.mark.parametrize("value", ["reseau.example.org", "ftp://x", "javascript:alert(1)", "https://x y", "https://x?y=1", 'https://x"'])
def test_a_public_address_that_is_none_is_told_by_name(value: str) -> None:
    with pytest.raises(SettingError, match=re.escape(f"PUBLIC_URL={value} :")):
        Settings.from_environment({"PUBLIC_URL": value})


def test_the_form_is_the_end_of_the_name() -> None:
    assert split_name("Z1.Z2.pdf") == ("Z1.Z2", "pdf")
    assert split_name("Z1.Z2") == ("Z1.Z2", "")
    assert split_name("Z1.txt") == ("Z1", "txt")
