"""Clauses, and the grammar of denial and of then against now."""

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.clauses import Clause, clauses
from bot.nlu.cues import is_negated, is_past, only_wished, sets_against, starts_a_time, tells_of_a_change
from bot.nlu.french import clean, fold, pipeline


def clauses_of(text: str) -> list[Clause]:
    return clauses(pipeline()(text))


def cut(text: str) -> list[str]:
    return [clause.text for clause in clauses_of(text)]


def those(text: str, flag: str) -> str:
    """Return the words of the clauses that carry that flag."""
    return " | ".join(clause.text.strip(" ,;") for clause in clauses_of(text) if getattr(clause, flag))


def test_a_sentence_is_cut_at_its_clauses() -> None:
    text = "On se voit le mardi, on compare nos pratiques et chacun repart avec des idées."
    parts = cut(text)
    assert len(parts) >= 2
    assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["", "   ", "…", "!!!", "😀"])
def test_what_holds_no_word_has_no_clause(text: str) -> None:
    assert cut(text) == []


def test_offsets_point_into_the_text() -> None:
    text = "Au début on parlait ; maintenant on agit. Les parents, eux, n'y sont pas !"
    for clause in clauses(pipeline()(text)):
        assert text[clause.start : clause.end].strip() == clause.text


def test_a_text_without_any_punctuation_is_cut_all_the_same() -> None:
    text = "on se voit souvent avec les gens du quartier pour parler de ce qui va et de ce qui va pas " * 6
    assert max(len(part.split()) for part in cut(text)) < 60


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("sans les familles", True),
        ("avec les familles", False),
        ("on ne décide rien", True),
        ("on décide tout", False),
        ("jamais de noms", True),
        ("toujours des noms", False),
        ("il n'y a aucun budget", True),
        ("il y a un budget", False),
        ("ni convention ni charte", True),
        ("personne ne signe", True),
        ("c pas ecrit", True),
        ("la nuit", False),
    ],
)
def test_denial_is_heard(text: str, negated: bool) -> None:
    assert is_negated(pipeline()(text)[:]) is negated


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("au début on échangeait nos pratiques", True),
        ("maintenant on veut faire voter la commune", False),
        ("à l'époque on se voyait chaque semaine", True),
        ("aujourd'hui on se voit chaque semaine", False),
        ("avant, on signait des conventions", True),
        ("avant le vote du budget on signe", False),
        ("avant d'appeler je lui demande", False),
        ("il y a trois ans on faisait autrement", True),
        ("on le fait depuis trois ans", False),
        ("on se réunit au début de chaque mois", False),
        ("on se réunissait au début de chaque mois", True),
        ("la réunion a lieu au début du mois", False),
        ("au début de la table, on n'était que des directions", True),
        ("on doit rendre le guide avant juin", False),
        ("il faut tout envoyer avant mi-mars", False),
        ("c'était plus serré avant mars", True),
        ("avant la réforme on se concertait sur chaque famille", True),
        ("avant 2015, un noyau mandaté choisissait", True),
        ("il fut un temps où le groupe creusait un thème par saison", True),
        ("les premières années on se racontait nos pratiques", True),
        ("avec l'ancienne équipe, on lisait un procès-verbal", True),
        ("l'ordre du jour part quinze jours avant", False),
        ("la personne est rencontrée avant et après", False),
        ("on a passé l'avant-midi à se demander pourquoi", False),
        ("quand il demande, pas avant", False),
        ("ils ont arrêté ensemble les points à changer", False),
        ("on a arrêté les réunions", True),
        ("on a arrêté à cause du covid", True),
        ("on se réunit chaque mois dans l'ancienne gare", False),
        ("avec l'ancien directeur on décidait de tout", True),
        ("on se retrouve pendant un temps d'échange", False),
        ("pendant un temps une médiatrice tenait le chrono", True),
        ("on accompagne les parents les premières années de l'enfant", False),
        ("le thème est choisi au début de chaque réunion", False),
        ("on se voit avant 9h", False),
        ("on se voit avant dix heures", False),
        ("ils ont fini par comprendre", False),
        ("pour que les familles ne tombent plus entre deux services", False),
        ("on est là pour que ça ne traîne plus", False),
        ("que les familles ne soient plus seules", False),
        ("afin qu'on ne se renvoie plus la balle", False),
        ("si on ne se voit plus", False),
        ("les familles ne viennent plus", True),
        ("pour les familles, on ne fait plus rien", True),
    ],
)
def test_then_and_now_are_told_apart(text: str, past: bool) -> None:
    assert is_past(pipeline()(text)[:], previous=False, change=tells_of_a_change(text)) is past


def test_the_past_goes_on_in_its_sentence_and_stops_at_the_present() -> None:
    flags = [
        clause.past
        for clause in clauses(pipeline()("Au début on se racontait nos vies, on mangeait ensemble ; maintenant on écrit des lettres à la ministre."))
    ]
    assert flags[0] is True
    assert flags[-1] is False


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("On se voyait souvent, maintenant on s'appelle.", True),
        ("À l'époque on se voyait souvent.", True),
        ("Avant, on signait des conventions.", True),
        ("Nous avons arrêté les réunions.", True),
        ("On ne se voit plus.", True),
        ("Le réseau est devenu une asbl.", True),
        ("On se voyait souvent.", False),
        ("On se voit depuis longtemps.", False),
        ("On signe avant le vote du budget.", False),
        ("On ne fait plus que des réunions.", False),
        ("Une fois par mois.", False),
        ("", False),
    ],
)
def test_a_message_that_sets_then_against_now_is_known(text: str, change: bool) -> None:
    assert tells_of_a_change(text) is change


@pytest.mark.parametrize("text", ["a" * 8000, "a " * 4000, "'" * 8000, "' " * 4000, "on ne " * 1300])
def test_a_long_message_is_read_at_once(text: str) -> None:
    began = time.monotonic()
    tells_of_a_change(text)
    assert time.monotonic() - began < 1


def test_an_imperfect_is_over_only_in_a_message_that_tells_of_a_change() -> None:
    span = pipeline()("on se voyait chaque semaine")[:]
    assert is_past(span, previous=False, change=True)
    assert not is_past(span, previous=False, change=False)
    assert not is_past(pipeline()("on se voit chaque semaine")[:], previous=False, change=True)
    assert not is_past(pipeline()("si on se voyait chaque semaine")[:], previous=False, change=True)


def test_an_imperfect_before_the_word_that_tells_of_the_change_is_over_too() -> None:
    assert those("On se voyait le mardi. Aujourd'hui on s'appelle.", "past") == "On se voyait le mardi."
    assert those("On se voyait le mardi. On s'appelait souvent.", "past") == ""


@pytest.mark.parametrize(("text", "now"), [("nous avons arrêté les réunions", False), ("on ne signe plus rien", False), ("on ne fait plus que cela", True)])
def test_what_is_said_to_be_over_is_past_without_a_date(text: str, now: bool) -> None:
    assert is_past(pipeline()(text)[:], previous=False, change=tells_of_a_change(text)) is not now


def test_a_dependent_clause_keeps_the_time_of_the_clause_before_it() -> None:
    span = pipeline()("qu'il faut des papiers")[:]
    assert is_past(span, previous=True, change=True)
    assert not is_past(span, previous=False, change=True)


@pytest.mark.parametrize("word", ["maintenant", "aujourd'hui", "désormais"])
@pytest.mark.parametrize("before", [",", " et", " mais", ", mais"])
def test_a_sentence_is_cut_where_another_time_begins(before: str, word: str) -> None:
    parts = cut(f"Avant on se racontait nos vies{before} {word} on écrit à la ministre.")
    assert len(parts) == 2
    assert parts[1].startswith(f"{word} on écrit")
    assert those(f"Avant on se racontait nos vies{before} {word} on écrit à la ministre.", "past").startswith("Avant on se racontait nos vies")


def test_a_word_that_opens_another_time_stands_alone_rather_than_with_what_was() -> None:
    assert cut("Avant on se racontait nos vies, maintenant non.") == ["Avant on se racontait nos vies,", "maintenant non."]


def test_then_may_come_after_now() -> None:
    assert those("On écrit à la ministre, avant on se racontait nos vies.", "past") == "avant on se racontait nos vies."


@pytest.mark.parametrize(("word", "opens"), [("Maintenant", True), ("Désormais", True), ("avant", True), ("ensuite", False), ("mardi", False), ("", False)])
def test_the_words_that_open_another_time(word: str, opens: bool) -> None:
    assert starts_a_time(word) is opens


@pytest.mark.parametrize(
    ("text", "wished"),
    [
        (
            "La mairie voudrait qu'on signe une convention, mais nous on préfère rester libres.",
            "La mairie voudrait | qu'on signe une convention",
        ),
        ("La mairie voudrait une convention signée. Nous, on n'en veut pas.", "La mairie voudrait une convention signée."),
        ("Les services voudraient décider seuls. Mais ce sont les familles qui tranchent.", "Les services voudraient décider seuls."),
        ("La direction prétend qu'on évalue. Dans les faits on échange.", "La direction prétend | qu'on évalue."),
        ("La commune propose un budget commun et on a dit oui.", ""),
        ("La mairie voudrait une convention signée. On se voit le mardi.", ""),
        ("La mairie voudrait une convention signée.", ""),
        ("On voudrait une convention mais on n'a pas le temps.", ""),
        ("Nous demandons une convention. Mais la commune refuse.", ""),
        ("Les familles décident, mais on se voit peu.", ""),
    ],
)
def test_only_what_somebody_else_wishes_and_the_speaker_refuses_is_wished(text: str, wished: str) -> None:
    assert those(text, "wished") == wished


def test_a_wish_is_one_only_against_what_follows_it() -> None:
    span = pipeline()("La mairie voudrait une convention")[:]
    assert only_wished(span, ", mais on préfère rester libres.")
    assert not only_wished(span, ", mais finalement on l'a fait.")
    assert not only_wished(span, "")
    assert not only_wished(pipeline()("mais la mairie voudrait une convention")[:], ", mais on préfère rester libres.")
    assert not only_wished(pipeline()("La mairie signe une convention")[:], ", mais on préfère rester libres.")


@pytest.mark.parametrize(
    ("text", "against"),
    [
        ("mais on préfère", True),
        (", nous, on décide", True),
        ("Dans les faits on échange", True),
        ("en réalité rien ne bouge", True),
        ("on décide mais", False),
        ("la mairie voudrait", False),
        ("", False),
    ],
)
def test_a_clause_that_opens_with_what_is_set_against_a_wish(text: str, against: bool) -> None:
    assert sets_against(text) is against


WORDS = ["avant", "maintenant", "on", "ne", "voyait", "plus", "voudrait", "mais", "nous", "si", "que", "qu'on", "familles", "é", ",", ".", ";", "\n", "😀"]


@settings(max_examples=40)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_any_text_is_cut_into_clauses_that_follow_each_other_and_cover_its_words(text: str) -> None:
    found = clauses_of(clean(text))
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    covered = "".join(clause.text for clause in found)
    assert [char for char in covered if char.isalnum()] == [char for char in clean(text) if char.isalnum()]


def test_spaces_apostrophes_and_accents_are_tamed() -> None:
    assert clean("l’été\u00a0: à\u202fdemain\x00") == "l'été : à demain"
    assert fold("Été À l’Œuvre") == fold("ete a l'œuvre")


def test_the_words_that_come_with_the_model_are_left_out_and_what_is_read_is_named() -> None:
    # They take 140 MB, and nothing asks for them.
    assert len(pipeline().vocab.strings) < 100_000
    (doc,) = pipeline().pipe(["Les familles décident."])
    assert [(token.text, token.pos_, token.has_vector) for token in doc[:3]] == [("Les", "DET", True), ("familles", "NOUN", True), ("décident", "VERB", True)]
