"""Ask one question: its words, its choices, and what a client needs to show progress."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.constants import CHOOSE, DO_NOT_KNOW, EXAMPLE, FORM, PAUSE, SKIP, SUMMARY, WHY
from actions.membership import pace
from actions.state import State, read_ledger, read_state, save
from typology.evidence import Ledger
from typology.interview import likely_answers, questions_left
from typology.loader import load
from typology.messages import say
from typology.model import ABOUT, OPENING_QUESTIONS, Knowledge, Question
from typology.report import lower_first
from typology.typography import french

# How often a question was not understood before its choices shrink to two, and before a way out is offered.
TWO_CANDIDATES, WAY_OUT = 2, 3


class AskQuestion(Action):
    """Base of the ten actions « action_ask_entretien_… », one for each question; not registered itself."""

    question = ""

    def name(self) -> str:
        """Rasa's form calls the action of this name to ask for a slot."""
        return f"action_ask_{FORM}_{self.question}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say the question, reworded when it was already put, with its buttons and ``custom.question``; or another way to answer it."""
        knowledge, state = load(), read_state(tracker)
        if state.muet:
            # Something else was just put to the practitioner, who answers that first.
            return save(replace(state, muet=False))
        ledger = read_ledger(tracker, knowledge)
        rank = ledger.posees.index(self.question) + 1 if self.question in ledger.posees else len(ledger.posees) + 1
        question = knowledge.question(self.question)
        again = state.posee if state.question == self.question else 0
        left = questions_left(ledger.answered(self.question), knowledge, pace(state))
        asked = {"id": self.question, "dimension": self.question, "rang": rank, "restantes": left}
        state = replace(state, question=self.question, posee=again + 1, candidats=[])
        if state.incompris == TWO_CANDIDATES:
            state = replace(state, candidats=candidates(self.question, tracker, ledger, knowledge))
            text, shown = (
                say("candidats", titre=lower_first(knowledge.dimension(about(self.question)).titre)),
                candidate_buttons(self.question, state.candidats, knowledge),
            )
        elif state.incompris >= WAY_OUT:
            turn, state = state.next_variant("issue")
            text, shown = say("issue", turn), way_out()
        else:
            text, shown = wording(question, state, again, knowledge), buttons(self.question, state, again, knowledge)
        dispatcher.utter_message(text=text, buttons=shown, json_message={"question": asked})
        return save(state)


def candidates(question: str, tracker: Tracker, ledger: Ledger, knowledge: Knowledge) -> list[str]:
    """Return the two answers that fit best what was said so far, of the dimension that the question is about."""
    dimension = about(question)
    readings = ((tracker.latest_message.get("evidence") or {}).get("reponses") or {}).get(dimension) or ()
    return likely_answers(dimension, ledger, knowledge, dict(readings))


def about(question: str) -> str:
    """Return the dimension whose choices may answer the question."""
    return (*ABOUT.get(question, (question,)), "autour_de")[0]


def candidate_buttons(question: str, modalities: list[str], knowledge: Knowledge) -> list[dict[str, str]]:
    """Return two answers to pick from, and neither."""
    dimension = knowledge.dimension(about(question))
    shown = [choice_button(dimension.id, dimension.modality(modality).label, modality) for modality in modalities]
    return [*shown, {"title": say("bouton_ni_l_un"), "payload": SKIP}]


def way_out() -> list[dict[str, str]]:
    """Return what one can do with a question that does not work."""
    return [
        {"title": say("bouton_passer"), "payload": SKIP},
        {"title": say("bouton_recapituler"), "payload": SUMMARY},
        {"title": say("bouton_pause"), "payload": PAUSE},
    ]


def wording(question: Question, state: State, again: int, knowledge: Knowledge) -> str:
    """Return the question's words: a confusion's own the first time, then the question and its rewording in turn."""
    confusion = _confusion(state, knowledge)
    if confusion and again == 0:
        return french(confusion.question)
    if again % 2:
        return french(question.reformulation)
    return french(question.question)


def buttons(question: str, state: State, again: int, knowledge: Knowledge) -> list[dict[str, str]]:
    """Return the choices: the modalities (a confusion's two first), « je ne sais pas », and a way to ask why or for an example."""
    aside = [{"title": say("bouton_pourquoi"), "payload": WHY}, {"title": say("bouton_exemple"), "payload": EXAMPLE}]
    unknown = {"title": say("bouton_je_ne_sais_pas"), "payload": DO_NOT_KNOW}
    if question in OPENING_QUESTIONS:
        return [unknown, *aside] if question != "recit" or again else [aside[1]]
    return [*(choice_button(question, label, modality) for label, modality in choices(question, state, again, knowledge)), unknown, *aside]


def choices(question: str, state: State, again: int, knowledge: Knowledge) -> list[tuple[str, str]]:
    """Return the (label, modality) of the choices in the order in which they are shown: a confusion's two the first time, else all."""
    confusion = _confusion(state, knowledge)
    if confusion and again == 0:
        return [(choice.label, choice.modalite) for choice in confusion.choix]
    return [(modality.label, modality.id) for modality in knowledge.dimension(question).modalites]


def choice_button(dimension: str, label: str, modality: str) -> dict[str, str]:
    """Return the button that gives that answer."""
    payload = json.dumps({"dimension": dimension, "modalite": modality}, ensure_ascii=False)
    return {"title": french(label), "payload": f"{CHOOSE}{payload}"}


def _confusion(state: State, knowledge: Knowledge):  # type: ignore[no-untyped-def]
    return next((item for item in knowledge.confusions if item.id == state.confusion), None)


class AskRecit(AskQuestion):
    """Ask for the narrative."""

    question = "recit"


class AskPourquoi(AskQuestion):
    """Ask why the network exists."""

    question = "pourquoi"


class AskQui(AskQuestion):
    """Ask who takes part."""

    question = "qui"


class AskAutourDe(AskQuestion):
    """Ask what the network turns around."""

    question = "autour_de"


class AskPlaceBeneficiaires(AskQuestion):
    """Ask for the place of the people concerned."""

    question = "place_beneficiaires"


class AskCeQuiCircule(AskQuestion):
    """Ask what circulates."""

    question = "ce_qui_circule"


class AskRythmeDuree(AskQuestion):
    """Ask for rhythm and duration."""

    question = "rythme_duree"


class AskFormalisation(AskQuestion):
    """Ask what is written or agreed."""

    question = "formalisation"


class AskResultatAttendu(AskQuestion):
    """Ask for the expected result."""

    question = "resultat_attendu"


class AskQuiDecide(AskQuestion):
    """Ask who decides."""

    question = "qui_decide"
