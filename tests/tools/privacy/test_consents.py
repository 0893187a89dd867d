"""Consents: nothing optional is on by itself, no is as easy as yes, and the history stays."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from agents.runs.moving import Moving
from tests.tools.privacy.conftest import House
from tools.accounts.people import insert_person
from tools.actor import UserId
from tools.errors import NotFound
from tools.privacy import EXTERNAL_MODEL, PURPOSES
from tools.privacy.consents import standing


async def test_by_default_nothing_is_consented_to_and_the_model_is_not_objected_to(house: House) -> None:
    me = await house.person("u_me")
    given = {each.purpose.id: (each.given, each.history) for each in await house.consents.of(me)}
    assert given == {EXTERNAL_MODEL: (True, ()), "product_improvement": (False, ()), "newsletter": (False, ())}
    assert all(purpose.kind == "consent" for purpose in PURPOSES if purpose.id != EXTERNAL_MODEL)


async def test_the_last_decision_counts_and_the_history_tells_all_of_them(house: House) -> None:
    me = await house.person("u_me")
    for given in (True, True, False, True):
        decided = await house.consents.decide(me, "newsletter", given, actor=f"visitor:{me}")
        assert decided.given is given
    assert [change.given for change in decided.history] == [True, False, True]
    types = [event.type for event in await house.events.read(me, f"consents-{me}")]
    assert types == ["ConsentGiven", "ConsentWithdrawn", "ConsentGiven"]
    assert await house.consents.allows(me, "newsletter")
    assert not await house.consents.allows(me, "product_improvement")


async def test_whoever_objects_to_the_external_model_is_heard_at_once(house: House) -> None:
    me, other = await house.person("u_me"), await house.person("u_other")
    await house.consents.decide(me, EXTERNAL_MODEL, False, actor=f"visitor:{me}")
    assert not await house.consents.allows(me, EXTERNAL_MODEL)
    assert await house.consents.allows(other, EXTERNAL_MODEL)
    await house.consents.decide(me, EXTERNAL_MODEL, True, actor=f"visitor:{me}")
    assert await house.consents.allows(me, EXTERNAL_MODEL)


async def test_new_words_ask_for_consent_again_but_an_objection_holds(house: House) -> None:
    me = await house.person("u_me")
    await house.consents.decide(me, "newsletter", True, actor="x")
    await house.consents.decide(me, EXTERNAL_MODEL, False, actor="x")
    recorded = await house.events.read(me, f"consents-{me}")
    for purpose in PURPOSES:
        assert not standing(replace(purpose, version=2), recorded).given


async def test_an_unknown_purpose_is_not_found(house: House) -> None:
    me = await house.person("u_me")
    with pytest.raises(NotFound):
        await house.consents.decide(me, "resale", True, actor="x")
    with pytest.raises(NotFound):
        await house.consents.allows(me, "resale")


async def test_a_fact_that_is_taken_back_is_used_no_more_until_it_is_said_again(house: House) -> None:
    me = await house.person("u_me", canary="soudeur à Brest")
    await house.remember(me, "Soudeur à Brest")
    await house.remember(me, "pas de nuit")
    first, second = await house.facts.of(me)
    assert (first.text, second.text) == ("soudeur à Brest", "pas de nuit")
    await house.facts.forget(me, first.id, actor=f"visitor:{me}")
    assert [fact.text for fact in await house.facts.of(me)] == ["pas de nuit"]
    with pytest.raises(NotFound):
        await house.facts.forget(me, first.id, actor=f"visitor:{me}")
    await house.remember(me, "soudeur à Brest")
    assert [fact.text for fact in await house.facts.of(me)] == ["pas de nuit", "soudeur à Brest"]
    with pytest.raises(NotFound):
        await house.facts.forget(await house.person("u_other"), second.id, actor="x")


async def test_what_was_taken_back_does_not_come_along_to_an_account(house: House) -> None:
    visitor, account = await house.person("u_visitor", canary="soudeur"), UserId("u_account")
    await house.remember(visitor, "permis B")
    [first, _] = await house.facts.of(visitor)
    await house.facts.forget(visitor, first.id, actor=f"visitor:{visitor}")
    now = house.clock.now()

    def work(connection: Connection) -> None:
        guest = house.keys._cache[visitor]
        key = insert_person(connection, house.keys, account, "o_1", now, kind="account")
        Moving(house.events).told("profile", connection, visitor, guest, account, key)

    await house.database.write(work)
    assert [fact.text for fact in await house.facts.of(account)] == ["permis B"]
