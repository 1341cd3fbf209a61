"""Play practitioners from a file through the real webhook, each in a new conversation, as ``evaluate --mode entretien`` does without servers."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from bot.evaluation import answer_to
from bot.interview import hold
from bot.launcher import running
from bot.settings import Settings
from bot.terminal import send


def replay(items: list[dict[str, Any]], settings: Settings, write: Callable[[str], None] = print) -> int:
    """Tell each narrative, answer each question as the file does, and write what comes out; return how many differ from their label.

    Uses the running servers, or starts its own.
    """
    missed = 0
    with running(settings, write):
        for item in items:
            result, asked = interview(item, settings)
            found = result.get("type") if result else None
            expected = item.get("type")
            wrong = expected is not None and found not in ([expected] if isinstance(expected, str) else expected)
            missed += wrong
            verdict = result.get("verdict") if result else "pas de résultat"
            write(f"{item['id']}: attendu {expected}, trouvé {found} ({verdict}), questions : {', '.join(asked)}{'  ← diffère' if wrong else ''}")
    return missed


def interview(item: Mapping[str, Any], settings: Settings) -> tuple[dict[str, Any] | None, list[str]]:
    """Hold one interview over the webhook; return ``custom.resultat`` (None when there was none) and the questions asked."""
    sender = str(uuid.uuid4())
    return hold(lambda text: send(settings, sender, text), lambda question: answer_to(question, item))
