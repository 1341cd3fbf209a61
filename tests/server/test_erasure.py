"""« Effacez tout », over the real webhook: nothing of the conversation is left on disk."""

from __future__ import annotations

import pytest

from tests.conftest import Bot

pytestmark = pytest.mark.server
# Words that no other test says, so that finding them anywhere is proof.
NARRATIVE = "Au hameau de Quiquengrogne, des services comparent chaque mois leurs constats sur les zibelines en errance, sans les familles."
WORDS = ("Quiquengrogne", "zibelines", "calembredaine")


def left(bot: Bot) -> dict[str, list[str]]:
    """Return, for each file that the servers wrote, the words found in its bytes (as text, or as JSON escapes them)."""
    files = [path for path in bot.settings.data_dir.rglob("*") if path.is_file()]
    found = {path.name: [word for word in WORDS if word.encode() in path.read_bytes()] for path in files}
    return {name: words for name, words in found.items() if words}


def test_nothing_is_left_of_an_erased_conversation_and_the_next_one_is_new(bot: Bot) -> None:
    erased, other = bot.conversation(), bot.conversation()
    other.say("bonjour")
    other.say("Notre réseau se voit chaque mois pour comparer ce que chacun observe.")
    question = other.question
    erased.say("bonjour")
    erased.say(NARRATIVE)
    erased.say("pour que cela ne soit plus une calembredaine")
    assert list(left(bot)) == ["conversations.db"]

    erased.say("effacez tout")
    assert left(bot), "rien n'est effacé avant la confirmation"
    (answer,) = erased.click("Oui, tout effacer")
    assert answer["custom"]["efface"] is True
    assert left(bot) == {}

    erased.say("bonjour")
    assert erased.question is not None and erased.question["id"] == "recit"
    (reminder, *_) = other.say("il reste combien de questions ?")
    assert reminder["text"] and other.question is not None and question is not None and other.question["id"] == question["id"]
