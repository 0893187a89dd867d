"""Packs of advice: a folder with a pack.toml and one Markdown file for each passage, checked when loaded.

A passage's file is TOML front matter between two lines `+++`, then light Markdown. The file's name is its id.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from knowledge.passages import Passage

LONGEST_PASSAGE = 220
"""Words above which a text is cut into chunks, at its blank lines."""
CHUNK = 180
"""Words a chunk may reach; a single longer paragraph stays whole."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FENCE = "+++"
# What UTF-8 looks like once read as Latin-1 or Windows-1252 and saved again.
_MOJIBAKE = re.compile("\ufffd|Ã[\u0080-\u00bf]|â€")


class PackError(ValueError):
    """A pack that cannot be loaded: names the file, the key (or part of the file) and what is wrong with it."""

    def __init__(self, path: Path, key: str, reason: str) -> None:
        super().__init__(f"{path}: {key}: {reason}")
        self.path = path
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A folder of passages of one locale on one subject. `name` is the folder's, `licence` an SPDX identifier."""

    name: str
    title: str
    locale: str
    version: str
    licence: str
    description: str
    passages: tuple[Passage, ...]


@cache
def builtin_packs() -> tuple[Pack, ...]:
    """The packs shipped with Iris, read once in a process. Raises PackError."""
    return tuple(find_packs(Path(__file__).parent / "packs"))


def find_packs(root: Path) -> list[Pack]:
    """Every pack of `root`, one for each folder, by name. Raises PackError, for a folder without a pack.toml too."""
    if not root.is_dir():
        raise PackError(root, "folder", "there is no such folder")
    return [load_pack(folder) for folder in sorted(root.iterdir()) if folder.is_dir() and folder.name[0] not in "._"]


def load_pack(folder: Path) -> Pack:
    """The pack in `folder`, every file of it checked. Raises PackError on the first mistake."""
    path = folder / "pack.toml"
    header = _validate(_PackFile, _parse(path, _read(path)), path)
    if header.name != folder.name:
        raise PackError(path, "name", f"{header.name!r} is not the folder's name")
    files = [_load_file(file) for file in sorted(folder.glob("*.md"))]
    if not files:
        raise PackError(folder, "*.md", "a pack needs at least one passage")
    _refuse_repeats(files)
    passages = tuple(passage for file in files for passage in _passages(file, header))
    return Pack(passages=passages, **header.model_dump())


def _https(url: str) -> str:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" or "." not in host or parts.username is not None or re.search(r"\s", url):
        raise ValueError("an https address with a host name is expected")
    return url


Line = Annotated[str, StringConstraints(pattern=r"^\S(?:[^\n]*\S)?$")]
Url = Annotated[Line, AfterValidator(_https)]


class _PackFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: Annotated[str, StringConstraints(pattern=rf"^{_SLUG.pattern}$")]
    title: Line
    locale: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(?:-[A-Z]{2})?$")]
    version: Line
    licence: Line
    description: Line


class _FrontMatter(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    title: Line
    source: Line
    url: Url
    checked_on: date
    in_force_since: date | None = None
    page_date: date | None = None
    questions: list[Line]


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    front: _FrontMatter
    text: str


Model = TypeVar("Model", bound=BaseModel)


def _validate(model: type[Model], fields: dict[str, Any], path: Path) -> Model:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise PackError(path, key, first["msg"]) from error


def _read(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise PackError(path, "file", "is missing") from error
    except UnicodeDecodeError as error:
        raise PackError(path, "encoding", f"is not UTF-8 at byte {error.start}") from error
    except OSError as error:
        raise PackError(path, "file", f"cannot be read: {error.strerror}") from error
    if garbled := _MOJIBAKE.search(text):
        raise PackError(path, "encoding", f"text garbled by an earlier conversion: {garbled.group()!r}")
    return text.replace("\r\n", "\n")


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(path, "TOML", str(error)) from error


def _load_file(path: Path) -> _File:
    if not _SLUG.fullmatch(path.stem):
        raise PackError(path, "file name", "lower-case letters, digits and single hyphens are expected")
    lines = [line.rstrip() for line in _read(path).split("\n")]
    if lines[0] != _FENCE or _FENCE not in lines[1:]:
        raise PackError(path, "front matter", f"must stand between two lines {_FENCE!r}, the first one on line 1")
    end = lines.index(_FENCE, 1)
    front = _validate(_FrontMatter, _parse(path, "\n".join(lines[1:end])), path)
    text = "\n".join(lines[end + 1 :]).strip()
    if not text:
        raise PackError(path, "text", "is empty")
    if not front.questions:
        raise PackError(path, "questions", "at least one is expected")
    if front.page_date is not None and front.page_date > front.checked_on:
        raise PackError(path, "page_date", "is after checked_on")
    return _File(path, front, text)


def _refuse_repeats(files: Sequence[_File]) -> None:
    seen: dict[tuple[str, str], Path] = {}
    for file in files:
        claims = [("title", file.front.title), ("text", file.text), *(("questions", q) for q in file.front.questions)]
        for key, value in claims:
            claim = (key, " ".join(value.casefold().split()))
            if claim in seen:
                raise PackError(file.path, key, f"{value[:60]!r} is already in {seen[claim].name}")
            seen[claim] = file.path


def _passages(file: _File, header: _PackFile) -> Iterator[Passage]:
    front = file.front
    for number, text in enumerate(chunks(file.text), start=1):
        yield Passage(
            id=f"{header.name}/{file.path.stem}" + (f"#{number}" if number > 1 else ""),
            pack=header.name,
            locale=header.locale,
            title=front.title,
            text=text,
            source=front.source,
            url=front.url,
            checked_on=front.checked_on,
            in_force_since=front.in_force_since,
            questions=tuple(front.questions),
            page_date=front.page_date,
        )


def chunks(text: str) -> list[str]:
    """`text` whole up to `LONGEST_PASSAGE` words; beyond, its paragraphs joined in order up to `CHUNK` words."""
    if len(text.split()) <= LONGEST_PASSAGE:
        return [text]
    pieces: list[str] = []
    for paragraph in (part.strip() for part in re.split(r"\n\s*\n", text)):
        joined = f"{pieces[-1]}\n\n{paragraph}" if pieces else paragraph
        if pieces and len(joined.split()) <= CHUNK:
            pieces[-1] = joined
        else:
            pieces.append(paragraph)
    return pieces
