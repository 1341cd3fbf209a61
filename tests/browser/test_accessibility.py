"""The page for those who do not see it, do not use a mouse, or see it larger, darker, or without motion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chat import NARRATIVE, active, axe_finds_nothing, bubbles, choices, greeted, interview_by_keyboard, question, tab_to, type_in, until, write
from tests.conftest import Bot

pytestmark = pytest.mark.browser
# From the moment that the log is one, notes what is added to any live region, as a screen reader would read it; `contents` alone when words change.
LISTEN = """
  window.annonces = [];
  const original = Element.prototype.setAttribute;
  const live = (one) => one.closest?.('[role=log], [role=status], [role=alert], [aria-live]');
  Element.prototype.setAttribute = function (name, value) {
    original.call(this, name, value);
    if (name !== 'role' || value !== 'log') return;
    new MutationObserver((changes) => {
      for (const {type, target, addedNodes} of changes) {
        const parent = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
        if (!parent || !live(parent)) continue;
        const said = type === 'characterData' ? [target] : [...addedNodes];
        window.annonces.push(...said.map((node) => (node.innerText ?? node.textContent).trim()).filter(Boolean));
      }
    }).observe(this.getRootNode(), {subtree: true, childList: true, characterData: true});
  };
"""


@pytest.fixture
def page(bot: Bot, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 740}, locale="fr-BE")
    page = context.new_page()
    page.add_init_script(LISTEN)
    page.goto(bot.settings.page_url)
    greeted(page)
    yield page
    context.close()


def announced(page: Page) -> list[str]:
    """Return what was announced since the last time."""
    told = page.evaluate("window.annonces.splice(0)")
    return [" ".join(text.split()) for text in told]


def shown(page: Page) -> list[str]:
    return [" ".join(text.split()) for text in bubbles(page).all_inner_texts()]


def test_what_the_bot_says_is_announced_once_and_nothing_again_after_a_reload(page: Page) -> None:
    for text in (None, NARRATIVE, "je ne sais pas"):
        before = 0 if text is None else len(shown(page))
        if text:
            type_in(page, text)
        expect(choices(page).first).to_be_visible()
        told, said = " | ".join(announced(page)), shown(page)[before:]
        assert said
        for sentence in (*said, *choices(page).all_inner_texts()):
            assert told.count(" ".join(sentence.split())) == 1, (sentence, told)
    log = page.get_by_role("log", name="Conversation")
    assert log.get_attribute("aria-live") == "polite"
    # A live region in another would be read by both.
    assert log.locator("[aria-live], [role=status], [role=alert]").count() == 0
    page.reload()
    expect(choices(page).first).to_be_visible()
    told = " ".join(announced(page))
    assert all(sentence not in told for sentence in shown(page))


def test_trouble_is_announced_once(page: Page) -> None:
    announced(page)
    page.route("**/chat/webhook", lambda route: route.abort())
    write(page, NARRATIVE)
    expect(page.locator(".failure")).to_be_visible()
    assert " | ".join(announced(page)).count("La connexion n’a pas abouti") == 1


def test_a_whole_interview_with_the_keyboard_alone_then_the_result_to_keep(page: Page) -> None:
    assert page.evaluate("document.documentElement.lang") == "fr"
    tab_to(page, "text-input")
    interview_by_keyboard(page)
    tab_to(page, "Décrire l’image", back=True)
    page.keyboard.press("Enter")
    expect(page.locator("figure.map details p")).to_be_visible()
    schemes: list[dict[str, Any]] = [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}]
    for scheme in schemes:
        page.emulate_media(**scheme)
        axe_finds_nothing(page)
    tab_to(page, "Ouvrir la page à garder")
    with page.context.expect_page() as waiting:
        page.keyboard.press("Enter")
    expect(waiting.value.get_by_role("heading", level=1)).to_be_visible()
    axe_finds_nothing(waiting.value)


def test_the_help_opens_closes_and_gives_the_keyboard_back(page: Page) -> None:
    tab_to(page, "help-open")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Aide")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Aide")).to_be_hidden()
    assert active(page) == "help-open"


# 1280 x 740 at 200 % and at 400 %.
@pytest.mark.parametrize(("width", "height"), [(640, 370), (320, 568), (320, 185)])
def test_enlarged_all_is_there_and_nothing_goes_sideways(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    type_in(page, NARRATIVE)
    assert question(page) == "pourquoi"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("(log => log.scrollWidth - log.clientWidth)(document.querySelector('deep-chat').shadowRoot.querySelector('#messages'))") <= 0
    for part in (page.locator("#text-input"), page.get_by_label("Envoyer"), page.get_by_role("button", name="Aide")):
        expect(part).to_be_in_viewport(ratio=1)
    choices(page).last.scroll_into_view_if_needed()
    expect(choices(page).last).to_be_in_viewport()


def test_with_less_motion_nothing_moves(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.route("**/chat/webhook", lambda route: None)
    write(page, NARRATIVE)
    dots = page.locator(".loading-message-dots")
    expect(dots).to_be_visible()
    moving = "all => all.flatMap((one) => one.getAnimations({subtree: true})).length"
    assert page.locator("#messages, #input").evaluate_all(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    until(page, "document.querySelector('deep-chat').shadowRoot.querySelector('#messages').getAnimations({subtree: true}).length > 0")
