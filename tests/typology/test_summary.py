"""What was kept so far, as it is read before changing an answer."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.typology.interviews import any_ledger
from typology.evidence import DENIED, FORMERLY, Evidence, Ledger
from typology.loader import load
from typology.messages import say
from typology.report import lower_first
from typology.summary import MOST_WORDS, packed, summary
from typology.typography import french

KNOWLEDGE = load()


def line(dimension: str, modality: str) -> str:
    found = KNOWLEDGE.dimension(dimension)
    return french(f"- **{found.titre}** : {lower_first(found.modality(modality).label)}")


def test_the_best_reading_of_each_dimension_is_told_in_the_knowledge_s_order() -> None:
    said = (Evidence("qui_decide", "un_seul", confiance=0.9), Evidence("autour_de", "realisation", confiance=0.6), Evidence("autour_de", "question_fixee"))
    found = summary(Ledger(said), KNOWLEDGE)
    assert found.dimensions == ("autour_de", "qui_decide")
    assert "\n".join(found.bulles).split("\n") == [say("recap"), line("autour_de", "question_fixee"), line("qui_decide", "un_seul")]


def test_a_label_that_has_a_colon_has_brackets_after_another_one() -> None:
    knowledge = load()
    (text,) = summary(Ledger((Evidence("autour_de", "realisation"),)), knowledge).bulles
    assert "une réalisation commune (un outil, un lieu, un événement, un service)" in text


def test_not_knowing_is_told_as_such() -> None:
    found = summary(Ledger((Evidence("qui_decide", None),), repondues=frozenset(["qui_decide"])), KNOWLEDGE)
    assert found.dimensions == ("qui_decide",)
    assert found.bulles[0].endswith(say("recap_inconnu"))


def test_what_is_faint_denied_or_former_is_not_told_as_the_answer() -> None:
    said = (
        Evidence("qui_decide", "un_seul", confiance=0.3),
        Evidence("autour_de", "realisation", polarite=DENIED),
        Evidence("rythme_duree", "permanent", temps=FORMERLY),
    )
    assert summary(Ledger(said), KNOWLEDGE).dimensions == ()


def test_nothing_of_the_opening_questions_is_told() -> None:
    assert summary(Ledger(repondues=frozenset(("recit", "pourquoi", "qui"))), KNOWLEDGE).dimensions == ()


@given(any_ledger(KNOWLEDGE))
def test_whatever_was_heard_the_bubbles_are_short_and_hold_no_word_of_theirs(ledger: Ledger) -> None:
    found = summary(ledger, KNOWLEDGE)
    assert all(len(text.split()) <= MOST_WORDS for text in found.bulles)
    assert sum(text.count("- **") for text in found.bulles) == len(found.dimensions)
    silent = Ledger(tuple(replace(item, citation="") for item in ledger.evidence), (), ledger.repondues).reading(*ledger.ensembles)
    assert found.bulles == summary(silent, KNOWLEDGE).bulles


@given(st.lists(st.integers(1, 12), max_size=12), st.integers(1, 15))
def test_lines_are_packed_in_order_without_losing_any_and_only_a_long_one_passes_the_limit(lengths: list[int], most: int) -> None:
    lines = [" ".join(["mot"] * length) for length in lengths]
    texts = packed(lines, most)
    assert "\n".join(texts) == "\n".join(lines)
    assert all(len(text.split()) <= most or "\n" not in text for text in texts)
    # No two neighbours would fit in one.
    assert all(len(one.split()) + len(two.split("\n")[0].split()) > most for one, two in pairwise(texts))
