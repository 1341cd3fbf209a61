"""What a practitioner does and sees in the chat, be it the page itself or the widget's frame."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect

from tests.conftest import Bot
from typology.loader import load

View = Page | Frame | FrameLocator
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
# Says nothing: questions with listed answers follow.
VAGUE = dict.fromkeys(("recit", "pourquoi", "qui"), "je ne sais pas")
# The element that has the keyboard, whatever shadow tree it is in.
_ACTIVE = """() => {
  let one = document.activeElement;
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  return one === document.body ? 'BODY' : one?.id || one?.innerText || one?.tagName || '';
}"""


def bubbles(view: View) -> Locator:
    return view.locator(".ai-message")


def choices(view: View) -> Locator:
    return view.get_by_role("group", name="Réponses suggérées").get_by_role("button")


def write(view: View, text: str) -> None:
    """Type and send, without waiting."""
    view.locator("#text-input").fill(text)
    view.locator("#text-input").press("Enter")


def type_in(view: View, text: str) -> None:
    """Type and send, then wait for the answer to be whole."""
    write(view, text)
    answered(view)


def answered(view: View) -> None:
    expect(view.locator(".user-message").last).to_be_visible()
    expect(view.locator(".deep-chat-loading-message-bubble")).to_have_count(0, timeout=30_000)


def greeted(view: View) -> None:
    expect(bubbles(view).last).to_contain_text("Racontez-moi", timeout=30_000)


def question(view: View) -> str | None:
    """Which question stands, told by its words."""
    text = bubbles(view).last.inner_text().replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")
    knowledge = load()
    for item in (*knowledge.ouvertures, *knowledge.dimensions):
        if item.question[:40] in text or item.reformulation[:40] in text:
            return item.id
    return next((item.dimension for item in knowledge.confusions if item.question[:40] in text), None)


def active(frame: Page | Frame) -> str:
    """Return what has the keyboard: its id, or else its words."""
    return str(frame.evaluate(_ACTIVE))


def tab_to(page: Page, wanted: str, back: bool = False, within: Frame | None = None) -> None:
    """Press Tab until what has the keyboard begins so; Shift and Tab to go back."""
    for _ in range(40):
        if active(within or page).startswith(wanted):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"« {wanted} » ne s'atteint pas au clavier ; le dernier : « {active(within or page)} »")


def interview_by_keyboard(page: Page, within: Frame | None = None) -> None:
    """Hold a whole interview with the keyboard alone, which is in the input when it begins: words typed, and one answer chosen."""
    view = within or page
    chosen = 0
    while (asked := question(view)) is not None:
        if asked in VAGUE:
            tab_to(page, "text-input", within=within)
            page.keyboard.type(VAGUE[asked])
            page.keyboard.press("Enter")
        else:
            chosen += 1
            tab_to(page, choices(view).nth(chosen % 3).inner_text(), back=True, within=within)
            page.keyboard.press("Space" if chosen % 2 else "Enter")
        answered(view)
    assert chosen > 1
    expect(view.locator("figure.map img")).to_have_count(1)


def until(page: Page, condition: str, seconds: float = 10.0) -> None:
    """Wait until the JavaScript is true; by asking, for the page's policy forbids the browser to evaluate it there."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, condition
        page.wait_for_timeout(50)


def turns(bot: Bot, sender: str) -> int:
    """Return how many messages of a conversation the server took in."""
    with closing(sqlite3.connect(bot.settings.data_dir / "conversations.db")) as store:
        found = store.execute("SELECT count(*) FROM events WHERE sender_id = ? AND type_name = 'user'", (f"web-{sender}",)).fetchone()
    return int(found[0])


def axe_finds_nothing(frame: Any) -> None:
    results = Axe().run(frame)
    assert results.violations_count == 0, results.generate_report()
