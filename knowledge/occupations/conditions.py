"""How one works in an occupation, read from the texts of ROME v3 by plain patterns: what they do not say stays unknown.

They tell what may be (« peut s'exercer de nuit ») more than what is usual: enough to warn, not to promise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from knowledge.occupations.models import Conditions, Hours, Level, Place, Training


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_PERSON = (
    r"(publics?|clients?|clientèle|usagers?|patients?|résidents?|élèves?|enfants?|stagiaires?|particuliers?"
    r"|consommateurs?|voyageurs?|passagers?|bénéficiaires?|visiteurs?|personnes? (âgées?|en difficulté)|familles?)\b"
)
_ARTICLE = r"(de |d'|du |des |le |la |les |l'|un |une |différents )*"

_HOURS: dict[Hours, re.Pattern[str]] = {
    "early": _any(r"matinaux", r"tôt le matin", r"très tôt", r"petit matin", r"\bdécalés\b"),
    "evenings": _any(r"en soirée", r"le soir\b", r"soirées", r"horaires fractionnés"),
    "nights": _any(r"de nuit\b", r"la nuit\b", r"nocturne"),
    "weekends": _any(r"fins? de semaine", r"week-?end", r"samedi", r"dimanche", r"jours? fériés?"),
    "shifts": _any(r"par roulement", r"\b[235] ?x ?[78]\b", r"travail posté", r"\bgardes\b"),
    "seasonal": _any(r"saisonn", r"rythme des saisons", r"selon (la|les) saisons?"),
    "free": _any(r"horaires (libres|souples)", r"profession libérale", r"exercice libéral"),
}
_PLACE: dict[Place, re.Pattern[str]] = {
    "indoors": _any(
        r"\b(atelier|bureau|usine|cuisine|clinique|restaurant|agence|école|cabinet|salon|studio|laboratoire)s?\b",
        r"\b(bureaux|magasins?|entrepôts?|h[ôo]pita\w+|établissements?|maisons? de retraite|cabines?)\b",
        r"en salle\b",
        r"centres? d",
        r"entreprises? industrielles?",
        r"plates?-formes? logistiques?",
        r"sociétés? de services",
    ),
    "outdoors": _any(
        r"extérieur",
        r"(?<!mobiles, de )plein air",
        r"chantiers?\b(?! navals?)",
        r"intempéries",
        r"exploitations? (agricoles?|forestières?|viticoles?)",
        r"\b(espaces? verts?|forêts?|voie publique|voies ouvertes|en mer)\b",
        r"conditions climatiques",
        r"environnement climatique",
    ),
    "road": _any(
        r"déplacements (fréquents|réguliers|quotidiens|permanents)",
        r"itinéran",
        r"à bord d",
        r"impliqu\w+ des déplacements",
        r"zone de trafic",
        r"\btournées?\b",
    ),
    "client_home": _any(
        r"au domicile (de |d'|du |des )(?!l'intervenant)",
        r"interventions? à domicile",
        r"chez (des|les|le) (particuliers?|clients?)",
    ),
    "remote": _any(r"télétravail", r"domicile de l'intervenant", r"travail à domicile"),
}
_HEAVY = _any(
    r"port(er)? de charges",
    r"manipulation de charges",
    r"charges lourdes",
    r"positions? (pénibles?|à genoux)",
    r"(bonne condition|résistance|aptitude) physique",
    r"efforts? physiques?",
    r"\bmanutention\b",
)
_STANDING = _any(r"station debout", r"en (très )?(grande )?hauteur", r"environnement bruyant", r"zone frigorifique")
_SEATED = _any(r"\bbureaux?\b", r"sociétés? de (services|conseil)", r"cabinets? (d|conseil)", r"bureautique")
_PUBLIC = _any(
    rf"(?<!parfois )en (contact|relation|lien) (direct\w* |permanent\w* )?(avec |auprès ){_ARTICLE}{_PERSON}",
    r"face à face",
    r"au domicile (de |d'|du |des )(?!l'intervenant)",
)
_SOMETIMES = _any(
    rf"parfois en (contact|relation|lien) (avec |auprès ){_ARTICLE}{_PERSON}",
    rf"en (contact|relation|lien|liaison) [^.]*\([^)]*\b{_PERSON}",
)
_COLLEAGUES = _any(r"en (relation|contact|lien|liaison|coordination|collaboration) (avec|étroite)")
_SCREEN = _any(
    r"(?<!service )(?<!services )informatiques?\b",
    r"bureautiques?",
    r"logiciels?",
    r"sur écran",
    r"\b[cd]ao\b",
    r"télétravail",
)

_NO_DIPLOMA = _any(r"sans (diplôme|qualification|formation)( particuli\w+)? ni ", r"sans expérience ni diplôme")
_DIPLOMAS: tuple[tuple[Training, re.Pattern[str]], ...] = (
    ("months", _any(r"\bcap\b", r"\bbep\b", r"titre professionnel", r"qualification professionnelle", r"\bcqp\b")),
    ("year", _any(r"\bbac\b(?!\+[3-8])", r"brevet professionnel", r"brevet de technicien", r"\bbts\b", r"\bdut\b")),
    ("years", _any(r"bac\+[3-8]", r"master", r"ingénieur", r"doctorat", r"licence", r"diplôme d'[eé]tat", r"concours")),
)
"""The lowest diploma that opens the occupation, and how long an adult usually takes to get it, the usual way."""


def derive(
    texts: Sequence[str], settings: Sequence[str], *, regulated: bool | None, management: bool | None
) -> Conditions:
    """Conditions from ROME v3's texts on work and access, and its settings; None or empty where they say nothing."""
    return _derive(tuple(texts), tuple(settings), regulated, management)


@lru_cache(maxsize=2048)
def _derive(
    texts: tuple[str, ...], settings: tuple[str, ...], regulated: bool | None, management: bool | None
) -> Conditions:
    told = [text.lower().replace("’", "'") for text in (*texts, *settings)]
    work = " ".join(told)
    return Conditions(
        hours=frozenset(hours for hours, pattern in _HOURS.items() if pattern.search(work)),
        place=frozenset(place for place, pattern in _PLACE.items() if pattern.search(work)),
        physical=_physical(work),
        contact=_contact(work),
        screen=_screen(work),
        training=_training([text for text in told if "accessible" in text]),
        regulated=regulated,
        management=management,
        source="rome_v3",
    )


def _physical(work: str) -> Level | None:
    if _HEAVY.search(work):
        return "high"
    if _STANDING.search(work):
        return "medium"
    return "low" if _SEATED.search(work) else None


def _contact(work: str) -> Level | None:
    if _PUBLIC.search(work):
        return "high"
    if _SOMETIMES.search(work):
        return "medium"
    return "low" if _COLLEAGUES.search(work) else None


def _screen(work: str) -> Level | None:
    if not _SCREEN.search(work):
        return None
    return "high" if _SEATED.search(work) else "medium"


def _training(access: Sequence[str]) -> Training | None:
    """The shortest way in that the sentences on access name, experience of the field apart."""
    if any(_NO_DIPLOMA.search(sentence) for sentence in access):
        return "none"
    return next((length for length, pattern in _DIPLOMAS if any(map(pattern.search, access))), None)
