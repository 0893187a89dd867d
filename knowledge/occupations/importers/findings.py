"""What an import found: rows taken, rows refused with their line, and what is worth saying."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from knowledge.occupations.errors import OccupationsError, Wording
from knowledge.occupations.importers.tables import Table

MOST_REJECTS = 20
"""Rejected rows that are kept, with their reason; the others are counted."""

Rows = dict[str, list[list[str]]]
"""Normalised rows by what they are: « title », « skill » … Their cells are text; building.py knows their order."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken."""

    file: str
    line: int
    reason: Wording


@dataclass(slots=True)
class Findings:
    """Rows, counts of what was accepted and rejected, and notes, while a source is read."""

    rows: Rows = field(default_factory=dict)
    accepted: int = 0
    rejected: int = 0
    rejects: list[Reject] = field(default_factory=list)
    notes: list[Wording] = field(default_factory=list)

    def add(self, what: str, *cells: str) -> None:
        """Keep a normalised row."""
        self.rows.setdefault(what, []).append(list(cells))

    def reject(self, table: Table, line: int, fr: str, en: str) -> None:
        """Count a row of the file as refused, after it was counted as accepted when it was read."""
        self.accepted -= 1
        self.rejected += 1
        if len(self.rejects) < MOST_REJECTS:
            self.rejects.append(Reject(table.file, line, Wording(fr, en)))

    def read(self, table: Table, *columns: str, optional: tuple[str, ...] = ()) -> Iterator[tuple[int, list[str]]]:
        """The cells of these columns, then of the optional ones ("" where they are absent), with the line's number.

        Raises OccupationsError when a column is missing.
        """
        require(table, columns)
        if note := table.note():
            self.notes.append(note)
        places = [table.columns.index(name) if name in table.columns else -1 for name in (*columns, *optional)]
        width = len(table.columns)
        for line, cells in table.rows():
            self.accepted += 1
            if len(cells) < width or any(cells[width:]):
                found = len(cells)
                self.reject(table, line, f"{found} colonnes au lieu de {width}", f"{found} columns instead of {width}")
                continue
            yield line, ["" if place < 0 else cells[place].strip() for place in places]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each kind."""
        return dict(Counter({what: len(rows) for what, rows in self.rows.items()}))


def require(table: Table, columns: tuple[str, ...]) -> None:
    """Raise OccupationsError, naming them, when columns are missing."""
    missing = ", ".join(name for name in columns if name not in table.columns)
    if missing:
        raise OccupationsError(
            "columns",
            f"{table.file} : il manque les colonnes {missing}. Le fichier a {', '.join(table.columns)[:200]}.",
            f"{table.file}: the columns {missing} are missing. The file has {', '.join(table.columns)[:200]}.",
        )
