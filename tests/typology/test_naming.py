"""Which question a message names."""

import pytest

from typology.loader import load
from typology.naming import named_questions

KNOWLEDGE = load()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("je me suis trompée pour le rythme", ["rythme_duree"]),
        ("Je voudrais revoir la DURÉE", ["rythme_duree"]),
        ("je reviens sur ce qui est écrit", ["formalisation"]),
        ("sur qui décide, je corrige", ["qui_decide"]),
        ("la décision, et puis le rythme", ["qui_decide", "rythme_duree"]),
        ("le rythme, et puis la décision", ["rythme_duree", "qui_decide"]),
        ("je reprends mon récit", ["recit"]),
        ("la raison, ou plutôt le rythme", ["rythme_duree", "pourquoi"]),
        ("je me suis trompée", []),
        ("le but", ["resultat_attendu"]),
        ("au début du rebut", []),
        ("", []),
    ],
)
def test_the_subjects_named_are_found_in_order_a_dimension_before_an_opening_question(text: str, found: list[str]) -> None:
    assert named_questions(text, KNOWLEDGE) == found


@pytest.mark.parametrize("question", [*KNOWLEDGE.dimensions, *KNOWLEDGE.ouvertures], ids=lambda item: item.id)
def test_every_question_can_be_named_by_each_of_its_words(question) -> None:  # type: ignore[no-untyped-def]
    assert question.mots
    assert all(question.id in named_questions(f"je reviens sur : {word}", KNOWLEDGE) for word in question.mots)
