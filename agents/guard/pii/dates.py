"""Dates of birth: a date, in figures or in words, that the text says is one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.guard.pii.found import Found

_MONTH = (
    "janvier|janv|jan|février|fevrier|févr|fév|fev|mars|avril|avr|mai|juin|juillet|juil|août|aout|septembre|sept|sep"
    "|octobre|oct|novembre|nov|décembre|decembre|déc|dec|january|february|march|april|may|june|july|august|september"
    "|october|november|december|feb|apr|jun|jul|aug"
    "|januar|februar|märz|maerz|mai|juni|juli|oktober|dezember"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    "|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre"
)
_NUMERAL = (
    "mille|mil|cents?|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze"
    "|quinze|seize|vingts?|"
    "trente|quarante|cinquante|soixante|et"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The compiled patterns of this file."""

    birth: re.Pattern[str]
    date: re.Pattern[str]

    def find(self, text: str, folded: str) -> Iterator[Found]:
        """Every date of birth in `text` (`folded` is its folded form), without the words that announce it."""
        for announced in self.birth.finditer(folded):
            date = self.date.match(text, announced.end())
            if date is not None:
                yield Found(start=date.start(), end=date.end(), kind="DATE_OF_BIRTH")


def build_dates() -> Dates:
    """Dates with its patterns compiled."""
    flags = re.IGNORECASE
    numerals = rf"(?:{_NUMERAL})(?:[ \-](?:{_NUMERAL})){{0,9}}"
    day = rf"(?:\d{{1,2}}(?:er|st|nd|rd|th|e)?|premier|{numerals})"
    year = rf"(?:\d{{4}}|\d\d(?!\d)|{numerals})"
    return Dates(
        birth=re.compile(
            r"\b(?:n[ée]{1,2}(?:\(e\)|\(é\)|·e|\.e|e)?|ne[ée]?|naissance|naiss|ddn|dob|d\.o\.b\.?|birth"
            r"|birthdate|birthday"
            r"|anniversaire|born|nacid[oa]|nat[oa]|geboren)\b(?:\(e\)|·e)?"
            r"(?: ?\((?:jj|dd)[^)\n]{0,12}\))?[ \t]{0,3}(?:\n ?)?[:=]?[ \t]{0,3}"
            r"(?:a [a-z][a-z' \-]{1,30},? ?(?=(?:le|il|el) ))?"
            r"(?:(?:est|is|c'est|on|in|en|un|le|the|la|el|il|am|du|au|of)\b[ \t]{0,3}|:[ \t]{0,3}){0,4}"
            r"|\bsuis du (?=\d)|\b\d\d ans,? ?\(",
        ),
        date=re.compile(
            rf"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s)?(?:"
            rf"\d{{1,2}} ?[/.\- ] ?\d{{1,2}} ?[/.\- ] ?(?:\d{{4}}|\d\d)(?!\d)"
            rf"|\d{{4}}[/.\-]\d{{1,2}}[/.\-]\d{{1,2}}(?!\d)"
            rf"|{day}[ .\-]{{0,2}}(?:(?:of|de) )?(?:{_MONTH})\b[., \-]{{0,2}}(?:del? )?{year}"
            rf"|(?:{_MONTH})\b\.? (?:de )?\d{{4}}(?!\d)"
            rf"|(?:{_MONTH})[. ]{{1,2}}(?:the )?\d{{1,2}}(?:st|nd|rd|th)?,? {year}"
            rf"|\d{{8}}(?!\d))",
            flags,
        ),
    )
