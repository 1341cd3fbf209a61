"""No word of a practitioner in a log, whoever writes it: each line is JSON, with where it came from and what kind of failure it was."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot import logs

WORDS = "Madame Untelle habite rue Haute"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """What a server would write."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure(stream=stream)
    yield stream
    root.handlers[:], logs._state["guarded"] = handlers, False
    root.setLevel(level)
    structlog.reset_defaults()


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def fails() -> None:
    try:
        raise ValueError(WORDS)
    except ValueError as error:
        raise KeyError(f"dans « {WORDS} »") from error


def test_once_practitioners_write_no_word_is_left_in_what_a_library_says(out: io.StringIO) -> None:
    logs.guard()
    logging.getLogger("rasa.core.processor").error(f"no action for {WORDS}")
    logging.getLogger("sanic.error").error("%s", WORDS)
    structlog.get_logger("rasa").error("processor.failed", text=WORDS, message=WORDS)
    try:
        fails()
    except KeyError:
        logging.getLogger("rasa_sdk.endpoint").exception(f"request {WORDS}")
        logging.getLogger("bot.channels.turn").exception("a turn failed")
    assert "Untelle" not in out.getvalue() and "Haute" not in out.getvalue()
    told = lines(out)
    assert len(told) == 5 and all(line["level"] == "error" and line["time"] for line in told)
    assert str(told[0]["where"]).startswith("tests/bot/test_logs.py:")
    assert told[4]["event"] == "a turn failed" and told[4]["error"] == "KeyError" and told[4]["causes"] == ["ValueError"]
    assert any("fails" in frame for frame in told[4]["frames"])


def test_until_then_a_library_may_say_why_it_does_not_start(out: io.StringIO) -> None:
    logging.getLogger("rasa").error("no such model")
    assert lines(out)[0]["event"] == "no such model"


def test_our_own_lines_carry_their_data_and_libraries_are_silent_below_a_warning(out: io.StringIO) -> None:
    logs.guard()
    logging.getLogger("bot.turns").error("a turn failed: %s", "StoreError")
    logging.getLogger("bot.turns").info("turn", extra={"data": {"seconds": 0.12}})
    logging.getLogger("rasa").info("loading")
    structlog.get_logger("rasa").info("loading", text=WORDS)
    failed, line = lines(out)
    assert failed["event"] == "a turn failed: StoreError"
    assert (line["event"], line["seconds"], line["logger"]) == ("turn", 0.12, "bot.turns")
