"""The page to keep in a real browser: read on a phone, in the dark, by a screen reader, and printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Bot
from typology.code import encode, encode_path
from typology.evidence import Evidence, Ledger
from typology.loader import load

pytestmark = pytest.mark.browser
STUDY = Ledger((Evidence("autour_de", "question_fixee"), Evidence("place_beneficiaires", "objet"), Evidence("rythme_duree", "cycle_borne")))
MAKING = Ledger((Evidence("autour_de", "realisation"), Evidence("qui_decide", "codecision")))
QUOTE = "pourquoi tant de places restent vides"
WORDS = {"raisons": [["autour_de", "question_fixee", QUOTE]], "phrase": "Pour comprendre", "avis": "non", "vos_mots": "un club " + "w" * 300}
SCHEMES: list[dict[str, Any]] = [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 568}, locale="fr-BE", accept_downloads=True)
    yield context.new_page()
    context.close()


def address(bot: Bot) -> str:
    knowledge = load()
    return f"{bot.settings.page_url}resultat/{encode_path([[encode(MAKING, knowledge)], [encode(STUDY, knowledge)]])}"


def with_words(page: Page, bot: Bot) -> None:
    """Open the page as the chat does: a form, posted."""
    page.set_content(f"<form method='post' action='{address(bot)}'><input name='mots'><button>Voir</button></form>")
    page.locator("input").fill(json.dumps(WORDS))
    page.get_by_role("button").click()
    expect(page.get_by_text(QUOTE)).to_be_visible()
    # The words are there before the style is.
    page.wait_for_load_state("load")


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark", "forced"])
@pytest.mark.parametrize("words", [False, True], ids=["bare", "words"])
def test_axe_finds_nothing(page: Page, bot: Bot, scheme: dict[str, Any], words: bool) -> None:
    page.emulate_media(**scheme)
    if words:
        with_words(page, bot)
    else:
        page.goto(address(bot))
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_a_wrong_code_has_a_page_that_axe_finds_nothing_in(page: Page, bot: Bot) -> None:
    answer = page.goto(f"{bot.settings.page_url}resultat/RIEN")
    assert answer is not None and answer.status == 404
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_it_fits_a_narrow_phone_under_one_title(page: Page, bot: Bot) -> None:
    with_words(page, bot)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.locator("h1")).to_have_count(1)
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))


def test_its_style_and_its_pictures_are_let_in_and_no_script_is_there(page: Page, bot: Bot) -> None:
    refused: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address(bot))
    assert page.evaluate("getComputedStyle(document.querySelector('.map polygon')).strokeWidth") == "2px"
    assert page.evaluate("document.querySelector('.qr img').naturalWidth") > 0
    assert page.locator("script").count() == 0
    assert not refused
    assert all(url.startswith(bot.settings.page_url) for url in asked)


def test_it_prints_on_a4(page: Page, bot: Bot) -> None:
    page.goto(address(bot))
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    # A4 in points, rounded by the browser.
    assert b"/MediaBox [0 0 59" in printed and b" 84" in printed
    page.emulate_media(media="print")
    assert not page.locator(".downloads").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()


def test_the_pdf_is_downloaded_with_the_words_and_the_page_stays(page: Page, bot: Bot) -> None:
    with_words(page, bot)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="En PDF").click()
    assert waiting.value.suggested_filename == "pourquoi-reseau.pdf"
    assert waiting.value.path().read_bytes().startswith(b"%PDF")
    assert QUOTE not in waiting.value.url and page.get_by_text(QUOTE).is_visible()
