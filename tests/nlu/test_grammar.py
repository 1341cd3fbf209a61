"""A clause's grammar: what tells apart sentences that have the same words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.french import clean, fold, pipeline
from bot.nlu.grammar import structure


def strings(text: str) -> set[str]:
    return set(structure(pipeline()(text)[:]))


@pytest.mark.parametrize("people", ["familles", "locataires", "patients", "jeunes", "Usagers", "élèves", "habitants", "réfugiés"])
def test_what_is_learned_of_some_people_concerned_holds_for_others(people: str) -> None:
    found = strings(f"Les {people} décident ici.")
    assert {"les CONCERNES", "decident>nsubj>CONCERNES", "CONCERNES=decident"} <= found
    assert not any(fold(people)[:5] in item for item in found)


@pytest.mark.parametrize("who", ["éducateurs", "services", "assistantes", "médecins", "élus"])
def test_those_who_are_paid_to_be_there_are_another_class(who: str) -> None:
    found = strings(f"On décide avec les {who}.")
    assert "avec+PROFESSIONNELS" in found
    assert not any("CONCERNES" in item for item in found)


@pytest.mark.parametrize("preposition", ["avec", "sans", "pour"])
def test_with_without_and_for_the_people_are_told_apart(preposition: str) -> None:
    found = strings(f"On décide {preposition} les familles.")
    assert {f"{preposition}+CONCERNES", f"decide>{preposition}+CONCERNES"} <= found
    others = {"avec", "sans", "pour"} - {preposition}
    assert not any(f"{other}+CONCERNES" in found for other in others)


def test_who_does_it_and_to_whom_are_told_apart() -> None:
    by, to = strings("Les familles invitent les services."), strings("Les services invitent les familles.")
    assert {"invitent>nsubj>CONCERNES", "invitent>obj>PROFESSIONNELS", "CONCERNES=invitent"} <= by
    assert {"invitent>nsubj>PROFESSIONNELS", "invitent>obj>CONCERNES", "PROFESSIONNELS=invitent"} <= to
    assert not {"invitent>nsubj>CONCERNES", "CONCERNES=invitent"} & to


@pytest.mark.parametrize(
    ("said", "denied", "verb"),
    [
        ("Les familles décident.", "Les familles ne décident pas.", "CONCERNES={}decident"),
        ("Les parents sont présents.", "Les parents ne sont pas présents.", "CONCERNES={}present"),
        ("On signe.", "On ne signe rien.", "on={}signe"),
    ],
)
def test_a_denied_verb_is_not_the_verb(said: str, denied: str, verb: str) -> None:
    plain, negated = verb.format(""), verb.format("non ")
    assert plain in strings(said) and negated not in strings(said)
    assert negated in strings(denied) and plain not in strings(denied)


def test_case_accents_and_the_plural_make_no_difference() -> None:
    assert strings("Les Écoles signent") == strings("les ecoles signent")
    assert "une convent" in strings("On signe une convention")
    assert "des convent" in strings("On signe des conventions")


def test_marks_and_spaces_say_nothing() -> None:
    assert structure(pipeline()(" … ?! \n")[:]) == []
    assert structure(pipeline()("")[:]) == []


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_any_text_has_a_structure_of_strings(text: str) -> None:
    assert all(isinstance(item, str) for item in structure(pipeline()(clean(text))[:]))
