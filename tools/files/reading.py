"""Reading: the text of a document, from a process that lives for one document and may open nothing."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tools.errors import Unavailable
from tools.extraction import MOST_CHARACTERS, MOST_PAGES, Kind
from tools.files.models import FileEncrypted, FileRefused, FileWithoutText, TooManyPages, UnsafeFile, UnsupportedFile

AT_ONCE = 2
PATIENCE_S = 15.0
"""Seconds that a document may take."""
QUEUE_S = 30.0
"""Seconds that a document waits for its turn."""
LARGEST_ANSWER = 12 * MOST_CHARACTERS + 1_000
"""Bytes: JSON writes a character beyond the basic plane with twelve."""


class Reading(BaseModel):
    """What the process answers, checked: it has handled the bytes, so its word is not taken."""

    model_config = ConfigDict(strict=True, extra="forbid")

    text: str = Field(min_length=1, max_length=MOST_CHARACTERS)
    cut: bool
    pages: int | None = Field(ge=0, le=MOST_PAGES)
    encoding: str | None = Field(pattern="^[a-z0-9-]{1,20}$")


class Refusal(BaseModel):
    """That the process refuses the document."""

    refused: str


REFUSALS: Mapping[str, type[FileRefused | UnsupportedFile]] = {
    kind.code: kind for kind in (FileEncrypted, TooManyPages, FileWithoutText, UnsafeFile, UnsupportedFile)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extractor:
    """Reads documents, a few at once, each in a process of its own.

    PDFium is C++ that parses hostile bytes, and a document may be a bomb: neither may take the server with it.
    """

    program: tuple[str, ...] = (sys.executable, "-I", "-m", "tools.extraction")
    patience_s: float = PATIENCE_S
    queue_s: float = QUEUE_S
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def read(self, data: bytes, kind: Kind) -> Reading:
        """The text of a document of a kind.

        Raises FileRefused and its kin, UnsupportedFile, and Unavailable when too many documents wait.
        """
        try:
            async with asyncio.timeout(self.queue_s):
                await self.slots.acquire()
        except TimeoutError as error:
            raise Unavailable("documents wait for too long to be read") from error
        try:
            return _judged(await self._answer(data, kind))
        finally:
            self.slots.release()

    async def _answer(self, data: bytes, kind: Kind) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *self.program,
            kind,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            # The secrets of the server are in its environment.
            env={},
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(self.patience_s):
                return await _exchange(process, data)
        except TimeoutError as error:
            raise FileRefused("the reader took too long") from error
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await _ended(process)


async def _ended(process: Process) -> None:
    """Wait for a killed process. asyncio also waits for the end of its pipes, which a full one never sees: read it."""
    assert process.stdout is not None
    while await process.stdout.read(65_536):
        pass
    await process.wait()


async def _exchange(process: Process, data: bytes) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    feeding = asyncio.create_task(_feed(process.stdin, data))
    answer = bytearray()
    try:
        while chunk := await process.stdout.read(65_536):
            answer += chunk
            if len(answer) > LARGEST_ANSWER:
                raise FileRefused("the reader says too much")
        if await process.wait() != 0:
            raise FileRefused(f"the reader ended with {process.returncode}")
    finally:
        feeding.cancel()
        await asyncio.wait({feeding})
    return bytes(answer)


async def _feed(stdin: asyncio.StreamWriter, data: bytes) -> None:
    # A reader that dies early closes its end; how it ended tells the rest.
    with suppress(ConnectionError):
        stdin.write(data)
        await stdin.drain()
        stdin.close()
        await stdin.wait_closed()


def _judged(answer: bytes) -> Reading:
    with suppress(ValidationError):
        return Reading.model_validate_json(answer)
    try:
        code = Refusal.model_validate_json(answer).refused
    except ValidationError as error:
        raise FileRefused("the reader's answer is none") from error
    limit = {"limit": MOST_PAGES} if code == TooManyPages.code else {}
    raise REFUSALS.get(code, FileRefused)(code, **limit)
