"""How the three rooms are compared: the same message reads the same in each, and not one character can change unnoticed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.channels.slack_blocks import closed, posts
from bot.channels.teams_cards import activities, chosen
from tests.channels.fake_microsoft import Sent
from tests.channels.fake_slack import Posted
from tests.channels.heard import Heard, of_page, of_slack, of_teams, slack_list

Message = dict[str, Any]
URL = "https://reseau.example.org"
CARTE = {"url": "/carte.svg?beneficiaires=0.1&reflexion=0.8&action=0.1", "texte": "Triangle : plutôt « La réflexion »."}
PAGE = {"url": "/resultat/Z7K3-F9QX", "code": "Z7K3-F9QX", "mots": {}}
LONG = "Une question à comprendre, dont on veut faire le tour & dont on parle"
MESSAGES: list[Message] = [
    {"text": "Voici : **un réseau d’aide**.\n\nCe qui me le fait dire :\n- « moins < que & *plus* » → le rythme\n- le *reste*, et __init__ [ici]\nFin."},
    {"text": "Et autour de quoi ?", "buttons": [{"title": LONG, "payload": '/a{"b": "c"}'}, {"title": "L’action", "payload": "/d"}]},
    {"text": "Encore ?", "buttons": [{"title": "Oui", "payload": "/oui"}, {"title": f"{LONG} 1234", "payload": "/x"}, {"title": "Non", "payload": "/non"}]},
    {"text": "**Le résultat**", "custom": {"carte": CARTE, "page": PAGE}},
]
# In a quote Teams shows the practitioner's own stars, the page and Slack make italics of them: their markup, and not ours.
QUOTED = "« moins < que & *plus* »"
# Kept beside what is read, or read nowhere.
SILENT = {
    "type",
    "action_id",
    "block_id",
    "style",
    "color",
    "weight",
    "spacing",
    "size",
    "version",
    "$schema",
    "lang",
    "contentType",
    "textFormat",
    "summary",
    "width",
}
Room = tuple[Callable[[Message], Any], Callable[[Any], Heard]]


def in_slack(message: Message, url: str = URL) -> list[dict[str, Any]]:
    (post,) = posts(message, url)
    return post.blocks


def read_slack(blocks: list[dict[str, Any]]) -> Heard:
    return of_slack(Posted("D1", "1.1", None, "", blocks))


def in_teams(message: Message) -> dict[str, Any]:
    (activity,) = activities([message], URL)
    return activity


def read_teams(activity: dict[str, Any]) -> Heard:
    return of_teams(Sent("POST", "a:1", "1", activity))


ROOMS: dict[str, Room] = {"slack": (in_slack, read_slack), "teams": (in_teams, read_teams)}


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message["text"][:8])
def test_a_message_reads_the_same_in_each_room(room: str, message: Message) -> None:
    if room == "teams":
        message = {**message, "text": message["text"].replace(QUOTED, QUOTED.replace("*", ""))}
    shape, read = ROOMS[room]
    assert read(shape(message)) == of_page(message, URL)


def test_a_picture_that_slack_cannot_fetch_reads_the_same() -> None:
    assert read_slack(in_slack(MESSAGES[3], "http://127.0.0.1:5005")) == of_page(MESSAGES[3], "http://127.0.0.1:5005")


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message["text"][:8])
def test_nothing_can_change_unnoticed(room: str, message: Message) -> None:
    shape, read = ROOMS[room]
    made = shape(message)
    whole = read(made)
    unnoticed, tried = [], 0
    for where, changed in mutations(made):
        tried += 1
        try:
            if read(changed) == whole:
                unnoticed.append(where)
        except AssertionError:
            pass
    assert tried > 20 and unnoticed == []


def mutations(made: Any) -> Iterator[tuple[str, Any]]:
    """Yield the message with one character less, or one part less, or two parts exchanged; and where."""
    for path in list(leaves(made)):
        text = at(made, path)
        for place, char in enumerate(text):
            # Blank lines are not read.
            if char != "\n":
                yield f"{path} {text[:place]}⟨{char}⟩", changed(made, path, text[:place] + text[place + 1 :])
        yield f"{path} **", changed(made, path, f"**{text}**")
    for path in list(lists(made)):
        parts = at(made, path)
        for rank in range(len(parts)):
            yield f"{path} sans {rank}", changed(made, path, parts[:rank] + parts[rank + 1 :])
            if rank and parts[0] != parts[rank] and "text" in parts[0]:
                yield f"{path} {rank} d'abord", changed(made, path, [parts[rank], *parts[1:rank], parts[0], *parts[rank + 1 :]])


def leaves(made: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, value in made.items() if isinstance(made, dict) else enumerate(made):
        if isinstance(value, (dict, list)):
            yield from leaves(value, (*path, key))
        elif isinstance(value, str) and key not in SILENT and (*path[-1:], key) != ("data", "text") and "/carte." not in value:
            # data.text is read once the card is rewritten; where the picture is: test_slack_blocks.py, test_teams_cards.py.
            yield (*path, key)


def lists(made: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, value in made.items() if isinstance(made, dict) else enumerate(made):
        if isinstance(value, (dict, list)):
            yield from lists(value, (*path, key))
    if isinstance(made, list) and path[-1:] not in {("attachments",), ("items",)}:
        yield path


def at(made: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        made = made[key]
    return made


def changed(made: Any, path: tuple[Any, ...], value: Any) -> Any:
    made = copy.deepcopy(made)
    if not path:
        return value
    at(made, path[:-1])[path[-1]] = value
    return made


@pytest.mark.parametrize("message", MESSAGES[1:3], ids=lambda message: message["text"][:8])
def test_a_card_that_was_answered_reads_the_same(message: Message) -> None:
    title = message["buttons"][0]["title"]
    asked = of_page(message, URL)
    in_slack_now = closed({"text": "", "blocks": in_slack(message)}, f"✓ {title.replace('&', '&amp;')}").blocks
    long = max(rank for rank, (label, _) in enumerate(asked.choices, 1) if len(label) > 30)
    assert read_slack(in_slack_now) == Heard((*asked.lines, *slack_list(asked.choices[:long])), chosen=title)
    action = Sent("POST", "a:1", "1", in_teams(message)).actions[0]
    assert read_teams(chosen(action["data"]["text"], title)) == Heard(asked.lines, chosen=title)
