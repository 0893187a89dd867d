"""Checkpoints: now and then the house signs where the chain of seals stands, and keeps a copy outside the database."""

import base64
import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tools.events.rules import BrokenChain


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The hash of the seal `seq`, signed with the moment. `key_id` names the key, by its public half."""

    seq: int
    hash: bytes
    signature: bytes
    key_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Signer:
    """The house's Ed25519 key (RFC 8032)."""

    key: Ed25519PrivateKey

    @classmethod
    def of(cls, material: bytes) -> "Signer":
        """The key of 32 bytes."""
        return cls(Ed25519PrivateKey.from_private_bytes(material))

    @property
    def key_id(self) -> str:
        """32 hexadecimal digits."""
        return hashlib.sha256(self.key.public_key().public_bytes_raw()).hexdigest()[:32]

    def sign(self, seq: int, hash: bytes, at: datetime) -> Checkpoint:
        """A checkpoint of a seal."""
        signature = self.key.sign(_signed(seq, hash, at))
        return Checkpoint(seq=seq, hash=hash, signature=signature, key_id=self.key_id, at=at)

    def check(self, checkpoint: Checkpoint, where: str) -> None:
        """Raise BrokenChain for a checkpoint that this key did not sign."""
        seq, named = checkpoint.seq, checkpoint.key_id
        if named != self.key_id:
            raise BrokenChain(
                f"{where}: the checkpoint at seal {seq} is not signed by this house: it names the key {named}", seq=seq
            )
        try:
            self.key.public_key().verify(checkpoint.signature, _signed(seq, checkpoint.hash, checkpoint.at))
        except InvalidSignature as error:
            raise BrokenChain(f"{where}: the checkpoint at seal {seq} is not signed by this house", seq=seq) from error


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy outside the database: a file with a checkpoint a line, only ever appended to."""

    path: Path

    def last(self) -> int:
        """The seal of its last checkpoint; 0 when there is none, or none that can be read."""
        if not self.path.exists():
            return 0
        return _last(self.path.read_bytes())

    def read(self) -> Iterator[Checkpoint]:
        """Its checkpoints, one after the other; raises BrokenChain naming a line that is none.

        What follows the last line's end was cut by a crash, and does not count.
        """
        if not self.path.exists():
            return
        with self.path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.endswith(b"\n"):
                    yield _parsed(line, f"{self.path.name}:{number}")

    def append(self, checkpoints: Sequence[Checkpoint]) -> None:
        """Add lines for those that are beyond the last one, and see them on the disk. The file is its owner's alone."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            # A command may sign beside a server.
            fcntl.flock(file, fcntl.LOCK_EX)
            content = file.read()
            last = _last(content)
            file.seek(content.rfind(b"\n") + 1)
            file.truncate()
            file.writelines(_line(checkpoint) for checkpoint in checkpoints if checkpoint.seq > last)
            file.flush()
            os.fsync(file.fileno())


def _last(content: bytes) -> int:
    lines = content[: content.rfind(b"\n") + 1].splitlines()
    try:
        return _parsed(lines[-1], "").seq if lines else 0
    except BrokenChain:
        return 0


def _signed(seq: int, hash: bytes, at: datetime) -> bytes:
    moment = int(at.timestamp() * 1_000_000)
    return b"iris checkpoint\0" + seq.to_bytes(8, "big") + moment.to_bytes(8, "big") + hash


def _line(checkpoint: Checkpoint) -> bytes:
    written = {
        "seq": checkpoint.seq,
        "hash": checkpoint.hash.hex(),
        "signature": base64.b64encode(checkpoint.signature).decode(),
        "key_id": checkpoint.key_id,
        "at": checkpoint.at,
    }
    return orjson.dumps(written, option=orjson.OPT_APPEND_NEWLINE)


def _parsed(line: bytes, where: str) -> Checkpoint:
    try:
        read = orjson.loads(line)
        return Checkpoint(
            seq=int(read["seq"]),
            hash=bytes.fromhex(read["hash"]),
            signature=base64.b64decode(read["signature"]),
            key_id=str(read["key_id"]),
            at=datetime.fromisoformat(read["at"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenChain(f"{where} is no checkpoint", line=where) from error
