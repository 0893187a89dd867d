"""The plain facts of a CV pasted as text: what can be counted, nothing that must be judged."""

import re

from agents.models.guided.cues import holds, plain
from agents.models.guided.readers import Reading

_SHORTEST = 400
_SECTIONS = {
    "experience": ("experience", "experiences", "parcours professionnel", "work experience", "employment"),
    "training": ("formation", "formations", "diplomes", "diplome", "etudes", "education", "training"),
    "skills": ("competences", "competence", "savoir faire", "skills"),
    "languages": ("langues", "langue", "languages"),
    "interests": ("centres d interet", "loisirs", "interets", "interests", "hobbies"),
}
_YEAR = re.compile(r"\b(?:19[6-9]\d|20[0-4]\d)\b")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.\w+|<?EMAIL_\d+>?", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+33|\b0)[ .]?[1-9](?:[ .-]?\d{2}){4}\b|<?(?:PHONE|TEL)(?:_NUMBER)?_\d+>?", re.IGNORECASE)
_AGE = re.compile(r"\b\d{2} (?:ans|years old)\b(?! d)|né(?:e)? le|date de naissance|date of birth", re.IGNORECASE)
_PHOTO = ("photo",)


def read(text: str, locale: str) -> Reading | None:
    """Counts and presences (`words`, `years`, `email`, `phone`, `age`, `photo`, `sections`); None for another text."""
    if len(text) < _SHORTEST:
        return None
    lines = [plain(line) for line in text.splitlines()]
    titles = [line for line in lines if line and len(line.split()) <= 5]
    sections = tuple(name for name, cues in _SECTIONS.items() if any(holds(line, cues) for line in titles))
    years = _YEAR.findall(text)
    if len(sections) + bool(_EMAIL.search(text)) + (len(years) >= 2) < 2:
        return None
    return {
        "value": f"{len(text.split())} mots" if locale == "fr" else f"{len(text.split())} words",
        "words": len(text.split()),
        "years": sorted(set(years)),
        "email": bool(_EMAIL.search(text)),
        "phone": bool(_PHONE.search(text)),
        "age": bool(_AGE.search(text)),
        "photo": any(holds(line, _PHOTO) for line in lines),
        "sections": sections,
        "missing": tuple(name for name in ("experience", "training", "skills") if name not in sections),
    }
