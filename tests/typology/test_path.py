"""The phases of one network, in time."""

import pytest

from typology.loader import load
from typology.messages import say
from typology.path import enters_action, in_words, passages
from typology.report import lower_first, told_path
from typology.typography import french

KNOWLEDGE = load()
DESCRIBED = [(kind.id, passage.vers) for kind in KNOWLEDGE.types for passage in kind.passages]
UNDESCRIBED = [(a, b) for a in KNOWLEDGE.type_ids for b in KNOWLEDGE.type_ids if a != b and (a, b) not in DESCRIBED]


def test_steps_are_joined_by_arrows_and_parallel_phases_by_bars() -> None:
    assert in_words([["soutien"], ["coordination"], ["partenariat", "coordination"]], KNOWLEDGE) == "soutien → coordination → partenariat ∥ coordination"


def test_a_phase_without_type_is_told_as_such() -> None:
    assert in_words([[None], ["aide"]], KNOWLEDGE) == f"{say('phase_sans_type')} → aide"


@pytest.mark.parametrize(("before", "now"), DESCRIBED)
def test_a_described_passage_is_found(before: str, now: str) -> None:
    ((former, later, passage),) = passages([[before], [now]], KNOWLEDGE)
    assert (former, later) == (before, now)
    assert passage is not None and passage.vers == now and passage in KNOWLEDGE.type(before).passages


def test_one_that_the_knowledge_does_not_describe_is_told_without_inventing() -> None:
    assert UNDESCRIBED
    before, now = UNDESCRIBED[0]
    assert passages([[before], [now]], KNOWLEDGE) == [(before, now, None)]
    assert say("passage_inconnu") in told_path([[before], [now]], KNOWLEDGE)


def test_of_parallel_phases_the_one_with_a_described_passage_is_taken() -> None:
    before, now = next((a, b) for a, b in UNDESCRIBED if any(vers == b for _, vers in DESCRIBED))
    known = next(former for former, vers in DESCRIBED if vers == now)
    ((former, _, passage),) = passages([[before, known], [now]], KNOWLEDGE)
    assert former == known and passage is not None


@pytest.mark.parametrize(
    "steps",
    [[], [["aide"]], [["aide"], ["aide"]], [["aide"], ["aide", "aide"]], [[None], ["aide"]], [["aide"], [None]], [["aide", "soutien"], ["soutien"]]],
)
def test_where_nothing_new_comes_there_is_no_passage(steps: list[list[str | None]]) -> None:
    assert passages(steps, KNOWLEDGE) == []


def test_only_from_thinking_to_acting_is_the_passage_that_is_felt_least() -> None:
    centre = {kind.id: kind.centre for kind in KNOWLEDGE.types}
    found = {(a, b) for a in centre for b in centre if enters_action(a, b, KNOWLEDGE)}
    assert found == {(a, b) for a in ("coordination", "synergie") for b in ("partenariat", "connexion", "mobilisation")}


def test_the_path_is_told_with_what_the_last_two_passages_change_and_no_earlier_one() -> None:
    steps = [["soutien"], ["coordination"], ["partenariat"], ["mobilisation"]]
    text = told_path(steps, KNOWLEDGE)
    assert text.startswith(say("chemin", chemin="soutien → coordination → partenariat → mobilisation"))
    for before, now, passage in passages(steps, KNOWLEDGE)[-2:]:
        assert say("chemin_passage", avant=KNOWLEDGE.type(before).nom.lower(), maintenant=KNOWLEDGE.type(now).nom.lower()) in text
        assert (french(lower_first(passage.ce_qui_change)) if passage else say("passage_inconnu")) in text
    assert french("Du réseau de soutien") not in text
    assert text.endswith(say("chemin_vers_action"))


def test_a_path_that_never_enters_action_does_not_say_so() -> None:
    assert say("chemin_vers_action") not in told_path([["soutien"], ["aide"]], KNOWLEDGE)
