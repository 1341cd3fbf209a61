"""What is answered, logged and counted when a request other than a turn fails."""

from __future__ import annotations

import json
import logging
from types import SimpleNamespace

import pytest
from sanic.exceptions import MethodNotSupported, NotFound

from bot import metrics
from bot.pages import failed

PAGE = SimpleNamespace(path="/resultat/Z741-V3MH-MA65-G0DT")


def counted() -> float:
    return float(metrics.FAILURES.labels("page")._value.get())


def test_what_is_our_fault_is_told_in_french_logged_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    before = counted()
    with caplog.at_level(logging.ERROR, "bot.pages"):
        answer = failed(PAGE, RuntimeError("zibelines"))  # type: ignore[arg-type]
    assert answer.status == 500 and "réessayez" in json.loads(answer.body)["message"] and "zibelines" not in answer.body.decode()
    (record,) = caplog.records
    assert record.getMessage() == "a request failed" and record.exc_info is not None and record.exc_info[0] is RuntimeError
    assert counted() == before + 1


@pytest.mark.parametrize(("error", "status"), [(NotFound("x"), 404), (MethodNotSupported("x", "PUT", ["GET"]), 405)])
def test_what_is_not_is_neither_logged_nor_counted(error: Exception, status: int, caplog: pytest.LogCaptureFixture) -> None:
    before = counted()
    assert failed(PAGE, error).status == status  # type: ignore[arg-type]
    assert counted() == before and not caplog.records
