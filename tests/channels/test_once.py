"""Events received twice."""

from __future__ import annotations

from bot.channels.once import Once


def test_an_event_is_taken_once() -> None:
    once = Once()
    assert [once.first(key) for key in ("Ev1", "Ev2", "Ev1", "Ev1")] == [True, True, False, False]


def test_it_is_forgotten_after_its_time_and_memory_is_bounded() -> None:
    once = Once(seconds=0.0)
    assert once.first("Ev1") and once.first("Ev1")
    small = Once(most=2)
    assert all(small.first(key) for key in ("a", "b", "c"))
    assert small.first("a")
