"""The bot's messages as Block Kit: every limit of Slack's, checked with Slack's own models."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from actions.ask_question import buttons as question_buttons
from actions.state import State
from bot.channels.slack_blocks import PER_ACTIONS, SECTION, Post, closed, posts, text_alone, without_pictures
from bot.channels.slack_home import home, welcome
from bot.payloads import is_allowed
from tests.channels.fake_slack import problems
from typology.loader import load
from typology.messages import say

PUBLIC = "https://reseau.example.org"
CARTE = {"url": "/carte.svg?beneficiaires=0.1&reflexion=0.8&action=0.1&type=coordination", "texte": "Triangle des trois centres de gravité."}
RESULT = {
    "text": "Voici ce que j'entends. **Un réseau de coordination**.",
    "custom": {"resultat": {"verdict": "net"}, "carte": CARTE, "page": {"url": "/resultat/ZABCD"}},
}


def button(title: str, payload: str = "/saluer") -> dict[str, str]:
    return {"title": title, "payload": payload}


def one(message: dict[str, Any], public_url: str = "") -> Post:
    [post] = posts(message, public_url)
    assert list(problems(post.blocks)) == []
    assert 0 < len(post.text) <= 40_000
    return post


def kinds(post: Post) -> list[str]:
    return [block["type"] for block in post.blocks]


def elements(post: Post) -> list[dict[str, Any]]:
    return [element for block in post.blocks if block["type"] == "actions" for element in block["elements"]]


def test_the_checks_of_the_fake_find_what_slack_refuses() -> None:
    def actions(*made: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"type": "actions", "elements": list(made)}]

    def pressed(**more: Any) -> dict[str, Any]:
        return {"type": "button", "action_id": "a", "value": "v", "text": {"type": "plain_text", "text": "t"}, **more}

    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
    wrong = [
        [section] * 51,
        [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}],
        [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}],
        actions(pressed(text={"type": "plain_text", "text": "x" * 76})),
        actions(pressed(value="x" * 2001)),
        actions(*(pressed(action_id=f"a{n}") for n in range(26))),
        actions(pressed(), pressed()),
        [{"type": "image", "image_url": "https://x.be/a.png", "alt_text": "x", "image_width": 3}],
        [{"type": "inconnu"}],
    ]
    assert [bool(list(problems(blocks))) for blocks in wrong] == [True] * len(wrong)
    assert list(problems([section, *actions(pressed())])) == []


def test_twenty_four_choices_are_all_there() -> None:
    post = one({"text": "Lequel ?", "buttons": [button(f"Choix {n}", f"/choix {n}") for n in range(24)]})
    assert kinds(post) == ["section", "actions"]
    assert [(element["text"]["text"], element["value"]) for element in elements(post)] == [(f"Choix {n}", f"/choix {n}") for n in range(24)]
    assert len({element["action_id"] for element in elements(post)}) == 24


def test_more_than_twenty_five_choices_take_several_blocks() -> None:
    post = one({"text": "Lequel ?", "buttons": [button(f"Choix {n}") for n in range(60)]})
    assert [len(block["elements"]) for block in post.blocks if block["type"] == "actions"] == [PER_ACTIONS, PER_ACTIONS, 10]


def test_short_labels_are_buttons_alone() -> None:
    post = one({"text": "Alors ?", "buttons": [button("Je ne sais pas"), button("Un exemple ?")]})
    assert [element["text"]["text"] for element in elements(post)] == ["Je ne sais pas", "Un exemple ?"]
    assert kinds(post) == ["section", "actions"]


def test_labels_that_slack_may_cut_are_listed_whole_and_told_by_a_number() -> None:
    long = "Les familles décident avec nous & les autres, à chaque rencontre <ou presque>"
    post = one({"text": "Qui décide ?", "buttons": [button("Personne"), button(long), button("Je ne sais pas")]})
    assert post.blocks[1]["text"]["text"] == "*1.* Personne\n*2.* Les familles décident avec nous &amp; les autres, à chaque rencontre &lt;ou presque&gt;"
    first, second, last = elements(post)
    assert (first["text"]["text"], last["text"]["text"]) == ("1. Personne", "Je ne sais pas")
    assert second["text"]["text"].startswith("2. Les familles") and len(second["text"]["text"]) <= 75
    assert second["accessibility_label"].startswith("Les familles") and len(second["accessibility_label"]) <= 75


def test_every_question_of_the_knowledge_base_fits() -> None:
    knowledge = load()
    for question in knowledge.dimension_ids:
        shown = question_buttons(question, State(), 0, knowledge)
        post = one({"text": knowledge.question(question).question, "buttons": shown})
        assert [element["value"] for element in elements(post)] == [made["payload"] for made in shown]
        assert all(made["title"] in post.text or made["title"] in [element["text"]["text"] for element in elements(post)] for made in shown)


def test_a_payload_that_is_too_long_takes_no_other_choice_away() -> None:
    post = one({"text": "Alors ?", "buttons": [button("Trop", "x" * 2001), button("Bien", "x" * 2000)]})
    assert [element["text"]["text"] for element in elements(post)] == ["Bien"]


def test_four_thousand_characters_are_two_sections_and_lose_nothing() -> None:
    words = " ".join(f"mot{n}" for n in range(700))[:4000]
    post = one({"text": words})
    assert kinds(post) == ["section", "section"]
    assert all(len(block["text"]["text"]) <= SECTION for block in post.blocks)
    assert " ".join(block["text"]["text"] for block in post.blocks) == words
    assert " ".join(post.text.split()) == words


def test_more_than_fifty_blocks_are_several_posts_in_order() -> None:
    made = posts({"text": "x" * SECTION * 52, "buttons": [button("Fin")]})
    assert [len(post.blocks) for post in made] == [50, 3]
    assert all(list(problems(post.blocks)) == [] for post in made)
    assert [post.asks for post in made] == [False, True]


def test_the_result_is_one_message_with_its_map_and_its_page() -> None:
    post = one(RESULT, PUBLIC)
    assert kinds(post) == ["section", "image", "actions"]
    assert post.blocks[0]["text"]["text"] == "Voici ce que j'entends. *Un réseau de coordination*."
    assert post.blocks[1]["image_url"] == f"{PUBLIC}/carte.png?beneficiaires=0.1&reflexion=0.8&action=0.1&type=coordination"
    assert post.blocks[1]["alt_text"] == CARTE["texte"]
    [link] = elements(post)
    assert (link["url"], link["text"]["text"], "value" in link) == (f"{PUBLIC}/resultat/ZABCD", say("bouton_page"), False)
    assert CARTE["texte"] in post.text and not post.asks


def test_without_an_address_that_slack_reaches_the_map_is_told() -> None:
    post = one(RESULT)
    assert kinds(post) == ["section", "context"]
    assert post.blocks[1]["elements"][0]["text"] == CARTE["texte"]
    assert kinds(one(RESULT, "http://serveur.interne")) == ["section", "context", "actions"]


def test_a_picture_that_slack_cannot_fetch_is_told() -> None:
    post = without_pictures(one(RESULT, PUBLIC))
    assert kinds(post) == ["section", "context", "actions"]
    assert list(problems(post.blocks)) == []


def test_the_text_alone_says_all_that_the_blocks_said() -> None:
    post = one({**RESULT, "buttons": [button("Un choix dont le libellé est assez long pour être coupé"), button("Recommencer")]}, PUBLIC)
    alone = text_alone(post)
    assert alone.blocks == []
    for words in ("réseau de coordination", CARTE["texte"], f"{PUBLIC}/resultat/ZABCD", "*1.* Un choix dont le libellé", "• Recommencer"):
        assert alone.text.count(words) == 1, words


def test_a_closed_message_keeps_its_words_its_map_and_its_page() -> None:
    post = one({**RESULT, "buttons": [button("Continuer")]}, PUBLIC)
    kept = [{**block, **({"image_width": 3, "fallback": "x"} if block["type"] == "image" else {})} for block in post.blocks]
    made = closed({"text": post.text, "blocks": kept}, "✓ Continuer")
    assert [block["type"] for block in made.blocks] == ["section", "image", "actions", "context"]
    assert made.blocks[-1]["elements"][0]["text"] == "✓ Continuer"
    assert not made.asks and list(problems(made.blocks)) == []
    assert made.text.endswith("\n✓ Continuer")


def test_the_home_tab_and_the_first_message_are_blocks_too() -> None:
    assert list(problems(home(), most=100)) == []
    post = one(welcome())
    [start] = elements(post)
    assert is_allowed(start["value"]) and start["text"]["text"] == say("bouton_commencer")
    assert "Slack" in post.text


@given(st.text(min_size=1, max_size=9000), st.lists(st.text(min_size=1, max_size=200).filter(str.strip), max_size=30))
def test_whatever_is_said_slack_takes_it(text: str, titles: list[str]) -> None:
    for post in posts({"text": text, "buttons": [button(title) for title in titles]}):
        assert list(problems(post.blocks)) == []
        assert 0 < len(post.text) <= 40_000
        assert json.dumps(post.blocks)
