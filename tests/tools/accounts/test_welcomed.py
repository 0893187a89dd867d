"""Welcome points: once for a mailbox, however its address is written, and whoever was erased since."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.tools.accounts.conftest import House, build_house
from tools.accounts.people import close_person
from tools.accounts.welcomed import first_welcome_in, forget_in, mailbox
from tools.actor import UserId
from tools.storage import Database
from tools.storage.schema import welcomed

__all__ = ["build_house"]


@pytest.mark.parametrize(
    ("email", "same"),
    [
        ("camille@example.org", "camille@example.org"),
        ("camille+iris@example.org", "camille@example.org"),
        ("camille+a+b@example.org", "camille@example.org"),
        ("c.amille@example.org", "c.amille@example.org"),
        ("c.a.mille+x@gmail.com", "camille@gmail.com"),
        ("cam.ille@googlemail.com", "camille@gmail.com"),
        ("+x@example.org", "+x@example.org"),
        ("..@gmail.com", "..@gmail.com"),
    ],
)
def test_variants_of_an_address_reach_one_mailbox(email: str, same: str) -> None:
    assert mailbox(email) == same


async def test_a_mailbox_is_welcomed_once_whatever_was_erased_since(build_house: Callable[..., House]) -> None:
    greeted: list[UserId] = []
    house = build_house(welcome=lambda _, user_id: greeted.append(user_id))
    await house.accounts.directory.open_demo()

    async def join(email: str) -> UserId:
        # A letter an hour to one address.
        house.clock.advance(minutes=61)
        return (await house.account(email)).user_id

    first = await join("camille@gmail.com")
    await join("cam.ille+2@gmail.com")
    assert greeted == [first]
    await house.database.write(lambda c: close_person(c, first))
    assert await join("camille@gmail.com") != first
    assert greeted == [first]
    other = await join("dominique@gmail.com")
    assert greeted == [first, other]


async def test_what_is_kept_names_nobody_and_is_forgotten_after_a_year(build_house: Callable[..., House]) -> None:
    house = build_house()
    await house.accounts.directory.open_demo()
    await house.account("camille@example.org")
    [row] = await house.rows(select(welcomed))
    assert set(row._mapping) == {"digest", "at"}
    now = house.clock.now()

    async def welcome(pepper: bytes, organisation: str) -> bool:
        email = "camille@example.org"
        return await house.database.write(lambda c: first_welcome_in(c, pepper, organisation, email, now))

    assert [await welcome(b"other", "o_1"), await welcome(b"pepper", "o_2"), await welcome(b"pepper", "o_2")] == [
        True,
        True,
        False,
    ]
    assert await house.database.write(lambda c: forget_in(c, now + timedelta(days=364))) == 0
    assert await house.database.write(lambda c: forget_in(c, now + timedelta(days=365, seconds=1))) == 3
    assert await house.rows(select(welcomed)) == []


async def test_of_two_variants_at_once_one_is_welcomed(build_house: Callable[..., House], database: Database) -> None:
    house = build_house()
    now = house.clock.now()

    async def welcome(tag: int) -> bool:
        email = f"camille+{tag}@example.org"
        return await database.write(lambda c: first_welcome_in(c, b"pepper", "o_1", email, now))

    assert sorted(await asyncio.gather(*(welcome(tag) for tag in range(6)))) == [False] * 5 + [True]
