import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
import stripe

from tests.fakes.stripe import Chaos, FakeStripe, Obj
from tests.fakes.stripe.client import once, paid, sdk
from tools.clock import FixedClock


@pytest.fixture
def fake() -> Iterator[FakeStripe]:
    with FakeStripe(seed=7) as running:
        yield running


@pytest.fixture
async def client(fake: FakeStripe) -> AsyncIterator[stripe.StripeClient]:
    async with sdk(fake) as made:
        yield made


@dataclass
class Door:
    """A webhook endpoint that verifies as the SDK does, and refuses the first `refusals` deliveries."""

    secret: str
    refusals: int = 0

    def __post_init__(self) -> None:
        self.seen: list[stripe.Event] = []

    async def __call__(self, payload: bytes, signature: str) -> int:
        try:
            event = stripe.Webhook.construct_event(payload, signature, self.secret)
        except stripe.SignatureVerificationError:
            return 400
        if self.refusals:
            self.refusals -= 1
            return 503
        self.seen.append(event)
        return 200


async def test_webhooks_are_signed_and_typed(client: stripe.StripeClient, fake: FakeStripe) -> None:
    fake.pay((await once(client)).id)
    door = Door(fake.secret)
    attempts = await fake.deliver(door)
    assert [event.id for event in door.seen] == [event["id"] for event in fake.events]
    assert {each.status for each in attempts} == {200}
    done = door.seen[-1]
    assert done.type == "checkout.session.completed"
    assert isinstance(done.data.object, stripe.checkout.Session)
    assert done.api_version == stripe.api_version
    assert await fake.deliver(door) == []


async def test_what_is_not_taken_is_sent_again(client: stripe.StripeClient, fake: FakeStripe) -> None:
    fake.pay((await once(client)).id)
    door = Door(fake.secret, refusals=3)
    await fake.deliver(door)
    assert len(door.seen) == len(fake.events) - 3
    await fake.deliver(door)
    assert {event.id for event in door.seen} == {event["id"] for event in fake.events}


@pytest.mark.parametrize(
    "chaos",
    [
        Chaos(seed=1, duplicate=5),
        Chaos(seed=1, shuffle=True),
        Chaos(seed=1, delay=0.5),
        Chaos(seed=1, drop=0.5),
        Chaos(seed=1, duplicate=3, shuffle=True, delay=0.3, drop=0.3, concurrent=True),
    ],
)
async def test_in_any_disorder_every_event_arrives(client: stripe.StripeClient, fake: FakeStripe, chaos: Chaos) -> None:
    fake.pay((await once(client)).id)
    await paid(client)
    order = [event["id"] for event in fake.events]
    door = Door(fake.secret)
    attempts = await fake.deliver(door, chaos=chaos, rounds=50)
    assert {event.id for event in door.seen} == set(order)
    assert [each.event_id for each in attempts] != order or chaos.drop
    if chaos.drop:
        assert None in {each.status for each in attempts}
    if chaos.duplicate > 1:
        assert len(door.seen) > len(order)


async def test_the_same_seed_gives_the_same_disorder() -> None:
    async def run() -> list[str]:
        with FakeStripe(clock=FixedClock()) as fake:
            for n in range(20):
                fake.emit("customer.updated", {"id": f"cus_{n}", "object": "customer"})

            async def door(payload: bytes, signature: str) -> int:
                return 200 if len(signature) else 400

            made = await fake.deliver(door, chaos=Chaos(seed=9, shuffle=True, drop=0.4, duplicate=2), rounds=9)
            return [f"{each.event_id}{each.status}" for each in made]

    assert await run() == await run()


async def test_a_webhook_may_be_old_early_forged_or_changed(client: stripe.StripeClient, fake: FakeStripe) -> None:
    await once(client)
    await paid(client)
    event, door = fake.events[-1], Door(fake.secret)
    assert await fake.send(fake.signed(event), door) == 200
    assert await fake.send(fake.signed(event, age_s=3600), door) == 400
    assert await fake.send(fake.signed(event, secret="whsec_other"), door) == 400
    assert await fake.send(fake.signed(event, payload=b"{}"), door) == 400
    # The SDK takes any time of the future: that is for the receiver to refuse.
    early = fake.signed(event, age_s=-3600)
    ahead = int(early.signature.partition(",")[0][2:]) - int(fake.books.clock.now().timestamp())
    assert 3590 <= ahead <= 3600
    elsewhere: Obj = json.loads(fake.signed(event, account="acct_other", livemode=True).payload)
    assert (elsewhere["account"], elsewhere["livemode"]) == ("acct_other", True)


async def test_webhooks_go_to_an_address(client: stripe.StripeClient, fake: FakeStripe) -> None:
    await paid(client)
    with FakeStripe() as other:
        fake.deliver_to(f"{other.url}/billing/webhook")
        attempts = await fake.deliver()
        assert {each.status for each in attempts} == {401}
        assert other.requests[0].headers["stripe-signature"].startswith("t=")
    assert {each.status for each in await fake.deliver()} == {599}


async def test_events_that_nobody_took_are_found(client: stripe.StripeClient, fake: FakeStripe) -> None:
    await once(client)
    await paid(client)
    every = [event["id"] for event in fake.events]
    await fake.deliver(Door(fake.secret), chaos=Chaos(seed=3, drop=0.5))
    missed = await client.v1.events.list_async({"delivery_success": False})
    assert {event.id for event in missed.data} == set(every) - fake.webhooks.delivered
    assert 0 < len(missed.data) < len(every)
    typed_events = await client.v1.events.list_async({"types": ["payment_intent.succeeded"]})
    assert [event.type for event in typed_events.data] == ["payment_intent.succeeded"]
