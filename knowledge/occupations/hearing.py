"""What a person says, cut into words, each with the part it plays: the job of now, of before, the one wished for."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from knowledge.words import fold

Role = Literal["current", "past", "wanted", "other"]
"""`other`: someone else's job (« mon mari est maçon »)."""

Standing = Literal["named", "loose", "hosted", "done"]
"""Where a word stands: where a job is named (« je suis »), anywhere, after « chez un », as a verb (« je garde »)."""

LONGEST_TEXT = 6_000
"""Characters of an answer that are read."""
MOST_WORDS = 300
"""Words of an answer that are read: who tells a life tells the job in its first minute."""
NEAR = 3
"""Words after « je suis », « comme », « poste de » within which a job is named."""

_INCLUSIVE = re.compile(
    r"(\w{3,})(?:[·•‧.(/-]|\s/\s-?)(?:e|ne|le|te|ère|ere|ière|iere|rice|trice|euse|se|ienne)\)?(?:[·•.-]?s)?\b\)?"
)
_BREAK = re.compile(r"[.!?;:\n…]+(?:\s|$)|\n")
_RELATIVES = (
    "mari|femme|epoux|epouse|conjointe?|copain|copine|mec|compagnon|compagne|fiancee?|pere|mere|papa|maman|parents|"
    "grands? ?parents|fils|fille|enfants|frere|soeur|oncle|tante|cousine?|neveu|niece|amie?|voisine?|collegues?|"
    "patronne|patron|chef|cheffe|husband|wife|partner|father|mother|dad|mum|mom|brother|sister|son|daughter|boss|mann|frau|vater|mutter|"
    "bruder|schwester|sohn|tochter"
)
_THEIRS = rf"(?:mon|ma|mes|notre|nos|my|meine?)\s(?:\w+[\s-])?(?:{_RELATIVES})"
_TURNS = (
    "mais|et moi|moi je|maintenant|aujourd.?hui|actuellement|ici|avant|desormais|et puis|alors que|et je|et j|mtn|"
    rf"pour devenir|devenir|je voudrais|j.?aimerais|je veux|je reve|but|now|and i|(?:et|and|und) {_THEIRS}"
)
_CLAUSE = re.compile(rf",|\s(?=(?:{_TURNS})\b)")
_SAYING = "dit|disait|a dit|m a dit|d apres|selon|says|said|sagt"
_OTHER = re.compile(
    rf"^(?:(?:et|car|parce que|comme|puisque|que|and|und) )?(?:(?:{_SAYING}) )?{_THEIRS}\b(?! (?:me?|nous|et moi)\b)"
)
_BARE = re.compile(rf"(?:et )?{_THEIRS}")
_KIN = re.compile(r"\b(?:fille|fils) d(?:e|u|un|une)\b(?! (?:salle|cuisine))|\b(?:femme|mari) d une?\b")
_STILL_OTHER = re.compile(r"^(?:et |puis |mais )?(?:ils?|elles?|lui|qui|he|she|they|er)\b")
_OWN = re.compile(r"\b(?:je|j|moi|on|nous|i|ich)\b")
_WANTED = re.compile(
    r"\b(?:voudrais|voudrai|veux|aimerais|aimerai|souhaite|souhaiterais|reve|reverais|devenir|reconvertir|envie|"
    r"cherche (?:une? |du )?(?:poste|emploi|travail|boulot|job|taf)|reconversion|pourquoi pas|"
    r"become|would like|want to|werden|mochte)\b"
)
_LEAVING = re.compile(
    r"\b(?:changer|arreter|quitter|partir|autre chose|sortir|evoluer|marre|change|leave|quit|savoir|bouger|rester|"
    r"wechseln|aufhoren|kundigen|verlassen|"
    r"(?:veux|voudrais|souhaite|envie|aimerais|ne) plus|plus envie|anymore|no longer)\b"
)
_BEFORE = re.compile(
    r"^(?:et )?avant\b(?! (?:de|le|la|les|que|\d))|^(?:je )?(?:suis )?(?:une? )?(?:ancien|ancienne|ex)\b"
)
_PAST = re.compile(
    r"\b(?:j etais|jetais|on etait|ai ete|ai travaille|ai bosse|ai fait|ai tenu|ai exerce|ai passe|"
    r"(?:ai|avec) (?:une? )?(?:formation|diplome)|diplomee? (?:de|d|en)|autrefois|jadis|la bas|"
    r"a l epoque|dans le temps|used to|i was|ich war|fruher|suis plus|suis retraite\w*)\b"
)
_PRESENT = re.compile(
    r"\b(?:maintenant|actuellement|aujourd ?hui|desormais|mtn|ici|la je|je suis|jsuis|chui|chuis|suis devenue?|"
    r"je bosse|jbosse|je travaille|je fais|en ce moment|now|i am|i m|i work|ich bin|jetzt|ca fait)\b"
)
_NAMING = frozenset(
    "suis jsuis chui chuis etais jetais comme metier poste titre devenir devenu devenue tant am work workas workedas "
    "workingas bin als ancien ancienne ex cest boulot profession appelle deviens redevenir etre".split()
)
_SUBJECTS = frozenset("je j on nous ils qui".split())
_CLITICS = frozenset("me m te t le la les l lui leur y en ne n se s".split())
_ARTICLES = frozenset("un une".split())
_OF, _OF_THE = frozenset("de d du des of".split()), frozenset("l la les the".split())
_DENYING = frozenset("pas jamais ni not never nicht kein keine keinen nie".split())
_DENIED_THROUGH = frozenset(
    "un une a an le la l les de d du des ete etre devenir devenue devenu envie vraiment encore tout non plus travaille "
    "bosse exerce comme as been become werden ein eine einen".split()
)
"""What may stand between « pas » and the job that it denies."""
_SUBJECTS_AGAIN = frozenset("je j moi i ich cest c".split())
_ASKING = frozenset({"pourquoi"})
_I = re.compile(r"\b[jJ]['’ʼ`´]")
_HOSTS = frozenset("chez pour avec parmi assiste dirige encadre manage supervise forme equipe".split())
_INSIDE = frozenset({("dans", "un"), ("dans", "une"), ("dans", "des")})
"""What comes before someone else's job: « chez un notaire », « j'encadre des vendeuses », « dans un cabinet »."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A word that counts, as it was written; the terms it may stand for, each with the trust (0..1) in it."""

    place: int
    """Its number in the text, from 0; a sentence's end counts for a few."""
    written: str
    terms: tuple[tuple[str, float], ...]
    standing: Standing
    completes: bool = False
    """Whether it says what the word before is of: « nuages » in « dompteur de nuages »."""


Heads = Callable[[tuple[tuple[str, float], ...]], bool]
"""Whether the terms of a word begin a title: « pas infirmière » denies a job, « pas contente » does not."""
Cut = Callable[[str], Sequence[str]]
"""The words of a clause as they are written; some stand together (« maison de retraite »)."""
Read = Callable[[str, bool], tuple[tuple[str, float], ...]]
"""The terms of a word, which stands where a job is named or not; nothing for a word that says nothing."""


def hear(text: str, cut: Cut, read: Read, heads: Heads, *, skipped: Collection[str] = ()) -> dict[Role, list[Heard]]:
    """The words of `text` by the part they play, in order; at most `MOST_WORDS` of them are read.

    A clause without a mark of its own goes on with the part of the one before (« avant j'étais boulanger, je faisais le
    pain »). A job that is denied (« je ne suis pas comptable ») is not heard. `skipped`: folded words that do not move
    a job away from « je suis ».
    """
    heard: dict[Role, list[Heard]] = {}
    role: Role = "current"
    theirs = ""
    text = text[:LONGEST_TEXT]
    if text.isupper():
        text = text.lower()
    place = 0
    for sentence in _BREAK.split(_INCLUSIVE.sub(r"\1", _I.sub("je ", text))):
        for clause in _clauses(sentence):
            stand = _Stand()
            plain = _plain(clause)
            theirs = plain if _someone_else_s(plain, theirs) else ""
            if not theirs:
                role = _role(plain, role)
            for word in cut(clause)[: MOST_WORDS - place]:
                place += 1
                folded = fold(word)
                standing, abbreviated = stand.at(folded), stand.naming
                terms = read(word, abbreviated)
                denied = stand.denies(folded, begins=bool(terms) and heads(terms))
                if terms and folded not in _NAMING and not denied:
                    heard.setdefault("other" if theirs else role, []).append(
                        Heard(place, word, terms, standing, stand.completing)
                    )
                stand.move(folded, counts=bool(terms), skipped=folded in skipped)
    return heard


@dataclass(slots=True)
class _Stand:
    """Where the next word of a clause stands."""

    since: int = 0
    """Words since the clause began, or since the last « suis », « comme »."""
    naming: bool = True
    """Whether nothing but « un », « une » stands between: where an abbreviation is one even in small letters."""
    hosted: int = 0
    """Words that still belong to someone else's job."""
    acting: bool = False
    """Whether a verb is next: « je garde » is not « un garde »."""
    before: str = ""
    completing: bool = False
    """Whether « de », « d' » was just said."""
    denying: Literal["", "maybe", "yes"] = ""
    """After « pas »: until a job is said, then to the end of the clause."""

    def at(self, folded: str) -> Standing:
        if self.acting and folded not in _CLITICS:
            return "done"
        if self.hosted:
            return "hosted"
        return "named" if self.since < NEAR else "loose"

    def denies(self, folded: str, *, begins: bool) -> bool:
        """Whether this word belongs to a job that is denied."""
        if folded in _DENYING and self.before not in _ASKING:
            self.denying = "maybe"
        elif folded in _SUBJECTS_AGAIN:
            self.denying = ""
        elif self.denying == "maybe" and folded not in _DENIED_THROUGH:
            self.denying = "yes" if begins else ""
        return self.denying == "yes"

    def move(self, folded: str, *, counts: bool, skipped: bool) -> None:
        if folded in _NAMING:
            self.since, self.naming, self.hosted = 0, True, 0
        else:
            self.since += not skipped
            self.naming = self.naming and folded in _ARTICLES
            self.hosted = max(0, self.hosted - counts)
        if folded in _HOSTS or (self.before, folded) in _INSIDE:
            self.hosted = NEAR
        self.acting = folded in _SUBJECTS or (self.acting and folded in _CLITICS)
        self.completing = folded in _OF or (self.completing and folded in _OF_THE)
        self.before = folded


def _someone_else_s(clause: str, before: str) -> bool:
    """Whether a clause tells of someone else; `before`: the clause before it, when that one does.

    It begins with them, or goes on about them (« mon père, boulanger, … », « … il fait le pain »).
    """
    if _KIN.search(clause):
        return True
    if _OWN.search(clause):
        return False
    goes_on = _STILL_OTHER.search(clause) or _BARE.fullmatch(before)
    return _OTHER.search(clause) is not None or (bool(before) and goes_on is not None)


def _role(clause: str, before: Role) -> Role:
    """The part that a clause plays; without a mark of its own, that of the one before."""
    if _WANTED.search(clause) and not _LEAVING.search(clause):
        return "wanted"
    if _BEFORE.search(clause) or _PAST.search(clause):
        return "past"
    if _PRESENT.search(clause):
        return "current"
    return before


def _plain(text: str) -> str:
    """Without capitals, accents and signs: « J'étais là » -> « j etais la »."""
    return " ".join("".join(fold(char) or " " for char in text).split())


def _clauses(sentence: str) -> list[str]:
    """Cut where a word turns the story; the pattern is matched without accents, at the same places."""
    plain = "".join(fold(char)[:1] or char for char in sentence)
    cuts = [0, *(found.start() for found in _CLAUSE.finditer(plain)), len(sentence)]
    return [sentence[start:end] for start, end in pairwise(cuts) if end > start]
