"""What is not linked to the job, found by the names of fields and by the words of who speaks of themselves.

Pure. Only what has a direct and necessary link with the job may be asked of a candidate (Code du travail, L1221-6;
CNIL, guide for recruiters, January 2023). Words of a trade are not words about oneself: « accompagner des personnes
handicapées » is a job, « je suis handicapé » is not.

A text is first brought to one form: lower case, single spaces, a line break after each sentence, a comma between the
parts of one. What a pattern costs then grows with the length of the text and no faster: none repeats, without a limit,
what the thing beside it may take too.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, cast

from tools.profile.sections import LONGEST_ITEM

Matter = Literal["photo", "age", "family", "nationality", "health", "beliefs", "identity_number"]


NAMES: Mapping[Matter, tuple[str, str]] = {
    "photo": ("une photo", "a photo"),
    "age": ("un âge ou une date de naissance", "an age or a date of birth"),
    "family": ("une situation de famille", "a family situation"),
    "nationality": ("une nationalité ou une origine", "a nationality or an origin"),
    "health": ("la santé ou un handicap", "health or a disability"),
    "beliefs": (
        "une religion, une opinion, un syndicat ou une orientation",
        "a religion, an opinion, a union or an orientation",
    ),
    "identity_number": ("un numéro de sécurité sociale", "a social security number"),
}
"""What each is called, in French and in English."""


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

_I = r"(?:je suis|j'suis|i am|i'm)(?: une?| a)? "
_END = r"(?=[\n,])"
_FIRST = r"(?<=\A\n)"
"""Where the whole text begins."""
_TENS = r"(?:vingt|trente|quarante|cinquante|soixante|quatre[- ]vingts?)"
_UNITS = r"(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize)"
_AGED = rf"(?:1[89]|[2-9]\d|{_TENS}(?:[- ](?:et[- ])?{_UNITS}|[- ]dix[- ](?:sept|huit|neuf))?)"
"""What may be the age of who looks for work, in figures or in French words."""
_LATE = r"(?:4[5-9]|[5-9]\d)"
"""After a job, an age: hardly anybody has worked that long, and who has may write « 45 ans de métier »."""
_DECADE = r"la (?:vingt|trent|quarant|cinquant|soixant)aine"
_MARRIED = r"(?:mari(?:ée?|ee)|c[ée]libataire|divorc[ée]{1,2}|pacs[ée]{1,2}|veufs?|veuve)"
"""« Marie » is a name."""
_FEW = r"(?:\d|une?|deux|trois|quatre|cinq|six)"
_NATIVE = (
    r"(?:fran[çc]aise?|alg[ée]rien|marocain|tunisien|portugais|italien|espagnol|roumain|s[ée]n[ée]galais|malien|turc"
    r"|ivoirien|camerounais|congolais|guin[ée]en|b[ée]ninois|togolais|gabonais|malgache|comorien|mauritanien|[ée]gyptien"
    r"|libanais|syrien|afghan|iranien|irakien|ukrainien|russe|polonais|bulgare|serbe|albanais|kosovar|arm[ée]nien"
    r"|g[ée]orgien|chinois|vietnamien|cambodgien|indien|pakistanais|bangladais|sri[- ]lankais|philippin|br[ée]silien"
    r"|colombien|p[ée]ruvien|ha[ïi]tien|belge|suisse|allemand|anglais|britannique|am[ée]ricain|grec|hongrois|europ[ée]en)"
    r"(?:n?e)?s?\b"
)
_NATIONAL = (
    r"(?:french|german|spanish|italian|portuguese|british|english|irish|scottish|polish|romanian|bulgarian|ukrainian"
    r"|russian|turkish|moroccan|algerian|tunisian|senegalese|ivorian|malian|nigerian|ghanaian|cameroonian|congolese|syrian"
    r"|afghan|iranian|iraqi|indian|pakistani|bangladeshi|chinese|vietnamese|filipino|brazilian|colombian|mexican|american"
    r"|canadian|belgian|dutch|swiss|greek|eu|european)"
)
_ILL = r"(?:cancer|d[ée]pression|burn.?out|avc|handicap|maladie)"
_AILING = (
    r"(?:handicap[ée]{1,2}|diab[ée]tique|[ée]pileptique|asthmatique|autiste|bipolaire|d[ée]pressi(?:f|ve)|dyslexique"
    r"|dyspraxique|malvoyante?|malentendante?|sourde?|s[ée]ropositi(?:f|ve)|disabled|diabetic|epileptic|autistic)"
)
_FAITH = (
    r"(?:catholique|protestante?|musulmane?|juif|juive|ath[ée]e|bouddhiste|hindoue?|chr[ée]tien(?:ne)?|[ée]vang[ée]lique"
    r"|croyante?|muslim|jewish|catholic|protestant|buddhist|hindu|atheist)"
)
_UNION = r"(?:cgt|cfdt|cftc|cfe.?cgc|fo|sud(?![- ](?:ouest|est|radio|de|du)\b)|unsa|fsu)\b"
_PARTY = r"parti\b|syndicat\b(?! (?:mixte|intercommunal|d[ée]partemental|d'initiative|d'[ée]nergie|des? copropri))"

_THE = r"(?:(?:une?|le|la|les|des|du|au|aux|ce|cet|cette|ces|notre|nos|mon|ma|jeune|petite?|nouvelle|ancienne?) |l')"
_MASCULINE = (
    r"(?:atelier|caf[ée]|cabinet|centre|club|collectif|commerce|concept|dispositif|domaine|festival|fonds|garage|groupe"
    r"|h[ôo]tel|institut|journal|label|laboratoire|lieu|logiciel|magasin|march[ée]|m[ée]dia|mouvement|orchestre|outil|parc"
    r"|programme|projet|r[ée]seau|restaurant|salon|service|site|spectacle|studio|syndicat|th[ée][âa]tre)"
)
_FEMININE = (
    r"(?:activit[ée]|agence|application|appli|association|asso|boulangerie|boutique|brasserie|cave|cha[îi]ne|chorale"
    r"|compagnie|coop[ée]rative|cr[èe]che|[ée]cole|enseigne|entreprise|[ée]quipe|exploitation|f[ée]d[ée]ration|ferme|filiale"
    r"|fondation|initiative|librairie|maison|manufacture|marque|mutuelle|ong|plateforme|pme|radio|revue|scop"
    r"|soci[ée]t[ée]|start-?up|structure|troupe|tpe|unit[ée]|usine)"
)
_NAME = r"(?: [\w'-]{1,30})"
_BORN = "|".join(
    rf"(?:(?:(?<=\n)|\b{_THE}){thing}s?{_NAME}{{0,2}}|(?<=\n){_THE}?{thing}s?{_NAME}{{0,4}},) ?{born}s? (?:le|en) \d+"
    for thing, born in ((_MASCULINE, "n[ée]"), (_FEMININE, "n[ée]e"))
)
"""« Le festival, né en 2005 », and not « directrice d'atelier, née en 1975 »: the thing agrees with the word."""

_TRADE = re.compile(
    "|".join(
        (
            _BORN,
            r"\b(?:company|business|brand|start-?up|festival|charity|club|band|project) born (?:on|in)\b",
            r"\b(?:[ée]quipe|client[èe]le|public|groupe|clients|personnes|femmes|hommes)s? (?:de|dans|vers) "
            rf"{_DECADE}\b",
            rf"\bj'ai {_FEW} enfants?[^\n,]{{0,60}} (?:dans (?:la|ma|une|mon|le|un) (?:classe|section|groupe|cr[èe]che)"
            r"|en accueil|accueillis)\b",
            r"\b(?:assistante? maternel(?:le)?|nourrice|nounou|famille d'accueil|garde d'enfants)[^\n,]{0,40},? ?:? ?"
            rf"{_FEW} enfants? [àa] charge\b",
            r"(?<=\n)(?:[ée]tablissement|[ée]cole|coll[èe]ge|lyc[ée]e|universit[ée]|institut|presse|radio)"
            rf"{_NAME}{{0,3}},{_FAITH}\b",
        )
    )
)
"""Words of a trade that hold those by which one speaks of oneself."""

_SAID: Mapping[Matter, tuple[str, ...]] = {
    "photo": (r"data:image\b", r"ma photo\b", r"my photo\b", r"photo (?:ci[- ]?)?jointe?\b", r"photo attached"),
    "age": (
        r"n[ée]{1,2} (?:le|en) \d",
        r"dob ?:",
        r"born (?:on|in) ",
        rf"j'ai {_AGED} ans(?! ?(?:d['e]|dans|chez|à|comme|en |pass[ée]s (?:en|dans|chez|à|au|aux|comme|sur))\b)",
        rf"{_DECADE}\b(?! d['e])",
        r"(?:quadra|quinqua|sexa)g[ée]naire\b",
        r"mon [âa]ge\b",
        r"(?<!')[âa]ge ?: ?\d\d\b(?! ?[-à]|,\d)",
        rf"{_AGED}[- ]years?[- ]old\b(?! (?:compan|business|firm|child|kid|pupil|student|boy|girl|house|build))",
        r"(?:my|his|her) (?:late |early |mid[- ])?(?:thirties|forties|fifties|sixties)\b",
    ),
    "family": (
        rf"{_I}{_MARRIED}\b",
        rf"(?:marie|{_MARRIED}),(?:sans enfant|{_FEW} enfant)",
        r"ma situation (?:familiale|maritale)",
        rf"j'ai {_FEW} enfants?",
        r"mes enfants\b",
        rf"(?:m[èe]re|p[èe]re|maman|papa) d(?:e |')(?:{_FEW}|famille|jum)",
        r"(?:m[èe]re|maman|p[èe]re|papa) (?:solo|c[ée]libataire|isol[ée]{1,2}|au foyer)\b",
        r"parent (?:isol[ée]|solo)\b",
        r"mon (?:mari|conjoint|compagnon)\b",
        r"ma (?:femme|conjointe|compagne|grossesse)\b",
        rf"je suis enceinte(?:{_END}|(?= de (?:\d|{_UNITS})))",
        r"i(?: am|'m) (?:married|single|divorced|pregnant)",
        r"(?:single|stay-at-home) (?:mother|father|mum|mom|dad|parent)\b",
        r"(?:mother|father|mum|mom|dad) of (?:\d|one|two|three|four|five|six|a)\b",
        r"i have (?:\d|one|two|three|four|five|six|a) (?:kids?|child)",
        r"my (?:husband|wife|children|kids|pregnancy)\b",
    ),
    "nationality": (
        r"(?:ma nationalit[ée]|my nationality)",
        r"mes origines\b",
        rf"{_I}(?:d'origine\b|n[ée]{{1,2}} à |immigr|{_NATIVE}(?![- ]\w+phone))",
        rf"(?:citoyen(?:ne)?|naturalis[ée]{{1,2}}) {_NATIVE}",
        rf"{_NATIONAL} (?:national|citizen)(?:{_END}|(?= (?:and|with|since|by)\b))",
        rf"i(?: am|'m) {_NATIONAL}{_END}",
    ),
    "health": (
        rf"{_I}(?:(?:en situation de )?handicap|malade|invalide|inapte|disabled)",
        rf"{_I}(?:d[ée]pressi|diab[ée]ti|[ée]pilepti|autiste)",
        rf"(?:mon|ma) (?:{_ILL}|invalidit[ée]|sant[ée])",
        r"mes (?:douleurs?|probl[èe]mes? de sant[ée])",
        r"reconnue? (?:comme )?(?:travailleu|handicap)",
        r"(?:licenci[ée]{1,2}|d[ée]clar[ée]{1,2}|reconnue?) (?:pour )?inapt",
        rf"j'ai (?:eu |fait )?une? {_ILL}",
        rf"suite à (?:mon|un|une|ma) {_ILL}",
        r"registered disabled\b",
        r"my (?:disability|illness|health)\b",
    ),
    "beliefs": (
        rf"{_I}{_FAITH}\b",
        rf"(?:de )?confession {_FAITH}\b",
        r"religion ?:",
        r"practising (?:christian|muslim|jew|catholic)",
        rf"{_I}(?:syndiqu[ée]{{1,2}}|homosexuel(?:le)?|bisexuel(?:le)?|gay|lesbienne|transgenre)\b",
        rf"(?:adh[ée]rente?|membre|militante?) (?:à |de |du |au )(?:la |l')?(?:{_UNION}|{_PARTY})",
        r"union member\b",
        r"ma (?:religion|foi)\b",
        r"mes opinions? politiques?",
        r"my (?:religion|faith)\b",
    ),
    "identity_number": (
        r"[12] \d\d (?:0[1-9]|1[0-2]) (?:\d\d|2[ab]) \d{3} \d{3}\b(?! \d{3})",
        r"(?:nir|insee|s[ée]cu|s[ée]curit[ée] sociale) ?:? ?[12](?: ?\d){12}",
    ),
}
"""By which one speaks of oneself, wherever it stands."""

_ALONE: Mapping[Matter, tuple[str, ...]] = {
    "age": (rf"{_FIRST}{_AGED} ans{_END}", rf"{_LATE} ans{_END}", r"[âa]g[ée]{1,2} de \d\d"),
    "family": (
        rf"{_MARRIED}(?:{_END}|(?= (?:\d|avec|et|sans|depuis|une?|deux|trois|m[èe]re|p[èe]re)\b))",
        rf"{_FIRST}{_FEW} enfants?(?=\n\Z)",
        rf"(?:actuellement )?enceinte(?:{_END}|(?= de (?:\d|{_UNITS})))",
        rf"(?:married|divorced|widowed|pregnant)(?:{_END}|(?= (?:with|and|since)\b))",
    ),
    "nationality": (rf"d'origine {_NATIVE}", r"r[ée]fugi[ée]{1,2}\b"),
    "health": (
        rf"{_AILING}(?:{_END}|(?= (?:à \d|depuis|since)))",
        r"travailleu(?:r|se) handicap[ée]{1,2}\b",
        rf"{_FIRST}(?:une? )?{_ILL}(?=\n\Z| en \d| depuis| il y a)",
        r"probl[èe]mes? de (?:sant[ée]|dos)\b",
    ),
    "beliefs": (
        rf"{_FAITH}(?: pratiquante?)?{_END}",
        r"(?:syndiqu[ée]{1,2}|homosexuel(?:le)?|bisexuel(?:le)?|gay|lesbienne|transgenre)\b",
    ),
}
"""What a part of a sentence begins with: a few words that stand for themselves (« soudeuse, 52 ans, mariée »)."""

_NAMED: Mapping[Matter, tuple[str, ...]] = {
    "age": (r"date de naissance", r"(?<!de )naissance ?:", r"date of birth", r"[âa]g[ée]{1,2} de \d\d", r"aged \d\d\b"),
    "family": (
        r"situation (?:familiale|maritale) ?:",
        r"enfants? à charge",
        r"cong[ée] (?:de )?(?:maternit[ée]|parental)",
    ),
    "nationality": (
        r"de nationalit[ée]\b",
        rf"(?:double nationalit[ée]|nationalit[ée] {_NATIVE})",
        r"(?:nationalit[ée]|nationality) ?:",
        r"(?:titre|carte) de s[ée]jour",
    ),
    "health": (
        r"rqth\b",
        r"(?:statut|qualit[ée]) de travailleu(?:r|se) handicap[ée]{1,2}\b",
        r"(?:arr[êe]t|longue) maladie",
        r"pension d'invalidit[ée]",
        r"invalidit[ée] (?:de )?(?:cat[ée]gorie|\d)",
    ),
    "identity_number": (r"num[ée]ro de s[ée]curit[ée] sociale",),
}
"""What an office deals with too: about oneself, unless the same part of the sentence tells of work for others."""

_OTHERS = re.compile(
    r"\b(?:v[ée]rifi(?:cation|er)|contr[ôo]l(?:es?|er)|calcul(?:s|er)?|trait(?:ement|er) d|instru(?:ction|ire)|gestion"
    r"|g[ée]rer|saisi[er]|[ée]tud(?:e|ier) d|suivi d|montage d|remplacements?|renouvellements?|d[ée]livr(?:ance|er)"
    r"|dossiers|demandes|droits|droit d|acquisition|proc[ée]dures?|assur[ée]s|allocataires|b[ée]n[ée]ficiaires"
    r"|adh[ée]rents|usagers|publics?|client[èe]le|clients|patient[èe]le|patients|r[ée]sidents|[ée]l[èe]ves?|[ée]trangers"
    r"|r[ée]fugi[ée]s|migrants|personnes|salari[ée]s|agents|candidats|r[ée]f[ée]rente?|accompagne(?:ment d|r)|accueil d"
    r"|conseil(?:ler)? (?:aux?|des|à|en)|aide (?:aux?|à la)|pr[ée]vention|sensibilisation|children|pupils|students|kids"
    r"|people|adults|residents|customers|checking|processing|handling|supporting)"
)
_OWN = r"(?:ma|mon|mes|my|je suis(?: en| une?)?|j'ai(?: une?| la| le)?|je touche(?: une?)?|titulaire d'une?|i am|i'm) "


def _any(table: Mapping[Matter, tuple[str, ...]]) -> str:
    return "|".join(f"(?P<{matter}>{'|'.join(words)})" for matter, words in table.items())


_WORD = r"\b(?=\w)"
_ANYWHERE = re.compile(rf"{_WORD}(?:{_any(_SAID)})")
_STANDING = re.compile(rf"[\n,](?:{_any(_ALONE)})")
_OFFICIAL = re.compile(rf"{_WORD}(?:{_any(_NAMED)})")
_OWNED = re.compile(rf"{_WORD}{_OWN}(?:{_any(_NAMED)})")
_NUMBER = re.compile(
    r"(?<!\d)([12] ?\d\d ?(?:0[1-9]|1[0-2])) ?(\d\d|2[ab]) ?(\d{3} ?\d{3}) ?(\d\d)(?!\d)",
)
_CORSICA = {"2a": "19", "2b": "18"}

_MARKED = re.compile("[aceiou][\u0300-\u0302\u0308\u0327]")
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("’ʼ`´", "'"),
        **dict.fromkeys("–—‑−", "-"),
        **dict.fromkeys("()[]/", ","),
        **dict.fromkeys(".;|•!?", "\n"),
    }
)
_NOISE = re.compile(r"[^\w\s,:'-]+")


def private_matter(values: Mapping[str, object]) -> Found | None:
    """The first thing in the values of an item that is not linked to the job; None when all of it is.

    Of each text, as much is read as an item may hold (LONGEST_ITEM characters): what is longer is not kept at all.
    """
    for name, value in values.items():
        matter = FIELDS.get(re.sub(r"[^a-z]", "", name.casefold()))
        if matter is not None:
            return Found(matter, name)
        for text in texts_of(value):
            told = _one_form(text[:LONGEST_ITEM])
            if _first(told) is not None and (of_oneself := _first(_TRADE.sub(" ", told))) is not None:
                return Found(of_oneself, name)
    return None


def _first(text: str) -> Matter | None:
    found = _ANYWHERE.search(text) or _STANDING.search(text)
    if found is None and _OFFICIAL.search(text) and (found := _OWNED.search(text)) is None:
        parts = (part for line in text.split("\n") for part in line.split(",") if not _OTHERS.search(part))
        found = next(filter(None, map(_OFFICIAL.search, parts)), None)
    if found is not None:
        return cast(Matter, found.lastgroup)
    return "identity_number" if any(map(_keyed, _NUMBER.finditer(text))) else None


def _keyed(found: re.Match[str]) -> bool:
    """Whether a number of 15 digits ends with the key of a social security number: 97 less its remainder by 97."""
    born, place, order, key = found.groups()
    number = f"{born}{_CORSICA.get(place, place)}{order}".replace(" ", "")
    return 97 - int(number) % 97 == int(key)


def _one_form(text: str) -> str:
    """A text as the patterns read it: a line break around each sentence, a comma between its parts, single spaces."""
    # Letter by letter: to normalise a long run of marks takes the square of its length.
    composed = _MARKED.sub(lambda letter: unicodedata.normalize("NFC", letter.group()), text.lower())
    plain = _NOISE.sub(" ", composed.translate(_SIGNS))
    lines = (" ".join(line.split()).strip("-' :") for line in plain.splitlines())
    joined = "\n".join(line for line in lines if line)
    return f"\n{joined}\n".replace(" - ", ",").replace(", ", ",").replace(" ,", ",")


def texts_of(value: object) -> Iterator[str]:
    """The strings of a value, in their order."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, Mapping):
            waiting.extend(reversed([*each.values()]))
        elif isinstance(each, list | tuple):
            waiting.extend(reversed(each))
