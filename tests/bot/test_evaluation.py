"""What the evaluation counts, without a model."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import Told, confusion_table, confusions, evaluate, reliability, reliability_table, run
from tests.bot.fakes import fake_parse, piece
from typology.loader import load

KNOWLEDGE = load()
TYPES = KNOWLEDGE.type_ids


def row(expected: Any, first: str, p: float, found: str | None = "") -> dict[str, Any]:
    """Return an item of a report; what is found is the first type unless told otherwise."""
    return {"attendu": expected, "type": first if found == "" else found, "classement": [[first, p]]}


def test_what_was_told_is_kept_in_order_with_what_it_was_taken_for() -> None:
    item = {"id": 1, "recit": "bonjour", "pourquoi": "Pour la cuisine mobile du quartier.", "faits": {}}
    parse = fake_parse({item["pourquoi"]: [piece("autour_de", KNOWLEDGE.dimension("autour_de").modalites[0].id, "la cuisine mobile")]})
    result = run(item, "entretien", parse, KNOWLEDGE)
    assert result.told[:3] == (
        Told("recit", "bonjour", "digression"),
        Told("pourquoi", "Pour la cuisine mobile du quartier.", "reponse"),
        Told("qui", "je ne sais pas", "ne_sait_pas"),
    )
    assert tuple(told.question for told in result.told) == result.ledger.posees


@pytest.mark.parametrize(("mode", "questions"), [("recit", ["recit"]), ("court", ["pourquoi", "qui"])])
def test_the_short_modes_tell_their_questions_alone(mode: str, questions: list[str]) -> None:
    assert [told.question for told in run({"id": 1}, mode, fake_parse({}), KNOWLEDGE).told] == questions


def test_the_report_keeps_the_shape_of_the_contract() -> None:
    report, _ = evaluate([{"id": 1, "type": "aide"}], "recit", fake_parse({}), KNOWLEDGE)
    assert set(report) == {"items", "resume"}
    assert set(report["resume"]) == {"n", "type", "centre", "top2", "questions_mediane"}
    assert set(report["items"][0]) == {"id", "attendu", "type", "centre", "classement", "verdict", "questions"}


def test_reliability_compares_what_is_announced_with_what_comes_true() -> None:
    items = [row("aide", "aide", 0.8), row("aide", "soutien", 0.7), row(["synergie", "aide"], "aide", 0.78), row("aide", "aide", 0.2, None)]
    bins = reliability({"items": items})
    assert bins[0] == {"de": 0.0, "a": 0.3, "n": 1, "moyenne": 0.2, "juste": 1.0}
    assert bins[3] == {"de": 0.7, "a": 0.9, "n": 3, "moyenne": 0.76, "juste": 0.6667}
    assert bins[1] == {"de": 0.3, "a": 0.5, "n": 0, "moyenne": None, "juste": None}


def test_reliability_leaves_out_what_has_no_label() -> None:
    assert sum(bin["n"] for bin in reliability({"items": [row(None, "aide", 0.8)]})) == 0


@given(st.lists(st.tuples(st.sampled_from(TYPES), st.floats(0, 1))))
def test_each_labelled_item_is_in_one_bin(firsts: list[tuple[str, float]]) -> None:
    assert sum(bin["n"] for bin in reliability({"items": [row("aide", first, p) for first, p in firsts]})) == len(firsts)


def test_the_tables_are_told_in_text() -> None:
    report = {"items": [row("aide", "aide", 1.0), row("aide", "soutien", 0.95), row("aide", "aide", 0.1, None), row(["aide", "soutien"], "aide", 0.9)]}
    assert confusions(report, KNOWLEDGE)["aide"] == {**dict.fromkeys(TYPES, 0), "aide": 1, "soutien": 1, None: 1}
    table = confusion_table(report, KNOWLEDGE).splitlines()
    assert [line.split()[0] for line in table[1:]] == list(TYPES)
    assert next(line for line in table if line.startswith("aide")).split().count("1") == 3
    lines = reliability_table(report).splitlines()
    assert lines[0].split() == ["fiabilite", "n", "annoncé", "juste"]
    assert lines[-1].split() == ["0.9", "à", "1.0", "3", "0.95", "0.67"]
