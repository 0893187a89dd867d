"""A text as an attacker means it: folded to plain letters, its encoded parts decoded. For detection only."""

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Final

MOST_DECODED: Final = 20_000
"""Characters that one decoded view may have."""
MOST_CHUNKS: Final = 20
"""Encoded pieces of one text that are decoded."""

# Letters of other alphabets that read as Latin ones (Unicode UTS 39, the subset met in practice), small capitals, and
# letters that lower case or a decomposition leaves as they are.
_LATIN: Final = str.maketrans(
    dict(
        zip(
            "абвгдезиіїйјкӏмнорстуухѕьԁԛԝһўєαβγεζηικμνορτυχωϲϳіԍɡᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɩıøđłħŧþð",
            "abbrdeзuiiujklmhopctyyxsbdqwhyeaβyezniкuvopruxwcjiggabcdefghijklmnoprstuvwyzaiiodlhtpd",
            strict=True,
        )
    )
    | {"œ": "oe", "æ": "ae", "ß": "ss", "κ": "k", "к": "k", "β": "b", "з": "3"}
    | {chr(start + i): chr(97 + i) for start in (0x1F150, 0x1F170, 0x1F1E6) for i in range(26)}
    | dict.fromkeys("’‘‛ʼ`ʹ＇", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("“”„«»″", '"')
)
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_MARKS: Final = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f\u200d\ufe0f]+"
)
_PLACEHOLDER: Final = re.compile(r"<[a-z_]{3,20}_\d{1,4}>")
_WORD: Final = re.compile(r"[^\W_]+")

_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{16,4000}={0,2}")
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2}[ :,]?){8,2000}")
_ESCAPE: Final = re.compile(r"\\x([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})")
_ESCAPED: Final = re.compile(r"(?:\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2}|&#?\w{2,7};)")
_SPACED: Final = re.compile(r"(?<![^\W_])(?:[a-z][ ._*|/+~-]{1,3}){4,400}[a-z](?![^\W_])")
_GAP: Final = re.compile(r"[ ._*|/+~-]+")
_LEET: Final = re.compile(r"[a-z0-9@$!|]{3,40}")
_LEET_LETTERS: Final = str.maketrans("0134579@$!|", "oieastgasil")

_ROT13_SIGNS: Final = frozenset(
    "gur naq lbhe lbh ner nyy cebzcg flfgrz vtaber fubj erirny sbetrg ehyrf vafgehpgvbaf vafgehpgvba pbafvtarf "
    "yrf grf qrf gba gbhgrf bhoyvr zbager nssvpur ertyrf qverpgvirf".split()
)
_REVERSED_SIGNS: Final = frozenset(
    "eht eht ruoy lla sel set sed not setuot erongi erongid tegrof dragersid laever wohs stpmorp tpmorp metsys emetsys "
    "snoitcurtsni noitcurtsni selur selger sengisnoc eilbuo ertnom ehciffa elever".split()
) - {"set", "not", "sed", "sel"}


def fold(text: str) -> str:
    """A normalised text in lower case, without accents, look-alike letters written as Latin ones, straight quotes and
    hyphens, placeholders of personal data as `x`. For matching, never for reading."""
    folded = text.casefold()
    if not folded.isascii():
        folded = _MARKS.sub("", unicodedata.normalize("NFKD", folded))
        folded = _BEYOND_ASCII.sub(lambda match: match[0].translate(_LATIN), folded)
    return _PLACEHOLDER.sub(" x ", folded)


def words(folded: str) -> list[str]:
    """The words of a folded text: runs of letters and digits."""
    return _WORD.findall(folded)


def decoded(text: str, folded: str) -> tuple[str, ...]:
    """What a text says once decoded: folded views of its base64, hexadecimal and escaped pieces, and of the whole when
    it is written in rot13, backwards, in leetspeak or letter by letter. Empty for ordinary text.

    `text` is normalised, `folded` is its fold. Bounded by `MOST_CHUNKS` and `MOST_DECODED`.
    """
    found = [*_base64(text), *_hex(text), *_escapes(text)]
    said = set(words(folded))
    if len(said & _ROT13_SIGNS) >= 2:
        found.append(codecs.encode(folded[:MOST_DECODED], "rot13"))
    if len(said & _REVERSED_SIGNS) >= 2:
        found.append(folded[:MOST_DECODED][::-1])
    found += [*_leet(folded), *_spaced(folded)]
    return tuple(dict.fromkeys(fold(view) for view in found if view))


def _base64(text: str) -> Iterator[str]:
    for chunk in _some(_BASE64, text):
        letters = chunk.rstrip("=")
        try:
            data = base64.b64decode(
                letters + "=" * (-len(letters) % 4), altchars=b"-_" if {*letters} & {*"-_"} else None
            )
        except (binascii.Error, ValueError):
            continue
        yield _readable(data)


def _hex(text: str) -> Iterator[str]:
    for chunk in _some(_HEX, text):
        digits = re.sub(r"[ :,]", "", chunk)
        yield _readable(bytes.fromhex(digits[: len(digits) // 2 * 2]))


def _escapes(text: str) -> Iterator[str]:
    if len(_some(_ESCAPED, text)) >= 3:
        unescaped = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2] or match[3], 16)), text[:MOST_DECODED])
        yield html.unescape(unescaped)


def _leet(folded: str) -> Iterator[str]:
    changed: list[str] = []

    def plain(match: re.Match[str]) -> str:
        token = match[0]
        inner = token.rstrip("!")
        if inner.isalpha() or not any("a" <= letter <= "z" for letter in inner):
            return token
        changed.append(inner)
        return inner.translate(_LEET_LETTERS)

    view = _LEET.sub(plain, folded[:MOST_DECODED])
    # References of files and products mix letters and digits too, in short groups.
    if len(changed) >= 2 and max(map(len, changed)) >= 5:
        yield view


def _spaced(folded: str) -> Iterator[str]:
    for run in _some(_SPACED, folded):
        gaps = _GAP.findall(run)
        usual = Counter(gaps).most_common(1)[0][0]
        yield _GAP.sub(lambda match, usual=usual: "" if match[0] == usual else " ", run)  # type: ignore[misc]


def _some(pattern: re.Pattern[str], text: str) -> list[str]:
    return [match[0] for match, _ in zip(pattern.finditer(text), range(MOST_CHUNKS), strict=False)]


def _readable(data: bytes) -> str:
    """The text that bytes hold, or nothing when they hold none."""
    try:
        text = data.decode()[:MOST_DECODED]
    except UnicodeDecodeError:
        return ""
    printable = sum(character.isprintable() or character.isspace() for character in text)
    return text if printable > 0.95 * len(text) and any(character.isalpha() for character in text) else ""
