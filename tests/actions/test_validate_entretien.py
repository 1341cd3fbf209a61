"""The form's step: every message is taken in once, and the next question is requested."""

from __future__ import annotations

import itertools
from dataclasses import asdict, replace
from typing import Any

import pytest
from rasa_sdk.events import FollowupAction, SlotSet

from actions.action_digression import ActionDigression
from actions.action_pas_compris import not_understood
from actions.ask_question import AskAutourDe
from actions.state import State
from actions.validate_entretien import MOST_MISSES, MOST_PUT, ValidateEntretien
from tests.helpers import Event, after, button, did, run, slots_of, texts, tracker, user
from typology.evidence import Evidence, Ledger
from typology.hearing import CHOSEN
from typology.loader import load
from typology.messages import say
from typology.report import lower_first
from typology.typography import french

OPENED = ("recit", "pourquoi", "qui")
NARRATIVE = "Une fois par mois, des services du quartier se voient et comparent ce qu'ils observent."
RHYTHM = {"dimension": "rythme_duree", "modalite": "permanent", "confiance": 0.8, "repartition": [["cycle_borne", 0.1]], "citation": "une fois par mois"}
READ = {"preuves": [RHYTHM], "reponses": {}, "objectif": None}


def opened(*asked: str) -> Ledger:
    """Return the ledger of an interview whose three opening questions were answered, and those questions asked."""
    return Ledger(posees=(*OPENED, *asked), repondues=frozenset(OPENED))


def standing(question: str, **changes: Any) -> State:
    """Return the state in which that question was put once, the earlier messages taken in."""
    return State(**{"vu": 1.0, "question": question, "posee": 1, "accueilli": True, **changes})


def step(slots: dict[str, Any], *events: Event) -> tuple[list[Event], list[str]]:
    """Return the events and the sentences of the form's step."""
    found, messages = run(ValidateEntretien(), tracker(*events, slots=slots))
    return found, texts(messages)


def assert_missed(slots: dict[str, Any], *events: Event) -> None:
    """Check that the last message is owned as not understood, counts as a miss, and changes nothing else."""
    found, said = step(slots, *events)
    before, message = State(**slots["etat"]), events[-1]
    owned, counted = not_understood(message["text"], message["parse_data"]["intent"]["name"], before)
    assert said == owned
    assert counted.incompris == before.incompris + 1
    assert after(slots, found)["etat"] == asdict(replace(counted, vu=message["timestamp"]))
    assert after(slots, found)["ledger"] == slots["ledger"]
    assert found[-1] == SlotSet("requested_slot", before.question)


def test_its_name_is_the_one_that_the_form_calls() -> None:
    assert ValidateEntretien().name() == "validate_entretien"


def test_without_any_message_the_narrative_is_requested_and_nothing_is_said() -> None:
    events, said = step({})
    assert events == [
        SlotSet("etat", asdict(State(question="recit"))),
        SlotSet("ledger", Ledger(posees=("recit",)).to_dict()),
        SlotSet("recit", None),
        SlotSet("requested_slot", "recit"),
    ]
    assert said == []


def test_the_greeting_that_opens_the_form_is_taken_in_without_an_acknowledgement() -> None:
    slots = slots_of(State(accueilli=True))
    events, said = step(slots, user("bonjour", "saluer"), did("action_saluer"))
    assert events[0] == SlotSet("etat", asdict(State(vu=1.0, question="recit", accueilli=True)))
    assert events[-1] == SlotSet("requested_slot", "recit")
    assert said == []


def test_the_first_narrative_is_taken_in_and_the_next_opening_question_requested() -> None:
    slots = slots_of(standing("recit"), Ledger(posees=("recit",)))
    events, said = step(slots, user(NARRATIVE, at=2.0, evidence=READ))
    heard = Evidence("rythme_duree", "permanent", "une fois par mois", "m2", 0.8, repartition=(("cycle_borne", 0.1),))
    assert events == [
        SlotSet("etat", asdict(State(vu=2.0, question="pourquoi", accueilli=True, dernieres={"accuse": 0}))),
        SlotSet("ledger", Ledger(evidence=(heard,), posees=("recit", "pourquoi"), repondues=frozenset(["recit"])).to_dict()),
        SlotSet("recit", "dit"),
        SlotSet("pourquoi", None),
        SlotSet("requested_slot", "pourquoi"),
    ]
    assert said == [say("accuse", 0)]


def test_a_narrative_told_without_a_greeting_gets_the_short_welcome() -> None:
    events, said = step({}, user(NARRATIVE, evidence=READ))
    assert said == [say("accueil_bref")]
    assert events[0]["value"]["accueilli"] is True
    assert events[1]["value"]["evidence"][0]["citation"] == "une fois par mois"


def test_a_narrative_told_without_a_greeting_is_not_asked_for_again() -> None:
    events, _ = step({}, user(NARRATIVE, evidence=READ))
    assert events[-1] == SlotSet("requested_slot", "pourquoi")


def test_only_a_narrative_is_thanked_for_as_a_narrative() -> None:
    _, said = step({}, user("je ne sais pas trop", "ne_sait_pas"))
    assert "récit" not in " ".join(said)


def test_a_button_answers_the_question_that_stands() -> None:
    slots = slots_of(standing("autour_de"), opened("autour_de"))
    events, said = step(slots, button("autour_de", "question_fixee", at=2.0))
    after_it = after(slots, events)
    chosen = Evidence("autour_de", "question_fixee", message="m2", confiance=CHOSEN)
    following = after_it["requested_slot"]
    assert following in set(load().dimension_ids) - {"autour_de"}
    wanted = Ledger(evidence=(chosen,), posees=(*OPENED, "autour_de", following), repondues=frozenset([*OPENED, "autour_de"]))
    assert after_it["ledger"] == wanted.to_dict()
    assert after_it["autour_de"] == "question_fixee"
    assert after_it["etat"]["vu"] == 2.0
    assert (after_it["etat"]["question"], after_it["etat"]["posee"], after_it["etat"]["incompris"]) == (following, 0, 0)
    assert said == [say("accuse", 0)]


def test_words_answer_the_question_that_stands() -> None:
    slots = slots_of(standing("autour_de"), opened("autour_de"))
    reading = {"preuves": [], "reponses": {"autour_de": [["question_fixee", 0.7], ["echange_durable", 0.2]]}, "objectif": None}
    events, _ = step(slots, user("une question qui nous travaille", at=2.0, evidence=reading))
    evidence = after(slots, events)["ledger"]["evidence"]
    assert [(item["dimension"], item["modalite"], item["confiance"], item["repartition"]) for item in evidence] == [
        ("autour_de", "question_fixee", 0.7, [["echange_durable", 0.2]])
    ]
    assert evidence[0]["citation"] == "une question qui nous travaille"
    assert after(slots, events)["autour_de"] == "question_fixee"


def test_i_do_not_know_is_recorded_as_unknown_and_the_interview_goes_on() -> None:
    slots = slots_of(standing("autour_de"), opened("autour_de"))
    events, said = step(slots, user("je ne sais pas", "ne_sait_pas", at=2.0))
    found = after(slots, events)
    assert [(item["dimension"], item["modalite"]) for item in found["ledger"]["evidence"]] == [("autour_de", None)]
    assert "autour_de" in found["ledger"]["repondues"]
    assert found["autour_de"] == "inconnu"
    assert found["requested_slot"] not in {"autour_de", None}
    assert said == [say("je_ne_sais_pas", 0)]


@pytest.mark.parametrize("question", OPENED)
def test_i_do_not_know_to_an_opening_question_is_kept_without_any_evidence(question: str) -> None:
    answered = frozenset(OPENED[: OPENED.index(question)])
    slots = slots_of(standing(question), Ledger(posees=OPENED[: OPENED.index(question) + 1], repondues=answered))
    events, said = step(slots, user("/ne_sait_pas", "ne_sait_pas", at=2.0, confidence=1.0))
    found = after(slots, events)
    assert found["ledger"]["evidence"] == []
    assert question in found["ledger"]["repondues"]
    assert found["requested_slot"] not in {question, None}
    # Before the first precise question it is said how many there are.
    left = [say("reste", n=say("nombres", 3))] if question == "qui" else []
    assert said == [" ".join([say("je_ne_sais_pas", 0), *left])]


@pytest.mark.parametrize("intent", ["remercier", "robot", "demander_pourquoi", "demander_exemple", "definir", "recommencer", "urgence", "saluer"])
def test_a_digression_rejects_the_form_and_says_nothing(intent: str) -> None:
    slots = slots_of(standing("autour_de"), opened("autour_de"))
    assert step(slots, user("quelques mots", intent, at=2.0)) == ([], [])


@pytest.mark.parametrize("question", ["recit", "pourquoi", "qui", "autour_de"])
def test_after_a_digression_the_same_question_comes_back_reworded(question: str) -> None:
    asked = (*OPENED, question) if question not in OPENED else OPENED[: OPENED.index(question) + 1]
    ledger = Ledger(posees=asked, repondues=frozenset(asked) - {question})
    slots = slots_of(standing(question), ledger)
    thanks = user("merci", "remercier", at=2.0)
    slots = after(slots, run(ActionDigression(), tracker(thanks, slots=slots))[0])
    events, said = step(slots, thanks, did("entretien"), did("action_digression"), {"event": "bot"})
    found = after(slots, events)
    assert found["requested_slot"] == question
    assert found["etat"] == {**slots["etat"], "vu": 2.0}
    assert found["etat"]["posee"] == 1
    assert found["ledger"] == ledger.to_dict()
    assert said == []


def test_after_a_digression_on_the_last_question_it_is_still_asked() -> None:
    ledger = opened("autour_de", "place_beneficiaires", "ce_qui_circule", "rythme_duree")
    ledger = Ledger(posees=ledger.posees, repondues=ledger.repondues | {"autour_de", "place_beneficiaires", "ce_qui_circule"})
    slots = slots_of(standing("rythme_duree"), ledger)
    events, _ = step(slots, user("merci", "remercier", at=2.0), did("action_digression"))
    assert events[-1] == SlotSet("requested_slot", "rythme_duree")


CLOSE_CALL = (Evidence("autour_de", "situation_suivie", confiance=CHOSEN), Evidence("place_beneficiaires", "sujet_decideur", confiance=CHOSEN))


def test_when_two_types_remain_the_question_that_separates_them_is_requested() -> None:
    ledger = opened("autour_de", "place_beneficiaires").add(CLOSE_CALL[0]).answered("autour_de")
    slots = slots_of(standing("place_beneficiaires"), ledger)
    events, _ = step(slots, button("place_beneficiaires", "sujet_decideur", at=2.0))
    found = after(slots, events)
    assert (found["requested_slot"], found["etat"]["confusion"], found["etat"]["posee"]) == ("qui_decide", "soutien_aide", 0)


def test_the_separating_question_comes_back_after_a_digression() -> None:
    ledger = opened("autour_de", "place_beneficiaires", "qui_decide").add(*CLOSE_CALL).answered("autour_de").answered("place_beneficiaires")
    slots = slots_of(standing("qui_decide", confusion="soutien_aide"), ledger)
    events, _ = step(slots, user("merci", "remercier", at=2.0), did("action_digression"))
    found = after(slots, events)
    assert (found["requested_slot"], found["etat"]["question"], found["etat"]["posee"]) == ("qui_decide", "qui_decide", 1)


def test_a_message_that_is_not_understood_once_is_owned_and_the_question_stands() -> None:
    slots = slots_of(standing("autour_de"), opened("autour_de"))
    assert_missed(slots, user("euh", at=2.0))


@pytest.mark.parametrize("intent", ["affirmer", "nier", "nlu_fallback"])
def test_a_bare_yes_or_no_that_means_nothing_here_is_not_understood(intent: str) -> None:
    slots = slots_of(standing("autour_de"), opened("autour_de"))
    assert_missed(slots, user("oui", intent, at=2.0))


def test_a_bare_no_answers_where_the_knowledge_says_what_it_means() -> None:
    slots = slots_of(standing("formalisation"), opened("formalisation"))
    events, _ = step(slots, user("non", "nier", at=2.0))
    assert after(slots, events)["formalisation"] == "aucune"


@pytest.mark.parametrize("misses", range(MOST_MISSES - 1))
def test_before_the_last_miss_it_is_owned_and_the_question_stands(misses: int) -> None:
    slots = slots_of(standing("autour_de", incompris=misses, posee=misses + 1), opened("autour_de"))
    assert_missed(slots, user("euh", at=2.0))


def test_not_understood_four_times_the_question_is_skipped_and_recorded_as_unknown() -> None:
    slots = slots_of(standing("autour_de", incompris=MOST_MISSES - 1, posee=4), opened("autour_de"))
    events, said = step(slots, user("euh", at=2.0))
    found = after(slots, events)
    assert [(item["dimension"], item["modalite"]) for item in found["ledger"]["evidence"]] == [("autour_de", None)]
    assert found["autour_de"] == "inconnu"
    assert found["requested_slot"] not in {"autour_de", None}
    assert (found["etat"]["incompris"], found["etat"]["posee"], found["etat"]["vu"]) == (0, 0, 2.0)
    assert said == [say("passons")]


def test_misses_in_a_row_through_the_whole_turn_reword_then_offer_two_answers_then_a_way_out_then_go_on() -> None:
    slots, spoken = slots_of(standing("autour_de"), opened("autour_de")), []
    words = load().dimension("autour_de")
    for turn in range(MOST_MISSES - 1):
        missed = user("euh", at=2.0 + turn)
        events, owned = step(slots, missed)
        slots = after(slots, events)
        assert slots["requested_slot"] == "autour_de"
        events, asked = run(AskAutourDe(), tracker(missed, slots=slots))
        slots = after(slots, events)
        spoken += [owned, texts(asked)]
    titre = lower_first(words.titre)
    assert spoken == [
        [say("pas_compris", 0)], [french(words.reformulation)],
        [say("pas_compris", 1)], [say("candidats", titre=titre)],
        [say("pas_compris", 2)], [say("issue", 0)],
    ]  # fmt: skip
    events, said = step(slots, user("bof", at=9.0))
    assert after(slots, events)["autour_de"] == "inconnu"
    assert said == [say("passons")]


def test_a_place_counts_among_the_two_answers_offered_after_misses() -> None:
    slots = slots_of(standing("autour_de", posee=3, incompris=2, candidats=["realisation", "echange_durable"]), opened("autour_de"))
    events, _ = step(slots, user("la deuxième", at=2.0))
    assert evidence_on("autour_de", after(slots, events)) == [("echange_durable", CHOSEN)]


def test_an_answer_after_a_miss_forgets_the_miss() -> None:
    slots = slots_of(standing("autour_de", incompris=1), opened("autour_de"))
    events, _ = step(slots, button("autour_de", "realisation", at=2.0))
    assert after(slots, events)["etat"]["incompris"] == 0


def test_two_messages_unread_after_an_outage_are_both_taken_in() -> None:
    slots = slots_of(standing("recit"), Ledger(posees=("recit",)))
    other = {**RHYTHM, "dimension": "formalisation", "modalite": "aucune", "repartition": [], "citation": "rien d'écrit"}
    first = user(NARRATIVE, at=2.0, evidence=READ)
    second = user("Et il n'y a rien d'écrit entre nous.", at=3.0, evidence={**READ, "preuves": [other]})
    events, said = step(slots, user("bonjour", "saluer", at=1.0), first, second)
    found = after(slots, events)
    assert [(item["dimension"], item["modalite"], item["message"]) for item in found["ledger"]["evidence"]] == [
        ("rythme_duree", "permanent", "m2"),
        ("formalisation", "aucune", "m3"),
    ]
    assert found["etat"]["vu"] == 3.0
    assert said == [say("accuse", 0)]


def test_a_message_already_taken_in_is_not_taken_in_again() -> None:
    slots = slots_of(standing("autour_de", vu=2.0), opened("autour_de"))
    events, said = step(slots, button("autour_de", "realisation", at=2.0))
    assert after(slots, events)["ledger"]["evidence"] == []
    assert said == []


def test_an_unread_answer_followed_by_a_digression_is_taken_in_after_the_digression() -> None:
    slots = slots_of(standing("autour_de"), opened("autour_de"))
    answer, thanks = button("autour_de", "realisation", at=2.0), user("merci", "remercier", at=3.0)
    assert step(slots, answer, thanks) == ([], [])
    events, _ = step(slots, answer, thanks, did("action_digression"))
    assert after(slots, events)["autour_de"] == "realisation"
    assert after(slots, events)["etat"]["vu"] == 3.0


def test_a_rejected_turn_says_nothing_even_when_an_unread_message_was_a_second_miss() -> None:
    slots = slots_of(standing("autour_de", incompris=1), opened("autour_de"))
    assert step(slots, user("euh", at=2.0), user("merci", "remercier", at=3.0)) == ([], [])


@pytest.mark.parametrize(("dimension", "modality"), [("autour_de", "disparue"), ("disparue", "question_fixee"), ("", "")])
def test_a_button_of_an_older_knowledge_is_not_understood(dimension: str, modality: str) -> None:
    slots = slots_of(standing("autour_de"), opened("autour_de"))
    assert_missed(slots, button(dimension, modality, at=2.0))


@pytest.mark.parametrize("reading", [{"preuves": [{**RHYTHM, "modalite": "disparue"}]}, {"reponses": {"autour_de": [["disparue", 0.9]]}}])
def test_a_reading_of_an_older_knowledge_is_not_understood(reading: dict[str, Any]) -> None:
    slots = slots_of(standing("autour_de"), opened("autour_de"))
    assert_missed(slots, user("une question", at=2.0, evidence=reading))


def test_a_button_of_an_earlier_question_corrects_its_answer_and_the_question_stands() -> None:
    heard = Evidence("formalisation", "aucune", confiance=CHOSEN)
    ledger = opened("formalisation", "autour_de").add(heard).answered("formalisation")
    slots = slots_of(standing("autour_de"), ledger)
    events, _ = step(slots, button("formalisation", "charte_legere", at=2.0))
    found = after(slots, events)
    assert found["formalisation"] == "charte_legere"
    assert [item["modalite"] for item in found["ledger"]["evidence"]] == ["charte_legere"]
    assert found["requested_slot"] == "autour_de"


def test_asking_for_the_result_ends_the_interview() -> None:
    ledger = opened("autour_de", "rythme_duree").add(Evidence("autour_de", "question_fixee", confiance=CHOSEN)).answered("autour_de")
    slots = slots_of(standing("rythme_duree"), ledger)
    events, said = step(slots, user("donnez-moi le résultat", "demander_resultat", at=2.0))
    assert events == [
        SlotSet("etat", asdict(State(vu=2.0, accueilli=True))),
        SlotSet("ledger", ledger.to_dict()),
        SlotSet("recit", "dit"),
        SlotSet("pourquoi", "dit"),
        SlotSet("qui", "dit"),
        SlotSet("autour_de", "question_fixee"),
        SlotSet("rythme_duree", None),
        SlotSet("requested_slot", None),
    ]
    assert said == []


def test_asking_for_the_result_before_telling_anything_is_not_taken_for_the_narrative() -> None:
    slots = slots_of(standing("recit"), Ledger(posees=("recit",)))
    events, _ = step(slots, user("je peux avoir le résultat maintenant ?", "demander_resultat", at=2.0))
    assert "recit" not in (after(slots, events)["ledger"] or {})["repondues"]


def test_the_last_question_leads_to_no_requested_slot() -> None:
    asked = ("autour_de", "place_beneficiaires", "ce_qui_circule", "rythme_duree")
    ledger = Ledger(posees=(*OPENED, *asked), repondues=frozenset([*OPENED, *asked[:-1]]))
    slots = slots_of(standing("rythme_duree"), ledger)
    events, said = step(slots, button("rythme_duree", "permanent", at=2.0))
    found = after(slots, events)
    assert events[-1] == SlotSet("requested_slot", None)
    assert found["etat"]["question"] is None
    assert found["ledger"]["posees"] == list(ledger.posees)
    # The result follows in the same turn: no thanks before it.
    assert said == []


def test_a_message_after_the_result_that_says_nothing_does_not_reopen_the_questions() -> None:
    # An empty list while no question stands makes Rasa ask for the first slot that is empty, in the domain's order.
    clear = (("autour_de", "realisation"), ("ce_qui_circule", "moyens_taches"), ("formalisation", "convention_moyens"), ("resultat_attendu", "produit_livre"))
    ledger = opened().add(*(Evidence(dimension, modality, confiance=CHOSEN) for dimension, modality in clear))
    slots = slots_of(State(vu=1.0, accueilli=True, resultat="net soutien"), ledger)
    events, _ = step(slots, user("ok", "affirmer", at=2.0))
    assert events[-1:] == [SlotSet("requested_slot", None)]
    assert after(slots, events)["ledger"] == ledger.to_dict()


@pytest.mark.parametrize(
    "stored",
    [
        {"evidence": [{"dimension": "autour_de", "modalite": "disparue"}]},
        {"evidence": [{"dimension": "disparue", "modalite": "x"}]},
        {"posees": ["disparue"]},
        ["pas", "un", "registre"],
        "rien",
    ],
)
def test_a_ledger_of_an_older_knowledge_gives_an_empty_one(stored: Any) -> None:
    slots = {"etat": asdict(standing("autour_de")), "ledger": stored}
    events, _ = step(slots, button("autour_de", "question_fixee", at=2.0))
    found = after(slots, events)
    assert [(item["dimension"], item["modalite"]) for item in found["ledger"]["evidence"]] == [("autour_de", "question_fixee")]
    assert found["ledger"]["posees"] == ["recit"]
    assert found["requested_slot"] == "recit"


@pytest.mark.parametrize("answers", ["known", "unknown", "in turn"])
def test_never_the_same_acknowledgement_twice_in_a_row(answers: str) -> None:
    slots, spoken = slots_of(standing("autour_de"), opened("autour_de")), []
    for turn in range(12):
        question, moment = slots["etat"]["question"], 2.0 + turn
        known = answers == "known" or (answers == "in turn" and turn % 2 == 0)
        message = button(question, load().dimension(question).modalites[0].id, moment) if known else user("aucune idée", "ne_sait_pas", moment)
        # A fresh ledger each time: more turns than there are variants.
        events, said = step({**slots, "ledger": opened(question).to_dict()}, message)
        slots = after(slots, events)
        spoken += said
    assert len(spoken) == 12
    assert all(one != other for one, other in itertools.pairwise(spoken))


def test_a_whole_interview_by_buttons_ends_and_asks_no_question_twice() -> None:
    knowledge = load()
    slots, asked, moment = slots_of(State(accueilli=True)), [], 1.0
    events, _ = step(slots, user("bonjour", "saluer", at=moment), did("action_saluer"))
    slots = after(slots, events)
    while slots["requested_slot"]:
        question = slots["requested_slot"]
        asked.append(question)
        assert len(asked) <= 7
        moment += 1.0
        if question in OPENED:
            message = user("/ne_sait_pas", "ne_sait_pas", at=moment)
        else:
            message = button(question, knowledge.dimension(question).modalites[len(asked) % 3].id, at=moment)
        events, said = step(slots, message)
        assert len(said) == (1 if after(slots, events)["etat"]["question"] else 0)
        slots = after(slots, events)
    assert asked[:3] == list(OPENED)
    assert len(asked) == len(set(asked))
    assert slots["ledger"]["posees"] == asked


def evidence_on(dimension: str, found: dict[str, Any]) -> list[tuple[str, float]]:
    """Return the readings that the ledger holds on a dimension, each with its probability, best first."""
    items = [item for item in found["ledger"]["evidence"] if item["dimension"] == dimension]
    return [pair for item in items for pair in [(item["modalite"], item["confiance"]), *map(tuple, item["repartition"])]]


MONTHLY = {"preuves": [], "reponses": {"rythme_duree": [["permanent", 0.7]]}, "objectif": None}
ASIDES = {
    "demander_pourquoi": say("explication", 0, pourquoi=load().question("rythme_duree").pourquoi),
    "demander_exemple": say("exemples", 0, exemples=" ; ".join(load().question("rythme_duree").exemples)),
    "confidentialite": say("donnees_gardees", 0, messages=say("un_message"), jours="30"),
    "robot": say("robot", 0),
}


@pytest.mark.parametrize("intent", ["informer", "demander_pourquoi"])
@pytest.mark.parametrize("act", sorted(ASIDES))
def test_an_answer_and_a_question_in_one_message_are_both_served(act: str, intent: str) -> None:
    slots = slots_of(standing("rythme_duree"), opened("rythme_duree"))
    events, said = step(slots, user("une fois par mois, mais dites-moi ?", intent, at=2.0, evidence={**MONTHLY, "demande": act}))
    found = after(slots, events)
    assert evidence_on("rythme_duree", found) == [("permanent", 0.7)]
    assert found["requested_slot"] not in {"rythme_duree", None}
    # What was asked is answered first, about the question that stood, then the answer is acknowledged.
    assert said == [ASIDES[act], say("accuse", 0)]
    assert set(found["etat"]["dernieres"]) > {"accuse"}


def test_an_acronym_asked_with_an_answer_is_spelt_out_and_the_interview_goes_on() -> None:
    slots = slots_of(standing("rythme_duree"), opened("rythme_duree"))
    text = "On aide les gens une fois par mois, c'est quoi une AMO ?"
    events, said = step(slots, user(text, "definir", at=2.0, evidence={**MONTHLY, "demande": "definir"}))
    assert said[1:] == [say("accuse", 0)]
    assert "**AMO**" in said[0] and "milieu ouvert" in said[0]
    assert after(slots, events)["requested_slot"] not in {"rythme_duree", None}


def test_two_bubbles_of_definition_beside_an_answer_leave_no_room_for_thanks() -> None:
    slots = slots_of(standing("rythme_duree"), opened("rythme_duree"))
    text = "Une fois par mois, c'est quoi la différence entre aide et soutien ?"
    events, said = step(slots, user(text, "definir", at=2.0, evidence={**MONTHLY, "demande": "definir"}))
    assert len(said) == 2 and say("accuse", 0) not in said
    assert evidence_on("rythme_duree", after(slots, events)) == [("permanent", 0.7)]


def test_a_question_beside_an_answer_that_says_nothing_is_left_to_its_rule() -> None:
    slots = slots_of(standing("rythme_duree"), opened("rythme_duree"))
    reading = {"preuves": [], "reponses": {}, "objectif": None, "demande": "demander_pourquoi"}
    assert step(slots, user("bof bof, pourquoi cette question ?", "demander_pourquoi", at=2.0, evidence=reading)) == ([], [])


def test_a_narrative_and_a_question_without_a_greeting_are_both_served() -> None:
    _, said = step({}, user(f"{NARRATIVE[:-1]}, c'est confidentiel ?", evidence={**READ, "demande": "confidentialite"}))
    assert said == [say("donnees_gardees", 0, messages=say("un_message"), jours="30"), say("accueil_bref")]


def test_the_two_first_choices_are_those_of_the_question_in_its_order() -> None:
    slots = slots_of(standing("autour_de"), opened("autour_de"))
    events, said = step(slots, user("surtout les deux premières", "informer", at=2.0))
    found = after(slots, events)
    first, second = (modality.id for modality in load().dimension("autour_de").modalites[:2])
    assert evidence_on("autour_de", found) == [(first, pytest.approx(CHOSEN / 2, abs=0.001)), (second, pytest.approx(CHOSEN / 2, abs=0.001))]
    assert found["autour_de"] == first
    assert found["requested_slot"] not in {"autour_de", None}
    assert said == [say("accuse", 0)]


@pytest.mark.parametrize("intent", ["informer", "affirmer", "ne_sait_pas", "bavardage"])
def test_a_bare_number_is_a_choice_though_it_holds_no_word(intent: str) -> None:
    slots = slots_of(standing("autour_de"), opened("autour_de"))
    reading = {"preuves": [], "reponses": {}, "objectif": None, "lisible": False}
    events, _ = step(slots, user("2", intent, at=2.0, evidence=reading))
    assert after(slots, events)["autour_de"] == load().dimension("autour_de").modalites[1].id


@pytest.mark.parametrize(("text", "chosen"), [("la première", "la_personne"), ("la deuxième", "chacun_son_cadre"), ("la dernière", "chacun_son_cadre")])
def test_a_place_counts_among_the_two_choices_of_a_separating_question(text: str, chosen: str) -> None:
    ledger = opened("autour_de", "place_beneficiaires", "qui_decide").add(*CLOSE_CALL).answered("autour_de").answered("place_beneficiaires")
    slots = slots_of(standing("qui_decide", confusion="soutien_aide"), ledger)
    events, _ = step(slots, user(text, at=2.0))
    assert evidence_on("qui_decide", after(slots, events)) == [(chosen, CHOSEN)]


def test_both_choices_of_a_separating_question_weigh_the_same() -> None:
    ledger = opened("autour_de", "qui_decide").add(CLOSE_CALL[0]).answered("autour_de")
    slots = slots_of(standing("qui_decide", confusion="soutien_aide"), ledger)
    events, _ = step(slots, user("les deux premières", at=2.0))
    assert [modality for modality, _ in evidence_on("qui_decide", after(slots, events))] == ["la_personne", "chacun_son_cadre"]


def test_once_put_again_a_separating_question_shows_all_its_choices_and_a_place_counts_among_them() -> None:
    ledger = opened("autour_de", "place_beneficiaires", "qui_decide").add(*CLOSE_CALL).answered("autour_de").answered("place_beneficiaires")
    slots = slots_of(standing("qui_decide", confusion="soutien_aide", posee=2), ledger)
    events, _ = step(slots, user("la dernière", at=2.0))
    assert evidence_on("qui_decide", after(slots, events)) == [(load().dimension("qui_decide").modalites[-1].id, CHOSEN)]


def test_a_place_beyond_the_choices_shown_is_not_understood() -> None:
    ledger = opened("autour_de", "qui_decide").add(CLOSE_CALL[0]).answered("autour_de")
    slots = slots_of(standing("qui_decide", confusion="soutien_aide"), ledger)
    assert_missed(slots, user("la troisième", at=2.0))


def test_as_i_said_takes_up_what_was_heard_before_and_the_interview_goes_on() -> None:
    faint = Evidence("autour_de", "question_fixee", "une question", "m1", 0.3)
    slots = slots_of(standing("autour_de"), opened("autour_de").add(faint))
    events, said = step(slots, user("comme je le disais", at=2.0))
    found = after(slots, events)
    assert evidence_on("autour_de", found) == [("question_fixee", 0.3)]
    assert found["autour_de"] == "question_fixee"
    assert found["requested_slot"] not in {"autour_de", None}
    assert said == [say("accuse", 0)]


def test_as_i_said_of_what_was_never_said_is_not_understood() -> None:
    slots = slots_of(standing("autour_de"), opened("autour_de"))
    assert_missed(slots, user("comme je le disais", at=2.0))


def test_as_i_said_and_an_answer_is_that_answer() -> None:
    slots = slots_of(standing("rythme_duree"), opened("rythme_duree"))
    events, _ = step(slots, user("comme je disais, une fois par mois", at=2.0, evidence=MONTHLY))
    assert evidence_on("rythme_duree", after(slots, events)) == [("permanent", 0.7)]


def test_no_but_not_always_counts_for_less_than_a_plain_no() -> None:
    confidence = {}
    for text in ("non", "non mais pas toujours"):
        slots = slots_of(standing("place_beneficiaires"), opened("place_beneficiaires"))
        events, _ = step(slots, user(text, "nier", at=2.0))
        ((modality, confidence[text]),) = evidence_on("place_beneficiaires", after(slots, events))
        assert modality == "absents"
    assert confidence["non mais pas toujours"] < confidence["non"]


def test_yes_but_not_always_where_a_yes_means_nothing_is_not_understood() -> None:
    slots = slots_of(standing("place_beneficiaires"), opened("place_beneficiaires"))
    assert_missed(slots, user("oui mais pas toujours", "affirmer", at=2.0))


DECIDES = {"dimension": "qui_decide", "modalite": "chacun_souverain", "confiance": 0.8, "repartition": [], "citation": "chacun fait à sa guise"}
SOVEREIGN: dict[str, Any] = {"preuves": [DECIDES], "reponses": {}, "objectif": None}


def test_an_answer_to_another_question_is_kept_for_what_it_is_and_the_question_still_stands() -> None:
    slots = slots_of(standing("rythme_duree"), opened("rythme_duree"))
    events, said = step(slots, user("chacun fait à sa guise", at=2.0, evidence=SOVEREIGN))
    found = after(slots, events)
    assert evidence_on("qui_decide", found) == [("chacun_souverain", 0.8)]
    assert evidence_on("rythme_duree", found) == []
    assert found["rythme_duree"] is None and "rythme_duree" not in found["ledger"]["repondues"]
    assert found["requested_slot"] == found["etat"]["question"] == "rythme_duree"
    assert said == [say("accuse", 0)]


def test_put_twice_and_answered_beside_it_the_question_is_given_up() -> None:
    slots = slots_of(standing("rythme_duree", posee=MOST_PUT), opened("rythme_duree"))
    events, _ = step(slots, user("chacun fait à sa guise", at=2.0, evidence=SOVEREIGN))
    found = after(slots, events)
    assert found["rythme_duree"] == "inconnu"
    assert found["requested_slot"] not in {"rythme_duree", "qui_decide", None}


def test_a_correction_replaces_the_answer_and_the_question_still_stands() -> None:
    ledger = opened("qui_decide", "rythme_duree").add(Evidence("qui_decide", "un_seul", confiance=CHOSEN)).answered("qui_decide")
    slots = slots_of(standing("rythme_duree"), ledger)
    events, said = step(slots, user("non, en fait chacun fait à sa guise", "corriger", at=2.0, evidence=SOVEREIGN))
    found = after(slots, events)
    assert evidence_on("qui_decide", found) == [("chacun_souverain", 0.8)]
    assert found["requested_slot"] == "rythme_duree"
    assert said == [say("corrige", 0)]


def change(dimension: str, at: float) -> Event:
    """Return the event of a click on « Changer : … » in the recap."""
    return user(f'/modifier{{"dimension": "{dimension}"}}', "modifier", at, 1.0, {"dimension": dimension})


@pytest.mark.parametrize(
    "message",
    [change("formalisation", 2.0), user("je me suis trompée pour ce qui est écrit", "corriger", at=2.0, evidence={"preuves": [], "reponses": {}})],
    ids=["button", "words"],
)
def test_a_question_to_answer_again_is_put_again_and_its_answer_is_gone(message: Event) -> None:
    ledger = opened("formalisation", "autour_de").add(Evidence("formalisation", "aucune", confiance=CHOSEN)).answered("formalisation")
    slots = slots_of(standing("autour_de", posee=2), ledger)
    events, said = step(slots, message)
    found = after(slots, events)
    assert evidence_on("formalisation", found) == []
    assert found["formalisation"] is None
    assert found["requested_slot"] == found["etat"]["question"] == "formalisation"
    assert found["etat"]["posee"] == 0
    assert said == [say("modifier", 0)]


def test_after_the_result_too_an_answer_can_be_changed_and_the_new_one_ends_the_interview_again() -> None:
    ledger = opened("autour_de").add(*(Evidence(dimension, modality, confiance=CHOSEN) for dimension, modality in CLEAR)).answered("autour_de")
    slots = slots_of(State(vu=1.0, accueilli=True, resultat="net partenariat", attente="pourquoi_final"), ledger)
    events, _ = step(slots, change("autour_de", 2.0))
    slots = after(slots, events)
    assert slots["requested_slot"] == "autour_de"
    events, _ = step(slots, change("autour_de", 2.0), button("autour_de", "realisation", at=3.0))
    assert after(slots, events)["requested_slot"] is None


CLEAR = (("autour_de", "realisation"), ("ce_qui_circule", "moyens_taches"), ("formalisation", "convention_moyens"), ("resultat_attendu", "produit_livre"))


def test_how_many_questions_are_left_is_said_with_the_first_precise_one_and_before_the_last() -> None:
    slots, spoken = slots_of(standing("qui"), Ledger(posees=OPENED, repondues=frozenset(OPENED[:2]))), []
    moment = 1.0
    while slots["etat"]["question"]:
        moment += 1.0
        events, said = step(slots, user("aucune idée", "ne_sait_pas", at=moment))
        slots = after(slots, events)
        spoken += said
    thanks = [say("je_ne_sais_pas", turn) for turn in range(5)]
    assert spoken == [
        f"{thanks[0]} {say('reste', n=say('nombres', 3))}",
        thanks[1],
        thanks[2],
        f"{thanks[3]} {say('reste_une')}",
    ]


ERASING = (user("effacez tout", "effacer", at=2.0), did("action_effacer"), did("action_listen"))


@pytest.mark.parametrize("question", ["place_beneficiaires", None])
@pytest.mark.parametrize("word", ["oui", "Oui, tout effacer", "ouais"])
def test_a_yes_to_erasing_leads_to_it_and_is_no_answer(word: str, question: str | None) -> None:
    slots = slots_of(standing("place_beneficiaires") if question else State(vu=1.0, accueilli=True), opened("place_beneficiaires"))
    events, said = step(slots, *ERASING, user(word, "affirmer", at=3.0))
    # The slot that does not change is there all the same: without it Rasa would take the turn for a rejection.
    assert events == [SlotSet("etat", slots["etat"]), SlotSet("requested_slot", None), FollowupAction("action_effacer")]
    assert said == []


@pytest.mark.parametrize("word", ["non", "Non, continuer", "non merci"])
def test_a_no_to_erasing_answers_no_question_and_the_interview_goes_on(word: str) -> None:
    slots = slots_of(standing("place_beneficiaires"), opened("place_beneficiaires"))
    events, said = step(slots, *ERASING, user(word, "nier", at=3.0))
    found = after(slots, events)
    assert found["ledger"]["evidence"] == []
    assert found["requested_slot"] == "place_beneficiaires"
    assert found["etat"]["vu"] == 3.0
    assert said == [say("reprendre")]


@pytest.mark.parametrize("question", ["place_beneficiaires", None])
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Non, je me suis trompée, gardez tout", "corriger"),
        ("Non, surtout n'effacez rien du tout !", "effacer"),
        ("Oui, gardez tout", "affirmer"),
        ("surtout pas", "nier"),
    ],
)
def test_a_longer_no_to_erasing_withdraws_and_erases_nothing(text: str, intent: str, question: str | None) -> None:
    ledger = opened("autour_de", "place_beneficiaires").add(CLOSE_CALL[0]).answered("autour_de")
    slots = slots_of(standing("place_beneficiaires") if question else State(vu=1.0, accueilli=True), ledger)
    events, said = step(slots, *ERASING, user(text, intent, at=3.0))
    assert FollowupAction("action_effacer") not in events
    assert after(slots, events)["ledger"]["evidence"] == ledger.to_dict()["evidence"]
    assert "autour_de" in after(slots, events)["ledger"]["repondues"]
    assert said == [say("reprendre")]


def test_a_no_to_erasing_that_tells_something_clear_is_an_answer() -> None:
    slots = slots_of(standing("rythme_duree"), opened("rythme_duree"))
    events, _ = step(slots, *ERASING, user("Non, on se voit une fois par mois", "nier", at=3.0, evidence=READ))
    assert after(slots, events)["rythme_duree"] == "permanent"


def test_a_yes_said_later_to_something_else_erases_nothing() -> None:
    slots = slots_of(standing("place_beneficiaires"), opened("place_beneficiaires"))
    between = (user("merci", "remercier", at=3.0), did("action_digression"), did("entretien"), did("action_listen"))
    events, _ = step(slots, *ERASING, *between, user("oui", "affirmer", at=4.0))
    assert FollowupAction("action_effacer") not in events


FORMALISED = Evidence("formalisation", "aucune", confiance=CHOSEN)


def interrupted(**changes: Any) -> dict[str, Any]:
    """Return the slots once « formalisation », answered before, is put again while « autour_de » stood."""
    ledger = opened("formalisation", "autour_de").add(FORMALISED).answered("formalisation")
    slots = slots_of(standing("autour_de", **changes), ledger)
    return after(slots, step(slots, change("formalisation", 2.0))[0])


def test_the_question_that_was_interrupted_is_remembered_and_starts_anew() -> None:
    found = interrupted(posee=2, incompris=2, candidats=["realisation", "echange_durable"], confusion="soutien_aide")["etat"]
    assert found["interrompue"] == "autour_de"
    assert (found["question"], found["posee"], found["incompris"], found["candidats"], found["confusion"]) == ("formalisation", 0, 0, [], None)


@pytest.mark.parametrize(
    ("message", "heard"),
    [
        (button("formalisation", "charte_legere", at=3.0), "charte_legere"),
        (user("je ne sais pas", "ne_sait_pas", at=3.0), "inconnu"),
        (user("/passer", "passer", at=3.0, confidence=1.0), "inconnu"),
    ],
    ids=["button", "not known", "skipped"],
)
def test_once_the_answer_is_changed_the_interrupted_question_comes_back(message: Event, heard: str) -> None:
    slots = interrupted()
    found = after(slots, step(slots, message)[0])
    assert found["formalisation"] == heard
    assert found["requested_slot"] == found["etat"]["question"] == "autour_de"
    assert (found["etat"]["interrompue"], found["etat"]["posee"]) == (None, 0)


def test_given_up_after_misses_the_changed_question_too_leads_back() -> None:
    slots = interrupted()
    slots["etat"] = {**slots["etat"], "incompris": MOST_MISSES - 1}
    found = after(slots, step(slots, user("euh", at=3.0))[0])
    assert (found["formalisation"], found["requested_slot"], found["etat"]["interrompue"]) == ("inconnu", "autour_de", None)


def test_a_miss_on_the_changed_question_leaves_the_interrupted_one_waiting() -> None:
    slots = interrupted()
    found = after(slots, step(slots, user("euh", at=3.0))[0])
    assert (found["requested_slot"], found["etat"]["interrompue"]) == ("formalisation", "autour_de")


def test_an_interrupted_question_answered_meanwhile_does_not_come_back() -> None:
    slots = interrupted()
    slots = after(slots, step(slots, button("autour_de", "realisation", at=3.0))[0])
    assert slots["requested_slot"] == "formalisation"
    found = after(slots, step(slots, button("formalisation", "charte_legere", at=4.0))[0])
    assert found["requested_slot"] not in {"autour_de", "formalisation"}
    assert found["etat"]["interrompue"] is None


def test_changing_the_question_that_stands_interrupts_nothing() -> None:
    slots = slots_of(standing("autour_de"), opened("autour_de"))
    assert after(slots, step(slots, change("autour_de", 2.0))[0])["etat"]["interrompue"] is None


def test_asking_for_the_result_forgets_the_interrupted_question() -> None:
    slots = interrupted()
    slots["ledger"] = opened("formalisation", "autour_de").add(Evidence("qui_decide", "un_seul", confiance=CHOSEN)).to_dict()
    found = after(slots, step(slots, user("donnez-moi le résultat", "demander_resultat", at=3.0))[0])
    assert (found["requested_slot"], found["etat"]["interrompue"]) == (None, None)


def test_the_wrong_button_has_the_last_answer_put_again_then_one_is_back_where_one_was() -> None:
    ledger = opened("formalisation", "autour_de").add(FORMALISED).answered("formalisation")
    slots = slots_of(standing("autour_de"), ledger)
    events, said = step(slots, user("Oups, mauvais bouton !", at=2.0))
    slots = after(slots, events)
    assert (slots["requested_slot"], said) == ("formalisation", [say("modifier", 0)])
    assert after(slots, step(slots, button("formalisation", "charte_legere", at=3.0))[0])["requested_slot"] == "autour_de"


def test_leaving_a_question_is_thanked_for_otherwise_than_not_knowing() -> None:
    spoken = {}
    for text, intent in (("/passer", "passer"), ("on passe", "passer"), ("/ne_sait_pas", "ne_sait_pas")):
        slots = slots_of(standing("autour_de"), opened("autour_de"))
        events, spoken[text] = step(slots, user(text, intent, at=2.0, confidence=1.0))
        assert after(slots, events)["autour_de"] == "inconnu"
        assert after(slots, events)["requested_slot"] not in {"autour_de", None}
    assert spoken == {"/passer": [say("passer", 0)], "on passe": [say("passer", 0)], "/ne_sait_pas": [say("je_ne_sais_pas", 0)]}
    assert say("passer", 0) != say("je_ne_sais_pas", 0)


def test_a_long_first_narrative_with_a_turn_of_phrase_gets_the_short_welcome() -> None:
    _, said = step({}, user(f"En fait, {NARRATIVE}", evidence=READ))
    assert said == [say("accueil_bref")]


def test_what_a_rule_answered_is_not_taken_in_whatever_it_looks_like() -> None:
    slots = slots_of(standing("rythme_duree"), opened("rythme_duree"))
    events, said = step(slots, user("une fois par mois", "informer", at=2.0, evidence=MONTHLY), did("action_recapituler"))
    found = after(slots, events)
    assert (found["ledger"], found["requested_slot"], found["etat"]["vu"], said) == (slots["ledger"], "rythme_duree", 2.0, [])


def test_a_conversation_begun_with_another_knowledge_goes_on_with_what_still_fits_and_it_is_said_once() -> None:
    kept = Evidence("rythme_duree", "permanent", "une fois par mois")
    slots = slots_of(standing("question_disparue"), opened("rythme_duree").add(kept))
    slots["ledger"]["evidence"].append({**slots["ledger"]["evidence"][0], "dimension": "autour_de", "modalite": "disparue"})
    slots["ledger"]["posees"].append("question_disparue")
    found, said = step(slots, user("bonjour", at=1.0), user("merci", "remercier", at=2.0))
    assert said[0] == say("connaissance_changee")
    now = after(slots, found)
    assert [item["modalite"] for item in now["ledger"]["evidence"]] == ["permanent"]
    assert now["etat"]["question"] in load().dimension_ids and found[-1] == SlotSet("requested_slot", now["etat"]["question"])
    _, again = step(now, user("bonjour", at=1.0), user("merci", "remercier", at=2.0), user("chacun repart avec des idées", at=3.0))
    assert say("connaissance_changee") not in again
