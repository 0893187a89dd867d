"""What two ways of writing the same value have in common: case, accents, separators, prefixes."""

import re
import unicodedata
from typing import assert_never

from agents.guard.pii.found import Kind

_LETTERS = {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "ħ": "h"}


def _folded(code: int) -> str:
    letter = unicodedata.normalize("NFD", chr(code).lower())[0]
    return _LETTERS.get(letter, letter)


_RANGES = ((0x41, 0x5B), (0xC0, 0x250), (0x370, 0x530), (0x1E00, 0x2000), (0xFF10, 0xFF5B))
_TABLE = {
    code: unicodedata.normalize("NFKC", _folded(code)) if code >= 0xFF10 else _folded(code)
    for start, end in _RANGES
    for code in range(start, end)
}
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case, without accents, and as long as `text`: offsets stay."""
    return text.translate(_TABLE)


def words(text: str) -> str:
    """The folded words of a text, one space between."""
    return " ".join(_WORD.findall(fold(text)))


def normal(kind: Kind, text: str) -> str:
    """The form that all writings of one value share: the key of the vault."""
    match kind:
        case "PHONE":
            return _phone(text)
        case "NIR" | "SIREN" | "SIRET" | "IBAN" | "CARD" | "PLATE":
            return "".join(_WORD.findall(fold(text)))
        case "URL":
            return words(re.sub(r"^\s*https?://(?:www\.)?", "", text, flags=re.IGNORECASE))
        case "PERSON" | "FIRST_NAME" | "LAST_NAME" | "EMAIL" | "DATE_OF_BIRTH" | "ADDRESS" | "IP":
            return words(text)
        case _:
            assert_never(kind)


def _phone(text: str) -> str:
    digits = "".join(re.findall(r"\d", text))
    if text.lstrip(" (").startswith("+"):
        digits = f"00{digits}"
    if digits.startswith("0033"):
        return "0" + digits[4:].removeprefix("0")
    return digits


def spellings(kind: Kind, key: str) -> tuple[str, ...]:
    """What to look for in the digits and letters of a text, to find the value of a `normal` form."""
    if kind != "PHONE":
        return (key,)
    if key.startswith("00"):
        return (key, key[2:])
    return (key, f"33{key[1:]}", f"33{key}", f"0033{key[1:]}", f"0033{key}")
