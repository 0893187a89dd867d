"""SyncIrisClient: Iris for programs without asyncio; the same methods as IrisClient."""

import inspect
import itertools
import secrets
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Literal, Self, TypeVar

import httpx

from . import calls, purse, replies
from .calls import PAGE, Call
from .errors import IrisApiError, Unreachable
from .identity import OnSession, Signed, TokenSource, Visitor, identify
from .patience import Patience
from .reader import RunReader
from .sync_run import SyncRun
from .wire import NETWORK_FAILURES, headers_of, http_options, reply_of

T = TypeVar("T")


class SyncIrisClient:
    """Iris, as a person sees it; threads may share one. For the arguments see IrisClient; no callable is async.

    with SyncIrisClient("http://127.0.0.1:8003", app="pk_demo") as iris:
        for event in iris.chat("Je veux changer de métier"):
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
        self._http = httpx.Client(**http_options(base_url, self.patience))
        self._renewing = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; runs go on, and can be followed again."""
        self._http.close()

    def chat(
        self,
        message: str,
        *,
        thread_id: str | None = None,
        agent: str | None = None,
        locale: str | None = None,
        idempotency_key: str | None = None,
    ) -> SyncRun:
        """Send a message and follow the answer; see IrisClient.chat."""
        key = idempotency_key or secrets.token_urlsafe(16)
        call = calls.chat(message, key=key, thread_id=thread_id, agent=agent, locale=locale or self.locale)
        return self._run(RunReader(call, self.patience))

    def resume(self, run_id: str, answers: Sequence[replies.Answer]) -> SyncRun:
        """Answer all that an interrupted run asked, and follow the run that goes on; repeating it is harmless."""
        call = calls.resume(run_id, answers, key=secrets.token_urlsafe(16))
        return self._run(RunReader(call, self.patience))

    def follow(self, run_id: str, *, after: int = 0) -> SyncRun:
        """Follow a run that was started elsewhere, or earlier, from after an event's sequence number."""
        return self._run(RunReader(calls.events(run_id, after), self.patience, run_id, after))

    def stop(self, run_id: str) -> bool:
        """Stop a run; what it has said is kept. True when it was still active."""
        return self._ask(calls.cancel(run_id))

    def active_run(self, thread_id: str) -> str | None:
        """The run that is answering in a conversation, to be given to `follow`."""
        return self._ask(calls.active_run(thread_id))

    def history(self, thread_id: str, *, after: int = 0) -> list[replies.Message]:
        """All messages of a conversation after a position, oldest first."""
        messages: list[replies.Message] = []
        while True:
            page = self._ask(calls.history(thread_id, messages[-1].position if messages else after))
            messages.extend(page)
            if len(page) < PAGE:
                return messages

    def threads(self, *, limit: int = 50, before: datetime | None = None) -> tuple[replies.Thread, ...]:
        """The person's conversations, the most recent first; `before` is the `updated_at` of the last one seen."""
        return self._ask(calls.threads(limit, before))

    def delete_thread(self, thread_id: str) -> None:
        """Delete a conversation and all that was said in it."""
        self._ask(calls.delete_thread(thread_id))

    def agents(self, locale: str | None = None) -> tuple[replies.Agent, ...]:
        """The specialists."""
        return self._ask(calls.agents(locale or self.locale))

    def topics(self, locale: str | None = None) -> tuple[replies.Topic, ...]:
        """Messages that a person may begin with."""
        return self._ask(calls.topics(locale or self.locale))

    def feedback(self, message_id: str, thumb: Literal["up", "down"], reason: str | None = None) -> None:
        """Say whether an answer helped; the last thumb counts."""
        self._ask(calls.feedback(message_id, thumb, reason, key=secrets.token_urlsafe(16)))

    def balance(self) -> purse.Balance:
        """What the person has, in points."""
        return self._ask(purse.balance())

    def can_perform(self, action: str) -> purse.Allowance:
        """Whether the person can pay an action of the price list now; nothing is held."""
        return self._ask(purse.can_perform(action))

    def packs(self) -> tuple[purse.Pack, ...]:
        """What is sold."""
        return self._ask(purse.packs())

    def purchase(self, pack_id: str, *, idempotency_key: str | None = None) -> purse.Payment:
        """Order a pack; what comes back says how the person pays it. Repeating the key repeats nothing."""
        return self._ask(purse.purchase(pack_id, key=idempotency_key or secrets.token_urlsafe(16)))

    def confirm_proposal(self, proposal_id: str, amount: int) -> purse.Payment:
        """Accept what a card proposed, at the price that it showed, in cents."""
        return self._ask(purse.confirm_proposal(proposal_id, amount, key=secrets.token_urlsafe(16)))

    def confirm_payment(self, order_id: str) -> purse.Order:
        """Whether an order is paid; 409 `order_unpaid` as long as it is not."""
        return self._ask(purse.confirm_payment(order_id))

    def advise(self, question: str, *, idempotency_key: str | None = None) -> str:
        """A piece of advice for its price; the same key again gives the same words, and costs nothing."""
        return self._ask(purse.advise(question, key=idempotency_key or secrets.token_urlsafe(16)))

    def narrative(self) -> str:
        """The person's path, told from their events."""
        return self._ask(purse.narrative())

    def _run(self, reader: RunReader) -> SyncRun:
        return SyncRun(reader, self._open, self.stop)

    def _ask(self, call: Call[T]) -> T:
        for tried in itertools.count(1):
            try:
                response = self._open(call)
                response.read()
            except NETWORK_FAILURES as error:
                pause = self.patience.before_repeating(call, tried, None)
                if pause is None:
                    raise Unreachable(f"{type(error).__name__}: {error}") from error
            else:
                reply = reply_of(response)
                pause = self.patience.before_repeating(call, tried, reply)
                if pause is None:
                    return call.result(reply)
            time.sleep(pause)
        raise AssertionError("unreachable")

    def _open(self, call: Call[object]) -> httpx.Response:
        if call.public:
            return self._send(call, None)
        bearer = self._bearer(None)
        response = self._send(call, bearer)
        if response.status_code != 401:
            return response
        response.read()
        renewed = self._bearer(bearer)
        return response if renewed == bearer else self._send(call, renewed)

    def _send(self, call: Call[object], bearer: str | None) -> httpx.Response:
        headers = headers_of(call, self._identity, bearer, self.locale)
        request = self._http.build_request(
            call.method, call.path, json=call.body, params=call.query or None, headers=headers
        )
        return self._http.send(request, stream=True)

    def _bearer(self, refused: str | None) -> str | None:
        # One thread at a time: a refresh token works once, and using it twice closes the session.
        with self._renewing:
            if self._identity.bearer in (None, refused):
                self._renew()
            return self._identity.bearer

    def _renew(self) -> None:
        identity = self._identity
        if isinstance(identity, Signed):
            told = identity.source()
            if not isinstance(told, str):
                if inspect.iscoroutine(told):
                    told.close()
                raise TypeError("token= is async: use IrisClient")
            identity.bearer = told
        elif isinstance(identity, Visitor):
            renewal = identity.renewal()
            response = self._send(renewal, None)
            response.read()
            try:
                session = renewal.result(reply_of(response))
            except IrisApiError as error:
                if error.status == 401:
                    identity.renewed(None)
                raise
            identity.renewed(session)
