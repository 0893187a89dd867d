"""A chain of models: the first that answers speaks, a failing one is replaced, guided mode comes last.

This is the one place that catches whatever a provider may raise: it logs the frames, and a short code goes on.
"""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from pydantic import BaseModel

from agents.models.attempts import Call, Done, converse, extract
from agents.models.breaker import CircuitBreaker
from agents.models.failures import RETRYABLE, UNHEALTHY, Failure, diagnose, report
from agents.models.pieces import Answer, Broken, Piece, Switched, Words
from agents.models.roles import ModelId
from agents.models.settings import ModelSettings
from agents.models.usage import TokenMeter
from tools.errors import ModelUnavailable

Structured = TypeVar("Structured", bound=BaseModel)
Value = TypeVar("Value")
Step = str | Done[Value] | Failure
Attempt = Callable[[Call], AsyncGenerator[Step[Value], None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChain:
    """The models of one role, in order; may be shared between runs. What it uses is added to `meter`."""

    models: tuple[ModelId, ...]
    settings: ModelSettings
    open_model: Callable[[ModelId], Awaitable[BaseChatModel]]
    breakers: Mapping[ModelId, CircuitBreaker]
    meter: TokenMeter = field(default_factory=TokenMeter)

    async def stream(
        self, messages: Sequence[BaseMessage], *, tools: Sequence[dict[str, Any]] = ()
    ) -> AsyncGenerator[Piece, None]:
        """Answer `messages`, with the operations of `tools` (OpenAI function schemas) at hand; see pieces.py.

        To stop it, cancel its task or close it (`contextlib.aclosing`): the provider's connection closes with it.
        Raises ModelUnavailable when guided mode fails too.
        """
        attempt = partial(converse, messages=list(messages), tools=list(tools))
        spent, before = TokenMeter(), None
        try:
            for model_id in self.models:
                switched, spoke = Switched(str(model_id), model_id.mode, before), False
                async with aclosing(self._persist(model_id, attempt, spent)) as steps:
                    async for step in steps:
                        if isinstance(step, Failure):
                            before = step.reason
                            break
                        if not spoke:
                            yield switched
                        if isinstance(step, Done):
                            yield Answer(message=step.value, model=str(model_id), mode=model_id.mode, usage=spent.usage)
                            return
                        spoke = True
                        yield Words(step)
                if spoke and before is not None:
                    yield Broken(before)
        finally:
            self.meter.add(spent.usage)
        raise ModelUnavailable(f"no model of {[str(model) for model in self.models]!r} answered")

    async def structured(self, messages: Sequence[BaseMessage], schema: type[Structured]) -> Structured | None:
        """The answer to `messages` as a `schema`; None when only guided mode is left."""
        attempt = partial(extract, messages=list(messages), schema=schema)
        spent = TokenMeter()
        try:
            for model_id in self.models:
                if model_id.mode == "guided":
                    continue
                async with aclosing(self._persist(model_id, attempt, spent)) as steps:
                    async for step in steps:
                        if isinstance(step, Done):
                            return step.value
            return None
        finally:
            self.meter.add(spent.usage)

    async def _persist(
        self, model_id: ModelId, attempt: Attempt[Value], spent: TokenMeter
    ) -> AsyncGenerator[Step[Value], None]:
        """The steps of one model behind its breaker; Done or Failure is the last."""
        breaker = self.breakers[model_id]
        if not breaker.permit(time.monotonic()):
            yield Failure("breaker_open")
            return
        try:
            async with aclosing(self._attempts(model_id, attempt, spent)) as steps:
                async for step in steps:
                    if isinstance(step, Failure) and step.reason in UNHEALTHY:
                        breaker.fail(time.monotonic())
                    elif not isinstance(step, str):
                        breaker.succeed()
                    yield step
        finally:
            breaker.release()

    async def _attempts(
        self, model_id: ModelId, attempt: Attempt[Value], spent: TokenMeter
    ) -> AsyncGenerator[Step[Value], None]:
        """The steps of one model, tried again while that helps and no word has flowed."""
        call = await self._prepare(model_id, spent)
        if isinstance(call, Failure):
            yield call
            return
        for number in range(1 + self.settings.retries):
            failure: Failure | None = None
            spoke = False
            async with aclosing(_caught(call, attempt)) as steps:
                async for step in steps:
                    if isinstance(step, Failure):
                        failure = step
                        break
                    spoke = True
                    yield step
            if failure is None:
                return
            pause = None if spoke else self._pause(call, failure, number)
            if pause is None:
                yield Failure("cut") if spoke and failure.reason == "connection" else failure
                return
            await asyncio.sleep(pause)

    async def _prepare(self, model_id: ModelId, spent: TokenMeter) -> Call | Failure:
        try:
            model = await self.open_model(model_id)
        except Exception as error:
            failure = diagnose(error)
            report(model_id, failure, error)
            return failure
        patient = model_id.mode == "guided"
        return Call(
            model_id=model_id,
            model=model,
            deadline=None if patient else asyncio.get_running_loop().time() + self.settings.timeout_s,
            idle_s=None if patient else self.settings.timeout_s,
            spent=spent,
        )

    def _pause(self, call: Call, failure: Failure, number: int) -> float | None:
        """Seconds before attempt `number` + 1; None when another attempt would be vain, or late."""
        last = call.deadline is None or number >= self.settings.retries
        if last or failure.reason not in RETRYABLE or (failure.wait_s or 0) > self.settings.longest_wait_s:
            return None
        backoff = self.settings.backoff_s * 2**number * random.uniform(0.5, 1.0)
        pause = max(backoff, failure.wait_s or 0)
        late = call.deadline is not None and asyncio.get_running_loop().time() + pause >= call.deadline
        return None if late else pause


async def _caught(call: Call, attempt: Attempt[Value]) -> AsyncGenerator[Step[Value], None]:
    """The steps of one attempt; whatever it raises becomes its Failure."""
    try:
        async with aclosing(attempt(call)) as steps:
            async for step in steps:
                if isinstance(step, Failure):
                    report(call.model_id, step)
                yield step
        return
    except Exception as error:
        failure = diagnose(error)
        report(call.model_id, failure, error)
    yield failure
