"""Pure rules of files: what bytes are, and what a file may be called."""

import re
import secrets
import unicodedata
from typing import Literal
from urllib.parse import quote

from tools.actor import FileId
from tools.extraction import LARGEST_FILE, Kind
from tools.files.models import FileEncrypted, FileTooLarge, FileWithoutText, UnsupportedFile

MOST_FILES = 50
"""Files that a person keeps."""
MOST_BYTES = 60_000_000
"""Bytes that a person keeps."""
LONGEST_PASTE = 100_000
LONGEST_NAME = 120

MEDIA_TYPES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text": "text/plain",
}
_SUFFIXES: dict[Kind, tuple[str, ...]] = {"pdf": (".pdf",), "docx": (".docx",), "text": (".txt", ".md")}
"""The first one is given to a name that has none of them."""

Refusable = Literal["image", "rtf", "old_office", "web_page", "archive", "program", "media", "postscript"]

_STARTS: tuple[tuple[bytes, Refusable], ...] = (
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"{\\rtf", "rtf"),
    (b"%!PS", "postscript"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"PK", "archive"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"ID3", "media"),
    (b"OggS", "media"),
)
_WORDS_TOO = (b"BM", b"MZ", b"PK", b"ID3", b"GIF8", b"BZh", b"Rar!", b"OggS")
"""Beginnings that plain text may have as well: what is text to the eye stays text."""
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|svg|head|body|script)\b", re.IGNORECASE)
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def new_file_id() -> FileId:
    """A fresh identifier: 96 random bits."""
    return FileId(f"f_{secrets.token_hex(12)}")


def kind_of(data: bytes) -> Kind:
    """What the bytes are, whatever they are called. Raises FileTooLarge, FileWithoutText, FileEncrypted,
    UnsupportedFile. What begins as one kind and goes on as another is for the reader to refuse."""
    if len(data) > LARGEST_FILE:
        raise FileTooLarge(f"{len(data)} bytes", limit=LARGEST_FILE // 1_000_000)
    if not data.strip():
        raise FileWithoutText("no bytes")
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    if (refused := _refusable(data)) is None:
        return "text"
    if refused == "old_office" and _ENCRYPTED_OFFICE in data:
        raise FileEncrypted("an encrypted Office package")
    raise UnsupportedFile(f"this is {refused}", kind=refused)


def _refusable(data: bytes) -> Refusable | None:
    for start, what in _STARTS:
        if data.startswith(start) and not (start in _WORDS_TOO and not _CONTROL.search(data[:4096])):
            return what
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image"
    if data[4:8] == b"ftyp":
        return "image" if data[8:11] in (b"hei", b"avi", b"mif") else "media"
    if _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")[:200]):
        return "web_page"
    return None


def clean_name(given: str, kind: Kind) -> str:
    """A name to show: its last part alone, nothing invisible, 120 characters at most, and the suffix of its kind."""
    last = re.split(r"[/\\]", given)[-1]
    normal = unicodedata.normalize("NFC", "".join(" " if c in "\t\r\n" else c for c in last))
    # Cc, Cf (bidi, zero-width), Cs, Co, Cn: what does not show, or shows the rest the wrong way round.
    seen = "".join(c for c in normal if unicodedata.category(c)[0] != "C")
    name = " ".join(seen.split()).rstrip(". ")
    suffix = next((s for s in _SUFFIXES[kind] if name.lower().endswith(s)), None)
    stem = (name[: -len(suffix)] if suffix else name).strip(". ")
    suffix = suffix or _SUFFIXES[kind][0]
    return f"{stem[: LONGEST_NAME - len(suffix)].rstrip('. ') or 'document'}{suffix}"


def disposition(name: str) -> str:
    """The Content-Disposition that saves a file under its name and never shows it in the page (RFC 6266)."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode())
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
