"""The register covers every table, folder, stream and column: what is added later is declared or the tests fail."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Column, Table, Text, inspect
from sqlalchemy import MetaData as NewMetaData

from agents.privacy import IMPERSONAL_FILES, IMPERSONAL_TABLES
from tests.tools.privacy.conftest import House
from tools.privacy import Register, consents_store, erasures_store
from tools.storage.schema import metadata
from tools.storage.schema.tables import Identifier, Sealed


async def test_every_table_of_the_schema_and_of_a_real_database_is_declared(house: House) -> None:
    real = await house.database.read(lambda c: inspect(c).get_table_names())
    assert set(real) >= set(metadata.tables)
    assert house.register.undeclared_tables([*metadata.tables, *real]) == []


async def test_every_declared_table_exists_and_its_reasons_name_columns_that_do(house: House) -> None:
    declared = {table for store in house.register.stores for table in store.tables}
    assert declared <= set(metadata.tables)
    columns = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns}
    assert {clear for store in house.register.stores for clear in store.clear} <= columns
    assert set(IMPERSONAL_TABLES) - {"alembic_version", "sqlite_sequence"} <= set(metadata.tables)


async def test_a_table_with_people_in_it_is_never_declared_impersonal(house: House) -> None:
    personal = {table.name for table in metadata.sorted_tables if "user_id" in table.c}
    assert personal & set(house.register.impersonal_tables) == set()


async def test_every_column_of_words_is_sealed_or_gives_its_reason(house: House) -> None:
    assert house.register.unsealed_columns(metadata) == []


async def test_a_new_column_of_words_in_clear_is_found(house: House) -> None:
    other = NewMetaData()
    Table(
        "erasures", other, Column("user_id", Identifier), Column("why", Text), Column("words", Sealed, nullable=False)
    )
    assert house.register.unsealed_columns(other) == ["erasures.why"]


async def test_every_stream_of_a_person_is_declared(house: House) -> None:
    await house.person("u_1")
    await house.consents.decide("u_1", "newsletter", True, actor="visitor:u_1")  # type: ignore[arg-type]
    assert house.register.undeclared_streams(await house.streams()) == []
    assert house.register.undeclared_streams(["moods-u_1"]) == ["moods-u_1"]


def test_every_kind_of_stream_in_the_sources_is_declared(house: House) -> None:
    root = Path(__file__).parents[3]
    sources = [path.read_text("utf-8") for part in ("agents", "tools") for path in (root / part).rglob("*.py")]
    kinds = {kind for text in sources for kind in re.findall(r'person_stream\(\s*"(\w+)"', text)}
    assert kinds >= {"profile", "feedback", "consents"}
    assert house.register.undeclared_streams([f"{kind}-u" for kind in kinds]) == []


def test_what_lies_in_the_home_is_declared_or_named(house: House) -> None:
    known = ["iris.db", "iris.db-wal", "iris.db-shm", "chroma", "lock", "master.key", "tokens.key"]
    assert house.register.undeclared_files(known) == []
    assert house.register.undeclared_files(["notes"]) == ["notes"]
    assert all(IMPERSONAL_FILES.values())


async def test_every_store_says_why_in_both_languages_and_erases_its_tables(house: House) -> None:
    for store in house.register.stores:
        for words in (store.holds, store.purpose, store.kept_for.words):
            assert words.fr, store.name
            assert words.en, store.name
        if store.tables and store.kept is None:
            assert store.erase is not None, store.name


def test_a_store_that_is_declared_twice_is_refused(house: House) -> None:
    with pytest.raises(ValueError, match="'erasures'"):
        Register(stores=(erasures_store(), erasures_store()))
    consents = consents_store(house.consents)
    with pytest.raises(ValueError, match="'consents'"):
        Register(stores=(consents, consents))
