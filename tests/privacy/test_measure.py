"""How well it works, on the half of the phrases that served to make no rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import main
from bot.privacy.measure import KEPT, PERSON, Measure, measure, read, unmarked

PHRASES = Path(__file__).parent / "phrases.yml"
LEAST_PHRASES = 240


@pytest.fixture(scope="module")
def measured() -> Measure:
    return measure(read(PHRASES, "mesure"))


def test_persons_are_hidden(measured: Measure) -> None:
    assert measured.recall[PERSON].total >= 130
    assert measured.recall[PERSON].share >= 0.95, measured.recall[PERSON].wrong


def test_each_family_of_names_is_hidden(measured: Measure) -> None:
    assert {family: tally.wrong for family, tally in measured.families.items() if tally.share < 0.85} == {}


def test_little_else_is_hidden(measured: Measure) -> None:
    assert measured.precision.share >= 0.95, measured.precision.wrong
    assert measured.precision_of_forms.share >= 0.95, measured.precision_of_forms.wrong


def test_institutions_places_and_words_are_kept(measured: Measure) -> None:
    assert measured.recall[KEPT].total >= 100
    assert measured.recall[KEPT].share >= 0.95, measured.recall[KEPT].wrong


def test_numbers_and_addresses_are_hidden(measured: Measure) -> None:
    assert {mark: tally.wrong for mark, tally in measured.recall.items() if mark in "tcani" and tally.wrong} == {}


def test_both_halves_are_large_and_share_no_phrase() -> None:
    halves = [{unmarked(phrase)[0] for group in read(PHRASES, half).values() for phrase in group} for half in ("mise_au_point", "mesure")]
    assert sum(map(len, halves)) >= LEAST_PHRASES
    assert not halves[0] & halves[1]


def test_the_command_says_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate-privacy", str(PHRASES), "--half", "mesure"]) == 0
    assert "rappel, personnes" in capsys.readouterr().out
