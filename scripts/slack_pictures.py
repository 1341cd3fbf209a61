"""Make docs/images/slack-*.png: real blocks of a real conversation (start the bot with « make run » first), drawn by Chromium in a page like Slack's.

It is not Slack that draws them, and the pictures say so.
"""

from __future__ import annotations

import base64
import re
import sys
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape
from playwright.sync_api import sync_playwright

from bot.channels.slack_blocks import closed, posts
from bot.channels.slack_home import home
from bot.picture import png
from bot.settings import Settings
from bot.terminal import send
from typology.carte import svg
from typology.loader import load

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = "https://reseau.example.org"
TURNS = (
    "Cinq services du quartier se retrouvent autour d'une table pour parler de ce qu'ils voient.",
    "Pour ne plus découvrir chacun de son côté ce qu'un autre sait déjà.",
    "Une maison de jeunes, une école, un centre de santé mentale, une aide à domicile et nous.",
)
# What is clicked when it is offered.
CLICKED = ("echange_durable", "observations_savoirs", "permanent", "charte_legere", "apprentissage_mutuel", "chacun_souverain", "objet")


def drawn(url: str) -> str:
    """Return the map of an address of ours as the bytes that the server gives for it, in a data URL."""
    asked = {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}
    centres = {centre.id: float(asked[centre.id]) for centre in load().centres}
    return "data:image/png;base64," + base64.b64encode(png(svg(centres, asked.get("type"), load()))).decode()


def html_of(mrkdwn: str) -> Markup:
    """Return Slack's mrkdwn, which is escaped already, as HTML."""
    text = re.sub(r"<(https?://[^|>]+)\|([^>]+)>", r'<a href="\1">\2</a>', mrkdwn)
    text = re.sub(r"<@\w+>", "@Nadège", text)
    text = re.sub(r"(?<!\w)_([^_\n]+)_(?!\w)", r"<i>\1</i>", text)
    return Markup(re.sub(r"(?<!\w)\*([^*\n]+)\*(?!\w)", r"<b>\1</b>", text))  # noqa: S704


def conversation(settings: Settings) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Hold an interview; return its last question with what was said before it, and its result after the choice taken, as Slack's blocks."""
    sender = str(uuid.uuid4())

    def bot(text: str, hour: str) -> list[dict[str, Any]]:
        return [{"hour": hour, "text": post.text, "blocks": post.blocks} for told in send(settings, sender, text) for post in posts(told, PUBLIC)]

    bot("bonjour", "10:02")
    for turn in TURNS:
        said: list[dict[str, Any]] = [{"person": "Nadège", "hour": "10:05", "blocks": [{"type": "section", "text": {"text": escape(turn)}}]}]
        told = bot(turn, "10:05")
    beginning = [*said, *told]
    while not any(block["type"] == "image" for message in told for block in message["blocks"]):
        asked = told[-1]
        elements = [element for block in asked["blocks"] if block["type"] == "actions" for element in block["elements"]]
        choice = next((element for element in elements if any(word in element["value"] for word in CLICKED)), elements[0])
        label = re.sub(r"^\d+\. ", "", choice["text"]["text"])
        told = bot(choice["value"], "10:06")
    return beginning, [{**asked, "blocks": closed(asked, f"✓ {label}").blocks}, *told[:2]]


def main(port: str) -> None:
    """Hold the conversation with the bot on that port and make the pictures."""
    environment = Environment(loader=FileSystemLoader(ROOT / "scripts"), autoescape=True)
    environment.filters |= {"mrkdwn": html_of, "drawn": drawn}
    template = environment.get_template("slack_pictures.html")
    question, result = conversation(Settings.from_environment({"PORT": port}))
    wanted: dict[str, dict[str, Any]] = {
        "slack-accueil": {"home": home(), "messages": []},
        "slack-question": {"messages": question},
        "slack-resultat": {"messages": result},
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        page = browser.new_page(viewport={"width": 760, "height": 400}, locale="fr-BE")
        for name, content in wanted.items():
            page.set_content(template.render(**content))
            page.screenshot(path=str(ROOT / "docs" / "images" / f"{name}.png"), full_page=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "5005")
