"""Putting personal values back: in prose, never in an address; in a stream as in the whole."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from agents.guard.placeholders import NAMES, Token, token_at
from agents.guard.prose import ADDRESS, RUN, VALUE, Refusal, refusal
from agents.guard.vault import Vault

HIDDEN_WORD = "[donnée masquée]"
"""Stands for a value that may not be put back; « [hidden] » in English."""

_SPECIAL = re.compile(
    r"[<\[{&\\]|(?<!\w)[ACDEFILNPSU](?=[A-Z\\_-]|\Z)|(?<!\w)(?:[dD](?=e(?: |\Z)|\Z)|[qQ](?=u(?:e(?: |\Z)|\Z)|\Z))"
)
"""Where a placeholder may start, and the two words that lose their vowel before a name."""
_BLANK = re.compile(r"\s")
# « d’Hélène », but « de Hassan » and « de Yasmine ».
_VOWEL = re.compile(
    r"[aeiouàâäáãåéèêëíìîïóòôöõúùûüœæ]|y[^aeiouyàâäéèêëîïôöûü\W]"
    r"|h[ée]l|hen|herv|herm|hil|hip|hon|hor|hub|hug|hya",
    re.IGNORECASE,
)
_ACTIVE = str.maketrans("", "", "<>[]{}`\\")
"""What a value loses in prose: the value is no markup, whatever was typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A text with its values, and the rules that refused the others."""

    text: str
    refused: tuple[Refusal, ...]


def restore(vault: Vault, text: str, hidden_word: str = HIDDEN_WORD) -> Restored:
    """A whole text with the values that its prose names; `hidden_word` stands for those that may not be there."""
    restorer = Restorer(vault, hidden_word)
    return Restored(text=restorer.hear(text) + restorer.finish(), refused=tuple(restorer.refused))


def restore_fields(vault: Vault, arguments: Mapping[str, object], fields: Collection[str]) -> dict[str, object]:
    """Parsed arguments, with values put back in the strings of the named top-level fields and of what these hold.

    The same rule of prose holds; what it refuses, and every other field, stays a placeholder.
    """
    return {name: _restored(vault, value) if name in fields else value for name, value in arguments.items()}


def _restored(vault: Vault, value: object) -> object:
    if isinstance(value, str):
        restorer = Restorer(vault, None)
        return restorer.hear(value) + restorer.finish()
    if isinstance(value, Mapping):
        return {key: _restored(vault, each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_restored(vault, each) for each in value]
    return value


class Restorer:
    """A text on its way, with its values put back: the pieces that `hear` and `finish` return join to the whole.

    A piece is held back from where a placeholder may start until the blank after it decides; every decision looks at
    the text alone, never at how it was cut. Without a `hidden_word` what is refused stays as written, and values as
    they are.
    """

    def __init__(self, vault: Vault, hidden_word: str | None) -> None:
        self.refused: list[Refusal] = []
        self.seen = False
        """Whether a placeholder was met."""
        self._vault = vault
        self._hidden_word = hidden_word
        self._left: list[str] = []
        self._held = ""

    def hear(self, text: str) -> str:
        """What may be said of the text until now."""
        if not self._held and not _SPECIAL.search(text):
            self._left.append(text)
            return text
        self._held += text
        return self._run(final=False)

    def finish(self) -> str:
        """The rest."""
        return self._run(final=True)

    def _run(self, *, final: bool) -> str:
        said: list[str] = []
        text, at = self._held, 0
        while special := _SPECIAL.search(text, at):
            self._pass(said, text[at : special.start()])
            at = special.start()
            step = self._elided(text, at, final) if text[at] in "dDqQ" else self._token(text, at, final)
            if step is None:
                break
            end, words = step
            if words is None:
                self._pass(said, text[at:end])
            else:
                said.append(words)
            at = end
        else:
            self._pass(said, text[at:])
            at = len(text)
        self._held = text[at:]
        return "".join(said)

    def _pass(self, said: list[str], text: str) -> None:
        if text:
            said.append(text)
            self._left.append(text)

    def _before(self) -> str:
        """The character on the left of what is held."""
        return next((each[-1] for each in reversed(self._left) if each), "")

    def _elided(self, text: str, at: int, final: bool) -> tuple[int, str | None] | None:
        """« de » or « que » with what follows; None to wait for more."""
        word = "de " if text[at] in "dD" else "que "
        start = at + len(word)
        rest = text[at:start].lower()
        before = self._before()
        if before.isalnum() or before == "_" or not word.startswith(rest):
            return at + 1, None
        if start >= len(text):
            return (len(text), None) if final else None
        token = token_at(text, start, before=" ", final=final) if _SPECIAL.match(text, start) else None
        if token is None:
            return start, None
        if token == "more" or (right := self._right(text, token, final)) is None:
            return None
        refusals = len(self.refused)
        elidable = token.kind in NAMES and token.kind != "LAST_NAME"
        self._left.append(text[at:start])
        value = self._value(text[start : token.end], token, right)
        if elidable and len(self.refused) == refusals and _VOWEL.match(value):
            return token.end, f"{text[at : start - 2]}’{value}"
        return token.end, text[at:start] + value

    def _token(self, text: str, at: int, final: bool) -> tuple[int, str | None] | None:
        token = token_at(text, at, before=self._before(), final=final)
        if token is None:
            return at + 1, None
        if token == "more" or (right := self._right(text, token, final)) is None:
            return None
        return token.end, self._value(text[at : token.end], token, right)

    def _right(self, text: str, token: Token, final: bool) -> str | None:
        """What follows up to the next blank; None to wait for it."""
        blank = _BLANK.search(text, token.end, token.end + RUN)
        if blank is None and not final and len(text) < token.end + RUN:
            return None
        return text[token.end : blank.start() if blank else token.end + RUN]

    def _value(self, written: str, token: Token, right: str) -> str:
        self.seen = True
        value = self._vault.value_of(token.kind, token.number)
        reason: Refusal | None = "unknown" if value is None else refusal("".join(self._left), written, right)
        self._left.append(ADDRESS if token.kind == "URL" else VALUE)
        if value is None or reason:
            self.refused.append(reason or "unknown")
            return written if self._hidden_word is None else self._hidden_word
        return value if self._hidden_word is None else value.translate(_ACTIVE)
