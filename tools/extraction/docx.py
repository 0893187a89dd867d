"""DOCX: the text of a Word document, from the parts of its package, each parsed as it is unpacked.

No tree is built, nothing outside of the package is followed, and a document type (hence an entity) is refused.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from tools.extraction.limits import (
    DEEPEST,
    LARGEST_RATIO,
    LARGEST_UNPACKED,
    MOST_CHARACTERS,
    MOST_ENTRIES,
    Refused,
    Text,
)
from tools.extraction.plain import found, tidy

_TYPES = "[Content_Types].xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_ORDER = ("header", "document.main", "footnotes", "endnotes", "footer")
_WORDS = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
"""What older programs draw instead of a text box: the same text again."""
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_CORRUPT = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    NotImplementedError,
)


def read(data: bytes) -> Text:
    """The text: headers, body (tables and text boxes where they stand), notes, footers; raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check(package, data)
            words = Words()
            for part in _parts(package):
                words.part(package, part)
            text, cut = tidy("\n".join(words.lines))
            return Text(text=found(text), cut=cut or words.full)
    except _CORRUPT as error:
        raise Refused("file_unreadable") from error


def _check(package: zipfile.ZipFile, data: bytes) -> None:
    """Judge by the directory alone, before anything is unpacked."""
    entries = package.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused("file_encrypted")
    if (
        len(entries) > MOST_ENTRIES
        or unpacked > LARGEST_UNPACKED
        or unpacked > LARGEST_RATIO * len(data)
        or len(names) < len(entries)
        # A package ends with its directory: what follows it belongs to another kind of file.
        or data[-22:-18] != b"PK\x05\x06"
    ):
        raise Refused("unsafe_file")
    if _TYPES not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("unsupported_file")


def _parts(package: zipfile.ZipFile) -> list[str]:
    """The parts that hold words, in the order in which they are read."""
    types: dict[str, str] = {}

    def element(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" Override"):
            types[attributes.get("PartName", "").lstrip("/")] = attributes.get("ContentType", "")

    parser = _parser()
    parser.StartElementHandler = element
    _feed(parser, package, _TYPES)
    if f"{_WORD}document.main+xml" not in types.values():
        raise Refused("unsupported_file")
    return [part for kind in _ORDER for part in sorted(types) if types[part] == f"{_WORD}{kind}+xml"]


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _no_document_type
    return parser


def _no_document_type(*_: object) -> None:
    raise Refused("unsafe_file")


def _feed(parser: expat.XMLParserType, package: zipfile.ZipFile, part: str) -> None:
    with package.open(part) as unpacked:
        while chunk := unpacked.read(65_536):
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


class _Full(Exception):
    """There is more text than is read."""


class Words:
    """Gathers the lines of the parts. A cell has lines of its own until its row ends."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.full = False
        self._flows: list[list[str]] = [self.lines]
        self._rows: list[list[list[str]]] = []
        self._paragraphs: list[list[str]] = []
        self._depth = self._skipped = self._count = 0
        self._in_text = False

    def part(self, package: zipfile.ZipFile, name: str) -> None:
        """Read one part, until enough is read."""
        if self.full:
            return
        parser = _parser()
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            _feed(parser, package, name)
        except _Full:
            self.full = True
            self.lines.extend(self._unfinished())

    def _begin(self, name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Refused("unsafe_file")
        if self._skipped or name == _FALLBACK:
            self._skipped += 1
            return
        match _local(name):
            case "p":
                self._paragraphs.append([])
            case "tr":
                self._rows.append([])
            case "tc":
                self._flows.append([])
            case "t":
                self._in_text = True
            case other if other in _BREAKS:
                self._add(_BREAKS[other])

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._skipped:
            self._skipped -= 1
            return
        match _local(name):
            case "p":
                self._flows[-1].append("".join(self._paragraphs.pop()))
            case "tc":
                cell = self._flows.pop()
                self._rows[-1].append(cell) if self._rows else self._flows[-1].extend(cell)
            case "tr":
                self._flows[-1].extend(_row(self._rows.pop()))
            case "t":
                self._in_text = False

    def _characters(self, text: str) -> None:
        if self._in_text and not self._skipped:
            self._add(text)

    def _add(self, text: str) -> None:
        if self._paragraphs:
            self._paragraphs[-1].append(text)
            self._count += len(text)
        if self._count > 2 * MOST_CHARACTERS:
            raise _Full

    def _unfinished(self) -> Iterator[str]:
        for row in self._rows:
            yield from _row(row)
        for flow in self._flows[1:]:
            yield from flow
        for paragraph in self._paragraphs:
            yield "".join(paragraph)


def _local(name: str) -> str:
    namespace = next((words for words in _WORDS if name.startswith(words)), None)
    return name.removeprefix(namespace) if namespace else ""


def _row(cells: list[list[str]]) -> list[str]:
    """The cells of a row on one line when each has one at most, else one below the other."""
    said = [[line for line in cell if line.strip()] for cell in cells]
    if all(len(cell) <= 1 for cell in said):
        return [" ".join(cell[0] for cell in said if cell)]
    return [line for cell in said for line in cell]
