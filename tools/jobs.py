"""One runner for background jobs: each runs again and again, and one that fails does not stop the others."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that is due every `every` seconds."""

    name: str
    every: float
    run: Callable[[], Awaitable[object]]


@dataclass(slots=True)
class JobRunner:
    """Runs jobs from `start` to `stop`; a job never overlaps itself."""

    jobs: tuple[Job, ...]
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self) -> None:
        """Begin; the first round of each job comes after its first interval."""
        self._tasks = [asyncio.create_task(_repeat(job), name=f"job-{job.name}") for job in self.jobs]

    async def stop(self) -> None:
        """Cancel every job and wait for it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _repeat(job: Job) -> None:
    while True:
        await asyncio.sleep(job.every)
        try:
            await job.run()
        except Exception:
            log.exception("job %s failed; it runs again in %s s", job.name, job.every)
