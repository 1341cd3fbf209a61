"""Give the result: what kind of network this is, why, what threatens it, and the question that unblocks; then what is asked after it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import after_result, membership
from actions.constants import OTHER_PERIOD, RESTART, SUMMARY, WORKSHOP
from actions.phases import path_code, read_phases, steps_with
from actions.state import State, read_ledger, read_state, save, user_messages
from typology.carte import in_words
from typology.code import decode
from typology.comparison import compare
from typology.comparison import in_words as compared
from typology.errors import CodeError
from typology.evidence import Ledger
from typology.loader import load
from typology.messages import say
from typology.model import Knowledge
from typology.report import Report, report, told_path
from typology.typography import french
from typology.words import MOST_REASONS, fitting


class ActionResultat(Action):
    """Say the report, with its data, its picture and its page for clients that can show them; or go on with what is asked after it.

    A result that has not changed is said again only to whoever asks for it.
    """

    def name(self) -> str:
        """Name in the domain."""
        return "action_resultat"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the bubbles; the first carries ``custom.resultat``, ``custom.carte`` and ``custom.page``."""
        knowledge, state, phases = load(), read_state(tracker), read_phases(tracker)
        ledger = read_ledger(tracker, knowledge)
        result = report(ledger, knowledge)
        if state.suite == after_result.DONE:
            return save(_close(dispatcher, state, ledger, phases, result, knowledge))
        if state.suite == after_result.SENTENCE and state.montrer is not None:
            text, state = membership.show_sentence(state)
            dispatcher.utter_message(text=text)
        if state.suite:
            return save(after_result.ask(dispatcher, state, result.resultat, knowledge))
        data = result.resultat
        signature = f"{data['verdict']} {data['type']}"
        sent_before = bool(state.atelier and state.atelier.get("transmis"))
        outcome, state = membership.send(state, ledger, phases, knowledge)
        given = {"atelier": {"transmis": outcome == membership.SENT}} if outcome else {}
        told = [say(f"atelier_{outcome}")] if outcome and not (outcome == membership.SENT and sent_before) else []
        same, asked = state.resultat == signature, _only_asks(tracker, ledger)
        above = asked and _just_given(tracker, state)
        if same and (above or not asked):
            key = "resultat_au_dessus" if above else "apres_resultat"
            turn, state = state.next_variant(key)
            text = " ".join([say(key, turn), *told])
            dispatcher.utter_message(text=text, buttons=buttons(state, outcome), json_message={"resultat": data, **given})
            return save(_at_rest(state, signature))
        place = "&".join(f"{centre}={round(p, 3)}" for centre, p in data["centres"].items())
        kind = f"&type={data['type']}" if data["type"] else ""
        carte = {"url": f"/carte.svg?{place}{kind}", "texte": in_words(data["centres"], data["type"], knowledge)}
        texts = list(result.bulles)
        texts[0] = "\n\n".join([*_before(state, signature), texts[0], *_beside(state, ledger, phases, data, knowledge), *told])
        page = page_data(state, ledger, phases, result, knowledge)
        # The question that unblocks has the last word; once it has its answer it is neither announced nor put.
        answered = same and state.attente != after_result.FINAL_WHY and bool(state.phrase or state.avis or after_result.waits(state))
        before, _, question = texts[-1].rpartition("\n\n")
        if answered:
            before, question = before.removesuffix(french(knowledge.pourquoi_final)).rstrip(), ""
        texts[-1] = "\n\n".join(filter(None, [before, say("garder", code=page["code"]), question]))
        for rank, text in enumerate(texts):
            last = rank == len(texts) - 1
            custom = {"resultat": data, "carte": carte, "page": page, **given} if rank == 0 else None
            dispatcher.utter_message(text=text, json_message=custom, buttons=buttons(state, outcome) if last else None)
        # Where too little was heard, what comes next is heard as more of it.
        waiting = state.attente if answered else after_result.FINAL_WHY if data["type"] else None
        state = replace(_at_rest(state, signature), attente=waiting, comparer=None, donne=max(_moments(tracker), default=0.0))
        # What was answered is not asked again; what was asked next still is.
        return save(after_result.put_again(dispatcher, state, data, knowledge) if answered else state)


def _only_asks(tracker: Tracker, ledger: Ledger) -> bool:
    """True when the last message asks for the result, and tells nothing more."""
    said = tracker.latest_message
    told = any(item.message and item.message == said.get("message_id") for item in (*ledger.evidence, *ledger.ensembles))
    return (said.get("intent") or {}).get("name") == "demander_resultat" and not told


def _just_given(tracker: Tracker, state: State) -> bool:
    """True when the result was given whole in answer to the message before the last one."""
    return _moments(tracker)[-2:-1] == [state.donne]


def _moments(tracker: Tracker) -> list[float]:
    return [moment for moment, _ in user_messages(tracker, 0.0)]


def buttons(state: State, outcome: str | None = None) -> list[dict[str, str]]:
    """Return what one can do once the result is there; the period announced earlier comes first. ``outcome``: what a session made of it."""
    periods = sorted(("avant", "apres", "en_parallele"), key=lambda period: period != state.quand)
    again = [{"title": say("bouton_atelier_transmettre"), "payload": f"{WORKSHOP}{json.dumps({'faire': 'garder'})}"}] if outcome == membership.FAILED else []
    return [
        *again,
        *({"title": say(f"bouton_{period}"), "payload": f"{OTHER_PERIOD}{json.dumps({'quand': period})}"} for period in periods),
        {"title": say("bouton_recapituler"), "payload": SUMMARY},
        {"title": say("bouton_recommencer"), "payload": RESTART},
    ]


def page_data(state: State, ledger: Ledger, phases: list[dict[str, Any]], result: Report, knowledge: Knowledge) -> dict[str, Any]:
    """Return ``custom.page``: the page's address and code, and the practitioner's own words, which only their own client has."""
    code = path_code(phases, state.etape, ledger, knowledge)
    said = [reason for reason in result.resultat["raisons"] if reason["citation"]]
    # The whole of a long answer may be quoted, and the page would refuse it.
    reasons = [{"dimension": item["dimension"], "modalite": item["modalite"], "citation": fitting(item["citation"])} for item in said]
    return {
        "url": f"/resultat/{code}",
        "code": code,
        "mots": {"raisons": reasons[:MOST_REASONS], "phrase": state.phrase, "avis": state.avis, "vos_mots": state.vos_mots},
    }


def _before(state: State, signature: str) -> list[str]:
    if not state.resultat:
        return []
    return [say("resultat_redit" if state.resultat == signature else "resultat_change")]


def _beside(state: State, ledger: Ledger, phases: list[dict[str, Any]], data: dict[str, Any], knowledge: Knowledge) -> list[str]:
    """The path through the phases told, and how the network moved since an earlier code."""
    found = []
    if phases:
        found.append(told_path([[phase["type"] for phase in step] for step in steps_with(phases, state.etape, "", data["type"])], knowledge))
    if state.comparer:
        try:
            found.append(compared(compare(decode(state.comparer, knowledge), ledger, knowledge), knowledge))
        except CodeError as error:
            found.append(str(error))
    return found


def _close(dispatcher: CollectingDispatcher, state: State, ledger: Ledger, phases: list[dict[str, Any]], result: Report, knowledge: Knowledge) -> State:
    # Without a sentence of theirs there is none to keep.
    lines = [say("fin_vos_mots") if state.vos_mots else say("fin_oui") if state.phrase else say("merci", 1)]
    if state.quand:
        lines.append(say("periode_rappel"))
    page = page_data(state, ledger, phases, result, knowledge)
    dispatcher.utter_message(text=" ".join(lines), buttons=buttons(state), json_message={"page": page})
    return replace(state, suite=None)


def _at_rest(state: State, signature: str) -> State:
    return replace(state, question=None, confusion=None, posee=0, incompris=0, candidats=[], resultat=signature)
