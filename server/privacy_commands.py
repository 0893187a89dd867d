"""What the `iris privacy` command does: documents from the register, export and erasure by an operator."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from agents.runtime import Runtime, build_runtime
from server.settings import Settings
from tools.actor import UserId
from tools.clock import DatabaseClock
from tools.errors import Misconfigured
from tools.privacy import impact_assessment, receipt_text, record_of_processing
from tools.storage import upgrade

OPERATOR = "operator"


async def print_record(locale: str) -> str:
    """The record of processing activities."""
    async with opened() as iris:
        return record_of_processing(iris.privacy.register, iris.settings.privacy, locale, iris.clock.now())


async def print_assessment(locale: str) -> str:
    """The draft of the impact assessment."""
    async with opened() as iris:
        return impact_assessment(iris.privacy.register, iris.settings.privacy, locale, iris.clock.now())


async def erase(user_id: str, locale: str) -> str:
    """Erase a person; a server that runs on the same database lets go of them within seconds."""
    async with opened() as iris:
        return receipt_text(await iris.privacy.erasure.erase(UserId(user_id), asked_by="operator"), locale)


async def export(user_id: str, file: Path, locale: str) -> str:
    """Write a person's export to a new file; raises Misconfigured when it exists."""
    async with opened() as iris:
        pieces = await iris.privacy.export.begin(UserId(user_id), locale, actor=OPERATOR)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise Misconfigured(f"{file}: {error.strerror}") from error
        with os.fdopen(descriptor, "wb") as out:
            async for piece in pieces:
                out.write(piece)
    return f"{file} written: keep it as private as what it holds"


@asynccontextmanager
async def opened() -> AsyncIterator[Runtime]:
    """A runtime with its database open, beside a server or without one; for commands."""
    iris = build_runtime(Settings().runtime())
    await iris.database.open()
    try:
        await upgrade(iris.database)
        if isinstance(iris.clock, DatabaseClock):
            await iris.clock.set()
        yield iris
    finally:
        await iris.database.close()
