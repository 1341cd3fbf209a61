"""What the servers write: one JSON object a line, and no word of a practitioner.

Libraries put into their messages whatever they have at hand (Rasa: the text, the SDK: the whole conversation). So once practitioners may
write, of a library's line only its place is kept, and of an exception only its type and where it came from.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog

_OURS = ("bot", "actions", "typology")
_FRAMES = 12
_state = {"guarded": False}


def configure(level: int = logging.WARNING, stream: TextIO | None = None) -> None:
    """Send every log of this process to the stream (the standard error) in our form; ours from INFO on, the libraries' from ``level`` on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    line = structlog.processors.JSONRenderer(ensure_ascii=False)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=[_described, line]))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    # Old libraries, which Rasa's pins bring, warn about themselves at each start.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    # Rasa's own structured lines, which hold texts at the debug level, go the same way.
    structlog.configure(
        processors=[_only_event],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )


def guard() -> None:
    """From now on practitioners write: nothing that a library says is kept in its words."""
    _state["guarded"] = True


def _only_event(_: Any, __: str, given: MutableMapping[str, Any]) -> tuple[tuple[str, Any], dict[str, Any]]:
    """The rest of a structured line is data of the conversation."""
    return ("%s", given.get("event")), {"exc_info": given.get("exc_info")}


def _described(_: Any, __: str, given: MutableMapping[str, Any]) -> dict[str, Any]:
    record: logging.LogRecord = given["_record"]
    ours = record.name.split(".")[0] in _OURS
    line: dict[str, Any] = {"time": structlog.processors.TimeStamper(fmt="iso", utc=True)(None, "", {})["timestamp"], "level": record.levelname.lower()}
    line["logger"] = record.name
    if ours or not _state["guarded"]:
        line["event"] = str(given.get("event"))
        line |= getattr(record, "data", {})
    else:
        line["where"] = f"{_short(record.pathname)}:{record.lineno}"
    raised = given.get("exc_info")
    if isinstance(raised, tuple) and raised[1]:
        line |= _failure(raised[1], raised[2])
    return line


def _failure(error: BaseException, trace: TracebackType | None) -> dict[str, Any]:
    frames = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-_FRAMES:]]
    causes: list[str] = []
    cause = error.__cause__ or error.__context__
    while cause and len(causes) < _FRAMES:
        causes.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    told = {} if _state["guarded"] else {"reason": str(error)}
    return {"error": type(error).__name__, **told, "causes": causes, "frames": frames}


def _short(path: str) -> str:
    return "/".join(Path(path).parts[-3:])
