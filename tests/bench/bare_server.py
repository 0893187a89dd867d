"""The bare server that Iris is measured against: LangGraph's `astream`, sse-starlette, checkpoints in memory."""

import json
import sys
import uuid
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from fastapi import FastAPI
from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from pydantic import BaseModel
from sse_starlette import EventSourceResponse

from tests.bench.fake_model import make


class Chat(BaseModel):
    """A message."""

    message: str
    thread_id: str | None = None


def build() -> FastAPI:
    """One node that calls the model, streamed by `stream_mode="messages"`."""
    model = make()

    async def speak(state: MessagesState) -> dict[str, Any]:
        return {"messages": [await model.ainvoke(state["messages"])]}

    builder = StateGraph(MessagesState)
    builder.add_node("speak", speak)
    builder.add_edge(START, "speak")
    builder.add_edge("speak", END)
    graph = builder.compile(checkpointer=InMemorySaver())
    app = FastAPI()

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "healthy"}

    @app.post("/v1/chat")
    async def chat(body: Chat) -> EventSourceResponse:
        config: RunnableConfig = {"configurable": {"thread_id": body.thread_id or uuid.uuid4().hex}}

        async def tokens() -> AsyncIterator[dict[str, str]]:
            messages: Any = {"messages": [HumanMessage(body.message)]}
            chunk: Any
            async for chunk, _ in graph.astream(messages, config, stream_mode="messages"):
                yield {"data": json.dumps({"type": "token", "content": chunk.content})}
            yield {"data": "[DONE]"}

        return EventSourceResponse(tokens())

    return app


if __name__ == "__main__":
    uvicorn.run(build(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
