"""The widget on a site that is not ours: another origin, a hostile style, a strict Content-Security-Policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Frame, FrameLocator, Locator, Page, expect

from scripts.demo_site import POLICY, served
from tests.browser.chat import active, axe_finds_nothing, bubbles, greeted, interview_by_keyboard, tab_to, type_in, until
from tests.conftest import Bot

pytestmark = pytest.mark.browser
NAME = "Pourquoi réseau"
MODAL = "document.querySelector('pourquoi-reseau-widget').shadowRoot.querySelector('dialog').matches(':modal')"
Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def site(bot: Bot) -> Iterator[str]:
    """The other site's address; to a browser, « localhost » is another site than 127.0.0.1, not only another origin."""
    with served(bot.settings.page_url.rstrip("/")) as port:
        yield f"http://localhost:{port}/"


@pytest.fixture
def visit(site: str, browser: Browser) -> Iterator[Opener]:
    """A function that opens the site, or a path of it, in a browser of its own; what it says in the console is in ``page.told``."""
    contexts = []

    def visit(path: str = "", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1000, "height": 740}, "locale": "fr-BE", **options})
        contexts.append(context)
        page = context.new_page()
        page.told, page.requested = [], []  # type: ignore[attr-defined]
        page.on("console", lambda message: page.told.append(message))  # type: ignore[attr-defined]
        page.on("request", lambda request: page.requested.append(request.url))  # type: ignore[attr-defined]
        page.goto(path if path.startswith("http") else site + path)
        return page

    yield visit
    for context in contexts:
        context.close()


def launcher(page: Page) -> Locator:
    return page.get_by_role("button", name=NAME)


def panel(page: Page) -> Locator:
    return page.get_by_role("dialog", name=NAME)


def conversation(page: Page) -> FrameLocator:
    return page.frame_locator("pourquoi-reseau-widget iframe")


def inside(page: Page) -> Frame:
    """Return the page's frame."""
    (frame,) = page.frames[1:]
    return frame


def opened(page: Page) -> Page:
    launcher(page).click()
    greeted(conversation(page))
    return page


def warnings(page: Page) -> list[str]:
    told: list[ConsoleMessage] = page.told  # type: ignore[attr-defined]
    return [message.text for message in told if message.type in ("warning", "error")]


def style(part: Locator, name: str) -> str:
    return str(part.evaluate("(one, name) => getComputedStyle(one).getPropertyValue(name)", name))


def test_closed_it_is_a_button_that_the_site_cannot_break_and_nothing_is_loaded_yet(visit: Opener, bot: Bot) -> None:
    page = visit()
    expect(launcher(page)).to_be_in_viewport(ratio=1)
    assert launcher(page).get_attribute("aria-expanded") == "false"
    assert page.evaluate("document.querySelector('pourquoi-reseau-widget').shadowRoot.getElementById('panneau').matches('dialog:not([open])')")
    assert launcher(page).get_attribute("aria-controls") == "panneau"
    for name, value in {"background-color": "rgb(11, 92, 173)", "color": "rgb(255, 255, 255)", "font-size": "16px", "cursor": "pointer"}.items():
        assert style(launcher(page), name) == value
    assert style(launcher(page), "letter-spacing") == "normal"
    expect(panel(page)).to_have_count(0)
    assert len(page.frames) == 1
    assert [url for url in page.requested if url.startswith(bot.settings.page_url)] == [f"{bot.settings.page_url}widget.js"]  # type: ignore[attr-defined]
    assert warnings(page) == []
    axe_finds_nothing(page)
    page.emulate_media(media="print")
    expect(launcher(page)).to_be_hidden()


def test_open_it_converses_closes_by_escape_from_inside_and_is_found_again(visit: Opener, site: str, bot: Bot) -> None:
    # Another origin of the same site, whose frames may keep things in any window.
    page = opened(visit(site.replace("localhost", "127.0.0.1")))
    expect(launcher(page)).to_have_attribute("aria-expanded", "true")
    assert active(inside(page)) == "text-input"
    assert page.evaluate("document.querySelector('pourquoi-reseau-widget').shadowRoot.activeElement.title").startswith(NAME)
    # Beside the page: what the site shows goes on being used.
    page.get_by_role("button", name="Un bouton du site").click()
    type_in(conversation(page), "bonjour")
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    expect(launcher(page)).to_be_focused()
    # Opened again it is the same conversation, and the keyboard is in it; so after another page of the site.
    said = bubbles(conversation(page)).count()
    page.keyboard.press("Enter")
    expect(conversation(page).locator("#text-input")).to_be_focused()
    expect(bubbles(conversation(page))).to_have_count(said)
    page.reload()
    launcher(page).click()
    expect(bubbles(conversation(page))).to_have_count(said)
    # Escape outside the frame, the close button, the button itself.
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    launcher(page).click()
    page.get_by_role("button", name="Fermer").click()
    expect(launcher(page)).to_be_focused()
    launcher(page).click()
    launcher(page).click()
    expect(panel(page)).to_have_count(0)
    assert warnings(page) == []
    identifier = inside(page).evaluate("localStorage.getItem('pourquoi-reseau.id')")
    assert not any(identifier in url for url in page.requested)  # type: ignore[attr-defined]
    assert all(url.startswith((bot.settings.page_url, page.url, "data:", "blob:")) for url in page.requested)  # type: ignore[attr-defined]
    # Last: axe itself calls the frame from the page, in vain, and the console says so.
    launcher(page).click()
    axe_finds_nothing(page)
    axe_finds_nothing(inside(page))


def test_escape_in_the_help_closes_the_help_alone(visit: Opener) -> None:
    page = opened(visit())
    conversation(page).get_by_role("button", name="Aide").click()
    expect(conversation(page).get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(conversation(page).get_by_role("dialog")).to_have_count(0)
    expect(panel(page)).to_be_visible()


def test_only_the_page_s_own_word_closes_it(visit: Opener) -> None:
    page = opened(visit())
    # From the site itself, whatever it says; then from our frame, but at another address.
    page.evaluate("window.postMessage({nom: 'pourquoi-reseau', dit: 'fermer'}, '*')")
    page.evaluate("""() => {
      const source = document.querySelector('pourquoi-reseau-widget').shadowRoot.querySelector('iframe').contentWindow;
      window.dispatchEvent(new MessageEvent('message', {data: {nom: 'pourquoi-reseau', dit: 'fermer'}, origin: 'https://ailleurs.example', source}));
    }""")
    page.wait_for_timeout(200)
    expect(panel(page)).to_be_visible()
    inside(page).evaluate("parent.postMessage({nom: 'pourquoi-reseau', dit: 'fermer'}, '*')")
    expect(panel(page)).to_have_count(0)


def test_a_whole_interview_with_the_keyboard_alone(visit: Opener) -> None:
    page = visit()
    tab_to(page, NAME)
    page.keyboard.press("Enter")
    greeted(conversation(page))
    expect(conversation(page).locator("#text-input")).to_be_focused()
    interview_by_keyboard(page, inside(page))
    axe_finds_nothing(inside(page))
    page.keyboard.press("Escape")
    expect(launcher(page)).to_be_focused()
    page.keyboard.press("Tab")
    assert not active(page).startswith(NAME)


@pytest.mark.parametrize("viewport", [{"width": 320, "height": 568}, {"width": 640, "height": 370}], ids=["320 px", "zoom 200 %"])
def test_where_room_is_short_the_panel_is_the_whole_screen_and_keeps_the_keyboard(visit: Opener, viewport: dict[str, int]) -> None:
    page = visit(viewport=viewport, color_scheme="dark")
    expect(launcher(page)).to_be_in_viewport(ratio=1)
    opened(page)
    box = panel(page).bounding_box()
    assert box == {"x": 0, "y": 0, **viewport}
    for part in (page.get_by_role("button", name="Fermer"), conversation(page).locator("#text-input"), conversation(page).get_by_label("Envoyer")):
        expect(part).to_be_in_viewport(ratio=1)
    for one in (page, inside(page)):
        assert one.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    axe_finds_nothing(page)
    axe_finds_nothing(inside(page))
    # Wider, it stands beside the page; then again not; what was being written stays, and the keyboard in it.
    written = conversation(page).locator("#text-input")
    page.keyboard.type("notre ")
    page.set_viewport_size({"width": 1000, "height": 740})
    until(page, f"!({MODAL})")
    expect(written).to_be_focused()
    page.keyboard.type("réseau")
    page.set_viewport_size(viewport)  # type: ignore[arg-type]
    until(page, MODAL)
    expect(written).to_be_focused()
    page.keyboard.type(" à nous")
    expect(written).to_have_text("notre réseau à nous")
    # What is behind cannot be reached: it cannot be seen.
    for _ in range(12):
        page.keyboard.press("Tab")
        assert active(page).startswith(("Fermer", "BODY", "IFRAME")), active(page)


def test_forced_colours_and_less_motion(visit: Opener) -> None:
    page = visit(forced_colors="active", reduced_motion="reduce")
    opened(page)
    assert panel(page).evaluate("one => one.getAnimations().length + (getComputedStyle(one).animationName === 'none' ? 0 : 1)") == 0
    assert style(launcher(page), "border-top-width") == "2px"
    axe_finds_nothing(page)
    axe_finds_nothing(inside(page))
    page.emulate_media(reduced_motion="no-preference")
    assert style(panel(page), "animation-name") == "monte"


def test_the_line_twice_is_one_widget(visit: Opener) -> None:
    page = visit("deux-fois")
    page.wait_for_load_state("load")
    expect(launcher(page)).to_have_count(1)
    opened(page)
    expect(page.locator("iframe")).to_have_count(1)


def test_the_attributes_are_taken(visit: Opener) -> None:
    page = visit("?texte=Parlons+r%C3%A9seau&titre=Notre+r%C3%A9seau&fermer=Quitter&couleur=%23FC0&couleur-texte=%23402000&cote=gauche")
    button = page.get_by_role("button", name="Parlons réseau")
    assert style(button, "background-color") == "rgb(255, 204, 0)" and style(button, "color") == "rgb(64, 32, 0)"
    box = button.bounding_box()
    assert box is not None and box["x"] < 100
    button.click()
    expect(page.get_by_role("dialog", name="Notre réseau").get_by_role("button", name="Quitter")).to_be_visible()
    assert warnings(page) == []


def test_wrong_attributes_are_told_and_do_no_harm(visit: Opener) -> None:
    long = "x" * 200
    page = visit(f"?texte={long}&titre=%3Cimg+src=x+onerror=alert(1)%3E&couleur=red;}}*{{display:none&couleur-texte=%230b5cac&cote=haut&fermer=++")
    assert style(launcher(page), "background-color") == "rgb(11, 92, 173)" and style(launcher(page), "color") == "rgb(255, 255, 255)"
    told = " ".join(warnings(page))
    assert all(name in told for name in ("data-texte est trop long", "data-couleur doit", "data-cote doit", "data-couleur-texte ne se lit pas"))
    launcher(page).click()
    expect(page.get_by_role("dialog").get_by_role("heading")).to_have_text("<img src=x onerror=alert(1)>")
    expect(page.get_by_role("button", name="Fermer")).to_be_visible()


def test_a_site_that_is_not_allowed_gets_a_sentence_and_a_way_out(visit: Opener, site: str, bot: Bot) -> None:
    page = visit(site.replace("localhost", "ailleurs.localhost"))
    launcher(page).click()
    expect(panel(page)).to_contain_text("ne peut pas s’afficher sur ce site", timeout=15_000)
    link = panel(page).get_by_role("link", name="dans un autre onglet")
    assert link.get_attribute("href") == bot.settings.page_url
    assert any("FRAME_ANCESTORS" in text for text in warnings(page))
    axe_finds_nothing(page)
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)


def test_a_site_whose_policy_forgets_the_frame_is_told_in_the_console(visit: Opener, bot: Bot) -> None:
    with served(bot.settings.page_url.rstrip("/"), POLICY.replace("frame-src {bot}; ", "")) as port:
        page = visit(f"http://localhost:{port}/")
        launcher(page).click()
        expect(panel(page)).to_contain_text("ne peut pas s’afficher sur ce site", timeout=15_000)
        assert any("frame-src" in text for text in warnings(page))


def test_it_converses_where_the_browser_refuses_storage_to_frames_of_other_sites(visit: Opener) -> None:
    # As here: a context without a profile is a private window, in which Chromium refuses them.
    page = opened(visit())
    assert inside(page).evaluate("(() => { try { return localStorage.length; } catch (error) { return error.name; } })()") == "SecurityError"
    type_in(conversation(page), "Avec deux écoles et la commune, nous montons un bus de lecture pour les hameaux.")
    expect(bubbles(conversation(page)).last).to_contain_text("Pourquoi ce réseau")
    assert warnings(page) == []
