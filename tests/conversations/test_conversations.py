"""Hold every conversation of this folder with the real servers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import Bot, Conversation
from typology.code import find_code
from typology.style import MOST_WORDS, word_count

pytestmark = pytest.mark.server
FOLDER = Path(__file__).parent
SCENARIOS = sorted(FOLDER.rglob("*.yml"))
# What a turn may hold, see README.md: a misspelt key would check nothing.
SAID = {"vous", "bouton", "reponses"}
CHECKED = {"bot", "pas", "question", "resultat", "boutons", "sans_repetition"}
KNOWN = SAID | CHECKED | {"jusqu_a", "code", "conversation"}
DO_NOT_KNOW = "je ne sais pas"
# Three openings and six questions; an interview that asks more than this does not end.
MOST_ASKED = 12
MOST_BUBBLES = 3
Messages = list[dict[str, Any]]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: str(path.relative_to(FOLDER).with_suffix("")))
def test_conversation(path: Path, bot: Bot) -> None:
    perform(bot.conversation(), yaml.safe_load(path.read_text(encoding="utf-8")))


def perform(conversation: Conversation, scenario: dict[str, Any]) -> Conversation:
    """Hold a scenario and check it; return the conversation in which it ended."""
    if "tours" in scenario:
        return hold(conversation, scenario["tours"])
    interview(conversation, scenario)
    return conversation


def hold(conversation: Conversation, turns: list[dict[str, Any]]) -> Conversation:
    """Play the turns one by one, and check each answer; no bot message may repeat the one before it. Return the last conversation."""
    before: set[str] = set()
    code: str | None = None
    for rank, turn in enumerate(turns, 1):
        where = f"tour {rank} ({turn.get('vous') or turn.get('bouton') or 'réponses'})"
        assert set(turn) <= KNOWN, f"{where} : clés inconnues {set(turn) - KNOWN}"
        assert len(SAID & set(turn)) == 1, f"{where} : une seule clé parmi {SAID}"
        if turn.get("conversation") == "nouvelle":
            conversation, before = conversation.anew(), set()
        # A result given at an earlier turn is no result of this one.
        conversation.result = None
        messages: Messages = []
        for messages in play(conversation, turn, code, where):
            texts = {message["text"] for message in messages if "text" in message}
            assert texts, f"{where} : silence"
            assert_brief(messages, where)
            assert not turn.get("sans_repetition", True) or not (texts & before), f"{where} : répète {texts & before}"
            before = texts
        check(conversation, turn, messages, where)
        if turn.get("code") == "retenir":
            code = code_in(messages)
            assert code, f"{where} : aucun code donné"
    return conversation


def assert_brief(messages: Messages, where: str) -> None:
    """Three bubbles a turn at most, one more with the result (« j'ai retrouvé vos réponses »), and sixty words a bubble outside the result."""
    texts = [message["text"] for message in messages if "text" in message]
    result = any("resultat" in message.get("custom", {}) for message in messages)
    assert len(texts) <= MOST_BUBBLES + result, f"{where} : {len(texts)} bulles : {texts}"
    if not result:
        for text in texts:
            assert word_count(text) <= MOST_WORDS, f"{where} : {word_count(text)} mots : {text}"


def play(conversation: Conversation, turn: Mapping[str, Any], code: str | None, where: str) -> Iterator[Messages]:
    """Say what the turn says and yield the bot's messages: once, or once an answer for a turn of answers."""
    if "bouton" in turn:
        yield conversation.click(turn["bouton"])
    elif "vous" in turn:
        assert "{code}" not in turn["vous"] or code, f"{where} : aucun code retenu"
        yield conversation.say(turn["vous"].replace("{code}", code or ""))
    else:
        yield from answers(conversation, turn["reponses"], turn.get("jusqu_a"))


def check(conversation: Conversation, turn: Mapping[str, Any], messages: Messages, where: str) -> None:
    """Compare what the bot said last with what the turn expects."""
    said, at = plain("\n".join(message["text"] for message in messages if "text" in message)), 0
    for pattern in turn.get("bot", ()):
        found = re.compile(plain(pattern), re.I).search(said, at)
        assert found, f"{where} : « {pattern} » attendu dans :\n{said}"
        at = found.end()
    for pattern in turn.get("pas", ()):
        assert not re.search(plain(pattern), said, re.I), f"{where} : « {pattern} » ne devait pas s'y trouver :\n{said}"
    titles = [plain(button["title"]) for button in conversation.buttons]
    for start in turn.get("boutons", ()):
        assert any(title.startswith(plain(start)) for title in titles), f"{where} : aucun bouton ne commence par « {start} » parmi {titles}"
    if "question" in turn:
        asked = (conversation.question or {}).get("id")
        assert asked == turn["question"], f"{where} : question « {asked} » au lieu de « {turn['question']} » :\n{said}"
    if "resultat" in turn:
        assert conversation.result is not None, f"{where} : pas de résultat"
        found_result = {key: conversation.result[key] for key in turn["resultat"]}
        assert found_result == turn["resultat"], f"{where} : {found_result}, {conversation.result['types']}, {conversation.result['raisons']}"


def answers(conversation: Conversation, known: Mapping[str, str], until: str | None = None) -> Iterator[Messages]:
    """Answer each question by its id, « je ne sais pas » without an answer, until the result or until that question is asked; yield what the bot says."""
    asked: list[str] = []
    while conversation.result is None and (until is None or (conversation.question or {}).get("id") != until):
        assert conversation.question is not None, f"plus de question, pas de résultat (posées : {asked})"
        assert len(asked) < MOST_ASKED, f"l'entretien ne finit pas : {asked}"
        question = conversation.question["dimension"]
        assert question not in asked, f"« {question} » est posée deux fois : {asked}"
        asked.append(question)
        yield conversation.say(known.get(question, DO_NOT_KNOW))
    assert asked, f"rien à répondre : {until or 'le résultat'} est déjà là"
    assert until is None or conversation.result is None, f"résultat donné avant la question « {until} » (posées : {asked})"


def code_in(messages: Messages) -> str | None:
    """Return the result code that the bot gave: its page's, or the one it wrote."""
    page = next((message["custom"]["page"]["code"] for message in messages if "page" in message.get("custom", {})), None)
    return page or find_code("\n".join(message.get("text", "") for message in messages))


def interview(conversation: Conversation, scenario: dict[str, Any]) -> None:
    """Tell the narrative, answer each question as the scenario does, « je ne sais pas » otherwise, and check the result."""
    conversation.say("bonjour")
    asked = [(conversation.question or {}).get("id")]
    for _ in answers(conversation, {"recit": scenario["recit"], **scenario.get("reponses", {})}):
        asked.append((conversation.question or {}).get("id"))
    assert conversation.result is not None
    found = {key: conversation.result[key] for key in scenario["attendu"]}
    assert found == scenario["attendu"], f"{conversation.result['types']}, questions : {asked}, raisons : {conversation.result['raisons']}"


def plain(text: str) -> str:
    """Ordinary spaces and apostrophes, no Markdown emphasis."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").replace("**", "")
