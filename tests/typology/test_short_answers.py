"""« La première », « comme je disais », « oui mais pas toujours »."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typology.short_answers import (
    LONGEST,
    NAMES,
    corrects,
    gives_a_reason,
    hedged,
    only_names,
    only_yes_or_no,
    opens_with_yes,
    picked,
    recognises,
    said_before,
    says_wrong,
)

SEVEN = ("un", "deux", "trois", "quatre", "cinq", "six", "sept")
TWO = SEVEN[:2]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("la première", "1"),
        ("La Premiere.", "1"),
        ("le premier choix", "1"),
        ("c'est la première", "1"),
        ("je dirais la deuxième", "2"),
        ("peut-être la seconde", "2"),
        ("oui, plutôt la troisième", "3"),
        ("la réponse 2", "2"),
        ("l’option 4", "4"),
        ("n°2", "2"),
        ("numéro 5", "5"),
        ("la 2e", "2"),
        ("la 1ère", "1"),
        ("la 3ème proposition", "3"),
        ("la dernière", "7"),
        ("les deux premières", "12"),
        ("surtout les deux premières", "12"),
        ("les 3 premiers", "123"),
        ("les deux dernières", "67"),
        ("1 et 3", "13"),
        ("1, 3, 4", "134"),
        ("3 et 1", "31"),
        ("la deuxième et surtout la première", "21"),
        ("les deux premières et la dernière", "127"),
        ("la première, la première", "1"),
    ],
)
def test_choices_are_picked_by_their_place_in_the_order_of_the_words(text: str, places: str) -> None:
    assert picked(text, SEVEN) == [SEVEN[int(place) - 1] for place in places]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "oui",
        "?",
        "les premières",
        "la première année on se voyait souvent",
        "deux fois par mois",
        "3 fois",
        "une",
        "non, pas la première",
        "les familles d'abord",
        "on est quatre",
        "en 2019",
        "0",
        "8",
        "99",
        "²",
        "①",
        "9" * 5000,
        "la première " * LONGEST,
    ],
)
def test_words_that_say_more_than_a_place_pick_nothing(text: str) -> None:
    assert picked(text, SEVEN) == []


def test_a_place_is_counted_among_the_choices_that_were_shown() -> None:
    assert picked("la dernière", TWO) == ["deux"]
    assert picked("les deux dernières", TWO) == ["un", "deux"]
    assert picked("les trois premières", TWO) == ["un", "deux"]
    assert picked("la troisième", TWO) == []
    assert picked("la première", ()) == []


@given(st.text(), st.lists(st.text(), max_size=9, unique=True))
def test_any_text_picks_some_of_the_choices_each_once(text: str, choices: list[str]) -> None:
    found = picked(text, choices)
    assert set(found) <= set(choices) and len(set(found)) == len(found)


@given(st.lists(st.integers(1, 7), min_size=1, max_size=4, unique=True), st.sampled_from([" et ", ", ", " / "]))
def test_figures_pick_what_they_count_whatever_stands_between(places: list[int], between: str) -> None:
    assert picked(between.join(map(str, places)), SEVEN) == [SEVEN[place - 1] for place in places]


@pytest.mark.parametrize(
    "text",
    [
        "comme je disais",
        "Comme je le disais",
        "comme je vous le disais tout à l’heure",
        "comme je vous l'ai dit",
        "ben comme je l'ai déjà dit au début",
        "comme dit plus haut",
        "déjà dit",
        "Je vous l'ai dit !",
        "je l'ai deja dit dans mon récit",
        "j'ai déjà répondu",
        "voir plus haut",
        "cf. plus haut",
        "je me répète",
    ],
)
def test_an_answer_that_sends_back_is_known(text: str) -> None:
    assert said_before(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "comme je disais, on se voit tous les mardis",
        "comme je disais, une fois par mois",
        "comme je l'ai dit les familles décident",
        "on me l'a dit",
        "c'est dit dans la convention",
        "comme chaque année",
        "je vous le dis, ce sont les familles qui décident de tout ici, comme je disais",
    ],
)
def test_an_answer_that_says_something_itself_does_not_send_back(text: str) -> None:
    assert not said_before(text)


@pytest.mark.parametrize(
    "text", ["oui mais pas toujours", "Non, pas vraiment", "parfois", "ça dépend", "plus ou moins", "oui, en théorie", "à moitié", "pas tous"]
)
def test_a_yes_that_is_not_quite_one_is_hedged(text: str) -> None:
    assert hedged(text)


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("Oui mais pas toujours", True),
        ("« Ouais », plutôt non", True),
        ("non, parfois", False),
        ("NON !", False),
        ("nonante fois", None),
        ("pas toujours", None),
        ("ce n'est pas non plus oui", None),
        ("", None),
    ],
)
def test_the_first_word_says_yes_or_no(text: str, yes: bool | None) -> None:
    assert opens_with_yes(text) is yes


@pytest.mark.parametrize("text", ["oui", "Oui oui !", "oui mais pas toujours", "non, pas vraiment", "oui, enfin ça dépend", "ouais, parfois", "oui et non"])
def test_what_is_nothing_but_a_yes_or_a_no_is_known(text: str) -> None:
    assert only_yes_or_no(text)


@pytest.mark.parametrize("text", ["", "parfois", "pas toujours", "oui, les familles", "oui mais pas les jeunes", "non, on se voit peu", "oui sans elles"])
def test_a_yes_or_a_no_that_goes_on_is_more_than_one(text: str) -> None:
    assert not only_yes_or_no(text)


@pytest.mark.parametrize("text", ["", "oui", "non", "oui oui", "jamais", "oui toujours", "bien sûr", "pas du tout", "un peuple", "la parfoise"])
def test_a_plain_yes_or_no_is_not_hedged(text: str) -> None:
    assert not hedged(text)


@given(st.text())
def test_any_text_is_heard_and_alike_with_either_apostrophe(text: str) -> None:
    assert said_before(text.replace("'", "’")) is said_before(text.replace("’", "'"))
    assert hedged(text.replace("'", "’")) is hedged(text.replace("’", "'"))


QUITE = (
    "oui",
    "Oui, je m'y reconnais",
    "tout à fait",
    "c'est exactement ça",
    "d'accord",
    "plutôt oui",
    "bien vu !",
    "Je m’y retrouve",
    "ça nous ressemble",
    "c'est tout nous",
    "exact",
    "absolument",
    "rien à redire",
    "Oui, tout à fait, je n'y avais pas pensé",
    "oui, on ne l'avait jamais dit ainsi",
)
IN_PART = (
    "en partie",
    "oui mais pas sur le rythme",
    "oui, sauf la fin",
    "bof",
    "oui et non",
    "pas tout à fait",
    "pas exactement",
    "presque",
    "plus ou moins",
    "un peu",
    "ça ne nous ressemble qu'en partie",
)
NOT_AT_ALL = (
    "non",
    "Non, pas vraiment",
    "c'est pas ça",
    "ce n'est pas nous",
    "pas du tout",
    "pas d'accord",
    "absolument pas",
    "plutôt non",
    "c'est faux",
    "à côté de la plaque",
    "je m'y reconnais pas",
    "je ne m'y reconnais pas",
    "on ne s'y reconnaît guère",
    "ça ne nous ressemble pas",
    "ça ne colle pas",
    "oui, enfin, je ne m'y reconnais pas",
    "oui, pas vraiment",
    "Oui, enfin non pas du tout",
    "oui, bon, ce n'est pas nous",
    "oui, enfin, ça ne nous ressemble pas",
    "oui, c'est faux",
    "oui, je ne me reconnais pas là-dedans",
)


@pytest.mark.parametrize(("texts", "opinion"), [(QUITE, "oui"), (IN_PART, "en_partie"), (NOT_AT_ALL, "non")])
def test_whether_someone_recognises_themselves_is_heard(texts: tuple[str, ...], opinion: str) -> None:
    assert {text: recognises(text) for text in texts} == dict.fromkeys(texts, opinion)


@pytest.mark.parametrize("text", ["", "hmm", "je ne sais pas", "aucune idée", "j'sais pas trop", "les réunions du mardi", "injuste", "nonante", "ouïe"])
def test_what_tells_nothing_of_it_is_no_opinion(text: str) -> None:
    assert recognises(text) is None


@given(st.text())
def test_any_text_gets_one_of_three_opinions_or_none(text: str) -> None:
    assert recognises(text) in {"oui", "en_partie", "non", None}


WRONG = (
    "je me suis trompé",
    "On s'est trompés",
    "Nous nous sommes trompées",
    "Zut, je me suis trompée dans mon récit.",
    "mauvais bouton",
    "j'ai mal cliqué",
    "J’ai mal répondu",
    "j'ai confondu les deux",
    "je voulais dire l'inverse",
    "vous m'avez mal compris",
    "tu as mal compris",
    "ce n'est pas ce que j'ai dit",
    "je corrige : c'est chaque mois",
    "je voudrais rectifier",
    "correction : chaque mois",
    "Petite rectification : en mai",
    "je reviens sur le rythme",
)
TURNS = ("en fait, chaque mois", "Finalement on a signé", "au final c'est elle", "en réalité non", "après réflexion", "cela me revient", "petite précision")
NEITHER = (
    "",
    "une fois par mois",
    "l'enseignant corrige les copies",
    "on vérifie la correction des textes",
    "le juge rectifie ses décisions",
    "les familles se trompent parfois",
    "en effet",
    "au fait, on est six",
    "on fait un repas",
)


@pytest.mark.parametrize(("texts", "announced", "wrong"), [(WRONG, True, True), (TURNS, True, False), (NEITHER, False, False)])
def test_a_correction_is_announced_by_saying_that_one_was_wrong_or_by_a_turn_of_phrase(texts: tuple[str, ...], announced: bool, wrong: bool) -> None:
    assert {text: (corrects(text), says_wrong(text)) for text in texts} == dict.fromkeys(texts, (announced, wrong))


@pytest.mark.parametrize(
    "text",
    [
        "je me suis trompé pour le rythme",
        "le rythme, je me suis trompée",
        "c'est faux pour le rythme",
        "je voudrais changer ma réponse",
        "j'aimerais revenir sur la place des familles",
        "je me suis trompé, on peut revenir en arrière ?",
        "j'ai confondu",
        "oups, j'ai mal répondu à la question du pourquoi",
        "pour le rythme, j'ai répondu trop vite",
    ],
)
def test_what_to_put_right_may_be_named_without_what_is_right(text: str) -> None:
    assert only_names(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "le rythme",
        "en fait on se voit chaque mois",
        "mauvais bouton",
        "je me suis trompé : chaque mois",
        "je me suis trompé, c’est chaque mois",
        "je me suis trompée, on se voit chaque mois",
        "je me suis trompée, ce sont les familles qui décident",
        "je me suis trompé, il y a une convention signée",
        "je me suis trompé, c'était une charte",
        "erreur de ma part, nous avons signé une charte",
        "ce n'est pas le rythme, je me suis trompé",
        "je me suis trompé " + "mardi " * (NAMES - 3),
    ],
)
def test_what_says_what_is_right_or_names_no_mistake_does_more_or_less_than_name(text: str) -> None:
    assert not only_names(text)


@pytest.mark.parametrize(
    "text",
    [
        "en fait, c'est pour les jeunes",
        "finalement, on se réunit parce que personne n'y arrive seul",
        "parce qu’on est seuls",
        "ça sert à tenir",
        "afin d'y voir clair",
        "pour que les familles décident",
        "pour ne plus être seuls",
        "En fait, pour aider les familles",
        "on le fait pour mieux se comprendre",
        "car seuls on ne peut rien",
    ],
)
def test_a_reason_is_known_by_its_words(text: str) -> None:
    assert gives_a_reason(text)


@pytest.mark.parametrize("text", ["", "en fait, les familles décident", "pour le calendrier, c'est juin", "pour le centre", "pour notre service", "carrefour"])
def test_words_without_a_reason_give_none(text: str) -> None:
    assert not gives_a_reason(text)


@given(st.text())
def test_who_says_that_they_were_wrong_corrects(text: str) -> None:
    assert corrects(text) or not says_wrong(text)
