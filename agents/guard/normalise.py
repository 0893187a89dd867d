"""One text for every reader: what a person cannot see is taken out, named and spelled out apart."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

Hidden = Literal["zero_width", "soft_hyphen", "bidi", "tags", "variation_selectors", "combining", "control"]

_EMOJI: Final = (
    "©®‼⁉™ℹⓂ〰〽㊗㊙\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\U0001f000-\U0001f1ff\U0001f200-\U0001faff"
)
# Scripts whose letters are joined or parted by ZWJ and ZWNJ: Arabic, the Indic scripts, Myanmar, Khmer, Mongolian.
_JOINING: Final = "\u0600-\u07ff\u0860-\u0fff\u1000-\u109f\u1780-\u18af"

_KEPT: Final = re.compile(
    # The three flags that are written with tag characters, and no other sequence of them.
    "\U0001f3f4(?:\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073))\U000e007f"
    f"|(?<=[{_EMOJI}])\ufe0f|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    f"|(?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}])"
    f"|(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])"
)
_UNSEEN: Final[tuple[tuple[Hidden, str], ...]] = (
    (
        "zero_width",
        "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufff8",
    ),
    ("soft_hyphen", "\u00ad"),
    ("bidi", "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"),
    ("tags", "\U000e0000-\U000e007f"),
    ("variation_selectors", "\ufe00-\ufe0f\U000e0100-\U000e01ef"),
    ("control", "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb\ud800-\udfff"),
)
_NAMED: Final = tuple((name, re.compile(f"[{characters}]+")) for name, characters in _UNSEEN)
_ANY_UNSEEN: Final = re.compile(f"({_KEPT.pattern})|[{''.join(characters for _, characters in _UNSEEN)}]+")
_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")

# NFKC would spoil these for a reader: ½ would become 1⁄2, m² would become m2, … three full stops, ¨ a space and a mark.
_READABLE: Final = re.compile("[¨ª¯²³¸¹º¼½¾…‼⁉™ℹⓂ㊗㊙⁰-₟⅐-⅟]+")
_MARKS: Final = "\u0300-\u034e\u0350-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
_MARK_RUN: Final = re.compile(f"([{_MARKS}]{{2}})[{_MARKS}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """A text as everyone reads it, and what was taken out of it."""

    text: str
    """For the model, for people and for the detectors of personal data: typography and emoji are kept."""
    hidden: frozenset[Hidden] = frozenset()
    """Kinds of the characters that were taken out."""
    spelled: str = ""
    """What the taken-out tag characters and variation selectors spelled, for the detectors alone."""


def normalise(text: str) -> Normalised:
    """Any text, cleaned: NFKC where it does not spoil French typography (no-break spaces become plain ones), line ends
    as `\\n`, at most two combining marks in a row, no character that a person cannot see. Sequences of emoji keep
    their joiners. Normalising twice changes nothing. Time grows with the length of the text alone.

    Source: Unicode UAX 15 (forms), UTS 51 (emoji sequences), UTS 39 (invisible characters).
    """
    if text.isascii() and not _ANY_UNSEEN.search(text):
        return Normalised(text=_LINE_ENDS.sub("\n", text))
    taken: list[str] = []

    def visible(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        taken.append(match[0])
        return ""

    clean = _ANY_UNSEEN.sub(visible, _LINE_ENDS.sub("\n", text))
    clean = clean.replace("´", "’")
    pieces = _READABLE.split(clean)
    readable = [*_READABLE.findall(clean), ""]
    clean = "".join(unicodedata.normalize("NFKC", piece) + kept for piece, kept in zip(pieces, readable, strict=True))
    clean, cut = _MARK_RUN.subn(r"\1", clean)
    unseen = "".join(taken)
    hidden: set[Hidden] = {name for name, characters in _NAMED if characters.search(unseen)}
    if cut:
        hidden.add("combining")
    return Normalised(text=clean, hidden=frozenset(hidden), spelled=_spelled(unseen) if hidden else "")


def _spelled(unseen: str) -> str:
    """Tag characters are ASCII moved by 0xE0000; a run of variation selectors can carry one byte each."""
    letters = [chr(ord(character) - 0xE0000) for character in unseen if "\U000e0020" <= character <= "\U000e007e"]
    selected = [_selected(character) for character in unseen]
    carried = bytes(byte for byte in selected if byte is not None).decode("utf-8", errors="ignore")
    printable = "".join(character for character in carried if character.isprintable())
    return " ".join(part for part in ("".join(letters), printable) if part)


def _selected(character: str) -> int | None:
    if "\ufe00" <= character <= "\ufe0f":
        return ord(character) - 0xFE00
    if "\U000e0100" <= character <= "\U000e01ef":
        return ord(character) - 0xE0100 + 16
    return None
