"""What a person reads of the bot's messages, whatever the room: each room's own markup read back into the same few marks.

Nothing is forgiven: what a room would show raw, or lose, stays a difference. test_heard.py takes away one character after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.channels.fake_microsoft import Sent, actions_of
from tests.channels.fake_slack import Posted
from typology.messages import say

# Marks that nobody writes: bold, italics, an item of a list; and what a room would not show as it is.
_BOLD, _ITALIC, _ITEM, _RAW = "⟦{}⟧", "⟨{}⟩", "◦ ", "⁇{}"
_MARKS = r"\\(?P<literal>[^A-Za-z0-9\s])|\*\*(?P<bold>[^\n]+?)\*\*|(?<![\w*])\*(?P<italic>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
_MARKDOWN = re.compile(_MARKS)
_TEAMS = re.compile(_MARKS + r"|&(?P<entity>lt|amp);|(?P<raw>[<`*_~\[\]|\\])")
_MRKDWN = re.compile(
    r"(?<![\w*])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])|(?<![\w_])_(?P<italic>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])"
    r"|&(?P<entity>lt|gt|amp);|(?P<raw>[<>&])"
)
_NUMBERED = re.compile(r"\*(\d+)\.\* (.+)")
_LINK = re.compile(r"\[([^\]]+)\]\((\S+)\)")
CHOSEN = "✓ "
_SLACK_ORDER = {"section": 0, "image": 1, "context": 1}
_TEAMS_ORDER = {"TextBlock": 0, "Image": 1}
Choice = tuple[str, str]


@dataclass(frozen=True)
class Heard:
    """One message as it is read: its lines (blank ones left out), what may be pressed (title, payload), the picture in words, the way to the page."""

    lines: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    picture: str = ""
    page: str = ""
    chosen: str = ""


def of_page(message: dict[str, Any], url: str) -> Heard:
    """Read one message of ``POST /chat/webhook``, as bot/web/static/page.js shows it to those who came by ``url``."""
    custom = message.get("custom", {})
    return Heard(
        lines=_lines(message.get("text", "").split("\n"), _MARKDOWN, "- "),
        choices=tuple((button["title"], button["payload"]) for button in message.get("buttons", ())),
        picture=custom.get("carte", {}).get("texte", ""),
        page=url + custom["page"]["url"] if "page" in custom else "",
    )


def of_slack(posted: Posted) -> Heard:
    """Read one message in Slack. AssertionError when a choice told by its number is not the one that the number's button makes."""
    _in_order(_SLACK_ORDER.get(block["type"], 2 if block.get("block_id") == "page" else 3) for block in posted.blocks)
    sections = [line for block in posted.blocks if block["type"] == "section" for line in block["text"]["text"].split("\n")]
    buttons = posted.buttons
    count = sum("accessibility_label" in button for button in buttons)
    said, listed = sections[: len(sections) - count], sections[len(sections) - count :]
    titles = [_by_number(line, rank, button) for rank, (line, button) in enumerate(zip(listed, buttons), 1)]
    titles += [button["text"]["text"] for button in buttons[count:]]
    small = [_read(part["text"], _MRKDWN) for block in posted.blocks if block["type"] == "context" for part in block["elements"]]
    links = [element for block in posted.blocks if block["type"] == "actions" for element in block["elements"] if "url" in element]
    assert [link["text"]["text"] for link in links] == [say("bouton_page")] * len(links)
    return Heard(
        lines=_lines(said, _MRKDWN, "• "),
        choices=tuple((title, button["value"]) for title, button in zip(titles, buttons)),
        # Without an address in https the picture is told in small characters.
        picture="\n".join([text for text in small if not text.startswith(CHOSEN)] + [block["alt_text"] for block in posted.blocks if block["type"] == "image"]),
        page="\n".join(link["url"] for link in links),
        chosen="\n".join(text.removeprefix(CHOSEN) for text in small if text.startswith(CHOSEN)),
    )


def of_teams(sent: Sent) -> Heard:
    """Read one message in Teams. AssertionError when what is pressed says something else than what is read on it."""
    body = sent.content["body"] if sent.content else []
    _in_order(_TEAMS_ORDER.get(element["type"], 3) for element in body if not element.get("text", "").startswith(CHOSEN))
    actions = [(element, action) for element in body for action in actions_of(element)]
    for element, action in actions:
        read = _read(element["items"][0]["text"], _TEAMS) if element["type"] == "Container" else action["title"]
        assert read == action["title"] == action["data"]["title"]
    lines, pages, chosen = [], [], []
    for line in sent.words.split("\n"):
        link = _LINK.fullmatch(line)
        if link and link[1] == say("bouton_page"):
            pages.append(link[2])
            assert line == sent.words.split("\n")[-1]
        elif line.startswith(CHOSEN):
            chosen.append(_read(line.removeprefix(CHOSEN), _TEAMS))
        else:
            lines.append(line)
    return Heard(
        lines=_lines(lines, _TEAMS, "- "),
        choices=tuple((action["title"], action["data"]["payload"]) for _, action in actions),
        picture="\n".join(element["altText"] for element in body if element["type"] == "Image"),
        page="\n".join(pages),
        chosen="\n".join(chosen),
    )


def slack_list(choices: Iterable[Choice]) -> tuple[str, ...]:
    """Return the lines that tell choices by number, which stay in Slack once one of them was pressed."""
    return tuple(f"{_BOLD.format(f'{rank}.')} {title}" for rank, (title, _) in enumerate(choices, 1))


def _lines(lines: Iterable[str], marks: re.Pattern[str], item: str) -> tuple[str, ...]:
    shown = [line.strip() for line in lines if line.strip()]
    return tuple(_ITEM + _read(line.removeprefix(item), marks) if line.startswith(item) else _read(line, marks) for line in shown)


def _read(text: str, marks: re.Pattern[str]) -> str:
    def marked(found: re.Match[str]) -> str:
        parts = found.groupdict()
        if parts["bold"]:
            return _BOLD.format(_read(parts["bold"], marks))
        if parts["italic"]:
            return _ITALIC.format(_read(parts["italic"], marks))
        if parts.get("raw"):
            return _RAW.format(parts["raw"])
        return parts.get("literal") or {"lt": "<", "gt": ">", "amp": "&"}[parts["entity"]]

    return marks.sub(marked, text)


def _in_order(parts: Iterable[int]) -> None:
    """The words, the picture, the way to the page, then what may be pressed."""
    found = list(parts)
    assert found == sorted(found), found


def _by_number(line: str, rank: int, button: dict[str, Any]) -> str:
    found = _NUMBERED.fullmatch(line)
    assert found and int(found[1]) == rank, f"{rank} : {line}"
    title = _read(found[2], _MRKDWN)
    whole = f"{rank}. {title}"
    assert button["text"]["text"] == (whole if len(whole) <= 75 else whole[:74].rstrip() + "…"), f"{button['text']['text']} : {title}"
    assert button["accessibility_label"] == title, f"{button['accessibility_label']} : {title}"
    return title
