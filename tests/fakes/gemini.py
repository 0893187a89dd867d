"""A wire-level Gemini: what ChatGoogleGenerativeAI and its embeddings see when `base_url` points here."""

import hashlib
import math
import re
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.fakes.replies import Part, Reply, Say, Think, Use, says
from tests.fakes.serving import Received, ScriptedServer, Trickle, encode, frames_of

PROMPT_TOKENS = 12
"""What every prompt costs here; each part of an answer costs one token."""

_STATUSES = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"} | {
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


class FakeGemini(ScriptedServer):
    """Speaks `:generateContent`, `:streamGenerateContent?alt=sse`, `:countTokens` and embeddings.

    `model_version` is the model that claims to answer: from gemini-3 on, LangChain gives content as blocks.
    """

    def __init__(self, *script: Reply, model_version: str = "gemini-2.5-flash") -> None:
        self.model_version = model_version
        super().__init__(*(script or (says("Bonjour"),)))

    def routes(self) -> Sequence[BaseRoute]:
        return [Route("/{version}/models/{call}", self._call, methods=["POST"])]

    async def _call(self, request: Request) -> Response:
        body = await request.json()
        self.requests.append(Received(str(request.url.path), dict(request.headers), body))
        match request.path_params["call"].partition(":")[2]:
            case "streamGenerateContent":
                return self._stream(self.next_reply())
            case "generateContent":
                return self._whole(self.next_reply())
            case "countTokens":
                return JSONResponse({"totalTokens": PROMPT_TOKENS})
            case "batchEmbedContents":
                return JSONResponse({"embeddings": [_embedding(one) for one in body["requests"]]})
            case "embedContent":
                return JSONResponse({"embedding": _embedding(body)})
            case unknown:
                return JSONResponse({"error": {"code": 404, "message": unknown, "status": "NOT_FOUND"}}, 404)

    def _stream(self, reply: Reply) -> Response:
        if reply.status != 200 and not reply.in_stream:
            return _error(reply)
        return Trickle(frames_of([encode(chunk) for chunk in self._chunks(reply)], reply), self)

    def _whole(self, reply: Reply) -> Response:
        if reply.status != 200:
            return _error(reply)
        last = self._chunks(reply)[-1]
        if reply.block_reason is None:
            last["candidates"][0]["content"]["parts"] = [_part(part) for part in reply.parts]
        return JSONResponse(last)

    def _chunks(self, reply: Reply) -> list[dict[str, Any]]:
        if reply.block_reason is not None:
            return [
                self._chunk([], 0, None) | {"candidates": [], "promptFeedback": {"blockReason": reply.block_reason}}
            ]
        chunks = [self._chunk([_part(part)], number, None) for number, part in enumerate(reply.parts, 1)]
        if reply.in_stream:
            return [*chunks, _error_body(reply)]
        if reply.end == "stop":
            chunks.append(self._chunk([], len(chunks), reply.finish or "STOP"))
        return chunks

    def _chunk(self, parts: list[dict[str, Any]], written: int, finish: str | None) -> dict[str, Any]:
        candidate: dict[str, Any] = {"content": {"role": "model", "parts": parts}, "index": 0}
        if finish is not None:
            candidate["finishReason"] = finish
        return {
            "candidates": [candidate],
            # As the real API does, each chunk tells the total so far.
            "usageMetadata": {
                "promptTokenCount": PROMPT_TOKENS,
                "candidatesTokenCount": written,
                "totalTokenCount": PROMPT_TOKENS + written,
            },
            "modelVersion": self.model_version,
            "responseId": "fake",
        }


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Say(text):
            return {"text": text}
        case Think(text):
            return {"text": text, "thought": True}
        case Use(name, arguments, signature):
            call: dict[str, Any] = {"functionCall": {"name": name, "args": dict(arguments)}}
            return call | ({"thoughtSignature": signature} if signature else {})


def _error_body(reply: Reply) -> dict[str, Any]:
    details: list[dict[str, Any]] = []
    if reply.reason is not None:
        details.append({"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reply.reason})
    if reply.retry_delay_s is not None:
        kind = "type.googleapis.com/google.rpc.RetryInfo"
        details.append({"@type": kind, "retryDelay": f"{reply.retry_delay_s}s"})
    status = _STATUSES.get(reply.status, "UNKNOWN")
    return {"error": {"code": reply.status, "message": "scripted secret", "status": status, "details": details}}


def _error(reply: Reply) -> Response:
    headers = {} if reply.retry_after_s is None else {"Retry-After": str(reply.retry_after_s)}
    return JSONResponse(_error_body(reply), reply.status, headers)


def _embedding(request: dict[str, Any]) -> dict[str, Any]:
    text = " ".join(str(part.get("text", "")) for part in request["content"]["parts"])
    return {"values": embed(text, int(request.get("outputDimensionality") or 768))}


def embed(text: str, size: int) -> list[float]:
    """A unit vector in which texts that share words are close; the same text always gives the same one."""
    vector = [0.0] * size
    for word in re.findall(r"\w+", text.lower()) or [""]:
        digest = hashlib.sha256(word.encode()).digest()
        vector[int.from_bytes(digest[:4], "big") % size] += 1.0 if digest[4] % 2 else -1.0
    norm = math.sqrt(sum(value * value for value in vector)) or 1.0
    return [value / norm for value in vector]
