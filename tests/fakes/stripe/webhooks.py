"""Webhooks: signed, sent to a door in order or in disorder, and sent again until they are taken."""

import asyncio
import copy
import hashlib
import hmac
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from tests.fakes.stripe.books import Books
from tests.fakes.stripe.wire import Obj

Door = Callable[[bytes, str], Awaitable[int]]
"""Takes a payload and its `Stripe-Signature`, and answers a status."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A webhook on its way."""

    event_id: str
    payload: bytes
    signature: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver an event; status None: it got lost on its way."""

    event_id: str
    type: str
    status: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chaos:
    """How webhooks go astray, decided by `seed` alone."""

    seed: int = 0
    duplicate: int = 1
    """How often each event is sent in a round."""
    shuffle: bool = False
    delay: float = 0.0
    """The share of deliveries that wait for another round."""
    drop: float = 0.0
    """The share of deliveries that get lost."""
    concurrent: bool = False
    """All of a round at once."""


CALM = Chaos()


class Webhooks:
    """Sends the events of an account to one endpoint."""

    def __init__(self, books: Books, secret: str) -> None:
        self.books = books
        self.secret = secret
        self.url: str | None = None
        self.attempts: list[Attempt] = []
        self.delivered: set[str] = set()
        self._round = 0

    def signed(
        self,
        event: Obj,
        *,
        age_s: int = 0,
        secret: str | None = None,
        account: str | None = None,
        livemode: bool | None = None,
        payload: bytes | None = None,
    ) -> Signed:
        """An event as it is sent. A negative age is a signature from the future; `payload` is sent in place of what
        was signed; `account`, `livemode`: the event says that it belongs elsewhere."""
        told = copy.deepcopy(event)
        if account is not None:
            told["account"] = account
        if livemode is not None:
            told["livemode"] = livemode
        body = json.dumps(told, indent=2).encode()
        at = int(self.books.clock.now().timestamp()) - age_s
        code = hmac.new((secret or self.secret).encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
        return Signed(event["id"], body if payload is None else payload, f"t={at},v1={code}")

    async def send(self, signed: Signed, door: Door | None = None) -> int:
        """Deliver one webhook once, whatever becomes of it; the status of the answer."""
        if door is not None:
            return await door(signed.payload, signed.signature)
        assert self.url is not None, "where to? set `webhook_url`"
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            return await _post(client, self.url, signed)

    async def round(self, door: Door | None, chaos: Chaos) -> list[Attempt]:
        """Try each pending event; what gets no 2xx stays pending."""
        self._round += 1
        dice = random.Random(f"{chaos.seed}:{self._round}")
        events = {event["id"]: event for event in self.books.events}
        sent = [events[name] for name in self.books.pending for _ in range(chaos.duplicate)]
        if chaos.shuffle:
            dice.shuffle(sent)
        sent = [event for event in sent if dice.random() >= chaos.delay]
        lost = [dice.random() < chaos.drop for _ in sent]

        async def one(event: Obj, away: bool) -> Attempt:
            status = None if away else await self.send(self.signed(event), door)
            return Attempt(event["id"], event["type"], status)

        if chaos.concurrent:
            made = list(await asyncio.gather(*(one(event, away) for event, away in zip(sent, lost, strict=True))))
        else:
            made = [await one(event, away) for event, away in zip(sent, lost, strict=True)]
        taken = {each.event_id for each in made if each.status is not None and 200 <= each.status < 300}
        self.delivered |= taken
        for name in taken:
            events[name]["pending_webhooks"] = 0
            # One by one: the API's thread may add to them meanwhile.
            self.books.pending.remove(name)
        self.attempts += made
        return made


async def _post(client: httpx.AsyncClient, url: str, signed: Signed) -> int:
    headers = {"Stripe-Signature": signed.signature, "Content-Type": "application/json; charset=utf-8"}
    try:
        return (await client.post(url, content=signed.payload, headers=headers)).status_code
    except httpx.TransportError:
        # As a status that nobody sends: the endpoint is away.
        return 599
