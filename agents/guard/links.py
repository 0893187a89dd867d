"""Links: an address reaches the person only when an operation of this turn gave it, to the letter."""

import re
from urllib.parse import urlsplit

from agents.guard.placeholders import token_at

REMOVED_WORD = "[lien retiré]"
"""Stands for an address without words; « [link removed] » in English."""

LONGEST = 600
"""Characters after which something that looks like a link is none, and its parts are made harmless."""
DEEPEST = 8
"""Brackets within brackets after which it is none either."""

_SPECIAL = re.compile(
    r"!(?=\[|\Z)|[<\[\]]|//|/\Z|(?<![^\W_])(?:h(?:ttps?:|\Z|t\Z|tt\Z|ttps?\Z)|w(?:ww\.|\Z|w\Z|ww\Z))", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?:|www\.|//", re.IGNORECASE)
_PREFIXES = ("https:", "http:", "www.", "//")
_RUN = re.compile(rf"\S{{0,{LONGEST + 1}}}")
_AFTER = re.compile(r"[.,;:!?…)\]}»\"'”’*_|>~`]*\Z")
"""What may stand behind an address without being a part of it."""
_BRACKETS = {"[": re.compile(r"[\[\]]|\n[ \t]*\n"), "(": re.compile(r"[()]|\n[ \t]*\n")}
_TAG = re.compile(r"<(?:<\w{2,24}>|[^>])*+>")
_BLANK = re.compile(r"\s")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_AUTOLINK = re.compile(r"<([a-z][a-z0-9+.-]*:\S*)>", re.IGNORECASE)
_MAILBOX = re.compile(r"<([\w.+-]+@[\w.-]+)>")
_DEFINED = re.compile(r"\s*\S*[/:.<#?]\S*(?:\s+[\"'(].*)?\s*\Z")
_NOT_START = re.compile(r"[^ \t>*+\-\d.)]")
"""Of a line, where it can no longer start with what defines a link."""
_URL = re.compile(r"https://[A-Za-z0-9.-]+(?::443)?(?:[/?#][!-~]*)?\Z")
_CLOSING = frozenset(",;!?…*_)»\"'”’|")


class LinkPolicy:
    """Which links of the model's text stay: https, to a host of `hosts` or below, and given by an operation (`allow`).

    `given`: URLs that are known to be good from the start. `removed_word` stands for an address that is taken away and
    has no words of its own.
    """

    def __init__(
        self, *, hosts: frozenset[str], given: frozenset[str] = frozenset(), removed_word: str = REMOVED_WORD
    ) -> None:
        self.removed_word = removed_word
        self._hosts = frozenset(host.lower() for host in hosts)
        self._given = set(given)

    def allow(self, url: str) -> bool:
        """An operation or a catalogue of this turn gave this URL; whether it is one that may be shown."""
        if not _URL.fullmatch(url) or any(each in url for each in "\\<>\"'`^{}|"):
            return False
        host = (urlsplit(url).hostname or "").removesuffix(".")
        labels = host.split(".")
        if not any(".".join(labels[start:]) in self._hosts for start in range(len(labels))):
            return False
        self._given.add(url)
        return True

    def keeps(self, url: str) -> bool:
        """Whether a URL stays: exactly one that was given."""
        return url in self._given


class LinkFilter:
    """A text on its way, with its links, images and HTML judged: the pieces returned join to the whole.

    Images and HTML go (the words stay), links that may not stay become their words. What is taken away never brings
    its neighbours together into something new: a blank is left where it could. Reference links are never kept.
    """

    def __init__(self, policy: LinkPolicy) -> None:
        self.touched = False
        """Whether there was a link, an image or HTML."""
        self.refused: list[str] = []
        """What was taken away, by rule."""
        self._policy = policy
        self._held = ""
        self._raw = ""
        """The last character read."""
        self._last = ""
        """The last character said."""
        self._fresh = True
        """Whether the line so far could start what defines a link."""
        self._skipping = False

    def hear(self, text: str) -> str:
        """What may be said of the text until now."""
        if not (self._held or self._skipping or _SPECIAL.search(text)):
            return self._passed(text)
        self._held += text
        return self._run(final=False)

    def finish(self) -> str:
        """The rest."""
        return self._run(final=True)

    def whole(self, text: str) -> str:
        """A whole text at once."""
        return self.hear(text) + self.finish()

    def _run(self, *, final: bool) -> str:
        said: list[str] = []
        text, at = self._held, 0
        while True:
            if self._skipping:
                blank = _BLANK.search(text, at)
                self._read(text[at : blank.start() if blank else len(text)])
                at, self._skipping = (blank.start(), False) if blank else (len(text), True)
            special = _SPECIAL.search(text, at)
            said.append(self._passed(text[at : special.start() if special else len(text)]))
            at = special.start() if special else len(text)
            step = self._step(text, at, final) if special else None
            if step is None:
                break
            end, words = step
            if words is None:
                said.append(self._passed(text[at:end]))
            else:
                self.touched = True
                said.append(self._say(words))
                self._read(text[at:end])
            at = end
        self._held = text[at:]
        return "".join(said)

    def _passed(self, text: str) -> str:
        self._read(text)
        return self._say(text)

    def _say(self, words: str) -> str:
        self._last = words[-1:] or self._last
        return words

    def _read(self, text: str) -> None:
        if text:
            self._raw = text[-1]
            line = text.rfind("\n") + 1
            self._fresh = (self._fresh or line > 0) and not _NOT_START.search(text, line)

    def _step(self, text: str, at: int, final: bool) -> tuple[int, str | None] | None:
        """Where what starts here ends, and the words for it (None: as it is); None to wait for more."""
        match text[at]:
            case "<":
                return self._angle(text, at, final)
            case "[":
                return self._bracket(text, at, at, final)
            case "!":
                if at + 1 == len(text):
                    return (at + 1, None) if final else None
                return self._bracket(text, at, at + 1, final)
            case "]":
                if at + 1 == len(text):
                    return (at + 1, None) if final else None
                # Never a link or a definition that was not judged as one.
                return at + 1, "] " if text[at + 1] in "([:" else None
            case _:
                return self._address(text, at, final)

    def _address(self, text: str, at: int, final: bool) -> tuple[int, str | None] | None:
        if not _ADDRESS.match(text, at) or (text[at] != "/" and self._raw.isalnum()):
            rest = text[at : at + 6].lower()
            waits = not final and at + len(rest) == len(text) and any(each.startswith(rest) for each in _PREFIXES)
            return None if waits and (text[at] == "/" or not self._raw.isalnum()) else (at + 1, None)
        found = _RUN.match(text, at)
        run = found[0] if found else ""
        if len(run) > LONGEST:
            self._skipping = True
            self.refused.append("link_not_given")
            return at + len(run), self._gap(self._policy.removed_word) + self._policy.removed_word
        if at + len(run) == len(text) and not final:
            return None
        if run.lower() in _PREFIXES:
            return at + len(run), None
        self.touched = True
        after = _AFTER.search(run)
        # The longest address first: what follows it may belong to it.
        for length in range(len(run), (after.start() if after else len(run)) - 1, -1):
            if self._policy.keeps(run[:length]):
                return at + length, None
        end = len(run.rstrip(".,;:!?…)»"))
        return self._without(text, at, at + end, self._policy.removed_word, final, "link_not_given")

    def _angle(self, text: str, at: int, final: bool) -> tuple[int, str | None] | None:
        token = token_at(text, at, before="", final=final)
        if token == "more":
            return None
        if token is not None:
            return token.end, None
        if at + 1 == len(text):
            return (at + 1, None) if final else None
        following = text[at + 1]
        if following.isspace() or following.isdigit() or following in "=-<>":
            return at + 1, None
        if not (following.isascii() and following.isalpha()) and following not in "/!?":
            return at + 1, "‹"
        tag = _TAG.match(text[at : at + LONGEST])
        if tag is None or _BLANK_LINE.search(tag[0]):
            waits = not final and len(text) - at < LONGEST and not _BLANK_LINE.search(text, at)
            return None if waits else (at + 1, "‹")
        if link := _AUTOLINK.fullmatch(tag[0]):
            kept = self._policy.keeps(link[1])
            words, rule = (link[1], None) if kept else (self._policy.removed_word, "link_not_given")
        else:
            mailbox = _MAILBOX.fullmatch(tag[0])
            words, rule = (mailbox[1], None) if mailbox else ("", "html")
        return self._without(text, at, at + tag.end(), words, final, rule)

    def _bracket(self, text: str, at: int, opening: int, final: bool) -> tuple[int, str | None] | None:
        """A link, an image, or a line that defines a link."""
        end = _close(text, opening, at, "[", final)
        if end is None or (end > 0 and end + 1 == len(text) and not final):
            return None
        following = text[end + 1 : end + 2] if end > 0 else ""
        image = opening > at
        if following == ":" and self._fresh and not image:
            return self._definition(text, at, end, final)
        linked = following in {"(", "["}
        close = _close(text, end + 1, at, following, final) if linked else -1
        if close is None:
            return None
        if close < 0:
            # What is left of an image is no image.
            return at + 1, (" " if self._last == "!" else "") if image and end > 0 else None
        label = LinkFilter(self._policy).whole(text[opening + 1 : end])
        url = (text[end + 2 : close].split() or [""])[0] if following == "(" else ""
        url = url[1:-1] if url.startswith("<") and url.endswith(">") else url
        if not image and self._policy.keeps(url):
            words, rule = f"[{label}]({url})", None
        else:
            words = label.strip() or ("" if image else self._policy.removed_word)
            rule = "image" if image else "link_not_given"
        return self._without(text, at, close + 1, words, final, rule)

    def _definition(self, text: str, at: int, end: int, final: bool) -> tuple[int, str | None] | None:
        line = text.find("\n", end, at + LONGEST)
        if line < 0:
            if not final and len(text) - at < LONGEST:
                return None
            line = len(text) if len(text) - at < LONGEST else end
        if not _DEFINED.match(text[end + 2 : line]):
            return at + 1, None
        self.refused.append("definition")
        return line, ""

    def _without(
        self, text: str, at: int, end: int, words: str, final: bool, rule: str | None
    ) -> tuple[int, str | None] | None:
        """The words in the place of something, apart from their neighbours where these could make something new."""
        following = text[end : end + 2]
        if not final and (not following or (following in {".", ":"})):
            return None
        if rule:
            self.refused.append(rule)
        before = self._gap(words)
        last = words[-1:] or before or self._last
        apart = following and not (not last or last.isspace() or following[0].isspace() or self._ends(last, following))
        return end, before + words + (" " if apart else "")

    def _gap(self, words: str) -> str:
        """A blank where words would touch what they could make a link with."""
        return " " if words and (self._last.isalnum() or self._last in set("]!<:/\\.@&#")) else ""

    @staticmethod
    def _ends(last: str, following: str) -> bool:
        """Whether punctuation follows that needs no blank."""
        if following[0] in ".:":
            return (len(following) < 2 or following[1].isspace()) and (following[0] == "." or last != "]")
        return following[0] in _CLOSING and (last.isalnum() or last in "]*\"'’»)")


def _close(text: str, opening: int, start: int, bracket: str, final: bool) -> int | None:
    """Where the bracket at `opening` is closed; -1 when it is not within the bounds, None to wait for more."""
    depth = 0
    for each in _BRACKETS[bracket].finditer(text, opening, start + LONGEST):
        depth += 1 if each[0] == bracket else -1
        if each[0][0] == "\n" or depth > DEEPEST:
            return -1
        if depth == 0:
            return each.start()
    return -1 if final or len(text) - start >= LONGEST else None
