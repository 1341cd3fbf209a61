"""Which payloads a client may send: those of our own buttons, and nothing else that begins with a slash."""

from __future__ import annotations

import json

from typology.loader import load

BARE = frozenset({"/saluer", "/ne_sait_pas", "/demander_pourquoi", "/demander_exemple", "/recommencer"})
_CHOOSE = "/repondre{"
# Rasa would take such a text for an intent of its own.
_EXTERNAL = "EXTERNAL: "


def is_command(text: str) -> bool:
    """True when Rasa would not read the text as words."""
    return text.startswith("/") or text.startswith(_EXTERNAL)


def is_allowed(text: str) -> bool:
    """True when the command is one of our buttons', its dimension and modality known."""
    if text in BARE:
        return True
    if not text.startswith(_CHOOSE):
        return False
    try:
        data = json.loads(text[len(_CHOOSE) - 1 :])
    except (ValueError, RecursionError):
        return False
    if not isinstance(data, dict) or set(data) != {"dimension", "modalite"} or not all(isinstance(value, str) for value in data.values()):
        return False
    try:
        load().dimension(data["dimension"]).modality(data["modalite"])
    except KeyError:
        return False
    return True
