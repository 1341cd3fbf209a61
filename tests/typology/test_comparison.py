"""What changed from one result to a later one, and how it is told."""

import re
from itertools import pairwise, product

import pytest

from tests.typology.interviews import interview
from typology.code import decode, encode
from typology.comparison import MOST_WORDS, compare, in_words
from typology.evidence import Evidence, Ledger
from typology.loader import load
from typology.messages import say
from typology.model import Passage, Typicality
from typology.typography import french

KNOWLEDGE = load()


def typical(kind: str) -> Ledger:
    """The clear case of a type."""
    cells = KNOWLEDGE.type(kind).typicite
    return Ledger(tuple(Evidence(d, m, confiance=0.9) for d, row in cells.items() for m, word in row.items() if word is Typicality.tres_typique))


LEDGERS = {
    **{kind: typical(kind) for kind in KNOWLEDGE.type_ids},
    "rien": Ledger(),
    "sans_pourquoi": Ledger(sans_pourquoi=True),
    "hésite": Ledger((Evidence("place_beneficiaires", "objet"), Evidence("ce_qui_circule", "pratiques_comparees", confiance=0.5))),
}


def words(text: str) -> list[str]:
    return re.findall(r"[\w'’]+", text)


def told(before: str, after: str) -> str:
    return in_words(compare(LEDGERS[before], LEDGERS[after], KNOWLEDGE), KNOWLEDGE)


@pytest.mark.parametrize(("before", "after"), list(product(LEDGERS, LEDGERS)))
def test_every_comparison_is_brief_french(before: str, after: str) -> None:
    text = told(before, after)
    assert 8 <= len(words(text)) <= MOST_WORDS
    assert "{" not in text and "None" not in text and "_" not in text
    assert text == french(text) and text.endswith((".", "»", "!"))


def test_invented_interviews_are_compared_briefly() -> None:
    ledgers = [interview(seed, KNOWLEDGE) for seed in range(40)]
    for before, after in pairwise(ledgers):
        assert len(words(in_words(compare(before, after, KNOWLEDGE), KNOWLEDGE))) <= MOST_WORDS


def test_the_centre_moved() -> None:
    comparison = compare(LEDGERS["coordination"], LEDGERS["connexion"], KNOWLEDGE)
    assert (comparison.moved, comparison.type_changed) == (True, True)
    assert (comparison.before.type, comparison.after.type) == ("coordination", "connexion")
    text = told("coordination", "connexion")
    assert "la réflexion" in text and "l’action" in text and "réseau de connexion" in text


@pytest.mark.parametrize(("before", "passage"), [(kind.id, passage) for kind in KNOWLEDGE.types for passage in kind.passages])
def test_the_passage_is_named_when_there_is_one(before: str, passage: Passage) -> None:
    assert french(passage.ce_qui_change)[1:] in told(before, passage.vers)


def test_another_type_of_the_same_centre() -> None:
    comparison = compare(LEDGERS["soutien"], LEDGERS["aide"], KNOWLEDGE)
    assert (comparison.moved, comparison.type_changed) == (False, True)
    assert "resté le même" in told("soutien", "aide")


def test_nothing_changed() -> None:
    comparison = compare(LEDGERS["aide"], LEDGERS["aide"], KNOWLEDGE)
    assert (comparison.moved, comparison.type_changed, comparison.changes) == (False, False, ())
    assert say("comparaison_rien_bouge") in told("aide", "aide")


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("rien", "rien", "comparaison_ni_ni"),
        ("rien", "aide", "comparaison_vers_type"),
        ("sans_pourquoi", "aide", "comparaison_pourquoi_retrouve"),
        ("aide", "rien", "comparaison_vers_rien"),
        ("aide", "sans_pourquoi", "comparaison_pourquoi_perdu"),
    ],
)
def test_without_a_type_nothing_is_said_to_have_changed(before: str, after: str, key: str) -> None:
    comparison = compare(LEDGERS[before], LEDGERS[after], KNOWLEDGE)
    assert (comparison.moved, comparison.type_changed) == (False, False)
    assert told(before, after).startswith(say(key).split("{")[0].rstrip())


def test_an_uncertain_reading_calls_for_care() -> None:
    assert say("comparaison_prudence") in told("hésite", "aide")


def test_the_answer_that_moved_most_comes_first_with_both_answers() -> None:
    now = tuple(item for item in LEDGERS["coordination"].evidence if item.dimension not in ("autour_de", "formalisation"))
    then = LEDGERS["coordination"]
    after = Ledger((*now, Evidence("autour_de", "decision_tiers"), Evidence("formalisation", "charte_legere", confiance=0.5)))
    comparison = compare(then, after, KNOWLEDGE)
    assert comparison.changes == (("autour_de", "question_fixee", "decision_tiers"), ("formalisation", "theme_calendrier", "charte_legere"))


def test_faint_denied_and_unheard_answers_are_no_change() -> None:
    before = Ledger((Evidence("autour_de", "realisation"), Evidence("qui_decide", "codecision", confiance=0.3)))
    after = Ledger((Evidence("autour_de", "question_fixee", polarite="nie"), Evidence("qui_decide", "un_seul"), Evidence("formalisation", "aucune")))
    assert compare(before, after, KNOWLEDGE).changes == ()


def test_a_code_is_compared_as_its_interview() -> None:
    for seed in range(10):
        before, after = interview(seed, KNOWLEDGE), interview(seed + 1, KNOWLEDGE)
        direct = compare(before, after, KNOWLEDGE)
        by_code = compare(decode(encode(before, KNOWLEDGE), KNOWLEDGE), after, KNOWLEDGE)
        assert (by_code.moved, by_code.type_changed) == (direct.moved, direct.type_changed)
        assert set(by_code.changes) == set(direct.changes)
