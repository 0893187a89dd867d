"""Plain text: which encoding, and what is left of it once nobody's eyes miss anything."""

import re

from tools.extraction.limits import MOST_CHARACTERS, Refused, Text

_HYPHEN_AT_THE_END = re.compile("[\ufffe\x02]\r?\n")
"""How PDFium writes a word that a line breaks."""
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff"
    "\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BLANK_LINES = re.compile(r"\n{3,}")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROLS_OF_TEXT = 0.01
"""Share of control characters beyond which bytes are no text, from the ninth on."""
_ENOUGH = 4 * MOST_CHARACTERS
"""Characters that are looked at, so that blanks do not use up the budget."""


def read(data: bytes) -> Text:
    """The text of bytes in UTF-8, UTF-16 or an 8-bit Western encoding; raises Refused."""
    text, encoding = _decoded(data)
    tidied, cut = tidy(text)
    if tidied and len(_CONTROL.findall(text)) > max(_CONTROLS_OF_TEXT * len(text), 8):
        raise Refused("unsupported_file")
    return Text(text=found(tidied), cut=cut, encoding=encoding)


def tidy(text: str) -> tuple[str, bool]:
    """The text as it is read: nothing invisible, blanks as one, `MOST_CHARACTERS` at most; and whether it was cut."""
    whole = len(text) <= _ENOUGH
    seen = _UNSEEN.sub("", _HYPHEN_AT_THE_END.sub("", text[:_ENOUGH]))
    lines = "\n".join(" ".join(line.split()) for line in seen.splitlines())
    tidied = _BLANK_LINES.sub("\n\n", lines).strip()
    return tidied[:MOST_CHARACTERS].rstrip(), len(tidied) > MOST_CHARACTERS or not whole


def found(text: str) -> str:
    """The text; raises Refused when there is none (an empty file, or pages that are images)."""
    if not any(character.isalnum() for character in text):
        raise Refused("file_without_text")
    return text


def _decoded(data: bytes) -> tuple[str, str]:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _unmarked_utf16(data) or "utf-8"
    try:
        return data.decode(encoding), encoding.removesuffix("-sig")
    except UnicodeDecodeError:
        if encoding != "utf-8" or b"\x00" in data:
            raise Refused("unsupported_file" if encoding == "utf-8" else "file_unreadable") from None
    try:
        return data.decode("cp1252"), "windows-1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "iso-8859-1"


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: of Western text every second byte is zero."""
    start = data[:1000]
    pairs = max(len(start) // 2, 1)
    if start[1::2].count(0) > 0.7 * pairs:
        return "utf-16-le"
    return "utf-16-be" if start[0::2].count(0) > 0.7 * pairs else None
