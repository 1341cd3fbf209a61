"""Definitions on demand."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from rasa_sdk.events import SlotSet

from actions.action_definir import ActionDefinir
from actions.after_result import FINAL_WHY
from actions.aside import named_types
from actions.state import State
from tests.helpers import GREETED, run, slots_of, texts, tracker
from typology.loader import load
from typology.messages import say
from typology.model import Centre, Confusion
from typology.report import lower_first, provenance
from typology.summary import MOST_WORDS
from typology.typography import french


@pytest.mark.parametrize("type_id", load().type_ids)
def test_the_named_type_is_defined_with_its_provenance_in_two_short_bubbles_at_most(type_id: str) -> None:
    kind, state = load().type(type_id), State(accueilli=True, question="qui", posee=1)
    events, messages = run(ActionDefinir(), tracker(intent="definir", text=f"C'est quoi un réseau de {type_id} ?", slots=slots_of(state)))
    source = provenance(kind.definition.statut, kind.definition.source, load())
    assert " ".join(texts(messages)).split() == french(f"**{kind.nom}** : {kind.definition.texte} *{source}*").split()
    assert len(messages) <= 2 and all(len(text.split()) <= MOST_WORDS for text in texts(messages))
    assert texts(messages)[0].startswith(french(f"**{kind.nom}** : "))
    assert texts(messages)[-1].split("\n\n")[-1] == french(f"*{source}*")
    assert events == [SlotSet("etat", asdict(state))]


def test_without_a_name_the_seven_types_are_told_and_the_state_remembers_it() -> None:
    events, messages = run(ActionDefinir(), tracker(intent="definir", text="C'est quoi la typologie ?", slots=slots_of(GREETED)))
    assert texts(messages) == [say("les_types", 0)]
    assert all(named in messages[0]["text"] for named in load().type_ids)
    assert events == [SlotSet("etat", asdict(State(accueilli=True, dernieres={"les_types": 0})))]


def test_of_two_types_the_question_that_separates_them_is_told_then_what_each_answer_means_and_a_third_type_is_left_out() -> None:
    _, messages = run(ActionDefinir(), tracker(intent="definir", text="Synergie, coordination ou partenariat, quelle différence ?", slots=slots_of(GREETED)))
    confusion = load().confusion("synergie", "coordination")
    assert confusion is not None
    asked, answers = texts(messages)
    assert asked == french(f"{confusion.pourquoi} {say('difference', question=lower_first(confusion.question))}")
    told = [say("difference_choix", reponse=choice.label, type=load().type(choice.type).nom.lower()) for choice in confusion.choix]
    assert answers == french(f"{' '.join(told)}\n\n*{provenance(confusion.statut, confusion.source, load())}*")
    assert "partenariat" not in asked + answers


@pytest.mark.parametrize("confusion", load().confusions, ids=lambda item: item.id)
def test_the_difference_between_two_types_is_told_in_bubbles_of_sixty_words(confusion: Confusion) -> None:
    _, messages = run(ActionDefinir(), tracker(intent="definir", text=f"la différence entre {' et '.join(confusion.types)} ?", slots=slots_of(GREETED)))
    assert len(messages) == 2 and all(len(text.split()) <= MOST_WORDS for text in texts(messages))
    assert all(load().type(kind).nom.lower() in texts(messages)[1].replace("’", "'") for kind in confusion.types)


def test_two_types_that_nobody_confuses_are_each_told_in_a_sentence() -> None:
    assert load().confusion("soutien", "mobilisation") is None
    _, messages = run(ActionDefinir(), tracker(intent="definir", text="soutien ou mobilisation ?", slots=slots_of(GREETED)))
    for kind, text in zip((load().type("soutien"), load().type("mobilisation")), texts(messages), strict=True):
        assert text.startswith(french(f"**{kind.nom}** : {kind.resume}"))


@pytest.mark.parametrize("centre", load().centres, ids=lambda item: item.id)
def test_a_centre_is_defined_with_its_provenance(centre: Centre) -> None:
    _, messages = run(ActionDefinir(), tracker(intent="definir", text=f"c'est quoi {centre.nom.lower()} ?", slots=slots_of(GREETED)))
    source = provenance(centre.statut, centre.source, load())
    assert " ".join(texts(messages)).split() == french(f"**{centre.nom}** : {centre.definition} *{source}*").split()


def test_without_naming_one_the_centre_of_gravity_itself_is_told() -> None:
    _, messages = run(ActionDefinir(), tracker(intent="definir", text="qu'est-ce que vous appelez le centre de gravité ?", slots=slots_of(GREETED)))
    claim = load().objectif_contre_centre
    assert texts(messages) == [french(f"{say('centre_de_gravite', 0)}\n\n*{provenance(claim.statut, claim.source, load())}*")]


def test_after_the_result_what_waits_for_an_answer_is_put_again() -> None:
    state = State(accueilli=True, resultat="net soutien", attente=FINAL_WHY)
    events, messages = run(ActionDefinir(), tracker(intent="definir", text="la réflexion ?", slots=slots_of(state)))
    assert messages[-1]["custom"] == {"suite": {"id": FINAL_WHY}}
    assert texts(messages)[-1] == say("suite_pourquoi_final", 0)
    assert (events[0]["value"]["attente"], events[0]["value"]["suite"]) == (FINAL_WHY, None)


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
    _, messages = run(ActionDefinir(), tracker(slots=slots_of(GREETED)))
    assert texts(messages) == [say("les_types", 0)]
