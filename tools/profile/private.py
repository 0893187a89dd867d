"""What is not linked to the job, found by the names of fields and by the words of who speaks of themselves.

Pure. Only what has a direct and necessary link with the job may be asked of a candidate (Code du travail, L1221-6;
CNIL, guide for recruiters, January 2023). Words of a trade are not words about oneself: « accompagner des personnes
handicapées » is a job, « je suis handicapé » is not.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

Matter = Literal["photo", "age", "family", "nationality", "health", "beliefs", "identity_number"]


class Found(NamedTuple):
    """Of which kind it is, and in which field."""

    matter: Matter
    field: str


FIELDS: Mapping[str, Matter] = {
    **dict.fromkeys(("photo", "image", "picture", "avatar"), "photo"),
    **dict.fromkeys(("age", "birthdate", "birthday", "dateofbirth", "birthyear", "birthplace", "naissance"), "age"),
    **dict.fromkeys(
        ("family", "famille", "maritalstatus", "marital", "civilstatus", "children", "enfants", "spouse", "gender"),
        "family",
    ),
    **dict.fromkeys(("nationality", "nationalite", "citizenship", "origin", "ethnicity"), "nationality"),
    **dict.fromkeys(("health", "sante", "disability", "handicap", "rqth", "disabled"), "health"),
    **dict.fromkeys(("religion", "beliefs", "politics", "union", "orientation"), "beliefs"),
    **dict.fromkeys(("nir", "ssn", "socialsecurity", "securitesociale"), "identity_number"),
}

_I = r"\b(?:je suis|j['’]suis|i am|i['’]m)(?: une?| a)? "
_MARRIED = r"(?:mari[ée]{1,2}|c[ée]libataire|divorc[ée]{1,2}|pacs[ée]{1,2}|veufs?|veuve)"
_FEW = r"(?:\d|une?|deux|trois|quatre|cinq|six)"
_NATIVE = (
    r"(?:fran[çc]aise?|alg[ée]rien|marocain|tunisien|portugais|italien|espagnol|roumain|s[ée]n[ée]galais|malien|turc)"
)
_ILL = r"(?:cancer|d[ée]pression|burn.?out|avc|handicap|maladie)"

_WORDS: Mapping[Matter, tuple[str, ...]] = {
    "photo": (r"data:image/", r"\bma photo\b", r"\bmy photo\b"),
    "age": (
        r"\bn[ée]{1,2} (?:le|en) \d",
        r"\bdate de naissance",
        r"\bdate of birth",
        r"\bborn (?:on|in) ",
        r"\b[âa]g[ée]{1,2} de \d\d",
        r"\bj['’]ai \d\d ans(?! ?(?:d['’e]|dans|chez|à|comme|en )\b)",
        r"\bmon [âa]ge\b",
        r"\b(?:i am|i['’]m) \d\d years old",
        r"\baged \d\d\b",
    ),
    "family": (
        rf"{_I}{_MARRIED}\b",
        rf"^\W*{_MARRIED}\W*$",
        rf"\b{_MARRIED}, (?:sans enfant|{_FEW} enfant)",
        r"\bsituation (?:familiale|maritale)",
        rf"\bj['’]ai {_FEW} enfants?",
        r"\bmes enfants\b",
        r"\benfants? à charge",
        rf"\b(?:m[èe]re|p[èe]re|maman|papa) de {_FEW}\b",
        r"\bmon (?:mari|conjoint|compagnon)\b",
        r"\bma (?:femme|conjointe|compagne|grossesse)\b",
        r"\bje suis (?:enceinte|une maman solo|maman solo)",
        r"\bcong[ée] (?:de )?(?:maternit[ée]|parental)",
        r"\bi am (?:married|single|divorced|pregnant)",
        rf"\bi have {_FEW} (?:kids?|child)",
        r"\bmy (?:husband|wife|children|kids|pregnancy)\b",
    ),
    "nationality": (
        r"\bde nationalit[ée]\b",
        r"\b(?:nationalit[ée]|nationality) ?:",
        r"\b(?:ma nationalit[ée]|my nationality)",
        r"\bmes origines\b",
        rf"{_I}(?:d['’]origine\b|n[ée]{{1,2}} à |immigr|{_NATIVE})",
        r"\btitre de s[ée]jour",
    ),
    "health": (
        r"\brqth\b",
        rf"{_I}(?:(?:en situation de )?handicap|malade|invalide|inapte|disabled)",
        rf"{_I}(?:d[ée]pressi|diab[ée]ti|[ée]pilepti|autiste)",
        rf"\b(?:mon|ma) (?:{_ILL}|invalidit[ée]|sant[ée])",
        r"\bmes (?:douleurs?|probl[èe]mes? de sant[ée])",
        r"\breconnue? (?:comme )?(?:travailleu|handicap)",
        r"\b(?:en )?(?:arr[êe]t|longue) maladie",
        r"\bpension d['’]invalidit[ée]",
        rf"\bj['’]ai (?:eu |fait )?une? {_ILL}",
        rf"\bsuite à (?:mon|un) {_ILL}",
        r"\bmy (?:disability|illness|health)\b",
    ),
    "beliefs": (
        rf"{_I}(?:catholique|protestant|musulman|juif|juive|athée|bouddhiste|muslim|jewish|catholic)",
        rf"{_I}(?:syndiqu|homosexuel|gay|lesbienne)",
        r"\bma (?:religion|foi)\b",
        r"\bmes opinions? politiques?",
        r"\bmy (?:religion|faith)\b",
    ),
    "identity_number": (
        r"(?<!\d)[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3}(?: ?\d{2})?(?!\d)",
        r"num[ée]ro de s[ée]curit[ée] sociale",
    ),
}
_PATTERNS: Mapping[Matter, re.Pattern[str]] = {
    matter: re.compile("|".join(words), re.IGNORECASE) for matter, words in _WORDS.items()
}


def private_matter(values: Mapping[str, object]) -> Found | None:
    """The first thing in the values of an item that is not linked to the job; None when all of it is."""
    for name, value in values.items():
        matter = FIELDS.get(re.sub(r"[^a-z]", "", name.casefold()))
        if matter is not None:
            return Found(matter, name)
        for text in texts_of(value):
            for matter, pattern in _PATTERNS.items():
                if pattern.search(unicodedata.normalize("NFC", text)):
                    return Found(matter, name)
    return None


def texts_of(value: object) -> Iterator[str]:
    """The strings of a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts_of(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_of(each)
