"""Pure rules: what a document is, by its headings, its words and its dates. No model, no clock."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from tools.files.models import DocumentKind, Language, Section

MOST_TITLES = 5
LONGEST_TITLE = 80

_HEADINGS: Mapping[Section, frozenset[str]] = {
    "profile": frozenset(
        {
            "profil",
            "a propos",
            "a propos de moi",
            "resume",
            "objectif",
            "presentation",
            "profile",
            "summary",
            "about me",
        }
    ),
    "experience": frozenset(
        {"experience", "experiences", "experience professionnelle", "experiences professionnelles"}
        | {"parcours professionnel", "parcours", "emplois", "work experience", "professional experience"}
        | {"employment", "employment history", "work history", "berufserfahrung", "experiencia", "experiencia laboral"}
    ),
    "education": frozenset(
        {
            "formation",
            "formations",
            "diplomes",
            "formation et diplomes",
            "diplomes et formations",
            "etudes",
            "scolarite",
        }
        | {"education", "training", "education and training", "ausbildung", "formacion", "formacion academica"}
    ),
    "skills": frozenset(
        {"competences", "competences professionnelles", "competences cles", "savoir faire", "savoir etre", "atouts"}
        | {"skills", "key skills", "kenntnisse", "fahigkeiten", "competencias", "habilidades"}
    ),
    "languages": frozenset({"langues", "langues etrangeres", "languages", "sprachen", "sprachkenntnisse", "idiomas"}),
    "interests": frozenset(
        {"centres d interet", "centre d interet", "interets", "loisirs", "hobbies", "interests", "interessen"}
        | {"intereses", "aficiones"}
    ),
    "contact": frozenset({"contact", "coordonnees", "me contacter", "kontakt", "contacto"}),
    "missions": frozenset(
        {"missions", "vos missions", "les missions", "description du poste", "le poste", "responsibilities"}
        | {"your role", "job description", "aufgaben", "ihre aufgaben", "funciones"}
    ),
    "requirements": frozenset(
        {"profil recherche", "votre profil", "le profil", "profil souhaite", "requirements", "your profile"}
        | {"qualifications", "ihr profil", "requisitos"}
    ),
}

_SIGNS: Mapping[DocumentKind, tuple[str, ...]] = {
    "payslip": (
        "bulletin de paie", "bulletin de salaire", "net a payer", "salaire brut", "cotisations", "net imposable",
        "payslip", "net pay", "gross pay",
    ),
    "diploma": (
        "diplome de", "le diplome", "est decerne", "certifie que", "attestation de formation",
        "attestation de reussite", "attestation de fin de formation", "le jury", "certificat de",
        "titre professionnel de", "is awarded", "hereby certify", "certificate of",
    ),
    "job_offer": (
        "nous recherchons", "nous recrutons", "vos missions", "profil recherche", "votre profil", "type de contrat",
        "poste a pourvoir", "offre d emploi", "salaire propose", "rejoignez", "postulez", "we are looking for",
        "your profile", "apply", "wir suchen", "buscamos",
    ),
    "letter": (
        "madame", "monsieur", "objet", "je vous prie", "salutations", "ma candidature", "lettre de motivation",
        "veuillez agreer", "un entretien", "cordialement", "dear", "sincerely", "faithfully",
        "mit freundlichen grussen", "estimado", "estimada",
    ),
}  # fmt: skip
_ENOUGH_SIGNS = 2
_CV_NAMES = ("curriculum vitae", "cv", "lebenslauf")
_CV_SECTIONS: frozenset[Section] = frozenset({"experience", "education", "skills", "languages", "interests"})

_LANGUAGES: Mapping[Language, frozenset[str]] = {
    "fr": frozenset(
        "le la les des du de et une pour dans avec sur en au aux je vous nous est formation competences langues".split()
    ),
    "en": frozenset("the and of for with to in on at i you we is are my a an by education skills languages".split()),
    "de": frozenset("der die das und mit fur im in zu ich sie wir ist den von bei ausbildung kenntnisse".split()),
    "es": frozenset("el los las y para con en por un una del al yo es de la formacion competencias idiomas".split()),
}
"""Small words, and the headings of CVs, which have few of them."""
_ENOUGH_WORDS = 4

_MONTHS = (
    r"janv\w*|fevr\w*|mars|avr\w*|mai|juin|juil\w*|aout|sept\w*|oct\w*|nov\w*|dec\w*|jan\w*|feb\w*|mar\w*|apr\w*|may"
    r"|june?|july?|aug\w*|mar[sz]|okt\w*|dez\w*"
)
_NOW = r"aujourd hui|actuel\w*|present|ce jour|en cours|today|now|current|heute|actualidad"
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_RANGE = re.compile(
    rf"(?P<first>{_YEAR})\s*(?:-|–|—|/|a|au|to|bis|hasta|jusqu a)\s*(?:(?:{_MONTHS})\.?\s+|\d{{1,2}}[/.]\s*)?"
    rf"(?:(?P<last>{_YEAR})|(?P<now>{_NOW}))"
)
_SINCE = re.compile(rf"(?:depuis|since|seit|desde)\s+(?:(?:{_MONTHS})\.?\s+|\d{{1,2}}[/.]\s*)?(?P<first>{_YEAR})")
_LONGEST_CAREER = 60

_DATED = re.compile(
    rf"(?:\b(?:de|du|depuis|since|from)\s+)?(?:(?:\b(?:{_MONTHS})\b\.?\s+)|\b\d{{1,2}}[/.]\s*)?\b{_YEAR}\b"
    rf"|\b(?:{_NOW}|aujourd['’]hui|jusqu['’]à)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s+[-–—|/:]\s+|\s*[,;:|•·()\t]\s*|\s+(?:chez|at|bei|en)\s+|^\W+|\W+$", re.IGNORECASE)
_JOB = re.compile(
    r"(?:eur|euse|trice|ier|iere|iste|logue|cien|cienne|graphe|aire|ant|ante|manager|designer|er|or|ist|man|woman"
    r"|nurse|clerk|chef|cheffe|agent|agente|aide|commercial|commerciale|vendeur|comptable|ouvrier|macon|cadre"
    r"|medecin|avocat|avocate|employe|employee|stagiaire|cuisinier|chargee?|prof|kine)$"
)
_NO_JOB = frozenset("temps partiel interim cdi cdd stage formation experience diplome permis".split())
_SPOKEN = re.compile(r"[^\W\d_][\w'’ ./&-]*")
_ADDRESS = re.compile(r"://|www\.|@|\.(?:com|fr|org|net|io|tld)\b", re.IGNORECASE)


def folded(text: str) -> str:
    """Lower case, without accents; apostrophes and hyphens within words are blanks."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return re.sub(r"['’]|(?<=\w)-(?=[^\W\d])", " ", bare)


def language_of(text: str) -> Language:
    """The language whose small words come most often; `other` when hardly any come."""
    words = re.findall(r"[^\W\d_]+", folded(text[:20_000]))
    counts = {language: sum(word in small for word in words) for language, small in _LANGUAGES.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= max(_ENOUGH_WORDS, 0.04 * len(words)) else "other"


def sections_of(text: str) -> list[Section]:
    """The sections that have a heading of their own, in their order."""
    return list(dict.fromkeys(section for line in text.splitlines() if (section := _heading(line))))


def kind_of_document(text: str, sections: Sequence[Section]) -> DocumentKind:
    """What a document is, by its sections and its usual expressions; `other` when nothing is sure."""
    plain = folded(text)
    counts = {
        kind: sum(bool(re.search(rf"\b{re.escape(sign)}\b", plain)) for sign in signs) for kind, signs in _SIGNS.items()
    }
    best = max(counts, key=lambda kind: counts[kind])
    career = len(_CV_SECTIONS.intersection(sections))
    named = any(folded(line).strip(" :-") in _CV_NAMES for line in text.splitlines()[:10])
    if "missions" in sections or "requirements" in sections:
        counts["job_offer"] += 1
        best = "job_offer" if counts["job_offer"] >= _ENOUGH_SIGNS else best
    if career + named >= 2 and counts[best] <= career + named:
        return "cv"
    return best if counts[best] >= _ENOUGH_SIGNS else "other"


def years_of_experience(text: str, this_year: int) -> int | None:
    """Years that the periods of the experience section cover together, 60 at most; None when none is dated.

    Periods that overlap count once. Without such a section, the periods of the whole text, but for a training's.
    """
    years: set[int] = set()
    dated = False
    for line in _experience(text):
        plain = folded(line)
        for found in _RANGE.finditer(plain):
            first, last = int(found["first"]), int(found["last"] or this_year)
            years.update(range(first, min(last, this_year)))
            dated = dated or first <= last
        for since in _SINCE.finditer(plain):
            years.update(range(int(since["first"]), this_year))
            dated = True
    return min(len(years), _LONGEST_CAREER) if dated else None


def job_titles_of(text: str) -> list[str]:
    """The titles of jobs that stand beside the periods of the experience section, five at most."""
    lines = [line for line in _experience(text) if line.strip()]
    titles: list[str] = []
    for index, line in enumerate(lines):
        if _DATED.search(line):
            beside = [*_candidates(line), *(c for near in lines[index + 1 : index + 2] for c in _candidates(near))]
            titles += beside[:1]
    return titles_in(text, titles)


def titles_in(text: str, titles: Iterable[str]) -> list[str]:
    """Of these titles those that occur in the text and look like one: no address, no sentence, five at most."""
    heap = " ".join(folded(text).split())
    kept: dict[str, str] = {}
    for title in titles:
        tidy = " ".join(title.split())
        plain = " ".join(folded(tidy).split())
        fits = len(tidy) <= LONGEST_TITLE and len(tidy.split()) <= 8 and _SPOKEN.fullmatch(tidy)
        if fits and not _ADDRESS.search(tidy) and re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", heap):
            kept.setdefault(plain, tidy)
    return list(kept.values())[:MOST_TITLES]


def _heading(line: str) -> Section | None:
    if len(line) > 60:
        return None
    plain = " ".join(re.sub(r"[^\w ]", " ", folded(line)).split())
    return next((section for section, names in _HEADINGS.items() if plain in names), None)


def _experience(text: str) -> list[str]:
    """The lines of the experience section; without one, every line that is not in another section."""
    sorted_out: dict[Section | None, list[str]] = {}
    here: Section | None = None
    for line in text.splitlines():
        here = _heading(line) or here
        sorted_out.setdefault(here, []).append(line)
    return sorted_out.get("experience") or [
        line for section in (None, "profile") for line in sorted_out.get(section, [])
    ]


def _candidates(line: str) -> list[str]:
    parts = (part.strip(" .-–—'’") for part in _PARTS.split(_DATED.sub(" | ", line)))
    return [part for part in parts if _is_job(part)]


def _is_job(part: str) -> bool:
    words = folded(part).split()
    if not 1 <= len(words) <= 7 or words[0] in _NO_JOB or not part[0].isalpha():
        return False
    return any(len(word) > 3 and _JOB.search(word) for word in (words[0], words[-1]))
