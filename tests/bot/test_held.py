"""The report of what is held: counted, without the words unless asked, found by number or by code."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.cli import main
from bot.held import held
from bot.privacy.notice import REPLACED
from bot.settings import ROOT, Settings
from tests.bot.test_tracker_store import everything, store
from typology.code import encode
from typology.evidence import Evidence, Ledger
from typology.loader import load

NUMBER = "3f2b8c1e-9d4a-4b6f-8a7c-1d2e3f4a5b6c"
OTHER = "9d4a4b6f-8a7c-4b6f-8a7c-1d2e3f4a5b6c"
CODE = encode(Ledger().add(Evidence("autour_de", "realisation")), load())


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    kept = store(tmp_path / "conversations.db")
    for number, words in ((NUMBER, "Avec [prénom] au potager"), (OTHER, "Autre chose")):
        tracker = DialogueStateTracker.from_events(f"web-{number}", [])
        tracker.update(ActionExecuted("action_listen"))
        tracker.update(UserUttered(words, metadata={REPLACED: {"prénom": 1}} if "[" in words else None))
        tracker.update(UserUttered("/passer"))
        tracker.update(BotUttered(f"Votre code : **{CODE}**." if number == NUMBER else "Bien."))
        asyncio.run(kept.save(tracker))
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return Settings.from_environment()


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["donnees", *arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("wanted", [NUMBER, NUMBER.upper(), f"web-{NUMBER}", CODE, f"le code {CODE.replace('-', '')}"])
def test_a_conversation_is_found_by_its_number_or_its_code_and_told_without_its_words(
    settings: Settings, capsys: pytest.CaptureFixture[str], wanted: str
) -> None:
    (found,) = held(settings, wanted)
    assert (found.said, found.clicked, found.answered, found.replaced) == (["Avec [prénom] au potager"], 1, 1, {"prénom": 1})
    text = told(capsys, wanted)
    assert "prénom (1)" in text and "30 jours" in text
    assert "potager" not in text and NUMBER not in text


def test_the_words_are_shown_when_asked(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Avec [prénom] au potager" in told(capsys, NUMBER, "--mots")


@pytest.mark.parametrize("wanted", ["", "%", "web-", "U123", "' OR 1=1 --", "00000000-0000-4000-8000-000000000000"])
def test_nothing_is_found_for_what_is_not_there(settings: Settings, capsys: pytest.CaptureFixture[str], wanted: str) -> None:
    assert "Aucune conversation" in told(capsys, wanted)


def test_no_database_is_no_error(tmp_path: Path) -> None:
    assert held(Settings(data_dir=tmp_path / "rien"), NUMBER) == []


def test_one_conversation_can_be_erased_and_overwritten_not_by_a_code(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["donnees", CODE, "--effacer"]) == main(["donnees", CODE, "--mots"]) == 1
    assert "potager" not in capsys.readouterr().out
    assert len(held(settings, NUMBER)) == 1
    assert "Effacé : 4" in told(capsys, NUMBER, "--effacer")
    assert held(settings, NUMBER) == [] and len(held(settings, OTHER)) == 1
    assert b"potager" not in everything(tmp_path)


def test_the_command_does_without_tensorflow(tmp_path: Path) -> None:
    code = "import sys; from bot.cli import main; main(['donnees', 'rien']); sys.exit('tensorflow' in sys.modules)"
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    assert subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True).returncode == 0
