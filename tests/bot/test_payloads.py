"""Which payloads a client may send."""

from __future__ import annotations

import json

import pytest

from actions.action_effacer import ActionEffacer
from actions.action_pause import ActionPause
from actions.action_recapituler import ActionRecapituler
from actions.action_resultat import buttons as result_buttons
from actions.ask_question import candidate_buttons, way_out
from actions.state import State
from bot.payloads import BARE, is_allowed, is_command
from tests.helpers import run, slots_of, tracker
from typology.evidence import Evidence, Ledger
from typology.loader import load

CHOICES = [(dimension.id, modality.id) for dimension in load().dimensions for modality in dimension.modalites]


@pytest.mark.parametrize("text", ["/saluer", "/restart", "/repondre{}", "/", "EXTERNAL: reminder"])
def test_what_rasa_would_not_read_as_words_is_a_command(text: str) -> None:
    assert is_command(text)


@pytest.mark.parametrize("text", ["", "bonjour", "et/ou", " /saluer", "external: x", "EXTERNAL:x", "1/2", "\\restart"])
def test_words_are_not_a_command(text: str) -> None:
    assert not is_command(text)


@pytest.mark.parametrize("text", sorted(BARE))
def test_our_bare_buttons_are_allowed(text: str) -> None:
    assert is_command(text)
    assert is_allowed(text)


@pytest.mark.parametrize(("dimension", "modality"), CHOICES)
def test_every_choice_of_every_dimension_is_allowed(dimension: str, modality: str) -> None:
    assert is_allowed("/repondre" + json.dumps({"dimension": dimension, "modalite": modality}))
    assert is_allowed(f'/repondre{{"modalite":"{modality}","dimension":"{dimension}"}}')


@pytest.mark.parametrize("dimension", load().dimension_ids)
def test_every_answer_can_be_changed(dimension: str) -> None:
    assert is_allowed(f'/modifier{{"dimension": "{dimension}"}}')


@pytest.mark.parametrize("period", ["avant", "apres", "en_parallele"])
def test_every_period_can_be_told(period: str) -> None:
    assert is_allowed(f'/autre_periode{{"quand": "{period}"}}')


@pytest.mark.parametrize("way", ["complet", "express", "garder", "quitter"])
def test_every_way_to_take_part_in_a_session_is_allowed(way: str) -> None:
    assert is_allowed(f'/atelier{{"faire": "{way}"}}')


def test_every_button_of_every_action_is_allowed() -> None:
    ledger = Ledger(tuple(Evidence(item.id, item.modalites[0].id) for item in load().dimensions))
    state = State(accueilli=True)
    shown = [*result_buttons(state), *way_out(), *candidate_buttons("recit", ["realisation", "question_fixee"], load())]
    for action in (ActionRecapituler(), ActionPause(), ActionEffacer()):
        shown += [choice for message in run(action, tracker(slots=slots_of(state, ledger)))[1] for choice in message["buttons"]]
    assert len(shown) > 20
    assert [choice["payload"] for choice in shown if not is_allowed(choice["payload"])] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bonjour",
        "/",
        "//saluer",
        "/SALUER",
        "/saluer ",
        "/saluer@0.9",
        '/saluer{"dimension": "autour_de"}',
        "/restart",
        "/session_start",
        "/back",
        "/informer",
        "/nlu_fallback",
        "/repondre",
        "/repondre{",
        "/repondre{}",
        "/repondre[]",
        "/repondre null",
        '/repondre {"dimension": "autour_de", "modalite": "realisation"}',
        '/repondre{"dimension": "autour_de"}',
        '/repondre{"dimension": "autour_de", "modalite": "disparue"}',
        '/repondre{"dimension": "disparue", "modalite": "realisation"}',
        '/repondre{"dimension": "autour_de", "modalite": null}',
        '/repondre{"dimension": "autour_de", "modalite": ["realisation"]}',
        '/repondre{"dimension": {}, "modalite": "realisation"}',
        '/repondre{"dimension": "autour_de", "modalite": "realisation", "ledger": "x"}',
        '/repondre{"dimension": "autour_de", "modalite": "realisation"} et plus',
        '/repondre@0.1{"dimension": "autour_de", "modalite": "realisation"}',
        '/repondre{"dimension": "autour_de", "modalite": "\\ud800"}',
        "/modifier",
        "/modifier{}",
        '/modifier{"dimension": "disparue"}',
        '/modifier{"dimension": "recit"}',
        '/modifier{"dimension": "autour_de", "modalite": "realisation"}',
        '/modifier{"dimension": ["autour_de"]}',
        '/modifier{"quand": "avant"}',
        "/autre_periode",
        '/autre_periode{"quand": "hier"}',
        '/autre_periode{"quand": null}',
        '/autre_periode{"quand": "avant", "dimension": "autour_de"}',
        '/recapituler{"dimension": "autour_de"}',
        '/confirmer_effacer{"sender": "x"}',
        "/effacer",
        "/ouvrir_code",
        "/informer{}",
        "/atelier",
        '/atelier{"faire": "fermer"}',
        '/atelier{"faire": "express", "jeton": "x"}',
        "EXTERNAL: reminder",
        "EXTERNAL: saluer",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    assert not is_allowed(text)


def test_a_deeply_nested_payload_is_refused() -> None:
    assert not is_allowed('/repondre{"a":' + "[" * 200_000)
    assert not is_allowed("/repondre" + '{"dimension":' * 100_000)
