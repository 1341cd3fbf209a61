"""What the model makes of its examples: trained here on a handful."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.evidence_model import AROUND, DENIAL, ONE_IN, _taken, _target, train
from bot.nlu.examples import NOTHING, Example
from bot.nlu.features import EMBEDDED, embed, features

DIMENSIONS = {AROUND: ["situation_suivie", "realisation"]}
SAID = ("on suit cette famille ensemble", "nous accompagnons à plusieurs la même personne", "on se relaie autour de ce dossier")
DENIED = ("on ne suit aucune famille", "nous n'accompagnons personne à plusieurs", "ici, jamais de relais autour d'un dossier")
MADE = ("on écrit une brochure", "nous montons un festival", "on fabrique une exposition")


@pytest.fixture
def examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Example]:
    monkeypatch.setenv("MODEL_DIR", str(tmp_path))
    followed = {AROUND: "situation_suivie"}
    said, denied = [Example(text, False, followed) for text in SAID], [Example(text, True, followed, denied=True) for text in DENIED]
    # A negation that denies nothing of what it says.
    only = Example("on ne suit que cette famille, ensemble", True, followed)
    return [*said, *denied, *(Example(text, False, {AROUND: "realisation"}) for text in MADE), only]


def test_what_only_denies_is_no_answer_that_says_it(examples: list[Example]) -> None:
    model = train(examples, [], DIMENSIONS)
    matrix = features(examples, embed(example.text for example in examples), np.zeros((len(examples), EMBEDDED), dtype=np.float32))
    best = [model.classes[AROUND][row.argmax()] for row in model.answers(matrix)[AROUND]]
    assert best[:9] == ["situation_suivie"] * 3 + [NOTHING] * 3 + ["realisation"] * 3
    # Read as a clause it is still about that, and denied: another head says so.
    assert all(row[0] < 0.5 for row in np.exp(model.scores(matrix)[AROUND][3:6]))
    denied = model.scores(matrix)[DENIAL].argmax(axis=1) == 1
    assert denied[3:6].all() and not denied[9]


def test_of_the_clauses_that_say_nothing_half_are_taken_and_count_double_in_any_order() -> None:
    units = [Example(f"le thème {rank}", False, {} if rank % 3 else {AROUND: "realisation"}, complete=True, message=rank) for rank in range(600)]
    taken = [units[row] for row in _taken(units)]
    assert [unit for unit in taken if unit.labels] == [unit for unit in units if unit.labels]
    silent = [unit for unit in taken if not unit.labels]
    assert 160 < len(silent) < 240
    backwards = units[::-1]
    assert {unit.text for unit in taken} == {backwards[row].text for row in _taken(backwards)}
    weights = _target(AROUND, (NOTHING, *DIMENSIONS[AROUND]), taken).weight
    assert set(weights[[not unit.labels for unit in taken]]) == {ONE_IN} and set(weights[[bool(unit.labels) for unit in taken]]) == {1}
