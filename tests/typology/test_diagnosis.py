"""Properties of the posterior, and the verdicts."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typology.diagnosis import diagnose, posterior
from typology.evidence import DENIED, FORMERLY, NOW, SAID, Evidence, Ledger
from typology.loader import load
from typology.model import Typicality

KNOWLEDGE = load()
CELLS = [(d.id, m.id) for d in KNOWLEDGE.dimensions for m in d.modalites]


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    dimension, modality = draw(st.sampled_from(CELLS))
    confidence = draw(st.floats(0.05, 1.0))
    others = [m.id for m in KNOWLEDGE.dimension(dimension).modalites if m.id != modality]
    split = draw(st.one_of(st.just(()), st.sampled_from(others).map(lambda m: ((m, (1.0 - confidence) / 2),))))
    return Evidence(
        dimension,
        modality,
        citation=draw(st.text(max_size=12)),
        confiance=confidence,
        polarite=draw(st.sampled_from([SAID, SAID, DENIED])),
        temps=draw(st.sampled_from([NOW, NOW, FORMERLY])),
        repartition=split,
    )


ledgers = st.lists(evidence(), max_size=12)


@given(ledgers)
def test_probabilities_sum_to_one(items: list[Evidence]) -> None:
    diagnosis = diagnose(Ledger(tuple(items)), KNOWLEDGE)
    assert sum(diagnosis.types.values()) == pytest.approx(1.0)
    assert sum(diagnosis.centres.values()) == pytest.approx(1.0)
    assert all(p >= 0 for p in diagnosis.types.values())


@given(ledgers, st.randoms(use_true_random=False))
def test_the_order_of_evidence_does_not_matter(items: list[Evidence], rng: random.Random) -> None:
    shuffled = items[:]
    rng.shuffle(shuffled)
    assert posterior(shuffled, KNOWLEDGE) == pytest.approx(posterior(items, KNOWLEDGE))


@given(ledgers)
def test_repeating_oneself_changes_nothing(items: list[Evidence]) -> None:
    assert posterior([*items, *items], KNOWLEDGE) == pytest.approx(posterior(items, KNOWLEDGE))


@settings(max_examples=200)
@given(ledgers, st.sampled_from(KNOWLEDGE.type_ids), st.floats(0.05, 1.0), st.randoms(use_true_random=False))
def test_typical_evidence_never_lowers_its_type(items: list[Evidence], type_id: str, confidence: float, rng: random.Random) -> None:
    cells = KNOWLEDGE.type(type_id).typicite
    typical = [(d, m) for d, row in cells.items() for m, word in row.items() if word is Typicality.tres_typique]
    now = [item for item in items if item.temps == NOW]
    dimension, modality = rng.choice(typical)
    # A weaker reading of words already read replaces nothing; only what adds is looked at.
    if any((i.dimension, i.modalite, i.polarite) == (dimension, modality, SAID) for i in now):
        return
    more = [*now, Evidence(dimension, modality, confiance=confidence)]
    assert posterior(more, KNOWLEDGE)[type_id] >= posterior(now, KNOWLEDGE)[type_id] - 1e-9


@given(ledgers)
def test_not_knowing_changes_nothing(items: list[Evidence]) -> None:
    unknown = [Evidence(dimension, None) for dimension in KNOWLEDGE.dimension_ids]
    assert posterior([*items, *unknown], KNOWLEDGE) == pytest.approx(posterior(items, KNOWLEDGE))


def test_one_dimension_repeated_in_many_ways_weighs_less_than_two_dimensions() -> None:
    several = [Evidence("autour_de", m, confiance=0.6) for m in ("question_fixee", "echange_durable")]
    two = [Evidence("autour_de", "question_fixee", confiance=0.6), Evidence("rythme_duree", "cycle_borne", confiance=0.6)]
    assert posterior(two, KNOWLEDGE)["coordination"] > posterior(several, KNOWLEDGE)["coordination"]


def test_nothing_said_is_undetermined() -> None:
    diagnosis = diagnose(Ledger(), KNOWLEDGE)
    assert (diagnosis.verdict, diagnosis.type, diagnosis.centre) == ("indetermine", None, None)


def test_nobody_knowing_why_is_a_finding() -> None:
    assert diagnose(Ledger(sans_pourquoi=True), KNOWLEDGE).verdict == "sans_pourquoi"


def test_a_clear_network_is_net() -> None:
    ledger = Ledger((Evidence("autour_de", "realisation"), Evidence("formalisation", "convention_moyens"), Evidence("resultat_attendu", "produit_livre")))
    diagnosis = diagnose(ledger, KNOWLEDGE)
    assert (diagnosis.verdict, diagnosis.type, diagnosis.centre) == ("net", "partenariat", "action")


def test_two_types_left_is_shared() -> None:
    diagnosis = diagnose(Ledger((Evidence("place_beneficiaires", "objet"), Evidence("ce_qui_circule", "pratiques_comparees", confiance=0.5))), KNOWLEDGE)
    assert diagnosis.verdict == "partage"
    assert {kind for kind, _ in diagnosis.ranking[:2]} == {"coordination", "synergie"}


def test_formerly_one_now_another_is_a_transition() -> None:
    then = (Evidence("autour_de", "question_fixee", temps=FORMERLY), Evidence("ce_qui_circule", "pratiques_comparees", temps=FORMERLY))
    now = (Evidence("autour_de", "decision_tiers"), Evidence("ce_qui_circule", "revendications"))
    diagnosis = diagnose(Ledger((*then, *now)), KNOWLEDGE)
    assert (diagnosis.verdict, diagnosis.avant, diagnosis.type) == ("en_transition", "coordination", "mobilisation")


def test_a_denial_lowers_what_it_denies() -> None:
    denied = posterior([Evidence("formalisation", "convention_moyens", polarite=DENIED)], KNOWLEDGE)
    assert min(denied, key=denied.__getitem__) == "partenariat"
