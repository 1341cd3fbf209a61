"""« Non, surtout n'effacez rien » is no yes, whatever act it looks like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typology.erasing import consents_to_erase, refuses_to_erase


@pytest.mark.parametrize(
    "text",
    [
        "non",
        "Non, continuer",
        "Non, surtout n’effacez rien du tout !",
        "Non, je me suis trompée, gardez tout",
        "Oui, gardez tout",
        "oui mais pas tout",
        "euh non",
        "oui et non",
        "je crois que non",
        "surtout pas",
        "pas tout de suite",
        "oui, mais plus tard",
        "ne supprimez rien s'il vous plaît",
        "n'efface pas",
        "effacez pas",
        "je ne veux pas que vous effaciez",
        "il ne faut pas les effacer",
        "pas besoin d'effacer",
        "on garde tout",
        "conservez mes réponses",
        "je préfère tout garder",
        "ne gardez que le résultat",
        "laissez tomber",
        "j'ai changé d'avis",
    ],
)
def test_who_says_not_to_erase_or_not_now_is_known(text: str) -> None:
    assert refuses_to_erase(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ne gardez surtout pas mes données",
        "ne conservez aucune trace",
        "je ne veux rien garder",
        "je ne veux pas garder mes réponses",
        "effacez tout, ne laissez rien",
        "n'oubliez pas d'effacer mes réponses",
        "effacez, pas de souci",
        "je ne viens plus et effacez tout",
        "d'accord, je ne reviendrai pas, effacez",
        "c'est un projet, avec des étapes et une ouverture à l'automne",
        "nonante",
    ],
)
def test_who_has_it_erased_or_speaks_of_something_else_does_not_refuse(text: str) -> None:
    assert not refuses_to_erase(text)


@pytest.mark.parametrize(
    "text",
    [
        "oui",
        "Oui, tout effacer",
        "/confirmer_effacer",
        "effacez tout",
        "ouais, vas-y",
        "oui oui, supprimez",
        "Oui, effacez tout, s’il vous plaît, merci",
        "oui, ne gardez rien",
        "d'accord, effacez mes réponses",
        "Oui, effacez tout, je vous laisse",
        "oui, effacez tout sans laisser de trace",
        "oui effacez et laissez-moi tranquille",
        "oui je ne suis plus concernée vous pouvez effacer",
        "oui je n'en ai plus besoin effacez tout",
        "Oui, surtout pas de traces",
        "n'hésitez pas à effacer",
        "je confirme",
    ],
)
def test_a_plain_yes_is_known(text: str) -> None:
    assert consents_to_erase(text) and not refuses_to_erase(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Oui, enfin non",
        "oui, je veux dire non",
        "Oui, garde la conversation",
        "oui, garde-les",
        "oui, on garde",
        "oui, je garde",
        "Oui, mais garde le résultat",
        "oui, mais seulement ma dernière réponse",
        "oui, mais d'abord je veux voir le résultat",
        "oui mais attendez",
        "oui, ne faites rien",
        "oui, continuons",
        "merci",
        "tout",
        "c'est bon, merci",
        "maintenant",
        "oui " * 100 + "mais",
        "oui sauf mon récit",
        "oui, demain",
        "non, effacez rien",
        "ne pas effacer",
        "les familles décident",
        "effacez-le de mon téléphone aussi",
    ],
)
def test_whatever_a_yes_could_depend_on_makes_it_no_plain_one(text: str) -> None:
    assert not consents_to_erase(text)


@given(st.text())
def test_any_text_that_opens_with_no_refuses(text: str) -> None:
    assert refuses_to_erase(f"Non {text}")
    assert refuses_to_erase(text.replace("'", "’")) is refuses_to_erase(text.replace("’", "'"))
