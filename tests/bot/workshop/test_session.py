"""When results are shown: never under five, never one by one."""

from __future__ import annotations

import pytest

from bot.workshop.session import Refused, leave, record, reveal, second_round, state
from tests.bot.workshop.conftest import SPLIT, Base
from tests.typology.workshop.groups import clear


def test_nothing_is_shown_before_the_trainers_word(base: Base) -> None:
    session, _ = base.open()
    base.store.join(session, "qui-attend")
    base.give(session, *SPLIT)
    found = state(base.store, base.now(session))
    assert (found["etape"], found["rejoints"], found["termines"], found["salle"], found["phrases"]) == ("attente", 9, 8, None, None)
    reveal(base.store, session.id)
    found = state(base.store, base.now(session))
    assert found["etape"] == "revele" and found["salle"]["resultats"] == 8 and found["en_attente"] == 0


def test_four_results_are_not_shown(base: Base) -> None:
    session, _ = base.open()
    base.give(session, *SPLIT[:4])
    with pytest.raises(Refused, match="cinq résultats"):
        reveal(base.store, session.id)
    with pytest.raises(Refused):
        second_round(base.store, session.id)
    found = state(base.store, base.now(session))
    assert found["salle"] is None and "cinq" in found["message"]


def test_what_changes_afterwards_is_shown_three_at_a_time(base: Base) -> None:
    session, _ = base.open()
    tokens = base.give(session, *SPLIT)
    reveal(base.store, session.id)
    first = state(base.store, base.now(session))["salle"]
    record(base.store, session.id, tokens[0], clear("aide"))
    # The same result again, and the same person again, are no more changes.
    record(base.store, session.id, tokens[0], clear("aide"))
    record(base.store, session.id, tokens[0], clear("soutien"))
    record(base.store, session.id, tokens[1], SPLIT[1])
    found = state(base.store, base.now(session))
    assert found["salle"] == first and found["en_attente"] == 1
    reveal(base.store, session.id)
    assert state(base.store, base.now(session))["salle"] == first
    leave(base.store, session.id, tokens[7])
    found = state(base.store, base.now(session))
    assert found["salle"] == first and found["en_attente"] == 2 and found["message"]
    base.give(session, clear("connexion"), first=20)
    found = state(base.store, base.now(session))
    assert found["salle"] != first and found["salle"]["resultats"] == 8 and found["en_attente"] == 0


def test_sentences_are_shown_when_the_trainer_says_so_and_not_under_five(base: Base) -> None:
    session, _ = base.open()
    tokens = base.give(session, *SPLIT[:4])
    base.store.say(session, tokens[0], "Pour ne plus travailler seuls.")
    base.store.change(base.now(session), phrases=True)
    assert state(base.store, base.now(session))["phrases"] is None
    base.give(session, SPLIT[4], first=4)
    assert state(base.store, base.now(session))["phrases"] == ["Pour ne plus travailler seuls."]
    base.store.say(session, tokens[0], None)
    assert state(base.store, base.now(session))["phrases"] == []


def test_the_second_round_is_counted_anew_and_compared(base: Base) -> None:
    session, _ = base.open()
    tokens = base.give(session, *SPLIT)
    second_round(base.store, session.id)
    found = state(base.store, base.now(session))
    assert (found["manche"], found["etape"], found["rejoints"], found["termines"], found["salle"]) == (2, "attente", 8, 0, None)
    with pytest.raises(Refused, match="déjà"):
        second_round(base.store, session.id)
    for token in tokens:
        record(base.store, session.id, token, clear("connexion"))
    reveal(base.store, session.id)
    seen = state(base.store, base.now(session))["salle"]
    assert seen["bouge"]["types"] and set(base.now(session).publications) == {"1", "2"}


def test_reset_leaves_an_empty_session_under_the_same_code(base: Base) -> None:
    session, _ = base.open()
    tokens = base.give(session, *SPLIT)
    base.store.say(session, tokens[0], "Pour les zibelines.")
    reveal(base.store, session.id)
    base.store.empty(base.now(session))
    found = state(base.store, base.now(session))
    assert (found["code"], found["etape"], found["manche"], found["rejoints"], found["termines"]) == (session.code, "attente", 1, 0, 0)
    assert b"zibelines" not in base.bytes() and b"deux_groupes" not in base.bytes()
