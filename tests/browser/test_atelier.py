"""The trainer's session in a real browser: a trainer, a screen, a phone, and participants over the real webhook."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.relay import relay
from tests.conftest import Bot, Conversation
from tests.server.workshop import Trainer
from typology.loader import load
from typology.model import Typicality

pytestmark = pytest.mark.browser
SCHEMES: list[dict[str, Any]] = [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}]
LAPTOP, PHONE = {"width": 1280, "height": 720}, {"width": 320, "height": 568}
SENTENCE = "Pour ne plus chercher seuls."
# Milliseconds. That the screen is live within two seconds is measured without a browser; here a busy machine may take its time.
PATIENCE = 15_000
# Counts what is read aloud, as a screen reader would be told it.
LISTEN = """
  window.annonces = [];
  addEventListener('DOMContentLoaded', () => new MutationObserver(() => window.annonces.push(document.getElementById('annonces').textContent))
    .observe(document.getElementById('annonces'), {childList: true, characterData: true, subtree: true}));
"""
Open = Callable[..., Page]


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def opened(bot: Bot, browser: Browser) -> Iterator[Open]:
    """Open a page of the session's in a context of its own; what it asked for is in ``page.requested``."""
    contexts = []

    def page(path: str, size: dict[str, int] = LAPTOP, root: str = bot.settings.page_url, **more: Any) -> Page:
        context = browser.new_context(viewport=size, locale="fr-BE", accept_downloads=True, **more)  # type: ignore[arg-type]
        contexts.append(context)
        context.add_init_script(LISTEN)
        made = context.new_page()
        made.requested = []  # type: ignore[attr-defined]
        context.on("request", lambda request: made.requested.append(request))  # type: ignore[attr-defined]
        made.goto(root + path)
        return made

    yield page
    for context in contexts:
        context.close()


def axe_finds_nothing(page: Page, schemes: list[dict[str, Any]] = SCHEMES) -> None:
    for scheme in schemes:
        page.emulate_media(**scheme)
        results = Axe().run(page)
        assert results.violations_count == 0, (scheme, results.generate_report())
    page.emulate_media(color_scheme="light", forced_colors="none")


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def press(person: Conversation, act: str) -> None:
    person.say(f"/atelier{json.dumps({'faire': act})}")


def answer_as(person: Conversation, type_id: str, code: str) -> None:
    """Join by the code and hold the short interview by clicks alone, each answer very typical of a type, until the result."""
    person.result = None
    person.say(code)
    press(person, "express")
    cells = load().type(type_id).typicite
    openings = {"pourquoi": "autour_de", "qui": "place_beneficiaires"}
    for _ in range(6):
        if person.result is not None:
            return
        assert person.question is not None
        dimension = openings.get(person.question["id"], person.question["id"])
        modality = next(name for name, word in cells[dimension].items() if word is Typicality.tres_typique)
        person.say(f"/repondre{json.dumps({'dimension': dimension, 'modalite': modality})}")
    assert person.result is not None


def tab(page: Page, name: str) -> Any:
    return page.get_by_role("tab", name=name)


def secret_stays(requests: list[Request], token: str) -> None:
    """The token is in no address; where it travels is a header or a form's field."""
    carried = 0
    for request in requests:
        assert token not in request.url.split("#")[0] and token not in request.headers.get("referer", "")
        in_header = request.headers.get("authorization") == f"Bearer {token}"
        in_form = request.headers.get("content-type") == "application/x-www-form-urlencoded" and f"jeton={token}" in (request.post_data or "")
        carried += in_header or in_form
        assert in_header or in_form or token not in (request.post_data or "") + json.dumps(request.headers)
    assert carried


def test_from_two_clicks_to_the_end(bot: Bot, opened: Open) -> None:
    trainer = opened("atelier/", size={"width": 1000, "height": 800})
    trainer.get_by_role("button", name="Ouvrir l’atelier").click()
    expect(trainer.locator("#code")).not_to_be_empty()
    code, token = trainer.locator("#code").inner_text(), trainer.url.split("#")[1]
    expect(trainer.get_by_role("heading", level=1)).to_contain_text("Atelier du")
    expect(trainer.locator("#adresse-formateur")).to_have_value(trainer.url)
    with trainer.context.expect_page() as waiting:
        trainer.get_by_role("link", name="Ouvrir l’écran à projeter").click()
    assert token not in waiting.value.url
    waiting.value.close()

    screen = opened(f"atelier/{code}/ecran")
    expect(screen.locator(".rejoindre .code")).to_have_text(code)
    expect(screen.locator("#rejoints")).to_have_text("0")
    assert screen.locator(".qr").evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 0
    people = [bot.conversation() for _ in range(8)]
    for rank, person in enumerate(people):
        answer_as(person, "coordination" if rank < 4 else "connexion", code)
        if rank == 2:
            trainer.get_by_role("button", name="Révéler les résultats").click()
            expect(trainer.locator("#reponse")).to_contain_text("au moins cinq résultats")
    expect(screen.locator("#termines")).to_have_text("8")
    expect(tab(screen, "Les places")).to_have_count(0)

    # On the trainer's word.
    trainer.get_by_role("button", name="Révéler les résultats").click()
    expect(tab(screen, "Les places")).to_have_attribute("aria-selected", "true")
    expect(screen.locator(".triangle .point").first).to_be_visible()
    assert sum(int(text) for text in screen.locator(".triangle .point text").all_text_contents()) == 8
    axe_finds_nothing(screen)
    # As a presenter's remote control, then as a keyboard.
    screen.keyboard.press("PageDown")
    expect(screen.get_by_role("row")).to_have_count(10)
    for kind in load().types:
        expect(screen.get_by_role("rowheader", name=kind.nom.replace("'", "’"))).to_be_visible()
    axe_finds_nothing(screen, SCHEMES[1:2])
    tab(screen, "Les sept types").focus()
    screen.keyboard.press("End")
    expect(tab(screen, "Où l’on diffère")).to_be_focused()
    state = Trainer.state(_known(bot, code, token))
    expect(screen.get_by_role("heading", level=2)).to_have_text(state["salle"]["divergence"]["question"])
    readings = screen.locator(".lecture")
    expect(readings).to_have_count(2)
    boxes = [readings.nth(rank).bounding_box() for rank in range(2)]
    assert boxes[0] and boxes[1] and boxes[0]["y"] == boxes[1]["y"] and boxes[0]["x"] < boxes[1]["x"]
    axe_finds_nothing(screen, SCHEMES[2:])
    fits(screen)

    # The trainer has the script of this group, and what the screen shows; never more.
    expect(trainer.locator("#contenu")).to_contain_text(state["salle"]["divergence"]["question"])
    trainer.get_by_label("45 minutes").check()
    expect(trainer.locator("#contenu")).to_contain_text("45 minutes")
    axe_finds_nothing(trainer)
    with trainer.expect_download() as downloading:
        trainer.get_by_role("button", name="Tableau des nombres").click()
    assert downloading.value.path().read_bytes().startswith("\ufeffatelier;".encode())
    with trainer.expect_download() as downloading:
        trainer.get_by_role("button", name="Déroulé en PDF").click()
    assert downloading.value.path().read_bytes().startswith(b"%PDF")
    with trainer.context.expect_page() as waiting:
        trainer.get_by_role("button", name="Page à imprimer").click()
    expect(waiting.value.locator("body")).to_contain_text("45 minutes")
    waiting.value.close()

    # The closing sentence, if its author wants it.
    people[0].say(SENTENCE)
    people[0].click("Oui, la montrer")
    trainer.get_by_role("button", name="Montrer les phrases").click()
    expect(screen.locator(".phrases li")).to_have_text([SENTENCE])

    # The second round: everybody sees the same network now.
    trainer.get_by_role("button", name="Ouvrir la seconde manche").click()
    trainer.get_by_role("dialog").get_by_role("button", name="Ouvrir la seconde manche").click()
    expect(screen.locator("#manche")).to_have_text("Manche 2")
    expect(tab(screen, "Les places")).to_have_count(0)
    for person in people[:6]:
        answer_as(person, "coordination", code)
    expect(screen.locator("#termines")).to_have_text("6")
    trainer.get_by_role("button", name="Révéler les résultats").click()
    tab(screen, "Ce qui a bougé").click()
    expect(screen.get_by_role("tabpanel")).to_contain_text("rapprochées")
    axe_finds_nothing(screen, SCHEMES[:1])

    # The end, not by mistake.
    trainer.get_by_role("button", name="Fermer l’atelier").click()
    expect(trainer.get_by_role("button", name="Laisser ouvert")).to_be_focused()
    trainer.keyboard.press("Escape")
    expect(trainer.get_by_role("button", name="Fermer l’atelier")).to_be_focused()
    trainer.keyboard.press("Enter")
    trainer.get_by_role("button", name="Fermer et tout effacer").click()
    expect(trainer.get_by_role("heading", name="Atelier terminé")).to_be_visible()
    expect(screen.locator(".fin")).to_contain_text("terminé")
    assert trainer.evaluate("sessionStorage.length") == 0
    secret_stays(trainer.requested, token)  # type: ignore[attr-defined]
    assert all(request.url.startswith((bot.settings.page_url, "blob:", "data:")) for request in (*trainer.requested, *screen.requested))  # type: ignore[attr-defined]


def _known(bot: Bot, code: str, token: str) -> Trainer:
    """The trainer of a session that the page opened."""
    made = Trainer.__new__(Trainer)
    made.settings, made.code, made.token = bot.settings, code, token
    return made


def test_a_phone_joins_and_the_code_is_said_once(bot: Bot, opened: Open) -> None:
    trainer = Trainer(bot.settings, "Journée <b>réseau</b>")
    phone = opened(f"atelier/{trainer.code.replace('-', ' ').upper()}", size=PHONE)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Journée <b>réseau</b>")
    expect(phone.get_by_text("Le groupe ne verra que des nombres")).to_be_visible()
    axe_finds_nothing(phone)
    fits(phone)
    phone.get_by_role("link", name="Répondre au chatbot").click()
    expect(phone.locator(".user-message")).to_have_text(trainer.code)
    expect(phone.locator(".ai-message").last).to_contain_text("Vous rejoignez", timeout=30_000)
    assert "#" not in phone.url and trainer.state()["rejoints"] == 1
    phone.reload()
    expect(phone.get_by_role("button", name="La version courte")).to_be_visible()
    expect(phone.locator(".user-message")).to_have_count(1)
    # The link opened again while the conversation is: the same person, once.
    phone.evaluate(f"location.hash = 'atelier={trainer.code}'")
    expect(phone.locator(".ai-message").last).to_contain_text("déjà dans l’atelier", timeout=30_000)
    # Nothing but a code can be put in a participant's mouth.
    phone.evaluate("location.hash = 'atelier=/recommencer'")
    expect(phone.locator(".user-message")).to_have_count(2)
    assert trainer.state()["rejoints"] == 1
    trainer.close()


def test_the_bot_gives_a_link_to_open_one(bot: Bot, opened: Open) -> None:
    chat = opened("")
    expect(chat.locator(".ai-message").last).to_contain_text("Racontez-moi", timeout=30_000)
    chat.locator("#text-input").fill("atelier")
    chat.locator("#text-input").press("Enter")
    with chat.context.expect_page(timeout=30_000) as waiting:
        chat.get_by_role("link", name="Ouvrir un atelier").click()
    expect(waiting.value.get_by_role("heading", level=1)).to_have_text("Ouvrir un atelier")
    axe_finds_nothing(waiting.value)
    waiting.value.set_viewport_size(PHONE)  # type: ignore[arg-type]
    fits(waiting.value)


def test_the_screen_finds_the_server_again_after_a_cut(bot: Bot, opened: Open) -> None:
    trainer = Trainer(bot.settings)
    with relay(bot.settings.port) as cable:
        screen = opened(f"atelier/{trainer.code}/ecran", root=f"http://127.0.0.1:{cable.port}/")
        expect(screen.locator("#rejoints")).to_have_text("0")
        cable.unplug()
        expect(screen.locator("#hors-ligne")).to_be_visible()
        bot.conversation().say(trainer.code)
        expect(screen.locator("#rejoints")).to_have_text("0")
        cable.plug()
        expect(screen.locator("#rejoints")).to_have_text("1")
        expect(screen.locator("#hors-ligne")).to_be_hidden()
        # Closed while it was away: it learns it when it is back.
        cable.unplug()
        trainer.close()
        cable.plug()
        expect(screen.locator(".fin")).to_contain_text("terminé")


def test_where_the_network_forbids_the_stream_the_screen_asks(bot: Bot, opened: Open, browser: Browser) -> None:
    trainer = Trainer(bot.settings)
    screen = opened("atelier/")
    screen.route("**/flux", lambda route: route.abort())
    screen.goto(f"{bot.settings.page_url}atelier/{trainer.code}/ecran")
    expect(screen.locator("#rejoints")).to_have_text("0")
    bot.conversation().say(trainer.code)
    expect(screen.locator("#rejoints")).to_have_text("1")
    trainer.close()


def test_arrivals_are_announced_together_and_politely(bot: Bot, opened: Open) -> None:
    trainer = Trainer(bot.settings)
    screen = opened(f"atelier/{trainer.code}/ecran")
    expect(screen.locator("#rejoints")).to_have_text("0")
    for _ in range(6):
        bot.conversation().say(trainer.code)
    expect(screen.locator("#rejoints")).to_have_text("6")
    expect(screen.locator("#annonces")).to_contain_text("6 personnes dans l’atelier")
    told = screen.evaluate("window.annonces")
    assert 1 <= len(told) <= 4 and len(set(told)) == len(told), told
    assert screen.locator("#annonces").get_attribute("role") == "status"
    assert screen.locator("[aria-live=assertive], [role=alert]").count() == 0
    trainer.close()


def test_without_the_secret_nothing_can_be_done_nor_is_guessed_for(bot: Bot, opened: Open) -> None:
    trainer = Trainer(bot.settings)
    page = opened(f"atelier/{trainer.code}/animer", size=PHONE)
    expect(page.get_by_role("heading", name="Ce lien n’est pas celui du formateur")).to_be_visible()
    expect(page.get_by_role("button", name="Révéler")).to_be_hidden()
    assert not any("/formateur" in request.url for request in page.requested)  # type: ignore[attr-defined]
    axe_finds_nothing(page)
    page.goto(f"{page.url}#{trainer.token}")
    expect(page.get_by_role("button", name="Révéler")).to_be_visible()
    axe_finds_nothing(page)
    fits(page)
    # The same tab, without the fragment.
    page.goto(f"{bot.settings.page_url}atelier/{trainer.code}/animer")
    page.reload()
    expect(page.get_by_role("button", name="Révéler")).to_be_visible()
    # Emptied by the trainer, after a question.
    bot.conversation().say(trainer.code)
    expect(page.locator("#rejoints")).to_have_text("1")
    page.get_by_role("button", name="Vider l’atelier").click()
    page.get_by_role("button", name="Tout vider").click()
    expect(page.locator("#rejoints")).to_have_text("0")
    trainer.close()


@pytest.mark.parametrize("page", ["", "/ecran", "/animer"])
def test_an_unknown_code_is_told(bot: Bot, opened: Open, page: str) -> None:
    shown = opened(f"atelier/cerise-cerise-00{page}", size=PHONE)
    expect(shown.get_by_text("Cet atelier n’existe pas, ou il est terminé.")).to_be_visible()
    axe_finds_nothing(shown, SCHEMES[:1])
    fits(shown)


def test_nothing_moves(bot: Bot, opened: Open) -> None:
    trainer = Trainer(bot.settings)
    for name in ("", "/ecran", f"/animer#{trainer.token}"):
        page = opened(f"atelier/{trainer.code}{name}", reduced_motion="reduce")
        expect(page.get_by_role("heading", level=1)).to_have_text("Journée réseau")
        assert page.evaluate("document.getAnimations().length") == 0
    trainer.close()
