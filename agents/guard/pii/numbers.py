"""Numbers that carry check digits: social security, companies, bank accounts, cards."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.guard.pii.found import Found

# Country code -> length of its IBAN (ISO 13616 registry).
IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BJ": 28, "BR": 29,
    "CH": 21, "CI": 28, "CM": 27, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DZ": 26, "EE": 20, "EG": 29,
    "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "HR": 21, "HU": 28,
    "IE": 22, "IL": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20,
    "LV": 21, "MA": 28, "MC": 27, "MD": 24, "ME": 22, "MG": 27, "MK": 19, "ML": 28, "MR": 27, "MT": 31, "NL": 18,
    "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19,
    "SK": 24, "SM": 27, "SN": 28, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "XK": 20,
}  # fmt: skip

LA_POSTE = "356000000"
"""Its establishments have a sum of digits that is a multiple of five instead of Luhn's key (INSEE)."""

_SPACE = "[ \u00a0\u202f.\\-]?"
_LABEL_REACH = 32
_MOST_GROUPS = 7
"""Groups of digits that a card is written in; more is no card but a table."""


def luhn(digits: str) -> bool:
    """Whether the last of `digits` is Luhn's key of the others (ISO/IEC 7812-1)."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def nir_key_holds(number: str) -> bool | None:
    """Whether the key of a social security number (13 or 15 characters, without spaces) is right; None without key.

    Corsica: 2A counts as 19 and 2B as 18 (INSEE).
    """
    if len(number) < 15:
        return None
    body = number[:13].upper().replace("2A", "19").replace("2B", "18")
    return body.isdigit() and 97 - int(body) % 97 == int(number[13:])


def iban_holds(iban: str) -> bool:
    """Whether an IBAN without spaces has the right key (ISO 7064, mod 97-10)."""
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The compiled patterns of this file."""

    nir: re.Pattern[str]
    siret: re.Pattern[str]
    siren: re.Pattern[str]
    company: re.Pattern[str]
    vat: re.Pattern[str]
    iban: re.Pattern[str]
    card: re.Pattern[str]
    card_label: re.Pattern[str]
    nir_label: re.Pattern[str]
    amount: re.Pattern[str]
    phone: re.Pattern[str]

    def find(self, text: str) -> Iterator[Found]:
        """Every number of this file in `text`, overlaps included."""
        yield from self._nirs(text)
        yield from self._companies(text)
        yield from self._ibans(text)
        yield from self._cards(text)

    def _nirs(self, text: str) -> Iterator[Found]:
        for match in self.nir.finditer(text):
            number = re.sub(r"[^0-9ABab]", "", match[0])
            labelled = bool(self.nir_label.search(text, max(0, match.start() - 48), match.start()))
            month = int(number[3:5])
            likely = 1 <= month <= 12 or 20 <= month <= 42 or month >= 50
            holds = nir_key_holds(number)
            if holds:
                yield Found(start=match.start(), end=match.end(), kind="NIR")
            elif likely or labelled:
                # Without its key a number is less sure; with a wrong one it is most likely mistyped.
                score = 0.9 if labelled else 0.7 if holds is None else 0.6
                yield Found(start=match.start(), end=match.end(), kind="NIR", score=score)

    def _companies(self, text: str) -> Iterator[Found]:
        for match in self.siret.finditer(text):
            digits = re.sub(r"\D", "", match[0])
            labelled = self._labelled(text, match.start())
            poste = digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0
            if luhn(digits) or poste:
                yield Found(start=match.start(), end=match.end(), kind="SIRET")
            elif labelled or len(match[0]) > len(digits):
                score = 0.8 if labelled else 0.5
                yield Found(start=match.start(), end=match.end(), kind="SIRET", score=score)
        for match in self.siren.finditer(text):
            digits = re.sub(r"\D", "", match[0])
            if self._labelled(text, match.start()):
                yield Found(start=match.start(), end=match.end(), kind="SIREN", score=1.0 if luhn(digits) else 0.8)
            elif luhn(digits) and self._is_alone(text, digits, match):
                yield Found(start=match.start(), end=match.end(), kind="SIREN", score=0.7)
        for match in self.vat.finditer(text):
            yield Found(start=match.start(), end=match.end(), kind="SIREN", score=0.9)

    def _labelled(self, text: str, start: int) -> bool:
        return bool(self.company.search(text, max(0, start - _LABEL_REACH), start))

    def _is_alone(self, text: str, digits: str, match: re.Match[str]) -> bool:
        """Whether nothing around nine digits says that they are an amount or a telephone number."""
        phone = self.phone.search(text, max(0, match.start() - _LABEL_REACH), match.start())
        return not (digits.endswith("000") or phone or self.amount.match(text, match.end()))

    def _ibans(self, text: str) -> Iterator[Found]:
        for match in self.iban.finditer(text):
            length = IBAN_LENGTHS.get(match[0][:2].upper())
            if length is None:
                continue
            end, letters = match.start(), []
            for end in range(match.start(), match.end()):
                if text[end].isalnum():
                    letters.append(text[end])
                    if len(letters) == length:
                        break
            # Most of a mistyped IBAN is still one; a word that begins like a country is none.
            if len(letters) < length and (len(letters) < length - 3 or sum(map(str.isdigit, letters)) < 10):
                continue
            holds = len(letters) == length and iban_holds("".join(letters))
            yield Found(start=match.start(), end=end + 1, kind="IBAN", score=1.0 if holds else 0.6)

    def _cards(self, text: str) -> Iterator[Found]:
        for match in self.card.finditer(text):
            groups = [group.span() for group in re.finditer(r"\d+", match[0])]
            span = _card_among(match[0], groups)
            if span is not None:
                yield Found(start=match.start() + span[0], end=match.start() + span[1], kind="CARD")
            elif self.card_label.search(text, max(0, match.start() - _LABEL_REACH), match.start()):
                yield Found(start=match.start(), end=match.end(), kind="CARD", score=0.6)


def _card_among(text: str, groups: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The longest series of whole groups of digits that is a card: a date may stand before or behind it."""
    if len(groups) > _MOST_GROUPS:
        groups = [(0, len(text))]
    best: tuple[int, int] | None = None
    for first in range(len(groups)):
        for last in range(first, len(groups)):
            start, end = groups[first][0], groups[last][1]
            digits = re.sub(r"\D", "", text[start:end])
            longer = best is None or end - start > best[1] - best[0]
            if longer and 12 <= len(digits) <= 19 and _is_card(digits):
                best = start, end
    return best


def _is_card(digits: str) -> bool:
    """Whether a network issues cards with this beginning and length, and the key is right."""
    size, two, four = len(digits), int(digits[:2]), int(digits[:4])
    known = (
        (digits[0] == "4" and size in (13, 16, 19))
        or ((51 <= two <= 55 or 2221 <= four <= 2720) and size == 16)
        or (two in (34, 37) and size == 15)
        or ((300 <= int(digits[:3]) <= 305 or two in (36, 38, 39)) and 14 <= size <= 16)
        or ((two in (30, 31, 33, 35) or four in (2131, 1800)) and size in (15, 16))
        or ((two in (50, 60, 62, 64, 65) or 56 <= two <= 69) and 12 <= size <= 19)
    )
    return known and luhn(digits)


def build_numbers() -> Numbers:
    """Numbers with its patterns compiled."""
    flags = re.IGNORECASE
    return Numbers(
        nir=re.compile(
            rf"[1234780](?<![\w+].){_SPACE}\d\d{_SPACE}\d\d{_SPACE}(?:\d\d|2[AB]){_SPACE}\d{{3}}{_SPACE}\d{{3}}"
            rf"(?: ?(?:/|clé :?|cle :?){{0,1}}{_SPACE}\d\d)?(?!\w)",
            flags,
        ),
        siret=re.compile(
            rf"\d(?<![\w+].)\d\d{_SPACE}\d{{3}}{_SPACE}\d{{3}}{_SPACE}(?:\d{{5}}|\d{{3}}{_SPACE}\d\d"
            rf"|\d\d{_SPACE}\d{{3}})(?!\w)"
        ),
        siren=re.compile(rf"\d(?<![\w+,.].)\d\d{_SPACE}\d{{3}}{_SPACE}\d{{3}}(?![\w])(?!{_SPACE}\d)"),
        company=re.compile(r"\b(?:siren|siret|sirene|rcs|r\.c\.s)\b", flags),
        vat=re.compile(r"FR(?<!\w..) ?\d\d ?\d{3} ?\d{3} ?\d{3}(?!\w)(?! ?\d)"),
        iban=re.compile(r"[A-Za-z]{2}(?<!\w..) ?\d{2}(?:[ \u00a0\u202f.\-]?[A-Za-z0-9]){11,32}"),
        card=re.compile(r"\d(?<![\w+].)(?:[ \u00a0\u202f\-]?\d){11,23}(?!\w)"),
        card_label=re.compile(r"\b(?:carte|cb|visa|mastercard|card)\b", flags),
        nir_label=re.compile(r"s[ée]cu|\bnir\b|\bn ?ss\b|assur[ée]|matricule", flags),
        amount=re.compile(r"[ \u00a0\u202f]?(?:€|eur|k€|m€|\$|fcfa|habitants|personnes)", flags),
        phone=re.compile(
            r"\b(?:t[ée]l|t[ée]l[ée]phone|portable|mobile|gsm|phone|whatsapp|tel[ée]fono|m[óo]vil|tlf|handy)\b", flags
        ),
    )
