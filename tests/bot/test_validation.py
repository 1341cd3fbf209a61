"""Our own check of the sentences, and Rasa's of domain, data and configuration."""

import pytest

from bot import validation
from bot.settings import Settings
from bot.validation import rasa_problems
from typology.loader import load


@pytest.mark.model
def test_rasa_data_validate_has_no_warning() -> None:
    assert rasa_problems(Settings.from_environment()) == []


def test_a_sentence_against_the_rules_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    knowledge = load()
    wrong = knowledge.copy(update={"messages": {**knowledge.messages, "merci": ("Merci à toi!",)}})
    monkeypatch.setattr(validation, "load", lambda: wrong)
    assert [line.split(" : ")[0] for line in validation.problems()] == ["messages.yml, merci.1"] * 2
