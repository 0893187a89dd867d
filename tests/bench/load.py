"""Loading a streaming server: time to the first token, streams per second, bytes."""

import asyncio
import statistics
import time
from dataclasses import dataclass

import httpx

FIRST_TOKEN = {"iris": b"TEXT_MESSAGE_CONTENT", "bare": b'"token"'}


@dataclass(frozen=True, slots=True)
class Measure:
    """One stream: seconds to its first token and to its end, bytes of its body."""

    first: float
    whole: float
    size: int


async def one(client: httpx.AsyncClient, kind: str, headers: dict[str, str], thread: str | None = None) -> Measure:
    """One message, to the end of its answer."""
    body = {"message": "Bonjour, je cherche des idées"}
    if kind == "iris":
        body["agent"] = "guide"
    if thread is not None:
        body["thread_id"] = thread
    began = time.perf_counter()
    first, size = 0.0, 0
    async with client.stream("POST", "/v1/chat", json=body, headers=headers) as answer:
        answer.raise_for_status()
        async for chunk in answer.aiter_raw():
            size += len(chunk)
            if not first and FIRST_TOKEN[kind] in chunk:
                first = time.perf_counter() - began
    return Measure(first, time.perf_counter() - began, size)


async def load(url: str, kind: str, concurrency: int, total: int, identities: list[dict[str, str]]) -> dict[str, float]:
    """`total` streams, `concurrency` at a time; milliseconds, streams per second and bytes."""
    # A new connection for each stream, as browsers of different people would: none that the server is just closing.
    limits = httpx.Limits(max_connections=concurrency, max_keepalive_connections=0)
    measures: list[Measure] = []
    turn = iter(range(total))
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=120) as client:

        async def work() -> None:
            for index in turn:
                measures.append(await one(client, kind, identities[index % len(identities)]))

        began = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(concurrency)))
        seconds = time.perf_counter() - began
    firsts = sorted(m.first * 1000 for m in measures)
    return {
        "ttft_p50_ms": round(statistics.median(firsts), 1),
        "ttft_p95_ms": round(firsts[int(len(firsts) * 0.95) - 1], 1),
        "streams_per_s": round(total / seconds, 2),
        "bytes_per_stream": round(statistics.mean(m.size for m in measures)),
    }
