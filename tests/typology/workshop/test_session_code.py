"""The code that one says aloud."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.typology.interviews import interview
from typology.code import decode, encode, find_code
from typology.errors import CodeError
from typology.loader import load
from typology.workshop.asking import CREATE, LEAVE, workshop_act
from typology.workshop.code import find_session_code, mistakes, neighbours, read_code, session_code

KNOWLEDGE = load()
WORDS = KNOWLEDGE.atelier.mots
CODES = st.tuples(st.integers(0, len(WORDS) - 1), st.integers(1, len(WORDS) - 1), st.integers(10, 99)).map(
    lambda t: session_code(t[0], (t[0] + t[1]) % len(WORDS), t[2], KNOWLEDGE)
)


@given(CODES, st.integers())
def test_one_mistake_in_each_word_is_put_right(code: str, seed: int) -> None:
    chance = random.Random(seed)
    first, second, number = code.split("-")
    typed = f"{chance.choice(list(mistakes(first)))}{chance.choice([' ', '-', ', '])}{chance.choice(list(mistakes(second))).upper()} {number}"
    assert read_code(typed, KNOWLEDGE) == code
    assert find_session_code(f"mon code : {typed} !", KNOWLEDGE) == code


@given(CODES)
def test_it_is_read_however_it_is_written(code: str) -> None:
    first, second, number = code.split("-")
    for typed in (code, code.upper(), f" {first} {second} {number}. ", f"{first}{second}{number}", f"{first.capitalize()}-{second}‑{number}"):
        assert read_code(typed, KNOWLEDGE) == code
    assert find_session_code(f"bonjour, je rejoins l'atelier avec le code {code}, merci beaucoup à vous et à tout de suite", KNOWLEDGE) == code


@given(CODES)
def test_it_is_never_a_result_code(code: str) -> None:
    assert find_code(code) is None and find_code(code.upper()) is None
    with pytest.raises(CodeError):
        decode(code, KNOWLEDGE)


@settings(max_examples=12)
@given(st.integers(0, 3000))
def test_a_result_code_is_never_one(seed: int) -> None:
    code = encode(interview(seed, KNOWLEDGE), KNOWLEDGE)
    for text in (code, code.replace("-", " "), f"voici : {code}"):
        assert read_code(text, KNOWLEDGE) is None and find_session_code(text, KNOWLEDGE) is None


@pytest.mark.parametrize(
    "text",
    ["", "bonjour", "cerise-violon-4", "cerise-violon-423", "cerise-violon-07", "cerise-cerise-42", "cerise 42", "42", "cerise violon", "xxxx yyyy 42", None],
)
def test_what_is_none(text: str) -> None:
    assert read_code(text, KNOWLEDGE) is None and find_session_code(text, KNOWLEDGE) is None


def test_words_of_a_narrative_are_no_code_by_a_mistake() -> None:
    told = "nous gardons chaque année avec les familles du quartier une serise violons 42 pots dans la cour de notre maison"
    assert find_session_code(told, KNOWLEDGE) is None


def test_no_word_is_near_another_one() -> None:
    assert len(WORDS) >= 150 and set(neighbours(WORDS).values()) == set(WORDS)
    with pytest.raises(ValueError, match="se ressemblent"):
        neighbours((*WORDS, "cerises"))


@pytest.mark.parametrize(("first", "second", "number"), [(1, 1, 42), (1, 2, 9), (1, 2, 100)])
def test_codes_that_are_not_made(first: int, second: int, number: int) -> None:
    with pytest.raises(ValueError):
        session_code(first, second, number, KNOWLEDGE)


@pytest.mark.parametrize("text", ["atelier", "Atelier !", "je veux ouvrir un atelier", "Créer un atelier avec mon équipe", "Je voudrais animer un atelier."])
def test_asking_to_open_one(text: str) -> None:
    assert workshop_act(text) == CREATE


@pytest.mark.parametrize("text", ["quitter l'atelier", "Je quitte l’atelier.", "je voudrais sortir de l'atelier"])
def test_asking_to_leave(text: str) -> None:
    assert workshop_act(text) == LEAVE


@pytest.mark.parametrize("text", ["un atelier", "organiser un atelier", "on anime un atelier cuisine avec les familles", "l'atelier se tient chaque mois", ""])
def test_telling_of_one(text: str) -> None:
    assert workshop_act(text) is None
