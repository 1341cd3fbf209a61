"""The bot's messages as Teams' cards."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.channels.teams_cards import activities, chosen, in_plain_text
from tests.channels.fake_microsoft import MOST_BYTES, Sent, card_problems
from typology.messages import say

PUBLIC = "https://reseau.exemple.org"
CARTE = {"url": "/carte.svg?beneficiaires=0.1&reflexion=0.8&action=0.1&type=coordination", "texte": "Triangle des trois centres."}
PAGE = {"url": "/resultat/ZABC-1234", "code": "ZABC-1234", "mots": {"phrase": "secret"}}


def buttons(count: int, length: int = 10) -> list[dict[str, str]]:
    return [{"title": f"Choix {n} ".ljust(length, "x"), "payload": f"/choix{n}"} for n in range(count)]


def shown(message: dict[str, Any], **more: Any) -> list[Sent]:
    """The activities of a message, each one that Teams would take."""
    made = [Sent("POST", "a", "1", activity) for activity in activities([message], **more)]
    for one in made:
        addressed = {**one.body, "conversation": {"id": "a"}, "from": {"id": "28:x"}, "recipient": {"id": "29:y"}}
        assert [*card_problems(addressed, "a")] == []
        assert len(json.dumps(addressed, ensure_ascii=False).encode()) < MOST_BYTES
    return made


def test_words_alone_are_a_message_in_markdown() -> None:
    (one,) = shown({"text": "**Bonjour.**\n- un\n- deux"})
    assert one.body == {"type": "message", "textFormat": "markdown", "text": "**Bonjour.**\n\n- un\n- deux"}


def test_choices_are_buttons_that_carry_their_payload_and_the_card_s_words() -> None:
    (one,) = shown({"text": "Qui décide ?", "buttons": [{"title": "Je ne sais pas", "payload": "/ne_sait_pas"}]})
    assert one.words == "Qui décide ?" and one.body["summary"] == "Qui décide ?"
    assert one.actions == [
        {"type": "Action.Submit", "title": "Je ne sais pas", "data": {"payload": "/ne_sait_pas", "title": "Je ne sais pas", "text": "Qui décide ?"}}
    ]
    assert one.content and one.content["lang"] == "fr"


@pytest.mark.parametrize("count", [1, 6, 7, 12, 24])
def test_there_are_at_most_six_buttons_in_a_row_and_none_is_lost(count: int) -> None:
    (one,) = shown({"text": "Laquelle ?", "buttons": buttons(count)})
    assert [action["data"]["payload"] for action in one.actions] == [f"/choix{n}" for n in range(count)]


def test_in_a_group_the_buttons_say_for_whom_they_are() -> None:
    (one,) = shown({"text": "Laquelle ?", "buttons": buttons(1)}, asked="teams-1")
    assert one.actions[0]["data"]["pour"] == "teams-1"


def test_a_result_has_its_picture_as_png_and_its_page() -> None:
    (one,) = shown({"text": "Voici.", "custom": {"resultat": {}, "carte": CARTE, "page": PAGE}}, public_url=PUBLIC)
    assert one.content
    (picture,) = [element for element in one.content["body"] if element["type"] == "Image"]
    assert picture["url"] == f"{PUBLIC}/carte.png?beneficiaires=0.1&reflexion=0.8&action=0.1&type=coordination"
    assert picture["altText"] == CARTE["texte"]
    assert f"[{say('bouton_page')}]({PUBLIC}/resultat/ZABC-1234)" in one.words
    assert "secret" not in json.dumps(one.body)


def test_without_a_public_address_the_picture_is_told_and_no_link_is_broken() -> None:
    (one,) = shown({"text": "Voici.", "custom": {"carte": CARTE, "page": PAGE}})
    assert one.body["text"] == f"Voici.\n\n{CARTE['texte']}"


def test_a_pressed_card_keeps_its_words_and_shows_the_choice_without_buttons() -> None:
    one = Sent("PUT", "a", "1", chosen("Qui décide ?\n\n- l'une\n- l'autre", "Les *deux*"))
    assert one.words == "Qui décide ?\n\n- l'une\n- l'autre\n\n✓ Les \\*deux\\*"
    assert one.actions == []


def test_a_long_message_is_cut_between_paragraphs() -> None:
    text = "\n\n".join("é" * 3000 for _ in range(12))
    made = shown({"text": text})
    assert len(made) > 1 and "\n\n".join(one.words for one in made) == text


@pytest.mark.parametrize("count", [3, 24])
def test_a_long_message_with_buttons_says_its_beginning_first_and_is_not_lost_when_pressed(count: int) -> None:
    *before, last = shown({"text": "\n\n".join(["é" * 4000] * 4 + ["Et donc ?"]), "buttons": buttons(count, 75)})
    assert last.words == "Et donc ?" and len(last.actions) == count
    assert "".join(one.words for one in before).count("é") == 16_000
    assert last.actions[0]["data"]["text"] == "Et donc ?"


def test_the_words_kept_by_the_buttons_are_shortened_as_a_last_resort() -> None:
    (one,) = shown({"text": "é" * 6000, "buttons": buttons(24)})
    assert one.words == "é" * 6000
    assert "é" * 6000 not in one.actions[0]["data"]["text"]


def test_a_refused_card_is_said_in_words() -> None:
    (card,) = activities([{"text": "Laquelle ?", "buttons": buttons(2)}])
    assert in_plain_text(card)["text"] == "Laquelle ?\n\n- Choix 0 xx\n- Choix 1 xx"
    (text,) = activities([{"text": "Bonjour."}])
    assert in_plain_text(text) == text


def test_what_says_nothing_is_not_sent() -> None:
    assert activities([{"custom": {"efface": True}}]) == []
