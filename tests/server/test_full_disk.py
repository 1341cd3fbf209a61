"""A disk that is full in the middle of a conversation, on the running server: it is told, nothing is half taken, and the conversation goes on."""

from __future__ import annotations

import contextlib
import json
import resource
import sqlite3

import pytest

from bot.channels.outcome import is_lost
from tests.conftest import Bot, Conversation

pytestmark = pytest.mark.server
NARRATIVE = "Cinq services de la vallée se retrouvent chaque mois pour comparer comment ils accueillent les jeunes parents."
# Long enough for the file to grow soon, whatever room was left in it.
LONG = "On se raconte longuement ce que chacun a essayé depuis la dernière fois. " * 60
MOST = 40


def kept(bot: Bot, conversation: Conversation) -> list[str]:
    """Return the practitioner's messages in the database."""
    path = bot.settings.data_dir / "conversations.db"
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = base.execute("SELECT data FROM events WHERE sender_id = ? AND type_name = 'user' ORDER BY id", (f"web-{conversation.sender}",))
        return [json.loads(data)["text"] for (data,) in rows]


def test_a_full_disk_is_told_and_the_conversation_goes_on_when_there_is_room(bot: Bot) -> None:
    conversation = bot.conversation()
    said = ["bonjour", NARRATIVE]
    for text in said:
        assert not is_lost(conversation.say(text))
    server, path = bot.servers.children["rasa"].pid, bot.settings.data_dir / "conversations.db"
    before = resource.prlimit(server, resource.RLIMIT_FSIZE)
    resource.prlimit(server, resource.RLIMIT_FSIZE, (path.stat().st_size, before[1]))
    try:
        for rank in range(MOST):
            text = f"{LONG} {rank}"
            if is_lost(conversation.say(text)):
                break
            said.append(text)
        else:
            pytest.fail("le fichier n'a pas grandi")
        assert kept(bot, conversation) == said
    finally:
        resource.prlimit(server, resource.RLIMIT_FSIZE, before)
    assert not is_lost(conversation.say(text))
    assert kept(bot, conversation) == [*said, text]
