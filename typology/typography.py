"""French typography, set in one place so that whoever edits a sentence can type plain spaces and straight apostrophes."""

from __future__ import annotations

import re
import unicodedata

NBSP, THIN = "\u00a0", "\u202f"

_URL = re.compile(r"https?://\S+")


def french(text: str) -> str:
    """Return ``text`` with non-breaking spaces before ; : ! ? » and after «, and curly apostrophes. Idempotent; leaves URLs alone."""
    parts, end = [], 0
    for url in _URL.finditer(text):
        parts += [_set(text[end : url.start()]), url.group()]
        end = url.end()
    return "".join([*parts, _set(text[end:])])


def _set(text: str) -> str:
    text = re.sub(r"(?<=\w)'(?=[\w\[“«])", "’", text)
    text = re.sub(rf"[ {NBSP}{THIN}]*»", f"{NBSP}»", text)
    text = re.sub(rf"«[ {NBSP}{THIN}]*", f"«{NBSP}", text)
    text = re.sub(rf"(?<=[\w»)…%*])[ {NBSP}{THIN}]+([;!?])", rf"{THIN}\1", text)
    return re.sub(rf"(?<=[\w»)…%*])[ {NBSP}{THIN}]+:(?!\w)", f"{NBSP}:", text)


def fold(text: str) -> str:
    """Return ``text`` as it is compared: small letters, no accents, straight apostrophes, no space around."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("’", "'"))
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn").strip()


def cut(text: str, longest: int) -> str:
    """Return the beginning of a longer text, cut at a word within ``longest`` characters, and « … »."""
    return text[:longest].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def quote(text: str, longest: int = 140) -> str:
    """Return the practitioner's words between guillemets, cut at a word when longer than ``longest`` characters."""
    clean = " ".join(text.split()).strip(' .,;:"')
    if re.fullmatch(r"«[^«»]*»", clean):
        clean = clean[1:-1].strip(" .,;:")
    if len(clean) > longest:
        clean = cut(clean, longest)
    # Guillemets inside guillemets; a clause may hold one of the two only.
    pair = ("“", "”") if clean.count("«") == clean.count("»") else ("", "")
    clean = re.sub(r"\s*»", pair[1], re.sub(r"«\s*", pair[0], clean))
    return french(f"« {clean} »")
