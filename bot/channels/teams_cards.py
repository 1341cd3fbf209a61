"""The bot's messages as activities of Teams: a text, or an Adaptive Card when there is something to press or to see."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from bot.channels.teams_text import blocks, escaped, plain, without_marks
from typology.messages import say

# Bytes of an activity as it is sent; Teams takes 28 KB, the addresses included.
MOST_BYTES = 26_000
# Teams shows no more in a row.
MOST_IN_A_ROW = 6
# Characters of a title that fit on a telephone.
LONG_TITLE = 35
SUMMARY = 150

Activity = dict[str, Any]
Element = dict[str, Any]


def activities(messages: Iterable[dict[str, Any]], public_url: str = "", asked: str = "") -> list[Activity]:
    """Return what to send for the messages of a turn, in their order.

    ``public_url`` is where Teams finds the picture and the page of a result; without it they are told in words. ``asked`` names, in a group,
    the conversation whose buttons these are.
    """
    return [activity for message in messages for activity in _of_one(message, public_url, asked)]


def chosen(text: str, title: str) -> Activity:
    """Return the card as it is once a button was pressed: the same words, and « ✓ choice » in place of the buttons."""
    choice = {"type": "TextBlock", "text": f"✓ {plain(title)}", "wrap": True, "weight": "Bolder", "spacing": "Medium"}
    return _card([*map(_words, blocks(text)), choice], title)


def asks(activity: Activity) -> bool:
    """True when the activity is a card with something to press."""
    return any(_actions(element) for element in _body(activity))


def closed(activity: Activity) -> Activity:
    """Return a card as it is once its question was answered otherwise: all of it but what could be pressed."""
    return _card([element for element in _body(activity) if not _actions(element)], activity["summary"])


def in_plain_text(activity: Activity) -> Activity:
    """Return a card as a text, for where the card itself was refused: its words, then what may be answered."""
    if "attachments" not in activity:
        return activity
    body = _body(activity)
    lines = [element["text"] for element in body if element["type"] == "TextBlock"]
    titles = [f"- {plain(action['title'])}" for element in body for action in _actions(element)]
    return _text([*lines, "\n".join(titles)] if titles else lines)


def _of_one(message: dict[str, Any], public_url: str, asked: str) -> list[Activity]:
    custom = message.get("custom") or {}
    carte, page = custom.get("carte"), custom.get("page")
    text = escaped(message.get("text") or "")
    if page and public_url:
        text += f"\n\n[{say('bouton_page')}]({public_url}{page['url']})"
    if carte and not public_url:
        text += f"\n\n{escaped(carte['texte'])}"
    shown = blocks(text)
    picture = [_picture(carte, public_url)] if carte and public_url else []
    buttons = message.get("buttons") or []
    if not picture and not buttons:
        return _texts(shown)
    summary = without_marks(message.get("text") or "")[:SUMMARY]

    def card(words: list[str], kept: str) -> Activity:
        return _card([*map(_words, words), *picture, *_choices(buttons, kept, asked)], summary)

    whole = card(shown, "\n\n".join(shown))
    if _size(whole) <= MOST_BYTES:
        return [whole]
    # Each button carries the words of its card, which are shown again once it is pressed: only the last ones, then, or their beginning.
    *before, last = shown
    room = (MOST_BYTES - _size(card([last], ""))) // (4 * max(len(buttons), 1))
    return [*_texts(before), card([last], last[: max(room, 0)])]


def _texts(shown: list[str]) -> list[Activity]:
    """As few messages as their size allows."""
    sent: list[list[str]] = []
    for block in shown:
        if sent and _size(_text([*sent[-1], block])) <= MOST_BYTES:
            sent[-1].append(block)
        else:
            sent.append([block])
    return [_text(lines) for lines in sent]


def _text(lines: list[str]) -> Activity:
    return {"type": "message", "textFormat": "markdown", "text": "\n\n".join(lines)}


def _card(body: list[Element], summary: str) -> Activity:
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4", "lang": "fr",
        "msteams": {"width": "Full"}, "body": body,
    }  # fmt: skip
    return {"type": "message", "summary": summary, "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": content}]}


def _words(text: str) -> Element:
    return {"type": "TextBlock", "text": text, "wrap": True}


def _picture(carte: dict[str, str], public_url: str) -> Element:
    address = carte["url"].replace("/carte.svg?", "/carte.png?", 1)
    return {"type": "Image", "url": f"{public_url}{address}", "altText": carte["texte"], "size": "Stretch"}


def _choices(buttons: list[dict[str, str]], text: str, asked: str) -> list[Element]:
    """The buttons, in their order. Teams cuts a long title: up to the last long one each has a line that wraps, the short ones after it are buttons."""
    extra = {"pour": asked} if asked else {}
    actions = [
        {"type": "Action.Submit", "title": button["title"], "data": {"payload": button["payload"], "title": button["title"], "text": text, **extra}}
        for button in buttons
    ]
    lines = max((rank for rank, button in enumerate(buttons, 1) if len(button["title"]) > LONG_TITLE), default=0)
    rows = [actions[at : at + MOST_IN_A_ROW] for at in range(lines, len(actions), MOST_IN_A_ROW)]
    return [*map(_line, actions[:lines]), *({"type": "ActionSet", "actions": row} for row in rows)]


def _line(action: Element) -> Element:
    words = {**_words(plain(action["title"])), "weight": "Bolder"}
    return {"type": "Container", "style": "emphasis", "spacing": "Small", "items": [words], "selectAction": action}


def _body(activity: Activity) -> list[Element]:
    return [element for attachment in activity.get("attachments", ()) for element in attachment["content"]["body"]]


def _actions(element: Element) -> list[Element]:
    return [element["selectAction"]] if "selectAction" in element else element.get("actions", [])


def _size(activity: Activity) -> int:
    return len(json.dumps(activity, ensure_ascii=False).encode("utf-8", "replace"))
