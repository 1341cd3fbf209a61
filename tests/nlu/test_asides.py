"""An answer and a question in one message."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.aside import aside
from actions.state import State
from bot.nlu.asides import LEAST, without_question
from bot.nlu.french import clean
from typology.hearing import DIGRESSIONS
from typology.loader import load

ANSWER = "on se voit une fois par mois"
QUESTIONS = [
    ("pourquoi cette question ?", "demander_pourquoi"),
    ("Pourquoi vous me demandez ça ?", "demander_pourquoi"),
    ("mais pk ca vous interesse ?", "demander_pourquoi"),
    ("à quoi ça sert ?", "demander_pourquoi"),
    ("c'est quoi une AMO ?", "definir"),
    ("et au fait, c'est quoi un réseau de synergie ??", "definir"),
    ("que veut dire « synergie » ?", "definir"),
    ("qu'est-ce qu'une AMO ?", "definir"),
    ("quelle est la différence entre aide et soutien ?", "definir"),
    ("vous avez un exemple ?", "demander_exemple"),
    ("t'as un exemple ?", "demander_exemple"),
    ("c'est bien confidentiel ?", "confidentialite"),
    ("qui va lire ce que j'écris ?", "confidentialite"),
    ("vous êtes un robot ?", "robot"),
    ("t'es une vraie personne ?", "robot"),
]


@pytest.mark.parametrize("between", [", ", ". ", " ; ", " – ", "\n", "… "])
@pytest.mark.parametrize(("question", "act"), QUESTIONS)
def test_the_question_that_closes_an_answer_is_taken_off_and_known(question: str, act: str, between: str) -> None:
    answer, found = without_question(clean(ANSWER + between + question))
    assert (answer.rstrip(".… "), found) == (ANSWER, act)


def test_every_question_that_is_taken_off_is_a_digression_with_an_answer_of_its_own() -> None:
    acts = {act for _, act in QUESTIONS}
    assert acts <= DIGRESSIONS
    for act in acts:
        texts, _ = aside(act, "", State(question="rythme_duree"), load())
        assert texts and all(texts)


@pytest.mark.parametrize(
    "text",
    [
        "Pourquoi cette question ?",
        "c'est quoi une AMO ?",
        "Vous avez un exemple ?",
        "non, pourquoi cette question ?",
        "Et un réseau de partenariat, c'est quoi ?",
        "et mais, pourquoi cette question ?",
    ],
)
def test_a_message_that_is_nothing_but_a_question_is_left_whole(text: str) -> None:
    assert without_question(text) == (text, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "Une fois par mois.",
        "On se demande ensemble pourquoi ces jeunes décrochent ?",
        "On voulait comprendre, pourquoi les jeunes décrochent ?",
        "Une fois par mois, c'est quoi une AMO",
        "On se voit, pourquoi cette question ? Une fois par mois.",
        "On se voit le mardi, pourquoi cette question ? Ça vous va ?",
        "Une fois par mois, ça vous va ?",
        "Le mardi, qui décide ?",
    ],
)
def test_what_does_not_close_on_a_question_to_the_bot_is_left_whole(text: str) -> None:
    assert without_question(text) == (text, None)


@pytest.mark.parametrize("filler", ["\n", ",", "?", "et ", ", \n", "- "])
def test_a_long_message_is_read_at_once(filler: str) -> None:
    began = time.monotonic()
    without_question("le mardi" + filler * 4000 + "x ?")
    assert time.monotonic() - began < 1


def test_a_question_of_the_answer_itself_stays_with_it() -> None:
    text = "On cherche : qui décide ? Les familles ou nous ? Pourquoi vous me demandez ça ?"
    assert without_question(text) == ("On cherche : qui décide ? Les familles ou nous", "demander_pourquoi")


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from(["oui", "le mardi", ",", "\n", "?", "pourquoi cette question", "c'est quoi", "et"]), max_size=8).map(" ".join)
)
def test_any_text_is_read_and_what_is_left_is_its_beginning(text: str) -> None:
    text = clean(text)
    answer, act = without_question(text)
    assert text.startswith(answer)
    assert (act is None) is (answer == text)
    assert act is None or len(answer.split()) >= LEAST
