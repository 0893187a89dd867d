"""IrisClient: Iris for asyncio programs."""

import asyncio
import inspect
import itertools
import secrets
from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Literal, Self, TypeVar

import httpx

from . import calls, purse, replies
from .async_run import Run
from .calls import PAGE, Call
from .errors import IrisApiError, Unreachable
from .identity import OnSession, Signed, TokenSource, Visitor, identify
from .patience import Patience
from .reader import RunReader
from .wire import NETWORK_FAILURES, headers_of, http_options, reply_of

T = TypeVar("T")

LAST_WORDS_S = 5.0
"""How long closing waits for a new session that is on its way: its refresh token would be lost."""


class IrisClient:
    """Iris, as a person sees it. One of `app` (a visitor), `token` (signed by your backend) or `api_key` with `user`.

    `session` and `on_session` keep a visitor between two visits. `token` may be a function, asked again when Iris
    refuses the token. The callables may be async. Every method raises IrisApiError, Unreachable or NotIris.

        async with IrisClient("http://127.0.0.1:8003", app="pk_demo") as iris:
            async for event in iris.chat("Je veux changer de métier"):
                ...
    """

    def __init__(
        self,
        base_url: str,
        *,
        app: str | None = None,
        session: replies.Session | None = None,
        on_session: OnSession | None = None,
        token: str | TokenSource | None = None,
        api_key: str | None = None,
        user: str | None = None,
        locale: str = "fr",
        patience: Patience | None = None,
    ) -> None:
        self.locale = locale
        self.patience = patience or Patience()
        self._identity = identify(
            app=app, session=session, on_session=on_session, token=token, api_key=api_key, user=user
        )
        self._http = httpx.AsyncClient(**http_options(base_url, self.patience))
        self._renewing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections; runs go on, and can be followed again."""
        if self._renewing is not None:
            await asyncio.wait({self._renewing}, timeout=LAST_WORDS_S)
            self._renewing.cancel()
        await self._http.aclose()

    def chat(
        self,
        message: str,
        *,
        thread_id: str | None = None,
        agent: str | None = None,
        locale: str | None = None,
        idempotency_key: str | None = None,
    ) -> Run:
        """Send a message and follow the answer; without a thread, a conversation begins.

        Nothing is sent before the first event is asked for. 409 `run_conflict`: the thread is answering already.
        """
        key = idempotency_key or secrets.token_urlsafe(16)
        call = calls.chat(message, key=key, thread_id=thread_id, agent=agent, locale=locale or self.locale)
        return self._run(RunReader(call, self.patience))

    def resume(self, run_id: str, answers: Sequence[replies.Answer]) -> Run:
        """Answer all that an interrupted run asked, and follow the run that goes on; repeating it is harmless."""
        call = calls.resume(run_id, answers, key=secrets.token_urlsafe(16))
        return self._run(RunReader(call, self.patience))

    def follow(self, run_id: str, *, after: int = 0) -> Run:
        """Follow a run that was started elsewhere, or earlier, from after an event's sequence number."""
        return self._run(RunReader(calls.events(run_id, after), self.patience, run_id, after))

    async def stop(self, run_id: str) -> bool:
        """Stop a run; what it has said is kept. True when it was still active."""
        return await self._ask(calls.cancel(run_id))

    async def active_run(self, thread_id: str) -> str | None:
        """The run that is answering in a conversation, to be given to `follow`."""
        return await self._ask(calls.active_run(thread_id))

    async def history(self, thread_id: str, *, after: int = 0) -> list[replies.Message]:
        """All messages of a conversation after a position, oldest first."""
        messages: list[replies.Message] = []
        while True:
            page = await self._ask(calls.history(thread_id, messages[-1].position if messages else after))
            messages.extend(page)
            if len(page) < PAGE:
                return messages

    async def threads(self, *, limit: int = 50, before: datetime | None = None) -> tuple[replies.Thread, ...]:
        """The person's conversations, the most recent first; `before` is the `updated_at` of the last one seen."""
        return await self._ask(calls.threads(limit, before))

    async def delete_thread(self, thread_id: str) -> None:
        """Delete a conversation and all that was said in it."""
        await self._ask(calls.delete_thread(thread_id))

    async def agents(self, locale: str | None = None) -> tuple[replies.Agent, ...]:
        """The specialists."""
        return await self._ask(calls.agents(locale or self.locale))

    async def topics(self, locale: str | None = None) -> tuple[replies.Topic, ...]:
        """Messages that a person may begin with."""
        return await self._ask(calls.topics(locale or self.locale))

    async def feedback(self, message_id: str, thumb: Literal["up", "down"], reason: str | None = None) -> None:
        """Say whether an answer helped; the last thumb counts."""
        await self._ask(calls.feedback(message_id, thumb, reason, key=secrets.token_urlsafe(16)))

    async def balance(self) -> purse.Balance:
        """What the person has, in points."""
        return await self._ask(purse.balance())

    async def can_perform(self, action: str) -> purse.Allowance:
        """Whether the person can pay an action of the price list now; nothing is held."""
        return await self._ask(purse.can_perform(action))

    async def packs(self) -> tuple[purse.Pack, ...]:
        """What is sold."""
        return await self._ask(purse.packs())

    async def purchase(self, pack_id: str, *, idempotency_key: str | None = None) -> purse.Payment:
        """Order a pack; what comes back says how the person pays it. Repeating the key repeats nothing."""
        return await self._ask(purse.purchase(pack_id, key=idempotency_key or secrets.token_urlsafe(16)))

    async def confirm_proposal(self, proposal_id: str, amount: int) -> purse.Payment:
        """Accept what a card proposed, at the price that it showed, in cents."""
        return await self._ask(purse.confirm_proposal(proposal_id, amount, key=secrets.token_urlsafe(16)))

    async def confirm_payment(self, order_id: str) -> purse.Order:
        """Whether an order is paid; 409 `order_unpaid` as long as it is not."""
        return await self._ask(purse.confirm_payment(order_id))

    async def advise(self, question: str, *, idempotency_key: str | None = None) -> str:
        """A piece of advice for its price; the same key again gives the same words, and costs nothing."""
        return await self._ask(purse.advise(question, key=idempotency_key or secrets.token_urlsafe(16)))

    async def narrative(self) -> str:
        """The person's path, told from their events."""
        return await self._ask(purse.narrative())

    def _run(self, reader: RunReader) -> Run:
        return Run(reader, self._open, self.stop)

    async def _ask(self, call: Call[T]) -> T:
        for tried in itertools.count(1):
            try:
                response = await self._open(call)
                await response.aread()
            except NETWORK_FAILURES as error:
                pause = self.patience.before_repeating(call, tried, None)
                if pause is None:
                    raise Unreachable(f"{type(error).__name__}: {error}") from error
            else:
                reply = reply_of(response)
                pause = self.patience.before_repeating(call, tried, reply)
                if pause is None:
                    return call.result(reply)
            await asyncio.sleep(pause)
        raise AssertionError("unreachable")

    async def _open(self, call: Call[object]) -> httpx.Response:
        if call.public:
            return await self._send(call, None)
        bearer = await self._bearer(None)
        response = await self._send(call, bearer)
        if response.status_code != 401:
            return response
        await response.aread()
        renewed = await self._bearer(bearer)
        return response if renewed == bearer else await self._send(call, renewed)

    async def _send(self, call: Call[object], bearer: str | None) -> httpx.Response:
        headers = headers_of(call, self._identity, bearer, self.locale)
        request = self._http.build_request(
            call.method, call.path, json=call.body, params=call.query or None, headers=headers
        )
        return await self._http.send(request, stream=True)

    async def _bearer(self, refused: str | None) -> str | None:
        if self._identity.bearer in (None, refused):
            if self._renewing is None or self._renewing.done():
                self._renewing = asyncio.create_task(self._renew())
            # Shared and shielded: a refresh token works once, and using it twice closes the session.
            await asyncio.shield(self._renewing)
        return self._identity.bearer

    async def _renew(self) -> None:
        identity = self._identity
        if isinstance(identity, Signed):
            told = identity.source()
            identity.bearer = told if isinstance(told, str) else await told
        elif isinstance(identity, Visitor):
            renewal = identity.renewal()
            response = await self._send(renewal, None)
            await response.aread()
            try:
                session = renewal.result(reply_of(response))
            except IrisApiError as error:
                if error.status == 401:
                    await _settled(identity.renewed(None))
                raise
            await _settled(identity.renewed(session))


async def _settled(value: object) -> None:
    if inspect.isawaitable(value):
        await value
