"""Sessions: one living refresh token each, closed when an old one comes again, revoked everywhere within seconds."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Row, Select, select

from tests.tools.accounts.conftest import House, outcomes
from tools.accounts import DEMO_KEY, Session, TokenSecrets, build_accounts
from tools.accounts.house import Accounts
from tools.accounts.post import OutboxPost
from tools.accounts.rules import device_label, digest
from tools.accounts.sessions import GRACE
from tools.clock import FixedClock
from tools.errors import NotFound, Unauthenticated
from tools.events import Audit, EventStore
from tools.storage import KeyRing, SqliteDatabase, key_of, upgrade
from tools.storage.schema import refresh_tokens, sessions


async def test_a_session_is_renewed_again_and_again(house: House) -> None:
    session, _ = await house.visitor()
    for _ in range(3):
        house.clock.advance(minutes=15)
        with pytest.raises(Unauthenticated) as expired:
            await house.actor(session)
        assert expired.value.details == {"expired": True}
        renewed = await house.accounts.sessions.refresh(session.refresh_token)
        assert (renewed.id, renewed.user_id) == (session.id, session.user_id)
        assert renewed.refresh_token != session.refresh_token
        session = renewed
        await house.actor(session)


async def test_many_renewals_at_once_give_one_token(house: House) -> None:
    session, _ = await house.visitor()
    renewed = await asyncio.gather(*(house.accounts.sessions.refresh(session.refresh_token) for _ in range(8)))
    assert len({each.refresh_token for each in renewed}) == 1
    house.clock.advance(minutes=1)
    await house.accounts.sessions.refresh(renewed[0].refresh_token)


async def test_a_reused_token_closes_the_session(house: House) -> None:
    stolen, actor = await house.visitor()
    renewed = await house.accounts.sessions.refresh(stolen.refresh_token)
    house.clock.advance(seconds=GRACE.seconds + 1)
    with pytest.raises(Unauthenticated, match="used twice"):
        await house.accounts.sessions.refresh(stolen.refresh_token)
    with pytest.raises(Unauthenticated):
        await house.accounts.sessions.refresh(renewed.refresh_token)
    with pytest.raises(Unauthenticated):
        await house.actor(renewed)
    assert ("RefreshReused", actor.user_id, {"session_id": stolen.id}) in await house.audit()


async def test_a_revoked_session_stops_here_at_once_and_elsewhere_within_five_seconds(
    house: House, build_house: Callable[..., House]
) -> None:
    elsewhere = build_house()
    elsewhere.clock = house.clock
    session, actor = await house.visitor()
    await elsewhere.actor(session)
    await house.accounts.sessions.revoke(actor.user_id, session.id)
    with pytest.raises(Unauthenticated):
        await house.actor(session)
    house.clock.advance(seconds=5)
    with pytest.raises(Unauthenticated):
        await elsewhere.actor(session)
    with pytest.raises(Unauthenticated):
        await elsewhere.accounts.sessions.refresh(session.refresh_token)


async def test_a_person_sees_devices_and_closes_one_the_others_or_all(house: House) -> None:
    await house.account()
    sessions = house.accounts.sessions
    laptop, phone, tablet = [
        await house.accounts.login.login(
            email="camille@example.org", password="une phrase à moi", actor=None, app=DEMO_KEY, device=device
        )
        for device in ("Firefox, Linux", "Safari, iPhone", "")
    ]
    actor = await house.actor(laptop)
    lines = await sessions.of_person(actor)
    assert {line.device for line in lines} == {"Firefox, Linux", "Safari, iPhone", ""}
    assert [line.id for line in lines if line.current] == [laptop.id]
    await sessions.revoke(actor.user_id, phone.id)
    with pytest.raises(Unauthenticated):
        await house.actor(phone)
    assert await sessions.revoke_all(actor.user_id, but=laptop.id) == 2
    await house.actor(laptop)
    assert await sessions.revoke_all(actor.user_id) == 1
    assert await sessions.of_person(actor) == []
    with pytest.raises(Unauthenticated):
        await house.actor(tablet)


async def test_a_session_of_somebody_else_is_not_found(house: House) -> None:
    theirs, _ = await house.visitor()
    _, actor = await house.visitor()
    with pytest.raises(NotFound):
        await house.accounts.sessions.revoke(actor.user_id, theirs.id)
    await house.actor(theirs)


async def test_devices_rest_sealed_and_what_is_over_is_deleted(house: House) -> None:
    session = await house.accounts.directory.visit(DEMO_KEY, device="Firefox, Linux")
    row = await house.database.read(lambda c: c.execute(select(sessions)).one())
    assert b"Firefox" not in bytes(row.device)
    house.clock.advance(days=90)
    with pytest.raises(Unauthenticated):
        await house.accounts.sessions.refresh(session.refresh_token)
    await house.accounts.prune()
    for table in (sessions, refresh_tokens):
        assert await house.rows(select(table)) == []


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("python-httpx/0.28", "python-httpx"),
        ("<script>alert(1)</script>" * 9, "script"),
        (None, ""),
    ],
)
def test_a_device_has_a_name_that_people_know(agent: str | None, label: str) -> None:
    assert device_label(agent).startswith(label)
    assert len(device_label(agent)) <= 60
    assert "<" not in device_label(agent)


@dataclass
class Family:
    """A session as the model sees it: its tokens in order, when each was used, whether it is closed."""

    tokens: list[str]
    used: dict[str, float] = field(default_factory=dict)
    closed: bool = False


class Renewals(RuleBasedStateMachine):
    """Whatever is presented in whatever order, a session has at most one unused refresh token, and none once closed."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = TemporaryDirectory()
        self.clock = FixedClock()
        self.families: list[Family] = []
        self.ids: list[tuple[str, str]] = []
        self.accounts = self.runner.run(self._open())

    async def _open(self) -> Accounts:
        self.database = SqliteDatabase(Path(self.folder.name) / "iris.db")
        await self.database.open()
        await upgrade(self.database)
        master = key_of(b"k" * 32)
        keys = KeyRing(self.database, master)
        made = build_accounts(
            database=self.database,
            keys=keys,
            clock=self.clock,
            audit=Audit(EventStore(self.database, keys, self.clock)),
            master=master,
            pepper=b"pepper",
            secrets=TokenSecrets.parse("s" * 40),
            post=OutboxPost(Path(self.folder.name), "iris@example.org"),
            public_url="https://iris.example",
            demo=True,
        )
        await made.directory.open_demo()
        return made

    def teardown(self) -> None:
        self.accounts.passwords.close()
        self.runner.run(self.database.close())
        self.runner.close()
        self.folder.cleanup()

    @initialize()
    def arrive(self) -> None:
        self._visit()

    @rule()
    @precondition(lambda self: len(self.families) < 3)
    def visit(self) -> None:
        self._visit()

    def _visit(self) -> None:
        session = self.runner.run(self.accounts.directory.visit(DEMO_KEY))
        self.families.append(Family([session.refresh_token]))
        self.ids.append((session.user_id, session.id))

    @rule(seconds=st.sampled_from([0.5, 5, 19, 21, 900]))
    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)

    @rule(data=st.data(), times=st.integers(1, 3))
    def present(self, data: st.DataObject, times: int) -> None:
        family = data.draw(st.sampled_from(self.families))
        token = data.draw(st.sampled_from(family.tokens))
        found = self.runner.run(_together(self.accounts, token, times))
        now = self.clock.now().timestamp()
        expected: str | None = token
        while expected in family.used:
            if now - family.used[expected] > GRACE.total_seconds():
                family.closed = True
                break
            expected = family.tokens[family.tokens.index(expected) + 1]
        if family.closed:
            assert all(isinstance(each, Unauthenticated) for each in found)
            return
        if expected == token:
            assert isinstance(found[0], Session)
            family.used[token], expected = now, found[0].refresh_token
            family.tokens.append(expected)
        assert [each.refresh_token for each in found if isinstance(each, Session)] == [expected] * times

    @rule(data=st.data())
    def revoke(self, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, len(self.families) - 1))
        user_id, session_id = self.ids[index]
        refused = self.runner.run(outcomes(self.accounts.sessions.revoke(user_id, session_id)))[0]  # type: ignore[arg-type]
        assert isinstance(refused, NotFound) is self.families[index].closed
        self.families[index].closed = True

    @invariant()
    def one_token_lives_at_most(self) -> None:
        for family, (_, session_id) in zip(self.families, self.ids, strict=True):
            query = select(refresh_tokens.c.hash).where(
                refresh_tokens.c.family == session_id, refresh_tokens.c.used_at.is_(None)
            )
            unused = [bytes(row.hash) for row in self._rows(query)]
            assert unused == [digest(family.tokens[-1])]
            closed = select(sessions.c.revoked_at).where(sessions.c.id == session_id)
            revoked_at = self._rows(closed)[0].revoked_at
            assert (revoked_at is not None) is family.closed

    def _rows(self, query: Select[Any]) -> list[Row[Any]]:
        return self.runner.run(self.database.read(lambda c: list(c.execute(query).all())))


async def _together(accounts: Accounts, token: str, times: int) -> list[object]:
    return await outcomes(*(accounts.sessions.refresh(token) for _ in range(times)))


TestRenewals = Renewals.TestCase
TestRenewals.settings = settings(
    max_examples=15,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
