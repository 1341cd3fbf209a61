"""Acronyms put into plain words, and the glossary that a trainer writes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typology.coherence import check
from typology.glossary import in_plain_words, terms_in
from typology.loader import load
from typology.model import Knowledge
from typology.term import Term

KNOWLEDGE = load()
NAMES = [(name, term) for term in KNOWLEDGE.glossaire for name in (term.terme, *term.variantes)]


def term(terme: str, simple: str = "un service de la ville", **more: Any) -> Term:
    return Term.parse_obj({"terme": terme, "pays": ["BE"], "developpe": f"Tout {terme}", "simple": simple, "genre": "service", **more})


def knowing(*terms: Term) -> Knowledge:
    """Return the knowledge base with that glossary in place of its own."""
    return KNOWLEDGE.copy(update={"glossaire": terms})


SMALL = knowing(
    term("AI", "une aide à l'intégration"),
    term("AMO", "un service pour jeunes"),
    term("PAS", "un point d'accueil social", mot_courant=True),
    term("CPAS", "le service social communal", variantes=["C.P.A.S."]),
    term("SAAE", "l'accompagnement éducatif"),
    term("Droit des jeunes", "des juristes pour jeunes", variantes=["SDJ"]),
)


def named(text: str) -> list[str]:
    return [item.terme for item in terms_in(text, SMALL)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AI", ["AI"]),
        ("j'ai dit, l'ai dit, un ai", []),
        ("AMO", ["AMO"]),
        ("l'amo du quartier", ["AMO"]),
        ("l’amo du quartier", ["AMO"]),
        ("une amo", ["AMO"]),
        ("amo, amas, amat", []),
        ("on y va avec amo", []),
        ("PAS", ["PAS"]),
        ("le pas suivant", []),
        ("le cpas", ["CPAS"]),
        ("Cpas et cpas", ["CPAS"]),
        ("le C.P.A.S. nous aide", ["CPAS"]),
        ("les CPASien", []),
        ("moi@CPAS", []),
        ("un CPAS, puis une AMO", ["CPAS", "AMO"]),
        ("droit des JEUNES", ["Droit des jeunes"]),
        ("le droit des jeunesses", []),
        ("CPAſ", []),
        ("", []),
    ],
)
def test_a_term_is_found_as_people_write_it_and_a_common_word_is_none(text: str, found: list[str]) -> None:
    assert named(text) == found


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("le CPAS et l'amo", "le service social communal et l'service pour jeunes"),
        ("avec SAAE", "avec accompagnement éducatif"),
        ("sdj, droit des jeunes", "sdj, juristes pour jeunes"),
        ("le sdj", "le juristes pour jeunes"),
        ("J'ai fait un pas.", "J'ai fait un pas."),
        ("cpaſ", "cpaſ"),
    ],
)
def test_terms_give_way_to_their_plain_words_without_a_second_article(text: str, plain: str) -> None:
    assert in_plain_words(text, SMALL) == plain


def test_without_a_glossary_nothing_is_a_term() -> None:
    assert in_plain_words("le CPAS", knowing()) == "le CPAS"
    assert list(terms_in("le CPAS", knowing())) == []


def test_every_name_of_the_glossary_is_found_in_a_sentence_and_is_its_own() -> None:
    found = {name: [item.terme for item in terms_in(f"On travaille avec {name} depuis mardi.", KNOWLEDGE)] for name, _ in NAMES}
    assert found == {name: [owner.terme] for name, owner in NAMES}
    assert len(found) > 300


def test_plain_words_are_few_and_say_it_without_the_term() -> None:
    for owner in KNOWLEDGE.glossaire:
        assert 2 <= len(owner.simple.replace("'", " ").split()) <= 10, owner.terme
        assert owner not in list(terms_in(owner.simple, KNOWLEDGE)), owner.terme


@pytest.mark.parametrize(
    "text",
    [
        "On se voit une fois par mois, et chacun fait comme il veut.",
        "Les familles décident avec nous ; on a signé une charte.",
        "j'ai le pas, la main et les clics d'une amie du cire",
        "ELLES DÉCIDENT DE TOUT",
        "😀 …",
    ],
)
def test_a_sentence_without_terms_is_left_alone(text: str) -> None:
    assert in_plain_words(text, KNOWLEDGE) == text


@given(st.text() | st.lists(st.sampled_from([*(name for name, _ in NAMES), "le", "l'", "pas", "ai", "ſ", "on se voit"]), max_size=6).map(" ".join))
def test_any_text_is_put_into_plain_words_and_left_alone_when_it_names_no_term(text: str) -> None:
    plain = in_plain_words(text, KNOWLEDGE)
    found = [item.terme for item in terms_in(text.replace("’", "'"), KNOWLEDGE)]
    assert len(set(found)) == len(found)
    if not found:
        assert plain == text
    # The plain words of one term may hold another; theirs hold none.
    twice = in_plain_words(plain, KNOWLEDGE)
    assert in_plain_words(twice, KNOWLEDGE) == twice


def problems(*terms: Term) -> list[str]:
    return [problem for problem in check(knowing(*terms)) if problem.startswith("glossaire.yml")]


def test_the_glossary_agrees_with_itself() -> None:
    assert problems(*KNOWLEDGE.glossaire) == []


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ((term("AMO"), term("amo")), ["« amo »", "déjà", "AMO"]),
        ((term("AMO"), term("SAJ", variantes=["A.M.O.", "Amo"])), ["glossaire.yml, SAJ", "« Amo »", "AMO"]),
        ((term("AMO", variantes=["AMO"]),), ["« AMO »", "déjà"]),
        ((term("AMO", pays=[]),), ["glossaire.yml, AMO", "« pays »"]),
    ],
)
def test_a_name_written_twice_or_without_a_country_is_told(terms: tuple[Term, ...], words: list[str]) -> None:
    told = problems(*terms)
    assert len(told) == 1
    assert all(word in told[0] for word in words)


@pytest.mark.parametrize(
    "wrong", [{"simple": "un " + "très " * 20 + "long nom"}, {"genre": "chose"}, {"pays": ["XX"]}, {"nombre": "duel"}, {"couleur": "bleu"}]
)
def test_a_term_of_another_form_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        term(**{"terme": "AMO", **wrong})
