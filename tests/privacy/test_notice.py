"""The notice: the first time, then seldom; never a bubble too many, never a word too many."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from bot.privacy.notice import EVERY, REPLACED, added, with_notice
from typology.messages import say
from typology.style import MOST_WORDS, word_count

NOTICE = {"recipient_id": "x", "text": say("noms_retires")}


def bubble(text: str = "Merci.", **more: Any) -> dict[str, Any]:
    return {"recipient_id": "x", "text": text, **more}


def agent(messages_with_names: int) -> Any:
    async def marked(sender_id: str, key: str) -> int:
        return messages_with_names if key == REPLACED else 0

    return SimpleNamespace(tracker_store=SimpleNamespace(marked=marked))


def told(messages_with_names: int, messages: list[dict[str, Any]]) -> list[str]:
    return [message["text"] for message in asyncio.run(with_notice(agent(messages_with_names), "web-x", "x", messages))]


def test_it_is_told_the_first_time_then_seldom_and_in_other_words() -> None:
    when = [rank for rank in range(1, 3 * EVERY) if len(told(rank, [bubble()])) == 2]
    assert when == [1, 1 + EVERY, 1 + 2 * EVERY]
    assert told(1, [bubble()])[0] != told(1 + EVERY, [bubble()])[0]


def test_three_bubbles_a_turn_and_one_more_with_the_result() -> None:
    assert added([bubble()] * 2, NOTICE) == [NOTICE, bubble(), bubble()]
    joined = added([bubble(), bubble("Deux."), bubble("Trois.")], NOTICE)
    assert [message["text"] for message in joined] == [f"{NOTICE['text']}\n\nMerci.", "Deux.", "Trois."]
    result = bubble(custom={"resultat": {}})
    assert added([result, bubble(), bubble()], NOTICE)[0] == NOTICE


def test_no_bubble_gets_longer_than_the_others_may_be() -> None:
    full = [bubble("mot " * (MOST_WORDS - word_count(NOTICE["text"]) + 1))] * 3
    assert added(full, NOTICE) == full


def test_nothing_is_told_once_all_is_erased() -> None:
    assert told(1, [bubble("C'est effacé.", custom={"efface": True})]) == ["C'est effacé."]


@pytest.mark.parametrize("broken", [None, SimpleNamespace(tracker_store=None)])
def test_a_store_that_does_not_answer_costs_the_notice_at_most(broken: Any) -> None:
    messages = asyncio.run(with_notice(broken, "web-x", "x", [bubble()]))
    assert messages[-1] == bubble()
