"""The register: every store of personal data says what it holds and why, how it is exported and erased."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatch
from typing import Literal

from sqlalchemy import JSON, Column, ColumnElement, Connection, LargeBinary, MetaData, String, Table

from tools.actor import UserId
from tools.storage.schema.tables import Identifier, Sealed

LegalBasis = Literal["contract", "consent", "legitimate_interest", "legal_obligation"]
"""Article 6(1) of the GDPR: (b), (a), (f), (c)."""

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence for people, in French and in English."""

    fr: str
    en: str

    def of(self, locale: str) -> str:
        """The French ones, or the English ones for any other language."""
        return self.fr if locale == "fr" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file of the person's, under the name that they gave it."""

    name: str
    read: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPart:
    """What a store gives back: lists (each a JSON and a CSV), texts to read, documents."""

    lists: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    documents: Sequence[Document] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFor:
    """How long, in words; `limit` when the retention job holds it."""

    words: Words
    limit: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What stays after an erasure, and why; `until` counts from the erasure, at the latest (None: without limit).

    `when` tells whether there is any of it for a person (None: always); where there is not, `otherwise` says so.
    """

    what: Words
    why: Words
    until: timedelta | None = None
    when: Callable[[Connection, UserId], bool] | None = None
    otherwise: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalStore:
    """A store of personal data.

    `tables` are its own; `streams` are kinds of streams that it has in the event store; `folders` are names in
    IRIS_HOME. `clear` gives the reason of each column of text that is not sealed, as `table.column`. `erase` deletes
    rows inside a unit of work and returns how many, `erase_outside` what lives elsewhere; both may run twice.
    `erase_first` deletes what is found only while the key is there. `prune` deletes what is too old.
    `active_since` tells whether the person of `people` did something here since a moment.
    """

    name: str
    tables: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    clear: Mapping[str, str] = field(default_factory=dict)
    holds: Words
    purpose: Words
    legal_basis: LegalBasis
    kept_for: KeptFor
    export: Callable[[UserId, str], Awaitable[ExportPart]]
    erase: Callable[[Connection, UserId, datetime], int] | None = None
    erase_first: Callable[[UserId], Awaitable[int]] | None = None
    erase_outside: Callable[[UserId], Awaitable[int]] | None = None
    prune: Callable[[Connection, datetime], int] | None = None
    active_since: Callable[[datetime], ColumnElement[bool]] | None = None
    kept: Kept | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transient:
    """What passes through memory, or expires by itself."""

    name: str
    holds: Words
    kept_for: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Every place that data rests in: personal, passing, or not personal (with the reason, by table or by file)."""

    stores: tuple[PersonalStore, ...]
    transients: tuple[Transient, ...] = ()
    impersonal_tables: Mapping[str, str] = field(default_factory=dict)
    impersonal_files: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what is declared twice."""
        for what, names in (
            ("store", [store.name for store in self.stores]),
            ("table", [*(t for store in self.stores for t in store.tables), *self.impersonal_tables]),
            ("stream", [stream for store in self.stores for stream in store.streams]),
        ):
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"the register of personal data declares the {what} {twice!r} twice")

    def undeclared_tables(self, names: Iterable[str]) -> list[str]:
        """The tables that nothing here covers."""
        known = {table for store in self.stores for table in store.tables} | set(self.impersonal_tables)
        return sorted(set(names) - known)

    def undeclared_files(self, names: Iterable[str]) -> list[str]:
        """The entries of IRIS_HOME that nothing here covers."""
        known = [*(folder for store in self.stores for folder in store.folders), *self.impersonal_files]
        return sorted(name for name in names if not any(fnmatch(name, pattern) for pattern in known))

    def undeclared_streams(self, streams: Iterable[str]) -> list[str]:
        """The streams of people (`profile-u_…`) of a kind that nothing here covers."""
        known = {kind for store in self.stores for kind in store.streams}
        return sorted(stream for stream in streams if stream.partition("-")[0] not in known)

    def unsealed_columns(self, metadata: MetaData) -> list[str]:
        """The columns of personal tables that could hold somebody's words in clear and give no reason."""
        return sorted(
            f"{table.name}.{column.name}"
            for store in self.stores
            for table in _tables(metadata, store.tables)
            for column in table.columns
            if _may_hold_words(column) and f"{table.name}.{column.name}" not in store.clear
        )


def _tables(metadata: MetaData, names: Iterable[str]) -> list[Table]:
    return [metadata.tables[name] for name in names if name in metadata.tables]


def _may_hold_words(column: Column[object]) -> bool:
    # An identifier is of a type of its own; a sealed column refuses what is not ciphertext.
    if column.type is Identifier or isinstance(column.type, Sealed):
        return False
    return isinstance(column.type, String | JSON | LargeBinary)
