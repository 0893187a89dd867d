"""Admission: what a thread holds is read, what the person says is masked and judged, before a run begins."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol, cast

from sqlalchemy import Connection

from agents.guard.edge import Guard, open_vault
from agents.guard.guardian import Verdict
from agents.guard.pii.found import KnownName
from agents.guard.turn import ALLOWED, TurnGuard
from agents.runs import history
from agents.runs.history import Unit
from agents.runs.turn import Document, Message, ThreadState
from tools.actor import MessageId, ThreadId, UserId
from tools.clock import Clock
from tools.errors import NotFound
from tools.storage import Database, KeyRing

Instead = Literal["budget", "objected"]
"""Why guided mode answers although there is a model."""


class Quota(Protocol):
    """What a person may use of the models today (`close` is told what a run really used), and how often spend."""

    async def open(self, user_id: UserId) -> Instead | None: ...
    async def close(self, user_id: UserId, tokens: int) -> None: ...
    async def spend(self, user_id: UserId) -> None:
        """Count one attempt to spend or pay; raises TooManyRequests."""
        ...

    async def converse(self, user_id: UserId) -> None:
        """Count one conversation that begins; raises TooManyRequests when a visitor's address has begun too many."""
        ...


class Unlimited:
    """No limit and no objection: for evaluations."""

    async def open(self, user_id: UserId) -> Instead | None:
        return None

    async def close(self, user_id: UserId, tokens: int) -> None:
        return None

    async def spend(self, user_id: UserId) -> None:
        return None

    async def converse(self, user_id: UserId) -> None:
        return None


_Read = tuple[ThreadState | None, datetime | None, list[Message], tuple[str, ...], int | None]
"""A thread and when it had last changed, its window, the facts, and the position of what is replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A thread as it was read, in the words that the model may see, and what the person says to it."""

    state: ThreadState | None
    seen_at: datetime | None
    """When the thread had last changed."""
    window: Sequence[Message]
    """Each with its masked text."""
    facts: tuple[str, ...]
    """Masked."""
    text: str
    masked: str
    """With a line for each document that came with it."""
    guard: TurnGuard
    documents: Sequence[Document] = ()
    replaces: int | None = None
    """The position of the message that this one is said in the place of; None when there is none."""
    summary: str = ""
    """Of a thread that begins: the turns that its client quoted; masked."""

    @property
    def verdict(self) -> Verdict:
        """What the guardian said of the message."""
        return self.guard.verdict

    def vault(self) -> bytes:
        """The vault, to be stored with the message."""
        return self.guard.vault.dump()

    def stale(self, unit: Unit) -> bool:
        """Whether the thread has changed since it was read: then what was masked may clash with what is new."""
        row = history.thread_row(unit.connection, unit.user_id, unit.thread_id)
        if row is None or self.state is None:
            return (row is None) != (self.state is None)
        return bool(row.last_position != self.state.last_position or row.updated_at != self.seen_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Lets messages in. `recall` reads what the person has said of themselves, `names` what they are called."""

    database: Database
    keys: KeyRing
    clock: Clock
    guard: Guard
    recall: Callable[[Unit], tuple[str, ...]]
    names: Callable[[UserId], Awaitable[Sequence[KnownName]]]
    say: Callable[[str, str], str]
    """A message of the catalogues in a language."""

    async def admit(
        self,
        user_id: UserId,
        thread_id: ThreadId | None,
        text: str,
        *,
        locale: str,
        adopt: bool = True,
        documents: Sequence[Document] = (),
        ours: bool = False,
        replaces: MessageId | None = None,
        quoted: str = "",
    ) -> Admitted:
        """Read, mask, judge; words of the house itself (`ours`) are not judged.

        `replaces`: the thread is read as it was before that message, if it can be replaced. `quoted`: earlier turns as
        a client tells them; they taint a thread that begins, and are left out of any other, and when they look
        hostile. Raises NotFound for an unknown thread unless it is adopted, GuardUnavailable.
        """
        state, seen_at, window, facts, place = await self._read(user_id, thread_id, replaces)
        if state is None and thread_id is not None and not adopt:
            raise NotFound(f"thread {thread_id!r}", what="thread")
        guard = await self._guard_of(user_id, state, "" if ours else text, locale)
        guard.tainted = state is None and bool(quoted) and (await self.guard.assess(quoted)).decision == "allow"
        unknown = [each.text for each in window if each.masked is None]
        quotes = [quoted] if guard.tainted else []
        fresh = iter(await guard.mask_all([*quotes, *unknown, text]))
        summary = next(fresh) if quotes else ""
        if state is not None and state.vault is None:
            # A thread of before the guard: what was kept of it is masked now.
            focus = cast(Mapping[str, object] | None, await guard.mask_values(state.focus))
            state = replace(state, summary=await guard.mask(state.summary), focus=focus)
        window = [each if each.masked is not None else replace(each, masked=next(fresh)) for each in window]
        if guard.vault.changed:
            # A name that is learnt now may stand in what was said before it was known.
            again = await self.guard.mask_again(guard.vault, [each.masked or "" for each in window])
            window = [replace(each, masked=text) for each, text in zip(window, again, strict=True)]
        # Never its name: a CV is mostly called after its person.
        lines = [f"[Document {each.id}, {each.media_type}]" for each in documents]
        return Admitted(
            state=state,
            seen_at=seen_at,
            window=window,
            facts=await _mask_lines(guard, facts),
            text=text,
            # What is not processed is not shown to a model later either.
            masked="" if guard.verdict.decision == "block" else "\n".join([next(fresh), *lines]),
            guard=guard,
            documents=documents,
            replaces=place,
            summary=summary,
        )

    async def _guard_of(self, user_id: UserId, state: ThreadState | None, judged: str, locale: str) -> TurnGuard:
        guard = TurnGuard(
            guard=self.guard,
            vault=open_vault(None if state is None else state.vault),
            hidden_word=self.say("guard.hidden", locale),
            names=await self.names(user_id),
            verdict=await self.guard.assess(judged) if judged else ALLOWED,
            links=self.guard.links(self.say("guard.link_removed", locale)),
        )
        if guard.verdict.decision != "allow":
            _note_verdict(guard)
        return guard

    async def _read(self, user_id: UserId, thread_id: ThreadId | None, replaces: MessageId | None) -> _Read:
        key = await self.keys.of(user_id)

        def work(connection: Connection) -> _Read:
            unit = Unit(
                connection=connection,
                user_id=user_id,
                thread_id=thread_id or ThreadId(""),
                key=key,
                now=self.clock.now(),
            )
            facts = self.recall(unit)
            row = None if thread_id is None else history.thread_row(connection, user_id, thread_id)
            if row is None:
                return None, None, [], facts, None
            state = history.state_of(row, key)
            place = None if replaces is None else history.position_of(unit, replaces)
            if place is None:
                return state, row.updated_at, history.read_window(unit, state.summarised_to), facts, None
            state = _before(state, place)
            return state, row.updated_at, history.read_window(unit, state.summarised_to, place), facts, place

        return await self.database.read(work)


def _before(state: ThreadState, place: int) -> ThreadState:
    """The thread without what a specialist was in the middle of, nor a summary of what is left."""
    known = state if state.summarised_to < place else replace(state, summary="", summarised_to=0)
    return replace(known, focus=None)


def _note_verdict(guard: TurnGuard) -> None:
    verdict = guard.verdict
    type = "MessageBlocked" if verdict.decision == "block" else "MessageRestricted"
    guard.note(type, rules=",".join(verdict.rules)[:128], score=round(verdict.score * 100))


async def _mask_lines(guard: TurnGuard, lines: tuple[str, ...]) -> tuple[str, ...]:
    """Short lines masked in one go; one by one when something spans two of them."""
    if not lines:
        return ()
    together = (await guard.mask("\n".join(lines))).split("\n")
    return tuple(together) if len(together) == len(lines) else tuple(await guard.mask_all(lines))
