"""The result: its bubbles, its data, its picture, and what the conversation remembers of it."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from rasa_sdk.events import SlotSet

from actions.action_resultat import ActionResultat, buttons
from actions.after_result import DONE, FINAL_WHY, OWN_WORDS, RECOGNISED
from actions.state import State
from tests.helpers import Event, after, did, run, slots_of, texts, tracker, user
from typology.code import decode, decode_path, encode
from typology.comparison import compare
from typology.comparison import in_words as compared
from typology.diagnosis import diagnose
from typology.evidence import FORMERLY, Evidence, Ledger
from typology.loader import load
from typology.messages import say
from typology.report import report, told_path
from typology.typography import french
from typology.words import LONGEST_WORDS, words_from_dict

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
def test_the_bubbles_are_the_report_with_the_code_to_keep_it_before_the_question_that_unblocks(ledger: Ledger) -> None:
    _, messages = result(ledger)
    *first, last = report(ledger, load()).bulles
    question = f"**{say('question_finale')}**"
    assert question == "**Pourquoi fait-on réseau\u202f?**"
    assert last.endswith(question)
    keep = say("garder", code=encode(ledger, load()))
    assert texts(messages) == [*first, f"{last.removesuffix(question)}{keep}\n\n{question}"]


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)
def test_only_the_first_bubble_carries_data_and_only_the_last_offers_what_to_do_next(ledger: Ledger) -> None:
    _, messages = result(ledger)
    assert set(messages[0]["custom"]) == {"resultat", "carte", "page"}
    assert all(message["custom"] == {} for message in messages[1:])
    assert messages[-1]["buttons"] == [
        {"title": say("bouton_avant"), "payload": '/autre_periode{"quand": "avant"}'},
        {"title": say("bouton_apres"), "payload": '/autre_periode{"quand": "apres"}'},
        {"title": say("bouton_en_parallele"), "payload": '/autre_periode{"quand": "en_parallele"}'},
        {"title": say("bouton_recapituler"), "payload": "/recapituler"},
        {"title": say("bouton_recommencer"), "payload": "/recommencer"},
    ]
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


@pytest.mark.parametrize(("ledger", "waits"), [(NOTHING_HEARD, None), (LOST, None), (TYPICAL["aide"], FINAL_WHY)])
def test_why_is_asked_only_after_a_type_was_named(ledger: Ledger, waits: str | None) -> None:
    assert result(ledger)[0][0]["value"]["attente"] == waits


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
    before = State(vu=4.0, question="qui_decide", confusion="soutien_aide", posee=2, incompris=1, accueilli=True, dernieres={"accuse": 3})
    events, _ = result(TYPICAL["soutien"], before)
    assert events == [SlotSet("etat", asdict(State(vu=4.0, accueilli=True, resultat="net soutien", attente=FINAL_WHY, dernieres={"accuse": 3})))]


PHASES = [{"etape": -1, "code": encode(TYPICAL["coordination"], load()), "type": "coordination"}]


def test_the_page_holds_the_code_that_opens_the_same_result_and_the_words_quoted() -> None:
    said = Evidence("autour_de", "realisation", "on fabrique un guide", "m1", 0.9)
    clicked = Evidence("formalisation", "convention_moyens", confiance=0.9)
    ledger = Ledger((said, clicked, *(item for item in TYPICAL["partenariat"].evidence if item.dimension not in ("autour_de", "formalisation"))))
    state = State(phrase="pour faire", avis="oui", vos_mots="c'est nous")
    page = result(ledger, state)[1][0]["custom"]["page"]
    assert page["code"] == encode(ledger, load()) and page["url"] == f"/resultat/{page['code']}"
    assert diagnose(decode(page["code"], load()), load()).type == "partenariat"
    assert page["mots"] == {
        "raisons": [{"dimension": "autour_de", "modalite": "realisation", "citation": "on fabrique un guide"}],
        "phrase": "pour faire",
        "avis": "oui",
        "vos_mots": "c'est nous",
    }
    assert "guide" not in page["url"]


def test_the_words_of_the_longest_message_are_such_that_the_page_opens() -> None:
    told = "on fabrique un guide ensemble, " * 258
    ledger = Ledger((Evidence("autour_de", "realisation", told[:8000], "m1", 0.9), *TYPICAL["partenariat"].evidence[1:]))
    words = result(ledger)[1][0]["custom"]["page"]["mots"]
    ((_, _, quoted),) = words_from_dict(words).raisons
    assert told.startswith(quoted.removesuffix("…")) and quoted.endswith("…") and len(quoted) > LONGEST_WORDS - 20


def test_with_an_earlier_phase_the_first_bubble_tells_the_path_and_the_code_holds_both() -> None:
    slots = {**slots_of(State(accueilli=True), TYPICAL["partenariat"]), "phases": PHASES}
    _, messages = run(ActionResultat(), tracker(slots=slots))
    path = told_path([["coordination"], ["partenariat"]], load())
    assert texts(messages)[0] == f"{report(TYPICAL['partenariat'], load()).bulles[0]}\n\n{path}"
    code = messages[0]["custom"]["page"]["code"]
    assert decode_path(code) == [[PHASES[0]["code"]], [encode(TYPICAL["partenariat"], load())]]
    assert say("garder", code=code) in texts(messages)[-1]


def test_a_code_given_during_the_interview_is_compared_with_the_result_and_only_once() -> None:
    earlier = encode(TYPICAL["coordination"], load())
    events, messages = result(TYPICAL["partenariat"], State(accueilli=True, comparer=earlier))
    told = compared(compare(decode(earlier, load()), TYPICAL["partenariat"], load()), load())
    assert texts(messages)[0].endswith(f"\n\n{told}")
    assert events[0]["value"]["comparer"] is None


def test_a_code_of_another_version_is_told_beside_the_result_and_does_not_hide_it() -> None:
    _, messages = result(TYPICAL["partenariat"], State(accueilli=True, comparer="Z745-R20G-0K7"))
    assert "réseau de partenariat" in texts(messages)[0]
    assert texts(messages)[0].endswith(say("code_mal_recopie"))


def test_the_same_result_is_not_said_all_again_and_its_data_are() -> None:
    events, messages = result(TYPICAL["soutien"], State(accueilli=True, resultat="net soutien"))
    assert texts(messages) == [say("apres_resultat", 0)]
    assert set(messages[0]["custom"]) == {"resultat"}
    assert messages[0]["custom"]["resultat"]["type"] == "soutien"
    assert events[0]["value"]["resultat"] == "net soutien"


def given(state: State, ledger: Ledger = TYPICAL["soutien"]) -> tuple[dict[str, Any], list[Event]]:
    """The slots after a first message (at 1.0) to which the result was given, and the events so far."""
    said = [user("voilà"), did("action_resultat")]
    slots = slots_of(replace(state, accueilli=True, resultat="net soutien", donne=1.0), ledger)
    return slots, said


ASKS = user("et le résultat ?", "demander_resultat", 3.0)
MEANWHILE = [user("merci", "remercier", 2.0), did("action_digression")]


@pytest.mark.parametrize("asks", [ASKS, user("/demander_resultat", "demander_resultat", 3.0)])
def test_the_same_result_is_said_all_again_to_whoever_asks_for_it_later(asks: Event) -> None:
    slots, said = given(State(attente=FINAL_WHY))
    events, messages = run(ActionResultat(), tracker(*said, *MEANWHILE, asks, slots=slots))
    first, *others = texts(messages)
    assert first.startswith(f"{say('resultat_redit')}\n\n{report(TYPICAL['soutien'], load()).bulles[0]}")
    assert say("resultat_change") not in first and say("question_finale") in others[-1]
    assert {"resultat", "carte", "page"} <= set(messages[0]["custom"])
    # It ends on the final question, which is the one that waits.
    assert (events[0]["value"]["attente"], events[0]["value"]["donne"]) == (FINAL_WHY, 3.0)


@pytest.mark.parametrize(
    "after_it",
    # « Je ne sais pas » to the final question is an answer to it, without a sentence.
    [State(phrase="pour elles", attente=RECOGNISED), State(phrase="pour elles", avis="oui"), State(attente=RECOGNISED)],
)
def test_said_again_it_forgets_nothing_of_what_was_answered_after_it(after_it: State) -> None:
    slots, said = given(after_it)
    events, messages = run(ActionResultat(), tracker(*said, *MEANWHILE, ASKS, slots=slots))
    kept = events[0]["value"]
    assert len(messages) > 1 and (kept["phrase"], kept["avis"], kept["attente"]) == (after_it.phrase, after_it.avis, after_it.attente)
    # The question that has its answer is not put again; the one that was put after it is.
    assert not any(say("question_finale") in text or french(load().pourquoi_final) in text for text in texts(messages))
    assert texts(messages)[2].endswith(say("garder", code=messages[0]["custom"]["page"]["code"]))
    asked = [message["custom"]["suite"]["id"] for message in messages if "suite" in (message.get("custom") or {})]
    assert asked == ([RECOGNISED] if after_it.attente else [])


def test_said_again_while_the_final_question_waits_it_ends_on_it() -> None:
    # The sentence was given to another result.
    slots, said = given(State(phrase="pour elles", attente=FINAL_WHY))
    events, messages = run(ActionResultat(), tracker(*said, *MEANWHILE, ASKS, slots=slots))
    assert say("question_finale") in texts(messages)[-1] and events[0]["value"]["attente"] == FINAL_WHY


def test_asked_for_right_after_it_was_given_it_is_pointed_at_and_said_again_to_whoever_insists() -> None:
    slots, said = given(State(attente=FINAL_WHY))
    saved, messages = run(ActionResultat(), tracker(*said, ASKS, slots=slots))
    assert texts(messages) == [say("resultat_au_dessus", 0)] and saved[0]["value"]["attente"] == FINAL_WHY
    insists = tracker(*said, ASKS, did("action_resultat"), user("donne-le-moi", "demander_resultat", 4.0), slots=after(slots, saved))
    assert texts(run(ActionResultat(), insists)[1])[0].startswith(say("resultat_redit"))


def test_a_message_that_tells_more_is_no_mere_request_for_the_result() -> None:
    (first, *_) = TYPICAL["soutien"].evidence
    slots, said = given(State(), ledger=TYPICAL["soutien"].add(replace(first, message="m3")))
    _, messages = run(ActionResultat(), tracker(*said, ASKS, slots=slots))
    assert texts(messages) == [say("apres_resultat", 0)]


def test_another_result_is_said_in_full_and_that_the_answer_changed_it() -> None:
    events, messages = result(TYPICAL["aide"], State(accueilli=True, resultat="net soutien"))
    assert texts(messages)[0].startswith(f"{say('resultat_change')}\n\n{report(TYPICAL['aide'], load()).bulles[0]}")
    assert (events[0]["value"]["resultat"], events[0]["value"]["attente"]) == ("net aide", FINAL_WHY)


@pytest.mark.parametrize("step", [FINAL_WHY, RECOGNISED, OWN_WORDS])
def test_what_is_to_be_asked_after_the_result_is_asked_instead_of_it(step: str) -> None:
    events, messages = result(TYPICAL["soutien"], State(accueilli=True, resultat="net soutien", attente=step, suite=step))
    assert texts(messages) == [say(f"suite_{step}", 0)]
    assert messages[0]["custom"] == {"suite": {"id": step}}
    assert (events[0]["value"]["suite"], events[0]["value"]["attente"]) == (None, step)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [({"phrase": "pour elles"}, say("fin_oui")), ({"phrase": "pour elles", "vos_mots": "on s'épuise"}, say("fin_vos_mots")), ({}, say("merci", 1))],
)
def test_the_last_word_thanks_for_what_was_told_and_brings_the_page_up_to_date(told: dict[str, Any], sentence: str) -> None:
    events, messages = result(TYPICAL["soutien"], replace(State(accueilli=True, resultat="net soutien", suite=DONE), **told))
    assert texts(messages) == [sentence]
    assert {key: messages[0]["custom"]["page"]["mots"][key] for key in told} == told
    assert messages[0]["buttons"] == buttons(State())
    assert events[0]["value"]["suite"] is None


def test_a_period_announced_during_the_interview_is_offered_first_and_recalled_at_the_end() -> None:
    _, messages = result(TYPICAL["soutien"], State(accueilli=True, quand="en_parallele"))
    assert messages[-1]["buttons"][0]["title"] == say("bouton_en_parallele")
    _, messages = result(TYPICAL["soutien"], State(accueilli=True, resultat="net soutien", quand="avant", suite=DONE, phrase="pour elles"))
    assert texts(messages) == [f"{say('fin_oui')} {say('periode_rappel')}"]
    assert messages[0]["buttons"][0]["title"] == say("bouton_avant")


def test_without_any_slot_it_says_that_it_is_too_early() -> None:
    _, messages = run(ActionResultat(), tracker())
    assert messages[0]["custom"]["resultat"]["verdict"] == "indetermine"
