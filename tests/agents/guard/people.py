"""Vaults with a few people in them, and pieces of text that a model could write."""

import random
from collections.abc import Iterator

from agents.guard.links import LinkPolicy
from agents.guard.pii.found import Found, Gender, Kind
from agents.guard.vault import Vault

GIVEN = "https://www.francetravail.fr/a"
COMMON = frozenset({"petit", "rose", "marin"})

EMAIL, PERSON, PHONE = "nolwenn@exemple.fr", "Amina Diallo", "06 12 34 56 78"


def found(text: str, value: str, kind: Kind, *, gender: Gender | None = None) -> Found:
    """A finding of `value` in `text`; the parts of a full name are its two words."""
    start = text.index(value)
    first, _, last = value.partition(" ") if kind == "PERSON" else ("", "", "")
    return Found(
        start=start, end=start + len(value), kind=kind, gender=gender, first_name=first or None, last_name=last or None
    )


def empty() -> Vault:
    return Vault(common=COMMON.__contains__)


def vault() -> Vault:
    """EMAIL_1, PERSON_F_1 and PHONE_1."""
    known = empty()
    known.mask(EMAIL, [found(EMAIL, EMAIL, "EMAIL")])
    known.mask(PERSON, [found(PERSON, PERSON, "PERSON", gender="f")])
    known.mask(PHONE, [found(PHONE, PHONE, "PHONE")])
    return known


def policy() -> LinkPolicy:
    links = LinkPolicy(hosts=frozenset({"francetravail.fr"}))
    assert links.allow(GIVEN)
    return links


ALTERED = (
    "<EMAIL_1>",
    "<email_1>",
    "<Email_1>",
    r"\<EMAIL_1\>",
    r"<EMAIL\_1>",
    r"\<EMAIL\_1\>",
    "&lt;EMAIL_1&gt;",
    "[EMAIL_1]",
    "{EMAIL_1}",
    "{{EMAIL_1}}",
    "« EMAIL_1 »",
    "< EMAIL_1 >",
    "<EMAIL 1>",
    "<EMAIL-1>",
    "<EMAIL_01>",
    "EMAIL_1",
    "**<EMAIL_1>**",
    '"EMAIL_1"',
)
"""The 18 ways in which models write a placeholder back."""

OTHERS = ("<PERSON_F_1>", "<FIRST_NAME_1>", "<LAST_NAME_1>", "<PHONE_1>", "<PHONE_7>", "EMAIL_99999", "<<EMAIL_1>>")
LINKS = (
    *(GIVEN, "https://evil.tld/x", f"[offre]({GIVEN})", "[b](javascript:alert)", "![i](//evil/x)", "www.evil.tld"),
    *("<br>", "<b>", "</b>", "[x]: https://evil.tld", "[note]: texte", "[ref][x]", "http://", "<https://evil.tld>"),
    *("<a@b.fr>", "<!-- c -->", "`code`", "```\n", "](", "][", "![", "<x", "]", "[", "(", ")", "//", "/", "<", "!"),
    *("&", "\\", "h", "w", "ht"),
)
PROSE = (
    *("Bonjour", "de ", "que ", "d", "l’", "hier", " ", "  ", "\n", "\n\n", ". ", ",", " : ", "é", "🙂", "👩‍💻"),
    *("d’", "et", "-", "_", "*", "DE", "IP", "PERSON", "des", "dehors", "quelle", "https", "www", "E", "…", " « "),
    *(" »", "?", "="),
)


def text(chance: random.Random) -> str:
    """A text of up to 25 pieces of any sort, some as long as what may be held back."""
    kinds = (ALTERED, OTHERS, LINKS, PROSE, PROSE, PROSE)
    written = "".join(chance.choice(chance.choice(kinds)) for _ in range(chance.randint(1, 25)))
    if chance.random() < 0.04:
        length = chance.choice((254, 256, 257, 598, 599, 600, 601, 602, 650))
        written += chance.choice("ab/[<h") * length + chance.choice((*ALTERED, *LINKS, *PROSE))
    return written


def cut(written: str, chance: random.Random) -> Iterator[str]:
    """A text in random pieces."""
    longest, at = chance.choice((1, 2, 6, 40)), 0
    while at < len(written):
        length = chance.randint(1, longest)
        yield written[at : at + length]
        at += length
