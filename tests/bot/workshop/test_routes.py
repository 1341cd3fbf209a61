"""The routes, without a server: the handlers themselves, through the router."""

from __future__ import annotations

import asyncio
import csv
import io
import ipaddress
import json
import logging
import uuid
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from sanic import Sanic
from sanic.compat import Header
from sanic.response import HTTPResponse

from bot.settings import Settings
from bot.workshop import files
from bot.workshop.requests import MOST_CREATED, MOST_WRONG
from bot.workshop.routes import add_workshop_routes
from bot.workshop.store import Session
from tests.bot.pdf_text import pdf_text
from tests.bot.workshop.conftest import SPLIT, Base

API = "/atelier/api/seances"
FORM = "application/x-www-form-urlencoded"


class Site:
    """The routes on a store, and a way to ask them."""

    def __init__(self, base: Base, settings: Settings | None = None) -> None:
        self.base = base
        self.app = Sanic(f"t{uuid.uuid4().hex}", configure_logging=False)
        add_workshop_routes(self.app, settings or Settings(database_url=base.url), {"Content-Security-Policy": "default-src 'none'"})
        self.app.router.finalize()

    def ask(self, path: str, method: str = "GET", body: Any = None, token: str = "", form: dict[str, str] | None = None, **more: Any) -> HTTPResponse:
        plain, _, query = path.partition("?")
        _, handler, params = self.app.router.get(plain, method, None)
        headers = {"authorization": f"Bearer {token}"} if token else {}
        headers |= {"content-type": FORM} if form is not None else {}
        raw = urlencode(form).encode() if form is not None else body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        args = dict(pair.split("=") for pair in query.split("&") if pair)
        request = SimpleNamespace(method=method, body=raw, headers=Header({**headers, **more}), args=args, ip="192.0.2.1", scheme="http", host="reseau.test")
        answer: HTTPResponse = asyncio.run(handler(request, **params))
        return answer

    def json(self, *arguments: Any, **named: Any) -> dict[str, Any]:
        answer = self.ask(*arguments, **named)
        assert answer.status < 300, answer.body
        found: dict[str, Any] = json.loads(answer.body or b"null")
        return found


@pytest.fixture
def site(base: Base) -> Site:
    return Site(base)


def opened(site: Site, *given: Any, title: str = "Journée réseau") -> tuple[Session, str]:
    session, token = site.base.open(title)
    site.base.give(session, *given)
    return session, token


def test_a_session_is_made_in_one_request_and_its_secret_is_in_the_fragment_alone(site: Site) -> None:
    made = site.json(API, "POST", {"titre": "  Journée \n réseau ", "mode": "meme"})
    assert made["rejoindre"] == f"http://reseau.test/atelier/{made['code']}"
    assert made["ecran"] == f"{made['rejoindre']}/ecran" and made["animer"] == f"{made['rejoindre']}/animer#{made['jeton']}"
    found = site.json(f"{API}/{made['code']}")
    assert (found["titre"], found["mode"], found["etape"], found["rejoints"]) == ("Journée réseau", "meme", "attente", 0)
    assert made["jeton"] not in json.dumps(found)


def test_a_title_is_kept_without_the_names_of_persons_and_no_longer_than_it_may_be(site: Site) -> None:
    made = site.json(API, "POST", {"titre": "Autour de Kevin Dubois, avec le CPAS", "mode": "meme"})
    title = site.json(f"{API}/{made['code']}")["titre"]
    assert "Kevin" not in title and "Dubois" not in title and "CPAS" in title
    long = site.json(API, "POST", {"titre": ("Kevin, " * 12)[:80], "mode": "meme"})
    assert len(site.json(f"{API}/{long['code']}")["titre"]) <= 80


def test_the_public_address_is_used_when_there_is_one(base: Base) -> None:
    settings = replace(Settings(database_url=base.url), public_url="https://reseau.example.org/bot")
    made = Site(base, settings).json(API, "POST", {"titre": "x", "mode": "chacun"})
    assert made["rejoindre"] == f"https://reseau.example.org/bot/atelier/{made['code']}"


WRONG = [b"", b"[]", b"{", {"titre": "x"}, *({"titre": title, "mode": "meme"} for title in ("", "x" * 81, 3, " \n ")), {"titre": "x", "mode": "y"}]


@pytest.mark.parametrize("body", WRONG)
def test_a_wrong_request_is_told_in_french(site: Site, body: Any) -> None:
    answer = site.ask(API, "POST", body)
    assert answer.status == 400 and json.loads(answer.body or b"")["message"].endswith(".")


def test_a_mistyped_code_is_put_right_and_an_unknown_one_is_told(site: Site) -> None:
    session, _ = opened(site)
    first, second, number = session.code.split("-")
    assert site.json(f"{API}/{first.upper()}x%20{second}%20{number}")["code"] == session.code
    for wrong in ("bonjour", "Z7K3-F9QX", "%2e%2e", "cerise-cerise-42"):
        assert site.ask(f"{API}/{wrong}").status == 404


def test_a_state_that_has_not_changed_is_not_sent_again(site: Site) -> None:
    session, _ = opened(site)
    first = site.ask(f"{API}/{session.code}")
    assert site.ask(f"{API}/{session.code}", **{"if-none-match": first.headers["ETag"]}).status == 304
    site.base.give(session, SPLIT[0])
    assert site.ask(f"{API}/{session.code}", **{"if-none-match": first.headers["ETag"]}).status == 200


TRAINERS = [
    *((f"{API}/{{}}/{act}", "POST") for act in ("reveler", "cacher", "phrases", "manche", "reinitialiser", "fermer")),
    (f"{API}/{{}}/formateur", "GET"),
    *((f"/atelier/{{}}/{name}", "POST") for name in ("resultats.csv", "deroule", "deroule.pdf")),
]


@pytest.mark.parametrize(("path", "method"), TRAINERS)
def test_what_is_the_trainers_needs_the_secret(site: Site, path: str, method: str) -> None:
    session, _ = opened(site, *SPLIT)
    other, others = opened(site)
    assert other.code != session.code
    for token in ("", "x", session.id, session.formateur, others):
        assert site.ask(path.format(session.code), method, b"{}", token=token).status == 401
        assert site.ask(path.format(session.code), method, form={"jeton": token}).status == 401
    assert site.base.now(session).version == session.version + 8


def test_the_trainer_reveals_hides_and_closes(site: Site) -> None:
    session, token = opened(site, *SPLIT)
    path = f"{API}/{session.code}"
    assert site.json(path)["salle"] is None
    assert site.json(f"{path}/reveler", "POST", token=token)["salle"]["resultats"] == 8
    assert site.json(path)["etape"] == "revele"
    assert site.json(f"{path}/phrases", "POST", {"montrer": True}, token)["phrases"] == []
    assert site.ask(f"{path}/phrases", "POST", {"montrer": 1}, token).status == 400
    hidden = site.json(f"{path}/cacher", "POST", token=token)
    assert hidden["salle"] is None and hidden["etape"] == "attente"
    view = site.json(f"{path}/formateur?duree=45", token=token)
    assert view["salle"]["resultats"] == 8 and view["etat"]["salle"] is None
    assert {block["kind"] for block in view["deroule"]["blocs"]} == {"heading", "paragraph", "items", "line"}
    assert site.json(f"{path}/manche", "POST", token=token)["manche"] == 2
    assert site.ask(f"{path}/manche", "POST", token=token).status == 409
    assert site.json(f"{path}/reinitialiser", "POST", token=token)["manche"] == 1
    assert site.ask(f"{path}/fermer", "POST", token=token).status == 204
    assert site.ask(path).status == 404 and site.ask(f"{path}/fermer", "POST", token=token).status == 404


def test_under_five_the_trainer_is_refused_with_a_reason_and_still_has_a_script(site: Site) -> None:
    session, token = opened(site, *SPLIT[:3])
    answer = site.ask(f"{API}/{session.code}/reveler", "POST", token=token)
    assert answer.status == 409 and "cinq" in json.loads(answer.body or b"")["message"]
    view = site.json(f"{API}/{session.code}/formateur", token=token)
    assert view["salle"] is None and "moins de cinq" in view["deroule"]["blocs"][0]["text"]
    assert site.ask(f"/atelier/{session.code}/resultats.csv", "POST", form={"jeton": token}).status == 409


def test_the_table_opens_in_excel_and_holds_no_more_than_the_screen(site: Site) -> None:
    session, token = opened(site, *SPLIT, title="=HYPERLINK(1)")
    site.json(f"{API}/{session.code}/reveler", "POST", token=token)
    answer = site.ask(f"/atelier/{session.code}/resultats.csv", "POST", form={"jeton": token})
    assert answer.body and answer.body.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig")), delimiter=";"))
    assert table[0] == ["atelier", "manche", "tableau", "réponse", "nombre"] and all(len(row) == 5 for row in table)
    assert {row[0] for row in table[1:]} == {"'=HYPERLINK(1)"}
    numbers = [row[4] for row in table[1:] if row[4].isdigit()]
    assert "4" in numbers and not {"1", "2"} & set(numbers)


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1", "\n=1"])
def test_a_formula_is_made_harmless(cell: str) -> None:
    assert files.harmless(cell).startswith("'")


@pytest.mark.parametrize("cell", ["Réseau de soutien", "12", "", "a=1"])
def test_other_cells_stay(cell: str) -> None:
    assert files.harmless(cell) == cell


@pytest.mark.parametrize("minutes", ["20", "45"])
def test_the_script_is_a_page_and_a_pdf(site: Site, minutes: str, tmp_path: Path) -> None:
    session, token = opened(site, *SPLIT, title="<b>Réseau</b>")
    site.json(f"{API}/{session.code}/reveler", "POST", token=token)
    fields = {"jeton": token, "duree": minutes}
    page = site.ask(f"/atelier/{session.code}/deroule", "POST", form=fields)
    text = (page.body or b"").decode()
    assert f"Un déroulé de {minutes} minutes" in text and "<b>" not in text and token not in text
    assert "script-src" not in page.headers["Content-Security-Policy"]
    pdf = site.ask(f"/atelier/{session.code}/deroule.pdf", "POST", form=fields)
    assert pdf.body and pdf.body.startswith(b"%PDF") and pdf.headers["Cache-Control"] == "no-store"
    assert f"{minutes} minutes" in " ".join(pdf_text(pdf.body).split())
    assert site.ask(f"/atelier/{session.code}/deroule", "POST", form={**fields, "duree": "30"}).status == 400


def test_the_code_is_a_picture_too(site: Site) -> None:
    session, _ = opened(site)
    answer = site.ask(f"/atelier/{session.code}/qr.svg")
    assert answer.content_type and answer.content_type.startswith("image/svg") and b"<svg" in (answer.body or b"")


PAGES = {
    "/atelier/": "creer",
    "/atelier/cerise-violon-42": "rejoindre",
    "/atelier/cerise-violon-42/ecran": "ecran",
    "/atelier/cerise-violon-42/animer": "animer",
}


@pytest.mark.parametrize(("path", "name"), PAGES.items())
def test_each_address_has_its_page_with_the_policy_of_the_others(site: Site, path: str, name: str) -> None:
    answer = site.ask(path)
    assert answer.status == 200 and answer.headers["Content-Security-Policy"] and f"/atelier-{name}.js" in (answer.body or b"").decode()


def test_without_its_slash_the_first_page_is_not_served_where_its_links_would_be_wrong(site: Site) -> None:
    answer = site.ask("/atelier")
    assert answer.status == 302 and answer.headers["Location"] == "atelier/"


def test_guessing_and_opening_without_end_are_slowed_down(site: Site) -> None:
    session, token = opened(site)
    for _ in range(MOST_WRONG):
        assert site.ask(f"{API}/cerise-violon-99").status in (404, 200)
    slowed = site.ask(f"{API}/{session.code}")
    assert slowed.status == 429 and slowed.headers["Retry-After"] == "60"
    fresh = Site(site.base)
    for _ in range(MOST_WRONG):
        assert fresh.ask(f"{API}/{session.code}/formateur", token="x").status == 401
    assert fresh.ask(f"{API}/{session.code}/formateur", token=token).status == 429
    for _ in range(MOST_CREATED):
        assert fresh.ask(API, "POST", {"titre": "x", "mode": "meme"}).status == 201
    assert fresh.ask(API, "POST", {"titre": "x", "mode": "meme"}).status == 429


def test_behind_our_proxy_who_guesses_does_not_slow_the_others_down(base: Base) -> None:
    site = Site(base, Settings(database_url=base.url, trusted_proxies=(ipaddress.ip_network("192.0.2.1"),)))
    session, _ = opened(site)
    for _ in range(MOST_WRONG):
        site.ask(f"{API}/{session.code}/formateur", token="x", **{"x-forwarded-for": "203.0.113.5"})
    assert site.ask(f"{API}/{session.code}", **{"x-forwarded-for": "203.0.113.5"}).status == 429
    assert site.ask(f"{API}/{session.code}", **{"x-forwarded-for": "203.0.113.6"}).status == 200


def test_no_secret_in_a_log_even_when_the_database_fails(site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    from sqlalchemy.exc import OperationalError

    session, token = opened(site, *SPLIT)

    def fail(*_: Any, **__: Any) -> None:
        raise OperationalError("UPDATE x SET y", {"secret": token}, Exception("locked"))

    monkeypatch.setattr(site.base.store, "change", fail)
    with caplog.at_level(logging.DEBUG):
        assert site.ask(f"{API}/{session.code}/cacher", "POST", token=token).status == 503
    assert "OperationalError" in caplog.text and token not in caplog.text
