"""What the practitioner reads at the end."""

import json
from dataclasses import replace

import pytest

from typology.diagnosis import diagnose, posterior
from typology.evidence import FORMERLY, Evidence, Goal, Ledger
from typology.explanation import explain
from typology.loader import load
from typology.report import confidence, provenance, report

KNOWLEDGE = load()
QUESTION = (
    Evidence("autour_de", "question_fixee", "on cherche pourquoi les places restent vides", "m1", 0.8),
    Evidence("place_beneficiaires", "objet", "les parents restent dehors, c'est d'eux qu'il s'agit", "m1", 0.7),
    Evidence("rythme_duree", "cycle_borne", "jusqu'en juin", "m2", 0.9),
)


def test_it_quotes_the_practitioner_and_ends_on_the_question() -> None:
    bubbles = report(Ledger(QUESTION), KNOWLEDGE).bulles
    assert len(bubbles) == 3
    assert "réseau de coordination" in bubbles[0]
    assert "on cherche pourquoi les places restent vides" in bubbles[1]
    assert bubbles[-1].rstrip("*").endswith("Pourquoi fait-on réseau\u202f?")


@pytest.mark.parametrize("item", [Evidence("autour_de", "question_fixee", "on cherche", "m1", 0.4), replace(QUESTION[0], impression=True)])
def test_what_no_sentence_says_alone_is_not_quoted_and_that_is_told(item: Evidence) -> None:
    why = report(Ledger((item,)), KNOWLEDGE).bulles[1]
    assert "c’est leur ensemble qui m’y fait penser" in why and "on cherche" not in why
    assert "leur ensemble" not in report(Ledger(QUESTION), KNOWLEDGE).bulles[1]


def test_the_data_have_the_contracts_shape() -> None:
    data = report(Ledger(QUESTION), KNOWLEDGE).resultat
    assert json.loads(json.dumps(data)) == data
    assert set(data["types"]) == set(KNOWLEDGE.type_ids) and set(data["centres"]) == {"beneficiaires", "reflexion", "action"}
    assert sum(data["types"].values()) == pytest.approx(1, abs=1e-4) and sum(data["centres"].values()) == pytest.approx(1, abs=1e-4)
    assert data["raisons"][0].keys() == {"dimension", "modalite", "citation", "message"}
    assert data["version"] == KNOWLEDGE.version


def test_no_percentage_is_said() -> None:
    assert all("%" not in bubble for bubble in report(Ledger(QUESTION), KNOWLEDGE).bulles)
    assert len({confidence(p) for p in (0.95, 0.8, 0.6, 0.3)}) == 4


def test_working_for_is_not_working_with() -> None:
    with_goal = Ledger(QUESTION, objectif=Goal("pour les familles"))
    claim = KNOWLEDGE.objectif_contre_centre.texte.split(".")[0]
    assert claim.replace("'", "’")[:40] in report(with_goal, KNOWLEDGE).bulles[1]
    assert claim.replace("'", "’")[:40] not in report(Ledger(QUESTION), KNOWLEDGE).bulles[1]


def test_the_counterfactual_is_computed_and_true() -> None:
    ledger = Ledger(QUESTION)
    change = explain(ledger, diagnose(ledger, KNOWLEDGE), KNOWLEDGE).contrefactuel
    assert change is not None
    kept = [item for item in QUESTION if item.dimension != change.dimension]
    types = posterior([*kept, Evidence(change.dimension, change.modalite)], KNOWLEDGE)
    assert max(types, key=types.__getitem__) == change.type != "coordination"


def test_pitfalls_whose_clue_was_heard_come_first() -> None:
    ledger = Ledger(QUESTION)
    flags = [heard for _, heard in explain(ledger, diagnose(ledger, KNOWLEDGE), KNOWLEDGE).ecueils]
    assert flags == sorted(flags, reverse=True) and flags[0]


def test_a_passage_is_named_with_what_it_changes() -> None:
    then = (Evidence("autour_de", "question_fixee", temps=FORMERLY), Evidence("rythme_duree", "cycle_borne", temps=FORMERLY))
    now = (Evidence("autour_de", "relation_mondes"), Evidence("place_beneficiaires", "acteurs_collectifs"), Evidence("qui_decide", "deux_groupes"))
    text = report(Ledger((*then, *now)), KNOWLEDGE).bulles[0]
    assert "c’était un réseau de coordination" in text and "réseau de connexion" in text


def test_a_proposal_is_never_credited_to_rta() -> None:
    for item in KNOWLEDGE.types:
        for pitfall in item.ecueils:
            words = provenance(pitfall.statut, pitfall.source, KNOWLEDGE)
            assert words.startswith("Proposition") == (pitfall.statut.value == "proposition")


@pytest.mark.parametrize("verdict", ["sans_pourquoi", "indetermine"])
def test_a_result_without_type_says_what_to_do_next(verdict: str) -> None:
    result = report(Ledger(sans_pourquoi=verdict == "sans_pourquoi"), KNOWLEDGE)
    assert result.resultat["verdict"] == verdict and result.resultat["type"] is None
    assert KNOWLEDGE.verdict(verdict).conseil.split()[0] in result.bulles[0]
