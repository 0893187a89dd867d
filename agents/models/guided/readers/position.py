"""The position that a person says they aim at."""

import re

from agents.models.guided.readers import Reading

_AIMS = {
    "fr": re.compile(
        r"\b(?:poste|emploi|offre|candidature|métier) (?:de |d['’]|comme )(?P<position>[^\W\d_][\w'’/ -]{2,60})"
        r"|\bpour (?:devenir|être) (?:une? )?(?P<wish>[^\W\d_][\w'’/ -]{2,60})",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:position|job|post) (?:as|of) (?:an? )?(?P<position>[^\W\d_][\w'’/ -]{2,60})"
        r"|\bto become (?:an? )?(?P<wish>[^\W\d_][\w'’/ -]{2,60})",
        re.IGNORECASE,
    ),
}
_ENDS = re.compile(r"\s+(?:et|mais|car|parce|pour|dans|chez|à(?! domicile)|and|but|because|for|at|in)\b", re.IGNORECASE)
_LONGEST = 6


def read(text: str, locale: str) -> Reading | None:
    """The position, in the person's own words (`value`); None when none is named for sure."""
    found = _AIMS.get(locale, _AIMS["fr"]).search(text[:400])
    if not found:
        return None
    position = _ENDS.split(found["position"] or found["wish"], maxsplit=1)[0].strip(" -'’")
    return {"value": position} if 0 < len(position.split()) <= _LONGEST else None
