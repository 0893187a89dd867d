"""API keys: scoped, expiring, revoked, their use noted once an hour."""

from collections.abc import Callable

import pytest

from tests.tools.accounts.conftest import House
from tools.accounts import DEMO_KEY, KEY_SCOPES, NewApp
from tools.errors import InvalidArguments, MissingScope, NotFound, Unauthenticated


@pytest.fixture
async def partner(house: House) -> NewApp:
    return await house.accounts.directory.create_app("Partenaire", organisation="Partenaire")


async def test_an_apps_first_key_may_do_what_its_people_may(house: House, partner: NewApp) -> None:
    actor = await house.accounts.directory.authenticate(partner.api_key, on_behalf_of="client-1")
    assert (actor.scopes, actor.kind, actor.session_id) == (KEY_SCOPES, "app", None)
    assert not any(scope.startswith(("account:", "admin:")) for scope in actor.scopes)


async def test_a_key_acts_within_its_scopes(house: House, partner: NewApp) -> None:
    house.clock.advance(seconds=1)
    key, secret = await house.accounts.api_keys.create(
        partner.app.publishable_key, name="lecture", scopes=["chat:read"]
    )
    assert secret.startswith("sk_")
    actor = await house.accounts.directory.authenticate(secret, on_behalf_of="client-1")
    assert actor.scopes == {"chat:read"}
    assert [k.name for k in await house.accounts.api_keys.of_app(partner.app.publishable_key)] == [
        "Partenaire",
        key.name,
    ]


@pytest.mark.parametrize("scopes", [[], ["account:write"], ["chat:everything"], ["chat:read", "admin:read"]])
async def test_no_key_has_other_scopes(house: House, scopes: list[str]) -> None:
    with pytest.raises(InvalidArguments):
        await house.accounts.api_keys.create(DEMO_KEY, name="x", scopes=scopes)


async def test_a_key_of_an_unknown_app_is_not_made(house: House) -> None:
    with pytest.raises(NotFound):
        await house.accounts.api_keys.create("pk_unknown", name="x", scopes=["chat:read"])


async def test_a_key_expires(house: House) -> None:
    _, secret = await house.accounts.api_keys.create(DEMO_KEY, name="x", scopes=["chat:read"], expires_days=1)
    await house.accounts.directory.authenticate(secret, on_behalf_of="c")
    house.clock.advance(days=1)
    with pytest.raises(Unauthenticated, match="expired"):
        await house.accounts.directory.authenticate(secret, on_behalf_of="c")


async def test_a_revoked_key_stops_here_at_once_and_elsewhere_within_five_seconds(
    house: House, build_house: Callable[..., House]
) -> None:
    elsewhere = build_house()
    key, secret = await house.accounts.api_keys.create(DEMO_KEY, name="x", scopes=["chat:read"])
    for each in (house, elsewhere):
        await each.accounts.directory.authenticate(secret, on_behalf_of="c")
    await house.accounts.api_keys.revoke(key.id)
    with pytest.raises(Unauthenticated):
        await house.accounts.directory.authenticate(secret, on_behalf_of="c")
    house.clock.advance(seconds=5)
    with pytest.raises(Unauthenticated):
        await elsewhere.accounts.directory.authenticate(secret, on_behalf_of="c")
    with pytest.raises(NotFound):
        await house.accounts.api_keys.revoke(key.id)


async def test_the_use_of_a_key_is_noted_once_an_hour(house: House, build_house: Callable[..., House]) -> None:
    elsewhere = build_house()
    key, secret = await house.accounts.api_keys.create(DEMO_KEY, name="x", scopes=["chat:read"])

    async def noted() -> int:
        return len([type for type, _, data in await house.audit() if type == "KeyUsed" and data["key_id"] == key.id])

    for _ in range(6):
        for each in (house, elsewhere):
            await each.accounts.directory.authenticate(secret, on_behalf_of="c")
        house.clock.advance(minutes=9)
    assert await noted() == 1
    house.clock.advance(minutes=10)
    for each in (house, elsewhere):
        await each.accounts.directory.authenticate(secret, on_behalf_of="c")
    assert await noted() == 2


async def test_an_administrators_key_is_no_apps_key(house: House, partner: NewApp) -> None:
    directory = house.accounts.directory
    _, secret = await house.accounts.api_keys.create(partner.app.publishable_key, name="admin", scopes=["admin:read"])
    assert (await directory.key_of(secret, "admin:read")).organisation_id == partner.app.organisation_id
    with pytest.raises(MissingScope):
        await directory.key_of(secret, "admin:write")
    with pytest.raises(MissingScope):
        await directory.key_of(partner.api_key, "admin:read")
    session, _ = await house.visitor()
    with pytest.raises(MissingScope):
        await directory.key_of(session.token, "admin:read")
    with pytest.raises(MissingScope):
        await directory.authenticate(secret, on_behalf_of="client-1")


async def test_a_key_reaches_the_people_of_its_organisation_only(house: House, partner: NewApp) -> None:
    directory = house.accounts.directory
    theirs = await directory.authenticate(partner.api_key, on_behalf_of="client-1")
    stranger, _ = await house.visitor()
    assert (await directory.authenticate(partner.api_key, person=theirs.user_id)).user_id == theirs.user_id
    _, admin = await house.accounts.api_keys.create(partner.app.publishable_key, name="admin", scopes=["admin:read"])
    reader = await directory.authenticate(admin, person=theirs.user_id)
    assert reader.kind == "admin"
    assert {scope.partition(":")[2] for scope in reader.scopes} == {"read"}
    for secret in (partner.api_key, admin):
        with pytest.raises(NotFound):
            await directory.authenticate(secret, person=stranger.user_id)


async def test_the_audit_shows_ones_own_organisation_and_who_reads_it(house: House, partner: NewApp) -> None:
    key, _ = await house.accounts.api_keys.create(partner.app.publishable_key, name="admin", scopes=["admin:read"])
    await house.account()
    lines = await house.accounts.oversight.read(key, after=0, limit=100)
    assert {line.user_id for line in lines} == {""}
    assert {"KeyCreated"} == {line.type for line in lines}
    own, _ = await house.accounts.api_keys.create(DEMO_KEY, name="admin", scopes=["admin:read"])
    await house.accounts.oversight.read(own, after=0, limit=100)
    seen = await house.accounts.oversight.read(own, after=0, limit=100)
    assert {"Registered", "EmailVerified", "AdminRead"} <= {line.type for line in seen}
    # What the partner's keys did is the partner's.
    assert {line.data.get("key_id") for line in seen if line.type in ("AdminRead", "KeyCreated")} >= {own.id}
    assert key.id not in {line.data.get("key_id") for line in seen}
    last = (await house.accounts.oversight.read(own, after=0, limit=2))[-1]
    assert (await house.accounts.oversight.read(own, after=last.position, limit=1))[0].position > last.position
