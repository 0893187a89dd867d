"""Postal addresses: a street with its number, a street with its town, a postcode line, a named building."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.guard.pii.found import Found

_STRONG = (
    "rue|avenue|av\\.?|ave|boulevard|bd\\.?|bld\\.?|boul\\.|impasse|imp\\.?|chemin|ch\\.|allées?"
    "|allees?|quai|square|sentier|venelle"
)
_WEAK = (
    "place|pl\\.|route|rte\\.?|cours|passage|voie|résidence|residence|rés\\.|lotissement|lot\\.?|hameau"
    "|faubourg|fbg|villa|cité|cite"
    "|esplanade|promenade|montée|montee|côte|cote|traverse|rond-point|clos|domaine|mail|parvis|lieu-dit"
    "|lieu dit|lieudit|quartier|ruelle"
    "|z\\.?a\\.?|z\\.?i\\.?"
)
_BUILDINGS = "résidence|residence|lieu-dit|lieu dit|lieudit|lotissement|hameau|immeuble|bâtiment|batiment|bat\\.|bât\\."
_PARTS = "bâtiment|batiment|bât\\.?|bat\\.?|appartement|appt\\.?|apt\\.?|esc\\.?|escalier|étage|porte|entrée|lot"
_ABROAD = (
    " street| road| rd| lane| drive| court| gardens| terrace| crescent|strase |strasse |str. |gasse |platz |weg |allee "
    "|calle |c/|avenida |avda|paseo |via "
).split("|")
"""What a text with a foreign street has in it: quicker to look for than the street."""
_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_SMALL = "(?:de la|de l['’]|de|du|des|d['’]|aux?|à la|la|le|les|l['’]|en|sur|sous|et|bis|ter)"

_STREET_ABROAD = (
    rf"(?<![\w,.])\d{{1,4}}[A-Za-z]?,? (?:{_CAPITAL}[\w'’]{{1,20}} ){{1,3}}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Court|Gardens|Terrace|Crescent|Close|Way)(?!\w)\.?"
    rf"(?:, ?{_CAPITAL}\w{{1,20}}(?: {_CAPITAL}[a-z]{{1,20}})?)?"
    r"(?:,? [A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w))?"
    rf"|(?<!\w){_CAPITAL}[\w\-]{{1,30}}?(?:straße|strasse|str\.|gasse|platz|weg|allee| Straße| Str\.)"
    rf" \d{{1,3}}(?: ?[a-z])?(?!\w)(?:,? \d{{5}}(?: {_CAPITAL}[\w\-]{{1,30}})?)?"
    rf"|(?<!\w)(?:Calle|calle|C/|Avenida|avenida|Avda\.?|Paseo) ?(?:(?:de la|de los|de las|del|de|la) )?"
    rf"{_CAPITAL}\w{{1,20}}(?: (?:de |del |la )?{_CAPITAL}\w{{1,20}}){{0,2}},? \d{{1,3}}(?!\d)"
    rf"(?:,? \d{{5}}(?: {_CAPITAL}\w{{1,20}})?)?"
    rf"|(?<!\w)(?:Via|via) (?:{_CAPITAL}\w{{1,20}} ){{1,3}}?\d{{1,3}},? \d{{5}} {_CAPITAL}\w{{1,20}}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The compiled patterns of this file: those of `anchor`, `home` and `box` find where to try the others."""

    numbered: re.Pattern[str]
    typed: re.Pattern[str]
    anchor: re.Pattern[str]
    unnumbered: re.Pattern[str]
    building: re.Pattern[str]
    small: re.Pattern[str]
    home: re.Pattern[str]
    at_home: re.Pattern[str]
    town_line: re.Pattern[str]
    box: re.Pattern[str]
    abroad: re.Pattern[str]

    def find(self, text: str, folded: str) -> Iterator[Found]:
        """Every address in `text` (`folded` is its folded form). A town alone is none."""
        for pattern in (self.numbered, self.typed, self.town_line, self.box):
            for match in pattern.finditer(text):
                yield Found(start=match.start(1), end=match.end(1), kind="ADDRESS", score=0.9)
        for anchor in self.anchor.finditer(folded):
            for pattern in (self.unnumbered, self.building, self.small):
                street = pattern.match(text, anchor.start())
                if street is not None:
                    yield Found(start=street.start(), end=street.end(), kind="ADDRESS", score=0.8)
        if any(sign in folded for sign in _ABROAD):
            for match in self.abroad.finditer(text):
                yield Found(start=match.start(), end=match.end(), kind="ADDRESS", score=0.95)
        for home in self.home.finditer(folded):
            where = self.at_home.match(text, home.end())
            if where is not None:
                yield Found(start=where.start(), end=where.end(), kind="ADDRESS", score=0.8)


def build_places() -> Places:
    """Places with its patterns compiled."""
    number = r"\d(?<![\w,.].)\d{0,3}(?:[ \-/]?\d{1,3})?(?: ?(?:bis|ter|quater|[A-Da-d])(?!\w))?(?:,? |,)[ ]?"
    kinds = f"(?i:{_STRONG}|{_WEAK})"
    word = r"(?:[^\W\d_][\w'’\-]{0,30}|\d{1,4}(?!\d))"
    proper = rf"(?:{_CAPITAL}[\w'’\-]{{0,30}}|\d{{1,2}}(?!\d))"
    small = f"(?i:{_SMALL})"
    name = rf"(?:{small} ?){{0,2}}{proper}(?:\.?[ ](?:{small} ?){{0,2}}{proper}){{0,5}}"
    code = r"(?:F-|F ?-? ?)?(?:0[1-9]|[1-8]\d|9[0-8])[ ]?\d{3}(?!\d)"
    # Behind a street also the four figures of Belgium and Switzerland, where a town follows.
    any_code = rf"(?:{code}|(?:B-|CH-)?[1-9]\d{{3}}(?= {_CAPITAL}))"
    inner = rf"(?:{small} ?){{0,2}}{proper}"
    town = rf"(?:(?i:le|la|les|l['’]) ?)?{proper}(?:[ \-]{inner}){{0,4}}(?:,? (?i:cedex)(?: \d{{1,2}})?)?"
    more = r"(?:[ ]?[,\n;–-]\s{0,3}[^\n,;]{1,40}){0,3}?"
    tail = rf"(?:{more}[ ]{{0,2}}[,\n;–-]?\s{{0,3}}(?:à )?{any_code}(?:[ ,\-]{{1,2}}{town})?)"
    plain_town = r"[^\W\d_][\w'’\-]{0,30}(?:[ ](?!et\b|je\b|mon\b|ma\b|tel|tél)[^\W\d_][\w'’\-]{0,30})?"
    typed_tail = rf"[ ]?[,\n]?\s{{0,2}}{code}[ ]{plain_town}"
    plain = str.maketrans("éèâô", "eeao")
    keywords = "|".join((_STRONG, _WEAK, _BUILDINGS)).translate(plain)
    streets = "rue|avenue|boulevard|impasse|chemin|allées?|allees?|quai|square|sentier|venelle|ruelle|place|route"
    small_name = rf"(?:{small} ?){{1,2}}[^\W\d_][\w'’\-]{{1,30}}"
    quoted = rf"[«\"]?{proper}(?:[ \-]{inner}){{0,3}}[»\"]?"
    return Places(
        numbered=re.compile(rf"({number}{kinds} {name}{tail}?)"),
        typed=re.compile(
            rf"((?i:{number}(?:{_STRONG}) {word}(?: {word}){{0,5}}?)"
            rf"(?:{typed_tail}|(?=\s*(?:[,.;\n)]|\Z))|(?i:(?= à | a | et ))))"
        ),
        anchor=re.compile(rf"(?<!\w)(?:{keywords})(?= )"),
        unnumbered=re.compile(rf"{kinds} {name}{tail}"),
        building=re.compile(
            rf"(?i:{_BUILDINGS}) (?:{small} ?){{0,2}}(?:[A-Z0-9]{{1,3}}(?!\w)|{quoted})"
            rf"(?:,? (?i:{_PARTS}) ?(?:n° ?)?\w{{1,4}}(?!\w)){{1,4}}{tail}?"
            rf"|(?i:lieu-dit|lieu dit|lieudit) (?:{small} ?){{0,2}}{quoted}{tail}?"
        ),
        small=re.compile(rf"(?i:impasse|venelle|sentier|ruelle|allées?) (?i:{small_name}) (?:à|a) {town}"),
        home=re.compile(
            r"(?<!\w)(?:j'habite|habite|habitant|domiciliee?|domicilie\(e\)|demeurant|demeure|reside"
            r"|residant|adresse(?: postale)?|logee?)"
            r"(?: ?:|[ ]{1,3}(?:au|a|actuellement|est|:|chez moi))?\s{1,3}"
        ),
        at_home=re.compile(
            rf"(?i:(?:au )?{number}(?:de la |de l['’]|du )?)?{kinds} {name}{tail}?|{code}[ ,\-]{{1,3}}{town}"
            rf"|(?i:(?:{streets}) {small_name})(?: (?:à|a) {town})?"
        ),
        town_line=re.compile(
            rf"(?:^|\n)[ \t]{{0,4}}({code}[ ,\-]{{1,3}}{town})(?=[ \t]{{0,4}}(?:\Z|[\n|•·,.;(–-]|(?i:tél|tel|et)\b))"
        ),
        box=re.compile(rf"(?<!\w)((?:BP|B\.P\.|CS|TSA)[ ]?(?:n° ?)?\d{{1,6}}{tail}?)(?!\w)"),
        abroad=re.compile(_STREET_ABROAD),
    )
