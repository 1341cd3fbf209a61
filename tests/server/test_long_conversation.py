"""A conversation longer than most, over the real webhook: every message is kept, whatever the first one held."""

from __future__ import annotations

import pytest

from bot.channels.outcome import is_lost
from bot.recent import LISTED
from tests.conftest import Bot

pytestmark = pytest.mark.server
# An event a message at the very least; a turn of ours has a dozen.
TURNS = LISTED // 5


@pytest.mark.parametrize("first", ["bonjour", "Bonjour, ici Fatima Benali, éducatrice : j'ai un réseau à raconter."])
def test_every_message_of_a_long_conversation_is_kept(bot: Bot, first: str) -> None:
    talk = bot.conversation()
    answers = [talk.say(first), *(talk.say("il reste combien de questions ?") for _ in range(TURNS))]
    assert not [rank for rank, messages in enumerate(answers) if is_lost(messages)]
    told = " ".join(message.get("text", "") for message in talk.say("qu'est-ce que tu gardes de ce que je dis ?"))
    assert f"{TURNS + 2} messages" in told.replace("\u00a0", " ")
