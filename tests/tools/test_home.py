"""IRIS_HOME: secrets made once, for their owner alone; one server at a time."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from tools.errors import Erased, Misconfigured
from tools.storage import Home, key_of


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.open()
    assert home.secret("master") == Home(tmp_path / "home").secret("master")
    assert home.secret("master") != home.secret("tokens")


def test_a_cut_secret_is_named(tmp_path: Path) -> None:
    (tmp_path / "master.key").write_bytes(b"short")
    with pytest.raises(Misconfigured, match=r"master\.key"):
        Home(tmp_path).secret("master")


def test_a_folder_has_one_server(tmp_path: Path) -> None:
    one, other = Home(tmp_path), Home(tmp_path)
    one.lock()
    with pytest.raises(Misconfigured, match="another Iris"):
        other.lock()
    one.unlock()
    other.lock()
    other.unlock()


@given(st.text(), st.text(), st.text())
def test_what_is_sealed_opens_in_its_place_alone(text: str, place: str, elsewhere: str) -> None:
    text, place, elsewhere = (each.encode("utf-8", "ignore").decode() for each in (text, place, elsewhere))
    key, other = key_of(AESGCM.generate_key(256)), key_of(AESGCM.generate_key(256))
    sealed = key.seal(text, place)
    assert key.open_text(sealed, place) == text
    with pytest.raises(Erased):
        other.open(sealed, place)
    if elsewhere != place:
        with pytest.raises(Erased):
            key.open(sealed, elsewhere)
