"""The bot's messages as Block Kit, within Slack's limits: text, choices, the result with its map and its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.slack_text import SECTION, cut, escaped, mrkdwn, pieces
from typology.messages import say

Block = dict[str, Any]

LABEL, VALUE, PER_ACTIONS, BLOCKS, ALT = 75, 2000, 25, 50, 2000
# The longest text without blocks.
TEXT = 39_000
# Slack may show no more than so many characters of a button.
SHOWN = 30
CHOICES = "choix"


@dataclass(frozen=True)
class Post:
    """One message for Slack: its blocks, and the same in words for notifications, screen readers, and when the blocks are refused."""

    text: str
    blocks: list[Block]

    @property
    def asks(self) -> bool:
        """True when it has choices to press."""
        return any(_is_choices(block) for block in self.blocks)


def posts(message: Mapping[str, Any], public_url: str = "") -> list[Post]:
    """Return one of the bot's messages ({"text"?, "buttons"?, "custom"?}) as one post; as several only when it has more than fifty blocks."""
    custom = message.get("custom") or {}
    buttons = [button for button in message.get("buttons") or () if len(button["payload"]) <= VALUE]
    blocks = [
        *sections(message.get("text") or ""),
        *listed(buttons),
        *_picture(custom.get("carte"), public_url),
        *_page(custom.get("page"), public_url),
        *choices(buttons),
    ]
    return [Post(in_words(blocks[start : start + BLOCKS]), blocks[start : start + BLOCKS]) for start in range(0, len(blocks), BLOCKS)]


def sections(markdown: str) -> list[Block]:
    """Return Markdown as sections of at most 3000 characters."""
    return [{"type": "section", "text": {"type": "mrkdwn", "text": piece}} for piece in pieces(mrkdwn(markdown), SECTION)]


def numbered(buttons: Sequence[Mapping[str, str]]) -> int:
    """Return how many buttons, from the first on, are told by a number because a label among them is too long to be shown whole."""
    return max((rank for rank, button in enumerate(buttons, 1) if len(button["title"]) > SHOWN), default=0)


def listed(buttons: Sequence[Mapping[str, str]]) -> list[Block]:
    """Return the choices whose labels Slack could cut, whole and by number; nothing when all are short."""
    lines = [f"*{rank}.* {escaped(button['title'])}" for rank, button in enumerate(buttons[: numbered(buttons)], 1)]
    return [{"type": "section", "text": {"type": "mrkdwn", "text": piece}} for piece in pieces("\n".join(lines), SECTION)]


def choices(buttons: Sequence[Mapping[str, str]]) -> list[Block]:
    """Return the buttons, twenty-five at most in a block."""
    most = numbered(buttons)
    elements = [_button(rank, button, rank <= most) for rank, button in enumerate(buttons, 1)]
    return [
        {"type": "actions", "block_id": f"{CHOICES}-{start // PER_ACTIONS}", "elements": elements[start : start + PER_ACTIONS]}
        for start in range(0, len(elements), PER_ACTIONS)
    ]


def _button(rank: int, button: Mapping[str, str], by_number: bool) -> Block:
    title = button["title"]
    text = cut(f"{rank}. {title}" if by_number else title, LABEL)
    made: Block = {"type": "button", "action_id": f"{CHOICES}-{rank}", "value": button["payload"], "text": {"type": "plain_text", "text": text, "emoji": False}}
    return {**made, "accessibility_label": cut(title, LABEL)} if by_number else made


def _picture(carte: Mapping[str, str] | None, public_url: str) -> list[Block]:
    if not carte:
        return []
    if not public_url.startswith("https://"):
        # Slack's own servers fetch the picture: without an address that they reach, it is told.
        return [context(escaped(carte["texte"]))]
    url = public_url + carte["url"].replace("/carte.svg", "/carte.png", 1)
    return [{"type": "image", "image_url": url, "alt_text": cut(carte["texte"], ALT)}]


def _page(page: Mapping[str, Any] | None, public_url: str) -> list[Block]:
    if not page or not public_url:
        return []
    link = {"type": "button", "action_id": "page", "url": public_url + page["url"], "text": {"type": "plain_text", "text": say("bouton_page"), "emoji": False}}
    return [{"type": "actions", "block_id": "page", "elements": [link]}]


def context(text: str) -> Block:
    """Return a line in small characters."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": cut(text, ALT)}]}


def in_words(blocks: Sequence[Block]) -> str:
    """Return what the blocks say, buttons aside; never empty."""
    told = []
    for block in blocks:
        if block["type"] == "section":
            told.append(block["text"]["text"])
        elif block["type"] == "image":
            told.append(escaped(block["alt_text"]))
        elif block["type"] == "context":
            told += [element["text"] for element in block["elements"]]
    return cut("\n\n".join(told), TEXT) or "…"


def without_pictures(post: Post) -> Post:
    """Return the post with its pictures told: Slack refuses the whole message when it cannot fetch one."""
    return Post(post.text, [context(escaped(block["alt_text"])) if block["type"] == "image" else block for block in post.blocks])


def text_alone(post: Post) -> Post:
    """Return the post as text, its choices listed and its link written, for when the blocks are refused."""
    # Those with a number are in the text already.
    elements = [element for block in post.blocks if block["type"] == "actions" for element in block["elements"] if "accessibility_label" not in element]
    lines = [f"• {element['text']['text']}" + (f" : {element['url']}" if "url" in element else "") for element in elements]
    return Post(cut("\n\n".join([post.text, escaped("\n".join(lines))]).strip(), TEXT), [])


def closed(message: Mapping[str, Any], line: str = "") -> Post:
    """Return a message that was posted, as Slack gives it back, without its choices; ``line`` (mrkdwn) says which one was taken."""
    kept = [_as_sent(block) for block in message.get("blocks") or () if isinstance(block, dict) and not _is_choices(block)]
    said = [str(message.get("text") or "…"), *([line] if line else [])]
    return Post("\n".join(said), [*kept, *([context(line)] if line else [])][:BLOCKS])


def _as_sent(block: Block) -> Block:
    """A picture comes back with its size and more, which Slack does not take."""
    if block.get("type") != "image":
        return block
    return {key: value for key, value in block.items() if key in {"type", "block_id", "image_url", "alt_text"}}


def _is_choices(block: Mapping[str, Any]) -> bool:
    return block.get("type") == "actions" and str(block.get("block_id", "")).startswith(CHOICES)
