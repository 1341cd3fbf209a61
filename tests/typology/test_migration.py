"""An interview that was begun with another knowledge base."""

from __future__ import annotations

from typing import Any

import pytest

from typology.evidence import Evidence, Goal, Ledger
from typology.loader import load
from typology.migration import what_fits

WHOLE = Ledger(
    evidence=(Evidence("autour_de", "realisation", "un guide", "m1", 0.6), Evidence("qui_decide", None)),
    posees=("recit", "qui", "autour_de"),
    repondues=frozenset(["recit", "autour_de", "qui_decide"]),
    objectif=Goal("pour les jeunes", "m1"),
    sans_pourquoi=True,
)


def test_what_has_not_changed_is_kept_whole() -> None:
    assert what_fits(WHOLE.to_dict(), load()) == WHOLE


def test_an_answer_that_is_gone_is_asked_again_and_the_others_stay() -> None:
    stored = WHOLE.to_dict()
    stored["evidence"][0]["modalite"] = "disparue"
    stored["posees"] += ["une_question_d_avant"]
    stored["repondues"] += ["une_question_d_avant"]
    kept = what_fits(stored, load())
    assert kept == Ledger((Evidence("qui_decide", None),), ("recit", "qui"), frozenset(["recit", "qui_decide"]), WHOLE.objectif, True)
    assert not kept.knows("autour_de")


@pytest.mark.parametrize("stored", [None, [], "rien", 3, {}, {"evidence": 3, "posees": "recit"}, {"evidence": [3, None, {}]}, {"objectif": "rien"}])
def test_of_what_is_no_ledger_nothing_is_kept(stored: Any) -> None:
    assert what_fits(stored, load()) == Ledger()
