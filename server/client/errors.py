"""What can go wrong, as a caller sees it.

IrisClientError
├── IrisApiError     Iris answered, and refused: status, code, detail, advice
├── Unreachable      the network failed more often than `Patience` allows
└── NotIris          something answered that does not speak Iris's protocol
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An HTTP answer that was read to its end. `headers` are looked up in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class IrisClientError(Exception):
    """The root of what the client raises."""


class Unreachable(IrisClientError):
    """No usable connection. When `run_id` is set, the run goes on: `follow(run_id, after=last_id)` finds it again."""

    def __init__(self, message: str, *, run_id: str | None = None, last_id: int = 0) -> None:
        super().__init__(message)
        self.run_id = run_id
        self.last_id = last_id


class NotIris(IrisClientError):
    """The answer cannot be read: a proxy's page, another server, or a newer protocol."""


class IrisApiError(IrisClientError):
    """A refusal. `code` is stable (for machines), `detail` and `advice` are words; `retry_after` is in seconds.

    `details` holds the members of the problem document that belong to its code, such as `run_id` or `field`.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        advice: str | None = None,
        retry_after: float | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.advice = advice
        self.retry_after = retry_after
        self.details = dict(details or {})


_OWN = frozenset({"type", "title", "status", "detail", "code", "advice", "instance", "retry_after"})


def refusal(reply: Reply) -> IrisApiError:
    """The error of an answer that is not a success, whether it is a problem document or a proxy's page."""
    problem = _problem(reply)
    code, advice = problem.get("code"), problem.get("advice")
    detail = problem.get("detail") or problem.get("title") or ""
    return IrisApiError(
        reply.status,
        code if isinstance(code, str) else f"http_{reply.status}",
        str(detail),
        advice=advice if isinstance(advice, str) else None,
        retry_after=_seconds(reply.headers.get("retry-after")) or _seconds(problem.get("retry_after")),
        details={name: value for name, value in problem.items() if name not in _OWN},
    )


def _problem(reply: Reply) -> dict[str, object]:
    try:
        body = json.loads(reply.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _seconds(value: object) -> float | None:
    # Retry-After may also be a date; Iris never sends one, and a proxy's is treated as absent.
    try:
        seconds = float(value) if isinstance(value, str | int | float) else 0.0
    except ValueError:
        return None
    return seconds if 0 < seconds < float("inf") else None
