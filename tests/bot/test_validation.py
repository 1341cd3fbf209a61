"""Rasa's own check of domain, data and configuration."""

import pytest

from bot.settings import Settings
from bot.validation import rasa_problems


@pytest.mark.model
def test_rasa_data_validate_has_no_warning() -> None:
    assert rasa_problems(Settings.from_environment()) == []
