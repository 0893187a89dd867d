"""The imported sources at rest: a file of rows for each, and a manifest that is replaced last."""

import fcntl
import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.occupations.errors import OccupationsError
from knowledge.occupations.models import Source, SourceKind

FORMAT = 1
"""Of the rows; what was written in another one has to be imported again."""
MANIFEST = "manifest.json"
_LOCK = "lock"
_ROWS = ".jsonl.gz"

Rows = dict[str, list[list[str]]]


class RejectedRow(BaseModel):
    """A row of a file that was not taken, and why."""

    model_config = ConfigDict(frozen=True)

    file: str
    line: int
    fr: str
    en: str


class Loaded(BaseModel):
    """A source that is loaded, as the manifest tells it: `digest` is the SHA-256 of its input, `sum` that of `file`."""

    model_config = ConfigDict(frozen=True)

    kind: SourceKind
    name: str
    release: str
    imported_on: date
    licence: str
    address: str
    digest: str
    file: str
    sum: str
    counts: dict[str, int]
    accepted: int
    rejected: int
    rejects: tuple[RejectedRow, ...] = ()

    @property
    def source(self) -> Source:
        """As it is told beside a figure."""
        return Source(
            kind=self.kind,
            name=self.name,
            release=self.release,
            checked_on=self.imported_on,
            licence=self.licence,
            address=self.address,
        )


class Manifest(BaseModel):
    """What is loaded, by kind of source."""

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    sources: dict[SourceKind, Loaded] = {}


def read_manifest(folder: Path) -> Manifest:
    """What is loaded in `folder`; nothing when there is no manifest. Raises OccupationsError when it is damaged."""
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        return Manifest()
    except (OSError, ValidationError) as error:
        raise _damaged(folder / MANIFEST) from error
    if manifest.format != FORMAT:
        raise _damaged(folder / MANIFEST)
    return manifest


def read_rows(folder: Path, loaded: Loaded) -> Rows:
    """The rows of a source, by what they are. Raises OccupationsError when the file is gone or damaged."""
    path = folder / loaded.file
    try:
        packed = path.read_bytes()
        if hashlib.sha256(packed).hexdigest() != loaded.sum:
            raise _damaged(path)
        lines = gzip.decompress(packed).splitlines()
        rows: Rows = {}
        for line in lines:
            what, *cells = orjson.loads(line)
            rows.setdefault(what, []).append(cells)
    except (OSError, EOFError, zlib.error, orjson.JSONDecodeError) as error:
        raise _damaged(path) from error
    return rows


def write_rows(folder: Path, kind: SourceKind, rows: Mapping[str, list[list[str]]]) -> tuple[str, str]:
    """Write rows to a file that no manifest names yet; returns its name and its SHA-256."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=6, mtime=0) as stream:
        for what, every in rows.items():
            for cells in every:
                stream.write(orjson.dumps([what, *cells], option=orjson.OPT_APPEND_NEWLINE))
    packed = out.getvalue()
    digest = hashlib.sha256(packed).hexdigest()
    name = f"{kind}-{digest[:16]}{_ROWS}"
    _write(folder / name, packed)
    return name, digest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put the sources of `manifest` in force, all at once."""
    text = orjson.dumps(manifest.model_dump(mode="json"), option=orjson.OPT_INDENT_2)
    _write(folder / MANIFEST, text)


def clean(folder: Path, manifest: Manifest) -> None:
    """Remove what imports that did not end have left, and the files that `manifest` has replaced."""
    kept = {loaded.file for loaded in manifest.sources.values()} | {MANIFEST, _LOCK}
    for path in folder.iterdir():
        if path.name not in kept and (path.name.endswith((_ROWS, ".new"))):
            path.unlink(missing_ok=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder, which is made, for one import. Raises OccupationsError when another one holds it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise unwritable(folder, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise OccupationsError(
            "busy",
            "Un autre import est en cours ici : attendez qu'il finisse, puis recommencez.",
            "Another import is under way here: wait until it ends, then try again.",
        ) from error
    finally:
        os.close(handle)


def unwritable(path: Path, error: OSError) -> OccupationsError:
    """The refusal when a file cannot be written."""
    return OccupationsError(
        "unreadable",
        f"{path} : ne peut pas être écrit ({error.strerror}). Rien n'a changé.",
        f"{path}: cannot be written ({error.strerror}). Nothing has changed.",
    )


def _write(path: Path, content: bytes) -> None:
    # A power cut leaves the old file or the new one, whole.
    fresh = path.with_name(path.name + ".new")
    try:
        with fresh.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise unwritable(path, error) from error


def _damaged(path: Path) -> OccupationsError:
    return OccupationsError(
        "damaged",
        f"{path} : abîmé, ou écrit par une autre version. Supprimez ce dossier et importez de nouveau.",
        f"{path}: damaged, or written by another version. Delete this folder and import again.",
    )
