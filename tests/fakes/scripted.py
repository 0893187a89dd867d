"""A chat model that follows a script: words, calls of operations, pauses, failures; one script per call."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import orjson
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import Field

Step = str | float | dict[str, Any] | Exception
"""Words; seconds of silence; `{"call": name, "args": {...}}`; something to raise."""


class ScriptedModel(BaseChatModel):
    """Plays `scripts` in turn, the last one for ever; what it was sent is in `heard`."""

    scripts: list[list[Step]]
    heard: list[list[BaseMessage]] = Field(default_factory=list)
    bound: list[list[str]] = Field(default_factory=list)
    calls: int = 0

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(
        self, tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool], **_: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        self.bound.append([tool["function"]["name"] for tool in tools if isinstance(tool, dict)])
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> ChatResult:
        raise TypeError("only streams")

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        self.heard.append(messages)
        script = self.scripts[min(self.calls, len(self.scripts) - 1)]
        self.calls += 1
        for index, step in enumerate(script):
            if isinstance(step, Exception):
                raise step
            if isinstance(step, float):
                await asyncio.sleep(step)
            elif isinstance(step, str):
                yield ChatGenerationChunk(message=AIMessageChunk(content=step))
            else:
                call = {
                    "name": step["call"],
                    "args": orjson.dumps(step["args"]).decode(),
                    "id": f"provider-{self.calls}-{index}",
                    "index": index,
                    "type": "tool_call_chunk",
                }
                yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[call]))
