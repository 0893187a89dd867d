"""Servers of the bench, each in a process of its own."""

import os
import random
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import httpx
import psutil

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody listens on, below those that the system gives to others meanwhile."""
    while True:
        port = random.randrange(12_000, 30_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


@dataclass(slots=True)
class Served:
    """A server process; `ready_s` is from its start to its first healthy answer."""

    command: list[str]
    environment: dict[str, str]
    port: int
    process: subprocess.Popen[bytes] | None = None
    ready_s: float = 0.0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def rss_mb(self) -> float:
        """Resident memory, in MB."""
        assert self.process is not None
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1e6

    @property
    def cpu_s(self) -> float:
        """Processor time used so far, in seconds."""
        assert self.process is not None
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    def __enter__(self) -> Self:
        began = time.perf_counter()
        environment = {**os.environ, **self.environment}  # noqa: TID251
        self.process = subprocess.Popen(self.command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        while time.perf_counter() - began < 60:
            try:
                if httpx.get(f"{self.url}/health", timeout=1).status_code == 200:
                    self.ready_s = time.perf_counter() - began
                    return self
            except httpx.HTTPError:
                time.sleep(0.02)
        raise RuntimeError(f"{self.command} did not start")

    def __exit__(self, *_: object) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(timeout=20)


def bare() -> Served:
    """The bare server."""
    port = free_port()
    return Served([sys.executable, "-m", "tests.bench.bare_server", str(port)], {}, port)


def iris(home: Path, model: str = "python:tests.bench.fake_model:make") -> Served:
    """Iris, on the same model."""
    port = free_port()
    environment = {
        "IRIS_HOME": str(home),
        "IRIS_PORT": str(port),
        "IRIS_MODEL": model,
        "IRIS_LOG_LEVEL": "warning",
        # One person says two hundred things in a thread, without a pause.
        "IRIS_LIMITS__MESSAGES": "100000/minute",
        "IRIS_LIMITS__USER": "100000/minute",
        "PYTHONPATH": str(ROOT),
    }
    return Served([str(Path(sys.executable).parent / "iris"), "serve"], environment, port)
