"""What is asked once the result is given: why they do network, whether they recognise themselves, and their own last word."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.state import State, read_ledger
from typology.hearing import ANSWER, CHANGE, NOT_UNDERSTOOD, UNKNOWN, Hearing, Message
from typology.loader import load
from typology.messages import say
from typology.model import Knowledge
from typology.report import lower_first, report
from typology.short_answers import corrects, gives_a_reason, opens_with_yes, recognises, says_wrong
from typology.typography import fold, quote
from typology.words import LONGEST_WORDS

# What was asked, in this order.
FINAL_WHY, RECOGNISED, OWN_WORDS = "pourquoi_final", "reconnaissance", "vos_mots"
# In a trainer's session only: whether the sentence is shown to the group.
SHOW = "montrer"
# Said before the second one is asked: the practitioner's sentence beside the centre found.
SENTENCE = "phrase"
# Said last.
DONE = "fin"
# With so many words they do not only say yes or no.
TELLS = 6
_TURNS = re.compile(r"\W*(?:en fait|finalement|au final|tout compte fait)\W+(?=(?:oui|non)\b)")


def waits(state: State) -> bool:
    """True when something that was asked after the result has no answer yet."""
    return state.attente in (FINAL_WHY, SHOW, RECOGNISED, OWN_WORDS)


def take(hearing: Hearing, message: Message, state: State) -> State | None:
    """Return the state after an answer to what was asked, or None when the message is something else."""
    if not waits(state) or state.question or message.choix or message.vise:
        return None
    # Without the question to the bot that closes it, which is answered beside.
    text = " ".join(str(message.lecture.get("dit") or message.text).split())[:LONGEST_WORDS]
    # « En fait, c'est pour… » answers the question why; « en fait, les familles décident » does not.
    reason = state.attente == FINAL_WHY and gives_a_reason(text)
    opinion = state.attente == RECOGNISED and turns_to_an_opinion(text)
    if (message.intent == "corriger" or corrects(text)) and not (reason or opinion):
        return None
    # « En fait non », and no more: as a correction it would only have an answer put again.
    if hearing.kind not in (ANSWER, UNKNOWN, NOT_UNDERSTOOD) and not (opinion and hearing.kind == CHANGE):
        return None
    if not message.lecture.get("lisible", True):
        return replace(state, suite=state.attente)
    if state.attente == FINAL_WHY:
        phrase = "" if hearing.kind == UNKNOWN else text
        if phrase and state.atelier:
            return replace(state, phrase=phrase, attente=SHOW, suite=SHOW)
        return replace(state, phrase=phrase, attente=RECOGNISED, suite=SENTENCE)
    if state.attente == SHOW:
        # Without a clear yes it is asked again; « je ne sais pas » shows nothing.
        shown = False if hearing.kind == UNKNOWN else opens_with_yes(text)
        return replace(state, suite=SHOW) if shown is None else replace(state, montrer=shown, attente=RECOGNISED, suite=SENTENCE)
    if state.attente == RECOGNISED:
        # « Je ne sais pas » is no opinion, and no « non » either.
        return replace(state, attente=None, suite=DONE) if hearing.kind == UNKNOWN else _recognised(text, state)
    return replace(state, vos_mots="" if hearing.kind == UNKNOWN else text, attente=None, suite=DONE)


def turns_to_an_opinion(text: str) -> bool:
    """True for « en fait oui », « finalement non », where nothing else is put right."""
    return bool(_TURNS.match(fold(text))) and not says_wrong(text)


def _recognised(text: str, state: State) -> State:
    told = len(text.split()) >= TELLS
    opinion = recognises(_TURNS.sub("", fold(text))) or ("en_partie" if told else "")
    if not opinion:
        return replace(state, suite=RECOGNISED)
    if opinion == "oui" or told:
        return replace(state, avis=opinion, vos_mots=text if told else "", attente=None, suite=DONE)
    return replace(state, avis=opinion, attente=OWN_WORDS, suite=OWN_WORDS)


def ask(dispatcher: CollectingDispatcher, state: State, result: dict[str, Any], knowledge: Knowledge) -> State:
    """Ask what ``state.suite`` says, the sentence beside the centre found first; return the state in which it is worded differently."""
    step = RECOGNISED if state.suite == SENTENCE else str(state.suite)
    turn, state = state.next_variant(f"suite_{step}")
    if step == RECOGNISED:
        if state.suite == SENTENCE:
            dispatcher.utter_message(text=_beside(state, result, knowledge))
        buttons = [{"title": say(key), "payload": say(key)} for key in ("bouton_oui", "bouton_en_partie", "bouton_non")]
        dispatcher.utter_message(text=say("suite_reconnaissance", turn), buttons=buttons, json_message={"suite": {"id": step}})
    elif step == SHOW:
        buttons = [{"title": say(key), "payload": say(key)} for key in ("bouton_montrer", "bouton_taire")]
        text = say("suite_montrer", turn, phrase=quote(state.phrase, LONGEST_WORDS))
        dispatcher.utter_message(text=text, buttons=buttons, json_message={"suite": {"id": step}})
    else:
        dispatcher.utter_message(text=say(f"suite_{step}", turn), json_message={"suite": {"id": step}})
    return replace(state, suite=None)


def come_back(dispatcher: CollectingDispatcher, tracker: Tracker, state: State) -> State:
    """Put again what waits for an answer after the result, once a digression was answered; the form does it by itself during the interview."""
    if not waits(state) or tracker.active_loop:
        return state
    knowledge = load()
    return put_again(dispatcher, state, report(read_ledger(tracker, knowledge), knowledge).resultat, knowledge)


def put_again(dispatcher: CollectingDispatcher, state: State, result: dict[str, Any], knowledge: Knowledge) -> State:
    """Put again what waits for an answer after the result, if anything does; return the state in which it is worded differently."""
    return ask(dispatcher, replace(state, suite=state.attente), result, knowledge) if waits(state) else state


def _beside(state: State, result: dict[str, Any], knowledge: Knowledge) -> str:
    if not result["centre"]:
        return say("votre_phrase_seule", phrase=quote(state.phrase, LONGEST_WORDS)) if state.phrase else say("sans_phrase")
    centre = knowledge.centre(result["centre"])
    if not state.phrase:
        return say("sans_phrase")
    return say("votre_phrase", phrase=quote(state.phrase, LONGEST_WORDS), centre=lower_first(centre.phrase))
