"""The archive: a zip that is given out while it is made. Pure but for memory: nothing clear touches a disk."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson

from tools.privacy.register import Row

BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet program compute a cell instead of showing it (OWASP, CSV injection)."""
LONGEST_NAME = 120

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


class Archive:
    """A zip file that grows: each `add` returns the bytes to send, `close` the last ones."""

    def __init__(self, at: datetime) -> None:
        self._pipe = _Pipe()
        self._zip = zipfile.ZipFile(self._pipe, "w", zipfile.ZIP_DEFLATED)
        self._at = at.timetuple()[:6]
        self._names: set[str] = set()

    def add(self, path: str, content: bytes) -> bytes:
        """Add a file under a path of safe parts, another one when it is taken already."""
        entry = zipfile.ZipInfo(self._free(path), self._at)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        self._zip.writestr(entry, content)
        return self._pipe.take()

    def close(self) -> bytes:
        """The directory at the end of the zip."""
        self._zip.close()
        return self._pipe.take()

    def _free(self, path: str) -> str:
        # Names that differ by case alone are one file on many machines.
        stem, dot, suffix = path.rpartition(".") if "." in path.rpartition("/")[2] else (path, "", "")
        candidate, number = path, 1
        while candidate.casefold() in self._names:
            number += 1
            candidate = f"{stem} ({number}){dot}{suffix}"
        self._names.add(candidate.casefold())
        return candidate


class _Pipe:
    """What zipfile writes, until it is taken; it cannot go back, which zipfile accepts."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes, /) -> int:
        self._written += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken


def safe_name(name: str) -> str:
    """A file name that stays in its folder on every system, as near as possible to the one given."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    cleaned = _UNSAFE.sub("_", last).strip(" .")
    stem, dot, suffix = cleaned.rpartition(".")
    if len(cleaned) > LONGEST_NAME and dot and len(suffix) < 10:
        cleaned = f"{stem[: LONGEST_NAME - len(suffix) - 1]}.{suffix}"
    cleaned = cleaned[:LONGEST_NAME]
    return f"_{cleaned}" if not cleaned or _RESERVED.match(cleaned) else cleaned


def as_json(rows: Sequence[Row]) -> bytes:
    """The rows as readable JSON."""
    return orjson.dumps([dict(row) for row in rows], option=orjson.OPT_INDENT_2)


def as_csv(rows: Sequence[Row], locale: str) -> bytes:
    """The rows as a CSV that spreadsheet programs open as it is: UTF-8 with BOM, the separator of the language,
    and nothing that they would compute."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.writer(out, delimiter="," if locale == "en" else ";")
    writer.writerow([_inert(name) for name in columns])
    writer.writerows([_inert(_cell(row.get(name))) for name in columns] for row in rows)
    return (BOM + out.getvalue()).encode()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case datetime():
            return value.isoformat()
        case bool() | int() | float():
            return str(value)
        case Mapping() | list() | tuple():
            return orjson.dumps(value, default=str).decode()
    return str(value)


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
