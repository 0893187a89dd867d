"""Language: which one a person writes in, heard from their words alone."""

from collections.abc import Iterable, Mapping
from functools import reduce

from agents.models.guided.cues import Cues, plain
from agents.voice import GUIDED_LOCALES

_ENOUGH_WORDS = 4
_ENOUGH_KNOWN = 3


def heard_locale(text: str, locale: str, cues: Mapping[str, Cues]) -> str:
    """The language to answer `text` in: the one that it asks for, else the one it is plainly in, else `locale`."""
    message = plain(text)
    for each in cues.values():
        asked = (each.intent(message, whole=True) or "").partition("switch_")[2]
        if asked:
            return asked if asked in GUIDED_LOCALES else locale
    words = message.split()
    if len(words) < _ENOUGH_WORDS:
        return locale
    known = {spoken: sum(word in each.lists["spoken"] for word in words) for spoken, each in cues.items()}
    best = max(known, key=lambda spoken: known[spoken])
    others = max(count for spoken, count in known.items() if spoken != best)
    return best if known[best] >= _ENOUGH_KNOWN and known[best] > 2 * others else locale


def spoken_locale(said: Iterable[str], locale: str, cues: Mapping[str, Cues]) -> str:
    """The language of a conversation that began in `locale`, once the person has said all of `said`."""
    return reduce(lambda spoken, text: heard_locale(text, spoken, cues), said, locale)
