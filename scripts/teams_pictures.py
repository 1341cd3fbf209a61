"""Make docs/images/teams-*.png: a real interview in Microsoft's Agents Playground, the test client for bots of Teams (scripts/install_teams_tools.sh).

It is not Teams, and the guide says so. Starts servers of its own, in a temporary folder:  .venv/bin/python scripts/teams_pictures.py
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.launcher import started  # noqa: E402
from bot.settings import Settings  # noqa: E402
from tests.browser.chat import ANSWERS, NARRATIVE  # noqa: E402
from tests.channels.fake_microsoft import fake_microsoft_running  # noqa: E402
from tests.channels.playground import PROGRAM  # noqa: E402
from tests.channels.playground_page import WITHIN, answers_until_the_result, playground_open, says, says_to_the_group, settled, shown  # noqa: E402
from tests.channels.tools import MODULES  # noqa: E402
from typology.loader import load  # noqa: E402
from typology.messages import say  # noqa: E402


def take(page: Page, name: str) -> None:
    """Write the picture ``teams-<name>.png``."""
    path = ROOT / "docs" / "images" / f"teams-{name}.png"
    page.screenshot(path=path)
    print(path)


def take_all(page: Page) -> None:
    """Hold the interview, alone then in the group, and take the three pictures."""
    expect(shown(page, say("accueil")[:60])).to_be_visible(timeout=WITHIN)
    settled(page, 0)
    page.get_by_role("button", name="Un exemple ?").click()
    settled(page, 1)
    take(page, "accueil")
    says(page, NARRATIVE)
    answers_until_the_result(page, ANSWERS)
    page.locator(".ac-adaptiveCard img").last.scroll_into_view_if_needed()
    take(page, "resultat")
    page.get_by_role("treeitem", name="Équipe du quartier").click()
    expect(page.get_by_role("button", name="Un exemple ?")).to_be_visible()
    says_to_the_group(page, NARRATIVE)
    expect(shown(page, load().question("pourquoi").question[:30])).to_be_visible(timeout=WITHIN)
    page.wait_for_timeout(1000)
    take(page, "groupe")


def program(*names: str) -> str:
    """Return the path of the first of these programs; SystemExit when there is none."""
    path = next(filter(None, map(shutil.which, names)), None)
    if not path:
        raise SystemExit(f"{names[0]} n'est pas installé.")
    return path


def main() -> None:
    """Start the bot, Microsoft's part and the Playground; take the pictures; stop them."""
    chromium, unshare, node = program("chromium", "chromium-browser", "google-chrome"), program("unshare"), program("node", "nodejs")
    with tempfile.TemporaryDirectory() as folder, fake_microsoft_running() as microsoft:
        port = os.environ.get("PORT", "5072")
        environment = {**os.environ, **microsoft.environment(), "PORT": port, "PUBLIC_URL": f"http://127.0.0.1:{port}", "DATA_DIR": folder}
        settings = Settings.from_environment(environment)
        with started(settings, print), playground_open(microsoft, settings.page_url, chromium, unshare, node, MODULES / PROGRAM) as page:
            take_all(page)


if __name__ == "__main__":
    main()
