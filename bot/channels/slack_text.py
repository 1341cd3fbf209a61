"""Words on their way in and out of Slack: the bot's Markdown as mrkdwn, and what people write there as plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Collection

# The longest text of one section.
SECTION = 3000

_INLINE = re.compile(
    r"\\(?P<literal>[\\`*_~\[\]()#+.!>-])"
    r"|\[(?P<label>[^\]\n]+)\]\((?P<url>https?://[^\s)]+)\)"
    r"|(?P<address>https?://[^\s<>|)]+)"
    r"|\*\*(?P<bold>[^\n]+?)\*\*"
    r"|(?<![\w*])\*(?P<italic>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
)
_HEADING = re.compile(r"#{1,6} +(.+)")
_ITEM = re.compile(r"(\s*)[-*+] +")
# <@U1>, <@U1|nom>, <#C1|nom>, <!here>, <!subteam^S1|@nom>, <https://…|nom>, <mailto:…|nom>
_ANGLE = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
# « @Pourquoi réseau, … »
_CALLED = re.compile(r"\s*<@([A-Z0-9]+)(?:\|[^<>]*)?>[\s,:;]*")
_MARKED = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)(.+?)(?<=\S)\1(?![\w*_~`])")


def mrkdwn(markdown: str) -> str:
    """Return Markdown as Slack's mrkdwn; nothing in it can name a person or a channel, nor open a link that is not written as one."""
    return "\n".join(_line(line) for line in markdown.split("\n"))


def escaped(text: str) -> str:
    """Return the text with the three characters that Slack reads as markup written out."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _line(line: str) -> str:
    if heading := _HEADING.fullmatch(line):
        return f"*{_inline(heading[1].replace('**', ''))}*"
    if line.startswith(">"):
        return f"> {_inline(line[1:].lstrip())}"
    if item := _ITEM.match(line):
        return f"{item[1]}• {_inline(line[item.end() :])}"
    return _inline(line)


def _inline(text: str) -> str:
    parts, end = [], 0
    for found in _INLINE.finditer(text):
        parts += [escaped(text[end : found.start()]), _marked(found)]
        end = found.end()
    return "".join([*parts, escaped(text[end:])])


def _marked(found: re.Match[str]) -> str:
    if found["label"]:
        return f"<{escaped(found['url'])}|{escaped(found['label'])}>"
    if found["bold"]:
        return f"*{_inline(found['bold'])}*"
    if found["italic"]:
        return f"_{_inline(found['italic'])}_"
    return escaped(found["literal"] or found["address"])


def pieces(text: str, most: int = SECTION) -> list[str]:
    """Return mrkdwn in pieces of at most ``most`` characters, cut between paragraphs, else lines, else sentences, else words."""
    found = []
    text = text.strip()
    while len(text) > most:
        at = next((place for mark in ("\n\n", "\n", ". ", " ") if (place := text.rfind(mark, most // 2, most - len(mark)) + len(mark)) >= len(mark)), most)
        # Never inside « &amp; ».
        entity = text.rfind("&", at - 5, at)
        if entity > 0 and ";" not in text[entity:at]:
            at = entity
        found.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*found, text] if text else found


def cut(text: str, most: int) -> str:
    """Return the text, its end replaced by « … » when it is longer than ``most`` characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def heard(text: str, own: Collection[str] = ()) -> str:
    """Return what a person wrote as plain text: the bot's own name (its ids are ``own``) left out, and nobody else's name kept."""
    first = _CALLED.match(text)
    bare = _ANGLE.sub(lambda found: _said(found, own), text[first.end() :] if first and first[1] in own else text)
    bare = _MARKED.sub(r"\2", html.unescape(bare))
    return re.sub(r"[ \t]+(?=[,.])|(?<=[ \t])[ \t]+", "", bare).strip()


def _said(found: re.Match[str], own: Collection[str]) -> str:
    sign, target, label = found[1], found[2], found[3] or ""
    if sign == "@":
        # The bot asks to name no one: a mention stays a person, without their name.
        return " " if target in own else "quelqu'un"
    if sign == "#":
        return f"#{label}" if label else "un canal"
    if sign == "!":
        return label.lstrip("@") if target.startswith(("subteam", "date")) else " "
    return label or target.removeprefix("mailto:").removeprefix("tel:")


def names_another(text: str, own: Collection[str]) -> bool:
    """True when a message begins with the name of somebody who is not the bot: it is for them."""
    first = re.match(r"\s*<@([A-Z0-9]+)", text)
    return bool(first and first[1] not in own)


def names_us(text: str, own: Collection[str]) -> bool:
    """True when the message names the bot."""
    return any(target in own for target in re.findall(r"<@([A-Z0-9]+)", text))
