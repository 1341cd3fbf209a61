"""Make the pictures of docs/guide-formateur.md: a real session with the running servers (start them with « make run » first)."""

from __future__ import annotations

import json
import sys
import urllib.request
import uuid
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from typology.loader import load
from typology.model import Typicality

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
TITLE = "Journée réseau, quartier des Tanneurs"
FIRST = ["coordination"] * 5 + ["connexion"] * 4 + ["partenariat"] * 3
SECOND = ["connexion"] * 8 + ["coordination"] * 4
SENTENCES = ("Pour que personne ne reste seul avec sa situation.", "Pour comprendre avant d'agir.", "Parce que les familles nous l'ont demandé.")
OPENINGS = {"pourquoi": "autour_de", "qui": "place_beneficiaires"}
LAPTOP, PHONE, DESK = {"width": 1280, "height": 720}, {"width": 360, "height": 640}, {"width": 900, "height": 900}


class Participant:
    """One person: says the code, and answers by clicks as is very typical of a type."""

    def __init__(self, url: str) -> None:
        self.url, self.sender = f"{url}chat/webhook", str(uuid.uuid4())

    def say(self, message: str) -> list[dict[str, Any]]:
        """Post a message and return the answers."""
        body = json.dumps({"sender": self.sender, "message": message}).encode()
        request = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return list(json.load(answer))

    def answer(self, code: str, type_id: str) -> None:
        """Join, or come back, and hold the short interview."""
        self.say(code)
        cells, told = load().type(type_id).typicite, self.say('/atelier{"faire": "express"}')
        while not any("resultat" in message.get("custom", {}) for message in told):
            asked = next(message["custom"]["question"]["id"] for message in told if "question" in message.get("custom", {}))
            dimension = OPENINGS.get(asked, asked)
            modality = next(name for name, word in cells[dimension].items() if word is Typicality.tres_typique)
            told = self.say(f"/repondre{json.dumps({'dimension': dimension, 'modalite': modality})}")

    def close(self, sentence: str) -> None:
        """Say why, and let the group read it."""
        offered = [button for message in self.say(sentence) for button in message.get("buttons", ())]
        self.say(next(button["payload"] for button in offered if button["title"].startswith("Oui")))


def main(url: str) -> None:
    """Hold the session at ``url`` and take the pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        pages = [browser.new_page(viewport=size, locale="fr-BE") for size in (DESK, LAPTOP, PHONE)]  # type: ignore[arg-type]
        for page in pages:
            page.set_default_timeout(60_000)
        trainer, screen, phone = pages
        trainer.goto(f"{url}atelier/")
        trainer.get_by_label("Titre de l’atelier").fill(TITLE)
        shoot(trainer, "ouvrir")
        trainer.get_by_role("button", name="Ouvrir l’atelier").click()
        trainer.locator("#contenu h3").wait_for()
        code = trainer.locator("#code").inner_text()
        screen.goto(f"{url}atelier/{code}/ecran")
        phone.goto(f"{url}atelier/{code}")
        phone.get_by_role("link", name="Répondre au chatbot").wait_for()
        shoot(phone, "rejoindre")
        people = [Participant(url) for _ in FIRST]
        for person in people[:7]:
            person.say(code)
        for person, kind in zip(people[:3], FIRST):
            person.answer(code, kind)
        screen.get_by_text("3 a fini").or_(screen.get_by_text("3 ont fini")).wait_for()
        shoot(screen, "ecran-attente")
        for person, kind in zip(people[3:], FIRST[3:]):
            person.answer(code, kind)
        for person, sentence in zip(people, SENTENCES):
            person.close(sentence)
        click(trainer, "Révéler les résultats")
        screen.get_by_role("tab", name="Les places").wait_for()
        shoot(screen, "ecran-places")
        for tab, name in (("Les sept types", "ecran-types"), ("Où l’on diffère", "ecran-desaccord")):
            screen.get_by_role("tab", name=tab).click()
            shoot(screen, name)
        trainer.locator("#vue-contenu section").first.wait_for()
        shoot(trainer, "animer")
        click(trainer, "Montrer les phrases")
        screen.locator(".phrases").wait_for()
        shoot(screen, "ecran-phrases")
        click(trainer, "Ouvrir la seconde manche…")
        trainer.get_by_role("dialog").get_by_role("button", name="Ouvrir la seconde manche").click()
        screen.get_by_text("Manche 2").wait_for()
        for person, kind in zip(people, SECOND):
            person.answer(code, kind)
        click(trainer, "Révéler les résultats")
        screen.get_by_role("tab", name="Ce qui a bougé").click()
        shoot(screen, "ecran-bouge")
        click(trainer, "Fermer l’atelier…")
        click(trainer, "Fermer et tout effacer")
        trainer.get_by_role("heading", name="Atelier terminé").wait_for()
        browser.close()


def click(page: Page, name: str) -> None:
    """Press the button that stands on the page by that name."""
    page.get_by_role("button", name=name).first.click()


def shoot(page: Page, name: str) -> None:
    """Take the picture ``formateur-<name>.png`` of what the window shows."""
    page.evaluate("Promise.all([...document.images].map((image) => image.decode().catch(() => {})))")
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=str(IMAGES / f"formateur-{name}.png"))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:5005/")
