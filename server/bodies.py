"""Bodies: how large, how long, of which type, how deep, of how many values."""

import asyncio
import re
from dataclasses import dataclass
from itertools import accumulate

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.errors import refusal
from server.refusals import RequestTooSlow, UnsupportedMedia
from tools.errors import BadRequest, IrisError, TooLarge
from tools.extraction import LARGEST_FILE
from tools.files import FileTooLarge

JSON = "application/json"
FORM = "multipart/form-data"
DEEPEST = 64
"""Levels of lists and objects; what Iris reads has six."""
MOST_VALUES = 20_000
"""Commas between values: for each value that is wrong, validation writes down an error of a kilobyte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a route takes: bytes, media types, and how many times the usual seconds."""

    largest: int = 1_000_000
    types: frozenset[str] = frozenset({JSON})
    patience: int = 1

    def refusal(self, message: str) -> TooLarge:
        """What a larger body is refused with: of a form, the file is too large, and people count it in megabytes."""
        if FORM in self.types:
            return FileTooLarge(message, limit=LARGEST_FILE // 1_000_000)
        return TooLarge(message, limit=self.largest)


ORDINARY = Intake()
"""A message has 8,000 characters, an AG-UI history more."""
EXCEPTIONS = {
    "/v1/files": Intake(largest=6_000_000, types=frozenset({FORM}), patience=6),
    "/billing/webhook": Intake(largest=500_000),
    "/v1/csp-reports": Intake(
        largest=16_000, types=frozenset({"application/csp-report", "application/reports+json", JSON})
    ),
}

_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_NO_BRACKETS = bytes(each for each in range(256) if each not in _STEP)


class Bodies:
    """Reads JSON whole before anything else runs; counts and times what is streamed."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body, or refuse it."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        length = headers.get("content-length", "0")
        if length == "0" and "transfer-encoding" not in headers:
            await self.app(scope, receive, send)
            return
        intake = EXCEPTIONS.get(scope["path"], ORDINARY)
        media = headers.get("content-type", "").split(";")[0].strip().lower()
        deadline = asyncio.get_running_loop().time() + self.seconds * intake.patience
        body = _Body(receive, intake, deadline)
        try:
            if int(length) > intake.largest:
                raise intake.refusal(f"a body of {length} bytes")
            if media not in intake.types:
                raise UnsupportedMedia(f"{media!r} is not taken here", accepted=sorted(intake.types))
            if media != FORM:
                await body.read()
        except IrisError as error:
            await _refuse(scope, error, receive, send)
            return
        if not body.gone:
            await self._pass_on(scope, body, send)

    async def _pass_on(self, scope: Scope, body: "_Body", send: Send) -> None:
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            # What was refused while the app was reading is answered below, whatever the app made of it.
            if body.refused is None or started:
                started = True
                await send(message)

        try:
            await self.app(scope, body.receive, answer)
        except IrisError as error:
            if error is not body.refused:
                raise
        if body.refused is not None and not started:
            await _refuse(scope, body.refused, body.receive, send)


async def _refuse(scope: Scope, error: IrisError, receive: Receive, send: Send) -> None:
    answer = refusal(Request(scope), error)
    if isinstance(error, RequestTooSlow):
        answer.headers["Connection"] = "close"
    await answer(scope, receive, send)


class _Body:
    """The body of a request, as it comes."""

    def __init__(self, receive: Receive, intake: Intake, deadline: float) -> None:
        self.gone = False
        self.refused: IrisError | None = None
        self._receive = receive
        self._intake = intake
        self._deadline = deadline
        self._size = 0
        self._complete = False
        self._read: bytes | None = None

    async def read(self) -> None:
        """Read all of it as JSON; raises TooLarge, RequestTooSlow, BadRequest."""
        parts = []
        while not self._complete:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                self.gone = True
                return
            parts.append(message.get("body", b""))
        self._read = b"".join(parts)
        # JSON is in UTF-8 (RFC 8259), without a zero; Python would read UTF-16 too, where quotes look different.
        if b"\0" in self._read:
            raise BadRequest("JSON that is not in UTF-8")
        if depth(self._read) > DEEPEST:
            raise BadRequest(f"JSON of more than {DEEPEST} levels")
        if commas(self._read) > MOST_VALUES:
            raise BadRequest(f"JSON of more than {MOST_VALUES} values")

    async def receive(self) -> Message:
        """The next part, within the limits; once the body is complete, what the server says (a disconnection)."""
        if self._read is not None:
            whole, self._read = self._read, None
            return {"type": "http.request", "body": whole, "more_body": False}
        if self._complete:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            self.refused = RequestTooSlow("the body did not come in time")
            raise self.refused from None
        self._size += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._size > self._intake.largest:
            self.refused = self._intake.refusal("the body is larger than it said")
            raise self.refused
        return message


def depth(body: bytes) -> int:
    """How many levels of lists and objects the JSON text has at most; exact when it has more than 64 of them."""
    opened = body.count(b"[") + body.count(b"{")
    if opened <= DEEPEST:
        return opened
    brackets = _STRING.sub(b"", body).translate(None, _NO_BRACKETS)
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0)


def commas(body: bytes) -> int:
    """How many commas stand between the values of the JSON text; exact when it has more than 20,000 of them."""
    found = body.count(b",")
    return found if found <= MOST_VALUES else _STRING.sub(b"", body).count(b",")
