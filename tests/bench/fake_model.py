"""The model that both servers of the bench speak through: 50 tokens, 20 ms apart."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from pydantic import Field

from tests.fakes.scripted import ScriptedModel, Step

TOKENS = 50
PAUSE_S = 0.02


class SteadyModel(ScriptedModel):
    """Says 50 tokens; the first one counts its calls, so that no answer repeats the one before."""

    scripts: list[list[Step]] = Field(default_factory=list)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        self.calls += 1
        for index in range(TOKENS):
            await asyncio.sleep(PAUSE_S)
            token = f"n{self.calls} " if index == 0 else f"tok{index} "
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=token))
            if run_manager:
                await run_manager.on_llm_new_token(token, chunk=chunk)
            yield chunk


def make() -> BaseChatModel:
    """For `python:tests.bench.fake_model:make`."""
    return SteadyModel()


class QuickModel(SteadyModel):
    """The same words without the pauses, for what is not about time."""

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        self.calls += 1
        for index in range(TOKENS):
            token = f"n{self.calls:05} " if index == 0 else f"tok{index} "
            yield ChatGenerationChunk(message=AIMessageChunk(content=token))


def make_quick() -> BaseChatModel:
    """For `python:tests.bench.fake_model:make_quick`."""
    return QuickModel()
