"""Which payloads a client may send: those of our own buttons, and nothing else that begins with a slash."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from typology.loader import load

# What a room says for someone who only arrives, or only calls the bot.
GREETING = "/saluer"
BARE = frozenset(
    {
        GREETING, "/ne_sait_pas", "/demander_pourquoi", "/demander_exemple", "/recommencer", "/recapituler", "/faire_pause", "/reprendre",
        "/confirmer_effacer", "/passer", "/demander_resultat",
    }
)  # fmt: skip
_NAME = re.compile(r"/([a-z_]+)(?=\{)")
WORKSHOP = frozenset({"complet", "express", "garder", "quitter"})
PERIODS = frozenset({"avant", "apres", "en_parallele"})
# Rasa would take such a text for an intent of its own.
_EXTERNAL = "EXTERNAL: "


def is_command(text: str) -> bool:
    """True when Rasa would not read the text as words."""
    return text.startswith("/") or text.startswith(_EXTERNAL)


def is_allowed(text: str) -> bool:
    """True when the command is one of our buttons', and what it names is known."""
    if text in BARE:
        return True
    named = _NAME.match(text)
    if not named or named[1] not in _CHECKS:
        return False
    try:
        data = json.loads(text[named.end() :])
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and all(isinstance(value, str) for value in data.values()) and _CHECKS[named[1]](data)


def _is_choice(data: dict[str, str]) -> bool:
    if set(data) != {"dimension", "modalite"}:
        return False
    try:
        load().dimension(data["dimension"]).modality(data["modalite"])
    except KeyError:
        return False
    return True


_CHECKS: dict[str, Callable[[dict[str, str]], bool]] = {
    "repondre": _is_choice,
    "modifier": lambda data: set(data) == {"dimension"} and data["dimension"] in load().dimension_ids,
    "autre_periode": lambda data: set(data) == {"quand"} and data["quand"] in PERIODS,
    "atelier": lambda data: set(data) == {"faire"} and data["faire"] in WORKSHOP,
}
