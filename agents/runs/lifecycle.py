"""Runs: started once, detached from connections, one active per thread, ended by exactly one terminal event."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal, cast

from sqlalchemy import Connection

from agents.guard.turn import TurnGuard
from agents.runs import ending, opening, orphans, records
from agents.runs.admission import Admission, Admitted, Quota
from agents.runs.emitter import RunEmitter
from agents.runs.history import Unit
from agents.runs.live import LiveRun
from agents.runs.log import Batch, RunLog, batch
from agents.runs.opening import Birth, Converse, Opened, Stale, unlimited
from agents.runs.turn import Answer, Ask, Execute, Outcome, Resume, Started, Turn, check_message
from tools.accounts import App
from tools.actor import Actor, RunId, ThreadId, UserId, new_id
from tools.clock import Clock
from tools.errors import IrisError, NotFound, RunConflict, TooManyRequests
from tools.events import Audit
from tools.storage import Database, Key, KeyRing

log = logging.getLogger(__name__)

LONGEST_RUN_S = 300.0
LINGER_S = 60.0
"""An ended run stays in memory for those who resume at once."""
POLL_S = 0.25
"""How often another process's run is read from the database."""
ATTEMPTS = 4
"""How often a thread is read again that another run changes meanwhile."""


@dataclass(slots=True)
class _Active:
    turn: Turn
    live: LiveRun
    key: Key
    worker: asyncio.Task[Outcome] | None = None
    supervisor: asyncio.Task[None] | None = None
    cut_by: ending.Cut | None = None
    charged: bool = False
    """Whether tokens were counted for it, which are settled at its end."""
    unsettled: ending.Ending | None = None
    """The end that the person was told and that the database does not have yet."""


@dataclass(slots=True)
class Runs:
    """The runs of this process. `say(code, locale)` words an error for a person."""

    database: Database
    keys: KeyRing
    clock: Clock
    execute: Execute
    admission: Admission
    audit: Audit
    quota: Quota
    say: Callable[[str, str], str]
    converse: Converse = unlimited
    address: Literal["tu", "vous"] = "vous"
    afterwards: Callable[[Turn, Outcome], Awaitable[None]] | None = None
    owner: str = field(default_factory=lambda: secrets.token_hex(8))
    _live: dict[tuple[UserId, RunId], LiveRun] = field(default_factory=dict)
    _active: dict[tuple[UserId, RunId], _Active] = field(default_factory=dict)
    _unwritten: list[Batch] = field(default_factory=list)
    _background: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def log(self) -> RunLog:
        """The stored frames."""
        return RunLog(self.database, self.keys)

    async def start(self, actor: Actor, app: App, ask: Ask) -> Started:
        """Record the message and the run, and begin; the run goes on whoever listens.

        Raises InvalidArguments, MessageTooLong, RunConflict, IdempotencyMismatch, StorageFull, GuardUnavailable.
        """
        text = check_message(ask.text)
        thread_id = ask.thread_id or ThreadId(new_id("t"))
        birth = self._birth(
            ask.run_id, records.fingerprint(ask.asked or text, ask.thread_id, ask.agent, *filter(None, [ask.replaces]))
        )
        locale = ask.locale or app.locale or "fr"

        async def attempt() -> tuple[Admitted, Opened, Key]:
            admitted = await self.admission.admit(
                actor.user_id,
                ask.thread_id,
                text,
                locale=locale,
                adopt=ask.adopt,
                documents=ask.documents,
                ours=ask.asked is not None,
                replaces=ask.replaces,
                quoted=ask.quoted,
            )
            opened, key = await self._open(
                actor.user_id, thread_id, lambda unit: opening.begin(unit, birth, app.id, ask, admitted, self.converse)
            )
            return admitted, opened, key

        return await self._start(actor, app, birth, attempt, locale, ask.agent)

    async def resume(
        self,
        actor: Actor,
        app: App,
        thread_id: ThreadId,
        answers: Sequence[Answer],
        *,
        run_id: RunId | None = None,
        locale: str | None = None,
    ) -> Started:
        """Go on with the interrupted execution of a thread: a new run that carries the answers.

        The same answers again give the run that carried them. Raises NotFound, InvalidResume, Gone, RunConflict,
        GuardUnavailable.
        """
        birth = self._birth(run_id, records.fingerprint([[a.interrupt_id, a.status, a.payload] for a in answers]))
        spoken = locale or app.locale or "fr"

        async def attempt() -> tuple[Admitted, Opened, Key]:
            admitted = await self.admission.admit(actor.user_id, thread_id, "", locale=spoken)
            opened, key = await self._open(
                actor.user_id, thread_id, lambda unit: opening.go_on(unit, birth, answers, admitted)
            )
            return admitted, opened, key

        return await self._start(actor, app, birth, attempt, spoken, None)

    async def cancel(self, actor: Actor, run_id: RunId) -> bool:
        """Stop a run; what the person has seen is kept. True when it was active. Raises NotFound."""
        if (active := self._active.get((actor.user_id, run_id))) is not None:
            await self._cut(active, "cancelled")
            return True
        return await orphans.request_cancel(self.database, actor.user_id, run_id, self.clock.now())

    @property
    def active_count(self) -> int:
        """How many runs this process works on."""
        return len(self._active)

    async def thread_of(self, actor: Actor, run_id: RunId) -> ThreadId:
        """The thread of a run; raises NotFound."""
        row = await self.database.read(lambda c: records.find_run(c, actor.user_id, run_id))
        if row is None:
            raise NotFound(f"run {run_id!r}", what="run")
        return ThreadId(row.thread_id)

    async def forget(self, actor: Actor, thread_id: ThreadId) -> None:
        """Stop what is active in a thread, and let go of what it said: the thread is about to be deleted."""
        if (run_id := await self.active(actor, thread_id)) is not None:
            await self.cancel(actor, run_id)
        for place in [place for place, live in self._live.items() if live.thread_id == thread_id]:
            if place[0] == actor.user_id:
                del self._live[place]

    async def active(self, actor: Actor, thread_id: ThreadId) -> RunId | None:
        """The thread's active run, if any."""
        row = await self.database.read(lambda c: records.active_run(c, actor.user_id, thread_id))
        return None if row is None else RunId(row.id)

    async def tail(self, actor: Actor, run_id: RunId, after: int) -> AsyncIterator[bytes] | None:
        """The frames of a run after a sequence number; None when the run has ended and nothing is left.

        Raises NotFound, and LogExpired when the log is no longer kept.
        """
        live = self._live.get((actor.user_id, run_id))
        if live is not None:
            return None if live.closed and after >= len(live) else live.tail(after)
        return await orphans.stored_tail(self.database, self.log, actor.user_id, run_id, after, POLL_S)

    async def flush(self) -> None:
        """Write what runs have said since the last time, in one commit."""
        batches, self._unwritten = self._unwritten, []
        for active in self._active.values():
            if (fresh := batch(active.live, active.key)) is not None:
                active.live.persisted = fresh.last
                batches.append(fresh)
        if not batches:
            return
        try:
            await self.log.write(batches, self.clock.now())
        except BaseException:
            self._unwritten = [*batches, *self._unwritten]
            raise

    async def heartbeat(self) -> None:
        """Keep the leases of this process's runs, stop those whose cancel was asked elsewhere, close orphans."""
        mine = [run_id for _, run_id in self._active]
        for user_id, run_id in await orphans.renew(self.database, self.owner, mine, self.clock.now()):
            if (active := self._active.get((user_id, run_id))) is not None:
                await self._cut(active, "cancelled")
        for active in list(self._active.values()):
            if active.unsettled is not None:
                await self.flush()
                await self._settle_again(active, active.unsettled)
        await self.sweep()

    async def sweep(self, *, alone: bool = False) -> int:
        """Close the runs whose process is gone; `alone`: no other process exists, so every other owner is gone."""
        now = self.clock.now()
        rows = await orphans.find(self.database, self.owner, self._active, now, alone=alone)
        for user_id, run_id in rows:
            try:
                await self._close_orphan(user_id, run_id)
            except Exception:
                # One that cannot be read must not keep the others open, nor the server from starting.
                log.exception("run %s could not be closed", run_id)
        await self.database.write(lambda c: records.expire(c, now))
        return len(rows)

    async def settled(self) -> None:
        """Wait for what follows the runs that have ended."""
        while self._background:
            await asyncio.wait(set(self._background))

    async def close(self) -> None:
        """End what is active, with what was said so far, and wait for what runs in the background."""
        await asyncio.gather(*(self._cut(active, "server_restart") for active in list(self._active.values())))
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    async def _open(self, user_id: UserId, thread_id: ThreadId, work: Callable[[Unit], Opened]) -> tuple[Opened, Key]:
        """Do the opening unit of work; an active run in the way is named, or closed when its process died."""
        key = await self.keys.of(user_id)

        def unit_of(connection: Connection) -> Opened:
            now = self.clock.now()
            return work(Unit(connection=connection, user_id=user_id, thread_id=thread_id, key=key, now=now))

        for _ in range(2):
            # Twice: the run in the way may be the one that this very request started a moment ago.
            with suppress(RunConflict):
                return await self.database.write(unit_of), key
        other = await self.database.read(lambda c: records.active_run(c, user_id, thread_id))
        if other is not None:
            if other.lease_until > self.clock.now() or (user_id, other.id) in self._active:
                raise RunConflict(f"run {other.id!r} is active", run_id=other.id)
            await self._close_orphan(user_id, RunId(other.id))
        return await self.database.write(unit_of), key

    def _birth(self, run_id: RunId | None, asked: bytes) -> Birth:
        return Birth(run_id=run_id or RunId(new_id("r")), execution_id=new_id("x"), owner=self.owner, asked=asked)

    async def _start(
        self,
        actor: Actor,
        app: App,
        birth: Birth,
        attempt: Callable[[], Awaitable[tuple[Admitted, Opened, Key]]],
        locale: str,
        agent: str | None,
    ) -> Started:
        """Admit and open, again when the thread changed in between; then begin."""
        for _ in range(ATTEMPTS):
            with suppress(Stale):
                admitted, opened, key = await attempt()
                break
        else:
            raise RunConflict("the thread keeps changing")
        if opened.repeated is not None:
            return opened.repeated
        state = opened.state
        assert state is not None
        question = next((m for m in reversed(admitted.window) if m.role == "user"), None)
        resumed = opened.resume is not None and question is not None
        turn = Turn(
            actor=actor,
            app=app,
            run_id=birth.run_id,
            execution_id=opened.execution_id,
            thread=state,
            window=admitted.window,
            message=(question.masked or "") if resumed and question else admitted.masked,
            original=question.text if resumed and question else admitted.text,
            position=opened.position,
            parent=opened.parent,
            emitter=RunEmitter(LiveRun(actor.user_id, state.id, birth.run_id), self.clock, admitted.guard),
            guard=admitted.guard,
            before_spending=partial(self.quota.spend, actor.user_id),
            locale=locale,
            address="tu" if (app.address or self.address) == "tu" else "vous",
            agent=agent,
            resume=opened.resume,
            facts=admitted.facts,
            over=opened.over,
        )
        return self._begin(turn, key)

    def _begin(self, turn: Turn, key: Key) -> Started:
        live = turn.emitter.live
        active = _Active(turn, live, key)
        place = (turn.actor.user_id, turn.run_id)
        self._live[place], self._active[place] = live, active
        turn.emitter.started()
        active.worker = asyncio.create_task(self._work(active))
        active.supervisor = asyncio.create_task(self._supervise(active))
        return Started(turn.thread.id, turn.run_id)

    async def _work(self, active: _Active) -> Outcome:
        # Here, where a failure ends the run as any other does.
        turn = active.turn
        resume = await _masked(turn.resume, turn.guard)
        instead = await self.quota.open(turn.actor.user_id)
        active.charged = instead is None
        over = turn.over or (turn.position == 1 and not await self._may_begin(turn.actor.user_id))
        active.turn = replace(turn, resume=resume, instead=instead, over=over)
        return await self.execute(active.turn)

    async def _may_begin(self, user_id: UserId) -> bool:
        with suppress(TooManyRequests):
            await self.quota.converse(user_id)
            return True
        return False

    async def _supervise(self, active: _Active) -> None:
        worker = active.worker
        assert worker is not None
        done, _ = await asyncio.wait({worker}, timeout=LONGEST_RUN_S)
        if not done:
            worker.cancel()
            await asyncio.wait({worker})
        turn = active.turn
        end = ending.verdict(turn, worker, active.cut_by, self.say)
        try:
            end = await ending.settle(self.database, self.audit, turn, active.key, end, self.clock.now(), self.say)
            turn.emitter.publish(end.terminal)
        except Exception as error:
            log.exception("run %s: its end could not be stored", turn.run_id)
            # The person is told now; heartbeats try to store just that until they can.
            active.unsettled = ending.unstored(turn, error, self.say)
            turn.emitter.publish(active.unsettled.terminal)
            return
        self._forget(active)
        self._follow_up(active, end.outcome)

    def _forget(self, active: _Active) -> None:
        place = (active.turn.actor.user_id, active.turn.run_id)
        self._active.pop(place, None)
        asyncio.get_running_loop().call_later(LINGER_S, self._live.pop, place, None)

    async def _settle_again(self, active: _Active, end: ending.Ending) -> None:
        try:
            await ending.settle(
                self.database, self.audit, active.turn, active.key, end, self.clock.now(), self.say, published=True
            )
        except IrisError as error:
            log.warning("run %s: its end still cannot be stored (%s)", active.turn.run_id, error.code)
            return
        self._forget(active)
        self._follow_up(active, None)

    async def _cut(self, active: _Active, by: ending.Cut) -> None:
        if active.cut_by is None and active.worker is not None:
            active.cut_by = by
            active.worker.cancel()
        if active.supervisor is not None:
            await asyncio.wait({active.supervisor})

    async def _close_orphan(self, user_id: UserId, run_id: RunId) -> None:
        key = await self.keys.of(user_id)
        await orphans.close(
            self.database, self.log, key, user_id, run_id, self.clock.now(), self.say("server_restart", "fr")
        )

    def _follow_up(self, active: _Active, outcome: Outcome | None) -> None:
        turn = active.turn

        async def guarded() -> None:
            try:
                if outcome is not None and self.afterwards is not None:
                    await self.afterwards(turn, outcome)
            except Exception:
                log.exception("what follows run %s failed", turn.run_id)
            finally:
                if active.charged:
                    used = turn.meter.usage
                    await self.quota.close(turn.actor.user_id, used.input_tokens + used.output_tokens)

        task = asyncio.create_task(guarded())
        self._background.add(task)
        task.add_done_callback(self._background.discard)


async def _masked(resume: Resume | None, guard: TurnGuard) -> Resume | None:
    """What a run goes on with, as the graph may hold it: the answers are the person's words too."""
    if resume is None:
        return None
    return replace(resume, answers=cast(Mapping[str, object], await guard.mask_values(resume.answers)))
