"""Whether a message can be read at all, and what is quoted of it."""

import pytest

from bot.nlu.clauses import Clause
from bot.nlu.french import parsed
from bot.nlu.reading import REPEATED, _readable, _words


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
    ],
)
def test_a_greeting_is_not_quoted(said: str, quoted: str) -> None:
    assert _words(Clause(said, 0, len(said), False, False)) == quoted
