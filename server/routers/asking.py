"""Asking: a message with its documents becomes a run, by whichever door it came."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from agents.runs.turn import LONGEST_MESSAGE, Answer, Ask, Document, Started
from agents.runtime import Runtime
from server.adapters.questions import agrees, answerable
from server.limits import Limits
from tools.accounts import App
from tools.accounts.rules import digest
from tools.actor import Actor, FileId
from tools.errors import IrisError, NotFound
from tools.files import FileLine


async def begin(iris: Runtime, actor: Actor, app: App, ask: Ask, files: Sequence[str], limits: Limits) -> Started:
    """Start a run with the files that a message names; a message long enough to be a document becomes one.

    Raises NotFound for somebody else's file, TooManyRequests, MessageTooLong beyond what a paste may be, FilesFull, and
    what `Runs.start` raises: then what was pasted is not kept.
    """
    lines = [await iris.files.get(actor.user_id, FileId(each)) for each in files]
    pasted, made = None, False
    if len(ask.text.strip()) > LONGEST_MESSAGE:
        pasted, made = await _paste(iris, actor, ask, limits)
        words = iris.voice.say("files.pasted", ask.locale or app.locale or "fr", count=pasted.characters)
        ask = replace(ask, text=words, asked=ask.text)
        lines.append(pasted)
    documents = tuple(Document(id=line.id, name=line.name, media_type=line.media_type) for line in lines)
    try:
        started = await iris.runs.start(actor, app, replace(ask, documents=documents))
    except IrisError:
        if pasted is not None and made:
            await iris.files.delete(actor.user_id, pasted.id)
        raise
    if pasted is not None:
        # With its conversation it is deleted.
        await iris.files.attach(actor.user_id, pasted.id, started.thread_id)
    return started


async def answer(iris: Runtime, actor: Actor, app: App, ask: Ask, limits: Limits) -> Started:
    """Start a run where only text comes: a word that says yes to what the thread waits for is the answer to it.

    Raises as `begin` does, InvalidResume and Gone when it was answered meanwhile.
    """
    if ask.thread_id is not None and agrees(ask.text):
        with suppress(NotFound):
            waiting = await iris.threads.waiting(actor.user_id, ask.thread_id)
            if answerable([each.reason for each in waiting]):
                yes = Answer(interrupt_id=waiting[0].id, status="resolved", payload={"approved": True})
                return await iris.runs.resume(actor, app, ask.thread_id, [yes], locale=ask.locale)
    return await begin(iris, actor, app, ask, (), limits)


async def _paste(iris: Runtime, actor: Actor, ask: Ask, limits: Limits) -> tuple[FileLine, bool]:
    """The file of a long paste, and whether it is new: a repeated request finds the one that it made."""
    repeated = ask.idempotency_key or ask.run_id
    file_id = None
    if repeated is not None:
        asked = digest("\0".join((actor.user_id, repeated, ask.text)))
        file_id = FileId(f"f_{asked.hex()[:24]}")
        try:
            return await iris.files.get(actor.user_id, file_id), False
        except NotFound:
            pass
    await limits.charge("uploads", actor.user_id)
    await limits.charge("upload_bytes", actor.user_id, cost=len(ask.text.encode(errors="replace")))
    return await iris.files.keep_paste(actor, ask.text, file_id=file_id), True
