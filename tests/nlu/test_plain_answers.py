"""The plainest answers to each question: are they heard? Written apart from the training data, in ``reponses_claires.yml``, and never trained on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.evaluation import Parse
from typology.loader import load

KNOWLEDGE = load()
ANSWERS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "reponses_claires.yml").read_text(encoding="utf-8"))
TEXTS = [(group["dimension"], group["modalite"], text) for group in ANSWERS for text in group["textes"]]
# 375 of 400 when this was written, and two of the others were surely wrong; less what another training may move.
LEAST_RIGHT, MOST_WRONG, SURE = 0.92, 5, 0.5


def test_every_modality_has_eight() -> None:
    assert {(group["dimension"], group["modalite"]) for group in ANSWERS} == {(d.id, m.id) for d in KNOWLEDGE.dimensions for m in d.modalites}
    assert all(len(group["textes"]) == 8 for group in ANSWERS)


@pytest.mark.model
def test_they_are_heard_as_the_answers_to_their_questions(parse: Parse) -> None:
    wrong, surely = [], []
    for dimension, modality, text in TEXTS:
        readings = parse(text)["evidence"]["reponses"].get(dimension) or [[None, 0.0]]
        heard, probability = readings[0]
        if heard != modality:
            wrong.append(f"{text} : {heard} au lieu de {modality}")
            surely += wrong[-1:] if probability >= SURE else []
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(TEXTS), wrong
    assert len(surely) <= MOST_WRONG, surely
