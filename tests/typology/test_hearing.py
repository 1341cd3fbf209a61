"""From a message to the ledger."""

from __future__ import annotations

from dataclasses import replace

import pytest

from typology.evidence import FORMERLY, Evidence, Ledger
from typology.hearing import ANSWER, CHOSEN, CLOSE, DIGRESSION, HEDGED, NOT_UNDERSTOOD, PLAIN, UNKNOWN, Hearing, Message, hear, skip
from typology.loader import load

KNOWLEDGE = load()
PLACE = "place_beneficiaires"


def heard(dimension: str, modality: str, confidence: float = 0.8, **more: object) -> dict[str, object]:
    return {"dimension": dimension, "modalite": modality, "confiance": confidence, "repartition": [], "citation": "…", **more}


def test_a_narrative_gives_evidence_on_several_dimensions() -> None:
    reading = {"preuves": [heard(PLACE, "objet"), heard("rythme_duree", "permanent")]}
    result = hear(Ledger(), Message("on se voit depuis dix ans, sans eux", lecture=reading), "recit", KNOWLEDGE)
    assert result.kind == ANSWER
    assert {item.dimension for item in result.ledger.evidence} == {PLACE, "rythme_duree"}
    assert "recit" in result.ledger.repondues


def test_a_button_replaces_what_was_understood() -> None:
    ledger = hear(Ledger(), Message("elles décident", lecture={"preuves": [heard(PLACE, "acteurs_collectifs")]}), PLACE, KNOWLEDGE).ledger
    ledger = hear(ledger, Message("", choix=(PLACE, "absents")), None, KNOWLEDGE).ledger
    assert [item.modalite for item in ledger.on(PLACE)] == ["absents"]


@pytest.mark.parametrize(
    ("text", "words", "question", "kind"),
    [
        ("merci, et au fait on se voit tous les mardis", "on se voit tous les mardis", "rythme_duree", ANSWER),
        ("merci, et au fait on se voit tous les mardis", "on se voit tous les mardis", PLACE, DIGRESSION),
        ("oh merci, je vois mieux", "je vois mieux", "rythme_duree", DIGRESSION),
    ],
)
def test_a_thank_you_that_answers_the_question_is_an_answer(text: str, words: str, question: str, kind: str) -> None:
    reading = {"preuves": [{**heard("rythme_duree", "permanent", 0.9), "citation": words}]}
    result = hear(Ledger(), Message(text, intent="remercier", confiance=0.95, lecture=reading), question, KNOWLEDGE)
    assert result.kind == kind
    assert bool(result.ledger.evidence) is (kind == ANSWER)


def test_not_knowing_is_recorded_and_is_no_default() -> None:
    result = hear(Ledger(), Message("je ne sais pas", intent="ne_sait_pas"), PLACE, KNOWLEDGE)
    assert result.kind == UNKNOWN
    assert [item.modalite for item in result.ledger.on(PLACE)] == [None]
    assert result.ledger.knows(PLACE)


def test_the_question_gives_a_bare_no_its_meaning() -> None:
    result = hear(Ledger(), Message("non", intent="nier"), PLACE, KNOWLEDGE)
    assert [item.modalite for item in result.ledger.on(PLACE)] == ["absents"]


def test_a_bare_no_means_nothing_where_no_meaning_was_set() -> None:
    assert hear(Ledger(), Message("non", intent="nier"), "rythme_duree", KNOWLEDGE).kind == NOT_UNDERSTOOD


def test_the_whole_message_is_read_as_the_answer_to_the_question() -> None:
    reading = {"preuves": [], "reponses": {"rythme_duree": [["permanent", 0.7], ["cycle_borne", 0.1]]}}
    result = hear(Ledger(), Message("les jeudis", lecture=reading), "rythme_duree", KNOWLEDGE)
    assert [(item.modalite, item.confiance, item.citation) for item in result.ledger.evidence] == [("permanent", 0.7, "les jeudis")]


def test_an_answer_to_another_question_is_taken_for_what_it_is() -> None:
    reading = {"preuves": [heard("qui_decide", "chacun_souverain")], "reponses": {"rythme_duree": [["permanent", 0.2]]}}
    result = hear(Ledger(), Message("chacun fait comme il veut", lecture=reading), "rythme_duree", KNOWLEDGE)
    assert result.kind == ANSWER
    assert {item.dimension for item in result.ledger.evidence} == {"qui_decide"}


def test_the_same_words_again_are_the_answer_to_another_question_only_once() -> None:
    said = Message("les familles bien sûr", id="1", lecture={"preuves": [heard(PLACE, "objet", citation="les familles")]})
    first = hear(Ledger(), said, "rythme_duree", KNOWLEDGE)
    assert first.kind == ANSWER
    again = hear(first.ledger, replace(said, id="2"), "rythme_duree", KNOWLEDGE)
    assert again == Hearing(first.ledger, NOT_UNDERSTOOD)


def test_a_digression_leaves_the_ledger_alone() -> None:
    ledger = Ledger().asked("recit")
    result = hear(ledger, Message("tu es un robot ?", intent="robot", confiance=0.9), "recit", KNOWLEDGE)
    assert (result.kind, result.ledger) == (DIGRESSION, ledger)


def test_a_long_narrative_is_never_a_digression() -> None:
    text = "bonjour " + "nous comparons nos pratiques d'accueil depuis des mois avec les services du quartier " * 3
    result = hear(Ledger(), Message(text, intent="saluer", confiance=0.9, lecture={"preuves": [heard(PLACE, "objet")]}), "recit", KNOWLEDGE)
    assert result.kind == ANSWER


def test_nobody_knowing_why_is_kept() -> None:
    result = hear(Ledger(), Message("plus personne ne sait pourquoi", intent="ignorer_pourquoi", confiance=0.9), "pourquoi", KNOWLEDGE)
    assert result.ledger.sans_pourquoi and "pourquoi" in result.ledger.repondues


def test_a_correction_replaces_the_earlier_answer() -> None:
    ledger = hear(Ledger(), Message("", choix=(PLACE, "absents")), PLACE, KNOWLEDGE).ledger
    message = Message("en fait elles décident", intent="corriger", confiance=0.9, lecture={"preuves": [heard(PLACE, "acteurs_collectifs")]})
    assert [item.modalite for item in hear(ledger, message, "rythme_duree", KNOWLEDGE).ledger.on(PLACE)] == ["acteurs_collectifs"]


def test_asking_for_the_result_closes_once_something_was_said() -> None:
    message = Message("alors, c'est quoi mon réseau ?", intent="demander_resultat", confiance=0.9)
    assert hear(Ledger(), message, "recit", KNOWLEDGE).kind != CLOSE
    ledger = hear(Ledger(), Message("", choix=(PLACE, "absents")), PLACE, KNOWLEDGE).ledger
    assert hear(ledger, message, "rythme_duree", KNOWLEDGE).kind == CLOSE


def test_a_stated_goal_is_kept_with_its_words() -> None:
    result = hear(Ledger(), Message("on le fait pour les familles du quartier", lecture={"objectif": "pour les familles"}), "pourquoi", KNOWLEDGE)
    assert result.ledger.objectif is not None and result.ledger.objectif.citation == "pour les familles"


def test_giving_up_a_question_records_that_it_is_not_known() -> None:
    ledger = skip(Ledger(), "qui_decide")
    assert [item.modalite for item in ledger.on("qui_decide")] == [None]


def test_choices_picked_by_their_place_share_what_a_button_would_weigh() -> None:
    result = hear(Ledger(), Message("surtout les deux premières"), PLACE, KNOWLEDGE, ("objet", "absents", "consultes"))
    (item,) = result.ledger.on(PLACE)
    assert result.kind == ANSWER and PLACE in result.ledger.repondues
    assert (item.modalite, [modality for modality, _ in item.repartition]) == ("objet", ["absents"])
    assert item.confiance == item.repartition[0][1] and abs(item.mass - CHOSEN) < 0.01
    # Only the first of two can be told by its name: the words tell that there were two. Alone, it has nothing to quote.
    assert item.citation == "surtout les deux premières"
    (alone,) = hear(Ledger(), Message("la première"), PLACE, KNOWLEDGE, ("objet", "absents", "consultes")).ledger.on(PLACE)
    assert (alone.modalite, alone.citation) == ("objet", "")


def test_without_choices_shown_a_place_counts_in_the_order_of_the_dimension() -> None:
    ledger = hear(Ledger(), Message("la deuxième"), PLACE, KNOWLEDGE).ledger
    assert [item.modalite for item in ledger.on(PLACE)] == [KNOWLEDGE.dimension(PLACE).modalites[1].id]


def test_a_place_replaces_what_was_understood_before_and_goes_before_a_reading_on_anything_but_the_question() -> None:
    ledger = hear(Ledger(), Message("", choix=(PLACE, "absents")), None, KNOWLEDGE).ledger
    assert [item.modalite for item in hear(ledger, Message("la deuxième"), PLACE, KNOWLEDGE).ledger.on(PLACE)] == ["objet"]
    elsewhere = hear(Ledger(), Message("la deuxième", lecture={"preuves": [heard("qui_decide", "un_seul")]}), PLACE, KNOWLEDGE).ledger
    assert [item.modalite for item in elsewhere.on(PLACE)] == ["objet"] and elsewhere.on("qui_decide") == ()
    clear = Message("la deuxième", lecture={"preuves": [heard(PLACE, "absents")]})
    assert [item.modalite for item in hear(Ledger(), clear, PLACE, KNOWLEDGE).ledger.on(PLACE)] == ["absents"]


def test_a_place_beyond_the_choices_shown_is_not_understood_whatever_is_read_into_it() -> None:
    message = Message("la troisième", lecture={"reponses": {PLACE: [["absents", 0.8]]}})
    assert hear(Ledger(), message, PLACE, KNOWLEDGE, ("objet", "absents")).kind == NOT_UNDERSTOOD
    assert hear(Ledger(), message, PLACE, KNOWLEDGE, ("objet", "absents", "consultes")).kind == ANSWER


@pytest.mark.parametrize("question", [None, "recit", "pourquoi", "qui"])
def test_a_place_means_nothing_where_no_choice_is_shown(question: str | None) -> None:
    assert hear(Ledger(), Message("la deuxième"), question, KNOWLEDGE).kind == NOT_UNDERSTOOD


def test_a_bare_number_is_a_choice_before_it_is_unreadable() -> None:
    assert hear(Ledger(), Message("2", lecture={"lisible": False}), PLACE, KNOWLEDGE).kind == ANSWER
    assert hear(Ledger(), Message("22", lecture={"lisible": False}), PLACE, KNOWLEDGE).kind == NOT_UNDERSTOOD


def test_as_i_said_answers_only_when_something_was_heard_of_it_now() -> None:
    message, faint = Message("comme je le disais"), Evidence(PLACE, "objet", "…", "m1", 0.2)
    assert hear(Ledger(), message, PLACE, KNOWLEDGE).kind == NOT_UNDERSTOOD
    assert hear(Ledger((replace(faint, temps=FORMERLY),)), message, PLACE, KNOWLEDGE).kind == NOT_UNDERSTOOD
    result = hear(Ledger((faint,)), message, PLACE, KNOWLEDGE)
    assert (result.kind, result.ledger) == (ANSWER, Ledger((faint,)).answered(PLACE))


def test_a_hedged_no_may_be_longer_than_a_plain_one_and_weighs_less() -> None:
    weights = [
        [item.confiance for item in hear(Ledger(), Message(text, intent="nier"), PLACE, KNOWLEDGE).ledger.on(PLACE)]
        for text in ("non", "non, enfin, cela n'arrive que rarement chez nous", "non, cela n'arrive pas du tout chez nous")
    ]
    assert weights == [[PLAIN], [HEDGED], []]


def test_a_yes_that_looks_like_a_no_is_no_no() -> None:
    guess = {"preuves": [heard(PLACE, "absents")], "reponses": {PLACE: [["absents", 0.6]]}}
    for intent in ("affirmer", "nier", "informer"):
        assert hear(Ledger(), Message("oui mais pas toujours", intent=intent, lecture=guess), PLACE, KNOWLEDGE).kind == NOT_UNDERSTOOD
    ledger = hear(Ledger(), Message("oui mais sans elles", intent="nier", lecture=guess), PLACE, KNOWLEDGE).ledger
    assert [item.modalite for item in ledger.on(PLACE)] == ["absents"]
    assert [item.modalite for item in hear(Ledger(), Message("non, parfois", intent="affirmer"), PLACE, KNOWLEDGE).ledger.on(PLACE)] == ["absents"]


def test_a_question_that_comes_with_an_answer_is_told_beside_it() -> None:
    reading = {"preuves": [heard(PLACE, "objet")], "demande": "demander_pourquoi"}
    result = hear(Ledger(), Message("sans elles, pourquoi cette question ?", intent="demander_pourquoi", lecture=reading), PLACE, KNOWLEDGE)
    assert (result.kind, result.demande) == (ANSWER, "demander_pourquoi")
    assert [item.modalite for item in result.ledger.on(PLACE)] == ["objet"]


def test_the_question_that_comes_with_an_answer_is_no_part_of_it() -> None:
    reading = {"dit": "la deuxième", "demande": "demander_pourquoi"}
    result = hear(Ledger(), Message("la deuxième, mais pourquoi cette question ?", intent="demander_pourquoi", lecture=reading), PLACE, KNOWLEDGE)
    assert [item.modalite for item in result.ledger.on(PLACE)] == ["objet"]
    assert (result.kind, result.demande) == (ANSWER, "demander_pourquoi")


def test_a_question_that_comes_with_nothing_heard_is_a_digression() -> None:
    message = Message("bof bof, pourquoi cette question ?", intent="demander_pourquoi", lecture={"demande": "demander_pourquoi"})
    assert hear(Ledger(), message, PLACE, KNOWLEDGE).kind == DIGRESSION
    assert hear(Ledger(), Message("bof bof"), PLACE, KNOWLEDGE) == Hearing(Ledger(), NOT_UNDERSTOOD, None)


def test_the_code_of_a_session_is_no_answer_even_when_it_holds_no_word() -> None:
    typed = Message("cerize-vioolon-42", intent="atelier", lecture={"lisible": False, "reponses": {"qui_decide": [["codecision", 0.9]]}})
    assert hear(Ledger(), typed, "qui_decide", KNOWLEDGE) == Hearing(Ledger(), DIGRESSION)


COMPARED = "On est trois services et on compare nos pratiques"
ASKS_RESULT = {"preuves": [heard("autour_de", "echange_durable", citation="et on compare nos pratiques"), heard("resultat_attendu", "reponse_personne")]}


def asks_for_result(text: str = f"{COMPARED}, c'est quoi comme réseau ?", reading: dict[str, object] | None = None) -> Message:
    return Message(text, intent="demander_resultat", confiance=0.9, lecture=ASKS_RESULT if reading is None else reading)


@pytest.mark.parametrize("question", [None, "recit"])
def test_a_first_message_that_tells_and_asks_for_the_result_is_the_narrative(question: str | None) -> None:
    result = hear(Ledger(), asks_for_result(), question, KNOWLEDGE)
    assert (result.kind, [item.modalite for item in result.ledger.evidence]) == (ANSWER, ["echange_durable"])
    assert "recit" in result.ledger.repondues


def test_what_is_told_with_the_request_for_the_result_counts_before_it_is_given() -> None:
    ledger = Ledger((Evidence(PLACE, "absents", confiance=CHOSEN),))
    result = hear(ledger, asks_for_result(), "rythme_duree", KNOWLEDGE)
    assert (result.kind, [item.modalite for item in result.ledger.evidence]) == (CLOSE, ["absents", "echange_durable"])


@pytest.mark.parametrize("text", ["donnez-moi le résultat", "c'est quoi le diagnostic ?", "on en est où", "on peut voir notre résultat"])
def test_what_is_read_into_the_request_itself_is_a_guess(text: str) -> None:
    guess = {"preuves": [heard("resultat_attendu", "reponse_personne", citation=text)]}
    ledger = Ledger((Evidence(PLACE, "absents", confiance=CHOSEN),))
    assert hear(ledger, asks_for_result(text, guess), "rythme_duree", KNOWLEDGE) == Hearing(ledger, CLOSE)
    assert hear(Ledger(), asks_for_result(text, guess), "recit", KNOWLEDGE) == Hearing(Ledger(), NOT_UNDERSTOOD)


GUESSED = "Je ne sais pas trop, mais je dirais une fois par mois"


@pytest.mark.parametrize(
    ("text", "citation"), [(GUESSED, "mais je dirais une fois par mois"), (GUESSED, GUESSED), ("aucune idée, disons chaque mois", "disons chaque mois")]
)
def test_who_does_not_know_and_says_it_all_the_same_has_answered(text: str, citation: str) -> None:
    reading = {"preuves": [heard("rythme_duree", "permanent", citation=citation), heard("qui_decide", "un_seul", citation="Je ne sais pas trop")]}
    result = hear(Ledger(), Message(text, intent="ne_sait_pas", lecture=reading), "rythme_duree", KNOWLEDGE)
    assert (result.kind, [item.modalite for item in result.ledger.evidence]) == (ANSWER, ["permanent"])
    assert "rythme_duree" in result.ledger.repondues


@pytest.mark.parametrize(
    ("text", "citation", "more"),
    [
        ("je ne sais pas", "je ne sais pas", {}),
        ("Je ne sais pas qui décide", "Je ne sais pas qui décide", {}),
        ("je ne sais pas trop qui décide chez nous", "qui décide chez nous", {}),
        ("aucune espèce d'idée", "aucune espèce d'idée", {}),
        ("je ne sais pas trop, mais je dirais la cheffe", "mais je dirais la cheffe", {"intent": "passer"}),
        ("je ne sais pas trop, mais je dirais la cheffe", "mais je dirais la cheffe", {"confiance": 0.4}),
        ("je ne sais pas trop, mais je dirais la cheffe", "mais je dirais la cheffe", {"dimension": "rythme_duree", "modalite": "permanent"}),
    ],
)
def test_who_does_not_know_says_nothing_of_what_is_named_nor_faintly_nor_elsewhere(text: str, citation: str, more: dict[str, str]) -> None:
    intent = more.pop("intent", "ne_sait_pas")
    reading = {"preuves": [{**heard("qui_decide", "un_seul", citation=citation), **more}]}
    result = hear(Ledger(), Message(text, intent=intent, lecture=reading), "qui_decide", KNOWLEDGE)
    assert (result.kind, [item.modalite for item in result.ledger.on("qui_decide")]) == (UNKNOWN, [None])
