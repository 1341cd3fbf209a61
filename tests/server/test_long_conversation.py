"""A conversation longer than most, over the real webhook: every message is kept, whatever the first one held."""

from __future__ import annotations

import json
import urllib.request
import uuid
from typing import Any

import pytest

from bot.recent import LISTED
from tests.conftest import Bot

pytestmark = pytest.mark.server
# An event a message at the very least; a turn of ours has a dozen.
TURNS = LISTED // 5


def say(bot: Bot, sender: str, text: str) -> list[dict[str, Any]]:
    body = json.dumps({"sender": sender, "message": text}).encode()
    request = urllib.request.Request(f"{bot.settings.page_url}chat/webhook", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        found: list[dict[str, Any]] = json.load(answer)
    return found


@pytest.mark.parametrize("first", ["bonjour", "Bonjour, ici Fatima Benali, éducatrice : j'ai un réseau à raconter."])
def test_every_message_of_a_long_conversation_is_kept(bot: Bot, first: str) -> None:
    sender = str(uuid.uuid4())
    answers = [say(bot, sender, first), *(say(bot, sender, "il reste combien de questions ?") for _ in range(TURNS))]
    assert not [rank for rank, messages in enumerate(answers) if any("a_renvoyer" in message.get("custom", {}) for message in messages)]
    told = " ".join(message.get("text", "") for message in say(bot, sender, "qu'est-ce que tu gardes de ce que je dis ?"))
    assert f"{TURNS + 2} messages" in told.replace("\u00a0", " ")
