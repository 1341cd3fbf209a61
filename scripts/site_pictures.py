"""Make the pictures of docs/installer-site.md: the real widget on the invented site of scripts/demo_site.py, taken by Chromium.

Starts servers of its own, on free ports and in a temporary folder:  .venv/bin/python scripts/site_pictures.py
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, FrameLocator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.launcher import started  # noqa: E402
from bot.settings import Settings  # noqa: E402
from scripts.demo_site import served  # noqa: E402

PICTURES = ROOT / "docs" / "images"
TURNS = (
    "Avec la bibliothèque et deux écoles, nous montons un bus de lecture pour les hameaux. Une convention dit qui paie quoi. Le bus doit rouler en avril.",
    "Pour faire rouler ce bus : aucun de nous n'en avait les moyens tout seul.",
    "Quatre institutions ; trois habitantes ont dessiné le circuit et tiendront le bus avec nous.",
)


def visit(browser: Browser, address: str, width: int, height: int, **options: object) -> Page:
    """Return the site, open in a window of that size."""
    page = browser.new_page(viewport={"width": width, "height": height}, locale="fr-BE", **options)  # type: ignore[arg-type]
    page.goto(address, wait_until="load")
    return page


def opened(page: Page) -> FrameLocator:
    """Open the widget and return its conversation, once the bot has greeted."""
    page.get_by_role("button", name="Pourquoi réseau").click()
    conversation = page.frame_locator("pourquoi-reseau-widget iframe")
    expect(conversation.locator(".ai-message").last).to_contain_text("Racontez-moi", timeout=60_000)
    return conversation


def say(conversation: FrameLocator, text: str) -> None:
    """Send a message and wait for its answer."""
    conversation.locator("#text-input").fill(text)
    conversation.locator("#text-input").press("Enter")
    expect(conversation.locator(".user-message").last).to_be_visible()
    expect(conversation.locator(".deep-chat-loading-message-bubble")).to_have_count(0, timeout=60_000)


def take(page: Page, name: str) -> None:
    """Write the picture, once nothing moves any more."""
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / name, animations="disabled")
    print(PICTURES / name)


def take_all(browser: Browser, address: str) -> None:
    """Take the three pictures."""
    page = visit(browser, address, 960, 640)
    take(page, "site-ferme.png")
    say(opened(page), TURNS[0])
    take(page, "site-ouvert.png")
    phone = visit(browser, address, 390, 844, is_mobile=True, has_touch=True)
    conversation = opened(phone)
    for text in TURNS:
        say(conversation, text)
    picture = conversation.locator("figure.map img")
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    take(phone, "site-resultat-mobile.png")


def main() -> None:
    """Start the bot and the site, take the pictures, stop both."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_environment(
            {**os.environ, "PORT": os.environ.get("PORT", "5071"), "DATA_DIR": folder, "FRAME_ANCESTORS": "http://localhost:*"}
        )
        with started(settings, print), served(settings.page_url.rstrip("/")) as port, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
            take_all(browser, f"http://localhost:{port}/")
            browser.close()


if __name__ == "__main__":
    main()
