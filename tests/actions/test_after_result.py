"""What is asked after the result, and what becomes of the answers."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.action_resultat import ActionResultat
from actions.after_result import DONE, FINAL_WHY, OWN_WORDS, RECOGNISED, SENTENCE, ask, come_back, take, waits
from actions.state import State
from actions.validate_entretien import ValidateEntretien
from tests.helpers import Event, after, did, run, slots_of, texts, tracker, user
from typology.evidence import Evidence, Ledger
from typology.hearing import ANSWER, CHANGE, CLOSE, CORRECTED, DIGRESSION, NOT_UNDERSTOOD, UNKNOWN, Hearing, Message
from typology.loader import load
from typology.messages import say
from typology.report import report
from typology.typography import quote
from typology.words import LONGEST_WORDS

MAKING = Ledger(
    tuple(
        Evidence(*pair)
        for pair in (
            ("autour_de", "realisation"),
            ("ce_qui_circule", "moyens_taches"),
            ("formalisation", "convention_moyens"),
            ("resultat_attendu", "produit_livre"),
        )
    ),
    posees=("recit", "pourquoi", "qui"),
    repondues=frozenset(("recit", "pourquoi", "qui")),
)
RESULT = report(MAKING, load()).resultat
NOTHING = report(Ledger(), load()).resultat


def asked(step: str, **more: Any) -> State:
    return State(accueilli=True, resultat="net partenariat", attente=step, **more)


def heard(text: str, kind: str = ANSWER, **more: Any) -> tuple[Hearing, Message]:
    return Hearing(MAKING, kind), Message(text, **more)


@pytest.mark.parametrize("kind", [ANSWER, NOT_UNDERSTOOD])
def test_the_sentence_is_kept_as_it_was_written_and_recognition_is_asked_next(kind: str) -> None:
    state = take(*heard("  Pour ne\nplus être seuls ", kind), asked(FINAL_WHY))
    assert state == asked(RECOGNISED, phrase="Pour ne plus être seuls", suite=SENTENCE)


def test_not_knowing_why_leaves_no_sentence() -> None:
    assert take(*heard("je ne sais pas", UNKNOWN), asked(FINAL_WHY)) == asked(RECOGNISED, suite=SENTENCE)


def test_a_sentence_is_no_longer_than_what_is_kept() -> None:
    state = take(*heard("mot " * 1000), asked(FINAL_WHY))
    assert state is not None and len(state.phrase) == LONGEST_WORDS


@pytest.mark.parametrize(
    ("text", "opinion", "words", "following"),
    [
        ("oui", "oui", "", None),
        (say("bouton_oui"), "oui", "", None),
        ("oui, tout à fait, c'est exactement nous", "oui", "oui, tout à fait, c'est exactement nous", None),
        (say("bouton_en_partie"), "en_partie", "", OWN_WORDS),
        (say("bouton_non"), "non", "", OWN_WORDS),
        ("non, chez nous personne ne fabrique rien", "non", "non, chez nous personne ne fabrique rien", None),
        ("il manque toute la place des parents", "en_partie", "il manque toute la place des parents", None),
    ],
)
def test_recognition_is_heard_and_own_words_are_asked_for_unless_they_were_given(text: str, opinion: str, words: str, following: str | None) -> None:
    state = take(*heard(text), asked(RECOGNISED))
    assert state == replace(asked(RECOGNISED), avis=opinion, vos_mots=words, attente=following, suite=following or DONE)


def test_an_answer_that_does_not_tell_has_the_question_come_again() -> None:
    assert take(*heard("hum hum", NOT_UNDERSTOOD), asked(RECOGNISED)) == asked(RECOGNISED, suite=RECOGNISED)


@pytest.mark.parametrize("text", ["je ne sais pas", "/ne_sait_pas"])
def test_not_knowing_whether_one_recognises_oneself_is_no_opinion(text: str) -> None:
    assert take(*heard(text, UNKNOWN), asked(RECOGNISED)) == replace(asked(RECOGNISED), attente=None, suite=DONE)


@pytest.mark.parametrize(("kind", "kept"), [(ANSWER, "on s'épuise"), (NOT_UNDERSTOOD, "on s'épuise"), (UNKNOWN, "")])
def test_own_words_are_the_last_ones(kind: str, kept: str) -> None:
    assert take(*heard("on s'épuise", kind), asked(OWN_WORDS, avis="non")) == State(
        accueilli=True, resultat="net partenariat", avis="non", vos_mots=kept, suite=DONE
    )


@pytest.mark.parametrize("step", [FINAL_WHY, RECOGNISED, OWN_WORDS])
def test_what_cannot_be_read_has_the_same_question_come_again(step: str) -> None:
    assert take(*heard("sdfg hjkl", NOT_UNDERSTOOD, lecture={"lisible": False}), asked(step)) == asked(step, suite=step)


@pytest.mark.parametrize("step", [FINAL_WHY, RECOGNISED, OWN_WORDS])
@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (DIGRESSION, {}),
        (CLOSE, {}),
        (CHANGE, {"vise": "qui_decide"}),
        (ANSWER, {"choix": ("qui_decide", "un_seul")}),
        (ANSWER, {"intent": "corriger"}),
    ],
)
def test_a_digression_or_a_correction_is_no_answer_to_it(step: str, kind: str, more: dict[str, Any]) -> None:
    assert take(*heard("…", kind, **more), asked(step)) is None


@pytest.mark.parametrize("step", [FINAL_WHY, RECOGNISED, OWN_WORDS])
def test_while_a_question_of_the_interview_stands_its_answer_is_not_taken_for_this_one(step: str) -> None:
    assert take(*heard("oui"), asked(step)) is not None
    assert take(*heard("oui"), asked(step, question="qui_decide")) is None


@pytest.mark.parametrize("intent", ["informer", "corriger"])
@pytest.mark.parametrize(
    "text", ["En fait, c'est pour ne plus être seuls", "finalement, on se réunit parce que tout seul on n'y arrive pas", "En fait, pour aider les familles"]
)
def test_a_reason_is_the_answer_to_why_even_where_its_words_announce_a_correction(text: str, intent: str) -> None:
    assert take(*heard(text, intent=intent), asked(FINAL_WHY)) == asked(RECOGNISED, phrase=text, suite=SENTENCE)
    assert take(*heard(text, intent=intent), asked(RECOGNISED)) is None


@pytest.mark.parametrize("step", [FINAL_WHY, RECOGNISED, OWN_WORDS])
@pytest.mark.parametrize("text", ["En fait, les familles décident de tout", "mauvais bouton", "je me suis trompée pour le rythme"])
def test_what_announces_a_correction_without_a_reason_is_no_answer_to_it(step: str, text: str) -> None:
    assert take(*heard(text), asked(step)) is None


@pytest.mark.parametrize("waiting", [None, "autre_chose"])
def test_when_nothing_waits_nothing_is_taken(waiting: str | None) -> None:
    state = State(attente=waiting)
    assert not waits(state)
    assert take(*heard("oui"), state) is None


def put(state: State, result: dict[str, Any]) -> tuple[State, list[dict[str, Any]]]:
    dispatcher = CollectingDispatcher()
    return ask(dispatcher, state, result, load()), dispatcher.messages


def test_the_sentence_is_put_beside_the_centre_found_then_recognition_is_asked_with_three_buttons() -> None:
    state, messages = put(asked(RECOGNISED, phrase="pour ne plus être seuls", suite=SENTENCE), RESULT)
    centre = load().centre("action").phrase
    assert texts(messages) == [
        say("votre_phrase", phrase=quote("pour ne plus être seuls"), centre=centre[:1].lower() + centre[1:]),
        say("suite_reconnaissance", 0),
    ]
    assert [choice["title"] for choice in messages[1]["buttons"]] == [say("bouton_oui"), say("bouton_en_partie"), say("bouton_non")]
    assert messages[1]["custom"] == {"suite": {"id": RECOGNISED}}
    assert (state.suite, state.attente) == (None, RECOGNISED)


def test_each_of_the_three_buttons_is_heard_as_what_it_says() -> None:
    _, messages = put(asked(RECOGNISED, suite=RECOGNISED), RESULT)
    opinions = [take(*heard(choice["payload"]), asked(RECOGNISED)) for choice in messages[0]["buttons"]]
    assert [state.avis for state in opinions if state] == ["oui", "en_partie", "non"]


@pytest.mark.parametrize(
    ("phrase", "result", "expected"),
    [
        ("pour elles", NOTHING, say("votre_phrase_seule", phrase=quote("pour elles"))),
        ("", NOTHING, say("sans_phrase")),
        ("", RESULT, say("sans_phrase")),
    ],
)
def test_without_a_centre_or_a_sentence_only_what_there_is_is_said(phrase: str, result: dict[str, Any], expected: str) -> None:
    _, messages = put(asked(RECOGNISED, phrase=phrase, suite=SENTENCE), result)
    assert texts(messages)[0] == expected


def test_put_again_recognition_is_asked_in_other_words_without_the_sentence() -> None:
    state, first = put(asked(RECOGNISED, phrase="pour elles", suite=SENTENCE), RESULT)
    _, again = put(replace(state, suite=RECOGNISED), RESULT)
    assert len(first) == 2
    assert texts(again) == [say("suite_reconnaissance", 1)]


def test_for_another_phase_the_sentence_is_put_beside_its_centre_too() -> None:
    state = asked(RECOGNISED, phrase="pour elles", suite=SENTENCE, dernieres={"suite_reconnaissance": 0})
    assert len(put(state, RESULT)[1]) == 2


def test_words_between_braces_stay_as_they_are() -> None:
    _, messages = put(asked(RECOGNISED, phrase="pour {centre} et {phrase}", suite=SENTENCE), RESULT)
    assert "{centre} et {phrase}" in texts(messages)[0].replace("\u00a0", " ") or "pour {centre}" not in texts(messages)[0]


def test_come_back_says_nothing_during_the_interview_nor_when_nothing_waits() -> None:
    for state, loop in ((asked(FINAL_WHY), {"name": "entretien"}), (State(), {})):
        dispatcher, conversation = CollectingDispatcher(), tracker(slots=slots_of(state, MAKING))
        conversation.active_loop = loop
        assert come_back(dispatcher, conversation, state) == state
        assert dispatcher.messages == []


def turn(slots: dict[str, Any], message: Event) -> tuple[dict[str, Any], list[str]]:
    """Return the slots and the sentences after one message outside the interview: the form's step, then the result's action."""
    events, said = run(ValidateEntretien(), tracker(message, slots=slots))
    slots = after(slots, events)
    assert slots["requested_slot"] is None
    events, more = run(ActionResultat(), tracker(message, slots=slots))
    return after(slots, events), texts(said) + texts(more)


def test_the_whole_of_what_follows_the_result_is_held_in_three_turns() -> None:
    slots = slots_of(asked(FINAL_WHY, vu=1.0), MAKING)
    slots, said = turn(slots, user("pour ne plus être seuls devant ces dossiers", at=2.0, evidence={"preuves": []}))
    assert said[1:] == [say("suite_reconnaissance", 0)]
    slots, said = turn(slots, user("non", "nier", at=3.0))
    assert said == [say("suite_vos_mots", 0)]
    slots, said = turn(slots, user("on se soutient surtout entre collègues", at=4.0, evidence={"preuves": []}))
    assert said == [say("fin_vos_mots")]
    assert slots["etat"] == asdict(
        State(
            vu=4.0,
            accueilli=True,
            resultat="net partenariat",
            phrase="pour ne plus être seuls devant ces dossiers",
            avis="non",
            vos_mots="on se soutient surtout entre collègues",
            dernieres={"suite_reconnaissance": 0, "suite_vos_mots": 0},
        )
    )
    assert slots["ledger"] == MAKING.to_dict()


LONG_THANKS = "Merci beaucoup pour tout ce temps que vous avez pris avec moi, c'était vraiment très agréable de parler de tout cela ici."


def test_what_a_rule_answered_after_the_result_is_not_heard_again_at_the_next_turn() -> None:
    slots = slots_of(asked(FINAL_WHY, vu=1.0), MAKING)
    thanks = (user(LONG_THANKS, "remercier", at=2.0), did("action_digression"), did("action_listen"))
    sentence = user("Pour ne plus être seuls devant ces dossiers.", at=3.0, evidence={"preuves": []})
    events, _ = run(ValidateEntretien(), tracker(*thanks, sentence, slots=slots))
    state = after(slots, events)["etat"]
    assert (state["phrase"], state["attente"], state["avis"], state["vu"]) == ("Pour ne plus être seuls devant ces dossiers.", RECOGNISED, "", 3.0)


def test_a_question_that_comes_with_the_last_sentence_is_answered_and_not_quoted() -> None:
    slots = slots_of(asked(FINAL_WHY, vu=1.0), MAKING)
    reading = {"preuves": [], "dit": "Pour ne plus être seuls", "demande": "robot"}
    slots, said = turn(slots, user("Pour ne plus être seuls, vous êtes un robot ?", at=2.0, evidence=reading))
    assert slots["etat"]["phrase"] == "Pour ne plus être seuls"
    assert (said[0], said[-1]) == (say("robot", 0), say("suite_reconnaissance", 0))


@pytest.mark.parametrize(("kind", "intent"), [(ANSWER, "informer"), (NOT_UNDERSTOOD, "affirmer"), (CHANGE, "corriger")])
@pytest.mark.parametrize(
    ("text", "opinion"),
    [
        ("En fait oui, c'est tout à fait nous", "oui"),
        ("Finalement, non, ce n'est pas nous", "non"),
        ("au final oui, mais pas sur le rythme", "en_partie"),
        ("tout compte fait oui", "oui"),
    ],
)
def test_an_opinion_may_open_as_a_correction_does(text: str, opinion: str, kind: str, intent: str) -> None:
    state = take(*heard(text, kind, intent=intent), asked(RECOGNISED))
    assert state is not None and state.avis == opinion
    assert take(*heard(text, kind, intent="corriger"), asked(OWN_WORDS)) is None


@pytest.mark.parametrize(
    ("text", "kind"), [("En fait non, je me suis trompée pour le rythme", CHANGE), ("En fait non, les familles décident", CORRECTED), ("En fait oui", CLOSE)]
)
def test_what_is_put_right_after_it_is_a_correction_all_the_same(text: str, kind: str) -> None:
    assert take(*heard(text, kind, intent="corriger"), asked(RECOGNISED)) is None
