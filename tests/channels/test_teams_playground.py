"""A practitioner in Microsoft's own client for bots of Teams: welcome, buttons, words, result; alone, and in a group."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from bot.marks import locate
from tests.browser.chat import ANSWERS, NARRATIVE
from tests.browser.conftest import QUIET
from tests.channels.fake_microsoft import FakeMicrosoft
from tests.channels.playground import PROGRAM, playground_running
from tests.channels.tools import require_tool
from tests.conftest import Bot, require_program
from typology.loader import load
from typology.messages import say

pytestmark = pytest.mark.browser
# The page is nine megabytes of JavaScript: slow on a busy machine.
WITHIN = 60_000


def require_namespace() -> str:
    """Return the path of unshare; skip on a user's machine that lets nobody make a network namespace, fail under CI."""
    unshare = require_program("unshare")
    if subprocess.run([unshare, "--map-root-user", "--net", "true"], capture_output=True, check=False).returncode == 0:
        return unshare
    message = "aucun espace de noms réseau ne peut être créé ici (unshare --map-root-user --net)"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="module")
def teams(bot: Bot, bot_s_microsoft: FakeMicrosoft) -> Iterator[Page]:
    chromium = require_program("chromium", "chromium-browser", "google-chrome")
    unshare, node, program = require_namespace(), require_program("node", "nodejs"), require_tool(PROGRAM)
    with tempfile.TemporaryDirectory(prefix="teams-") as folder:
        bot_url = bot.settings.page_url.rstrip("/")
        with playground_running(bot_s_microsoft, bot_url, Path(folder), unshare, node, program) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
            page = browser.new_page(viewport={"width": 1280, "height": 1000}, locale="fr-BE")
            # Its fonts and decorations are on Microsoft's servers; the test asks nothing of them.
            page.route(re.compile("^https://"), lambda route: route.abort())
            page.set_default_timeout(WITHIN)
            page.goto(url, wait_until="commit")
            page.get_by_role("button", name="Hide log panel").click()
            yield page
            browser.close()


def shown(page: Page, text: str) -> Locator:
    return page.get_by_text(re.compile(re.escape(text).replace("'", "['’]").replace("\\ ", "\\s"))).last


def cards(page: Page) -> Locator:
    return page.locator(".ac-adaptiveCard")


def settled(page: Page, more_than: int) -> None:
    """Wait until there are more cards, and none more comes for a second."""
    expect(cards(page)).not_to_have_count(more_than, timeout=WITHIN)
    count = -1
    while count != cards(page).count():
        count = cards(page).count()
        page.wait_for_timeout(1000)


def says(page: Page, text: str) -> None:
    before = cards(page).count()
    page.get_by_role("textbox").last.click()
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")
    settled(page, before)


def picture(page: Page, name: str) -> None:
    Path("var").mkdir(exist_ok=True)
    page.screenshot(path=f"var/teams-{name}.png")


def tagged(text: str) -> str:
    """Return the text with markup on the last word of each of its clauses: whichever the bot quotes, there is some in it."""
    return re.sub(r"(\w+)(?=\s?[,.;:]|\set\s|$)", r"<b>*\1*</b>", text)


def answers_until_the_result(page: Page) -> list[str]:
    """Answer whichever question stands, told by its words in the last card; return the answers."""
    answers: list[str] = []
    items = (*load().ouvertures, *load().dimensions)
    questions = {words[:30]: item.id for item in items for words in (item.question, item.reformulation)}
    for _ in range(9):
        if shown(page, "Pourquoi fait-on réseau").is_visible():
            return answers
        card = cards(page).last.inner_text().replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")
        answers.append(tagged(ANSWERS[next(dimension for words, dimension in questions.items() if words in card)]))
        says(page, answers[-1])
    raise AssertionError("le résultat ne vient pas")


def test_an_interview_by_words_and_clicks_from_the_welcome_to_the_result(teams: Page) -> None:
    expect(shown(teams, say("accueil")[:60])).to_be_visible(timeout=WITHIN)
    settled(teams, 0)
    teams.get_by_role("button", name="Un exemple ?").click()
    settled(teams, 1)
    expect(cards(teams).first).to_contain_text("✓ Un exemple")
    expect(cards(teams).first.get_by_role("button")).to_have_count(0)
    expect(shown(teams, "Par exemple")).to_be_visible()
    picture(teams, "accueil")
    says(teams, tagged(NARRATIVE))
    typed = [tagged(NARRATIVE), *answers_until_the_result(teams)]
    expect(shown(teams, "réseau de partenariat")).to_be_visible()
    map_shown = teams.locator(".ac-adaptiveCard img").last
    expect(map_shown).to_be_visible()
    assert map_shown.evaluate("image => image.naturalWidth") > 0 and "Triangle" in str(map_shown.get_attribute("alt"))
    expect(teams.get_by_role("link", name=say("bouton_page")).last).to_have_attribute("href", re.compile("/resultat/Z"))
    assert "**" not in teams.locator("body").inner_text()
    # The practitioner's words as they were typed, in a list that is one, whichever of them are quoted.
    quoted = [found[1] for item in teams.locator("li").all_inner_texts() if (found := re.match(r"«\s(.+)\s» →", item))]
    assert len(quoted) > 1 and all("<b>*" in words for words in quoted)
    assert [words for words in quoted if not any(locate(words, text) for text in typed)] == []
    map_shown.scroll_into_view_if_needed()
    picture(teams, "resultat")
    teams.get_by_role("button", name="Revoir mes réponses").last.click()
    expect(shown(teams, "✓ Revoir mes réponses")).to_be_visible()


def test_in_a_group_it_answers_whoever_mentions_it(teams: Page) -> None:
    teams.get_by_role("treeitem", name="Équipe du quartier").click()
    expect(shown(teams, say("teams_groupe")[:50])).to_be_visible(timeout=WITHIN)
    expect(teams.get_by_role("button", name="Un exemple ?")).to_be_visible()
    teams.get_by_role("textbox").last.click()
    teams.keyboard.type("@")
    teams.get_by_role("menuitem", name="Pourquoi réseau").click()
    teams.keyboard.insert_text(" " + NARRATIVE)
    teams.keyboard.press("Enter")
    expect(shown(teams, load().question("pourquoi").question[:30])).to_be_visible(timeout=WITHIN)
    picture(teams, "groupe")
