"""The files that an operator gives: one, a folder of them or a zip, read with limits that no header is trusted for."""

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from knowledge.occupations.errors import OccupationsError

LARGEST_MEMBER = 64 * 2**20
"""Bytes of a file, once decompressed; the largest official one (ESCO's relations) has less than half of it."""
LARGEST_TOTAL = 256 * 2**20
"""Bytes of everything that is read in one import."""
MOST_MEMBERS = 500
STEEPEST = 100
"""Times that a zip may grow; the official ones grow four to twelve times."""
DEEPEST = 4
"""Levels of folders that are looked into."""

ZIP = b"PK"
_PARTS = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/", "xl/sharedStrings.xml", "xl/styles.xml")
_SHEETS = "xl/worksheets/"
_CORRUPT = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    IndexError,
    OSError,
    struct.error,
)
"""What the zip reader raises on bytes in the wrong place, and on what is encrypted (RuntimeError)."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file: its name from where the operator pointed, the folder it is in, and what it holds."""

    name: str
    folder: str
    data: bytes


@dataclass(slots=True)
class Budget:
    """What is left to read."""

    left: int = LARGEST_TOTAL
    members: int = MOST_MEMBERS

    def spend(self, name: str, size: int) -> None:
        """Count bytes that were read; raises OccupationsError when it is too much."""
        self.left -= size
        if self.left < 0:
            raise _too_large(name, LARGEST_TOTAL)

    def count(self, name: str) -> None:
        """Count a file; raises OccupationsError when there are too many."""
        self.members -= 1
        if self.members < 0:
            raise OccupationsError(
                "too_large",
                f"{name} : plus de {MOST_MEMBERS} fichiers. Donnez seulement ceux à importer.",
                f"{name}: more than {MOST_MEMBERS} files. Give only those to import.",
            )


def members(path: Path) -> Iterator[Member]:
    """Every file under `path`, those of zips included. Raises OccupationsError."""
    budget = Budget()
    for file in _listed(path):
        name = file.name if file == path else str(file.relative_to(path))
        budget.count(name)
        data = _read(file, name)
        budget.spend(name, len(data))
        folder = str(PurePosixPath(name).parent)
        if data.startswith(ZIP) and not is_office(data):
            yield from _unzipped(name, data, budget)
        else:
            yield Member(name, folder, data)


def is_office(data: bytes) -> bool:
    """Whether a zip is an office document, such as an xlsx."""
    return b"[Content_Types].xml" in data


def workbook_parts(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The parts of an xlsx that its cells are in, by name. Raises OccupationsError."""
    budget = Budget()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if info.filename.startswith((*_PARTS, _SHEETS)):
                    budget.count(name)
                    yield info.filename, _inflated(archive, info, name, len(data), budget)
    except _CORRUPT as error:
        raise corrupt_workbook(name) from error


def corrupt_workbook(name: str) -> OccupationsError:
    """The refusal of a workbook that cannot be read."""
    return OccupationsError(
        "corrupt_xlsx",
        f"{name} : classeur Excel abîmé ou incomplet. Téléchargez-le de nouveau.",
        f"{name}: damaged or truncated Excel workbook. Download it again.",
    )


def _listed(path: Path) -> list[Path]:
    try:
        if not path.is_dir():
            if path.exists() and not path.is_file():
                raise OSError(0, "not a regular file")
            return [path]
        found = [
            Path(folder, name)
            for folder, folders, names in os.walk(path)
            if _entered(path, Path(folder), folders)
            for name in names
            if name[0] not in ".~" and stat.S_ISREG(os.lstat(Path(folder, name)).st_mode)
        ]
    except OSError as error:
        raise _unreadable(path.name, error) from error
    if not found:
        raise OccupationsError(
            "nothing", f"{path} : il n'y a aucun fichier dans ce dossier.", f"{path}: there is no file in this folder."
        )
    return sorted(found)


def _entered(root: Path, folder: Path, folders: list[str]) -> bool:
    folders[:] = sorted(name for name in folders if name[0] not in "._")
    return len(folder.relative_to(root).parts) <= DEEPEST


def _read(file: Path, name: str) -> bytes:
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST_MEMBER + 1)
    except OSError as error:
        raise _unreadable(name, error) from error
    if len(data) > LARGEST_MEMBER:
        raise _too_large(name, LARGEST_MEMBER)
    return data


def _unzipped(name: str, data: bytes, budget: Budget) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                inside = f"{name}/{_safe(name, info.filename)}"
                budget.count(name)
                if info.is_dir() or "__MACOSX/" in info.filename or PurePosixPath(inside).name.startswith("."):
                    continue
                content = _inflated(archive, info, inside, len(data), budget)
                if content.startswith(ZIP) and not is_office(content):
                    raise OccupationsError(
                        "nested_zip",
                        f"{inside} : un zip dans un zip. Décompressez le premier et donnez ce qu'il contient.",
                        f"{inside}: a zip inside a zip. Unpack the first one and give what it holds.",
                    )
                yield Member(inside, str(PurePosixPath(inside).parent), content)
    except _CORRUPT as error:
        raise OccupationsError(
            "corrupt_zip",
            f"{name} : zip abîmé, incomplet ou chiffré. Téléchargez-le de nouveau.",
            f"{name}: damaged, truncated or encrypted zip. Download it again.",
        ) from error


def _safe(name: str, inside: str) -> str:
    parts = inside.replace("\\", "/").split("/")
    if inside.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in inside:
        raise OccupationsError(
            "unsafe_name",
            f"{name} : le nom {inside!r} sort du dossier. Ce zip n'est pas celui d'un éditeur : il n'est pas lu.",
            f"{name}: the name {inside!r} leaves its folder. This is no publisher's zip: it is not read.",
        )
    return inside


def _inflated(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, packed: int, budget: Budget, chunk: int = 2**20
) -> bytes:
    """A member as its stream gives it: sizes that the zip declares may lie."""
    content = io.BytesIO()
    with archive.open(info) as stream:
        while piece := stream.read(chunk):
            size = content.tell() + content.write(piece)
            budget.spend(name, len(piece))
            if size > LARGEST_MEMBER:
                raise _too_large(name, LARGEST_MEMBER)
            if size > chunk and size > STEEPEST * packed:
                raise OccupationsError(
                    "too_large",
                    f"{name} : grossit plus de {STEEPEST} fois en se décompressant. Ce zip n'est pas lu.",
                    f"{name}: grows more than {STEEPEST} times when unpacked. This zip is not read.",
                )
    return content.getvalue()


def _too_large(name: str, limit: int) -> OccupationsError:
    megabytes = limit // 2**20
    return OccupationsError(
        "too_large",
        f"{name} : plus de {megabytes} Mo. Donnez seulement les fichiers à importer.",
        f"{name}: more than {megabytes} MB. Give only the files to import.",
    )


def _unreadable(name: str, error: OSError) -> OccupationsError:
    return OccupationsError(
        "unreadable",
        f"{name} : ne peut pas être lu ({error.strerror}).",
        f"{name}: cannot be read ({error.strerror}).",
    )
