"""Definitions on demand."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from rasa_sdk.events import SlotSet

from actions.action_definir import ActionDefinir
from actions.aside import named_types
from actions.state import State
from tests.helpers import run, slots_of, texts, tracker
from typology.loader import load
from typology.messages import say
from typology.report import provenance
from typology.typography import french


@pytest.mark.parametrize("type_id", load().type_ids)
def test_the_named_type_is_defined_with_its_provenance(type_id: str) -> None:
    kind, state = load().type(type_id), State(question="qui", posee=1)
    events, messages = run(ActionDefinir(), tracker(intent="definir", text=f"C'est quoi un réseau de {type_id} ?", slots=slots_of(state)))
    source = provenance(kind.definition.statut, kind.definition.source, load())
    assert texts(messages) == [french(f"**{kind.nom}** : {kind.definition.texte}\n\n*{source}*")]
    assert events == [SlotSet("etat", asdict(state))]


def test_without_a_name_the_seven_types_are_told_and_the_state_remembers_it() -> None:
    events, messages = run(ActionDefinir(), tracker(intent="definir", text="C'est quoi la typologie ?"))
    assert texts(messages) == [say("les_types", 0)]
    assert all(named in messages[0]["text"] for named in load().type_ids)
    assert events == [SlotSet("etat", asdict(State(dernieres={"les_types": 0})))]


def test_two_types_are_defined_in_the_order_of_the_message_and_not_more() -> None:
    _, messages = run(ActionDefinir(), tracker(intent="definir", text="Synergie, coordination ou partenariat, quelle différence ?"))
    assert [text.split("**")[1] for text in texts(messages)] == [load().type("synergie").nom, load().type("coordination").nom]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SYNERGIE", ["synergie"]),
        ("les réseaux de synergies", ["synergie"]),
        ("Réseau d'aide", ["aide"]),
        ("réseau d’aide", ["aide"]),
        ("synergi\u0301e", ["synergie"]),
        ("aider quelqu'un", []),
        ("un désoutien", []),
        ("", []),
        ("soutien puis aide puis soutien", ["soutien", "aide"]),
    ],
)
def test_names_are_found_whatever_their_case_their_number_and_their_accents(text: str, found: list[str]) -> None:
    assert [kind.id for kind in named_types(text, load())] == found


def test_a_tracker_without_a_message_does_not_break_it() -> None:
    _, messages = run(ActionDefinir(), tracker())
    assert texts(messages) == [say("les_types", 0)]
