"""The sentences of the bot that belong to no type: read from ``knowledge/messages.yml``, chosen so as not to repeat oneself."""

from __future__ import annotations

import functools
from pathlib import Path

import yaml

from typology.typography import french
from typology.yaml_loader import SAFE_LOADER

_FILE = Path(__file__).parent / "knowledge" / "messages.yml"


@functools.lru_cache(maxsize=1)
def _messages() -> dict[str, list[str]]:
    content: dict[str, list[str]] = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=SAFE_LOADER)  # noqa: S506 - a SafeLoader
    return content


def say(key: str, turn: int = 0, **values: str) -> str:
    """Return the sentence ``key``, its variant number ``turn`` (modulo their count), with the values filled in. KeyError if unknown."""
    variants = _messages()[key]
    text = variants[turn % len(variants)]
    # One replacement at a time: the practitioner's own words may hold braces.
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return french(text)
