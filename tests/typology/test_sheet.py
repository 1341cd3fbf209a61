"""The page to keep: whole, credited rightly, and with no word that did not come with the request."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typology.blocks import Heading, Items, Line, Link, Paragraph, Picture, Sheet
from typology.diagnosis import diagnose
from typology.evidence import FORMERLY, Evidence, Goal, Ledger
from typology.explanation import explain
from typology.loader import load
from typology.messages import say
from typology.report import provenance
from typology.sheet import Words, as_text, reopening, sheet, words_from_dict
from typology.sheet_text import WIDTH
from typology.typography import french
from typology.words import LONGEST_WORDS, MOST_REASONS, fitting

KNOWLEDGE = load()
STUDY = Ledger(
    (
        Evidence("autour_de", "question_fixee", "le secret de Madame Dupont"),
        Evidence("place_beneficiaires", "objet"),
        Evidence("rythme_duree", "cycle_borne"),
        Evidence("formalisation", "convention_moyens"),
    ),
    objectif=Goal("pour les familles"),
)
MAKING = Ledger((Evidence("autour_de", "realisation"), Evidence("qui_decide", "codecision"), Evidence("resultat_attendu", "produit_livre")))
SHARED = Ledger((Evidence("autour_de", "echange_durable", confiance=0.5),))
QUOTED = Words(raisons=(("autour_de", "question_fixee", "pourquoi tant de places restent vides"),), phrase="Pour y voir clair", avis="non", vos_mots="un club")


def texts(made: Sheet) -> list[str]:
    """Every text of a sheet, one for each thing to read."""
    found = [made.title]
    for block in made.blocks:
        if isinstance(block, Items):
            found += [part for item in block.items for part in (item.text, item.source, item.url) if part]
        elif isinstance(block, Paragraph):
            found += [part for part in (block.text, block.source) if part]
        elif isinstance(block, Link):
            found.append(block.address)
        elif not isinstance(block, Line):
            found.append(block.text)
    return found


def flat(text: str) -> str:
    return "".join(text.split()).lower()


def after(made: Sheet, heading: str) -> list[str]:
    """The texts between a heading and the next of its level or above."""
    blocks = list(made.blocks)
    start = next(place for place, block in enumerate(blocks) if isinstance(block, Heading) and block.text == heading)
    level = blocks[start].level  # type: ignore[union-attr]
    end = next((n for n, block in enumerate(blocks[start + 1 :], start + 1) if isinstance(block, Heading) and block.level <= level), len(blocks))
    return texts(Sheet("", tuple(blocks[start + 1 : end])))[1:]


def test_it_names_the_type_the_centre_and_all_that_threatens() -> None:
    made = sheet([[STUDY]], KNOWLEDGE)
    kind = KNOWLEDGE.type("coordination")
    assert made.title == "Réseau de coordination"
    said = texts(made)
    for pitfall in kind.ecueils:
        assert {french(pitfall.titre), french(pitfall.ce_qui_se_passe)} <= set(said)
    for passage in kind.passages:
        assert french(passage.quand) in said
    assert {french(question.texte) for question in kind.questions} <= set(said)
    assert sum(isinstance(block, Picture) for block in made.blocks) == 1
    assert sum(isinstance(block, Line) for block in made.blocks) == 1
    assert say("page_appui") in said and say("page_auteurs") in said
    assert after(made, say("page_contrefactuel_titre")) and after(made, say("page_objectif_titre"))


def test_pitfalls_whose_clue_was_heard_come_first_and_say_so() -> None:
    made = sheet([[STUDY]], KNOWLEDGE)
    pitfalls = explain(STUDY, diagnose(STUDY, KNOWLEDGE), KNOWLEDGE).ecueils
    for pitfall, was_heard in pitfalls:
        assert (say("page_ecueil_entendu") in after(made, french(pitfall.titre))) == was_heard
    titles = [block.text for block in made.blocks if isinstance(block, Heading)]
    places = [titles.index(french(pitfall.titre)) for pitfall, _ in pitfalls]
    assert places == sorted(places)


def test_the_words_of_the_ledger_are_never_shown() -> None:
    for words in (None, QUOTED):
        assert "Dupont" not in as_text(sheet([[STUDY]], KNOWLEDGE, words))


def test_words_are_quoted_only_about_what_the_ledger_holds() -> None:
    words = Words(raisons=(*QUOTED.raisons, ("qui_decide", "codecision", "on vote à main levée"), ("inconnue", "x", "rien de tel")))
    reasons = after(sheet([[STUDY]], KNOWLEDGE, words), say("pourquoi_titre"))
    assert any("pourquoi tant de places restent vides" in reason for reason in reasons)
    assert not any("main levée" in text or "rien de tel" in text for text in texts(sheet([[STUDY]], KNOWLEDGE, words)))
    bare = after(sheet([[STUDY]], KNOWLEDGE), say("pourquoi_titre"))
    assert any("faire le tour" in reason and "«" not in reason for reason in bare)


def test_a_no_is_shown_plainly_with_what_they_would_say() -> None:
    said = after(sheet([[STUDY]], KNOWLEDGE, QUOTED), say("page_avis_titre"))
    assert said == ["Vous ne vous y reconnaissez pas.", french("Ce que vous en diriez, vous : « un club »")]
    assert say("page_avis_titre") not in texts(sheet([[STUDY]], KNOWLEDGE))


def test_their_own_why_stands_beside_the_centre_found() -> None:
    made = sheet([[STUDY]], KNOWLEDGE, QUOTED)
    said = after(made, say("question_finale"))
    assert any("Pour y voir clair" in text for text in said) and any("la réflexion" in text for text in said)
    assert not any(isinstance(block, Line) for block in made.blocks)


def test_a_proposal_is_never_credited_to_rta() -> None:
    for kind in KNOWLEDGE.types:
        ledger = Ledger(tuple(Evidence(name, max(row, key=lambda m: row[m] == "tres_typique")) for name, row in kind.typicite.items()))
        made = sheet([[ledger]], KNOWLEDGE)
        assert made.title == french(kind.nom)
        sources = {block.text: block.source for block in made.blocks if isinstance(block, Paragraph) and block.source}
        for pitfall in kind.ecueils:
            source = sources[french(pitfall.ce_qui_se_passe)]
            assert source == french(provenance(pitfall.statut, pitfall.source, KNOWLEDGE))
            assert source.startswith("Proposition") == (pitfall.statut.value == "proposition")


def test_only_what_was_cited_is_in_the_list_of_texts() -> None:
    made = sheet([[MAKING]], KNOWLEDGE)
    listed = " ".join(after(made, say("page_textes_titre")))
    # The list is the last part: what is cited stands before it.
    claims = " ".join(block.source for block in made.blocks if isinstance(block, Paragraph)) + " ".join(
        item.source for block in made.blocks if isinstance(block, Items) for item in block.items
    )
    for source in KNOWLEDGE.sources:
        if source.id not in ("dossier", "fondateur"):
            assert (french(source.titre) in listed) == (french(source.titre) in claims), source.id


def test_a_path_names_its_phases_in_order_and_what_each_passage_changes() -> None:
    made = sheet([[MAKING], [MAKING, STUDY]], KNOWLEDGE)
    said = after(made, say("page_parcours_titre"))
    assert said[1:3] == ["Réseau de partenariat", french("Réseau de partenariat, et en parallèle : réseau de coordination")]
    change = next(item for item in KNOWLEDGE.type("partenariat").passages if item.vers == "coordination").ce_qui_change
    assert any(french(change)[10:60] in text for text in said)
    assert made.title == "Réseau de coordination"
    assert say("page_parcours_titre") not in texts(sheet([[STUDY]], KNOWLEDGE))


def test_a_passage_under_way_says_from_what_to_what() -> None:
    then = (Evidence("autour_de", "question_fixee", temps=FORMERLY), Evidence("rythme_duree", "cycle_borne", temps=FORMERLY))
    now = (Evidence("autour_de", "relation_mondes"), Evidence("place_beneficiaires", "acteurs_collectifs"), Evidence("qui_decide", "deux_groupes"))
    said = texts(sheet([[Ledger((*then, *now))]], KNOWLEDGE))
    assert say("passage", avant="réseau de coordination", maintenant="réseau de connexion") in said


@pytest.mark.parametrize("ledger", [Ledger(), Ledger(sans_pourquoi=True)])
def test_a_result_without_type_still_has_a_page(ledger: Ledger) -> None:
    made = sheet([[ledger]], KNOWLEDGE, QUOTED)
    verdict = KNOWLEDGE.verdict("sans_pourquoi" if ledger.sans_pourquoi else "indetermine")
    assert made.title == french(verdict.titre)
    assert french(verdict.conseil) in texts(made) and say("page_avis_non") in texts(made)
    assert not any(isinstance(block, Picture) for block in made.blocks)


@pytest.mark.parametrize("path", [[], [[]], [[STUDY], []]])
def test_a_path_with_nothing_in_it_is_refused(path: list[list[Ledger]]) -> None:
    with pytest.raises(ValueError, match="au moins un résultat"):
        sheet(path, KNOWLEDGE)


@pytest.mark.parametrize("ledger", [STUDY, MAKING, SHARED, Ledger()], ids=["study", "making", "shared", "nothing"])
def test_headings_never_skip_a_level_and_nothing_is_empty(ledger: Ledger) -> None:
    made = sheet([[ledger]], KNOWLEDGE, QUOTED)
    level = 1
    for block in made.blocks:
        if isinstance(block, Heading):
            assert block.level in (2, 3) and block.level <= level + 1
            level = block.level
    assert all(text.strip() for text in texts(made))
    assert not any("{" in text or "**" in text for text in texts(made))


@pytest.mark.parametrize("ledger", [STUDY, MAKING, SHARED, Ledger()], ids=["study", "making", "shared", "nothing"])
def test_the_text_holds_every_block_in_short_lines(ledger: Ledger) -> None:
    made = sheet([[MAKING], [ledger]], KNOWLEDGE, QUOTED)
    made = Sheet(made.title, made.blocks + reopening("Z123-4567", "http://127.0.0.1:5005/resultat/Z123-4567"))
    text = as_text(made)
    for part in texts(made):
        assert flat(part) in flat(text)
    assert all(len(line) <= WIDTH or "://" in line for line in text.splitlines())
    assert "#" not in text and "**" not in text and text.endswith("\n")


def test_words_of_our_client_are_read_and_other_keys_ignored() -> None:
    reasons = [{"dimension": "autour_de", "modalite": "realisation", "citation": "le\n bus", "message": "m1"}, ["qui_decide", "codecision", "à deux"]]
    words = words_from_dict({"raisons": reasons, "phrase": " Pour rouler ", "avis": "en_partie", "autre": {"x": 1}})
    assert words == Words((("autour_de", "realisation", "le bus"), ("qui_decide", "codecision", "à deux")), "Pour rouler", "en_partie")
    assert words_from_dict({}) == Words()


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "mots",
        3,
        {"phrase": 3},
        {"phrase": None},
        {"phrase": "x" * (LONGEST_WORDS + 1)},
        {"vos_mots": ["x"]},
        {"avis": "peut-être"},
        {"avis": True},
        {"raisons": "abc"},
        {"raisons": {"a": 1}},
        {"raisons": ["abc"]},
        {"raisons": [["a", "b"]]},
        {"raisons": [["a", "b", 3]]},
        {"raisons": [{"dimension": 1}]},
        {"raisons": [["a", "b", "c"]] * (MOST_REASONS + 1)},
    ],
)
def test_words_of_any_other_shape_are_refused(data: Any) -> None:
    with pytest.raises(ValueError, match=r"attend|plus|inconnu"):
        words_from_dict(data)


@given(st.text(max_size=LONGEST_WORDS))
def test_any_text_becomes_one_line_that_can_be_sent(text: str) -> None:
    phrase = words_from_dict({"phrase": text}).phrase
    assert phrase.encode("utf-8").decode() == phrase
    assert phrase == " ".join(phrase.split()) and not set(phrase) & set("\x00\x1b\u202e\u2066")


@given(st.text(max_size=2 * LONGEST_WORDS))
def test_what_fits_can_be_sent_and_is_left_as_it_is_when_it_is_short(text: str) -> None:
    words_from_dict({"phrase": fitting(text)})
    if len(text) <= LONGEST_WORDS:
        assert fitting(text) == " ".join(text.split())


@pytest.mark.parametrize(("text", "kept"), [("mot " * 2000, "mot " * 148 + "mot…"), ("a" * 8000, "a" * (LONGEST_WORDS - 1) + "…"), (" \n" * 4000, "")])
def test_what_is_too_long_is_cut_at_a_word(text: str, kept: str) -> None:
    assert fitting(text) == kept


def test_what_has_no_letter_and_no_digit_is_no_answer() -> None:
    assert words_from_dict({"phrase": " … « » \u202e", "vos_mots": "\ud83d"}) == Words()
