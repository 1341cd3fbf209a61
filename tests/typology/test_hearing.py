"""From a message to the ledger."""

from typology.evidence import Ledger
from typology.hearing import ANSWER, CLOSE, DIGRESSION, NOT_UNDERSTOOD, UNKNOWN, Message, hear, skip
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
