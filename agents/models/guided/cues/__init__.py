"""Cues: how guided mode hears what a message is, word lists by language beside this file."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_NOT_WORDS = re.compile(r"[^0-9a-z]+")
_LONGEST_READ = 8000
_ALONE = r"(?<![\w'’])"
_TYPED = tuple(
    (re.compile(_ALONE + pattern, re.IGNORECASE), said)
    for pattern, said in (
        (r"c(?= (?:quoi|koi|koa|combien|une?|de la|trop|nul|pas|qui|ki)\b)", "c'est"),
        (r"cest\b", "c'est"),
        (r"j'?en (?:peu|peux|peut) plus?\b", "j'en peux plus"),
        (r"t(?= (?:une?|nul|nulle|qui|ki|con|bete|bête)\b)", "t'es"),
        (r"j(ai|en|aime|aimerais|etais|étais)\b", r"j'\1"),
        (r"(?:chui|chuis|jsui|jsuis|j suis|j'suis)\b", "je suis"),
        (r"(?:jve|jveu|jveux)\b", "je veux"),
        (r"(?:jfai|jfais)\b", "je fais"),
        (r"mtn\b", "maintenant"),
        (r"tt(?= (?:ca|ça|sa|le|mon|ce)\b)", "tout"),
        (r"sa(?= (?:sert|sort|vient|va|change|mene|mène|rime)\b)", "ça"),
        (r"j[ée](?= (?:pas?|rien|deja|déjà|bien|compris)\b)", "j'ai"),
        (r"js[ée]\b", "je sais"),
        (r"pa(?= (?:le|la|les|de|du|d|trop|compris|envie|possible|sur|sure)\b|\s*[.!?]*$)", "pas"),
        (r"depui\b", "depuis"),
        (r"sui(?= \w)", "suis"),
        (r"dan(?= \w)", "dans"),
        (r"fer(?= [scç]a\b)", "faire"),
        (r"sa(?=\s*[.!?]*$)", "ça"),
        (r"ke\b", "que"),
        (r"koi\b", "quoi"),
        (r"(?:coment|commen|comant)\b", "comment"),
        (r"(?:pk|pq|pourkoi|pourqoi)\b", "pourquoi"),
        (r"boulo\b", "boulot"),
        (r"bcp\b", "beaucoup"),
        (r"(?:bjr|bjour)\b", "bonjour"),
        (r"g(?= \d)", "j'ai"),
        (r"ki\b", "qui"),
    )
)
"""How a phone is typed on, and what it says; the same on cues and on messages."""


def spelled(text: str) -> str:
    """`text` with the commonest shortcuts of phones written out (« chui », « c koi », « jai »)."""
    for pattern, said in _TYPED:
        text = pattern.sub(said, text)
    return text


def plain(text: str) -> str:
    """`text` as cues are compared: lower case, no accents, words parted by one space."""
    text = spelled(text[:_LONGEST_READ]).replace("œ", "oe").replace("Œ", "oe")
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return _NOT_WORDS.sub(" ", bare).strip()


@lru_cache(maxsize=4096)
def plain_cue(text: str) -> str:
    """`plain`, kept, for the house's own words, which each message is compared with; never for what people say."""
    return plain(text)


def holds(message: str, cues: Iterable[str]) -> bool:
    """Whether the plain `message` holds one of the plain `cues`, as whole words."""
    padded = f" {message} "
    return any(f" {cue} " in padded for cue in cues)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A thing that people say to anybody: the messages that are only that, the words that say it in a message.

    `anywhere` is for short messages; `begins` and `always` are sure enough to be heard in the midst of an answer.
    """

    name: str
    whole: frozenset[str]
    anywhere: tuple[str, ...]
    begins: tuple[str, ...] = ()
    always: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """The word lists of one language, in plain form."""

    intents: tuple[Intent, ...]
    lists: Mapping[str, tuple[str, ...]]
    queries: Mapping[str, str]
    """What to look up in French for words of this language; the knowledge packs are in French."""

    def query(self, question: str) -> str:
        """`question` as the packs know it: its known words in French, or itself when it has none."""
        message = plain(question)
        french = dict.fromkeys(terms for cue, terms in self.queries.items() if holds(message, (cue,)))
        return " ".join(terms for terms in french if not any(terms in other for other in french if other != terms)) or (
            question
        )

    def intent(self, message: str, *, whole: bool = False) -> str | None:
        """The intent of a plain `message`, the first in the order of the file that recognises it.

        With `whole`, a message that merely holds the words is not recognised: it may be an answer.
        """
        forms = set(self._trimmed(message))
        for intent in self.intents:
            sure = forms & intent.whole or holds(message, intent.always) or _begin(forms, intent.begins)
            if sure or (not whole and holds(message, intent.anywhere)):
                return intent.name
        return None

    def means(self, message: str, name: str) -> bool:
        """Whether a plain `message` holds the words of the intent `name`, those of the list `not_<name>` aside."""
        padded = f" {message} "
        for innocent in self.lists.get(f"not_{name}", ()):
            padded = padded.replace(f" {innocent} ", " ")
        return any(
            intent.name == name and holds(padded.strip(), (*intent.anywhere, *intent.always)) for intent in self.intents
        )

    def says(self, message: str, name: str) -> bool:
        """Whether the plain `message` holds a cue of the list `name`."""
        return holds(message, self.lists[name])

    def begins(self, message: str, name: str) -> bool:
        """Whether the plain `message`, fillers aside, begins with a cue of the list `name`."""
        return _begin(self._trimmed(message), self.lists[name])

    def is_only(self, message: str, name: str) -> bool:
        """Whether the plain `message`, fillers aside, is a cue of the list `name`."""
        return not set(self._trimmed(message)).isdisjoint(self.lists[name])

    def asks(self, text: str) -> bool:
        """Whether `text`, as it was typed, is a question."""
        message = plain(text)
        return "?" in text or self.begins(message, "interrogatives") or self.says(message, "asks_inside")

    def core(self, message: str) -> str:
        """The plain `message` without the fillers at both ends."""
        return min(self._trimmed(message), key=len, default="")

    def _trimmed(self, message: str) -> Iterator[str]:
        words, fillers = message.split(), set(self.lists["fillers"])
        starts, ends = [0], [len(words)]
        while starts[-1] < len(words) - 1 and words[starts[-1]] in fillers:
            starts.append(starts[-1] + 1)
        while ends[-1] > 1 and words[ends[-1] - 1] in fillers:
            ends.append(ends[-1] - 1)
        for start in starts:
            yield from (" ".join(words[start:end]) for end in ends if start < end)


def _begin(forms: Iterable[str], cues: Iterable[str]) -> bool:
    starts = tuple(f"{cue} " for cue in cues)
    return bool(starts) and any(f"{form} ".startswith(starts) for form in forms)


def load_cues(locale: str, folder: Path = _FOLDER) -> Cues:
    """The cues of `locale`; raises ValueError naming the file when it is not as expected."""
    path = folder / f"{locale}.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    lists = {name: _plain_list(path, name, cues) for name, cues in table["lists"].items()}
    intents = tuple(_intent(path, name, declared) for name, declared in table["intents"].items())
    queries = {plain(cue): terms for cue, terms in table.get("queries", {}).items()}
    return Cues(intents=intents, lists=lists, queries=queries)


def _intent(path: Path, name: str, declared: Mapping[str, list[str]]) -> Intent:
    if unknown := set(declared) - {"whole", "anywhere", "begins", "always"}:
        raise ValueError(f"{path}: {name} has {sorted(unknown)!r}")
    words = {how: _plain_list(path, name, declared.get(how, [])) for how in ("whole", "anywhere", "begins", "always")}
    return Intent(
        name=name,
        whole=frozenset(words["whole"]),
        anywhere=words["anywhere"],
        begins=words["begins"],
        always=words["always"],
    )


def _plain_list(path: Path, name: str, cues: object) -> tuple[str, ...]:
    if not isinstance(cues, list) or not all(isinstance(cue, str) and plain(cue) for cue in cues):
        raise ValueError(f"{path}: {name} is a list of words")
    return tuple(plain(cue) for cue in cues)
