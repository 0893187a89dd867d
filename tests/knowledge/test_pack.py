from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge import PackError, find_packs, load_pack
from knowledge.pack import chunks
from tests.knowledge.samples import FRONT, HEADER, TEXT, document, write_pack


def test_a_pack_loads_with_its_passages(tmp_path: Path) -> None:
    pack = load_pack(write_pack(tmp_path))
    (only,) = pack.passages
    assert (pack.name, pack.locale, pack.version) == ("droits", "fr", "2026.11")
    assert (only.id, only.pack, only.locale, only.title, only.text) == ("droits/cpf", "droits", "fr", "Le CPF", TEXT)
    assert (only.checked_on, only.in_force_since) == (date(2026, 11, 2), None)
    assert only.questions == ("Comment utiliser mon CPF ?",)


def test_optional_dates_are_kept(tmp_path: Path) -> None:
    front = FRONT + "in_force_since = 2026-01-01\npage_date = 2026-10-30\n"
    (only,) = load_pack(write_pack(tmp_path, files={"cpf.md": document(front)})).passages
    assert (only.in_force_since, only.page_date) == (date(2026, 1, 1), date(2026, 10, 30))


def test_windows_line_ends_and_a_byte_order_mark_are_accepted(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    (folder / "cpf.md").write_bytes(b"\xef\xbb\xbf" + document().replace("\n", "\r\n").encode())
    assert load_pack(folder).passages[0].text == TEXT


@pytest.mark.parametrize(
    ("key", "content"),
    [
        ("title", document(FRONT.replace('title = "Le CPF"\n', ""))),
        ("title", document(FRONT.replace("Le CPF", ""))),
        ("source", document(FRONT.replace('"Service-Public.fr"', "3"))),
        ("author", document(FRONT + 'author = "moi"\n')),
        ("url", document(FRONT.replace("https:", "http:"))),
        ("url", document(FRONT.replace("https://www.service-public.fr", "https://"))),
        ("url", document(FRONT.replace("https://www.", "https://moi:secret@www."))),
        ("url", document(FRONT.replace("F10705", "F 10705"))),
        ("checked_on", document(FRONT.replace("2026-11-02", '"2026-11-02"'))),
        ("checked_on", document(FRONT.replace("2026-11-02", "2026-11-02T10:00:00"))),
        ("in_force_since", document(FRONT + "in_force_since = 2026\n")),
        ("page_date", document(FRONT + "page_date = 2026-12-01\n")),
        ("questions", document(FRONT.replace('["Comment utiliser mon CPF ?"]', "[]"))),
        ("questions.0", document(FRONT.replace('"Comment utiliser mon CPF ?"', '""'))),
        ("text", document(text="   \n")),
        ("TOML", document(FRONT.replace("2026-11-02", "2026-02-30"))),
        ("TOML", document(FRONT + 'title = "Encore"\n')),
        ("front matter", TEXT),
        ("front matter", f"+++\n{FRONT}{TEXT}\n"),
        ("encoding", document(text="La rÃ©munÃ©ration")),
        ("encoding", document(text="La r\ufffdmunération")),
    ],
)
def test_a_bad_passage_is_refused_with_its_file_and_key(tmp_path: Path, key: str, content: str) -> None:
    folder = write_pack(tmp_path, files={"bad.md": content})
    with pytest.raises(PackError, match=r"bad\.md") as refused:
        load_pack(folder)
    assert refused.value.key == key
    assert refused.value.path == folder / "bad.md"


@pytest.mark.parametrize(
    ("key", "header"),
    [
        ("licence", HEADER.replace('licence = "CC-BY-4.0"\n', "")),
        ("locale", HEADER.replace('"fr"', '"french"')),
        ("name", HEADER.replace('"droits"', '"autre"')),
        ("name", HEADER.replace('"droits"', '"Des droits"')),
        ("colour", HEADER + 'colour = "red"\n'),
        ("TOML", HEADER + "="),
    ],
)
def test_a_bad_header_is_refused_with_its_key(tmp_path: Path, key: str, header: str) -> None:
    folder = write_pack(tmp_path, header=header)
    with pytest.raises(PackError, match=r"pack\.toml") as refused:
        load_pack(folder)
    assert refused.value.key == key


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    (folder / "cpf.md").write_bytes(document(text="rémunération").encode("latin-1"))
    with pytest.raises(PackError, match=r"cpf\.md: encoding: is not UTF-8"):
        load_pack(folder)


def test_a_file_name_that_makes_no_id_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="file name"):
        load_pack(write_pack(tmp_path, files={"Le CPF.md": document()}))


@pytest.mark.parametrize(
    ("key", "front", "text"),
    [
        ("title", FRONT.replace("Comment", "Où"), "Autre texte."),
        ("text", FRONT.replace("Le CPF", "Autre").replace("Comment", "Où"), TEXT),
        ("questions", FRONT.replace("Le CPF", "Autre").replace("Comment", "COMMENT"), "Autre texte."),
    ],
)
def test_what_two_passages_repeat_is_refused(tmp_path: Path, key: str, front: str, text: str) -> None:
    folder = write_pack(tmp_path, files={"a.md": document(), "b.md": document(front, text)})
    with pytest.raises(PackError, match=r"b\.md.*already in a\.md") as refused:
        load_pack(folder)
    assert refused.value.key == key


def test_an_empty_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="at least one passage"):
        load_pack(write_pack(tmp_path, files={}))


def test_packs_are_found_by_being_there(tmp_path: Path) -> None:
    write_pack(tmp_path)
    write_pack(tmp_path, name="aides", header=HEADER.replace('name = "droits"', 'name = "aides"'))
    (tmp_path / ".git").mkdir()
    assert [pack.name for pack in find_packs(tmp_path)] == ["aides", "droits"]


def test_a_folder_without_a_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    with pytest.raises(PackError, match=r"vide/pack\.toml: file: is missing"):
        find_packs(tmp_path)


def test_a_missing_root_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="no such folder"):
        find_packs(tmp_path / "nowhere")


def test_a_long_text_is_cut_at_its_paragraphs(tmp_path: Path) -> None:
    paragraphs = [f"Paragraphe {number}. " + "mot " * 78 for number in range(4)]
    pack = load_pack(write_pack(tmp_path, files={"long.md": document(text="\n\n".join(paragraphs))}))
    assert [passage.id for passage in pack.passages] == ["droits/long", "droits/long#2"]
    assert " ".join(" ".join(passage.text for passage in pack.passages).split()) == " ".join(
        " ".join(paragraphs).split()
    )


def test_a_text_of_usual_length_stays_whole() -> None:
    assert len(chunks("mot " * 100 + "\n\n" + "mot " * 100)) == 1
