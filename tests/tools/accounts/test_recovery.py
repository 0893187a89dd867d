"""Passwords forgotten, reset, changed; signing in."""

import asyncio
from collections.abc import Callable

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select

from tests.tools.accounts.conftest import EMAIL, PASSWORD, House, QuickHasher, outcomes
from tools.accounts import DEMO_KEY, Session
from tools.accounts.correspondence import QUIET
from tools.accounts.errors import LinkInvalid, WeakPassword, WrongCredentials
from tools.accounts.passwords import NOBODY, Passwords, argon2id
from tools.errors import Conflict, Erased, Unauthenticated, Unavailable
from tools.storage.schema import account_letters, accounts, people

NEW = "un autre chemin de traverse"


async def forgot(house: House, email: str = EMAIL) -> None:
    await house.accounts.recovery.forgot(email=email, actor=None, app=DEMO_KEY, locale="fr")


async def reset_link(house: House) -> str:
    house.clock.advance(seconds=QUIET.total_seconds())
    await forgot(house)
    house.clock.advance(seconds=1)
    return await house.link()


async def test_a_link_sets_a_new_password_and_closes_every_session(house: House) -> None:
    session = await house.account()
    await house.accounts.recovery.reset(await reset_link(house), NEW)
    with pytest.raises(Unauthenticated):
        await house.actor(session)
    with pytest.raises(Unauthenticated):
        await house.accounts.sessions.refresh(session.refresh_token)
    with pytest.raises(WrongCredentials):
        await house.login()
    assert (await house.login(password=NEW)).user_id == session.user_id
    house.clock.advance(seconds=1)
    assert (await house.letters())[-1]["Subject"] == "Votre mot de passe a changé"
    assert ("PasswordChanged", session.user_id, {"how": "reset"}) in await house.audit()


async def test_a_reset_link_works_once_for_half_an_hour_and_the_newest_only(house: House) -> None:
    await house.account()
    first = await reset_link(house)
    second = await reset_link(house)
    reset = house.accounts.recovery.reset
    with pytest.raises(LinkInvalid):
        await reset(first, NEW)
    with pytest.raises(WeakPassword):
        await reset(second, "motdepasse")
    found = await outcomes(reset(second, NEW), reset(second, NEW + "!"))
    assert sorted(type(each).__name__ for each in found) == ["LinkInvalid", "NoneType"]
    late = await reset_link(house)
    house.clock.advance(minutes=30)
    with pytest.raises(LinkInvalid):
        await reset(late, NEW)


async def test_a_link_to_register_resets_nothing(house: House) -> None:
    await house.account()
    _, actor = await house.visitor()
    await house.accounts.registration.register(
        email="autre@example.org", password=PASSWORD, actor=actor, app=None, locale="fr"
    )
    house.clock.advance(seconds=1)
    with pytest.raises(LinkInvalid):
        await house.accounts.recovery.reset(await house.link(), NEW)


async def test_asking_for_an_unknown_address_is_the_same_and_sends_nothing(house: House) -> None:
    await house.account()
    sent = len(await house.letters())
    rows = []
    for email in (EMAIL, "inconnue@example.org"):
        await forgot(house, email)
        query = select(account_letters).where(account_letters.c.attempts == 0)
        row = (await house.rows(query))[0]
        rows.append((row.purpose, row.user_id, len(row.email_hash), row.locale, row.attempts, row.due_at))
        await house.letters()
    assert rows[0] == rows[1]
    assert len(await house.letters()) == sent + 1


async def test_a_new_password_takes_the_present_one_and_closes_the_other_sessions(house: House) -> None:
    here = await house.account()
    there = await house.login()
    actor = await house.actor(here)
    change = house.accounts.recovery.change
    with pytest.raises(WrongCredentials):
        await change(actor, "pas le bon", NEW)
    with pytest.raises(WeakPassword):
        await change(actor, PASSWORD, EMAIL)
    await change(actor, PASSWORD, NEW)
    await house.actor(here)
    with pytest.raises(Unauthenticated):
        await house.actor(there)
    assert (await house.login(password=NEW)).user_id == here.user_id
    _, visitor = await house.visitor()
    with pytest.raises(Conflict):
        await change(visitor, PASSWORD, NEW)


async def test_a_login_does_not_survive_a_reset_that_it_crossed(house: House) -> None:
    session = await house.account()
    link = await reset_link(house)
    found = await outcomes(*(house.login() for _ in range(5)), house.accounts.recovery.reset(link, NEW))
    for each in found[:-1]:
        if isinstance(each, Session):
            with pytest.raises(Unauthenticated):
                await house.actor(each)
    assert found[-1] is None
    assert (await house.login(password=NEW)).user_id == session.user_id


async def test_an_unknown_address_and_a_wrong_password_cost_and_say_the_same(house: House) -> None:
    session = await house.account()
    said, work = [], []
    for email in (EMAIL, "inconnue@example.org", "not an address", ""):
        before = house.hasher.worked
        with pytest.raises(WrongCredentials) as refused:
            await house.login(email=email, password="pas le bon")
        said.append((str(refused.value), refused.value.details))
        work.append(house.hasher.worked - before)
    assert said == [said[0]] * 4
    assert work == [1] * 4
    refusals = [(user, set(data)) for type, user, data in await house.audit() if type == "SignInRefused"]
    assert refusals == [(session.user_id, {"reason", "app_id"})] + [("", {"reason", "app_id"})] * 3


async def test_a_login_renews_the_hash_when_the_parameters_have_changed(
    house: House, build_house: Callable[..., House]
) -> None:
    class Stronger(QuickHasher):
        def __init__(self) -> None:
            Argon2Hasher.__init__(self, time_cost=2, memory_cost=16, parallelism=1)
            self.worked = 0

    await house.account()
    query = select(accounts.c.password)
    old = await house.database.read(lambda c: bytes(c.execute(query).scalar_one()))
    later = build_house(hasher=Stronger())
    await later.login()
    renewed = await house.database.read(lambda c: bytes(c.execute(query).scalar_one()))
    assert renewed != old
    await later.login()
    assert renewed == await house.database.read(lambda c: bytes(c.execute(query).scalar_one()))


async def test_a_visitor_who_signs_in_is_closed_and_their_key_destroyed(
    house: House, build_house: Callable[..., House]
) -> None:
    moved = []
    account = await house.account()
    moving = build_house(moves=(lambda c, visitor, guest, user, key, now: moved.append((visitor, user)),))
    old, actor = await moving.visitor()
    session = await moving.login(actor=actor)
    assert moved == [(actor.user_id, account.user_id)]
    assert (session.user_id, session.kind) == (account.user_id, "account")
    with pytest.raises(Unauthenticated):
        await moving.actor(old)
    with pytest.raises(Unauthenticated):
        await moving.accounts.sessions.refresh(old.refresh_token)
    with pytest.raises(Erased):
        await moving.keys.of(actor.user_id)
    person = select(people).where(people.c.id == actor.user_id)
    row = await house.database.read(lambda c: c.execute(person).one())
    assert (row.kind, row.external_ref, row.profile) == ("closed", None, None)
    assert ("VisitorMoved", account.user_id, {"visitor_id": actor.user_id}) in await house.audit()


async def test_signing_in_again_closes_the_session_one_came_with(house: House) -> None:
    first = await house.account()
    second = await house.login(actor=await house.actor(first))
    assert (second.user_id, second.id != first.id) == (first.user_id, True)
    with pytest.raises(Unauthenticated):
        await house.actor(first)
    third = await house.accounts.login.reopen(await house.actor(second))
    with pytest.raises(Unauthenticated):
        await house.actor(second)
    await house.actor(third)


def test_nobodys_hash_has_the_parameters_of_everybodys() -> None:
    assert not argon2id().check_needs_rehash(NOBODY)
    assert NOBODY.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_more_passwords_than_the_pool_takes_are_put_off() -> None:
    passwords = Passwords(waiting=4)
    try:
        found = await asyncio.gather(*(passwords.verify("x", None) for _ in range(7)), return_exceptions=True)
        put_off = [each for each in found if isinstance(each, Unavailable)]
        assert len(put_off) == 3
        assert all(each.details == {"retry_after": 2} for each in put_off)
        assert await passwords.verify("x", None) == (False, None)
    finally:
        passwords.close()


async def test_names_are_sealed_changed_and_taken_away(house: House) -> None:
    _, actor = await house.visitor()
    profiles = house.accounts.profiles
    assert await profiles.names(actor.user_id) == ()
    profile = await profiles.change(
        actor.user_id, {"first_name": "Nolwenn", "last_name": "Le Goff", "civility": "madame"}
    )
    assert profile.name.first_name == "Nolwenn"
    await profiles.change(actor.user_id, {"last_name": None, "locale": "en", "address": "tu"})
    profile = await profiles.of(actor.user_id)
    assert (profile.name.first_name, profile.name.last_name, profile.locale, profile.address) == (
        "Nolwenn",
        None,
        "en",
        "tu",
    )
    assert [name.first_name for name in await profiles.names(actor.user_id)] == ["Nolwenn"]
    row = await house.database.read(lambda c: c.execute(select(people).where(people.c.id == actor.user_id)).one())
    assert b"Nolwenn" not in bytes(row.profile)
