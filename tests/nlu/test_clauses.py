"""Clauses, and the grammar of denial and of then against now."""

import pytest

from bot.nlu.clauses import clauses
from bot.nlu.cues import is_negated, is_past
from bot.nlu.french import clean, fold, pipeline


def cut(text: str) -> list[str]:
    return [clause.text for clause in clauses(pipeline()(text))]


def test_a_sentence_is_cut_at_its_clauses() -> None:
    text = "On se voit le mardi, on compare nos pratiques et chacun repart avec des idées."
    parts = cut(text)
    assert len(parts) >= 2
    assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["", "   ", "…", "!!!", "😀"])
def test_what_holds_no_word_has_no_clause(text: str) -> None:
    assert cut(text) == []


def test_offsets_point_into_the_text() -> None:
    text = "Au début on parlait ; maintenant on agit. Les parents, eux, n'y sont pas !"
    for clause in clauses(pipeline()(text)):
        assert text[clause.start : clause.end].strip() == clause.text


def test_a_text_without_any_punctuation_is_cut_all_the_same() -> None:
    text = "on se voit souvent avec les gens du quartier pour parler de ce qui va et de ce qui va pas " * 6
    assert max(len(part.split()) for part in cut(text)) < 60


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("sans les familles", True),
        ("avec les familles", False),
        ("on ne décide rien", True),
        ("on décide tout", False),
        ("jamais de noms", True),
        ("toujours des noms", False),
        ("il n'y a aucun budget", True),
        ("il y a un budget", False),
        ("ni convention ni charte", True),
        ("personne ne signe", True),
        ("c pas ecrit", True),
        ("la nuit", False),
    ],
)
def test_denial_is_heard(text: str, negated: bool) -> None:
    assert is_negated(pipeline()(text)[:]) is negated


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("au début on échangeait nos pratiques", True),
        ("maintenant on veut faire voter la commune", False),
        ("à l'époque on se voyait chaque semaine", True),
        ("aujourd'hui on se voit chaque semaine", False),
        ("avant, on signait des conventions", True),
        ("avant le vote du budget on signe", False),
        ("avant d'appeler je lui demande", False),
        ("il y a trois ans on faisait autrement", True),
        ("on le fait depuis trois ans", False),
    ],
)
def test_then_and_now_are_told_apart(text: str, past: bool) -> None:
    assert is_past(pipeline()(text)[:], previous=False) is past


def test_the_past_goes_on_in_its_sentence_and_stops_at_the_present() -> None:
    flags = [
        clause.past
        for clause in clauses(pipeline()("Au début on se racontait nos vies, on mangeait ensemble ; maintenant on écrit des lettres à la ministre."))
    ]
    assert flags[0] is True
    assert flags[-1] is False


def test_spaces_apostrophes_and_accents_are_tamed() -> None:
    assert clean("l’été\u00a0: à\u202fdemain\x00") == "l'été : à demain"
    assert fold("Été À l’Œuvre") == fold("ete a l'œuvre")
