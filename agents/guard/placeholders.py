"""Placeholders: how Iris writes them, how a model writes them back, and how a look-alike is made inert."""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from agents.guard.pii.found import Gender, Kind

KINDS: tuple[Kind, ...] = get_args(Kind)
NAMES: tuple[Kind, ...] = ("PERSON", "FIRST_NAME", "LAST_NAME")
"""Kinds that share the number of a person."""
GENDERED: tuple[Kind, ...] = ("PERSON", "FIRST_NAME")

LONGEST = 48
"""Characters of the longest way to write a placeholder."""

_SPACE = r"[ \u00a0\u202f]"
_TAIL = r"0{0,2}(?P<number>[1-9]\d{0,3})"


def _labels(separator: str) -> str:
    kinds = "|".join(kind.replace("_", separator) for kind in sorted(KINDS, key=len, reverse=True))
    return rf"(?P<kind>{kinds})(?:{separator}[FM])?{separator}{_TAIL}"


_BRACKETED = re.compile(
    r"(?:(?P<angle>\\?<{1,2})|(?P<entity>&lt;)|(?P<square>\\?\[{1,2})|\{{1,2})"
    + _SPACE
    + "?"
    + _labels(r"(?:\\?_|-|[ \u00a0\u202f])")
    + _SPACE
    + "?"
    + r"(?(angle)\\?>{1,2}|(?(entity)&gt;|(?(square)\\?\]{1,2}|\}{1,2})))",
    re.IGNORECASE,
)
# In lower case it could be a word of a person's text, and would hold ordinary prose back.
_BARE = re.compile(_labels(r"(?:\\?_|-)") + r"(?!\w)")

_OPENER = re.compile(r"\\?<{1,2}|\\?\[{1,2}|\{{1,2}|&(?:l(?:t;?)?)?|\\", re.IGNORECASE)
_FLAT = str.maketrans({"-": "_", " ": "_", "\u00a0": "_", "\u202f": "_", "\\": None})
_STEMS = frozenset(
    f"{kind}{suffix}"[:length]
    for kind in KINDS
    for suffix in ("_F_", "_M_")
    for length in range(len(kind) + len(suffix) + 1)
)
_NUMBERED = re.compile(rf"(?:{'|'.join(KINDS)})(?:_[FM])?_\d*_?(?:[>\]}}]{{0,2}}|&(?:G(?:T;?)?)?)")

# The look-alikes of a text: as tolerant as what is restored, and more, with invisible characters and wide forms.
_UNSEEN = r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]{0,8}+"
_WIDE = {**{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}, 0x2039: ord("<"), 0x203A: ord(">")}
_WIDER = re.compile(r"[\uff01-\uff5e\u2039\u203a]")
_GAP = rf"{_UNSEEN}(?:\\?{_UNSEEN}[_\-\s\u2010-\u2015]{_UNSEEN}){{1,3}}"
_SPELLED = "|".join(
    _GAP.join(_UNSEEN.join(part) for part in kind.split("_")) for kind in sorted(KINDS, key=len, reverse=True)
)
_DIGITS = rf"(?P<number>\d(?:{_UNSEEN}\d)*)"
_NUMBER = rf"(?:{_GAP}[FM])?{_GAP}{_DIGITS}"
_LOOKALIKE = re.compile(
    rf"(?:\\?[<\[{{]|&lt;)(?:{_UNSEEN}\\?[<\[{{\s]){{0,4}}{_UNSEEN}(?P<kind>{_SPELLED}){_NUMBER}"
    rf"(?:{_UNSEEN}\s?\\?(?:[>\]}}]|&gt;)){{0,4}}",
    re.IGNORECASE,
)
_BARE_LOOKALIKE = re.compile(
    rf"(?<![^\W_])(?P<kind>{_SPELLED})(?:{_GAP}[FM])?{_UNSEEN}\\?{_UNSEEN}[_-]{_UNSEEN}{_DIGITS}", re.IGNORECASE
)
# What each of them needs: seldom there, and quick to look for.
_OPENING = re.compile(r"[<\[{]|&lt;")
_JOINED = re.compile(rf"[_-]{_UNSEEN}\d")


@dataclass(frozen=True, slots=True)
class Token:
    """A placeholder in a text, however it is altered: up to `end` (exclusive), of `kind` and `number`."""

    end: int
    kind: Kind
    number: int


def placeholder(kind: Kind, number: int, gender: Gender | None = None) -> str:
    """`<EMAIL_1>`, or `<PERSON_F_2>` where the gender is known and the kind has one."""
    suffix = f"_{gender.upper()}" if gender and kind in GENDERED else ""
    return f"<{kind}{suffix}_{number}>"


def token_at(text: str, at: int, *, before: str, final: bool) -> Token | Literal["more"] | None:
    """The placeholder that starts at `text[at]`; "more" when what follows the text's end decides (unless `final`).

    `before` is the character on its left (empty at the start). The answer is the same for every continuation of the
    text, which is what makes a stream restore like the whole.
    """
    bare = text[at].isupper()
    if bare and (before.isalnum() or before == "_"):
        return None
    match = (_BARE if bare else _BRACKETED).match(text, at)
    if match and (final or match.end() < len(text)):
        kind = match["kind"].translate(_FLAT).upper()
        return Token(match.end(), next(each for each in KINDS if each == kind), int(match["number"]))
    return "more" if not final and _may_become(text[at : at + LONGEST + 1]) else None


def _may_become(rest: str) -> bool:
    """Whether a text may be the beginning of a placeholder; more readily than it is."""
    if len(rest) > LONGEST:
        return False
    opener = _OPENER.match(rest)
    body = rest[opener.end() if opener else 0 :].translate(_FLAT).upper()
    # One inner space may follow the opener, and has become an underscore.
    body = body[1:] if body.startswith("_") else body
    return body in _STEMS or _NUMBERED.fullmatch(body) is not None


def lookalikes(text: str) -> list[tuple[int, int, str]]:
    """What a person or a document typed like a placeholder: start, end, and words that never restore."""
    wide = text.translate(_WIDE) if _WIDER.search(text) else text
    found: list[tuple[int, int, str]] = []
    for pattern, sign in ((_LOOKALIKE, _OPENING), (_BARE_LOOKALIKE, _JOINED)):
        if not sign.search(wide):
            continue
        for match in pattern.finditer(wide):
            # A hyphen joins ordinary words too.
            if pattern is _BARE_LOOKALIKE and "_" not in match[0] and not match[0].isupper():
                continue
            kind = " ".join(re.findall("[a-z]+", match["kind"].lower()))
            number = "".join(each for each in match["number"] if each.isdigit())
            # No label, no underscore, in plain letters: nothing that a later normalisation could bring back to life.
            found.append((match.start(), match.end(), f"({kind.replace(' ', '')} no {number})"))
    return found
