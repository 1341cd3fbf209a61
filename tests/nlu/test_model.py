"""The trained model, on sentences of the project's own that it has not learned from."""

from __future__ import annotations

from typing import Any

import pytest

from bot.evaluation import Parse

pytestmark = pytest.mark.model


def heard(parse: Parse, text: str) -> dict[str, dict[str, Any]]:
    """Return the surest evidence of each dimension."""
    best: dict[str, dict[str, Any]] = {}
    for item in parse(text)["evidence"]["preuves"]:
        if item["confiance"] > best.get(item["dimension"], {"confiance": 0})["confiance"]:
            best[item["dimension"]] = item
    return best


ACTS = (
    ("salut tout le monde", "saluer"),
    ("aucune idée, vraiment", "ne_sait_pas"),
    ("à quoi sert votre question ?", "demander_pourquoi"),
    ("vous auriez un exemple à me donner ?", "demander_exemple"),
    ("je parle à une machine, là ?", "robot"),
    ("un grand merci pour votre aide", "remercier"),
    ("on peut reprendre à zéro avec un autre réseau ?", "recommencer"),
    ("can you speak english please?", "autre_langue"),
    ("ça veut dire quoi un réseau de connexion ?", "definir"),
    ("tu es vraiment nul comme bot", "insulte"),
)


def test_nine_in_ten_dialogue_acts_are_told_apart(parse: Parse) -> None:
    missed = {text: parse(text)["intent"]["name"] for text, intent in ACTS if parse(text)["intent"]["name"] != intent}
    assert len(missed) <= len(ACTS) // 10, missed


def test_a_narrative_yields_evidence_on_several_dimensions_each_with_its_words(parse: Parse) -> None:
    text = (
        "Depuis huit ans, une dizaine de ludothèques se retrouvent un mercredi sur huit. On se refile des idées de jeux et des astuces d'accueil. "
        "Les enfants n'y viennent pas. Rien n'est signé, chacun fait ensuite comme il l'entend chez lui."
    )
    best = heard(parse, text)
    assert len(best) >= 4
    assert all(item["citation"] in text for item in best.values())
    assert best["rythme_duree"]["modalite"] == "permanent"
    assert best["ce_qui_circule"]["modalite"] == "observations_savoirs"


@pytest.mark.parametrize(
    ("said", "accepted"),
    [
        ("les locataires ont choisi trois d'entre eux pour parler en leur nom et fixer les sujets avec nous", {"acteurs_collectifs"}),
        # Talked about and not there: the two modalities meet here, and neither gives them a voice.
        ("on parle des locataires toute la matinée mais aucun n'est dans la pièce", {"objet", "absents"}),
        ("Monsieur décide lui-même qui j'appelle et ce que je dis", {"sujet_decideur"}),
        ("trois mamans écrivent les textes du carnet avec nous", {"coproducteurs"}),
    ],
)
def test_the_place_of_the_people_concerned_is_what_they_do_not_that_they_are_named(parse: Parse, said: str, accepted: set[str]) -> None:
    answers = parse(said)["evidence"]["reponses"]["place_beneficiaires"]
    assert answers[0][0] in accepted


def test_a_stated_goal_says_nothing_of_their_place(parse: Parse) -> None:
    reading = parse("Notre réseau existe pour les jeunes du canton.")["evidence"]
    assert reading["objectif"] is not None
    assert all(item["confiance"] < 0.5 for item in reading["preuves"] if item["dimension"] == "place_beneficiaires")


def test_then_and_now_are_kept_apart(parse: Parse) -> None:
    items = parse("Au début on se racontait nos pratiques. Maintenant on récolte des signatures pour faire plier le ministre.")["evidence"]["preuves"]
    sure = [item for item in items if item["confiance"] > 0.4]
    assert any(item["temps"] == "maintenant" and item["modalite"] in {"revendications", "decision_tiers", "decision_obtenue"} for item in sure)
    assert all(item["temps"] == "avant" for item in items if "début" in item["citation"])


@pytest.mark.parametrize("text", ["azer tyui qsdf wxcv", "😀", "xkcd qwzrt plmok njiuh", "<script>document.cookie</script><img src=x onerror=alert(1)>"])
def test_a_hand_on_the_keyboard_is_not_read_as_evidence(parse: Parse, text: str) -> None:
    reading = parse(text)["evidence"]
    assert not reading["lisible"]
