"""Whether a message can be read at all."""

import pytest

from bot.nlu.french import parsed
from bot.nlu.reading import REPEATED, _readable


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
