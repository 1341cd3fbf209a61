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

from tests.browser.test_page import ANSWERS, NARRATIVE, QUIET
from tests.channels.fake_microsoft import FakeMicrosoft
from tests.channels.playground import PROGRAM, playground_running
from tests.channels.tools import require_tool
from tests.conftest import Bot, require_program
from typology.loader import load
from typology.messages import say

pytestmark = pytest.mark.browser
WITHIN = 30_000


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
            page.goto(url)
            page.get_by_role("button", name="Hide log panel").click()
            yield page
            browser.close()


def shown(page: Page, text: str) -> Locator:
    return page.get_by_text(re.compile(re.escape(text).replace("'", "['’]").replace("\\ ", "\\s"))).last


def types(page: Page, text: str) -> None:
    page.get_by_role("textbox").last.click()
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def picture(page: Page, name: str) -> None:
    Path("var").mkdir(exist_ok=True)
    page.screenshot(path=f"var/teams-{name}.png")


def answers_until_the_result(page: Page) -> None:
    """Answer whichever question stands, told by its words in the last card."""
    questions = {item.question[:30]: item.id for item in (*load().ouvertures, *load().dimensions)}
    questions.update({item.reformulation[:30]: item.id for item in (*load().ouvertures, *load().dimensions)})
    for _ in range(9):
        expect(page.get_by_role("button", name="Je ne sais pas").last.or_(shown(page, "Pourquoi fait-on réseau"))).to_be_visible(timeout=WITHIN)
        if shown(page, "Pourquoi fait-on réseau").is_visible():
            return
        card = page.locator(".ac-adaptiveCard").last.inner_text().replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")
        asked = next(dimension for words, dimension in questions.items() if words in card)
        count = page.locator(".ac-adaptiveCard").count()
        types(page, ANSWERS[asked])
        expect(page.locator(".ac-adaptiveCard")).not_to_have_count(count, timeout=WITHIN)
        page.wait_for_timeout(700)


def test_an_interview_by_words_and_clicks_from_the_welcome_to_the_result(teams: Page) -> None:
    expect(shown(teams, say("accueil")[:60])).to_be_visible(timeout=WITHIN)
    button = teams.get_by_role("button", name="Un exemple ?")
    button.click()
    expect(shown(teams, "✓ Un exemple")).to_be_visible()
    expect(button).to_have_count(0)
    expect(shown(teams, "Par exemple")).to_be_visible()
    picture(teams, "accueil")
    types(teams, NARRATIVE.replace("le garage", "le <b>garage</b> *vide*"))
    answers_until_the_result(teams)
    expect(shown(teams, "réseau de partenariat")).to_be_visible()
    map_shown = teams.locator(".ac-adaptiveCard img").last
    expect(map_shown).to_be_visible()
    assert map_shown.evaluate("image => image.naturalWidth") > 0 and "Triangle" in str(map_shown.get_attribute("alt"))
    expect(teams.get_by_role("link", name=say("bouton_page")).last).to_have_attribute("href", re.compile("/resultat/Z"))
    assert teams.locator("li").count() >= 2
    assert "**" not in teams.locator("body").inner_text()
    if "vide" in (words := teams.locator("li").all_inner_texts().__str__()):
        assert "<b>garage</b> *vide*" in words
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
