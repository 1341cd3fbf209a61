"""Make docs/images/conversation.png: a real conversation in the running page (start it with « make run » first)."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TURNS = (
    "Une fois par mois, six services du quartier comparent leurs façons d'accueillir les jeunes parents. On cherche pourquoi ils ne demandent rien. "
    "En juin on rend nos conclusions, et ce sera fini.",
    "Trois associations, la commune et deux crèches. Les parents ne sont pas là, on parle d'eux.",
    "Chacun rapporte à sa direction, qui décide.",
)


def main(url: str) -> None:
    """Hold the conversation at ``url`` and take the picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        page = browser.new_page(viewport={"width": 720, "height": 1250}, locale="fr-BE")
        page.goto(url)
        page.locator(".ai-message").last.wait_for(timeout=30_000)
        page.wait_for_timeout(1500)
        for text in TURNS:
            page.locator("#text-input").fill(text)
            page.locator("#text-input").press("Enter")
            page.wait_for_timeout(2500)
            if page.locator("figure.map").count():
                break
        page.screenshot(path=str(ROOT / "docs" / "images" / "conversation.png"))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:5005/")
