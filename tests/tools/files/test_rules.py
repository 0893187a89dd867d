"""Names are cleaned, and never a path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.files.rules import LONGEST_NAME, clean_name, disposition


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("CV Nadia.pdf", "CV Nadia.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Nadia\\CV.PDF", "CV.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        (".pdf", "document.pdf"),
        ("cv.exe", "cv.exe.pdf"),
        ("cv\u202efdp.exe", "cvfdp.exe.pdf"),
        ("cv\r\nSet-Cookie: a=b.pdf", "cv Set-Cookie: a=b.pdf"),
        ("mon cv 🎉.pdf", "mon cv 🎉.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
    ],
)
def test_a_name_is_cleaned(given_name: str, name: str) -> None:
    assert clean_name(given_name, "pdf") == name


def test_a_long_name_keeps_its_suffix() -> None:
    name = clean_name("é" * 300 + ".docx", "docx")
    assert len(name) == LONGEST_NAME
    assert name.endswith("é.docx")


@given(st.text(max_size=400))
def test_a_name_is_never_a_path_nor_empty_and_cleaning_again_changes_nothing(given_name: str) -> None:
    name = clean_name(given_name, "text")
    assert 0 < len(name) <= LONGEST_NAME
    assert not set(name) & set("/\\\r\n\x00")
    assert name.endswith((".txt", ".md"))
    assert clean_name(name, "text") == name
    header = disposition(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.startswith("attachment; ")
    assert header.count('"') == 2
