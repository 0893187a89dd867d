"""Catalogues: interface and error messages by id, one .po file per language, read as they are."""

from collections.abc import Mapping
from pathlib import Path

from babel.messages.pofile import read_po

from agents.voice.typography import typeset

LOCALES = ("fr", "en", "de", "es")
_FOLDER = Path(__file__).parent / "catalogues"


def load_catalogue(locale: str, folder: Path = _FOLDER) -> Mapping[str, str]:
    """Every message of `locale` by id; raises ValueError naming the file when a message is empty or unreadable."""
    path = folder / f"{locale}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=locale, abort_invalid=True)
    messages: dict[str, str] = {}
    for message in catalogue:
        if not message.id:
            continue
        if not (isinstance(message.id, str) and isinstance(message.string, str) and message.string):
            raise ValueError(f"{path}: {message.id!r} has no plain text")
        messages[message.id] = typeset(message.string, locale)
    return messages
