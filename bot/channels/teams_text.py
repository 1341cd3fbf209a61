"""The bot's Markdown as Teams reads it: what is quoted stays as it was written, and each line stands apart."""

from __future__ import annotations

import re

# The bot only speaks in bold, italics and lists; whatever else looks like Markdown or HTML was written by the practitioner.
_OURS_NEVER = re.compile(r"[\\`_~\[\]|]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_MARK = re.compile(r"[\\`_~\[\]|*#]")
# Text of a message, in characters: never more than 24 KB.
LONGEST = 6000


def escaped(text: str) -> str:
    """Return a sentence of the bot, safe to show: no HTML, no link, and no Markdown at all between « and »."""
    depth, parts = 0, []
    for part in re.split(r"([«»])", _entities(text)):
        depth = max(0, depth + (part == "«") - (part == "»"))
        parts.append((_MARK if depth else _OURS_NEVER).sub(r"\\\g<0>", part))
    return "".join(parts)


def plain(text: str) -> str:
    """Return words that hold no Markdown of ours, safe to show as they are."""
    return _MARK.sub(r"\\\g<0>", _entities(text))


def without_marks(text: str) -> str:
    """Return the bot's sentence without its Markdown, for where none is read: a notification, a picture's description."""
    return " ".join(re.sub(r"\*+", "", text).split())


def blocks(text: str) -> list[str]:
    """Return the paragraphs of a text, a list being one; none is longer than what one message takes."""
    found: list[str] = []
    in_list = False
    for line in text.splitlines():
        item = line.startswith("- ")
        if item and in_list and len(found[-1]) + len(line) < LONGEST:
            found[-1] += f"\n{line}"
        elif line.strip():
            found += _pieces(line.strip())
        in_list = item
    return found


def _entities(text: str) -> str:
    return _ENTITY.sub("&amp;", text).replace("<", "&lt;")


def _pieces(line: str) -> list[str]:
    pieces = []
    while len(line) > LONGEST:
        at = line.rfind(" ", LONGEST // 2, LONGEST)
        at = at if at > 0 else LONGEST
        pieces.append(line[:at])
        line = line[at:].strip()
    return [*pieces, line]
