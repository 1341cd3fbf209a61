"""What a room may see, the two rounds, and the script made from it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.typology.workshop.groups import KNOWLEDGE, clear, lost, members, shuffled
from typology.blocks import Heading, Sheet
from typology.errors import LedgerError
from typology.evidence import Evidence, Ledger
from typology.sheet_text import as_text
from typology.workshop.aggregation import OWN, SAME, room
from typology.workshop.cells import MINIMUM, SMALLEST
from typology.workshop.contribution import Contribution, contribution, from_dict
from typology.workshop.model import AGREE, DIFFERENT, DISAGREE, DURATIONS, NO_WHY, STEPS
from typology.workshop.rounds import moved
from typology.workshop.script import script

SPLIT = [clear("coordination")] * 4 + [clear("connexion")] * 4


def shown(group: list[Contribution], mode: str = SAME) -> dict[str, Any]:
    found = room(group, mode, KNOWLEDGE)
    assert found is not None
    return found


def counts(value: Any) -> list[int]:
    """Every number of people in the data, wherever it is."""
    if isinstance(value, dict):
        return [n for key, item in value.items() for n in ([item] if key == "combien" and item is not None else counts(item))]
    return [n for item in value for n in counts(item)] if isinstance(value, list) else []


@settings(max_examples=60)
@given(members(), st.sampled_from([SAME, OWN]), st.integers())
def test_nothing_under_five_and_no_small_cell_whatever_the_group(group: list[Contribution], mode: str, seed: int) -> None:
    found = room(group, mode, KNOWLEDGE)
    if len(group) < MINIMUM:
        assert found is None
        return
    assert found is not None
    assert all(n == 0 or n >= SMALLEST for n in counts(found))
    assert found == room(shuffled(group, seed), mode, KNOWLEDGE)
    assert found["types_autres"] != 1 and all(item["autres"] != 1 for item in found["dimensions"])
    json.dumps(found)
    for minutes in DURATIONS:
        assert script(found, minutes, "Déroulé", KNOWLEDGE).blocks


def test_a_divided_group_sees_both_readings_of_the_question_that_divides_it_most() -> None:
    found = shown(SPLIT)
    assert found["situation"] == DISAGREE
    assert [(item["id"], item["combien"]) for item in found["types"] if item["combien"]] == [("coordination", 4), ("connexion", 4)]
    most = found["divergence"]
    assert most["valeur"] == max(item["valeur"] for item in found["dimensions"]) and most["niveau"] == 3
    assert [reading["combien"] for reading in most["lectures"]] == [4, 4]
    assert most["question"] and all(reading["types"] for reading in most["lectures"])
    assert found["confusion"]["id"] == "coordination_connexion"
    assert "Jensen" in found["mesure"]["texte"] and found["mesure"]["source"]


def test_each_their_own_network_is_no_disagreement() -> None:
    assert shown(SPLIT, OWN)["situation"] == DIFFERENT


def test_all_agree_and_one_exception_is_not_told() -> None:
    alike = shown([clear("aide")] * 8)
    assert alike["situation"] == AGREE and alike["types_autres"] == 0
    with_one = shown([clear("aide")] * 7 + [clear("mobilisation")])
    assert with_one["situation"] == AGREE
    assert with_one["types_autres"] == 8 and not any(item["combien"] for item in with_one["types"])
    assert all(point["centres"]["action"] <= 0.35 for point in with_one["points"])


def test_nobody_knows_why() -> None:
    assert shown([lost()] * 5 + [clear("aide")] * 3)["situation"] == NO_WHY
    # Two of eight: too few to be told.
    assert shown([lost()] * 2 + [clear("aide")] * 6)["situation"] == AGREE


def test_two_rounds_tell_what_moved() -> None:
    before, after = shown(SPLIT), shown([clear("connexion")] * 8)
    found = moved(before, after, KNOWLEDGE)
    assert {item["id"]: (item["avant"], item["maintenant"]) for item in found["types"]} == {"coordination": (4, 0), "connexion": (4, 8)}
    assert found["dimensions"] and all(item["maintenant"] <= item["avant"] for item in found["dimensions"])
    assert "rapproch" in found["phrases"][0]
    same = moved(before, before, KNOWLEDGE)
    assert same["types"] == [] and len(same["phrases"]) == 1


def test_a_contribution_has_no_word_and_is_read_back() -> None:
    said = Evidence("autour_de", "realisation", "le bulletin de Quiquengrogne", "m1", repartition=())
    ledger = Ledger((said, Evidence("rythme_duree", None, "aucune idée")), repondues=frozenset(["rythme_duree"]))
    given_ = contribution(ledger, KNOWLEDGE)
    assert given_.reponses == {"autour_de": "realisation", "rythme_duree": None}
    assert "Quiquengrogne" not in json.dumps(given_.to_dict())
    assert from_dict(json.loads(json.dumps(given_.to_dict())), KNOWLEDGE) == given_
    for wrong in ({}, {**given_.to_dict(), "reponses": {"autour_de": "disparue"}}, {**given_.to_dict(), "type": "x"}, {**given_.to_dict(), "types": {}}):
        with pytest.raises(LedgerError):
            from_dict(wrong, KNOWLEDGE)


def headings(sheet: Sheet) -> list[str]:
    return [block.text for block in sheet.blocks if isinstance(block, Heading) and block.level == 2]


@pytest.mark.parametrize("minutes", DURATIONS)
@pytest.mark.parametrize("group", [SPLIT, [clear("aide")] * 6, [lost()] * 6, [clear("aide")] * 3], ids=["divided", "agreed", "lost", "three"])
def test_the_script_has_its_steps_for_every_group(group: list[Contribution], minutes: int) -> None:
    found = room(group, SAME, KNOWLEDGE)
    sheet = script(found, minutes, "Déroulé", KNOWLEDGE)
    assert len(headings(sheet)) == len(STEPS)
    planned = [KNOWLEDGE.atelier.minutes[step][DURATIONS.index(minutes)] for step in STEPS]
    assert sum(planned) == minutes and all(f"({n}" in text for n, text in zip(planned, headings(sheet)))
    assert "pourquoi fait-on réseau" in as_text(sheet).lower()


def test_the_script_is_about_this_group() -> None:
    text = " ".join(as_text(script(shown(SPLIT), 20, "Déroulé", KNOWLEDGE)).split())
    most = shown(SPLIT)["divergence"]
    assert all(" ".join(words.split()) in text for words in (most["question"], *(reading["label"] for reading in most["lectures"])))
    assert "ne pouvez plus ne rien faire" in text
    assert "moins de cinq" in as_text(script(None, 20, "Déroulé", KNOWLEDGE))
    with pytest.raises(ValueError, match="20 ou 45"):
        script(None, 30, "Déroulé", KNOWLEDGE)
