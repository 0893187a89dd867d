"""GuidedChatModel: a chat model of templates and rules, without key or network."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models.base import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel, generate_from_stream
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import PrivateAttr

from agents.models.guided.decide import decide
from agents.models.guided.kit import Kit, load_kit
from agents.models.guided.pieces import cut
from agents.models.guided.reply import Reply
from agents.models.guided.turn import read_metadata, read_turn

MODEL_NAME = "guided"


class GuidedChatModel(BaseChatModel):
    """Iris without a model: it decides by rules and speaks by templates, as a chat model of LangChain.

    The first system message says who speaks in `additional_kwargs["iris"]`; the last chunk gives back the
    focus to keep in `response_metadata["iris"]["focus"]`. The same messages always give the same answer.
    """

    pace_s: float = 0.0
    """Seconds between two pieces of text; 0 streams as fast as it is read."""
    model_name: str = MODEL_NAME

    _kit: Kit = PrivateAttr(default_factory=load_kit)

    @property
    def _llm_type(self) -> str:
        return MODEL_NAME

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The same model, allowed to call `tools`: dictionaries in OpenAI's format, or their inner part alone."""
        return self.bind(tools=list(tools), **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._chunks(messages, kwargs))

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._chunks(messages, kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        yield from self._chunks(messages, kwargs)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in self._chunks(messages, kwargs):
            yield chunk
            # Even without a pace the loop gets its turn: a long answer must not hold up other conversations.
            await asyncio.sleep(self.pace_s)

    def _chunks(self, messages: Sequence[BaseMessage], kwargs: Mapping[str, Any]) -> Iterator[ChatGenerationChunk]:
        brief = read_metadata(messages).get("brief")
        if isinstance(brief, Mapping):
            yield from _text_chunks(self._written(brief))
            yield _last_chunk(None)
            return
        reply = decide(read_turn(messages, kwargs.get("tools") or ()), self._kit)
        yield from _text_chunks(reply.text)
        if reply.calls:
            yield _calls_chunk(reply)
        yield _last_chunk(reply.focus.to_json())

    def _written(self, brief: Mapping[str, Any]) -> str:
        facts = brief.get("facts")
        named = {str(name): value for name, value in facts.items()} if isinstance(facts, Mapping) else {}
        return self._kit.voice.compose(str(brief.get("template") or ""), str(brief.get("locale") or "fr"), named)


def _text_chunks(text: str) -> Iterator[ChatGenerationChunk]:
    for piece in cut(text):
        yield ChatGenerationChunk(message=AIMessageChunk(content=piece))


def _calls_chunk(reply: Reply) -> ChatGenerationChunk:
    chunks = [
        tool_call_chunk(
            name=call.operation,
            args=json.dumps(dict(call.arguments), ensure_ascii=False),
            id=f"guided_{rank}_{call.operation}",
            index=rank,
        )
        for rank, call in enumerate(reply.calls)
    ]
    return ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=chunks))


def _last_chunk(focus: dict[str, object] | None) -> ChatGenerationChunk:
    return ChatGenerationChunk(
        message=AIMessageChunk(
            content="",
            response_metadata={"iris": {"focus": focus}, "model_name": MODEL_NAME},
            usage_metadata=UsageMetadata(input_tokens=0, output_tokens=0, total_tokens=0),
            chunk_position="last",
        )
    )
