"""The same message sent twice: one turn, one answer; and nothing of it kept for long."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from bot.channels.answers import Answers

HERE, ELSEWHERE = "web-1", "web-2"


class Turn:
    """A turn that answers with how many were held."""

    def __init__(self, *more: dict[str, Any]) -> None:
        self.held, self.more = 0, more
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def __call__(self) -> list[dict[str, Any]]:
        self.held += 1
        await self.may_end.wait()
        return [{"text": f"réponse {self.held}"}, *self.more]


def said(body: bytes) -> str:
    return str(json.loads(body)[0]["text"])


def test_the_same_id_gets_the_same_answer_and_another_gets_its_own() -> None:
    async def talk() -> None:
        answers, turn = Answers(), Turn()
        assert [said(await answers.once(HERE, name, turn)) for name in ("a", "a", "b", "a")] == ["réponse 1", "réponse 1", "réponse 2", "réponse 1"]
        assert said(await answers.once(ELSEWHERE, "a", turn)) == "réponse 3"

    asyncio.run(talk())


def test_without_an_id_each_message_is_a_turn_and_nothing_is_kept() -> None:
    async def talk() -> None:
        answers, turn = Answers(), Turn()
        assert [said(await answers.once(HERE, None, turn)) for _ in range(2)] == ["réponse 1", "réponse 2"]
        assert not answers._given and not answers._going_on

    asyncio.run(talk())


def test_who_asks_again_during_the_turn_waits_for_its_answer() -> None:
    async def talk() -> None:
        answers, turn = Answers(), Turn()
        turn.may_end.clear()
        both = [asyncio.create_task(answers.once(HERE, "a", turn)) for _ in range(2)]
        await asyncio.sleep(0)
        turn.may_end.set()
        assert [said(body) for body in await asyncio.gather(*both)] == ["réponse 1", "réponse 1"]
        assert turn.held == 1

    asyncio.run(talk())


@pytest.mark.parametrize("name", ["a", None])
def test_a_turn_goes_on_when_the_client_hangs_up(name: str | None) -> None:
    async def talk() -> None:
        answers, turn = Answers(), Turn()
        turn.may_end.clear()
        first = asyncio.create_task(answers.once(HERE, name, turn))
        await asyncio.sleep(0.01)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        (going_on,) = answers._going_on.values()
        turn.may_end.set()
        assert said(await going_on) == "réponse 1"
        assert said(await answers.once(HERE, name, turn)) == ("réponse 1" if name else "réponse 2")

    asyncio.run(talk())


def test_a_turn_that_breaks_is_not_remembered() -> None:
    async def breaks() -> list[dict[str, Any]]:
        raise RuntimeError

    async def talk() -> None:
        answers = Answers()
        with pytest.raises(RuntimeError):
            await answers.once(HERE, "a", breaks)
        assert said(await answers.once(HERE, "a", Turn())) == "réponse 1"

    asyncio.run(talk())


def test_an_erased_conversation_leaves_only_the_word_that_it_is_erased() -> None:
    async def talk() -> None:
        answers, turn, erasure = Answers(), Turn(), Turn({"custom": {"efface": True}})
        await answers.once(HERE, "a", turn)
        await answers.once(ELSEWHERE, "a", turn)
        told = await answers.once(HERE, "b", erasure)
        assert await answers.once(HERE, "b", erasure) == told and erasure.held == 1
        assert set(answers._given) == {(ELSEWHERE, "a"), (HERE, "b")}
        answers.forget(HERE)
        assert set(answers._given) == {(ELSEWHERE, "a")}

    asyncio.run(talk())


def test_answers_are_forgotten_after_their_time_and_memory_is_bounded() -> None:
    async def talk() -> None:
        turn, short = Turn(), Answers(seconds=0.0)
        assert [said(await short.once(HERE, "a", turn)) for _ in range(2)] == ["réponse 1", "réponse 2"]
        small = Answers(most=len(await Answers().once(HERE, "a", Turn())) * 2)
        for name in "abcd":
            await small.once(HERE, name, Turn())
        assert {name for _, name in small._given} == {"c", "d"}
        assert said(await small.once(HERE, "e", Turn({"text": "long" * 100}))) == "réponse 1"
        assert {name for _, name in small._given} == {"c", "d"}

    asyncio.run(talk())
