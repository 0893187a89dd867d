"""People with energy, and the keys that reach them, for tests of the routes of energy, events and payment."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from agents.books import faults
from agents.runtime import Runtime
from tests.server.samples import in_process
from tools.accounts import DEMO_KEY
from tools.accounts.models import KEY_SCOPES
from tools.actor import Actor, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """A started Iris behind HTTP, and somebody who pays."""

    iris: Runtime
    http: httpx.AsyncClient
    user_id: UserId
    token: str = field(repr=False)

    @property
    def bearer(self) -> dict[str, str]:
        """The person's own token."""
        return {"Authorization": f"Bearer {self.token}"}

    async def actor(self) -> Actor:
        """The person."""
        return await self.iris.directory.authenticate(self.token)

    async def key(self, *scopes: str, app: str = DEMO_KEY) -> dict[str, str]:
        """The header of a new API key; without scopes, with all that an app may have."""
        _, secret = await self.iris.accounts.api_keys.create(app, name="key", scopes=scopes or KEY_SCOPES)
        return {"Authorization": f"Bearer {secret}"}

    async def give(self, points: int, user_id: UserId | None = None) -> None:
        """Points from the house."""
        whose = user_id or self.user_id
        await self.iris.energy.credit(whose, points, origin="grant", command=f"give:{whose}:{points}")

    async def another(self) -> "Till":
        """Somebody else of the same app."""
        session = await self.iris.directory.visit(DEMO_KEY)
        return Till(iris=self.iris, http=self.http, user_id=session.user_id, token=session.token)

    async def post(
        self, path: str, body: object = None, *, headers: dict[str, str] | None = None, key: str | None = None
    ) -> httpx.Response:
        """Call a route, as the person unless other headers are given."""
        sent = {**(self.bearer if headers is None else headers), "Accept-Language": "fr"}
        if key is not None:
            sent["Idempotency-Key"] = key
        return await self.http.post(path, json=body if body is not None else {}, headers=sent)

    async def get(self, path: str, *, headers: dict[str, str] | None = None, **params: str | int) -> httpx.Response:
        """Read a route."""
        return await self.http.get(path, headers=self.bearer if headers is None else headers, params=params)

    async def sound(self) -> None:
        """Nothing of the ledger nor of billing may be wrong."""
        found = await faults(self.iris.energy, self.iris.sealer, self.iris.billing)
        assert found == [], found


@asynccontextmanager
async def opened(build: Callable[..., Runtime], **parts: object) -> AsyncIterator[Till]:
    """A till over a started runtime; at its end, the ledger is sound."""
    iris = build(**parts)
    await iris.start()
    try:
        async with in_process(iris) as http:
            session = await iris.directory.visit(DEMO_KEY)
            till = Till(iris=iris, http=http, user_id=session.user_id, token=session.token)
            yield till
            await till.sound()
    finally:
        await iris.stop()
