"""Whatever goes wrong on the way: a sentence, a button, and the message is neither lost nor taken twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.chat import NARRATIVE, bubbles, choices, greeted, turns, write
from tests.conftest import Bot

pytestmark = pytest.mark.browser
WEBHOOK = "**/chat/webhook"
Trouble = Callable[[Route], None]


def answers(status: int, kind: str, body: str) -> Trouble:
    """Return what answers so in the server's stead; the server gets nothing."""
    return lambda route: route.fulfill(status=status, content_type=kind, body=body)


def loses_the_answer(route: Route) -> None:
    """The server takes the message and answers; the answer never arrives."""
    route.fetch()
    route.abort("connectionreset")


@pytest.fixture
def page(bot: Bot, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 420, "height": 740}, locale="fr-BE")
    page = context.new_page()
    page.goto(bot.settings.page_url)
    greeted(page)
    yield page
    context.close()


def sender(page: Page) -> str:
    return str(page.evaluate("localStorage.getItem('pourquoi-reseau.id')"))


def retry(page: Page, _: str = "") -> None:
    page.get_by_role("button", name="Réessayer").click()


def is_taken_once(page: Page, bot: Bot) -> None:
    """The narrative got one answer, and the server took it in once, after the greeting."""
    expect(bubbles(page).last).to_contain_text("Pourquoi ce réseau", timeout=30_000)
    expect(bubbles(page).filter(has_text="Pourquoi ce réseau")).to_have_count(1)
    expect(page.locator(".user-message")).to_have_count(1)
    expect(page.locator(".failure")).to_have_count(0)
    expect(choices(page).first).to_be_visible()
    assert turns(bot, sender(page)) == 2


def test_every_trouble_is_told_and_the_message_is_taken_once_in_the_end(page: Page, bot: Bot) -> None:
    write_or_retry = write
    for trouble, sentence, taken in (
        (answers(503, "application/json", '{"message": "Le service se repose."}'), "Le service se repose.", 1),
        (answers(500, "application/json", '{"message": "Quelque chose s\'est mal passé."}'), "Quelque chose s'est mal passé.", 1),
        (answers(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>"), "Le service ne répond pas pour le moment.", 1),
        (loses_the_answer, "La connexion n’a pas abouti.", 2),
        (answers(200, "text/html", "<html>Portail du wifi</html>"), "Le service ne répond pas pour le moment.", 2),
    ):
        page.route(WEBHOOK, trouble)
        write_or_retry(page, NARRATIVE)
        expect(page.locator(".failure")).to_contain_text(sentence, timeout=30_000)
        expect(page.locator("#text-input")).to_be_focused()
        assert turns(bot, sender(page)) == taken
        page.unroute(WEBHOOK)
        write_or_retry = retry
    retry(page)
    is_taken_once(page, bot)


def test_a_network_that_is_cut_and_comes_back(page: Page, bot: Bot) -> None:
    page.context.set_offline(True)
    write(page, NARRATIVE)
    expect(page.locator(".failure")).to_contain_text("La connexion n’a pas abouti.")
    retry(page)
    expect(page.locator(".failure")).to_contain_text("La connexion n’a pas abouti.")
    assert turns(bot, sender(page)) == 1
    page.context.set_offline(False)
    retry(page)
    is_taken_once(page, bot)


def test_after_a_reload_the_message_is_still_there_to_send_again(page: Page, bot: Bot) -> None:
    page.route(WEBHOOK, loses_the_answer)
    write(page, NARRATIVE)
    expect(page.locator(".failure")).to_be_visible(timeout=30_000)
    page.unroute(WEBHOOK)
    page.reload()
    expect(page.locator(".failure")).to_contain_text("n’a pas reçu de réponse")
    retry(page)
    is_taken_once(page, bot)


def test_what_is_written_after_a_lost_answer_comes_after_it(page: Page, bot: Bot) -> None:
    page.route(WEBHOOK, loses_the_answer)
    write(page, NARRATIVE)
    expect(page.locator(".failure")).to_be_visible(timeout=30_000)
    page.unroute(WEBHOOK)
    write(page, "Pour faire rouler ce bus : aucun de nous n'en avait les moyens tout seul.")
    expect(page.locator(".user-message")).to_have_count(2)
    expect(bubbles(page).filter(has_text="Pourquoi ce réseau")).to_have_count(1, timeout=30_000)
    expect(bubbles(page).last).not_to_contain_text("Pourquoi ce réseau")
    assert turns(bot, sender(page)) == 3
