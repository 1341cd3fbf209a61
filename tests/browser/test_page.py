"""A practitioner in a real browser: opens the page, types, clicks, reloads, and sees the result."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Bot

pytestmark = pytest.mark.browser
NARRATIVE = (
    "Avec la bibliothèque, le centre culturel et deux écoles, nous montons un bus de lecture pour les hameaux. La commune prête le garage, "
    "chacun donne des heures, et une convention dit qui paie quoi. Le bus doit rouler en avril."
)
ANSWERS = {
    "pourquoi": "Pour faire rouler ce bus : aucun de nous n'en avait les moyens tout seul.",
    "qui": "Quatre institutions ; trois habitantes ont dessiné le circuit et tiendront le bus avec nous.",
    "autour_de": "le bus à aménager et à faire rouler ensemble",
    "place_beneficiaires": "des habitantes aménagent et tiennent le bus avec nous",
    "ce_qui_circule": "du temps, de l'argent, des livres et des tâches réparties",
    "rythme_duree": "un calendrier de chantier jusqu'à la mise en route en avril",
    "formalisation": "une convention signée avec un budget",
    "resultat_attendu": "un bus qui roule",
    "qui_decide": "les partenaires ensemble, en comité",
}


@pytest.fixture
def page(bot: Bot, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 420, "height": 740}, locale="fr-BE")
    page = context.new_page()
    page.requested = []  # type: ignore[attr-defined]
    page.on("request", lambda request: page.requested.append(request.url))  # type: ignore[attr-defined]
    page.goto(bot.settings.page_url)
    expect(bubbles(page).last).to_contain_text("Racontez-moi", timeout=30_000)
    yield page
    context.close()


def bubbles(page: Page):  # type: ignore[no-untyped-def]
    return page.locator(".ai-message")


def choices(page: Page):  # type: ignore[no-untyped-def]
    return page.get_by_role("group", name="Réponses suggérées").get_by_role("button")


def type_in(page: Page, text: str) -> None:
    """Type and send, then wait for the answer to be whole."""
    page.locator("#text-input").fill(text)
    page.locator("#text-input").press("Enter")
    answered(page)


def answered(page: Page) -> None:
    expect(page.locator(".user-message").last).to_be_visible()
    expect(page.locator(".deep-chat-loading-message-bubble")).to_have_count(0, timeout=30_000)


def question(page: Page, bot: Bot) -> str | None:
    """Which question stands, told by its words."""
    from typology.loader import load

    text = bubbles(page).last.inner_text().replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")
    knowledge = load()
    for item in (*knowledge.ouvertures, *knowledge.dimensions):
        if item.question[:40] in text or item.reformulation[:40] in text:
            return item.id
    return next((item.dimension for item in knowledge.confusions if item.question[:40] in text), None)


def test_a_whole_interview_by_typing_and_clicking_ends_on_the_result(page: Page, bot: Bot) -> None:
    page.get_by_role("button", name="Un exemple ?").click()
    answered(page)
    expect(bubbles(page).filter(has_text="Par exemple")).to_have_count(1)
    type_in(page, NARRATIVE)
    for _ in range(8):
        asked = question(page, bot)
        if asked is None:
            break
        if asked == "qui_decide":
            choices(page).filter(has_text="Les partenaires ensemble").click()
            answered(page)
        else:
            type_in(page, ANSWERS[asked])
    expect(bubbles(page).filter(has_text="réseau de partenariat").first).to_be_visible()
    expect(bubbles(page).last).to_contain_text("Pourquoi fait-on réseau")
    picture = page.locator("figure.map img")
    expect(picture).to_have_count(1)
    assert "Triangle" in str(picture.get_attribute("alt"))
    assert page.evaluate("document.querySelector('deep-chat').shadowRoot.querySelector('figure.map img').naturalWidth") > 0
    Path("var").mkdir(exist_ok=True)
    page.screenshot(path="var/page-resultat.png")
    # Another network, by the button.
    choices(page).first.click()
    answered(page)
    expect(bubbles(page).last).to_contain_text("Racontez-moi")


def test_nothing_is_asked_of_another_host_and_the_id_is_in_no_address(page: Page, bot: Bot) -> None:
    type_in(page, "bonjour")
    identifier = page.evaluate("localStorage.getItem('pourquoi-reseau.id')")
    assert page.requested, "aucune requête notée"  # type: ignore[attr-defined]
    for url in page.requested:  # type: ignore[attr-defined]
        assert url.startswith((bot.settings.page_url, "data:", "blob:")), url
        assert identifier not in url


def test_a_reload_keeps_the_conversation_and_its_choices(page: Page) -> None:
    type_in(page, NARRATIVE)
    before, offered = bubbles(page).count(), choices(page).count()
    assert offered > 0
    page.reload()
    expect(bubbles(page)).to_have_count(before, timeout=20_000)
    expect(choices(page)).to_have_count(offered)


def test_html_stays_text(page: Page) -> None:
    type_in(page, '<img src=x onerror="window.piege=1"><b>gras</b>')
    assert page.evaluate("window.piege") is None
    expect(page.locator(".user-message").last).to_contain_text("<b>gras</b>")


def test_it_fits_a_narrow_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 568})
    type_in(page, NARRATIVE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_server_error_is_told_and_the_message_is_sent_again_once(page: Page) -> None:
    page.route("**/chat/webhook", lambda route: route.fulfill(status=503, content_type="application/json", body='{"message": "Le service se repose."}'))
    page.locator("#text-input").fill(NARRATIVE)
    page.locator("#text-input").press("Enter")
    expect(page.locator(".failure")).to_contain_text("Le service se repose.", timeout=30_000)
    page.unroute("**/chat/webhook")
    page.get_by_role("button", name="Réessayer").click()
    expect(bubbles(page).last).to_contain_text("Pourquoi ce réseau", timeout=30_000)
    expect(page.locator(".user-message")).to_have_count(1)
