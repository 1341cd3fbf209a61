"""From a reading to evidence: clauses, and the text read as a whole where it tells of the network."""

from __future__ import annotations

import pytest

from typology.evidence import FORMERLY, Ledger
from typology.hearing import TELLS, Message, hear
from typology.loader import load
from typology.read_evidence import ANSWERS, HINT, read_answer, read_evidence

KNOWLEDGE = load()
AROUND, DECIDES = "autour_de", "qui_decide"


def heard(dimension: str, modality: str, confidence: float, **more: object) -> dict[str, object]:
    return {"dimension": dimension, "modalite": modality, "confiance": confidence, "repartition": [], "citation": f"{modality} !", **more}


WHOLE = heard(AROUND, "question_fixee", 0.7)
READING = {"preuves": [heard(DECIDES, "un_seul", 0.4), heard(AROUND, "realisation", HINT - 0.1), heard(AROUND, "echange_durable", HINT)], "ensemble": WHOLE}


def modalities(ledger: Ledger) -> list[str | None]:
    return [item.modalite for item in ledger.evidence]


def test_read_as_a_whole_it_goes_before_what_a_clause_hints_at() -> None:
    found = read_evidence(READING, "m1", as_a_whole=True, knowledge=KNOWLEDGE)
    assert [(item.modalite, item.message) for item in found] == [("un_seul", "m1"), ("echange_durable", "m1"), ("question_fixee", "m1")]


def test_clauses_alone_are_all_kept() -> None:
    assert len(read_evidence(READING, "m1", as_a_whole=False, knowledge=KNOWLEDGE)) == 3
    assert len(read_evidence({**READING, "ensemble": None}, "m1", as_a_whole=True, knowledge=KNOWLEDGE)) == 3
    assert read_evidence({}, "m1", as_a_whole=True, knowledge=KNOWLEDGE) == []


def test_what_was_formerly_is_not_hidden_by_what_is_now() -> None:
    before = heard(AROUND, "realisation", 0.2, temps=FORMERLY)
    found = read_evidence({"preuves": [before], "ensemble": WHOLE}, "m1", as_a_whole=True, knowledge=KNOWLEDGE)
    assert [item.modalite for item in found] == ["realisation", "question_fixee"]


def test_what_the_knowledge_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="disparue"):
        read_evidence({"ensemble": heard(AROUND, "disparue", 0.7)}, "m1", as_a_whole=True, knowledge=KNOWLEDGE)


def test_an_answer_needs_some_likelihood() -> None:
    reading = {"reponses": {DECIDES: [["un_seul", ANSWERS - 0.01]], AROUND: [["realisation", 0.4], ["question_fixee", 0.2]]}}
    assert read_answer(reading, "m1", "le chef", DECIDES, KNOWLEDGE) == []
    (item,) = read_answer(reading, "m1", "un guide", AROUND, KNOWLEDGE)
    assert (item.modalite, item.confiance, item.repartition, item.citation) == ("realisation", 0.4, (("question_fixee", 0.2),), "un guide")


@pytest.mark.parametrize("question", ["recit", "pourquoi", "qui"])
def test_an_opening_answer_is_read_as_a_whole(question: str) -> None:
    ledger = hear(Ledger(), Message("pour comprendre ces départs ensemble", lecture={"ensemble": WHOLE}), question, KNOWLEDGE).ledger
    assert modalities(ledger) == ["question_fixee"]


def test_a_precise_answer_or_a_correction_is_not_unless_it_is_long() -> None:
    reading = {"preuves": [heard(DECIDES, "un_seul", 0.8)], "ensemble": WHOLE}
    told = " ".join(["et le chef décide"] * (TELLS // 4))
    assert modalities(hear(Ledger(), Message("et le chef décide", lecture=reading), DECIDES, KNOWLEDGE).ledger) == ["un_seul"]
    assert modalities(hear(Ledger(), Message(told, lecture=reading), DECIDES, KNOWLEDGE).ledger) == ["un_seul", "question_fixee"]
    put_right = Message("en fait le chef décide", intent="corriger", lecture=reading)
    assert modalities(hear(Ledger(), put_right, "qui", KNOWLEDGE).ledger) == ["un_seul"]
