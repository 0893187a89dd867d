"""A visitor becomes an account and keeps everything; an address that is known is never told."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.tools.accounts.conftest import EMAIL, PASSWORD, House, outcomes, secret_in
from tools.accounts import DEMO_KEY, Session
from tools.accounts.errors import LinkInvalid, WrongCredentials
from tools.actor import Actor
from tools.errors import Conflict, InvalidArguments, Unauthenticated
from tools.storage.schema import accounts, registrations


async def register(house: House, actor: Actor | None, **given: Any) -> Session | None:
    asked: dict[str, Any] = {"email": EMAIL, "password": PASSWORD, "app": None, "locale": "fr", **given}
    return await house.accounts.registration.register(actor=actor, **asked)


async def count(house: House, table: Any) -> int:
    return await house.database.read(lambda c: c.execute(select(func.count()).select_from(table)).scalar_one())


async def test_a_visitor_becomes_an_account_and_keeps_the_user_id(house: House) -> None:
    old, actor = await house.visitor()
    assert await register(house, actor) is None
    waiting = await house.accounts.profiles.of(actor.user_id)
    assert (waiting.kind, waiting.email, waiting.verified) == ("visitor", EMAIL, False)
    session = await house.accounts.registration.verify(await house.link(), actor=actor, password=None)
    assert (session.user_id, session.kind) == (actor.user_id, "account")
    profile = await house.accounts.profiles.of(actor.user_id)
    assert (profile.kind, profile.email, profile.verified) == ("account", EMAIL, True)
    assert await count(house, registrations) == 0
    assert [(type, user) for type, user, _ in await house.audit()][-3:] == [
        ("Registered", actor.user_id),
        ("EmailVerified", actor.user_id),
        ("SessionRevoked", actor.user_id),
    ]
    assert session.id != old.id
    with pytest.raises(Unauthenticated):
        await house.actor(old)


async def test_who_comes_without_a_session_gets_a_visitors(house: House) -> None:
    session = await register(house, None, app=DEMO_KEY)
    assert session is not None
    assert session.kind == "visitor"
    verified = await house.accounts.registration.verify(
        await house.link(), actor=await house.actor(session), password=None
    )
    assert verified.user_id == session.user_id
    with pytest.raises(InvalidArguments):
        await register(house, None)


async def test_the_link_works_elsewhere_with_the_password_only(house: House) -> None:
    _, actor = await house.visitor()
    await register(house, actor)
    link = await house.link()
    _, stranger = await house.visitor()
    verify = house.accounts.registration.verify
    with pytest.raises(InvalidArguments, match="password is needed"):
        await verify(link, actor=None, password=None)
    with pytest.raises(InvalidArguments):
        await verify(link, actor=stranger, password=None)
    with pytest.raises(WrongCredentials):
        await verify(link, actor=None, password="celui d’un autre")
    assert (await verify(link, actor=None, password=PASSWORD)).user_id == actor.user_id


async def test_a_password_typed_on_another_keyboard_is_the_same(house: House) -> None:
    await house.account(password="e\u0301tonnant voyage")
    assert (await house.login(password="étonnant voyage")).kind == "account"


async def test_a_link_works_once_and_the_newest_only(house: House) -> None:
    _, actor = await house.visitor()
    await register(house, actor)
    first = await house.link()
    house.clock.advance(minutes=1)
    await house.accounts.registration.resend(actor)
    second = await house.link()
    assert first != second
    verify = house.accounts.registration.verify
    with pytest.raises(LinkInvalid):
        await verify(first, actor=actor, password=None)
    await verify(second, actor=actor, password=None)
    for used in (second, "nothing of ours"):
        with pytest.raises(LinkInvalid):
            await verify(used, actor=actor, password=None)


async def test_a_link_lasts_a_day(house: House) -> None:
    _, actor = await house.visitor()
    await register(house, actor)
    link = await house.link()
    house.clock.advance(hours=24, seconds=1)
    with pytest.raises(LinkInvalid):
        await house.accounts.registration.verify(link, actor=actor, password=None)
    house.clock.advance(hours=24)
    await house.accounts.prune()
    assert await count(house, registrations) == 0


async def test_two_uses_of_one_link_at_once_make_one_account(house: House) -> None:
    _, actor = await house.visitor()
    await register(house, actor)
    link = await house.link()
    found = await outcomes(*(house.accounts.registration.verify(link, actor=actor, password=None) for _ in range(4)))
    assert sorted(type(each).__name__ for each in found) == ["LinkInvalid"] * 3 + ["Session"]


async def test_of_two_registrations_of_one_address_one_gets_it(house: House) -> None:
    visitors = [(await house.visitor())[1] for _ in range(3)]
    await asyncio.gather(*(register(house, actor) for actor in visitors))
    for actor in visitors:
        await house.accounts.registration.resend(actor)
        await house.letters()
        house.clock.advance(seconds=1)
    links = [secret_in(letter) for letter in await house.letters()]
    assert len(links) == 3

    async def follow(link: str) -> Session:
        return await house.accounts.registration.verify(link, actor=None, password=PASSWORD)

    found = await outcomes(*map(follow, links))
    assert sorted(type(each).__name__ for each in found) == ["LinkInvalid"] * 2 + ["Session"]
    assert await count(house, accounts) == 1


async def test_a_known_address_gets_the_same_answer_and_work_and_another_letter(house: House) -> None:
    await house.account()
    house.clock.advance(minutes=15)
    answers = []
    for email in (EMAIL, "inconnue@example.org"):
        _, actor = await house.visitor()
        before = house.hasher.worked
        answers.append((await register(house, actor, email=email), house.hasher.worked - before))
    assert answers[0] == answers[1] == (None, 1)
    house.clock.advance(seconds=1)
    known, fresh = (await house.letters())[-2:]
    assert {known["To"], fresh["To"]} == {EMAIL, "inconnue@example.org"}
    told = {letter["To"]: letter.get_content() for letter in (known, fresh)}
    assert "a déjà un compte" in told[EMAIL]
    assert "#" not in told[EMAIL]
    assert "#verifier=" in told["inconnue@example.org"]
    assert (await house.login()).kind == "account"


async def test_an_account_does_not_register_again(house: House) -> None:
    session = await house.account()
    with pytest.raises(Conflict):
        await register(house, await house.actor(session), email="autre@example.org")


async def test_addresses_and_hashes_rest_sealed(house: House, build_house: Callable[..., House]) -> None:
    await house.account()
    row = await house.database.read(lambda c: c.execute(select(accounts)).one())
    assert EMAIL.encode() not in bytes(row.email) + bytes(row.email_hash)
    assert b"argon2" not in bytes(row.password)
