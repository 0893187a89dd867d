"""IRIS_HOME: the folder where state lives, its generated secrets and its lock."""

import fcntl
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from tools.errors import Misconfigured


@dataclass(slots=True)
class Home:
    """A folder of state, readable by its owner alone."""

    path: Path
    _lock: int | None = field(default=None, repr=False)

    def open(self) -> None:
        """Make the folder; raises Misconfigured when it cannot be written."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Misconfigured(f"IRIS_HOME {self.path}: {error.strerror}") from error

    def secret(self, name: str) -> bytes:
        """32 random bytes, made once and kept in a file of mode 0600."""
        file = self.path / f"{name}.key"
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return self._read(file)
        with os.fdopen(descriptor, "wb") as out:
            out.write(secrets.token_bytes(32))
            out.flush()
            os.fsync(out.fileno())
        return self._read(file)

    def lock(self) -> None:
        """Hold the folder for this process; raises Misconfigured when another one does."""
        handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            raise Misconfigured(
                f"another Iris already runs on {self.path}: stop it, or give this one its own IRIS_HOME"
            ) from error
        self._lock = handle

    def unlock(self) -> None:
        """Let go of the folder."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _read(self, file: Path) -> bytes:
        material = file.read_bytes()
        if len(material) != 32:
            raise Misconfigured(f"{file}: expected 32 bytes, found {len(material)}; restore it from a backup")
        return material
