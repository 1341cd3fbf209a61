"""From a reading to evidence: clauses, and the text read as a whole where it tells of the network."""

from __future__ import annotations

import pytest

from typology.diagnosis import posterior
from typology.evidence import FORMERLY, NOW, Evidence, Ledger, ledger_from_dict
from typology.hearing import ANSWER, NOT_UNDERSTOOD, TELLS, Message, hear
from typology.loader import load
from typology.read_evidence import ANSWERS, read_answer, read_evidence, read_whole

KNOWLEDGE = load()
AROUND, DECIDES = "autour_de", "qui_decide"


def heard(dimension: str, modality: str, confidence: float, **more: object) -> dict[str, object]:
    return {"dimension": dimension, "modalite": modality, "confiance": confidence, "repartition": [], "citation": f"{modality} !", **more}


WHOLE = heard(AROUND, "question_fixee", 0.7, mots=30)
READING = {"preuves": [heard(DECIDES, "un_seul", 0.4), heard(AROUND, "realisation", 0.3)], "ensemble": WHOLE}


def modalities(ledger: Ledger) -> list[str | None]:
    return [item.modalite for item in (*ledger.evidence, *ledger.ensembles)]


def whole(reading: dict[str, object], *, long: bool = True) -> list[Evidence]:
    return read_whole(reading, "m1", "recit", KNOWLEDGE, long=long)


def test_what_the_clauses_say_and_what_the_text_says_as_a_whole_are_read_apart() -> None:
    assert [(item.modalite, item.message, item.mots) for item in read_evidence(READING, "m1", KNOWLEDGE)] == [("un_seul", "m1", 0), ("realisation", "m1", 0)]
    assert [(item.modalite, item.message, item.mots) for item in whole(READING)] == [("question_fixee", "m1", 30)]
    assert whole({**READING, "ensemble": None}) == whole({}) == read_evidence({}, "m1", KNOWLEDGE) == []


def test_what_was_is_read_apart_as_an_impression_of_before() -> None:
    before = heard(AROUND, "realisation", 0.9, mots=40, temps=FORMERLY)
    now, then = whole({"ensemble": WHOLE, "ensemble_avant": before})
    assert (now.temps, now.impression, then.temps, then.impression) == (NOW, False, FORMERLY, True)
    ledger = hear(
        Ledger(),
        Message("avant on montait une fête avec la ville et maintenant on étudie ce qui fait partir les gens", lecture={"ensemble_avant": before}),
        "recit",
        KNOWLEDGE,
    ).ledger
    assert [item.temps for item in ledger.heard] == [FORMERLY]


def test_of_a_few_words_it_is_an_impression_that_weighs_and_answers_nothing() -> None:
    long, short = (whole({"ensemble": WHOLE}, long=long)[0] for long in (True, False))
    assert long.sure and long.clear and not (short.sure or short.clear)
    faint, plain = Ledger().reading(short), Ledger().reading(long)
    assert posterior(faint.heard, KNOWLEDGE) == posterior(plain.heard, KNOWLEDGE) != posterior([], KNOWLEDGE)
    assert not faint.knows(AROUND)
    assert ledger_from_dict(faint.to_dict(), KNOWLEDGE) == faint


def test_what_the_knowledge_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="disparue"):
        whole({"ensemble": heard(AROUND, "disparue", 0.7)})


def test_an_answer_needs_some_likelihood() -> None:
    reading = {"reponses": {DECIDES: [["un_seul", ANSWERS - 0.01]], AROUND: [["realisation", 0.4], ["question_fixee", 0.2]]}}
    assert read_answer(reading, "m1", "le chef", DECIDES, KNOWLEDGE) == []
    (item,) = read_answer(reading, "m1", "un guide", AROUND, KNOWLEDGE)
    assert (item.modalite, item.confiance, item.repartition, item.citation) == ("realisation", 0.4, (("question_fixee", 0.2),), "un guide")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("recit", "on aimerait comprendre ensemble pourquoi tant de jeunes quittent leur foyer dès les premières semaines"),
        ("pourquoi", "pour comprendre ces départs ensemble"),
        ("qui", "les foyers, et ceux qui y placent"),
        (None, "pour comprendre ces départs ensemble"),
    ],
)
def test_an_opening_answer_is_read_as_a_whole_and_leaves_the_question_open(question: str | None, said: str) -> None:
    ledger = hear(Ledger(), Message(said, lecture={"ensemble": WHOLE}), question, KNOWLEDGE).ledger
    assert modalities(ledger) == ["question_fixee"]
    assert not ledger.knows(AROUND)
    # Once the network was told, what comes unasked is no telling of it.
    after = hear(ledger.answered("recit"), Message("merci, c'est bien vu de votre part", lecture={"ensemble": WHOLE}, id="m2"), None, KNOWLEDGE).ledger
    assert (after.evidence, after.ensembles) == (ledger.evidence, ledger.ensembles)


def test_who_only_says_who_they_are_has_told_nothing_yet() -> None:
    for text in (
        "coucou, moi c'est Inès et je travaille dans une AMO",
        "slt, moi c'est [prénom], éduc de rue à Charleroi",
        "Je suis assistante sociale à Namur",
    ):
        hearing = hear(Ledger(), Message(text, lecture={"ensemble": heard(AROUND, "personne_demande", 0.44)}), None, KNOWLEDGE)
        assert (hearing.kind, hearing.ledger) == (NOT_UNDERSTOOD, Ledger()), text


def test_a_few_words_of_a_network_are_told_even_by_who_also_says_who_they_are() -> None:
    for text in ("Je suis éduc, on est quatre services autour des jeunes", "On est une coordination d'aide alimentaire, dix associations et la ville"):
        assert hear(Ledger(), Message(text, lecture={}), None, KNOWLEDGE).kind == ANSWER, text


def test_of_a_precise_answer_it_is_an_impression_beside_its_clauses_unless_it_is_long() -> None:
    reading = {"preuves": [heard(DECIDES, "un_seul", 0.8)], "ensemble": WHOLE}
    short = hear(Ledger(), Message("et le chef décide", lecture=reading), DECIDES, KNOWLEDGE).ledger
    assert modalities(short) == ["un_seul", "question_fixee"]
    assert short.ensembles[-1].impression and not short.knows(AROUND)
    long = hear(Ledger(), Message(" ".join(["et le chef décide"] * (TELLS // 4)), lecture=reading), DECIDES, KNOWLEDGE).ledger
    assert modalities(long) == ["un_seul", "question_fixee"]
    assert not long.ensembles[-1].impression


@pytest.mark.parametrize("said", ["je ne sais pas", "bonjour", "ghfjdk sdfh"])
def test_what_is_no_answer_is_not_read_as_a_whole(said: str) -> None:
    intent = {"je ne sais pas": "ne_sait_pas", "bonjour": "saluer"}.get(said, "informer")
    heard_of = hear(Ledger(), Message(said, intent=intent, lecture={"ensemble": WHOLE, "lisible": "ghf" not in said}), DECIDES, KNOWLEDGE)
    assert all(item.modalite is None for item in heard_of.ledger.heard)


@pytest.mark.parametrize("intent", ["corriger", "informer", "affirmer"])
def test_a_correction_leaves_what_the_network_turns_around(intent: str) -> None:
    before = Ledger((Evidence(AROUND, "realisation", "on écrit un guide", confiance=0.9),)).answered("recit")
    reading = {"preuves": [heard(DECIDES, "un_seul", 0.8)], "ensemble": WHOLE}
    put_right = Message("en fait, c'est surtout la directrice du service qui décide", intent=intent, lecture=reading)
    assert modalities(hear(before, put_right, "qui", KNOWLEDGE).ledger) == ["realisation", "un_seul"]
