"""An answer and a question in one message."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.aside import aside
from actions.state import State
from bot.nlu.asides import LEAST, LEAST_BEFORE_DEFINITION, without_question
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
    ("qu'est-ce que la synergie ?", "definir"),
    ("qu'est-ce qu'un réseau de soutien ?", "definir"),
    ("qu'est-ce que vous entendez par synergie ?", "definir"),
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
    # What is held of a conversation takes the conversation to tell: tests/actions/test_validate_entretien.py.
    for act in acts - {"confidentialite"}:
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
        "On se réunit autour d'une question : pourquoi ça coince entre l'école et les familles ?",
        "On se réunit autour d'une question : pourquoi est-ce que les jeunes partent ?",
        "On se pose une question entre services : qu'est-ce qui fait fuir les jeunes ?",
        "On part toujours de la même question : qu'est-ce que les familles attendent de nous ?",
    ],
)
def test_what_does_not_close_on_a_question_to_the_bot_is_left_whole(text: str) -> None:
    assert without_question(text) == (text, None)


@pytest.mark.parametrize(
    "text",
    [
        "Vous dites « synergie », qu'est-ce que c'est ?",
        "Vous parlez sans cesse de centre de gravité, c'est quoi un centre ?",
        "Vous avez dit réseau de connexion tout à l'heure, que veut dire connexion ?",
        "Dans votre question il y a le mot charte, qu'est-ce qu'une charte ?",
        "Je débarque de France, c'est quoi une AMO ?",
        "Et un réseau comme le nôtre, disons de partenariat, qu'est-ce que c'est ?",
        "« Et dans votre question, la synergie » : que veut dire synergie ?",
    ],
)
def test_what_leads_up_to_a_definition_is_no_answer(text: str) -> None:
    assert without_question(clean(text)) == (clean(text), None)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("On se voit le mardi, c'est quoi une AMO ?", "On se voit le mardi"),
        ("On étudie une seule question, c'est quoi la synergie ?", "On étudie une seule question"),
        ("Nous avons signé une charte, vous entendez quoi par convention ?", "Nous avons signé une charte"),
    ],
)
def test_an_answer_of_a_few_words_stands_before_a_definition(text: str, answer: str) -> None:
    assert len(answer.split()) >= LEAST_BEFORE_DEFINITION
    assert without_question(clean(text)) == (answer, "definir")


def test_one_word_fewer_is_too_few_before_a_definition_and_not_before_another_question() -> None:
    answer = " ".join(["mardi"] * (LEAST_BEFORE_DEFINITION - 1))
    assert without_question(f"{answer}, c'est quoi une AMO ?") == (f"{answer}, c'est quoi une AMO ?", None)
    assert without_question(f"{answer}, pourquoi cette question ?") == (answer, "demander_pourquoi")
    assert without_question(f"et {answer}, pourquoi cette question ?") == (f"et {answer}", "demander_pourquoi")


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
