"""Another phase of the same network."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from actions.action_autre_periode import ActionAutrePeriode, asked_period
from actions.state import State
from actions.validate_entretien import ValidateEntretien
from tests.helpers import Event, after, did, run, slots_of, texts, tracker, user
from typology.code import encode
from typology.evidence import Evidence, Ledger
from typology.loader import load
from typology.messages import say

TOLD = Ledger(
    tuple(
        Evidence(*pair)
        for pair in (
            ("autour_de", "realisation"),
            ("ce_qui_circule", "moyens_taches"),
            ("formalisation", "convention_moyens"),
            ("resultat_attendu", "produit_livre"),
        )
    )
)
CODE = encode(TOLD, load())
GIVEN = State(vu=5.0, accueilli=True, resultat="net partenariat", attente="pourquoi_final", phrase="pour faire", quand="avant", dernieres={"accuse": 1})


def period(when: str, at: float = 6.0) -> Event:
    """Return the event of a click on one of the three buttons under the result."""
    return user(f'/autre_periode{{"quand": "{when}"}}', "autre_periode", at, 1.0, {"quand": when})


@pytest.mark.parametrize(("when", "place"), [("avant", -1), ("apres", 1), ("en_parallele", 0)])
def test_the_phase_told_is_kept_with_its_code_and_a_fresh_one_begins_at_its_place_in_time(when: str, place: int) -> None:
    events, messages = run(ActionAutrePeriode(), tracker(period(when), slots=slots_of(GIVEN, TOLD)))
    found = after({}, events)
    assert texts(messages) == [say(f"periode_{when}")]
    assert found["phases"] == [{"etape": 0, "code": CODE, "type": "partenariat"}]
    assert found["etat"] == asdict(State(vu=6.0, accueilli=True, etape=place, dernieres={"accuse": 1}))
    assert found["ledger"] == Ledger().to_dict()
    assert found["requested_slot"] is None


def test_before_all_phases_is_before_the_earliest_and_after_all_is_after_the_latest() -> None:
    phases = [{"etape": -2, "code": CODE, "type": "soutien"}, {"etape": 3, "code": CODE, "type": "aide"}]
    for when, place in (("avant", -3), ("apres", 4), ("en_parallele", 1)):
        slots = {**slots_of(State(accueilli=True, resultat="net partenariat", etape=1), TOLD), "phases": phases}
        found = after({}, run(ActionAutrePeriode(), tracker(period(when), slots=slots))[0])
        assert found["etat"]["etape"] == place
        assert [phase["etape"] for phase in found["phases"]] == [-2, 3, 1]


def test_before_there_is_a_result_the_period_is_remembered_and_the_answers_stay() -> None:
    state = State(accueilli=True, question="qui", posee=1)
    events, messages = run(ActionAutrePeriode(), tracker(user("avant c'était autre chose", "autre_periode"), slots=slots_of(state, TOLD)))
    assert texts(messages) == [say("periode_ensuite")]
    assert after({}, events) == {"etat": asdict(State(accueilli=True, question="qui", posee=1, quand="avant"))}


def test_the_form_then_asks_for_the_narrative_of_that_period_and_takes_nothing_in_again() -> None:
    said = [user("on fabrique un guide", at=2.0, evidence={"preuves": []}), period("avant")]
    slots = slots_of(GIVEN, TOLD)
    slots = after(slots, run(ActionAutrePeriode(), tracker(*said, slots=slots))[0])
    events, messages = run(ValidateEntretien(), tracker(*said, did("action_autre_periode"), slots=slots))
    found = after(slots, events)
    assert messages == []
    assert (found["requested_slot"], found["ledger"]) == ("recit", Ledger(posees=("recit",)).to_dict())
    assert len(found["phases"]) == 1


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("avant, c'était différent", "avant"),
        ("au début on ne faisait que se parler", "avant"),
        ("au départ, c'était tout autre chose", "avant"),
        ("par le passé on se voyait plus", "avant"),
        ("À l’origine c'était une famille", "avant"),
        ("depuis, cela a changé", "apres"),
        ("depuis le départ de la directrice, tout a changé", "apres"),
        ("on est passé à autre chose", "apres"),
        ("et un autre réseau en même temps", "en_parallele"),
        ("en parallèle nous en avons un autre", "en_parallele"),
        ("", "apres"),
    ],
)
def test_words_tell_which_period(text: str, when: str) -> None:
    assert asked_period({"text": text}) == when


def test_a_button_goes_before_words_and_a_wrong_one_is_ignored() -> None:
    assert asked_period({"text": "avant", "entities": [{"entity": "quand", "value": "en_parallele"}]}) == "en_parallele"
    assert asked_period({"text": "avant", "entities": [{"entity": "quand", "value": "hier"}, None]}) == "avant"
