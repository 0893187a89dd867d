"""How long a search takes over 10,000 passages, in milliseconds: `python -m tests.bench.bench_retrieval`.

Prints one JSON object. The passages are drawn from the vocabulary of the shipped packs with its frequencies; the
queries are the gold questions of tests/knowledge.
"""

from __future__ import annotations

import asyncio
import csv
import os
import random
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from knowledge import HashingEmbedder, Index, MemoryIndex, Pack, Passage, Retriever, builtin_packs, ingest
from knowledge.chroma import ChromaIndex

PASSAGES = 10_000
QUERIES = 300
TARGET = 20.0
"""Milliseconds at the 95th percentile."""
GOLD = Path(__file__).parents[1] / "knowledge" / "gold.csv"


def synthetic_pack(size: int, seed: int = 7) -> Pack:
    """A pack of `size` passages, each with the lengths of a shipped one and words drawn from all of them."""
    draw = random.Random(seed)
    (first, *_) = builtin_packs()
    words = [word for passage in first.passages for word in passage.text.split()]
    asked = [word for passage in first.passages for question in passage.questions for word in question.split()]
    passages = [_synthetic(draw.choice(first.passages), number, words, asked, draw) for number in range(size)]
    return replace(first, passages=tuple(passages))


def _synthetic(model: Passage, number: int, words: list[str], asked: list[str], draw: random.Random) -> Passage:
    return replace(
        model,
        id=f"{model.pack}/synthetic-{number}",
        title=" ".join(draw.choices(asked, k=6)),
        text=" ".join(draw.choices(words, k=len(model.text.split()))),
        questions=tuple(" ".join(draw.choices(asked, k=8)) for _ in model.questions),
    )


async def measure(retriever: Retriever, queries: list[str]) -> dict[str, float]:
    """p50 and p95 of one search at a time, in milliseconds."""
    await retriever.search(queries[0])
    times = []
    for query in queries:
        start = time.perf_counter()
        await retriever.search(query)
        times.append((time.perf_counter() - start) * 1000)
    p50, p95 = np.percentile(times, [50, 95])
    return {"p50_ms": round(float(p50), 2), "p95_ms": round(float(p95), 2)}


async def fill(index: Index, pack: Pack) -> float:
    """Ingests `pack`; the seconds it took."""
    start = time.perf_counter()
    await ingest([pack], index)
    return round(time.perf_counter() - start, 1)


async def bench() -> dict[str, Any]:
    pack = synthetic_pack(PASSAGES)
    with GOLD.open(encoding="utf-8") as file:
        questions = [row["question"] for row in csv.DictReader(file)]
    queries = [questions[place % len(questions)] for place in range(QUERIES)]
    memory = MemoryIndex(HashingEmbedder())
    report: dict[str, Any] = {"passages": PASSAGES, "queries": QUERIES, "target_p95_ms": TARGET}
    report["memory"] = {"ingest_s": await fill(memory, pack), **await measure(memory, queries)}
    with tempfile.TemporaryDirectory() as folder:
        stored = await ChromaIndex.open(Path(folder), HashingEmbedder())
        seconds = await fill(stored, pack)
        await stored.close()
        start = time.perf_counter()
        stored = await ChromaIndex.open(Path(folder), HashingEmbedder())
        opening = round(time.perf_counter() - start, 1)
        report["chroma"] = {"ingest_s": seconds, "open_s": opening, **await measure(stored, queries)}
        await stored.close()
    # On a machine busy with something else the figures say little: read them with its load.
    report["load_1min"] = round(os.getloadavg()[0], 1)
    report["within_target"] = max(report["memory"]["p95_ms"], report["chroma"]["p95_ms"]) <= TARGET
    return {"retrieval": report}


if __name__ == "__main__":
    sys.stdout.write(orjson.dumps(asyncio.run(bench()), option=orjson.OPT_INDENT_2).decode() + "\n")
