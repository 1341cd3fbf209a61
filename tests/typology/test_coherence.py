"""Is the knowledge base whole? Reachable, separable, sourced, and honest about what RTA said."""

from itertools import combinations

import pytest

from typology.coherence import check, claims
from typology.diagnosis import diagnose, posterior
from typology.evidence import Evidence, Ledger
from typology.interview import expected_gain
from typology.likelihood import table
from typology.loader import load
from typology.model import Status, Typicality

KNOWLEDGE = load()
DIMENSIONS = (
    "autour_de",
    "place_beneficiaires",
    "ce_qui_circule",
    "rythme_duree",
    "formalisation",
    "resultat_attendu",
    "qui_decide",
)
TYPES = {
    "beneficiaires": {"soutien", "aide"},
    "reflexion": {"coordination", "synergie"},
    "action": {"partenariat", "connexion", "mobilisation"},
}


def test_the_parts_agree() -> None:
    assert list(check(KNOWLEDGE)) == []


def test_the_names_are_those_of_the_contract() -> None:
    assert KNOWLEDGE.dimension_ids == DIMENSIONS
    assert {centre.id: set(centre.types) for centre in KNOWLEDGE.centres} == TYPES


@pytest.mark.parametrize("type_id", KNOWLEDGE.type_ids)
def test_every_type_is_reached_by_its_very_typical_answers(type_id: str) -> None:
    cells = KNOWLEDGE.type(type_id).typicite
    answers = [Evidence(d, m) for d, row in cells.items() for m, word in row.items() if word is Typicality.tres_typique]
    assert diagnose(Ledger(tuple(answers)), KNOWLEDGE).type == type_id


@pytest.mark.parametrize("type_id", KNOWLEDGE.type_ids)
def test_every_type_has_at_least_four_sourced_pitfalls_with_sign_and_step(type_id: str) -> None:
    pitfalls = KNOWLEDGE.type(type_id).ecueils
    assert len(pitfalls) >= 4
    for pitfall in pitfalls:
        assert KNOWLEDGE.source(pitfall.source)
        assert all(len(text.split()) >= 4 for text in (pitfall.ce_qui_se_passe, pitfall.signal, pitfall.premier_pas))


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_question_can_change_a_result(dimension: str) -> None:
    found = {
        max(types, key=types.__getitem__) for types in (posterior([Evidence(dimension, m.id)], KNOWLEDGE) for m in KNOWLEDGE.dimension(dimension).modalites)
    }
    assert len(found) >= 3
    assert expected_gain(dimension, Ledger(), KNOWLEDGE) > 0.1


@pytest.mark.parametrize("pair", combinations(KNOWLEDGE.type_ids, 2), ids="/".join)
def test_every_pair_of_types_is_separated_by_a_question(pair: tuple[str, str]) -> None:
    first, second = pair
    for_first = max(fit[first] / fit[second] for fit in table(KNOWLEDGE).values())
    for_second = max(fit[second] / fit[first] for fit in table(KNOWLEDGE).values())
    assert min(for_first, for_second) >= 4


def test_the_twelve_confusions_are_there_and_their_choices_separate_them() -> None:
    assert len(KNOWLEDGE.confusions) == 12
    for confusion in KNOWLEDGE.confusions:
        for choice in confusion.choix:
            other = next(t for t in confusion.types if t != choice.type)
            fit = table(KNOWLEDGE)[confusion.dimension, choice.modalite]
            assert fit[choice.type] >= 2 * fit[other], f"{confusion.id} : « {choice.label} » ne sépare pas"


def test_every_claim_has_a_known_source_and_no_source_is_orphan() -> None:
    known = {source.id for source in KNOWLEDGE.sources}
    assert {source for _, _, source in claims(KNOWLEDGE)} == known


def test_nothing_of_ours_stands_under_the_name_of_the_founding_text() -> None:
    # What the founding text says in its own right of these three: their names, and the traits of their centre. Nothing more.
    for where, status, _ in claims(KNOWLEDGE):
        if any(f"types/{type_id}.yml" in where for type_id in ("aide", "synergie", "mobilisation")):
            assert status is not Status.fondateur, where


def test_what_rta_says_of_the_least_documented_types_is_only_what_was_read() -> None:
    said = {
        where: source
        for where, status, source in claims(KNOWLEDGE)
        if status is Status.rta and any(t in where for t in ("/aide.", "/synergie.", "/mobilisation."))
    }
    # The series' heading (u1) on overstepping one's frame and on professional ethics; u12 asks whether an action obtains a change.
    assert set(said.values()) <= {"u1", "u12"}


def test_passages_of_the_founding_text_are_known() -> None:
    told = {("soutien", "coordination"), ("coordination", "connexion"), ("connexion", "partenariat")}
    assert told <= {(item.id, passage.vers) for item in KNOWLEDGE.types for passage in item.passages}
