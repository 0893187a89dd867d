"""Links to reports: they open one report as it was, until they end; every wrong one is refused alike."""

import base64
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.conftest import Ground
from tests.tools.aube.test_transparency import CASES, told
from tools.actor import UserId
from tools.aube.assessments import Assessments
from tools.aube.events import EVENTS as AUBE_EVENTS
from tools.aube.report import Level, Report, build_report
from tools.aube.sharing import (
    DAY,
    EVENTS,
    MOST,
    MOST_A_DAY,
    SHARED,
    ReportLinkInvalid,
    Share,
    Shares,
    TooManyShares,
    TooManySharesToday,
)
from tools.clock import FixedClock
from tools.errors import InvalidArguments, NotFound
from tools.events import Append, EventStore, NewEvent, Registry, person_stream

SECRET = b"s" * 32


@pytest.fixture
def shares(ground: Ground) -> Shares:
    """Links over each database, their events checked against the registry."""
    registry = Registry.of(AUBE_EVENTS, EVENTS)
    return Shares(EventStore(ground.database, ground.keys, ground.clock, registry), ground.clock, SECRET)


def report(level: Level = 2) -> Report:
    """A report."""
    return build_report(told(*CASES[0])[2], level, date(2026, 11, 21))


async def make(shares: Shares, user_id: UserId, command: str = "c", **more: object) -> tuple[Share, str]:
    """A link."""
    return await shares.share(user_id, "as_1", report(), "pdf", command=command, actor="visitor:u", **more)  # type: ignore[arg-type]


async def test_a_link_opens_that_report_and_tells_nobody(ground: Ground, shares: Shares) -> None:
    share, token = await make(shares, ground.user_id)
    found = await shares.open(token)
    assert (found.id, found.report, found.format, found.level) == (share.id, report(), "pdf", 2)
    assert shares.opened == 1
    read = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    assert ground.user_id.encode() not in read
    assert "as_1" not in token
    assert ground.user_id not in found.report.model_dump_json()  # type: ignore[union-attr]
    assert (await shares.events.read(ground.user_id, f"aube-{ground.user_id}"))[-1].id == share.id, "nothing is noted"


async def test_it_lives_seven_days_and_thirty_at_most(ground: Ground, shares: Shares) -> None:
    share, _ = await make(shares, ground.user_id)
    assert timedelta(days=7) - timedelta(seconds=2) <= share.expires_at - share.made_at <= timedelta(days=7)
    for wrong in (timedelta(days=31), timedelta(0), timedelta(days=-1)):
        with pytest.raises(InvalidArguments):
            await make(shares, ground.user_id, "other", life=wrong)


async def test_every_wrong_link_is_refused_alike(ground: Ground, shares: Shares) -> None:
    share, token = await make(shares, ground.user_id, "gone")
    _, old = await make(shares, ground.user_id, "old", life=timedelta(minutes=1))
    await shares.revoke(ground.user_id, share.id, command="r", actor="a")
    late = Shares(shares.events, FixedClock(at=share.expires_at + timedelta(minutes=1)), SECRET)
    _, good = await make(shares, ground.user_id, "good")
    other_secret = Shares(shares.events, shares.clock, b"t" * 32)
    forged = other_secret.token_of(share)
    refused: list[ReportLinkInvalid] = []
    for where, each in [
        (shares, token),
        (late, old),
        (late, good),
        (shares, forged),
        (shares, good[:-1] + ("A" if good[-1] != "A" else "B")),
        (shares, f"{good}="),
        (shares, ""),
        (shares, "é"),
        (shares, "x" * 5000),
        (shares, Shares(shares.events, shares.clock, SECRET).token_of(_elsewhere(share))),
    ]:
        with pytest.raises(ReportLinkInvalid) as error:
            await where.open(each)
        refused.append(error.value)
    assert {(each.status, each.code, str(each), str(each.details)) for each in refused} == {
        (404, "report_link_invalid", "report_link_invalid", "{}")
    }
    assert (await shares.open(good)).report == report()


def _elsewhere(share: Share) -> Share:
    """A link that was well signed and whose event is not there."""
    return Share(
        id="00000000-0000-0000-0000-000000000000",
        assessment=share.assessment,
        level=1,
        format="pdf",
        made_at=share.made_at,
        expires_at=share.expires_at,
    )


@given(st.text(max_size=80))
def test_no_other_token_is_read(token: str) -> None:
    nowhere = Shares(None, FixedClock(), SECRET)  # type: ignore[arg-type]
    with pytest.raises(ReportLinkInvalid):
        nowhere._read(token)


async def test_the_same_command_makes_one_link(ground: Ground, shares: Shares) -> None:
    once, token = await make(shares, ground.user_id)
    for place in range(MOST - 1):
        await make(shares, ground.user_id, f"c{place}")
    again = await shares.share(ground.user_id, "as_1", report(3), "json", command="c", actor="a")
    assert (again[0].id, again[1], again[0].format) == (once.id, token, "pdf")
    with pytest.raises(TooManyShares):
        await make(shares, ground.user_id, "more")
    await shares.revoke(ground.user_id, once.id, command="r", actor="a")
    await make(shares, ground.user_id, "more")


async def test_it_opens_what_was_shared_and_not_what_came_after(ground: Ground, shares: Shares) -> None:
    kept = Assessments(shares.events)
    assessment = await kept.start(ground.user_id, 1, command="s", actor="a")
    _, token = await make(shares, ground.user_id)
    await kept.deepen(ground.user_id, assessment.id, 3, command="d", actor="a")
    assert (await shares.open(token)).report == report()
    assert (await kept.of(ground.user_id)).depth == 3, "the assessment reads its stream around the links"


async def test_somebody_elses_link_cannot_be_taken_back(ground: Ground, shares: Shares) -> None:
    share, token = await make(shares, ground.user_id)
    other = await ground.person("u_2")
    with pytest.raises(NotFound):
        await shares.revoke(other, share.id, command="r", actor="a")
    assert await shares.of(other) == []
    await shares.open(token)
    for _ in range(2):
        await shares.revoke(ground.user_id, share.id, command="r2", actor="a")
    assert [each.revoked for each in await shares.of(ground.user_id)] == [True]


async def test_after_an_erasure_nothing_opens(ground: Ground, shares: Shares) -> None:
    _, token = await make(shares, ground.user_id)
    await ground.database.write(lambda c: ground.keys.destroy(c, ground.user_id, ground.clock.now()))
    ground.keys.forget(ground.user_id)
    with pytest.raises(ReportLinkInvalid):
        await shares.open(token)


async def test_a_day_has_so_many_links_taken_back_or_not(ground: Ground, shares: Shares) -> None:
    made = []
    for place in range(MOST_A_DAY):
        share, _ = await make(shares, ground.user_id, f"c{place}")
        made.append(share)
        await shares.revoke(ground.user_id, share.id, command=f"r{place}", actor="a")
    with pytest.raises(TooManySharesToday) as refused:
        await make(shares, ground.user_id, "more")
    wait = refused.value.details["retry_after"]
    assert isinstance(wait, int)
    assert 0 < wait <= DAY.total_seconds() + 1
    tomorrow = Shares(shares.events, FixedClock(at=made[0].made_at + DAY), SECRET)
    await make(tomorrow, ground.user_id, "more")


async def test_only_the_report_that_is_asked_for_is_opened(ground: Ground, shares: Shares) -> None:
    _, token = await make(shares, ground.user_id)
    broken = NewEvent(
        type=SHARED,
        data={"assessment": "as_1", "expires_at": 4_000_000_000},
        private={"level": 2, "format": "pdf", "report": "no report"},
    )
    stream = person_stream("aube", ground.user_id)
    append = Append(user_id=ground.user_id, stream=stream, events=(broken,), command="b", actor="a")
    await shares.events.append(append)
    assert (await shares.open(token)).report == report()
