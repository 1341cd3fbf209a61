"""A result code in the conversation."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from rasa_sdk.events import SlotSet

from actions.action_ouvrir_code import ActionOuvrirCode, code_in
from actions.state import State
from actions.validate_entretien import ValidateEntretien
from tests.helpers import after, did, run, slots_of, texts, tracker, user
from typology.code import decode, encode, encode_path
from typology.comparison import compare, in_words
from typology.evidence import Evidence, Ledger
from typology.loader import load
from typology.messages import say

MAKING = Ledger((Evidence("autour_de", "realisation"), Evidence("formalisation", "convention_moyens"), Evidence("resultat_attendu", "produit_livre")))
THINKING = Ledger((Evidence("autour_de", "question_fixee"), Evidence("place_beneficiaires", "objet"), Evidence("rythme_duree", "cycle_borne")))
NOW, THEN = encode(MAKING, load()), encode(THINKING, load())
PATH = encode_path([[THEN], [NOW]])


def test_when_nothing_was_told_its_answers_are_opened_and_the_interview_goes_on() -> None:
    said = user(f"mon code : {NOW}", "ouvrir_code", confidence=1.0)
    events, messages = run(ActionOuvrirCode(), tracker(said, slots=slots_of(State(accueilli=True, question="recit", posee=1))))
    assert texts(messages) == [say("code_ouvert")]
    slots = after({}, events)
    assert slots["ledger"] == decode(NOW, load()).to_dict()
    assert slots["phases"] == []
    assert slots["etat"]["question"] is None
    events, _ = run(ValidateEntretien(), tracker(said, did("action_ouvrir_code"), slots=slots))
    slots = after(slots, events)
    assert slots["ledger"]["evidence"] == decode(NOW, load()).to_dict()["evidence"]
    assert slots["requested_slot"] not in {"autour_de", "formalisation", "resultat_attendu"}


def test_where_nobody_was_greeted_yet_one_sentence_greets_and_opens() -> None:
    said = user(NOW, "ouvrir_code", confidence=1.0)
    events, messages = run(ActionOuvrirCode(), tracker(said, slots=slots_of(State())))
    assert texts(messages) == [say("code_ouvert_accueil")]
    events, messages = run(ValidateEntretien(), tracker(said, did("action_ouvrir_code"), slots=after({}, events)))
    assert say("accueil") not in texts(messages)


def test_opening_a_code_forgets_the_question_to_come_back_to() -> None:
    state = State(accueilli=True, question="formalisation", interrompue="qui_decide")
    events, _ = run(ActionOuvrirCode(), tracker(intent="ouvrir_code", text=NOW, slots=slots_of(state)))
    assert (after({}, events)["etat"]["question"], after({}, events)["etat"]["interrompue"]) == (None, None)


@pytest.mark.parametrize("text", [PATH, f"voici : {PATH}.", f"https://exemple.be/resultat/{PATH}"])
def test_a_path_is_opened_with_all_its_phases_the_last_one_to_go_on_with(text: str) -> None:
    events, messages = run(ActionOuvrirCode(), tracker(intent="ouvrir_code", text=text, slots=slots_of(State(accueilli=True))))
    slots = after({}, events)
    assert texts(messages) == [say("code_ouvert")]
    assert slots["ledger"] == decode(NOW, load()).to_dict()
    assert slots["phases"] == [{"etape": 0, "code": THEN, "type": "coordination"}]
    assert slots["etat"]["etape"] == 1


def test_phases_told_in_parallel_keep_the_same_place_in_time() -> None:
    text = encode_path([[THEN], [NOW, THEN]])
    events, _ = run(ActionOuvrirCode(), tracker(intent="ouvrir_code", text=text))
    slots = after({}, events)
    assert [(phase["etape"], phase["type"]) for phase in slots["phases"]] == [(0, "coordination"), (1, "partenariat")]
    assert slots["etat"]["etape"] == 1


def test_after_a_result_it_is_compared_with_it_and_nothing_changes() -> None:
    state = State(accueilli=True, resultat="net partenariat")
    events, messages = run(ActionOuvrirCode(), tracker(intent="ouvrir_code", text=f"la dernière fois {THEN}", slots=slots_of(state, MAKING)))
    assert texts(messages) == [in_words(compare(decode(THEN, load()), MAKING, load()), load())]
    assert events == [SlotSet("etat", asdict(state))]


def test_during_the_interview_it_is_kept_for_the_result() -> None:
    state = State(accueilli=True, question="qui", posee=1)
    events, messages = run(ActionOuvrirCode(), tracker(intent="ouvrir_code", text=THEN, slots=slots_of(state, MAKING)))
    assert texts(messages) == [say("code_garde")]
    assert events == [SlotSet("etat", asdict(State(accueilli=True, question="qui", posee=1, comparer=THEN)))]


@pytest.mark.parametrize("ledger", [Ledger(), MAKING])
def test_a_code_mistyped_is_told_as_such_and_nothing_changes(ledger: Ledger) -> None:
    wrong = THEN[:-1] + ("0" if THEN[-1] != "0" else "1")
    state = State(accueilli=True, question="recit", posee=1)
    events, messages = run(ActionOuvrirCode(), tracker(intent="ouvrir_code", text=wrong, slots=slots_of(state, ledger)))
    assert texts(messages) == [say("code_mal_recopie")]
    assert events == [SlotSet("etat", asdict(state))]


@pytest.mark.parametrize("text", ["j'ai un code", "", "le 12-05-2024 au 02 345 67 89"])
def test_without_a_code_it_is_asked_for(text: str) -> None:
    state = State(accueilli=True)
    events, messages = run(ActionOuvrirCode(), tracker(intent="ouvrir_code", text=text, slots=slots_of(state)))
    assert texts(messages) == [say("code_attendu")]
    assert events == [SlotSet("etat", asdict(state))]


@pytest.mark.parametrize(
    ("text", "found"),
    [(PATH, PATH), (f"({PATH})", PATH), (f"code **{PATH}**.", PATH), (f"de {THEN} à {NOW}", THEN), (f"{NOW}.", NOW), ("rien.du.tout", None), ("~ . ~", None)],
)
def test_the_whole_path_is_found_in_a_message_else_the_first_code(text: str, found: str | None) -> None:
    assert code_in(text) == found
