"""One answer, gathered from its chunks at little cost per token."""

import json
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, ToolCall, UsageMetadata
from langchain_core.messages.ai import add_ai_message_chunks, add_usage

from agents.models.pieces import Reason

_UNSAFE = frozenset(
    {"SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "content_filter"}
)
_GARBLED = frozenset({"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "MALFORMED_RESPONSE"})


class Gathered:
    """Collects the chunks of one answer.

    Text is kept in a list and joined once; only the chunks that carry calls or extras are merged, once, at the
    end (`AIMessageChunk.__add__` per token costs more than the rest of the turn).
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._calls: list[ToolCall] = []
        self._chunks: list[AIMessageChunk] = []
        self._usages: list[UsageMetadata] = []
        self._metadata: dict[str, Any] = {}
        self._id: str | None = None

    def add(self, message: AIMessage) -> str:
        """Take a chunk (or, from a model that does not stream, the whole message); returns its text."""
        content = message.content
        text = content if type(content) is str else text_of(content)
        if text:
            self._texts.append(text)
        if message.response_metadata:
            self._metadata.update(message.response_metadata)
        if message.usage_metadata is not None:
            self._usages.append(message.usage_metadata)
        if isinstance(message, AIMessageChunk):
            if message.tool_call_chunks or message.additional_kwargs:
                self._chunks.append(message)
        else:
            self._chunks.append(AIMessageChunk(content="", additional_kwargs=message.additional_kwargs))
            self._calls.extend(message.tool_calls)
        self._id = message.id or self._id
        return text

    @property
    def begun(self) -> bool:
        """Whether a word or a call has come."""
        return bool(self._texts or self._chunks)

    @property
    def usage(self) -> UsageMetadata | None:
        """The tokens, as the provider counted them so far."""
        total: UsageMetadata | None = None
        for usage in self._usages:
            total = add_usage(total, usage)
        return total

    def message(self, *, says_when_done: bool) -> AIMessage | Reason:
        """The whole message, or why it is not one.

        `says_when_done`: the provider names a finish reason in every complete answer, so that none means it was cut.
        """
        finish = self._metadata.get("finish_reason")
        feedback = self._metadata.get("prompt_feedback") or {}
        if feedback.get("block_reason") or finish in _UNSAFE:
            return "safety"
        if finish in _GARBLED:
            return "malformed"
        if says_when_done and self.begun and not finish:
            return "cut"
        merged = add_ai_message_chunks(AIMessageChunk(content=""), *self._chunks)
        calls = _whole_calls(merged)
        if calls is None:
            return "malformed"
        calls.extend(self._calls)
        text = "".join(self._texts)
        if not (text.strip() or calls):
            return "empty"
        # Each call already is in `tool_calls`; the legacy copy holds the names of parallel calls glued together.
        extras = {key: value for key, value in merged.additional_kwargs.items() if key != "function_call"}
        return AIMessage(
            content=text,
            tool_calls=calls,
            additional_kwargs=extras,
            response_metadata=self._metadata,
            usage_metadata=self.usage,
            id=self._id,
        )


def text_of(content: list[str | dict[str, Any]] | str) -> str:
    """The text of a message's content; thinking, signatures and media are left out."""
    if isinstance(content, str):
        return content
    return "".join(
        block if isinstance(block, str) else str(block.get("text", "")) if block.get("type") == "text" else ""
        for block in content
    )


def _whole_calls(merged: AIMessageChunk) -> list[ToolCall] | None:
    """The calls whose arguments are a complete JSON object; None when one is not.

    Not `merged.tool_calls`: langchain-core completes cut JSON there (`{"amount": 1` becomes a call).
    """
    calls: list[ToolCall] = []
    for chunk in merged.tool_call_chunks:
        try:
            arguments = json.loads(chunk["args"] or "{}")
        except json.JSONDecodeError:
            return None
        if not chunk["name"] or not isinstance(arguments, dict):
            return None
        calls.append(ToolCall(name=chunk["name"], args=arguments, id=chunk["id"], type="tool_call"))
    return calls
