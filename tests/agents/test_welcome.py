"""A verified account is greeted with points, once; tokens and profiles tell the person's tier."""

import asyncio
import re
from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from sqlalchemy import Connection

from agents.runtime import Runtime
from tests.fakes.iris import Visitor
from tests.tools.accounts.conftest import House, build_house
from tools.accounts import Session
from tools.actor import UserId
from tools.errors import StorageFull
from tools.events import person_stream

__all__ = ["build_house"]


async def ask(iris: Runtime, visitor: Visitor) -> str:
    """Ask for an account; the secret of the link in the letter."""
    await iris.accounts.registration.register(
        email="camille@example.org", password="une phrase à moi", actor=visitor.actor, app=None, locale="fr"
    )
    await iris.accounts.correspondence.send_due()
    letter = message_from_bytes(next((iris.home.path / "outbox").iterdir()).read_bytes(), policy=policy.default)
    link = re.search(r"#verifier=([\w-]+)", letter.get_content())
    assert link is not None
    return link.group(1)


async def test_an_account_begins_with_points_once_however_often_its_link_is_followed(iris: Runtime) -> None:
    visitor = await Visitor.arrive(iris)
    user_id = visitor.actor.user_id
    link = await ask(iris, visitor)
    assert (await iris.energy.balance(user_id)).available == 0
    verify = iris.accounts.registration.verify
    outcomes = await asyncio.gather(
        *(verify(link, actor=visitor.actor, password=None) for _ in range(6)), return_exceptions=True
    )
    assert sum(isinstance(outcome, Session) for outcome in outcomes) == 1
    balance = await iris.energy.balance(user_id)
    assert (balance.available, [lot.origin for lot in balance.lots]) == (30, ["welcome"])
    credited = await iris.events.read(user_id, person_stream("wallet", user_id))
    assert [event.type for event in credited] == ["EnergyCredited"]
    await iris.accounts.login.login(
        email="camille@example.org", password="une phrase à moi", actor=None, app=visitor.app.publishable_key
    )
    assert (await iris.energy.balance(user_id)).available == 30
    assert await iris.energy.violations() == []


async def test_a_tier_is_told_and_nothing_is_told_of_one_that_is_over(iris: Runtime) -> None:
    user_id = (await Visitor.arrive(iris)).actor.user_id
    assert (await iris.accounts.profiles.of(user_id)).hints.tier == "FREE"
    await iris.energy.set_tier(user_id, "PREMIUM", None, source="test", command="c1")
    assert (await iris.accounts.profiles.of(user_id)).hints.tier == "PREMIUM"
    await iris.energy.set_tier(user_id, "UNLIMITED", iris.clock.now(), source="test", command="c2")
    assert (await iris.accounts.profiles.of(user_id)).hints.tier == "FREE"


async def test_who_cannot_be_greeted_is_not_registered_and_may_try_again(build_house: Callable[..., House]) -> None:
    failing = [StorageFull("disk")]
    greeted: list[UserId] = []

    def welcome(connection: Connection, user_id: UserId) -> None:
        if failing:
            raise failing.pop()
        greeted.append(user_id)

    house = build_house(welcome=welcome)
    await house.accounts.directory.open_demo()
    _, actor = await house.visitor()
    registration = house.accounts.registration
    await registration.register(email="a@example.org", password="une phrase à moi", actor=actor, app=None, locale="fr")
    link = await house.link()
    with pytest.raises(StorageFull):
        await registration.verify(link, actor=actor, password=None)
    assert (await house.accounts.profiles.of(actor.user_id)).kind == "visitor"
    assert (await registration.verify(link, actor=actor, password=None)).kind == "account"
    assert greeted == [actor.user_id]
