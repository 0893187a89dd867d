"""Logs: what happened and where, never what a person said. Exceptions show their frames and types, not their texts."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

from structlog.contextvars import merge_contextvars
from structlog.dev import ConsoleRenderer
from structlog.processors import JSONRenderer, TimeStamper
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name

from server.redaction import redact

_Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
_Line = MutableMapping[str, Any]

CHATTY = ("httpx", "chromadb", "alembic")
OURS = frozenset({"level", "logger", "timestamp", "request_id", "method", "route", "status", "ms"})
"""What Iris itself writes into a line: ids, names and figures. Everything else passes the redactor."""


class PrivateFormatter(logging.Formatter):
    """A validation error quotes its input, a provider's error the prompt: their texts stay out."""

    def formatException(self, ei: _Failure) -> str:
        """The frames of each exception of the chain, and its type."""
        return frames(ei[1])


def frames(error: BaseException | None) -> str:
    """Where each exception of a chain came from, and its type, without its text."""
    lines: list[str] = []
    while error is not None:
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ]
        lines.append(type(error).__qualname__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines)


def set_up(level: str, *, for_people: bool = False) -> None:
    """Log to standard error from a level (`info`) on: JSON lines, or coloured ones for a person at a terminal."""
    pretty = for_people and sys.stderr.isatty()
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(pretty=pretty))
    logging.basicConfig(level=level.upper(), handlers=[handler])
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def formatter(*, pretty: bool) -> logging.Formatter:
    """Every record, whoever made it: who, when, in which request, what; redacted last."""
    return ProcessorFormatter(
        foreign_pre_chain=[
            merge_contextvars,
            add_log_level,
            add_logger_name,
            ExtraAdder(allow=OURS),
            TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            ProcessorFormatter.remove_processors_meta,
            _private_exception,
            _redacted,
            ConsoleRenderer(exception_formatter=lambda out, failure: None)
            if pretty
            else JSONRenderer(ensure_ascii=False),
        ],
    )


def _private_exception(logger: object, method: str, line: _Line) -> _Line:
    failure = line.pop("exc_info", None)
    if isinstance(failure, tuple) and failure[1] is not None:
        line["exception"] = frames(failure[1])
    return line


def _redacted(logger: object, method: str, line: _Line) -> _Line:
    for key, value in line.items():
        if key not in OURS:
            line[key] = redact(value if isinstance(value, str) else str(value))
    return line
