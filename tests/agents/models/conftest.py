"""Chains over real LangChain models and wire-level fakes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any, Protocol

import pytest
from langchain_core.messages import BaseMessage, HumanMessage
from pydantic import SecretStr

from agents.models import Answer, Models, ModelSettings, Piece, Words, build_models
from tests.fakes.chat_model import TalkingModel
from tests.fakes.gemini import FakeGemini
from tests.fakes.openai_compatible import FakeOpenAI

HELLO: list[BaseMessage] = [HumanMessage("Bonjour Iris")]
TOOL: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "match_jobs",
        "description": "Trouve des métiers",
        "parameters": {"type": "object", "properties": {"skill": {"type": "string"}}, "required": ["skill"]},
    },
}


class Build(Protocol):
    """Models over the fakes that are given; closed at the end of the test."""

    def __call__(
        self, *, gemini: FakeGemini | None = None, openai: FakeOpenAI | None = None, **settings: Any
    ) -> Models: ...


@pytest.fixture
def guided() -> TalkingModel:
    """Stands for guided mode."""
    return TalkingModel()


@pytest.fixture
async def build(guided: TalkingModel) -> AsyncIterator[Build]:
    async with AsyncExitStack() as stack:

        def make(*, gemini: FakeGemini | None = None, openai: FakeOpenAI | None = None, **settings: Any) -> Models:
            where: dict[str, Any] = {"timeout_s": 5.0, "backoff_s": 0.001}
            if gemini is not None:
                where |= {"google_api_key": SecretStr("test-key"), "google_base_url": gemini.url}
            if openai is not None:
                where |= {"base_url": openai.base_url}
            models = build_models(ModelSettings(**(where | settings)), guided=guided)
            stack.push_async_callback(models.aclose)
            return models

        yield make


async def say(models: Models, messages: Sequence[BaseMessage] = HELLO, **arguments: Any) -> list[Piece]:
    """Everything that the writer's chain says."""
    return [piece async for piece in models.chain("writer").stream(messages, **arguments)]


def words_of(pieces: Sequence[Piece]) -> list[str]:
    """The texts of the Words, in order."""
    return [piece.text for piece in pieces if isinstance(piece, Words)]


def answer_of(pieces: Sequence[Piece]) -> Answer:
    """The Answer: last, and the only one."""
    answers = [piece for piece in pieces if isinstance(piece, Answer)]
    assert len(answers) == 1
    assert pieces[-1] is answers[0]
    return answers[0]


async def until(condition: Callable[[], bool]) -> None:
    """Wait, 3 s at most, for what happens in another thread."""
    for _ in range(600):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError
