"""The scenarios' runner itself, against a scripted bot: what must fail does fail."""

from __future__ import annotations

from typing import Any

import pytest

from bot.settings import Settings
from tests.conftest import Conversation
from tests.conversations import test_conversations as runner
from typology.code import encode
from typology.evidence import Evidence, Ledger
from typology.loader import load

RESULT = {"type": "soutien", "types": {}, "raisons": []}


class Scripted(Conversation):
    """A conversation whose bot says what was written down for it, one message a turn."""

    scripts: list[list[dict[str, Any]]] = []

    def __init__(self, settings: Settings | None = None, sender: str = "") -> None:
        super().__init__(settings or Settings.from_environment({}), sender)
        self.script = list(self.scripts.pop(0))
        self.said: list[str] = []

    def say(self, text: str) -> list[dict[str, Any]]:
        """Remember what was said; take the next message of the script as the answer."""
        self.said.append(text)
        message = self.script.pop(0)
        self.buttons = message.get("buttons", [])
        self.question = message.get("custom", {}).get("question")
        self.result = message.get("custom", {}).get("resultat", self.result)
        return [message]


def asks(question: str, text: str = "") -> dict[str, Any]:
    return {"text": text or f"Et {question} ?", "custom": {"question": {"id": question, "dimension": question}}}


def start(*scripts: list[dict[str, Any]]) -> Scripted:
    Scripted.scripts = list(scripts)
    return Scripted()


def test_answers_whatever_is_asked_until_a_question_then_until_the_result() -> None:
    bot = start([asks("recit"), asks("pourquoi"), asks("qui"), {"text": "Voici", "custom": {"resultat": RESULT}}])
    turns: list[dict[str, Any]] = [
        {"vous": "bonjour"},
        {"reponses": {"recit": "On se voit."}, "jusqu_a": "qui", "bot": ["Et qui"]},
        {"reponses": {"qui": "Nous."}, "resultat": {"type": "soutien"}, "bot": ["Voici"]},
    ]
    runner.hold(bot, turns)
    assert bot.said == ["bonjour", "On se voit.", runner.DO_NOT_KNOW, "Nous."]


def test_says_the_code_that_was_kept_in_a_new_conversation() -> None:
    knowledge = load()
    code = encode(Ledger().add(Evidence("autour_de", "realisation", confiance=0.97)).answered("autour_de"), knowledge)
    bot = start([{"text": f"À plus tard : **{code}**."}], [{"text": f"Retrouvé, {code}."}])
    # In a conversation of its own, the same words are no repetition.
    runner.hold(bot, [{"vous": "pause", "code": "retenir"}, {"vous": "{code}", "conversation": "nouvelle", "bot": ["Retrouvé"]}])
    assert bot.said == ["pause"]
    assert runner.code_in([{"custom": {"page": {"code": "Z1"}}, "text": f"code {code}"}]) == "Z1"


@pytest.mark.parametrize(
    ("script", "turns", "reason"),
    [
        ([{"text": "a"}], [{"vous": "x", "reslutat": {}}], "clés inconnues"),
        ([{"text": "a"}], [{"vous": "x", "bouton": "y"}], "une seule clé"),
        ([{"custom": {}}], [{"vous": "x"}], "silence"),
        ([{"text": "a"}, {"text": "a"}], [{"vous": "x"}, {"vous": "y"}], "répète"),
        ([{"text": "un, deux"}], [{"vous": "x", "bot": ["deux", "un"]}], "attendu dans"),
        ([{"text": "a"}], [{"vous": "x", "pas": ["A"]}], "ne devait pas"),
        ([asks("qui")], [{"vous": "x", "question": "pourquoi"}], "au lieu de"),
        ([{"text": "a", "buttons": [{"title": "Oui", "payload": "/o"}]}], [{"vous": "x", "boutons": ["Non"]}], "aucun bouton"),
        ([{"text": "a", "custom": {"resultat": RESULT}}, {"text": "b"}], [{"vous": "x"}, {"vous": "y", "resultat": {"type": "soutien"}}], "pas de résultat"),
        ([{"text": "a", "custom": {"resultat": RESULT}}], [{"vous": "x", "resultat": {"type": "aide"}}], "soutien"),
        ([{"text": "a"}], [{"vous": "x", "code": "retenir"}], "aucun code donné"),
        ([{"text": "a"}], [{"vous": "{code}"}], "aucun code retenu"),
        ([asks("qui"), {"text": "b"}], [{"vous": "x"}, {"reponses": {}}], "plus de question, pas de résultat"),
        ([asks("qui"), asks("qui", "Encore")], [{"vous": "x"}, {"reponses": {}}], "deux fois"),
        ([asks("qui"), {"text": "b", "custom": {"resultat": RESULT}}], [{"vous": "x"}, {"reponses": {}, "jusqu_a": "recit"}], "avant la question"),
        ([asks("qui")], [{"vous": "x"}, {"reponses": {}, "jusqu_a": "qui"}], "rien à répondre"),
    ],
)
def test_says_what_is_wrong(script: list[dict[str, Any]], turns: list[dict[str, Any]], reason: str) -> None:
    with pytest.raises(AssertionError, match=reason):
        runner.hold(start(script), turns)
