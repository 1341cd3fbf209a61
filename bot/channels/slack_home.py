"""The app's home tab and its first message."""

from __future__ import annotations

from typing import Any

from bot.channels.slack_blocks import Block, choices, context, sections
from bot.channels.slack_text import escaped
from bot.payloads import GREETING
from typology.messages import say


def start() -> list[dict[str, str]]:
    """Return the button that begins the interview."""
    return [{"title": say("bouton_commencer"), "payload": GREETING}]


def home() -> list[Block]:
    """Return the home tab: what the bot is for, where to speak to it, where the words go."""
    return [
        _title("slack_accueil_titre"),
        *sections(say("slack_accueil")),
        *choices(start()),
        {"type": "divider"},
        _title("slack_salles_titre"),
        *sections("\n".join(f"- {say(key)}" for key in ("slack_salle_prive", "slack_salle_canal", "slack_salle_commande"))),
        context(escaped(say("slack_donnees"))),
    ]


def welcome() -> dict[str, Any]:
    """Return the first message of a person's direct messages; nothing is kept of them before they answer it."""
    return {"text": "\n\n".join([say("slack_bienvenue"), say("slack_donnees")]), "buttons": start()}


def _title(key: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": say(key), "emoji": False}}
