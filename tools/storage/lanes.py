"""Units of work that would wait for each other's lock: those that wait share one transaction."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from tools.storage.database import GROUP, Database, Work

T = TypeVar("T")
Outcome = tuple[Any, Exception | None]


@dataclass(slots=True)
class _Job(Generic[T]):
    work: Work[T]
    future: asyncio.Future[T]


@dataclass(slots=True)
class Lanes:
    """Writes by lane: a lane uses one connection, and what waits in it is committed together, in order.

    Each unit of work keeps its own fate: one that raises takes nothing back of the others.
    """

    _waiting: dict[str, deque[_Job[Any]]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def write(self, database: Database, lane: str, work: Work[T]) -> T:
        """Carry out one unit of work after those of the same lane; raises what it raises."""
        job = _Job(work, asyncio.get_running_loop().create_future())
        if lane in self._waiting:
            self._waiting[lane].append(job)
        else:
            self._waiting[lane] = deque([job])
            task = asyncio.create_task(self._run(database, lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        # Shielded: a caller that goes away does not undo what is queued.
        return await asyncio.shield(job.future)

    async def _run(self, database: Database, lane: str) -> None:
        waiting = self._waiting[lane]
        while waiting:
            group = [waiting.popleft() for _ in range(min(GROUP, len(waiting)))]
            try:
                outcomes = await database.write(_together([job.work for job in group]))
            except Exception as error:
                outcomes = [(None, error)] * len(group)
            for job, (result, failure) in zip(group, outcomes, strict=True):
                if failure is None:
                    job.future.set_result(result)
                else:
                    job.future.set_exception(failure)
        del self._waiting[lane]


def _together(works: list[Work[Any]]) -> Callable[[Connection], list[Outcome]]:
    def alone(connection: Connection) -> list[Outcome]:
        return [(works[0](connection), None)]

    def all_of_them(connection: Connection) -> list[Outcome]:
        return [_attempt(connection, work) for work in works]

    return alone if len(works) == 1 else all_of_them


def _attempt(connection: Connection, work: Work[Any]) -> Outcome:
    try:
        with connection.begin_nested():
            return work(connection), None
    except OperationalError:
        # The server's trouble is everybody's.
        raise
    except Exception as error:
        return None, error
