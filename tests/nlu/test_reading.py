"""Whether a message can be read at all, and what is quoted of it."""

from typing import Any

import numpy as np
import pytest

from bot.nlu.clauses import Clause
from bot.nlu.evidence_model import AROUND, EvidenceModel
from bot.nlu.french import parsed
from bot.nlu.reading import FEWEST, REPEATED, _readable, _wholes, _words


@pytest.mark.parametrize("text", ["réunion " * (REPEATED + 1), "Réunion RÉUNION réunion. " * REPEATED, "le mardi " * REPEATED])
def test_the_same_word_over_and_over_cannot_be_read(text: str) -> None:
    assert not _readable(parsed(text.strip()))


@pytest.mark.parametrize(
    "text",
    [
        ("réunion " * REPEATED).strip(),
        "oui oui oui oui",
        "On se voit chaque mois pour comparer nos pratiques avec les familles du quartier. " * 3,
        "famille, " * 20 + "on accueille les parents, les enfants, les jeunes et aussi les voisins du quartier",
    ],
)
def test_what_repeats_itself_a_little_is_read(text: str) -> None:
    assert _readable(parsed(text))


@pytest.mark.parametrize(("text", "readable"), [("sdfg hjkl qsdfgh", False), ("on se vois tt les moi", True), ("2", False)])
def test_a_hand_on_the_keyboard_is_no_word_and_misspelt_french_is(text: str, readable: bool) -> None:
    assert _readable(parsed(text)) is readable


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("Bonjour, on est douze", "on est douze"),
        ("bonsoir à toutes et à tous ! Nous sommes douze", "Nous sommes douze"),
        ("Bonjour à toutes et tous, on est douze", "on est douze"),
        ("bonjour a tous ! ! on est douze", "on est douze"),
        ("Coucou – chez nous", "chez nous"),
        ("Allô ? on est douze", "on est douze"),
        ("Allô Parents Bébé réunit les maternités", "Allô Parents Bébé réunit les maternités"),
        ("Bonjour", "Bonjour"),
        ("Salut-les-copains est notre radio", "Salut-les-copains est notre radio"),
        ("Bonjourno est le nom du café", "Bonjourno est le nom du café"),
        ("et puis, on se voit chaque mois", "on se voit chaque mois"),
        ("Bonjour, alors on est douze", "on est douze"),
        ("Mais les familles décident", "les familles décident"),
        ("et voilà", "et voilà"),
        ("mais non", "mais non"),
        ("alors que les familles ne viennent jamais", "alors que les familles ne viennent jamais"),
        ("et qu'on décide seuls", "et qu'on décide seuls"),
        ("Car scolaire du matin", "Car scolaire du matin"),
        ("carrément d'accord entre nous", "carrément d'accord entre nous"),
    ],
)
def test_a_greeting_and_a_link_are_not_quoted(said: str, quoted: str) -> None:
    assert _words(Clause(said, 0, len(said), False, False)) == quoted


AROUND_MODEL = EvidenceModel({AROUND: ("aucune", "realisation")}, np.zeros((1, 2)), np.zeros((1, 2)), ("aucune", "realisation"), np.zeros(0), np.zeros(0))


def clause(text: str, start: int = 0, **more: bool) -> Clause:
    return Clause(text, start, start + len(text), False, **{"past": False, **more})


def wholes(parts: list[Clause], monkeypatch: pytest.MonkeyPatch, denied: frozenset[int] = frozenset(), said: float = 0.8) -> tuple[list[str], Any, Any]:
    """Return what was read in one go, and what came of it, of now and of before, from a head that always hears « realisation », as likely as ``said``."""
    asked: list[str] = []

    def scores(_: EvidenceModel, texts: list[str]) -> np.ndarray:
        asked.extend(texts)
        return np.log([[1 - said, said]])

    monkeypatch.setattr(EvidenceModel, "whole_scores", scores)
    rows = np.log([[0.9 - 0.1 * row, 0.1 + 0.1 * row] for row in range(len(parts))])
    found = _wholes(parts, set(denied), rows, AROUND_MODEL)
    return asked, found["ensemble"], found["ensemble_avant"]


def test_read_as_a_whole_a_text_tells_how_many_words_it_has_and_two_words_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_as_one(words: int) -> Any:
        return wholes([clause(" ".join(["guide"] * words))], monkeypatch)[1]

    assert read_as_one(FEWEST - 1) is None
    for words in (FEWEST, 5 * FEWEST):
        found = read_as_one(words)
        assert (found["confiance"], found["mots"]) == (0.8, words)


def test_what_was_is_read_apart_and_what_is_wished_or_denied_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [
        clause("autrefois on suivait des familles,", 0, past=True),
        clause("Bonjour, on écrit un guide à plusieurs mains,", 40),
        clause("certains voudraient un festival,", 90, wished=True),
        clause("on ne monte pas de spectacle,", 130),
        clause("on relit le guide chaque semaine", 170),
    ]
    asked, found, before = wholes(parts, monkeypatch, frozenset({130}))
    assert asked == ["Bonjour, on écrit un guide à plusieurs mains, on relit le guide chaque semaine", "autrefois on suivait des familles,"]
    # The words quoted are those of the clause that says it most.
    assert (found["modalite"], found["citation"], found["debut"]) == ("realisation", "on relit le guide chaque semaine", 170)
    assert (before["temps"], before["citation"], before["mots"]) == ("avant", "autrefois on suivait des familles,", 5)
    assert wholes(parts[1:2], monkeypatch)[2] is None


def test_even_what_says_hardly_anything_is_told_for_it_is_pooled_with_other_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    found = wholes([clause("la première fois, c'était à Namur")], monkeypatch, said=0.01)[1]
    assert (found["modalite"], found["confiance"]) == ("realisation", 0.01)
