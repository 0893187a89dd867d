"""A wire-level OpenAI-compatible server: `POST /v1/chat/completions`, streamed or not."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.fakes.replies import Part, Reply, Say, Think, Use, says
from tests.fakes.serving import Received, ScriptedServer, Trickle, encode, frames_of

PROMPT_TOKENS = 9


class FakeOpenAI(ScriptedServer):
    """Speaks chat completions as Ollama, vLLM and llama.cpp do. Tool arguments come in two halves."""

    def __init__(self, *script: Reply) -> None:
        super().__init__(*(script or (says("Bonjour"),)))

    @property
    def base_url(self) -> str:
        """What to configure as the OpenAI base URL."""
        return f"{self.url}/v1"

    def routes(self) -> Sequence[BaseRoute]:
        return [Route("/v1/chat/completions", self._complete, methods=["POST"])]

    async def _complete(self, request: Request) -> Response:
        body = await request.json()
        self.requests.append(Received(str(request.url.path), dict(request.headers), body))
        reply = self.next_reply()
        if reply.status != 200 and not reply.in_stream:
            headers = {} if reply.retry_after_s is None else {"Retry-After": str(reply.retry_after_s)}
            return JSONResponse(_error(reply), reply.status, headers)
        if not body.get("stream"):
            return JSONResponse(_whole(body["model"], reply))
        payloads = [encode(chunk) for chunk in _chunks(body, reply)]
        if reply.end == "stop" and not reply.in_stream:
            payloads.append(b"[DONE]")
        return Trickle(frames_of(payloads, reply), self)


def _error(reply: Reply) -> dict[str, Any]:
    return {"error": {"message": "scripted secret", "type": "scripted", "code": reply.reason}}


def _usage(reply: Reply) -> dict[str, int]:
    written = len(reply.parts)
    return {
        "prompt_tokens": PROMPT_TOKENS,
        "completion_tokens": written,
        "total_tokens": PROMPT_TOKENS + written,
    }


def _finish(reply: Reply) -> str:
    return reply.finish or ("tool_calls" if any(isinstance(part, Use) for part in reply.parts) else "stop")


def _whole(model: str, reply: Reply) -> dict[str, Any]:
    calls = [_call(part, number) for number, part in enumerate(reply.parts) if isinstance(part, Use)]
    text = "".join(part.text for part in reply.parts if isinstance(part, Say))
    message: dict[str, Any] = {"role": "assistant", "content": text or None}
    if calls:
        message["tool_calls"] = calls
    choice = {"index": 0, "message": message, "finish_reason": _finish(reply)}
    return {
        "id": "chatcmpl-fake",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [choice],
        "usage": _usage(reply),
    }


def _chunks(body: dict[str, Any], reply: Reply) -> list[dict[str, Any]]:
    chunks = [_chunk(body, {"role": "assistant", "content": ""})]
    for number, part in enumerate(reply.parts):
        chunks.extend(_chunk(body, delta) for delta in _deltas(part, number))
    if reply.in_stream:
        return [*chunks, _error(reply)]
    if reply.end == "stop":
        chunks.append(_chunk(body, {}, _finish(reply)))
        if body.get("stream_options", {}).get("include_usage"):
            chunks.append(_chunk(body, {}) | {"choices": [], "usage": _usage(reply)})
    return chunks


def _chunk(body: dict[str, Any], delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {
        "id": "chatcmpl-fake",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": body["model"],
        "choices": [choice],
    }


def _deltas(part: Part, number: int) -> list[dict[str, Any]]:
    match part:
        case Say(text):
            return [{"content": text}]
        case Think(text):
            return [{"reasoning_content": text}]
        case Use():
            call = _call(part, number)
            arguments = call["function"]["arguments"]
            half = len(arguments) // 2
            first = call | {"index": number, "function": call["function"] | {"arguments": arguments[:half]}}
            return [
                {"tool_calls": [first]},
                {"tool_calls": [{"index": number, "function": {"arguments": arguments[half:]}}]},
            ]


def _call(part: Use, number: int) -> dict[str, Any]:
    arguments = encode(dict(part.arguments)).decode()
    return {"id": f"call_{number}", "type": "function", "function": {"name": part.name, "arguments": arguments}}
