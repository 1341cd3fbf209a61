"""A session in the conversation: joined, chosen, sent, corrected, left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from actions import action_atelier, membership
from actions.action_atelier import ActionAtelier
from actions.action_effacer import ActionEffacer
from actions.action_recommencer import ActionRecommencer
from actions.action_resultat import ActionResultat
from actions.after_result import SHOW, take, waits
from actions.state import State
from bot.payloads import is_allowed
from bot.workshop.limits import Limit
from bot.workshop.store import Session, Store, store
from tests.helpers import after, did, run, slots_of, texts, tracker, user
from typology.evidence import Evidence, Ledger
from typology.hearing import NOT_UNDERSTOOD, UNKNOWN, Hearing, Message
from typology.interview import EXPRESS, FULL, next_question, questions_left
from typology.loader import load
from typology.model import OPENING_QUESTIONS

KNOWLEDGE = load()
LEDGER = Ledger(
    (Evidence("autour_de", "question_fixee"), Evidence("place_beneficiaires", "objet"), Evidence("rythme_duree", "cycle_borne")),
    repondues=frozenset(OPENING_QUESTIONS),
)


@pytest.fixture
def sessions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    url = f"sqlite:///{tmp_path / 'conversations.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setattr(action_atelier, "GUESSES", Limit(2))
    return store(url)


@pytest.fixture
def session(sessions: Store) -> Session:
    return sessions.create("Journée **réseau**", "meme")[0]


def asked(text: str, slots: dict[str, Any] | None = None, **entities: str) -> Any:
    return tracker(user(text, "atelier", entities=entities), slots=slots or {})


def slots_in(sessions: Store, session: Session, **more: Any) -> dict[str, Any]:
    """The slots of a conversation that joined, with a ledger."""
    state = membership.joined(State(accueilli=True), session)
    return slots_of(State(**{**state.__dict__, **more}), LEDGER)


def test_saying_it_gives_the_link_to_open_one(sessions: Store) -> None:
    _, messages = run(ActionAtelier(), asked("atelier"))
    assert messages[0]["custom"]["atelier"]["creer"].endswith("/atelier/")
    assert messages[0]["custom"]["atelier"]["creer"] in messages[0]["text"]


def test_a_code_joins_says_what_the_group_will_see_and_asks_how(sessions: Store, session: Session) -> None:
    events, messages = run(ActionAtelier(), asked(f"{session.code.upper()}x"))
    greeting, told = messages
    assert "ne nommer personne" in greeting["text"]
    assert "Journée réseau" in told["text"] and "Jamais votre nom, ni vos mots" in told["text"]
    assert told["custom"]["atelier"] == {"code": session.code, "titre": session.titre, "mode": "meme", "manche": 1}
    assert [button["payload"] for button in told["buttons"]] == ['/atelier{"faire": "complet"}', '/atelier{"faire": "express"}']
    assert all(is_allowed(button["payload"]) for button in told["buttons"])
    place = after({}, events)["etat"]["atelier"]
    assert place["seance"] == session.id and len(place["jeton"]) >= 32
    assert sessions.counts(session).joined == 1


def test_joining_again_counts_once_and_offers_to_leave(sessions: Store, session: Session) -> None:
    slots = after({}, run(ActionAtelier(), asked(session.code))[0])
    events, messages = run(ActionAtelier(), asked(session.code, slots))
    assert after(slots, events)["etat"]["atelier"]["jeton"] == slots["etat"]["atelier"]["jeton"]
    assert sessions.counts(session).joined == 1
    assert messages[0]["buttons"][-1]["payload"] == '/atelier{"faire": "quitter"}'
    sessions.change(session, manche=2)
    assert "seconde manche" in texts(run(ActionAtelier(), asked(session.code, slots))[1])[0]


def test_an_unknown_code_is_told_and_guessing_is_slowed_down(sessions: Store, session: Session) -> None:
    other = "violon-cerise-42" if session.code != "violon-cerise-42" else "cerise-violon-42"
    for _ in range(2):
        assert "n’existe pas" in texts(run(ActionAtelier(), asked(other))[1])[0]
    assert "Trop d’essais" in texts(run(ActionAtelier(), asked(session.code))[1])[0]
    assert sessions.counts(session).joined == 0


@pytest.mark.parametrize(("way", "express"), [("complet", False), ("express", True)])
def test_the_interview_starts_afresh_in_full_or_in_short(sessions: Store, session: Session, way: str, express: bool) -> None:
    slots = slots_in(sessions, session, resultat="net aide", phrase="Pour rien")
    events, _ = run(ActionAtelier(), asked("", slots, faire=way))
    state = after(slots, events)["etat"]
    assert state["atelier"]["express"] is express and state["resultat"] is None and state["phrase"] == ""
    assert after(slots, events)["ledger"] == Ledger().to_dict()
    assert events[-1]["event"] == "followup" and events[-1]["name"] == "entretien"
    assert membership.pace(State(**state)) is (EXPRESS if express else FULL)
    # « Parler d'un autre réseau » stays in the session.
    again = after(slots, run(ActionRecommencer(), asked("", after(slots, events)))[0])
    assert again["etat"]["atelier"] == state["atelier"]


@pytest.mark.parametrize("way", ["complet", "express", "garder", "quitter"])
def test_the_buttons_of_a_session_that_one_is_not_in_say_so(sessions: Store, way: str) -> None:
    assert "aucun atelier" in texts(run(ActionAtelier(), asked("", faire=way))[1])[0]


def test_the_short_form_asks_why_and_who_and_at_most_two_more() -> None:
    ledger, questions = Ledger(), []
    while following := next_question(ledger, KNOWLEDGE, EXPRESS):
        questions.append(following.id)
        assert questions_left(ledger, KNOWLEDGE, EXPRESS) <= 4
        ledger = ledger.asked(following.id).answered(following.id)
    assert questions[:2] == ["pourquoi", "qui"] and len(questions) == 4


def test_the_result_is_sent_once_and_a_correction_replaces_it(sessions: Store, session: Session) -> None:
    slots = slots_in(sessions, session)
    events, messages = run(ActionResultat(), asked("", slots))
    assert messages[0]["custom"]["atelier"] == {"transmis": True} and "sans vos mots" in messages[0]["text"]
    assert sessions.counts(session).finished == 1
    slots = {**after(slots, events), "ledger": LEDGER.add(Evidence("qui_decide", "deux_groupes")).to_dict()}
    _, messages = run(ActionResultat(), asked("", slots))
    assert messages[0]["custom"]["atelier"] == {"transmis": True} and "sans vos mots" not in messages[0]["text"]
    assert sessions.counts(session).finished == 1


def test_another_period_is_not_sent(sessions: Store, session: Session) -> None:
    slots = {**slots_in(sessions, session), "phases": [{"etape": 0, "code": "Z", "type": None}]}
    assert membership.send(State(**slots["etat"]), LEDGER, slots["phases"], KNOWLEDGE)[0] is None
    assert sessions.counts(session).finished == 0


def test_when_the_session_is_over_the_result_is_still_given(sessions: Store, session: Session) -> None:
    slots = slots_in(sessions, session)
    sessions.close(session.id)
    events, messages = run(ActionResultat(), asked("", slots))
    assert messages[0]["custom"]["resultat"] and "terminé" in messages[0]["text"]
    assert after(slots, events)["etat"]["atelier"] is None


def test_when_the_database_fails_the_result_is_still_given_and_can_be_sent_later(
    sessions: Store, session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    slots = slots_in(sessions, session)

    def fail(*_: Any) -> None:
        raise OperationalError("INSERT", {"contenu": "Quiquengrogne"}, Exception("locked"))

    with monkeypatch.context() as broken:
        broken.setattr(membership, "record", fail)
        events, messages = run(ActionResultat(), asked("", slots))
    assert messages[0]["custom"]["resultat"] and messages[0]["custom"]["atelier"] == {"transmis": False}
    assert messages[-1]["buttons"][0]["payload"] == '/atelier{"faire": "garder"}'
    assert "Quiquengrogne" not in caplog.text
    run(ActionAtelier(), asked("", after(slots, events), faire="garder"))
    assert sessions.counts(session).finished == 1


def test_leaving_and_erasing_take_everything_out(sessions: Store, session: Session) -> None:
    slots = slots_in(sessions, session)
    slots = after(slots, run(ActionResultat(), asked("", slots))[0])
    events, messages = run(ActionAtelier(), asked("quitter l'atelier", slots))
    assert messages[0]["custom"]["atelier"] == {"quitte": True} and after(slots, events)["etat"]["atelier"] is None
    assert (sessions.counts(session).joined, sessions.counts(session).finished) == (0, 0)
    slots = slots_in(sessions, session)
    run(ActionResultat(), asked("", slots))
    said = tracker(user("effacez tout", "effacer"), did("action_effacer"), user("oui", "affirmer", at=2.0), slots=slots)
    run(ActionEffacer(), said)
    assert (sessions.counts(session).joined, sessions.counts(session).finished) == (0, 0)


def heard(text: str, kind: str = NOT_UNDERSTOOD) -> tuple[Hearing, Message]:
    return Hearing(LEDGER, kind), Message(text, lecture={"lisible": True})


def test_the_closing_sentence_is_shown_only_to_whom_its_author_said_yes(sessions: Store, session: Session) -> None:
    state = State(**slots_in(sessions, session, attente="pourquoi_final", resultat="net coordination")["etat"])
    told = take(*heard("Pour ne plus travailler seuls"), state)
    assert told is not None and told.attente == told.suite == SHOW and waits(told)
    _, messages = run(ActionResultat(), asked("", slots_of(told, LEDGER)))
    assert "Pour ne plus travailler seuls" in messages[0]["text"] and len(messages[0]["buttons"]) == 2
    unsure = take(*heard("peut-être"), told)
    assert unsure is not None and unsure.suite == SHOW and unsure.montrer is None
    for answer, kind, shown in (
        ("Non, la garder pour moi", NOT_UNDERSTOOD, []),
        ("je ne sais pas", UNKNOWN, []),
        ("Oui, la montrer", NOT_UNDERSTOOD, [told.phrase]),
        # Asked again later, a « non » takes away what was shown.
        ("Non, la garder pour moi", NOT_UNDERSTOOD, []),
    ):
        decided = take(*heard(answer, kind), told)
        assert decided is not None and decided.attente == "reconnaissance"
        _, messages = run(ActionResultat(), asked("", slots_of(decided, LEDGER)))
        assert len(messages) == 3 and sessions.sentences(session) == shown


def test_outside_a_session_the_sentence_is_not_asked_about() -> None:
    told = take(*heard("Pour ne plus travailler seuls"), State(attente="pourquoi_final"))
    assert told is not None and told.attente == "reconnaissance"
