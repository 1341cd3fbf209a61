"""What someone puts right: what is put again, what is kept, and what stays as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from typology.corrections import about, act_of, to_answer_again, with_room, withdrawn
from typology.evidence import DENIED, FORMERLY, NOW, SAID, Evidence, Goal, Ledger
from typology.hearing import ANSWER, CHANGE, CHOSEN, CORRECTED, NOT_UNDERSTOOD, Hearing, Message, hear
from typology.loader import load

KNOWLEDGE = load()
RHYTHM, DECIDES = "rythme_duree", "qui_decide"
CLICKED = Evidence(RHYTHM, "projet", confiance=CHOSEN)
# The rhythm was clicked on; who decides is asked now.
STANDING = Ledger((CLICKED,), posees=("recit", RHYTHM, DECIDES), repondues=frozenset(("recit", RHYTHM)))


def read(dimension: str, modality: str, confidence: float = 0.8) -> dict[str, object]:
    return {"dimension": dimension, "modalite": modality, "confiance": confidence, "repartition": [], "citation": "…"}


def on(result: Hearing, dimension: str) -> list[tuple[str | None, float]]:
    return [(item.modalite, item.confiance) for item in result.ledger.on(dimension)]


@pytest.mark.parametrize("intent", ["informer", "affirmer", "nier", "corriger"])
@pytest.mark.parametrize("text", ["je me suis trompée pour le rythme", "Attendez, je me suis trompé pour le rythme.", "mauvais bouton pour le rythme"])
@pytest.mark.parametrize("reading", [{}, {"preuves": [read(RHYTHM, "campagne", 0.3)]}, {"reponses": {DECIDES: [["un_seul", 0.6]]}}])
def test_a_question_that_is_only_named_is_put_again_whatever_the_classifier_says(text: str, intent: str, reading: dict[str, object]) -> None:
    result = hear(STANDING, Message(text, intent=intent, lecture=reading), DECIDES, KNOWLEDGE)
    assert result == Hearing(Ledger(posees=STANDING.posees, repondues=frozenset(["recit"])), CHANGE, question=RHYTHM)


def test_what_is_read_into_a_bare_naming_is_a_guess_even_a_clear_one() -> None:
    message = Message("je me suis trompée pour le rythme", intent="corriger", lecture={"preuves": [read(RHYTHM, "campagne")]})
    assert hear(STANDING, message, DECIDES, KNOWLEDGE) == Hearing(withdrawn(STANDING, RHYTHM), CHANGE, question=RHYTHM)


@pytest.mark.parametrize("text", ["Oups, mauvais bouton !", "j'ai mal cliqué", "je me suis trompée", "en fait je me suis trompé"])
def test_without_a_name_it_is_the_last_question_answered_not_the_last_one_asked(text: str) -> None:
    result = hear(STANDING, Message(text), DECIDES, KNOWLEDGE)
    assert (result.kind, result.question) == (CHANGE, RHYTHM)
    assert on(result, RHYTHM) == []
    assert result.ledger.repondues == {"recit"}


def test_the_last_answer_is_the_last_in_the_order_of_the_questions_asked() -> None:
    ledger = Ledger(posees=("recit", DECIDES, RHYTHM, "formalisation"), repondues=frozenset(("recit", RHYTHM, DECIDES)))
    assert to_answer_again("mauvais bouton", False, ledger, KNOWLEDGE) == RHYTHM


def test_where_nothing_was_answered_there_is_nothing_to_put_again() -> None:
    assert to_answer_again("mauvais bouton", False, Ledger(posees=("recit",)), KNOWLEDGE) is None
    assert hear(Ledger(posees=("recit",)), Message("mauvais bouton"), "recit", KNOWLEDGE).kind == NOT_UNDERSTOOD


def test_a_correction_that_tells_leads_nowhere_unless_its_words_only_name() -> None:
    assert to_answer_again("en fait, le rythme est mensuel", True, STANDING, KNOWLEDGE) is None
    assert to_answer_again("je me suis trompé pour le rythme", True, STANDING, KNOWLEDGE) == RHYTHM


@pytest.mark.parametrize("text", ["pour le rythme, ça me revient : une fois par mois", "Je corrige pour le rythme : une fois par mois"])
@pytest.mark.parametrize("reading", [{"preuves": [read(RHYTHM, "permanent", 0.7)]}, {"reponses": {RHYTHM: [["permanent", 0.7]]}}], ids=["clause", "answer"])
def test_what_is_said_of_a_named_subject_is_kept_and_replaces_what_was_there(text: str, reading: dict[str, object]) -> None:
    result = hear(STANDING, Message(text, intent="corriger", lecture=reading), DECIDES, KNOWLEDGE)
    assert (result.kind, on(result, RHYTHM), on(result, DECIDES)) == (CORRECTED, [("permanent", 0.7)], [])
    assert result.ledger.repondues == STANDING.repondues


@pytest.mark.parametrize(
    "reading", [{"preuves": [read(RHYTHM, "permanent")]}, {"preuves": [read(RHYTHM, "campagne", 0.2)], "reponses": {RHYTHM: [["permanent", 0.8]]}}]
)
def test_what_comes_back_takes_the_place_of_not_knowing(reading: dict[str, object]) -> None:
    ledger = Ledger((Evidence(RHYTHM, None),), posees=STANDING.posees, repondues=STANDING.repondues)
    message = Message("ah si, pour le rythme, ça me revient : une fois par mois", lecture=reading)
    result = hear(ledger, message, DECIDES, KNOWLEDGE)
    assert (result.kind, on(result, RHYTHM)) == (CORRECTED, [("permanent", 0.8)])


def test_a_correction_does_not_answer_the_question_that_stands() -> None:
    reading = {"preuves": [read(RHYTHM, "permanent")], "reponses": {DECIDES: [["un_seul", 0.9]]}}
    result = hear(STANDING, Message("en fait on se voit depuis quinze ans", lecture=reading), DECIDES, KNOWLEDGE)
    assert (result.kind, on(result, RHYTHM), on(result, DECIDES)) == (CORRECTED, [("permanent", 0.8)], [])
    assert DECIDES not in result.ledger.repondues
    plain = hear(STANDING, Message("on se voit depuis quinze ans", lecture=reading), DECIDES, KNOWLEDGE)
    assert (plain.kind, on(plain, DECIDES)) == (ANSWER, [("un_seul", 0.9)])


def test_a_correction_that_is_clear_on_the_question_that_stands_answers_it_too() -> None:
    reading = {"preuves": [read(RHYTHM, "permanent"), read(DECIDES, "un_seul")]}
    result = hear(STANDING, Message("en fait c'est sans fin, et elle tranche seule", lecture=reading), DECIDES, KNOWLEDGE)
    assert (on(result, RHYTHM), on(result, DECIDES)) == ([("permanent", 0.8)], [("un_seul", 0.8)])
    assert DECIDES in result.ledger.repondues


@pytest.mark.parametrize("intent", ["informer", "affirmer", "corriger"])
@pytest.mark.parametrize("text", ["En fait, une seule personne tranche", "Finalement, elle seule", "au final c'est elle"])
def test_a_turn_of_phrase_before_a_plain_answer_corrects_nothing(text: str, intent: str) -> None:
    result = hear(STANDING, Message(text, intent=intent, lecture={"reponses": {DECIDES: [["un_seul", 0.7]]}}), DECIDES, KNOWLEDGE)
    assert (result.kind, on(result, DECIDES), on(result, RHYTHM)) == (ANSWER, [("un_seul", 0.7)], [("projet", CHOSEN)])


def test_an_opening_answer_that_begins_with_a_turn_of_phrase_is_that_answer() -> None:
    ledger = Ledger(posees=("recit", "pourquoi"), repondues=frozenset(["recit"]))
    result = hear(ledger, Message("En fait, on ne voulait plus rester seuls devant cela."), "pourquoi", KNOWLEDGE)
    assert (result.kind, result.ledger.repondues) == (ANSWER, frozenset(("recit", "pourquoi")))


def test_a_first_narrative_with_a_turn_of_phrase_is_no_correction() -> None:
    reading = {"preuves": [read(RHYTHM, "permanent"), read(DECIDES, "chacun_souverain")]}
    result = hear(Ledger(posees=("recit",)), Message("En fait, on se voit chaque mois et chacun fait à sa guise.", lecture=reading), "recit", KNOWLEDGE)
    assert (result.kind, {item.dimension for item in result.ledger.evidence}) == (ANSWER, {RHYTHM, DECIDES})


def test_a_reason_given_later_lifts_that_nobody_knows_why() -> None:
    ledger = Ledger(posees=("recit", "pourquoi", DECIDES), repondues=frozenset(("recit", "pourquoi")), sans_pourquoi=True)
    why = {"preuves": [read("resultat_attendu", "produit_livre")]}
    for intent in ("informer", "corriger"):
        assert not hear(ledger, Message("en fait, c'est pour livrer un guide", intent=intent, lecture=why), DECIDES, KNOWLEDGE).ledger.sans_pourquoi


@pytest.mark.parametrize("evidence", [[], [read(RHYTHM, "permanent")], [read("autour_de", "realisation", 0.2)]])
def test_what_gives_no_reason_leaves_it_that_nobody_knows_why(evidence: list[dict[str, object]]) -> None:
    ledger = Ledger(posees=("recit", "pourquoi", DECIDES), repondues=frozenset(("recit", "pourquoi")), sans_pourquoi=True)
    assert hear(ledger, Message("une fois par mois", lecture={"preuves": evidence}), DECIDES, KNOWLEDGE).ledger.sans_pourquoi


@pytest.mark.parametrize(
    ("intent", "text", "clear", "answers", "act"),
    [
        ("informer", "mauvais bouton", False, False, "corriger"),
        ("nier", "non, je me suis trompé", False, True, "corriger"),
        ("informer", "en fait, chaque mois", True, False, "corriger"),
        ("informer", "en fait, chaque mois", False, False, "informer"),
        ("corriger", "en fait, chaque mois", False, True, "informer"),
        ("corriger", "en fait, chaque mois", False, False, "corriger"),
        ("corriger", "chaque mois", False, True, "corriger"),
        ("ne_sait_pas", "mauvais bouton", True, True, "ne_sait_pas"),
        ("effacer", "je me suis trompé, effacez tout", False, False, "effacer"),
    ],
)
def test_the_words_may_make_a_correction_of_a_message(intent: str, text: str, clear: bool, answers: bool, act: str) -> None:
    assert act_of(intent, text, clear, answers) == act


def test_an_opening_question_is_withdrawn_with_what_it_is_about() -> None:
    ledger = Ledger(
        (Evidence("autour_de", "realisation"), Evidence("resultat_attendu", "produit_livre"), CLICKED),
        posees=("recit", RHYTHM),
        repondues=frozenset(("recit", "pourquoi", RHYTHM)),
    )
    assert withdrawn(ledger, "pourquoi") == Ledger((CLICKED,), posees=("recit", RHYTHM, "pourquoi"), repondues=frozenset(("recit", RHYTHM)))


def test_what_was_misheard_without_a_word_of_what_is_right_is_the_surest_of_the_last_message() -> None:
    heard = (
        Evidence(DECIDES, "un_seul", message="1", confiance=0.99),
        Evidence(RHYTHM, "permanent", message="2", confiance=0.6),
        Evidence("autour_de", "realisation", message="2", confiance=0.9),
    )
    told = Message("vous m'avez mal comprise, les gens, on en parle", id="3", lecture={"preuves": [read("place_beneficiaires", "objet")]})
    result = hear(Ledger(heard, posees=("recit",), repondues=frozenset(["recit"])), told, "pourquoi", KNOWLEDGE)
    assert result.kind == CORRECTED
    assert on(result, "autour_de") == [] and on(result, "place_beneficiaires") and on(result, RHYTHM) and on(result, DECIDES)


WRITTEN = "formalisation"


def of(ledger: Ledger, dimension: str) -> list[tuple[str | None, str, str]]:
    return [(item.modalite, item.polarite, item.temps) for item in ledger.on(dimension)]


def written(modality: str, **more: str) -> dict[str, object]:
    return {**read(WRITTEN, modality), **more}


@pytest.mark.parametrize(
    ("text", "said", "left"),
    [
        ("En fait, au début on signait des conventions, puis on a arrêté.", written("convention_moyens", temps=FORMERLY), [("aucune", SAID, NOW)]),
        ("En fait, on n'a pas signé de convention", written("convention_moyens", polarite=DENIED), [("aucune", SAID, NOW)]),
        ("En fait, il y a bien quelque chose d'écrit", written("aucune", polarite=DENIED), []),
        ("En fait, on a signé une convention", written("convention_moyens"), []),
    ],
)
def test_what_was_or_is_denied_leaves_what_is_now(text: str, said: dict[str, object], left: list[tuple[str, str, str]]) -> None:
    clicked = Evidence(WRITTEN, "aucune", confiance=CHOSEN)
    ledger = Ledger((clicked,), posees=("recit", WRITTEN, DECIDES), repondues=frozenset(("recit", WRITTEN)))
    result = hear(ledger, Message(text, intent="corriger", lecture={"preuves": [said]}), DECIDES, KNOWLEDGE)
    heard = (said["modalite"], said.get("polarite", SAID), said.get("temps", NOW))
    assert of(result.ledger, WRITTEN) == [*left, heard]
    assert result.kind == (ANSWER if left else CORRECTED)
    assert WRITTEN in result.ledger.repondues


def test_what_was_replaces_what_was_said_of_the_past_and_of_nothing_else() -> None:
    now, before, never = (
        Evidence(WRITTEN, "charte_legere", "une charte"),
        Evidence(WRITTEN, "convention_moyens", "une convention", temps=FORMERLY),
        Evidence(WRITTEN, "theme_calendrier", polarite=DENIED),
    )
    past = Evidence(WRITTEN, "aucune", temps=FORMERLY)
    assert with_room(Ledger((now, before, never)), [past]).evidence == (now, never)
    assert with_room(Ledger((now, before, never)), [replace(past, dimension=DECIDES, modalite="un_seul")]).evidence == (now, before, never)
    assert with_room(Ledger((now, before, never)), [replace(past, temps=NOW)]).evidence == ()


def test_only_what_was_does_not_answer_the_question_of_now() -> None:
    message = Message("En fait, avant on signait des conventions", intent="corriger", lecture={"preuves": [written("convention_moyens", temps=FORMERLY)]})
    assert WRITTEN not in hear(STANDING, message, DECIDES, KNOWLEDGE).ledger.repondues


def test_a_subject_that_is_only_mentioned_is_not_what_the_correction_is_about() -> None:
    place = Evidence("place_beneficiaires", "absents", confiance=CHOSEN)
    reading = {"preuves": [read(RHYTHM, "permanent")], "reponses": {"place_beneficiaires": [["objet", 0.6]]}}
    result = hear(STANDING.add(place), Message("En fait, on voit les jeunes tous les lundis", intent="corriger", lecture=reading), DECIDES, KNOWLEDGE)
    assert (on(result, RHYTHM), on(result, "place_beneficiaires")) == ([("permanent", 0.8)], [("absents", CHOSEN)])


def test_of_what_is_named_what_is_clear_goes_before_what_comes_first() -> None:
    place, decided = Evidence("place_beneficiaires", "absents", confiance=CHOSEN), Evidence(DECIDES, "un_seul", confiance=CHOSEN)
    ledger = Ledger((place, decided), posees=("recit", DECIDES, RHYTHM), repondues=frozenset(("recit", DECIDES)))
    reading = {"preuves": [read(DECIDES, "la_personne")], "reponses": {"place_beneficiaires": [["acteurs_collectifs", 0.6]]}}
    for text in ("En fait, les familles décident", "Je me suis trompée : les familles décident"):
        result = hear(ledger, Message(text, intent="corriger", lecture=reading), RHYTHM, KNOWLEDGE)
        assert (result.kind, on(result, DECIDES), on(result, "place_beneficiaires")) == (CORRECTED, [("la_personne", 0.8)], [("absents", CHOSEN)])
    assert to_answer_again("je me suis trompée sur les familles qui décident", True, ledger, KNOWLEDGE, {DECIDES}) == DECIDES


@pytest.mark.parametrize(
    ("text", "clear", "subject"),
    [
        ("en fait, le rythme est mensuel", (), RHYTHM),
        ("en fait, on voit les jeunes tous les lundis", (), "place_beneficiaires"),
        ("en fait, on voit les jeunes tous les lundis", (RHYTHM,), None),
        ("pour le rythme, ça me revient : une fois par mois avec les familles", ("place_beneficiaires",), RHYTHM),
        ("je corrige : le rythme est régulier", (DECIDES,), RHYTHM),
        ("je corrige : les familles décident", (DECIDES,), DECIDES),
        ("en fait ce sont les familles qui décident", (), DECIDES),
        ("en fait c'est les jeunes qui pilotent", (), DECIDES),
        ("en fait, on a arrêté", (RHYTHM,), None),
    ],
)
def test_a_correction_is_about_what_it_announces_then_what_is_clear_then_what_it_mentions(text: str, clear: tuple[str, ...], subject: str | None) -> None:
    assert about(text, clear, KNOWLEDGE) == subject


def test_who_decides_is_put_again_and_not_the_place_of_those_who_do() -> None:
    assert to_answer_again("je me suis trompée, ce sont les familles qui décident", False, STANDING, KNOWLEDGE) == DECIDES


def test_a_narrative_that_is_withdrawn_takes_with_it_what_its_message_brought() -> None:
    told = (Evidence("autour_de", "realisation", "un calendrier", "m1"), Evidence(RHYTHM, "projet_etapes", "pour la rentrée", "m1", 0.3))
    later = Evidence("place_beneficiaires", "absents", "sans elles", "m3")
    ledger = Ledger(
        (*told, CLICKED, later),
        posees=("recit", "pourquoi", "autour_de"),
        repondues=frozenset(("recit", "pourquoi", "autour_de")),
        objectif=Goal("pour les enfants", "m1"),
    )
    result = hear(ledger, Message("Zut, je me suis trompée dans mon récit.", intent="corriger"), "qui", KNOWLEDGE)
    assert (result.kind, result.question) == (CHANGE, "recit")
    # « Comme je disais » had answered what it turns around.
    assert result.ledger == Ledger((CLICKED, later), posees=ledger.posees, repondues=frozenset(["pourquoi"]))
    assert withdrawn(replace(ledger, objectif=Goal("pour elles", "m2")), "recit").objectif == Goal("pour elles", "m2")


@pytest.mark.parametrize("message", ["", "m1"])
def test_a_click_is_no_narrative(message: str) -> None:
    clicked = replace(CLICKED, message=message)
    ledger = Ledger((clicked,), posees=("recit", RHYTHM), repondues=frozenset(("recit", RHYTHM)))
    assert withdrawn(ledger, "recit") == replace(ledger, repondues=frozenset([RHYTHM]))


def test_a_why_that_is_withdrawn_leaves_room_for_another_goal() -> None:
    ledger = hear(
        Ledger(posees=("pourquoi",)), Message("Pour aider les jeunes du quartier.", "m1", lecture={"objectif": "pour aider les jeunes"}), "pourquoi", KNOWLEDGE
    ).ledger
    result = hear(replace(ledger, sans_pourquoi=True), Message("J'ai mal répondu au pourquoi."), "qui", KNOWLEDGE)
    assert (result.kind, result.question, result.ledger.objectif, result.ledger.sans_pourquoi) == (CHANGE, "pourquoi", None, False)
    again = hear(result.ledger, Message("Pour soutenir les parents d'ici.", "m2", lecture={"objectif": "pour soutenir les parents"}), "pourquoi", KNOWLEDGE)
    assert again.ledger.objectif == Goal("pour soutenir les parents", "m2")
