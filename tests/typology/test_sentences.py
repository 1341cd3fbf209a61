"""The bot's sentences: all of them found, none against the rules of the house, and each rule seen to work on a wrong sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from actions.ask_question import buttons, wording
from actions.constants import DO_NOT_KNOW
from actions.state import State
from typology.evidence import Evidence, Ledger
from typology.loader import load
from typology.model import OPENING_QUESTIONS, Knowledge, Typicality
from typology.report import report
from typology.sentences import Kind, as_said, message_kind, sentences
from typology.style import MOST_ON_A_BUTTON, MOST_WORDS, problems, word_count

KNOWLEDGE = load()
SENTENCES = list(sentences(KNOWLEDGE))
QUESTIONS = (*OPENING_QUESTIONS, *KNOWLEDGE.dimension_ids)
# What Slack takes in one message.
MOST_IN_A_PAYLOAD, MOST_IN_A_SECTION, MOST_BUTTONS = 2000, 3000, 25
# What Teams takes in one message, all cards together, in bytes.
MOST_IN_TEAMS = 28_000


def with_message(*variants: str, key: str = "merci") -> Knowledge:
    return KNOWLEDGE.copy(update={"messages": {**KNOWLEDGE.messages, key: variants}})


def told(knowledge: Knowledge, where: str = "messages.yml, merci.1") -> list[str]:
    return [line for line in problems(knowledge) if line.startswith(f"{where} : ")]


def test_every_sentence_keeps_the_rules() -> None:
    assert list(problems(KNOWLEDGE)) == []


def test_the_sentences_of_every_file_are_there() -> None:
    texts = {sentence.text for sentence in SENTENCES}
    assert {text for variants in KNOWLEDGE.messages.values() for text in variants} <= texts
    assert {m.label for d in KNOWLEDGE.dimensions for m in d.modalites} <= texts
    assert {pitfall.premier_pas for item in KNOWLEDGE.types for pitfall in item.ecueils} <= texts
    for one in (KNOWLEDGE.ouvertures[0].reformulation, KNOWLEDGE.centres[0].phrase, KNOWLEDGE.confusions[0].question, KNOWLEDGE.verdicts[0].conseil):
        assert one in texts
    assert KNOWLEDGE.glossaire[0].simple in texts


def test_a_place_names_one_text() -> None:
    places = [sentence.where for sentence in SENTENCES]
    assert len(places) == len(set(places))


def test_what_is_assembled_holds_nothing_left_to_fill() -> None:
    assembled = [sentence for sentence in SENTENCES if sentence.kind is Kind.assemblage]
    assert len(assembled) > len(KNOWLEDGE.glossaire)
    assert not any("{" in sentence.text for sentence in assembled)


@pytest.mark.parametrize(
    ("key", "kind"),
    [("bouton_pourquoi", Kind.bouton), ("ecueils_titre", Kind.titre), ("confiance_forte", Kind.morceau), ("merci", Kind.bulle)],
)
def test_a_message_is_judged_by_what_it_is_for(key: str, kind: Kind) -> None:
    assert message_kind(key) is kind


@pytest.mark.parametrize(
    "text",
    [
        "Merci : c'est noté !",
        "Vous dites « Et toi, tu viens ? » ; entendu.",
        "On baisse le ton.",
        "Y a-t-il autre chose ?",
        "Voyez https://exemple.be/a?b=c:d,e ou http://exemple.be.",
        "**Merci** à {nom}.",
        "Voici la suite :",
    ],
)
def test_a_right_sentence_is_left_in_peace(text: str) -> None:
    assert told(with_message(text)) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Merci!", "espace manque"),
        ("Merci: voilà.", "espace manque"),
        ("Merci  beaucoup.", "deux espaces"),
        ("Merci , vraiment.", "avant une virgule"),
        ("Merci,vraiment.", "après une virgule"),
        ("Merci .", "avant une virgule ou un point"),
        ("Merci beaucoup...", "trois points"),
        ('Un « vrai » "merci".', "guillemets droits"),
        ("Merci d' être là.", "apostrophe droite"),
        ("Merci d'« être là.", "guillemet"),
        ("**Merci.", "ouverte sans être fermée"),
        ("merci bien.", "majuscule"),
        ("Merci bien", "à la fin"),
        ("Merci à toi.", "« toi » tutoie"),
        ("Je t'écoute.", "tutoie"),
        ("Ton réseau avance.", "tutoie"),
        (" ", "vide"),
        ("Mot " * (MOST_WORDS + 1) + "fin.", f"{MOST_WORDS} au plus"),
    ],
)
def test_a_wrong_sentence_is_told_with_its_place(text: str, word: str) -> None:
    assert any(word in line for line in told(with_message(text)))


def test_a_long_button_is_told_and_a_heading_takes_no_full_stop() -> None:
    assert told(with_message("B" * MOST_ON_A_BUTTON, key="bouton_oui"), "messages.yml, bouton_oui.1") == []
    assert "76 caractères" in told(with_message("B" * (MOST_ON_A_BUTTON + 1), key="bouton_oui"), "messages.yml, bouton_oui.1")[0]
    assert "ne finit pas" in told(with_message("Les écueils.", key="ecueils_titre"), "messages.yml, ecueils_titre.1")[0]


@pytest.mark.parametrize("copy", ["Avec plaisir.", "avec  PLAISIR."])
def test_the_same_words_twice_are_told(copy: str) -> None:
    assert any(line == "messages.yml, merci.2 : même texte que messages.yml, merci.1" for line in problems(with_message("Avec plaisir.", copy)))


def test_a_question_reworded_in_the_same_words_is_told() -> None:
    first, *others = KNOWLEDGE.ouvertures
    same = first.copy(update={"reformulation": first.question})
    assert told(KNOWLEDGE.copy(update={"ouvertures": (same, *others)}), "ouvertures.yml, recit, reformulation")


def test_an_example_without_guillemets_and_a_question_without_its_mark_are_told() -> None:
    first, *others = KNOWLEDGE.ouvertures
    wrong = KNOWLEDGE.copy(update={"ouvertures": (first.copy(update={"exemples": ("on se voit",), "question": "Racontez-moi."}), *others)})
    assert "guillemets" in told(wrong, "ouvertures.yml, recit, exemples.1")[0]
    assert "interrogation" in told(wrong, "ouvertures.yml, recit, question")[0]


@pytest.mark.parametrize(("text", "words"), [("l'aide d'une personne", 3), ("Mettez-vous là : oui !", 3), ("", 0), ("« quart-monde »", 1)])
def test_words_are_counted_as_one_reads_them(text: str, words: int) -> None:
    assert word_count(text) == words


def asked() -> Iterator[tuple[str, State, int]]:
    """Each question as it can be put: the first time, again, and when it settles a confusion."""
    for question in QUESTIONS:
        for again in range(3):
            yield question, State(question=question, posee=again), again
        for confusion in KNOWLEDGE.confusions:
            if confusion.dimension == question:
                yield question, State(question=question, confusion=confusion.id), 0


@pytest.mark.parametrize(("question", "state", "again"), asked(), ids=lambda value: str(getattr(value, "confusion", value)))
def test_a_question_fits_into_slack_and_teams_and_can_always_be_left_unanswered(question: str, state: State, again: int) -> None:
    shown = buttons(question, state, again, KNOWLEDGE)
    text = wording(KNOWLEDGE.question(question), state, again, KNOWLEDGE)
    assert 0 < len(shown) <= MOST_BUTTONS
    assert all(0 < len(button["title"]) <= MOST_ON_A_BUTTON and len(button["payload"]) <= MOST_IN_A_PAYLOAD for button in shown)
    assert len({button["title"] for button in shown}) == len({button["payload"] for button in shown}) == len(shown)
    assert word_count(text) <= MOST_WORDS
    # Nobody is in a network without being able to tell a word of it: the first question is put once without that way out.
    assert any(button["payload"] == DO_NOT_KNOW for button in shown) or (question, again) == ("recit", 0)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_can_be_explained_exemplified_and_reworded(question: str) -> None:
    item = KNOWLEDGE.question(question)
    assert item.pourquoi.strip() and len(item.exemples) >= 2 and item.reformulation.strip() != item.question.strip()


@pytest.mark.parametrize("type_id", KNOWLEDGE.type_ids)
@pytest.mark.parametrize("pitfall", range(4))
def test_the_longest_result_fits_into_slack_and_teams(type_id: str, pitfall: int) -> None:
    kind = KNOWLEDGE.type(type_id)
    words = "des mots que l'on cite en entier, " * 5
    clues = {clue.split(".")[0]: clue.split(".")[1] for clue in kind.ecueils[pitfall].indices}
    typical = {d: next(m for m, word in row.items() if word is Typicality.tres_typique) for d, row in kind.typicite.items()}
    heard = [Evidence(d, m, f"{d} {words}", f"m{i}") for i, (d, m) in enumerate({**typical, **clues}.items())]
    result = report(Ledger(tuple(heard)), KNOWLEDGE)
    assert all(len(text) <= MOST_IN_A_SECTION for text in result.bulles)
    assert len(json.dumps([result.bulles, result.resultat], ensure_ascii=False).encode()) <= MOST_IN_TEAMS


def test_the_longest_sentences_are_shown_as_they_are_checked() -> None:
    longest = max((sentence for sentence in SENTENCES if sentence.kind is Kind.assemblage), key=lambda sentence: word_count(sentence.text))
    assert MOST_WORDS / 2 < word_count(as_said(longest)) <= MOST_WORDS
