"""The result: its bubbles, its data, its picture, and what the conversation remembers of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from rasa_sdk.events import SlotSet

from actions.action_resultat import ActionResultat
from actions.state import State
from tests.helpers import run, slots_of, texts, tracker
from typology.evidence import FORMERLY, Evidence, Ledger
from typology.loader import load
from typology.messages import say
from typology.report import report
from typology.typography import french

CONTRACT = {"verdict", "type", "centre", "types", "centres", "raisons", "contrefactuel", "confusion", "questions_posees", "version"}
# The clearest narrative of each type: for every dimension its « tres_typique » modality.
TYPICAL = {
    kind.id: Ledger(
        evidence=tuple(
            Evidence(dimension, next(name for name, fit in fits.items() if fit == "tres_typique"), confiance=0.9)
            for dimension, fits in kind.typicite.items()
            if "tres_typique" in fits.values()
        ),
        posees=("recit", "pourquoi"),
    )
    for kind in load().types
}
NOTHING_HEARD = Ledger(posees=("recit",))
LOST = Ledger(posees=("recit", "pourquoi"), repondues=frozenset(["recit", "pourquoi"]), sans_pourquoi=True)
CHANGING = Ledger(
    evidence=(*TYPICAL["partenariat"].evidence, *(Evidence(item.dimension, item.modalite, temps=FORMERLY) for item in TYPICAL["coordination"].evidence))
)
LEDGERS = {**TYPICAL, "rien": NOTHING_HEARD, "sans_pourquoi": LOST, "transition": CHANGING}


def result(ledger: Ledger | None, state: State | None = None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return run(ActionResultat(), tracker(slots=slots_of(state, ledger)))


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)
def test_the_data_has_the_keys_of_the_contract_and_sums_to_one(ledger: Ledger) -> None:
    _, messages = result(ledger)
    data = messages[0]["custom"]["resultat"]
    assert set(data) >= CONTRACT
    assert set(data) - CONTRACT <= {"avant"}
    assert set(data["types"]) == set(load().type_ids)
    assert set(data["centres"]) == {centre.id for centre in load().centres}
    assert sum(data["types"].values()) == pytest.approx(1.0, abs=1e-5)
    assert sum(data["centres"].values()) == pytest.approx(1.0, abs=1e-5)
    assert data["questions_posees"] == len(ledger.posees)
    assert data["version"] == load().version
    assert json.loads(json.dumps(data)) == data


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)
def test_the_bubbles_are_the_report_and_the_last_ends_with_the_question_that_unblocks(ledger: Ledger) -> None:
    _, messages = result(ledger)
    assert tuple(texts(messages)) == report(ledger, load()).bulles
    assert say("question_finale") == "Pourquoi fait-on réseau\u202f?"
    assert messages[-1]["text"].rstrip("*").endswith(say("question_finale"))


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)
def test_only_the_first_bubble_carries_data_and_only_the_last_offers_to_start_again(ledger: Ledger) -> None:
    _, messages = result(ledger)
    assert set(messages[0]["custom"]) == {"resultat", "carte"}
    assert all(message["custom"] == {} for message in messages[1:])
    assert messages[-1]["buttons"] == [{"title": say("bouton_recommencer"), "payload": "/recommencer"}]
    assert all(message["buttons"] == [] for message in messages[:-1])


@pytest.mark.parametrize("type_id", load().type_ids)
def test_the_clearest_narrative_of_a_type_gives_that_type_in_three_bubbles(type_id: str) -> None:
    _, messages = result(TYPICAL[type_id])
    data = messages[0]["custom"]["resultat"]
    kind = load().type(type_id)
    assert (data["type"], data["centre"], data["verdict"]) == (type_id, kind.centre, "net")
    assert len(messages) == 3
    assert french(kind.nom.lower()) in messages[0]["text"]


def test_with_nothing_heard_no_type_is_named() -> None:
    _, messages = result(NOTHING_HEARD)
    data = messages[0]["custom"]["resultat"]
    assert (data["verdict"], data["type"], data["centre"], data["raisons"]) == ("indetermine", None, None, [])
    assert "type=" not in messages[0]["custom"]["carte"]["url"]
    assert len(messages) == 1


def test_a_lost_why_is_said_as_such() -> None:
    _, messages = result(LOST)
    assert messages[0]["custom"]["resultat"]["verdict"] == "sans_pourquoi"


def test_a_network_that_changed_is_in_transition() -> None:
    _, messages = result(CHANGING)
    data = messages[0]["custom"]["resultat"]
    assert (data["verdict"], data["type"], data["avant"]) == ("en_transition", "partenariat", "coordination")


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)
def test_the_picture_is_an_address_of_ours_with_an_equivalent_in_words(ledger: Ledger) -> None:
    custom = result(ledger)[1][0]["custom"]
    address = urlsplit(custom["carte"]["url"])
    assert (address.scheme, address.netloc, address.path) == ("", "", "/carte.svg")
    query = parse_qs(address.query)
    assert {name: float(query[name][0]) for name in custom["resultat"]["centres"]} == pytest.approx(custom["resultat"]["centres"], abs=1e-3)
    assert query.get("type") == ([custom["resultat"]["type"]] if custom["resultat"]["type"] else None)
    assert custom["carte"]["texte"].startswith("Triangle des trois centres de gravité")


def test_the_interview_is_over_and_the_ledger_is_left_alone() -> None:
    before = State(vu=4.0, question="qui_decide", confusion="soutien_aide", posee=2, incompris=1, tour=6, accueilli=True, dernieres={"accuse": 3})
    events, _ = result(TYPICAL["soutien"], before)
    assert events == [SlotSet("etat", asdict(State(vu=4.0, tour=6, accueilli=True, resultat="net soutien", dernieres={"accuse": 3})))]


def test_without_any_slot_it_says_that_it_is_too_early() -> None:
    _, messages = run(ActionResultat(), tracker())
    assert messages[0]["custom"]["resultat"]["verdict"] == "indetermine"
