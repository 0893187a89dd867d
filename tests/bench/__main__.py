"""`make bench`: Iris beside a bare LangGraph server, on the same model, in one run."""

import argparse
import asyncio
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.bench import bench_career, bench_energy, bench_guard, bench_retrieval, bench_widget, load, processes

CONCURRENCIES = (1, 50, 200)
ROUNDS = {1: 8, 50: 150, 200: 600}
TURNS = 200


def identities(url: str, count: int) -> list[dict[str, str]]:
    """Headers of visitors of the demo app."""
    with httpx.Client(base_url=url) as client:
        tokens = [client.post("/v1/visitors", json={"app": "pk_demo"}).json()["token"] for _ in range(count)]
    return [{"Authorization": f"Bearer {token}"} for token in tokens]


def side_by_side(folder: Path, repeats: int) -> dict[str, Any]:
    """Both servers at each concurrency, one after the other, `repeats` times; medians."""
    results: dict[str, Any] = {"iris": {}, "bare": {}}
    with processes.bare() as bare, processes.iris(folder / "streams") as iris:
        who = identities(iris.url, 200)
        started = {"iris": iris.rss_mb, "bare": bare.rss_mb}
        for kind, server in (("bare", bare), ("iris", iris)):
            asyncio.run(load.load(server.url, kind, 10, 20, who))
        base = {"iris": iris.rss_mb, "bare": bare.rss_mb}
        for concurrency in CONCURRENCIES:
            runs: dict[str, list[dict[str, float]]] = {"iris": [], "bare": []}
            for _ in range(repeats):
                for kind, server in (("bare", bare), ("iris", iris)):
                    before = server.cpu_s
                    measured = asyncio.run(load.load(server.url, kind, concurrency, ROUNDS[concurrency], who))
                    measured["cpu_ms_per_stream"] = round((server.cpu_s - before) * 1000 / ROUNDS[concurrency], 2)
                    runs[kind].append(measured)
            for kind, measures in runs.items():
                results[kind][f"at_{concurrency}"] = {
                    key: round(statistics.median(m[key] for m in measures), 2) for key in measures[0]
                }
        for kind, server in (("bare", bare), ("iris", iris)):
            results[kind]["rss_after_start_mb"] = round(started[kind], 1)
            results[kind]["rss_warm_mb"] = round(base[kind], 1)
            results[kind]["ready_s"] = round(server.ready_s, 2)
        results["iris"]["rss_per_open_stream_mb"] = asyncio.run(open_streams(iris, who))
    return results


async def open_streams(server: processes.Served, who: list[dict[str, str]]) -> float:
    """Resident memory that 200 open streams add, per stream, in MB."""
    before, peak = server.rss_mb, server.rss_mb
    running = asyncio.create_task(load.load(server.url, "iris", 200, 200, who))
    while not running.done():
        peak = max(peak, server.rss_mb)
        await asyncio.sleep(0.1)
    return round((peak - before) / 200, 3)


def storage_per_turn(folder: Path) -> dict[str, float]:
    """Bytes written to the database by turn 10 and by turn 200 of one thread (its write-ahead log, checkpointed)."""
    home = folder / "turns"
    with processes.iris(home, "python:tests.bench.fake_model:make_quick") as server:
        [who] = identities(server.url, 1)
        with httpx.Client(base_url=server.url, headers=who, timeout=60) as client:
            first = client.post("/v1/chat", json={"message": "message 0", "agent": "guide"})
            thread = first.headers["X-Iris-Thread-Id"]
            written: list[int] = []
            for turn in range(1, TURNS + 3):
                before = written_bytes(server)
                body = {"message": f"message {turn:06}", "agent": "guide", "thread_id": thread}
                client.post("/v1/chat", json=body).raise_for_status()
                time.sleep(0.02)
                written.append(written_bytes(server) - before)
        pages = sqlite3.connect(home / "iris.db").execute("pragma page_count").fetchone()[0]
    # Medians around the turn: every so often one also pays for copying the write-ahead log, or for a summary.
    ten, two_hundred = statistics.median(written[2:18]), statistics.median(written[TURNS - 16 : TURNS])
    return {
        "turn_10_bytes": round(ten),
        "turn_200_bytes": round(two_hundred),
        "ratio": round(two_hundred / ten, 3),
        "database_pages": pages,
    }


def written_bytes(server: processes.Served) -> int:
    """Bytes that the process has handed to write() so far, everything counted."""
    assert server.process is not None
    return int(psutil.Process(server.process.pid).io_counters().write_chars)


def start_up(folder: Path) -> dict[str, float]:
    """Seconds until ready in guided mode, memory once the knowledge is loaded, and `iris --help`."""
    with processes.iris(folder / "guided", "guided") as server:
        ready = server.ready_s
        httpx.get(f"{server.url}/monitoring/health/v2", timeout=60)
        memory = server.rss_mb
    began = time.perf_counter()
    subprocess.run([str(Path(sys.executable).parent / "iris"), "--help"], check=True, stdout=subprocess.DEVNULL)
    helped = time.perf_counter() - began
    return {"ready_s": round(ready, 2), "rss_with_knowledge_mb": round(memory, 1), "help_s": round(helped, 2)}


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument(
        "--only", choices=["streams", "storage", "start", "retrieval", "guard", "energy", "career", "widget"]
    )
    options = parser.parse_args()
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.only in (None, "start"):
            results["start"] = start_up(folder)
        if options.only in (None, "streams"):
            results["streams"] = side_by_side(folder, options.repeats)
        if options.only in (None, "storage"):
            results["storage"] = storage_per_turn(folder)
        if options.only in (None, "retrieval"):
            results.update(asyncio.run(bench_retrieval.bench()))
        if options.only in (None, "guard"):
            results.update(bench_guard.bench())
        if options.only in (None, "energy"):
            results.update(asyncio.run(bench_energy.bench()))
        if options.only in (None, "career"):
            results.update(bench_career.bench())
        if options.only in (None, "widget"):
            results.update(bench_widget.bench())
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
