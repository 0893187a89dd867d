"""Call ids of our own, without losing what a provider keyed by its own ids."""

from collections.abc import Callable
from typing import Any

from langchain_core.messages import AIMessage, ToolCall


def with_call_ids(message: AIMessage, mint: Callable[[], str]) -> AIMessage:
    """`message` with an id from `mint` for each tool call.

    Gemini 3 refuses (400) a call that comes back without its thought signature, and LangChain keeps the signatures
    in `additional_kwargs`, by call id: they move to the new ids.
    """
    minted = [(call, mint()) for call in message.tool_calls]
    ids = {call["id"]: new for call, new in minted}
    calls = [ToolCall(name=call["name"], args=call["args"], id=new, type="tool_call") for call, new in minted]
    extras = {key: _rekeyed(value, ids) for key, value in message.additional_kwargs.items()}
    return message.model_copy(update={"tool_calls": calls, "additional_kwargs": extras})


def _rekeyed(value: Any, ids: dict[str | None, str]) -> Any:
    return {ids.get(key, key): item for key, item in value.items()} if isinstance(value, dict) else value
