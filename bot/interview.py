"""Hold one interview with the bot: greet, answer each question, until the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.evaluation import DO_NOT_KNOW

MOST_TURNS = 20

# Sends one message and returns the answers, in the shape of the webhook.
Post = Callable[[str], list[dict[str, Any]]]


def hold(post: Post, answer: Callable[[str], str]) -> tuple[dict[str, Any] | None, list[str]]:
    """Return ``custom.resultat`` (None when there was none) and the ids of the questions asked; ``answer`` gives the words for an id."""
    asked: list[str] = []
    messages = post("bonjour")
    for _ in range(MOST_TURNS):
        data = {key: value for message in messages for key, value in message.get("custom", {}).items()}
        if "resultat" in data:
            return data["resultat"], asked
        if "question" not in data:
            return None, asked
        question = data["question"]["dimension"]
        # Asked again, this practitioner has nothing else to say to it.
        text = DO_NOT_KNOW if question in asked else answer(question)
        asked.append(question)
        messages = post(text)
    return None, asked
