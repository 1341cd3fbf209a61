"""The dialogue acts that need no likeness: a result code is « ouvrir_code », what cannot be read is none."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.certain_acts import KNOWN_BY_HEART, OPEN_CODE, CertainActs
from bot.nlu.evidence_extractor import EVIDENCE
from bot.settings import ROOT
from typology.code import encode, encode_path
from typology.evidence import Evidence, Ledger
from typology.hearing import DIGRESSIONS
from typology.loader import load

CODE = encode(Ledger((Evidence("autour_de", "realisation"), Evidence("qui_decide", "un_seul"))), load())
READ: dict[str, Any] = {"name": "bavardage", "confidence": 0.7}
NONE = {"name": "nlu_fallback", "confidence": 1.0}


def intent_of(text: str | None, readable: bool = True, confidence: float = 0.7, guessed: str = READ["name"]) -> Any:
    message = Message({TEXT: text, INTENT: {"name": guessed, "confidence": confidence}, EVIDENCE: {"lisible": readable}})
    assert CertainActs().process([message]) == [message]
    return message.get(INTENT)


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        f"bonjour, voici mon code : {CODE}",
        f"je reprends avec {CODE.lower()} svp",
        CODE.replace("-", " "),
        CODE.replace("-", "‑"),
        f"on compare avec {CODE}.",
        encode_path([[CODE], [CODE]]),
        CODE[:-1] + ("0" if CODE[-1] != "0" else "1"),
    ],
)
def test_a_code_even_mistyped_changes_the_dialogue_act(text: str) -> None:
    assert intent_of(text) == {"name": OPEN_CODE, "confidence": 1.0}


@pytest.mark.parametrize("readable", [True, False])
def test_a_code_is_one_whether_or_not_it_holds_a_word_of_french(readable: bool) -> None:
    assert intent_of(CODE, readable) == {"name": OPEN_CODE, "confidence": 1.0}


@pytest.mark.parametrize(
    "text", ["cerise-violon-42", "mon code : cerise vioolon 42", "CERISEVIOLON42", "atelier", "je veux ouvrir un atelier", "quitter l'atelier"]
)
@pytest.mark.parametrize("readable", [True, False])
def test_a_session_and_its_code_change_the_dialogue_act(text: str, readable: bool) -> None:
    assert intent_of(text, readable) == {"name": "atelier", "confidence": 1.0}


def test_a_workshop_in_a_narrative_is_no_session() -> None:
    guessed = Message({TEXT: "on anime un atelier cuisine avec les familles", INTENT: {"name": "atelier", "confidence": 0.9}, EVIDENCE: {"lisible": True}})
    CertainActs().process([guessed])
    assert guessed.get(INTENT)["name"] == "informer"


@pytest.mark.parametrize(("text", "readable"), [("sdfg hjkl", False), ("?", True), ("…", True), ("0472 34 56 78", True), ("x", True), ("", True), (None, True)])
def test_what_holds_no_word_is_no_act_at_all(text: str | None, readable: bool) -> None:
    assert intent_of(text, readable) == NONE


@pytest.mark.parametrize(("text", "readable"), [("jsp", False), ("?", True)])
def test_what_is_known_by_heart_keeps_its_act(text: str, readable: bool) -> None:
    assert intent_of(text, readable, KNOWN_BY_HEART) == {**READ, "confidence": KNOWN_BY_HEART}


@pytest.mark.parametrize("text", ["bonjour", "Zut alors, on se voit le 12-05-2024", "je n'ai pas le code", f"/repondre{{{CODE}}}", "/x"])
def test_for_other_words_or_a_button_the_dialogue_act_stays(text: str) -> None:
    assert intent_of(text) == READ


def test_each_message_is_judged_by_itself() -> None:
    messages = [Message({TEXT: text, INTENT: dict(READ)}) for text in (CODE, "bonjour", CODE)]
    CertainActs().process(messages)
    assert [message.get(INTENT)["name"] for message in messages] == [OPEN_CODE, READ["name"], OPEN_CODE]


def test_a_code_is_no_answer_to_the_question_that_stands() -> None:
    assert OPEN_CODE in DIGRESSIONS


def test_it_comes_after_every_classifier_and_extractor_of_the_pipeline() -> None:
    pipeline = [item["name"] for item in yaml.safe_load((ROOT / "bot" / "config.yml").read_text(encoding="utf-8"))["pipeline"]]
    ours = next(rank for rank, name in enumerate(pipeline) if name.endswith("CertainActs"))
    assert [name for name in pipeline[ours + 1 :] if "Classifier" in name or "Extractor" in name] == []


@pytest.mark.parametrize("text", ["En partie", "oui, en partie seulement", "pas tout à fait.", "Oui et non"])
def test_half_a_yes_is_an_answer_whatever_it_looks_like(text: str) -> None:
    message = Message({TEXT: text, INTENT: {"name": "au_revoir", "confidence": 0.8}, EVIDENCE: {"lisible": True}})
    assert CertainActs().process([message])[0].get(INTENT)["name"] == "informer"


def test_a_second_network_at_the_same_time_is_another_period() -> None:
    told = Message({TEXT: "Il y a aussi un autre groupe en parallèle, avec les mêmes gens.", INTENT: {"name": "informer", "confidence": 0.9}})
    assert CertainActs().process([told])[0].get(INTENT)["name"] == "autre_periode"
    for text in ("On se voit en même temps que les autres.", "Ça dépend des autres projets que chacun mène en parallèle."):
        narrative = Message({TEXT: text, INTENT: {"name": "informer", "confidence": 0.9}})
        assert CertainActs().process([narrative])[0].get(INTENT)["name"] == "informer"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("c'est quoi le soutien", True),
        ("mais au fait c'est quoi la synergie", True),
        ("et le centre de la réflexion, alors, qu'est-ce que c'est", True),
        ("On cherche à comprendre, c'est quoi le soutien ?", True),
        ("On cherche à comprendre c'est quoi le soutien à la parentalité", False),
        ("Notre réseau cherche à comprendre c'est quoi le soutien à la parentalité", False),
        ("Le centre PMS et nous, on travaille à une définition commune de la maltraitance", False),
        ("On se demande entre services ce que l'aide veut dire, quelle définition chacun en a", False),
    ],
)
def test_what_a_network_looks_into_is_no_question_to_the_bot(text: str, asks: bool) -> None:
    assert (intent_of(text, confidence=0.9, guessed="informer")["name"] == "definir") is asks


def test_letters_without_a_vowel_are_no_foreign_language() -> None:
    hand = Message({TEXT: "hgfd trez", INTENT: {"name": "autre_langue", "confidence": 0.95}, EVIDENCE: {"lisible": True}})
    assert CertainActs().process([hand])[0].get(INTENT)["name"] == "nlu_fallback"
    english = Message({TEXT: "I only speak English", INTENT: {"name": "autre_langue", "confidence": 0.95}, EVIDENCE: {"lisible": False}})
    assert CertainActs().process([english])[0].get(INTENT)["name"] == "autre_langue"


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("c'est quoi ce truc ?", "robot"),
        ("Euh, c koi ce machin", "robot"),
        ("Bonjour, c'est quoi votre outil au juste ?", "robot"),
        ("c'est quoi, ce truc ?", "robot"),
        ("c'est quoi exactement cet outil ?", "robot"),
        ("c est quoi ce truc", "robot"),
        ("c'est quoi ce truc que vous gardez de moi ?", "informer"),
        ("C'est quoi l'outil", "informer"),
    ],
)
def test_what_this_is_is_asked_of_the_bot(text: str, act: str) -> None:
    assert intent_of(text, confidence=0.9, guessed="informer")["name"] == act


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Merci, je voudrais reprendre maintenant.", "reprendre"),
        ("Me revoilà, on peut continuer ?", "reprendre"),
        ("Merci. J'ai pu parler à quelqu'un, je voudrais reprendre maintenant.", "reprendre"),
        ("ça va mieux et alors, on peut reprendre", "reprendre"),
        ("c'est bon je suis là", "reprendre"),
        ("Me revoilà !", "reprendre"),
        ("ok, désolée, on est de retour", "reprendre"),
        ("je suis là depuis dix ans", "faire_pause"),
        ("Si tout va bien, on peut continuer.", "faire_pause"),
        ("Bonjour, est-ce qu'on peut reprendre ?", "reprendre"),
        ("Je voudrais reprendre demain.", "faire_pause"),
        ("Si l'an prochain on peut continuer.", "faire_pause"),
        ("Le but, c'est de savoir si on peut continuer.", "faire_pause"),
    ],
)
def test_to_resume_is_not_to_pause(text: str, act: str) -> None:
    assert intent_of(text, confidence=0.9, guessed="faire_pause")["name"] == act
