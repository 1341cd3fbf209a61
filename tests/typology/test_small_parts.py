"""Typography, the picture, the ledger's round trip, and the arrows between packages."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typology.carte import HEIGHT, WIDTH, in_words, place, svg
from typology.errors import LedgerError
from typology.evidence import Evidence, Goal, Ledger, ledger_from_dict
from typology.loader import load
from typology.messages import say
from typology.typography import french, quote

KNOWLEDGE = load()
ROOT = Path(__file__).resolve().parents[2]


def test_french_sets_the_spaces_and_apostrophes() -> None:
    assert french("la mère d'[prénom], le mot d'« aide »") == "la mère d’[prénom], le mot d’«\u00a0aide\u00a0»"
    assert french("Pourquoi ? « L'aide » : oui !") == "Pourquoi\u202f? «\u00a0L’aide\u00a0»\u00a0: oui\u202f!"


@given(st.text(alphabet="abé «»:;!?'’()\u00a0\u202f\n", max_size=40))
def test_french_is_idempotent(text: str) -> None:
    assert french(french(text)) == french(text)


def test_french_leaves_addresses_alone() -> None:
    assert "https://exemple.be/a?b=c:d" in french("voir https://exemple.be/a?b=c:d !")


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("on monte un « vestiaire social ».", "on monte un “vestiaire social”"),
        ("« un vestiaire social »,", "un vestiaire social"),
        ("« l'un » et « l'autre »", "“l’un” et “l’autre”"),
        ("un « vestiaire", "un vestiaire"),
        ('"social »', "social"),
    ],
)
def test_guillemets_inside_a_quotation_are_others(said: str, quoted: str) -> None:
    assert quote(said) == f"«\u00a0{quoted}\u00a0»"


def test_a_long_quotation_is_cut_at_a_word() -> None:
    assert quote("mot " * 80).endswith("…\u00a0»") and len(quote("mot " * 80)) < 150


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_place_is_inside_the_picture(a: float, b: float) -> None:
    total = a + b + 0.5
    x, y = place({"beneficiaires": a / total, "reflexion": b / total, "action": 0.5 / total})
    assert 0 < x < WIDTH and 0 < y < HEIGHT


@pytest.mark.parametrize("type_id", [*KNOWLEDGE.type_ids, None])
def test_the_picture_is_well_formed_and_has_a_text_equivalent(type_id: str | None) -> None:
    centres = {"beneficiaires": 0.1, "reflexion": 0.8, "action": 0.1}
    root = ET.fromstring(svg(centres, type_id, KNOWLEDGE))
    description = root.find("{http://www.w3.org/2000/svg}desc")
    assert description is not None and description.text == in_words(centres, type_id, KNOWLEDGE)
    assert "http" not in svg(centres, type_id, KNOWLEDGE).replace("http://www.w3.org/2000/svg", "")


def test_the_ledger_survives_storage() -> None:
    ledger = Ledger(
        (Evidence("autour_de", "realisation", "un guide", "m", 0.7, repartition=(("question_fixee", 0.2),)), Evidence("qui_decide", None)),
        posees=("recit", "qui_decide"),
        repondues=frozenset({"qui_decide"}),
        objectif=Goal("pour les jeunes"),
        sans_pourquoi=True,
    )
    assert ledger_from_dict(ledger.to_dict(), KNOWLEDGE) == ledger


@pytest.mark.parametrize(
    "data",
    [
        [],
        {"evidence": [{"dimension": "x", "modalite": None}]},
        {"evidence": [{"dimension": "autour_de", "modalite": "x"}]},
        {"posees": ["x"]},
        {"evidence": [{"dimension": "autour_de", "modalite": None, "confiance": 7}]},
    ],
)
def test_a_ledger_that_is_none_is_refused(data: object) -> None:
    with pytest.raises(LedgerError):
        ledger_from_dict(data, KNOWLEDGE)


def test_a_sentence_is_filled_in_once_and_varied() -> None:
    assert say("accuse", 0) != say("accuse", 1)
    assert "{type}" in say("contrefactuel", si="{type}", type="X").replace("X", "", 1) or "X" in say("contrefactuel", si="a", type="X")


def test_the_heart_imports_neither_rasa_nor_what_is_around_it() -> None:
    for path in (ROOT / "typology").glob("*.py"):
        assert not re.search(r"^\s*(from|import) (rasa|rasa_sdk|bot|actions|spacy)\b", path.read_text(encoding="utf-8"), re.M), path.name


def test_modules_stay_small() -> None:
    long = {path.name: n for path in (ROOT / "typology").glob("*.py") if (n := len(path.read_text(encoding="utf-8").splitlines())) > 260}
    assert long == {}
