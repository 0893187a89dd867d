"""One attempt on one model: a streamed answer, or a structured one. Errors pass through; fallback.py catches them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, UsageMetadata
from pydantic import BaseModel

from agents.models.connections import Responses
from agents.models.failures import Failure
from agents.models.gathering import Gathered
from agents.models.patience import Patience
from agents.models.roles import ModelId
from agents.models.usage import TokenMeter, Tokens, Usage

Value = TypeVar("Value")
Structured = TypeVar("Structured", bound=BaseModel)

_SAY_WHEN_DONE = frozenset({"google_genai", "openai"})


@dataclass(frozen=True, slots=True)
class Done(Generic[Value]):
    """The attempt ended well."""

    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The model to call and the time it has (None: no limit)."""

    model_id: ModelId
    model: BaseChatModel
    deadline: float | None
    """When the first word or call must have come, on the event loop's clock."""
    idle_s: float | None
    """Seconds of silence allowed after that."""
    spent: TokenMeter

    @property
    def says_when_done(self) -> bool:
        """Whether a complete answer always names its finish reason."""
        return self.model_id.provider in _SAY_WHEN_DONE

    def count(self, used: UsageMetadata | None) -> None:
        """Add what the provider says was used; guided mode says zero, and is no use to count."""
        if used is not None and (used["input_tokens"] or used["output_tokens"]):
            self.spent.add(Usage({str(self.model_id): Tokens(used["input_tokens"], used["output_tokens"])}))


async def converse(
    call: Call, *, messages: list[BaseMessage], tools: list[dict[str, Any]]
) -> AsyncGenerator[str | Done[AIMessage] | Failure, None]:
    """Words as they come, then the whole message (Done) or why it is not one (Failure)."""
    gathered, responses, patience, begun = Gathered(), Responses(), Patience(call.deadline, call.idle_s), False
    model = call.model.bind_tools(tools) if tools else call.model
    try:
        async with aclosing(cast(AsyncGenerator[AIMessage, None], model.astream(messages))) as chunks:
            while True:
                try:
                    with responses:
                        chunk = await patience.next(chunks)
                except StopAsyncIteration:
                    break
                text = gathered.add(chunk)
                if not begun and gathered.begun:
                    begun = True
                    patience.begin()
                if text:
                    yield text
    finally:
        patience.close()
        await responses.aclose()
        call.count(gathered.usage)
    outcome = gathered.message(says_when_done=call.says_when_done)
    yield Done(outcome) if isinstance(outcome, AIMessage) else Failure(outcome)


async def extract(
    call: Call, *, messages: list[BaseMessage], schema: type[Structured]
) -> AsyncGenerator[Done[Structured] | Failure, None]:
    """The answer as a `schema`, in one piece."""
    model = call.model.with_structured_output(schema, include_raw=True)
    async with asyncio.timeout_at(call.deadline):
        # The tag keeps LangGraph from streaming the JSON to whoever reads the graph's messages.
        found = cast(dict[str, Any], await model.ainvoke(messages, {"tags": ["nostream"]}))
    gathered, parsed = Gathered(), found["parsed"]
    gathered.add(found["raw"])
    call.count(gathered.usage)
    outcome = gathered.message(says_when_done=call.says_when_done)
    if not isinstance(outcome, AIMessage):
        yield Failure(outcome)
    else:
        yield Done(parsed) if isinstance(parsed, schema) else Failure("malformed")
