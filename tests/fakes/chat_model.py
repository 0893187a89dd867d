"""A LangChain chat model that says what it was told to say, in this process."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import Field


class TalkingModel(BaseChatModel):
    """Streams `texts`, then raises `error` if there is one; remembers the messages of each call."""

    texts: tuple[str, ...] = ("Je réponds", " sans modèle.")
    error: Exception | None = None
    iris: dict[str, Any] | None = None
    heard: list[list[BaseMessage]] = Field(default_factory=list)
    tools: list[Any] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "talking"

    def bind_tools(
        self, tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool], **_: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        self.tools.append(list(tools))
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage("".join(self.texts)))])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        self.heard.append(messages)
        for text in self.texts:
            yield ChatGenerationChunk(message=AIMessageChunk(content=text))
        if self.error is not None:
            raise self.error
        if self.iris is not None:
            yield ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata={"iris": self.iris}))


def make_talking_model() -> BaseChatModel:
    """The factory of `python:tests.fakes.chat_model:make_talking_model`."""
    return TalkingModel(texts=("Modèle", " maison"))


def make_something_else() -> str:
    """A factory that is wrong."""
    return "not a model"
