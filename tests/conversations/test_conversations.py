"""Hold every conversation of this folder with the real servers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import Bot, Conversation

pytestmark = pytest.mark.server
FOLDER = Path(__file__).parent
SCENARIOS = sorted(FOLDER.rglob("*.yml"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: str(path.relative_to(FOLDER).with_suffix("")))
def test_conversation(path: Path, bot: Bot) -> None:
    scenario = yaml.safe_load(path.read_text(encoding="utf-8"))
    conversation = bot.conversation()
    if "tours" in scenario:
        hold(conversation, scenario["tours"])
    else:
        interview(conversation, scenario)


def hold(conversation: Conversation, turns: list[dict[str, Any]]) -> None:
    """Play the turns one by one, and check each answer; no bot message may repeat the one before it."""
    before: list[str] = []
    for rank, turn in enumerate(turns, 1):
        messages = conversation.click(turn["bouton"]) if "bouton" in turn else conversation.say(turn["vous"])
        texts = [message["text"] for message in messages if "text" in message]
        said, where = plain("\n".join(texts)), f"tour {rank} ({turn.get('vous') or turn.get('bouton')})"
        assert texts, f"{where} : silence"
        assert not turn.get("sans_repetition", True) or not (set(texts) & set(before)), f"{where} : répète {set(texts) & set(before)}"
        at = 0
        for pattern in turn.get("bot", ()):
            found = re.compile(plain(pattern), re.I).search(said, at)
            assert found, f"{where} : « {pattern} » attendu dans :\n{said}"
            at = found.end()
        for pattern in turn.get("pas", ()):
            assert not re.search(plain(pattern), said, re.I), f"{where} : « {pattern} » ne devait pas s'y trouver :\n{said}"
        if "question" in turn:
            assert (conversation.question or {}).get("id") == turn["question"], where
        if "resultat" in turn:
            assert conversation.result is not None, f"{where} : pas de résultat"
            assert {key: conversation.result[key] for key in turn["resultat"]} == turn["resultat"], where
        before = texts


def interview(conversation: Conversation, scenario: dict[str, Any]) -> None:
    """Tell the narrative, answer each question as the scenario does, « je ne sais pas » otherwise, and check the result."""
    conversation.say("bonjour")
    answers, asked = {"recit": scenario["recit"], **scenario.get("reponses", {})}, []
    while conversation.result is None:
        assert conversation.question is not None, f"plus de question, pas de résultat (posées : {asked})"
        assert len(asked) < 12, f"l'entretien ne finit pas : {asked}"
        question = conversation.question["dimension"]
        assert question not in asked, f"« {question} » est posée deux fois : {asked}"
        asked.append(question)
        conversation.say(answers.get(question, "je ne sais pas"))
    found = {key: conversation.result[key] for key in scenario["attendu"]}
    assert found == scenario["attendu"], f"{conversation.result['types']}, questions : {asked}, raisons : {conversation.result['raisons']}"


def plain(text: str) -> str:
    """Ordinary spaces and apostrophes, no Markdown emphasis."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").replace("**", "")
