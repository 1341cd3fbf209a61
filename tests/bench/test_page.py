"""What `make bench` writes: the tables, between the marks only, true of what was measured and of what was not; the results, kept and gone on with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.settings import ROOT
from scripts.bench import page, results, texts
from scripts.bench.results import Results
from typology.loader import load
from typology.model import OPENING_QUESTIONS

MACHINE = {"processeur": "Essai", "coeurs": 2, "memoire_go": 8.0, "systeme": "Linux", "charge_au_debut": 0.1}
DATA: dict[str, Any] = {
    "date": "2026-11-27T08:00:00+00:00", "version": "abc", "empreinte": "x", "machine": MACHINE, "termine": True,
    "parties": {
        "entrainement_origine": {"secondes": 80.0}, "ouvriers": {"manque": "BenchError : Il manque nginx"},
        "charge_notre": {"memoire_mo": 1234.0, "niveaux": {"1": {"p50_ms": 31.5, "p95_ms": 200.0, "par_seconde": 1.5, "echecs": 0}}},
        "charge_origine": {"memoire_mo": 1851.0, "niveaux": {"1": {"p50_ms": 42.0, "p95_ms": 60.0, "par_seconde": 1.5, "echecs": 0}}},
        "tour_notre": {
            "moyenne_ms": 40.0, "parts_ms": {"nlu": 22.0, "reste": 18.0},
            "longue": {"tour": 200, "5e_ms": 30.0, "dernier_ms": 36.0, "rapport": 1.2, "conversations": 3},
        },
    },
}  # fmt: skip


def test_a_table_tells_what_was_measured_and_what_was_not() -> None:
    told = page.report(DATA)
    assert "| Mémoire résidente | 0,67 | ≤ 1 | oui |" in told
    assert "| Entraînement | – | ≤ 0,50 | pas mesuré |" in told
    assert "| 1 conversation : p50 (ms) | 31,5 | 42 | 0,75 |" in told
    assert "| NLU | 22 | – |" in told and "au 200ᵉ : 36 ms" in told
    assert "Partie `ouvriers` non mesurée : BenchError : Il manque nginx" in told
    assert "27/11/2026" in told and "partielle" not in told
    assert "partielle" in page.report({**DATA, "termine": False})


def test_only_what_is_between_the_marks_is_written(tmp_path: Path) -> None:
    path = tmp_path / "performance.md"
    path.write_text(f"# Avant\n\n{page.BEGINS}\nancien\n{page.ENDS}\n\n## Après\n", encoding="utf-8")
    for parts in ({}, DATA["parties"]):
        page.write({**DATA, "parties": parts}, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Avant\n\n<!--") and text.endswith(f"{page.ENDS}\n\n## Après\n")
    assert "ancien" not in text and text.count(page.BEGINS) == 1
    assert (tmp_path / "performance.svg").read_text(encoding="utf-8").count("<svg") == 1


def test_the_page_of_the_project_has_the_marks() -> None:
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert text.index(page.BEGINS) < text.index(page.ENDS)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # Reading all the data takes a second each time.
    monkeypatch.setattr(results, "fingerprint", lambda: "empreinte")
    return tmp_path / "performance.json"


def test_an_interrupted_measure_goes_on_and_a_finished_one_begins_anew(path: Path) -> None:
    Results(path).add("nlu", {"x": 1})
    again = Results(path)
    assert again.measured("nlu") and not again.measured("demarrage")
    again.write(finished=True)
    assert not Results(path).measured("nlu")
    assert Results(path, keep=True).measured("nlu")


def test_another_version_or_another_machine_begins_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Results(path).add("nlu", {"x": 1})
    assert not Results(path, anew=True).measured("nlu")
    kept = json.loads(path.read_text(encoding="utf-8"))
    for change in ({"empreinte": "autre"}, {"version": "autre"}, {"date": "2020-01-01T00:00:00+00:00"}, {"machine": {**kept["machine"], "coeurs": 999}}):
        path.write_text(json.dumps({**kept, **change}), encoding="utf-8")
        assert not Results(path).measured("nlu"), change


def test_a_part_that_failed_is_measured_again(path: Path) -> None:
    Results(path).add("ouvriers", {"manque": "BenchError"})
    assert not Results(path).measured("ouvriers")


def test_the_last_training_is_kept_with_its_date(path: Path) -> None:
    first = Results(path)
    first.add("entrainement_notre", {"secondes": 300.0})
    first.write(finished=True)
    for _ in range(2):
        later = Results(path)
        assert not later.measured("entrainement_notre")
        kept = later.from_before("entrainement_notre")
        assert kept is not None and kept["secondes"] == 300.0 and kept["date"] == first.parts["entrainement_notre"]["date"]
        later.write(finished=True)
    assert Results(path).from_before("nlu") is None


def test_hardly_two_messages_are_the_same() -> None:
    import random

    chance = random.Random(1)
    for question in (*OPENING_QUESTIONS, *load().dimension_ids):
        assert len({texts.answer(question, chance) for _ in range(40)}) > 30, question
    assert texts.answer("recit", chance).count(".") == 8


def test_the_machine_is_described() -> None:
    found = results.machine()
    assert found["coeurs"] >= 1 and found["processeur"]
