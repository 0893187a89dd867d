"""What accounts give back and erase, the letters in the outbox, and what asks for the password."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from agents.privacy import build_register
from tests.tools.accounts.conftest import EMAIL, PASSWORD, House
from tools.accounts.errors import WrongCredentials
from tools.accounts.models import Hints
from tools.accounts.personal import account_store, outbox_store
from tools.energy import Ledger, load_catalogue
from tools.errors import Erased, InvalidArguments, Unauthenticated
from tools.events import Audit
from tools.files import Files
from tools.privacy import Consents, Erasure, PrivacySettings
from tools.storage.schema import accounts, people, sessions


def erasure(house: House) -> Erasure:
    async def stop(user_id: str) -> None:
        """Nothing runs here."""

    files = Files(house.database, house.keys, house.clock)
    energy = Ledger(
        database=house.database,
        keys=house.keys,
        clock=house.clock,
        events=house.events,
        catalogue=load_catalogue(),
    )
    return Erasure(
        database=house.database,
        keys=house.keys,
        audit=Audit(house.events),
        clock=house.clock,
        register=build_register(house.database, house.keys, house.events, files, energy, None, house.outbox),
        stop=stop,
        settings=PrivacySettings(),
    )


async def test_an_account_is_given_back_readable_without_its_password(house: House) -> None:
    session = await house.account()
    part = await account_store(house.database, house.keys).export(session.user_id, "fr")
    assert part.lists["account"][0]["email"] == EMAIL
    assert "password" not in part.lists["account"][0]
    assert part.lists["person"][0]["kind"] == "account"
    assert part.lists["sessions"]
    assert "argon2" not in json.dumps(part.lists, default=str)


async def test_letters_in_the_outbox_are_the_persons_and_leave_with_them(house: House) -> None:
    mine = await house.account()
    house.clock.advance(seconds=1)
    other = await house.account("autre@example.org")
    store = outbox_store(house.database, house.keys, house.outbox)
    [letter, *_] = (await store.export(mine.user_id, "fr")).documents
    assert EMAIL.encode() in await letter.read()
    receipt = await erasure(house).erase(mine.user_id)
    assert receipt.completed
    left = b"".join(path.read_bytes() for path in house.outbox.glob("*.eml"))
    assert EMAIL.encode() not in left
    assert b"autre@example.org" in left
    assert (await store.export(other.user_id, "fr")).documents


async def test_an_erased_account_is_gone_and_its_address_is_free_again(house: House) -> None:
    session = await house.account()
    await erasure(house).erase(session.user_id)
    house.clock.advance(seconds=1)
    query = select(people.c.kind, people.c.profile).where(people.c.id == session.user_id)
    assert tuple(await house.database.read(lambda c: c.execute(query).one())) == ("closed", None)
    for table in (accounts, sessions):
        rows = select(table).where(table.c.user_id == session.user_id)
        assert await house.database.read(lambda c, rows=rows: c.execute(rows).all()) == []  # type: ignore[misc]
    house.clock.advance(seconds=6)
    with pytest.raises((Unauthenticated, Erased)):
        await house.accounts.directory.authenticate(session.token)
    with pytest.raises(Unauthenticated):
        await house.accounts.directory.refresh(session.refresh_token)
    _, actor = await house.visitor()
    with pytest.raises(WrongCredentials):
        await house.accounts.login.login(email=EMAIL, password=PASSWORD, actor=actor, app=None)
    house.clock.advance(minutes=15)
    assert (await house.account()).user_id != session.user_id


async def test_an_account_confirms_with_its_password_and_a_visitor_with_nothing(house: House) -> None:
    session, (visitor, _) = await house.account(), await house.visitor()
    recovery = house.accounts.recovery
    await recovery.confirm(session.user_id, PASSWORD)
    await recovery.confirm(visitor.user_id, None)
    with pytest.raises(InvalidArguments):
        await recovery.confirm(session.user_id, None)
    with pytest.raises(WrongCredentials):
        await recovery.confirm(session.user_id, "une autre phrase")
    assert ("SignInRefused", session.user_id, {"reason": "confirm"}) in await house.audit()


async def test_a_visitors_decisions_come_along_to_the_account(build_house: Callable[..., House]) -> None:
    house = build_house()
    consents = Consents(house.events)
    house = build_house(
        moves=(consents.move_in,), hints=lambda c, user_id: Hints(consents=consents.given_in(c, user_id))
    )
    await house.accounts.directory.open_demo()
    account = await house.account()
    _, visitor = await house.visitor()
    for purpose, given in (("external_model", False), ("newsletter", True), ("newsletter", False)):
        await consents.decide(visitor.user_id, purpose, given, actor="visitor")
    await house.accounts.login.login(email=EMAIL, password=PASSWORD, actor=visitor, app=None)
    assert not await consents.allows(account.user_id, "external_model")
    assert not await consents.allows(account.user_id, "newsletter")
    hinted = await house.database.read(lambda c: consents.given_in(c, account.user_id))
    assert hinted == ()
