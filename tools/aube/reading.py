"""From what a person types to the options of a question: numbers, labels, parts of labels, or that they skip it."""

import re
import unicodedata
from collections.abc import Sequence

from tools.aube.models import SKIPPED, Option

_SKIP = frozenset(
    "passer|passe|je passe|suivante|suivant|question suivante|je ne sais pas|je sais pas|sais pas|jsp|aucune idee|skip"
    "|pass|next|i do not know|i don t know|dont know|no idea|peu importe|weiss nicht|no se".split("|")
)
_NONE = frozenset(
    "aucun|aucune|rien|tous|toutes|tout|tout me va|ils sont tous possibles|tous possibles|aucun probleme|none|nothing"
    "|any|all fine|no problem|aucune de celles la|aucun de ceux la|none of these".split("|")
)
_NUMBER = re.compile(r"\d{1,2}")
_LITTLE = 3
"""Letters of a word that tells no two options apart, unless it is one of `_TELLING`."""
_TELLING = frozenset({"oui", "non", "yes", "no", "peu", "tot"})
_SILENT = frozenset({"horai", "hours", "chang", "tout"})
"""Words of choices that say nothing alone: « je veux changer de métier » refuses no hours."""
_NEGATIVE = re.compile(
    r"\b(?:pas?|jamais|aucune?|sans|ni|impossibles?|refuse|hors de question|fini(?:e|s|es)?|stop|zero|rien|eviter|no"
    r"|not|never|without|none|neither|nor|cannot|can t|cant|don t|dont|won t|plus(?! (?:de|d|des|du|ou|que|tard|tot)\b)"
    r"|plus (?:de|d) (?:tout|toute)|(?:ne|n) (?:\w+ ){1,2}plus)\b"
)
_TWO_WAYS = re.compile(r"\bplus (?:de|d|des|du)\b")
"""« Plus de contact » is more of it, or none at all."""
_BOUNDS = ("plus d", "more than")
_DOUBT = re.compile(
    r"\b(?:mais|sauf|sinon|but|except|pas (?:mal|que|seulement|forcement|toujours|encore|oppose|contre)"
    r"|not (?:only|bad)"
    r"|(?:pas|aucuns?|sans|nul|no|zero|un) (?:de |un |vraiment )?(?:souci|probleme|inconvenient|problem)s?"
    r"|(?:gene|derange|embete|peur) pas|don t mind|doesn t bother"
    r"|jamais (?:\w+ ){0,2}?(?:travaill|fait|essay|boss|connu|exerc)\w*|never (?:\w+ )?(?:worked|done|tried|had))\b"
)
"""What makes a limit uncertain: it is asked rather than recorded the wrong way round."""
_AGREED = re.compile(r"\b(?:(?:ca|cela) (?:me )?va|me vont|possibles? pour moi|(?:is|are) (?:fine|ok|possible))\b")
"""What accepts, where choices are to be refused."""


def read_options(text: str, options: Sequence[Option], *, many: bool) -> tuple[str, ...] | None:
    """The options that an answer names, `(SKIPPED,)` when it passes, none when it says that none applies; None when it
    is not understood (or names several of a question that takes one): whoever asked asks again."""
    said = fold(text)
    if exact := [option.id for option in options if said in {fold(option.id), *map(fold, option.text.values())}]:
        return tuple(exact[:1])
    if many and said in _NONE:
        return ()
    if said in _SKIP or said in _NONE:
        return (SKIPPED,)
    if numbers := _numbers(text, len(options)):
        named = tuple(dict.fromkeys(options[number - 1].id for number in numbers))
        return named if many or len(named) == 1 else None
    limits = any(option.refuse for option in options)
    if limits and (is_doubtful(said) or (many and _AGREED.search(said))):
        return None
    if (_NEGATIVE.search(said) or _TWO_WAYS.search(said)) and any(option.denied for option in options):
        return _ruled_out(said, options)
    phrased = _phrased(said, options)
    hits = _hits(said, options)
    if many:
        return tuple(option.id for option in options if option.id in phrased or option.id in hits) or None
    if phrased:
        return (max(phrased, key=lambda option: phrased[option]),)
    most = max(hits.values(), default=0)
    best = [option for option, count in hits.items() if count == most] or _begun(said, options)
    return tuple(best) if len(best) == 1 else None


def is_doubtful(text: str) -> bool:
    """Whether a limit may be none (« pas de souci pour la nuit », « je n'ai jamais travaillé de nuit »)."""
    return _DOUBT.search(fold(text)) is not None


def _ruled_out(said: str, options: Sequence[Option]) -> tuple[str, ...] | None:
    """The one option that a refusal means, by what it rules out; None when it may mean another one too."""
    named = {option.id: [each for each in map(fold, option.said) if f" {each} " in f" {said} "] for option in options}
    refuses = _NEGATIVE if _NEGATIVE.search(said) else _TWO_WAYS
    means = {name: [each for each in phrases if refuses.search(each)] for name, phrases in named.items()}
    if refuses is _NEGATIVE:
        for option in options:
            means[option.id] += [each for each in map(fold, option.denied) if f" {each} " in f" {said} "]
    # A bound says more than what it bounds: « pas de formation de plus d'un an ».
    phrases = (phrase for each in means.values() for phrase in each)
    longest = max(phrases, key=lambda each: (each.startswith(_BOUNDS), len(each)), default="")
    if not longest:
        refusing = {option.id for option in options if any(_NEGATIVE.search(fold(t)) for t in option.text.values())}
        told = [option for option in _hits(said, options) if option in refusing]
        return (told[0],) if len(told) == 1 and refuses is _NEGATIVE else None
    meant = [name for name, phrases in means.items() if longest in phrases]
    wanted = [each for name, each_said in named.items() if name not in meant for each in each_said]
    others = [each for each in wanted if each not in longest and not refuses.search(each)]
    return (meant[0],) if len(meant) == 1 and not others else None


def _phrased(said: str, options: Sequence[Option]) -> dict[str, int]:
    """By option: the length of the longest of its phrases that the answer holds."""
    found: dict[str, int] = {}
    for option in options:
        held = [len(phrase) for phrase in map(fold, option.said) if f" {phrase} " in f" {said} "]
        if held:
            found[option.id] = max(held)
    return found


def _hits(said: str, options: Sequence[Option]) -> dict[str, int]:
    """By option: how many words of the answer are its own, and no other option's."""
    words = {option.id: {word for label in option.text.values() for word in _words(fold(label))} for option in options}
    theirs = _words(said)
    found: dict[str, int] = {}
    for option, own in words.items():
        others = {word for other, each in words.items() if other != option for word in each} | _SILENT
        if count := len(theirs & (own - others)):
            found[option] = count
    return found


def _begun(said: str, options: Sequence[Option]) -> list[str]:
    """The options of which the answer is the beginning of a word: « moi » for « Quelques mois »."""
    if len(said) < _LITTLE:
        return []
    texts = {option.id: fold(" ".join(option.text.values())).split() for option in options}
    return [option for option, words in texts.items() if any(word.startswith(said) and word != said for word in words)]


def _words(folded: str) -> set[str]:
    return {word[:5] for word in folded.split() if len(word) > _LITTLE or word in _TELLING}


def fold(text: str) -> str:
    """Lower case, no accents, words apart by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))


def _numbers(text: str, count: int) -> list[int]:
    """Numbers of options, when the answer is made of them (« 2 », « 1 et 3 »)."""
    rest = re.sub(r"[\d\s,;.+&-]|\bet\b|\band\b|\ble\b|\bla\b|\bnumero\b|\bn°", "", text.casefold())
    found = [int(each) for each in _NUMBER.findall(text)] if not rest else []
    return found if all(1 <= number <= count for number in found) else []
