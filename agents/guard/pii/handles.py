"""What the text says is somebody's: handles, passwords, identifiers of offices, names in the names of files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.guard.pii.found import Found
from agents.guard.pii.lexicon import Lexicon, fold
from agents.guard.pii.names import as_found
from agents.guard.pii.words import Words

_LONGEST_STEM = 80
_HINTS = (
    "insta|snap|tok|twit|facebook|fb|discord|telegram|skype|pseudo|bluesky|mastodon|threads|de passe|mdp|passwor"
    "|contras|code secret|identifiant |fiscal|allocat|ni number|ni no|nino|insurance n|ssn|social sec|dni |dni:| nie"
    "|demandeur d'emploi|n° france|passeport|carte d'id|titre de sej|de permis|carte vit"
).split("|")
"""What a text with a label of this file has in it: quicker to look for than the labels."""
_NOBODY = frozenset(
    "all here everyone media import property override test tests staticmethod dataclass pytest app router".split()
)
"""What stands behind an @ and is no person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handles:
    """The compiled patterns of this file."""

    handle: re.Pattern[str]
    mention: re.Pattern[str]
    password: re.Pattern[str]
    identifier: re.Pattern[str]
    extension: re.Pattern[str]
    part: re.Pattern[str]
    words: Words
    lexicon: Lexicon

    def find(self, text: str, folded: str) -> Iterator[Found]:
        """Everything of this file; a handle and a password count as URL, an office's identifier as NIR."""
        if "@" in text:
            for match in self.mention.finditer(text):
                if match[1].lower() not in _NOBODY and not self.lexicon.is_common(fold(match[1])):
                    yield Found(start=match.start(), end=match.end(), kind="URL", score=0.7)
        if any(hint in folded for hint in _HINTS):
            yield from self._announced(text, folded)
        for match in self.extension.finditer(folded):
            yield from self._file_name(text, folded, match.start())

    def _announced(self, text: str, folded: str) -> Iterator[Found]:
        for match in self.handle.finditer(folded):
            name = match["name"]
            letters = name.strip("@.-_0123456789")
            marked = not name.isalpha() or not match["sign"].strip().isalpha()
            if marked and letters and not self.lexicon.is_common(letters):
                yield Found(start=match.start("name"), end=match.end("name"), kind="URL", score=0.8)
        for match in self.password.finditer(text):
            yield Found(start=match.start(1), end=match.end(1), kind="URL", score=0.8)
        for match in self.identifier.finditer(folded):
            yield Found(start=match.start(1), end=match.end(1), kind="NIR", score=0.8)

    def _file_name(self, text: str, folded: str, end: int) -> Iterator[Found]:
        """The name in "CV_Sophie_Martin.pdf": a first name and what stands beside it, unless it is an ordinary word."""
        start = end
        while start > max(0, end - _LONGEST_STEM) and (text[start - 1].isalnum() or text[start - 1] in "_.-"):
            start -= 1
        words = [self.words.word(text, folded, *match.span(), " ") for match in self.part.finditer(folded, start, end)]
        first = next((n for n, word in enumerate(words) if word.look == "first" and len(word.fold) > 2), None)
        if first is None:
            return
        named = ("first", "surname", "unknown")
        low, high = first, first + 1
        while high < len(words) and high < first + 3 and words[high].look in named:
            high += 1
        while high == first + 1 and low and low > first - 2 and words[low - 1].look in named:
            low -= 1
        if high - low > 1:
            yield as_found(text, words[low:high], 0.9, self.lexicon)


def build_handles(words: Words, lexicon: Lexicon) -> Handles:
    """Handles with its patterns compiled."""
    networks = (
        "insta(?:gram)?|snap(?:chat)?|tik ?tok|twitter|facebook|fb|discord|telegram|skype|twitch|pseudo(?:nyme)?"
        "|bluesky|mastodon|threads"
    )
    secrets = r"mots? de passe|mdp|password|passwort|contrase[nñ]a|mot de passe provisoire|code secret"
    offices = (
        r"identifiant (?:france travail|pole emploi|ft)|numero (?:de demandeur d'emploi|fiscal)"
        r"|numero (?:d')?allocataire|n° (?:fiscal|allocataire|france travail)|allocataire (?:caf )?(?:n°|numero)?"
        r"|(?:ni|national insurance) (?:number|no\.?)|nino|ssn|social security (?:number|no\.?)|dni|nie"
        r"|numero de (?:passeport|carte d'identite|titre de sejour|permis)|passeport|carte vitale"
    )
    link = r"(?:c'est|cest|est|is|it's|[:=])"
    return Handles(
        handle=re.compile(
            rf"(?<!\w)(?:{networks})(?P<sign>[ ]{{0,2}}{link}[ ]{{0,2}}|[ ]{{1,2}}(?=@|\w{{2,20}}[_\d]))"
            r"(?P<name>@?[a-z0-9_][\w.\-]{2,38}[\w])"
        ),
        mention=re.compile(r"@(?<![^\s(:,;\"'«]@)([A-Za-z_][\w.]{2,29})(?<![.])(?![\w@.\-(])"),
        password=re.compile(
            rf"(?i:\b(?:{secrets})\b)(?i:[ ]?{link}[ ]{{0,2}}|[ ]{{1,2}})"
            r"[«\"']?((?=\S{0,40}[\d!@#$%&*?_+])(?=\S{0,40}[^\W\d]|\d{4})[^\s«»\"',;]{4,40})"
        ),
        identifier=re.compile(
            rf"(?<!\w)(?:{offices})[ ]{{0,2}}(?:{link}[ ]{{0,2}})?((?=[a-z\-. ]{{0,4}}\d)"
            r"[a-z0-9](?:[ .\-]?[a-z0-9]){6,14}(?<=[a-z0-9])(?!\w))"
        ),
        extension=re.compile(r"\.(?:pdf|docx?|odt|rtf|jpe?g|png|xlsx?|pages|txt)(?!\w)"),
        part=re.compile(r"[^\W\d_]{1,30}"),
        words=words,
        lexicon=lexicon,
    )
