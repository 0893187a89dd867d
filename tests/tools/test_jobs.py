"""Jobs: again and again, and one that fails does not stop the others."""

import asyncio

from tools.jobs import Job, JobRunner


async def test_a_failing_job_runs_again_and_delays_nobody() -> None:
    ran: list[str] = []
    enough = asyncio.Event()

    async def fail() -> None:
        ran.append("fail")
        if ran.count("fail") > 2 and ran.count("work") > 2:
            enough.set()
        raise ValueError("on purpose")

    async def work() -> None:
        ran.append("work")

    runner = JobRunner((Job(name="fail", every=0.01, run=fail), Job(name="work", every=0.01, run=work)))
    runner.start()
    await enough.wait()
    await runner.stop()
    after = len(ran)
    await asyncio.sleep(0.05)
    assert len(ran) == after
