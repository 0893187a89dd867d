"""Logs: what happened and where, never what a person said. Exceptions show their frames and types, not their texts."""

import logging
import traceback
from types import TracebackType

_Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

CHATTY = ("httpx", "chromadb", "alembic")


class PrivateFormatter(logging.Formatter):
    """A validation error quotes its input, a provider's error the prompt: their texts stay out."""

    def formatException(self, ei: _Failure) -> str:
        """The frames of each exception of the chain, and its type."""
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            lines += [
                f"  {frame.filename}:{frame.lineno} in {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)
            ]
            lines.append(type(error).__qualname__)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def set_up(level: str) -> None:
    """Log to standard error from a level (`info`) on."""
    handler = logging.StreamHandler()
    handler.setFormatter(PrivateFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler])
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
