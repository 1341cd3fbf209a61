"""A practitioner in Microsoft's own client for bots of Teams: welcome, buttons, words, result; alone, and in a group."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.marks import locate
from tests.browser.chat import ANSWERS, NARRATIVE
from tests.channels.fake_microsoft import FakeMicrosoft
from tests.channels.playground import PROGRAM
from tests.channels.playground_page import WITHIN, answers_until_the_result, cards, playground_open, says, says_to_the_group, settled, shown
from tests.channels.tools import require_tool
from tests.conftest import Bot, require_program
from typology.loader import load
from typology.messages import say

pytestmark = pytest.mark.browser


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
    with playground_open(bot_s_microsoft, bot.settings.page_url, chromium, unshare, node, program) as page:
        yield page


def tagged(text: str) -> str:
    """Return the text with markup on the last word before each comma, stop or « et »: whatever the bot quotes, there is some in it."""
    return re.sub(r"(\w+)(?=\s?[,.;:]|\set\s|$)", r"<b>*\1*</b>", text)


def test_an_interview_by_words_and_clicks_from_the_welcome_to_the_result(teams: Page) -> None:
    expect(shown(teams, say("accueil")[:60])).to_be_visible(timeout=WITHIN)
    settled(teams, 0)
    teams.get_by_role("button", name="Un exemple ?").click()
    settled(teams, 1)
    expect(cards(teams).first).to_contain_text("✓ Un exemple", timeout=WITHIN)
    expect(cards(teams).first.get_by_role("button")).to_have_count(0, timeout=WITHIN)
    expect(shown(teams, "Par exemple")).to_be_visible(timeout=WITHIN)
    says(teams, tagged(NARRATIVE))
    answers = {asked: tagged(answer) for asked, answer in ANSWERS.items()}
    answers_until_the_result(teams, answers)
    expect(shown(teams, "réseau de partenariat")).to_be_visible()
    map_shown = teams.locator(".ac-adaptiveCard img").last
    expect(map_shown).to_be_visible(timeout=WITHIN)
    assert map_shown.evaluate("image => image.naturalWidth") > 0 and "Triangle" in str(map_shown.get_attribute("alt"))
    expect(teams.get_by_role("link", name=say("bouton_page")).last).to_have_attribute("href", re.compile("/resultat/Z"))
    assert "**" not in teams.locator("body").inner_text()
    # The practitioner's words as they were typed, in a list that is one, whichever of them are quoted.
    quoted = [found[1] for item in teams.locator("li").all_inner_texts() if (found := re.match(r"«\s(.+)\s» →", item))]
    assert [words for words in quoted if not any(locate(words, text) for text in (tagged(NARRATIVE), *answers.values()))] == []
    assert any("<b>*" in words and "*</b>" in words for words in quoted), quoted
    # The questions answered by words have closed too: whatever can be pressed belongs to the last card.
    expect(teams.locator(".ac-adaptiveCard button")).to_have_count(cards(teams).last.get_by_role("button").count(), timeout=WITHIN)
    teams.get_by_role("button", name="Revoir mes réponses").last.click()
    expect(shown(teams, "✓ Revoir mes réponses")).to_be_visible(timeout=WITHIN)


def test_in_a_group_it_answers_whoever_mentions_it(teams: Page) -> None:
    teams.get_by_role("treeitem", name="Équipe du quartier").click()
    expect(shown(teams, say("teams_groupe")[:50])).to_be_visible(timeout=WITHIN)
    expect(teams.get_by_role("button", name="Un exemple ?")).to_be_visible(timeout=WITHIN)
    says_to_the_group(teams, NARRATIVE)
    expect(shown(teams, load().question("pourquoi").question[:30])).to_be_visible(timeout=WITHIN)
