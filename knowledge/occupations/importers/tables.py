"""CSV files and sheets of workbooks as tables of text, with the number of each line."""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook

from knowledge.occupations.errors import OccupationsError, Wording
from knowledge.occupations.importers.files import ZIP, Member, corrupt_workbook, workbook_parts

MOST_CELLS = 2_000_000
"""Of a sheet, from its first corner to its last: a single cell far away would fill the memory."""
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})([0-9]{1,9})["']""")
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
LIKE_UTF8 = 10
"""A file is a damaged UTF-8 one when more than one in so many of its bytes beyond ASCII are in UTF-8 sequences."""
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Line = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its file, the folder of it, its columns, and what reads its rows (the number of the line, the cells).

    `note` tells what is unusual in how it has to be read. Both raise OccupationsError.
    """

    file: str
    folder: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[Line]]
    note: Callable[[], Wording | None]
    data: bytes


def tables(member: Member) -> list[Table]:
    """The tables of a file; none when it holds none. Raises OccupationsError when it is damaged."""
    if member.data.startswith(ZIP):
        return _sheets(member) if b"xl/" in member.data else []
    if member.data.startswith(_BOMS):
        raise _not_utf8(member.name, 1)
    if not member.data.strip() or b"\0" in member.data.lstrip().partition(b"\n")[0]:
        return []
    return [_csv(member)]


def _csv(member: Member) -> Table:
    header = member.data.lstrip().partition(b"\n")[0].decode("utf-8-sig", errors="replace").rstrip("\r")
    separator = max(",;\t", key=header.count)
    columns = tuple(cell.strip().strip('"') for cell in header.split(separator))

    def rows() -> Iterator[Line]:
        lines = _lines(member, _encoding(member)[0], separator)
        next(lines)
        return lines

    return Table(member.name, member.folder, columns, rows, lambda: _encoding(member)[1], member.data)


def _lines(member: Member, encoding: str, separator: str) -> Iterator[Line]:
    stream = io.TextIOWrapper(io.BytesIO(member.data), encoding, newline="")
    reader = csv.reader(stream, delimiter=separator, strict=True)
    try:
        for cells in reader:
            # Some of the ROME's files have blank lines between their rows.
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise OccupationsError(
            "malformed",
            f"{member.name}, ligne {reader.line_num} : ce n'est pas du CSV ({error}).",
            f"{member.name}, line {reader.line_num}: this is not CSV ({error}).",
        ) from error


def _encoding(member: Member) -> tuple[str, Wording | None]:
    """UTF-8, or Windows-1252 (which Latin-1 text is in, too) when next to nothing in it looks like UTF-8."""
    if (wrong := _undecodable(member.data, "utf-8")) == 0:
        return "utf-8-sig", None
    high = len(member.data.translate(None, bytes(range(128))))
    whole = sum(len(sequence) for sequence in _UTF8.findall(member.data))
    # 0x81, 0x8D, 0x8F, 0x90 and 0x9D mean nothing in Windows-1252.
    if whole * LIKE_UTF8 >= high or (odd := _undecodable(member.data, "cp1252")):
        raise _not_utf8(member.name, wrong if whole * LIKE_UTF8 >= high else odd)
    return "cp1252", Wording(
        f"{member.name} : n'est pas en UTF-8 (ligne {wrong}) ; lu comme du Windows-1252.",
        f"{member.name}: is not UTF-8 (line {wrong}); read as Windows-1252.",
    )


def _undecodable(data: bytes, encoding: str) -> int:
    """The number of the first line that is not in this encoding; 0 when there is none."""
    for number, line in enumerate(io.BytesIO(data), start=1):
        try:
            line.decode(encoding)
        except UnicodeDecodeError:
            return number
    return 0


def _not_utf8(name: str, line: int) -> OccupationsError:
    return OccupationsError(
        "encoding",
        f"{name}, ligne {line} : ni de l'UTF-8, ni du Windows-1252. Enregistrez le fichier en UTF-8.",
        f"{name}, line {line}: neither UTF-8 nor Windows-1252. Save the file as UTF-8.",
    )


def _sheets(member: Member) -> list[Table]:
    book = _workbook(member)
    return [table for name in book.sheet_names if (table := _sheet(member, book, name)) is not None]


def _workbook(member: Member) -> CalamineWorkbook:
    """The workbook, packed again from parts that were read within limits: the reader sees nothing else."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in workbook_parts(member.name, member.data):
            if name.startswith("xl/worksheets/"):
                _refuse_far_cells(member.name, part)
            archive.writestr(name, part)
    packed.seek(0)
    try:
        return CalamineWorkbook.from_filelike(packed)
    except CalamineError as error:
        raise corrupt_workbook(member.name) from error


def _refuse_far_cells(name: str, part: bytes) -> None:
    width = height = 1
    for cell in _CELL.finditer(part):
        letters, digits = cell.groups()
        column = 0
        for letter in letters:
            column = 26 * column + letter - 64
        width, height = max(width, column), max(height, int(digits))
    if width * height > MOST_CELLS:
        raise OccupationsError(
            "too_large",
            f"{name} : une feuille de {width} colonnes sur {height} lignes. Elle n'est pas lue.",
            f"{name}: a sheet of {width} columns by {height} lines. It is not read.",
        )


def _sheet(member: Member, book: CalamineWorkbook, name: str) -> Table | None:
    columns = next((cells for _, cells in _sheet_lines(member, book, name)), [])

    def rows() -> Iterator[Line]:
        # Opened again: a workbook that is kept open would stay in memory beside all that is read.
        lines = _sheet_lines(member, _workbook(member), name)
        next(lines)
        return lines

    return (
        Table(member.name, member.folder, tuple(cell.strip() for cell in columns), rows, lambda: None, member.data)
        if columns
        else None
    )


def _sheet_lines(member: Member, book: CalamineWorkbook, name: str) -> Iterator[Line]:
    try:
        sheet = book.get_sheet_by_name(name)
    except CalamineError as error:
        raise corrupt_workbook(member.name) from error
    if sheet.start is not None:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if any(cell != "" for cell in cells):
                yield number, [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
