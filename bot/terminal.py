"""Chat in the terminal, over the same webhook as the page."""

from __future__ import annotations

import json
import textwrap
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from typing import Any

from bot.launcher import running
from bot.personas import Persona, play
from bot.settings import Settings
from typology.messages import say as sentence

WIDTH = 92


def chat(settings: Settings, read: Callable[[str], str] = input, write: Callable[[str], None] = print, persona: Persona | None = None) -> None:
    """Talk until an empty end of input (Ctrl-D), after the persona's part if there is one. Uses the running servers, or starts its own."""
    with running(settings, write):
        talk(settings, read, write, persona)


def talk(settings: Settings, read: Callable[[str], str], write: Callable[[str], None], persona: Persona | None = None) -> None:
    """Hold one conversation: words are sent as they are, a number stands for the choice of that number."""
    sender = str(uuid.uuid4())
    choices: list[dict[str, str]] = []

    def post(text: str) -> list[dict[str, Any]]:
        nonlocal choices
        messages = send(settings, sender, text)
        choices = _show(messages, write)
        return messages

    def aloud(text: str) -> list[dict[str, Any]]:
        write("\n" + textwrap.fill(f"> {text}", WIDTH) + "\n")
        return post(text)

    if persona:
        write(f"[{persona.nom}, {persona.qui}]")
        play(persona, aloud)
        write("\n[À vous, à la suite de cette conversation. Ctrl-D pour terminer.]")
    else:
        post("/saluer")
    while True:
        try:
            text = read("\n> ").strip()
        except EOFError:
            return
        number = int(text) if text.isdecimal() else 0
        post(choices[number - 1]["payload"] if 0 < number <= len(choices) else text)


def send(settings: Settings, sender: str, text: str) -> list[dict[str, Any]]:
    """Post one message and return the answers; a sentence when the server does not answer."""
    body = json.dumps({"sender": sender, "message": text}).encode()
    request = urllib.request.Request(f"{settings.page_url}chat/webhook", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            messages: list[dict[str, Any]] = json.load(answer)
            return messages
    except (urllib.error.URLError, OSError, ValueError):
        return [{"text": sentence("panne")}]


def _show(messages: list[dict[str, Any]], write: Callable[[str], None]) -> list[dict[str, str]]:
    choices: list[dict[str, str]] = []
    for message in messages:
        for line in message.get("text", "").replace("**", "").splitlines():
            write("\n".join(textwrap.wrap(line, WIDTH)) or "")
        if "carte" in message.get("custom", {}):
            write(f"[{message['custom']['carte']['texte']}]")
        choices = message.get("buttons", choices)
    for rank, choice in enumerate(choices, 1):
        write(f"  {rank}. {choice['title']}")
    return choices
