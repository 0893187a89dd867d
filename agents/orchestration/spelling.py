"""A message typed on a phone as plain words: SMS spellings opened, courtesy set aside, words by their sound."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from knowledge.words import fold, split

LONGEST = 120
"""Words kept of a message; of a longer one, its beginning (two thirds) and its end, where people ask."""

LONGEST_TEXT = 4_000
"""Characters read of a message."""

_DOTTED = re.compile(r"\b(?:\w\.){2,}")

_WRITTEN = {
    "je suis": "jsui jsuis chui chuis jss jsuit jui",
    "je sais": "jsai jsais jse",
    "je sais pas": "jsp jspa jspas chepa chaipa jsaispas jsaipas",
    "je peux": "jpeu jpeux jpe",
    "je veux": "jveu jveux jve jveut",
    "je voudrais": "jvoudrai jvoudrais",
    "je dois": "jdoi jdois",
    "je fais": "jfai jfais",
    "je vais": "jvai jvais",
    "je me": "jme",
    "je mets": "jmet jmets",
    "je cherche": "jcherche jcherch",
    "je trouve": "jtrouve",
    "je comprends": "jcomprend jcomprends",
    "je pense": "jpense",
    "je crois": "jcroi jcrois",
    "je perds": "jperd jperds",
    "je demande": "jdemande",
    "je travaille": "jbosse jtravaille",
    "j ai": "jai g ge",
    "j avais": "javais javai gavais",
    "j arrive": "jarive jarrive garrive",
    "j aime": "jaime jem",
    "j en": "jen",
    "c est": "c cest ces",
    "c etait": "cetait ct",
    "il y a": "ya ya",
    "quoi": "koi kwa kwoi",
    "que": "ke k",
    "qui": "ki",
    "quel": "kel kels quels",
    "quelle": "kelle quelles",
    "quand": "qd kan kand",
    "comment": "cmt coment commen cmnt",
    "pourquoi": "pk pq prk pkoi prkoi pourkoi",
    "combien": "cb cbien combi1",
    "est ce que": "esque esk eske",
    "qu est ce que": "keske kesk kske qesque",
    "quelque chose": "qqch qqchose qqc",
    "quelqu un": "qqun qqn qq1 kelkun",
    "bonjour": "bjr bjour bonjours",
    "salut": "slt",
    "bonsoir": "bsr",
    "coucou": "cc",
    "merci": "mrc mci mercii merki",
    "beaucoup": "bcp bcq bocou",
    "s il vous plait": "stp svp",
    "toujours": "tjrs tjr tjs toujour",
    "tout": "tt",
    "tous": "tts",
    "dans": "ds",
    "pour": "pr",
    "avec": "avc avk",
    "parce que": "psk pcq pck parske paske",
    "maintenant": "mtn mnt mtnt",
    "aujourdhui": "auj ajd ojd aujourdui",
    "faut": "fo fau",
    "rendez vous": "rdv",
    "probleme": "pb pbs",
    "message": "msg",
    "mail": "email emails mails mel courriel",
    "jamais": "jms",
    "vraiment": "vrmt",
    "meme": "mm",
    "desole": "dsl",
    "peux": "px",
    "chomage": "chom chomdu",
    "travail": "taf tafs taff boulot boulots boulo job jobs turbin",
    "travailler": "bosser taffer bosse",
    "patron": "boss patronne",
    "entreprise": "boite boites boitte",
    "lettre de motivation": "lm ldm motiv",
    "entretien": "entretiens entretient itw",
    "recruteur": "recruteuse recruteurs rh drh",
    "chef": "cheffe chefs chefe manager manageur manageuse",
    "s il te plait": "please plz pls",
}
_SPELLINGS = {variant: plain.split() for plain, variants in _WRITTEN.items() for variant in variants.split()}

COURTESY = frozenset(
    "bonjour bonsoir salut coucou hello hi hey hola hallo merci beaucoup thanks thank danke gracias please plait bonne "
    "madame monsieur desole avance cordialement voila alors donc bah ben euh bref enfin ok".split()
)
"""Words that say nothing of what is asked, unless nothing else is said."""

ANSWERS = frozenset(
    "oui ouais si non nan accord super parfait cool top nickel genial compris entendu note exactement voila peut etre "
    "yes yep yeah no nope sure fine great right ja nein gut no vale claro".split()
)
"""Words with which people answer a question: alone, they belong to whoever asked."""

GRAMMAR = frozenset(
    "a ai as au aux ca ce ces cet cette d de des donc du elle elles en es est et etre eu eux il ils j je l la le "
    "les leur leurs lui m ma mais me mes moi mon n ne nos notre nous on ou par pas plus pour qu que qui quoi s sa "
    "se ses si son sont suis sur t ta te tes toi ton tu un une va vais vos votre vous y avec dans comme trop tres "
    "bien fait faire faut sans sous rien peu peux peut veux veut dois doit sais sait cela ici tout tous toute "
    "toutes meme aussi the an and or of to in is it my your you i am are be do does for at this that with can "
    "could would what how der die das ein eine ich ist und zu mir mich mein meine wie was el los las una yo mi".split()
)
"""Words that carry the grammar: they count in pairs ("quoi faire"), hardly alone."""

_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(.)\1+", r"\1"),
        (r"ph", "f"),
        (r"(?<=[aeiou])[st]ion", "sion"),
        (r"qu|c(?![eiyh])|ck", "k"),
        (r"c(?=[eiy])|z|(?<=[aeiou])s(?=[aeiou])", "s"),
        (r"g(?=[eiy])", "j"),
        (r"(?<![cs])h", ""),
        (r"eau|au", "o"),
        (r"ain|ein|yn|ym|im(?=[pb])", "in"),
        (r"en|em(?=[pb])|am(?=[pb])", "an"),
        (r"ai|ei|ay|ey", "e"),
        (r"oe|eu", "e"),
        (r"y", "i"),
        (r"(?<=..)(?:e?nt|ee?s?|er|ez|s|t|d|x)$", ""),
    )
)


def _undotted(acronym: re.Match[str]) -> str:
    return acronym.group().replace(".", "")


def plain_words(message: str) -> list[str]:
    """The words of `message`, folded (no capitals, no accents), SMS spellings opened, elided articles dropped."""
    words = [word for written in split(_DOTTED.sub(_undotted, message[:LONGEST_TEXT])) for word in opened(written)]
    if len(words) > LONGEST:
        words = words[: LONGEST * 2 // 3] + words[-LONGEST // 3 :]
    return words


def says_what(words: list[str]) -> bool:
    """Whether `words` name anything; "oui merci", "je sais pas", "bonjour", "2" do not."""
    silent = (COURTESY, ANSWERS, GRAMMAR)
    return any(not word.isdigit() and all(word not in each for each in silent) for word in words)


def without_courtesy(words: list[str]) -> list[str]:
    """`words` without greetings and thanks; all of them when nothing else says anything."""
    kept = [word for word in words if word not in COURTESY]
    return words if GRAMMAR.issuperset(kept) else kept


@lru_cache(maxsize=20_000)
def opened(written: str) -> tuple[str, ...]:
    """One written word as plain ones: "Jveux" -> "je", "veux"; none when it has no letter or digit."""
    word = fold(written)
    return tuple(_SPELLINGS.get(word, (word,) if word else ()))


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """A folded word roughly as French says it, its ending dropped: "motivation", "motivassion" -> "motivasion"."""
    for pattern, heard in _SOUNDS:
        word = pattern.sub(heard, word)
    return word


class Repairs:
    """Words that sound like none of `known`, brought back to the one that they miss by a letter or an apostrophe.

    One letter missing, added, changed or swapped with its neighbour, never the first, in words of `SHORTEST` letters
    or more; candidates are found by symmetric deletes (Garbe, 2012).
    """

    SHORTEST = 5

    def __init__(self, known: Iterable[str]) -> None:
        self._sounds: dict[str, str] = {}
        self._near: dict[str, str] = {}
        for word in known:
            self._sounds.setdefault(sound(word), word)
        for word in reversed(self._sounds.values()):
            if len(word) >= self.SHORTEST:
                self._near.update(dict.fromkeys(_cuts(word), word))

    def mended(self, word: str) -> str:
        """`word`, or the known word that was meant."""
        if sound(word) in self._sounds:
            return word
        if len(word) > 3 and word[0] in "ldjmtsnc" and sound(word[1:]) in self._sounds:
            return word[1:]
        if len(word) > 4 and word.startswith("qu") and sound(word[2:]) in self._sounds:
            return word[2:]
        if len(word) < self.SHORTEST:
            return word
        near = (self._near[cut] for cut in _cuts(word) if cut in self._near)
        return next((meant for meant in near if _one_apart(word, meant)), word)


def _cuts(word: str) -> Iterator[str]:
    """`word` whole and without each of its letters but the first."""
    yield word
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]


def _one_apart(word: str, other: str) -> bool:
    """Whether one letter is missing, added, changed, or swapped with its neighbour (one cut is known to match)."""
    if len(word) != len(other):
        return True
    wrong = [place for place, (left, right) in enumerate(zip(word, other, strict=True)) if left != right]
    if len(wrong) != 2:
        return len(wrong) < 2
    first, second = wrong
    return second == first + 1 and (word[first], word[second]) == (other[second], other[first])
