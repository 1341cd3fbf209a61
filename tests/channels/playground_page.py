"""What a practitioner does and sees in the Agents Playground, Microsoft's own client for bots of Teams."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.browser.conftest import QUIET
from tests.channels.fake_microsoft import FakeMicrosoft
from tests.channels.playground import playground_running
from typology.loader import load

# The page is nine megabytes of JavaScript: slow on a busy machine.
WITHIN = 60_000
MOST_QUESTIONS = 9


@contextmanager
def playground_open(fake: FakeMicrosoft, bot_url: str, chromium: str, unshare: str, node: str, program: Path) -> Iterator[Page]:
    """Run the playground for the bot at ``bot_url`` and give its page, on the private chat."""
    with (
        tempfile.TemporaryDirectory(prefix="teams-") as folder,
        playground_running(fake, bot_url.rstrip("/"), Path(folder), unshare, node, program) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 1000}, locale="fr-BE")
        # Its fonts and decorations are on Microsoft's servers; nothing is asked of them.
        page.route(re.compile("^https://"), lambda route: route.abort())
        page.set_default_timeout(WITHIN)
        page.goto(url, wait_until="commit")
        page.get_by_role("button", name="Hide log panel").click(timeout=3 * WITHIN)
        yield page
        browser.close()


def shown(page: Page, text: str) -> Locator:
    """The last place where it is written, whatever its apostrophes and spaces."""
    return page.get_by_text(re.compile(re.escape(text).replace("'", "['’]").replace("\\ ", "\\s"))).last


def cards(page: Page) -> Locator:
    """All the cards."""
    return page.locator(".ac-adaptiveCard")


def settled(page: Page, more_than: int) -> None:
    """Wait until there are more cards, and none more comes for a second."""
    expect(cards(page)).not_to_have_count(more_than, timeout=WITHIN)
    count = -1
    while count != cards(page).count():
        count = cards(page).count()
        page.wait_for_timeout(1000)


def says(page: Page, text: str) -> None:
    """Write it, and wait for the answer."""
    before = cards(page).count()
    page.get_by_role("textbox").last.click()
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")
    settled(page, before)


def says_to_the_group(page: Page, text: str) -> None:
    """Write it in the group, to the bot: without its mention it would not hear."""
    page.get_by_role("textbox").last.click()
    page.keyboard.type("@")
    page.get_by_role("menuitem", name="Pourquoi réseau").click()
    page.keyboard.insert_text(f" {text}")
    page.keyboard.press("Enter")


def answers_until_the_result(page: Page, answers: Mapping[str, str]) -> None:
    """Answer whichever question stands, told by its words in the last card."""
    items = (*load().ouvertures, *load().dimensions)
    questions = {words[:30]: item.id for item in items for words in (item.question, item.reformulation)}
    for _ in range(MOST_QUESTIONS):
        if shown(page, "Pourquoi fait-on réseau").is_visible():
            return
        card = cards(page).last.inner_text().replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")
        says(page, answers[next(dimension for words, dimension in questions.items() if words in card)])
    raise AssertionError("le résultat ne vient pas")
