"""What is taken out of a message, and what is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.privacy.memory import Names, forget, names_of
from bot.privacy.pseudonymise import find, pseudonymise
from tests.typology.interviews import any_ledger
from typology.code import encode, find_code
from typology.loader import load


def told(text: str) -> str:
    return pseudonymise(text).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mme Dubois appelle Kevin Lemmens.", "Mme [nom] appelle [prénom] [nom]."),
        ("mme dubois appelle kevin", "mme [nom] appelle [prénom]"),
        ("La petite Inaya et Mme B. sont là.", "La petite [prénom] et Mme [nom] sont là."),
        ("Chez les Dubois, rien ne va.", "Chez les [nom], rien ne va."),
        ("Écrivez à jean.dubois@exemple.be ou au 0478/12.34.56", "Écrivez à [courriel] ou au [téléphone]"),
        ("Il habite rue des Lilas 12, 5000 Namur.", "Il habite [adresse]."),
        ("Elle loge 7 bis, avenue du Général de Gaulle", "Elle loge [adresse]"),
        ("elle habite rue des lilas 12", "elle habite [adresse]"),
        ("Né le 12/03/2011, NISS 85.07.30-033.28", "Né le [date de naissance], NISS [numéro national]"),
        ("Son compte : BE68 5390 0754 7034.", "Son compte : [numéro de compte]."),
        ("AVS 756.1234.5678.97, NAS 046 454 286", "AVS [numéro national], NAS [numéro national]"),
    ],
)
def test_what_points_to_a_person_is_replaced_by_its_kind(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Le CPAS de Namur, l'École Saint-Joseph, la Maison Marie-Louise et la Croix-Rouge se voient à Charleroi.",
        "Le service Sainte-Rita et l'AMO Jean-Baptiste suivent le décret Jolivet.",
        "On pose la première pierre en mai, avec prudence, une rose à la main.",
        "Je suis ravi, merci ; personne ne sait, et Madame décide quand elle veut.",
        "t'es marié ? Ben nous, on est douze, et même quarante autour d'une table.",
        "Rendez-vous le 14 octobre 2024 à 9 h 30 ; 12 500 euros, 23 services, 5000 Namur.",
        "De 1998 à 2024, 3 fois par an, 120 familles sur 1 500.",
        "Les Petits Riens et la Ligue des familles sont venus avec la police de Liège.",
        "On donne 3 cours de français et 2 places de stage, place de la Gare ; à la place Saint-Lambert 12 personnes sont venues.",
        "Le rapport de 2019 (p. 12-14, art. 36.4) cite 1 234 567 cas.",
    ],
)
def test_the_network_s_own_names_words_dates_and_figures_are_left_alone(text: str) -> None:
    assert find(text) == []


@given(
    ledger=any_ledger(load()),
    around=st.sampled_from(["{}", "voici mon code : {}", "Avec Kevin, code {} merci", "{} et mme dubois au 0478 12 34 56"]),
    spaced=st.booleans(),
)
@hypothesis_settings(max_examples=25)
def test_a_result_code_is_never_harmed(ledger: object, around: str, spaced: bool) -> None:
    code = encode(ledger, load())  # type: ignore[arg-type]
    text = around.format(code.replace("-", " ") if spaced else code)
    written = pseudonymise(text, None).text
    assert find_code(written) == find_code(text)
    assert "dubois" not in written
    assert "0478" not in written


@given(st.text(max_size=300))
@hypothesis_settings(max_examples=100)
def test_any_text_can_be_read_and_reading_it_twice_changes_nothing_more(text: str) -> None:
    once = pseudonymise(text, None).text
    assert isinstance(once, str)


def test_what_was_replaced_is_left_alone_the_second_time() -> None:
    once = told("Mme Dubois, née le 12/03/1987, habite rue des Lilas 12 ; Kevin et Inaya au 0478 12 34 56.")
    assert told(once) == once


@pytest.mark.parametrize("piece", ["0 ", "rue de la ", "1", "a@", "A. ", "Kevin ", "né le ", "de la ", "12 rue A", "Z7K3-", "((", "M. ", "@a.", "20/"])
def test_no_text_holds_the_server_up(piece: str) -> None:
    text = (piece * 8000)[:8000]
    begin = time.perf_counter()
    pseudonymise(text, None)
    assert time.perf_counter() - begin < 5.0


def test_it_counts_what_it_replaces() -> None:
    assert pseudonymise("Kevin et Inaya, 0478 12 34 56").counts == {"prénom": 2, "téléphone": 1}


def test_a_name_that_was_hidden_is_hidden_when_it_comes_back_and_only_there() -> None:
    ours, theirs = Names(), Names()
    assert pseudonymise("Mon collègue Fulgence est parti.", names=ours).text == "Mon collègue [prénom] est parti."
    assert pseudonymise("c'est fulgence qui décide", names=ours).text == "c'est [prénom] qui décide"
    assert pseudonymise("c'est fulgence qui décide", names=theirs).text == "c'est fulgence qui décide"
    assert "fulgence" not in repr(vars(ours)).lower()


def test_the_names_of_a_conversation_can_be_forgotten() -> None:
    names_of("web-a").add("fulgence", "prénom")
    assert names_of("web-a").kind("fulgence") == "prénom" and names_of("web-b").kind("fulgence") is None
    forget("web-a")
    assert names_of("web-a").kind("fulgence") is None
