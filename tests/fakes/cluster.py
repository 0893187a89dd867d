"""A PostgreSQL cluster of a test's own, which it may kill and start again."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


def programs() -> Path | None:
    """The folder of PostgreSQL's programs: on the path, or where Debian keeps them; None where it is not installed."""
    if (found := shutil.which("initdb")) is not None:
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server; `folder` is all of it."""

    folder: Path
    port: int
    lasting: bool = True
    """Whether what is acknowledged outlives a crash, as it must; without it, tests that crash nothing are faster."""

    @property
    def url(self) -> str:
        """Its only database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start and wait until it answers, after the recovery that a crash needs."""
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -c max_connections=200"
        if not self.lasting:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        self._control("-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, mode: Literal["fast", "immediate"] = "immediate") -> None:
        """Stop; `immediate` is a crash: nothing is flushed, the next start recovers."""
        self._control("-m", mode, "stop")

    def _control(self, *arguments: str) -> None:
        run("pg_ctl", ("-D", str(self.folder / "data"), "-w", *arguments))


def run(program: str, arguments: Sequence[str]) -> None:
    """Run one of PostgreSQL's programs, as another user where this one is root, whom it refuses."""
    folder = programs()
    assert folder is not None
    command = [str(folder / program), *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    # Its output goes nowhere: a server that inherits a pipe keeps it open.
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


@contextmanager
def cluster(*, lasting: bool = True) -> Iterator[Cluster]:
    """A fresh cluster on a free port of 127.0.0.1; gone at the end. One that need not last rests in memory."""
    memory = "/dev/shm" if not lasting and os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="iris-pg-", dir=memory, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        run("initdb", ("-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        made = Cluster(folder, port, lasting)
        made.start()
        try:
            yield made
        finally:
            made.stop()
