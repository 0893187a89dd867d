"""The shelf: what is loaded stays whole, whatever happens to an import."""

import os
import signal
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pytest

from knowledge.occupations import OccupationsError, load_catalogue, read_manifest
from knowledge.occupations.shelf import MANIFEST, locked, read_rows
from tests.knowledge.occupations.official import ISCO, NESTA, folder, take, text, v3_files, v4_files


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "home" / "occupations"


def named(shelf: Path) -> set[str]:
    return {loaded.file for loaded in read_manifest(shelf).sources.values()} | {MANIFEST, "lock"}


def present(shelf: Path) -> set[str]:
    return {path.name for path in shelf.iterdir()}


def test_nothing_is_loaded_where_there_is_nothing(shelf: Path) -> None:
    assert read_manifest(shelf).sources == {}
    assert load_catalogue(shelf).sources == load_catalogue().sources
    assert not shelf.exists(), "looking makes no folder"


def test_the_manifest_tells_what_is_owed_to_whom(tmp_path: Path, shelf: Path) -> None:
    take(folder(tmp_path / "in", v4_files()), shelf)
    loaded = read_manifest(shelf).sources["rome_v4"]
    assert (loaded.release, str(loaded.imported_on), loaded.licence) == ("4.60", "2026-11-21", "Licence Ouverte")
    assert loaded.address.startswith("https://")
    assert len(loaded.digest) == 64
    assert loaded.source.name == "France Travail, ROME 4.0 v4.60"
    assert shelf.stat().st_mode & 0o777 == 0o700
    assert present(shelf) == named(shelf)


def test_the_same_content_again_changes_nothing(tmp_path: Path, shelf: Path) -> None:
    take(folder(tmp_path / "in", v3_files()), shelf)
    before = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in shelf.iterdir()}
    zipped = folder(tmp_path / "moved" / "elsewhere", v3_files())
    done = take(zipped, shelf)
    assert [outcome.unchanged for outcome in done.outcomes] == [True]
    assert {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in shelf.iterdir()} == before


def test_other_content_replaces_its_kind_alone_and_leaves_no_file_behind(tmp_path: Path, shelf: Path) -> None:
    take(folder(tmp_path / "a", v3_files()), shelf)
    take(folder(tmp_path / "b", v4_files("460")), shelf)
    kept = read_manifest(shelf).sources["rome_v3"]
    take(folder(tmp_path / "c", v4_files("461", links=True)), shelf)
    sources = read_manifest(shelf).sources
    assert sources["rome_v3"] == kept
    assert sources["rome_v4"].release == "4.61"
    assert present(shelf) == named(shelf)


def _die_at(call: int, path: Path, shelf: Path) -> None:
    """Import in this process, killed for good (no clean-up runs) right before the n-th write to the disk or rename."""
    left = call

    def fatal(real: Callable[..., None]) -> Callable[..., None]:
        def wrapped(*arguments: object, **named: object) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            real(*arguments, **named)

        return wrapped

    os.fsync = fatal(os.fsync)
    Path.replace = fatal(Path.replace)  # type: ignore[method-assign, assignment]
    Path.unlink = fatal(Path.unlink)  # type: ignore[method-assign]
    take(path, shelf)


def test_an_import_killed_anywhere_leaves_what_was_loaded_or_all_that_is_new(tmp_path: Path, shelf: Path) -> None:
    before = folder(tmp_path / "before", {**v3_files(), "nesta.csv": text(NESTA).encode()})
    figures = {"isco.csv": text(ISCO).encode(), "nesta.csv": text(NESTA[:2]).encode()}
    after = folder(tmp_path / "after", {**v4_files(), **figures})
    take(before, shelf)
    old = {kind: loaded.digest for kind, loaded in read_manifest(shelf).sources.items()}
    deaths = 0
    states: list[bool] = []
    for call in range(40):
        dying = get_context("fork").Process(target=_die_at, args=(call, after, shelf))
        dying.start()
        dying.join(30)
        now = {kind: loaded.digest for kind, loaded in read_manifest(shelf).sources.items()}
        assert now == old or now.keys() == {"rome_v3", "rome_v4", "rome_isco", "nesta"}
        # Every file that the manifest names is there and whole.
        for loaded in read_manifest(shelf).sources.values():
            read_rows(shelf, loaded)
        states.append(now != old)
        if dying.exitcode == 0:
            break
        assert dying.exitcode == -signal.SIGKILL
        deaths += 1
        if now != old:
            break
    assert deaths >= 8, "three files of rows, then the manifest, each written, renamed and flushed"
    assert states == sorted(states), "new data never gives way to old"
    take(after, shelf)
    assert present(shelf) == named(shelf), "what the dead left is cleaned"


def test_two_imports_at_once_do_not_mix(tmp_path: Path, shelf: Path) -> None:
    path = folder(tmp_path / "in", v3_files())
    with locked(shelf):
        with pytest.raises(OccupationsError) as caught:
            take(path, shelf)
        assert caught.value.code == "busy"
        assert "autre import" in caught.value.wording.fr
        assert not (shelf / MANIFEST).exists()
    take(path, shelf)


def test_the_lock_of_a_dead_process_holds_nobody(tmp_path: Path, shelf: Path) -> None:
    path = folder(tmp_path / "in", v3_files())
    dying = get_context("fork").Process(target=_die_at, args=(0, path, shelf))
    dying.start()
    dying.join(30)
    assert dying.exitcode == -signal.SIGKILL
    assert (shelf / "lock").exists()
    take(path, shelf)
    assert read_manifest(shelf).sources.keys() == {"rome_v3"}


@pytest.mark.parametrize("what", ["rows", "manifest", "gone", "format"])
def test_damage_is_said_and_not_loaded(tmp_path: Path, shelf: Path, what: str) -> None:
    take(folder(tmp_path / "in", v3_files()), shelf)
    rows = shelf / read_manifest(shelf).sources["rome_v3"].file
    match what:
        case "rows":
            rows.write_bytes(rows.read_bytes()[:-3])
        case "gone":
            rows.unlink()
        case "manifest":
            (shelf / MANIFEST).write_text("{", encoding="utf-8")
        case _:
            (shelf / MANIFEST).write_text('{"format": 99, "sources": {}}', encoding="utf-8")
    with pytest.raises(OccupationsError) as caught:
        load_catalogue(shelf)
    assert caught.value.code == "damaged"
    assert "importez de nouveau" in caught.value.wording.fr


def test_a_reader_whom_an_import_overtakes_reads_the_new_data(
    tmp_path: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(folder(tmp_path / "old", v4_files("460")), shelf)
    stale = read_manifest(shelf)
    take(folder(tmp_path / "new", v4_files("461", links=True)), shelf)
    told = iter([stale, *[read_manifest(shelf)] * 2])
    monkeypatch.setattr("knowledge.occupations.building.read_manifest", lambda _: next(told))
    assert load_catalogue(shelf).sources["rome_v4"].release == "4.61"


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "occupations").write_text("", encoding="utf-8")
    with pytest.raises(OccupationsError) as caught:
        take(folder(tmp_path / "in", v3_files()), tmp_path / "occupations")
    assert caught.value.code == "unreadable"
