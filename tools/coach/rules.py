"""What a question is about, by its words. Pure rules. No I/O, no clock, no settings."""

import re
import unicodedata

from tools.coach.models import Theme

_NOT_WORDS = re.compile(r"[^0-9a-z]+")

_CUES: dict[Theme, str] = {
    "interview": r"entretiens?|recruteurs?|recruteuses?|embauche|jury|oral|visio|questions pieges"
    r"|interviews?|recruiters?|hiring|vorstellungsgesprach\w*|entrevistas?",
    "boss": r"patronn?e?s?|chefs?|cheffes?|managers?|directeurs?|directrices?|superieure?s?|hierarchi\w*|responsables?"
    r"|demission\w*|annoncer|collegues?|boss|resign\w*|colleagues?|quit my job|hand in my notice"
    r"|vorgesetzte\w*|chefin|kundig\w*|kolleg\w*|jef[ea]s?|dimitir|renunciar",
    "money": r"argent|sous|salaires?|augmentation|budget|dettes?|credits?|loyer|economies|epargne|financ\w*|negoci\w*"
    r"|payee?s?|money|salary|raise|savings|rent|afford|pay cut|negotiat\w*",
    "age": r"ages?|trop vieux|trop vieille|trop tard|senior\w*|ans passes|(?:4[5-9]|5\d|6\d) ans|trop jeune"
    r"|too old|too late|too young|my age|over (?:40|45|50|55|60)",
    "time": r"temps|organis\w*|planning|procrastin\w*|agenda|emploi du temps|remets|debordee?s?|priorites?|demain"
    r"|time|organi[sz]e\w*|schedule|busy|later|priorit\w*",
    "energy": r"fatigue\w*|epuise\w*|crevee?s?|plus d energie|plus la force|sommeil|dors|motiv\w*|demotiv\w*|flemme"
    r"|decourag\w*|refus|tired|exhausted|sleep|motivat\w*|discouraged|rejections?"
    r"|mude|erschopft|schlafe?|absagen?|mutlos|cansad[oa]|agotad[oa]|desanimad[oa]|rechazos?",
    "family": r"famille|mari|femme|conjointe?s?|parents?|enfants?|compagn(?:on|e)|copine?s?|entourage|proches?"
    r"|family|husband|wife|partner|parents|children|kids",
    "network": r"reseaux?|reseauter|linkedin|contacts?|connais personne|network\w*",
    "hesitation": r"hesit\w*|choisir|choix|decid\w*|decision|sauter le pas|me lancer|oser|ose|regrett\w*|tromper"
    r"|doutes?|hesitat\w*|choose|choice|decide|decision|dare|leap|regret|torn"
    r"|zoger\w*|entscheid\w*|unsicher|wagen|dud[ao]|dudas|elegir|decidir|atrever\w*",
    "confidence": r"confiance|legitime|imposteur|a la hauteur|capable|nulle?|timide|peur|honte|trac|stress\w*"
    r"|confidence|impostor|good enough|shy|afraid|scared|fear|nervous|anxious"
    r"|selbstvertrauen|angst|schuchtern|confianza|miedo|timid[oa]|verguenza",
}
_THEMES: tuple[tuple[Theme, re.Pattern[str]], ...] = tuple(
    (theme, re.compile(rf"\b(?:{cues})\b")) for theme, cues in _CUES.items()
)


def theme_of(question: str) -> Theme | None:
    """What a question is mostly about, best in French and English: the theme with the most cues, the first of equals;
    None where it names none."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", question.lower()) if not unicodedata.combining(c))
    plain = _NOT_WORDS.sub(" ", bare.replace("œ", "oe"))
    counts = [(len(pattern.findall(plain)), theme) for theme, pattern in _THEMES]
    most = max(count for count, _ in counts)
    return next((theme for count, theme in counts if count == most), None) if most else None
