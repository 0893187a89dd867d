"""Addresses on the network: e-mail (also in disguise), IP, and links that lead to one person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from agents.guard.pii.found import Found
from agents.guard.pii.lexicon import Lexicon, fold

_LONGEST_LOCAL = 64
"""Characters before the @ (RFC 5321)."""
_LOCAL_SIGNS = frozenset(".+%-_'&=~/*")
_REACH = 100
"""Characters before a disguised @ that are searched for the name of the mailbox."""

PROFILES = (
    "linkedin.com github.com gitlab.com bitbucket.org twitter.com x.com instagram.com facebook.com "
    "tiktok.com behance.net "
    "dribbble.com medium.com youtube.com malt.fr calendly.com doyoubuzz.com about.me linktr.ee viadeo.com t.me wa.me "
    "stackoverflow.com kaggle.com soundcloud.com vimeo.com flickr.com pinterest.com pinterest.fr threads.net bsky.app "
    "drive.google.com docs.google.com dropbox.com wetransfer.com we.tl 1drv.ms onedrive.live.com canva.com notion.so"
).split()
"""Sites where a path is a person or a person's document."""

HOSTS = (
    "github.io gitlab.io netlify.app vercel.app wordpress.com blogspot.com wixsite.com notion.site webflow.io".split()
)
"""Hosts that give each person a subdomain."""

NOBODY = (
    "jobs company companies school feed explore search hashtag groups about pricing login features showcase".split()
)
"""First parts of a path on those sites that are no person."""

OFFICIAL = (
    "gouv.fr francetravail.fr pole-emploi.fr service-public.fr moncompteformation.fr apec.fr cnil.fr legifrance.fr "
    "ameli.fr caf.fr urssaf.fr europa.eu transitionspro.fr agefiph.fr afpa.fr onisep.fr cned.fr insee.fr"
).split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The compiled patterns of this file, and the names that a site may be called after."""

    line_end: re.Pattern[str]
    domain: re.Pattern[str]
    spaced_domain: re.Pattern[str]
    dotted: re.Pattern[str]
    hint: re.Pattern[str]
    at: re.Pattern[str]
    mailbox: re.Pattern[str]
    word_before: re.Pattern[str]
    disguised: re.Pattern[str]
    spelled: re.Pattern[str]
    spaced: re.Pattern[str]
    url: re.Pattern[str]
    own: re.Pattern[str]
    person_path: re.Pattern[str]
    v4: re.Pattern[str]
    v6: re.Pattern[str]
    version: re.Pattern[str]
    lexicon: Lexicon

    def find(self, text: str) -> Iterator[Found]:
        """Every address of this file in `text`, overlaps included."""
        if "@" in text:
            yield from self._emails(text)
        yield from self._disguised(text)
        if self.dotted.search(text):
            yield from self._urls(text)
        yield from self._ips(text)

    def _emails(self, text: str) -> Iterator[Found]:
        for sign in self.spaced.finditer(text):
            domain = (self.spaced_domain if " " in sign[0] else self.domain).match(text, sign.end())
            if domain is None:
                continue
            start = self._local_start(text, sign.start())
            if start < sign.start():
                yield Found(start=start, end=_without_sentence(text, domain), kind="EMAIL")

    def _local_start(self, text: str, end: int) -> int:
        """Where the name of a mailbox that ends at `end` begins; a line break after one of its dots is part of it."""
        start = end
        lowest = max(0, start - _LONGEST_LOCAL)
        while start > lowest:
            if text[start - 1] == "\n" and start < end:
                before = self.line_end.search(text, max(0, start - 32), start - 1)
                joined = text[start] == "." and text[start - 2 : start - 1].isalnum()
                if not joined and (before is None or self.lexicon.is_common(fold(before[1]))):
                    break
            elif not text[start - 1].isalnum() and text[start - 1] not in _LOCAL_SIGNS:
                break
            start -= 1
        while start < end and text[start] in ".'-/=&*\n":
            start += 1
        return start

    def _disguised(self, text: str) -> Iterator[Found]:
        if not self.hint.search(text):
            return
        for sign in self.at.finditer(text):
            plain = sign[0].strip().lower() == "at"
            domain = (self.spelled if plain else self.disguised).match(text, sign.end())
            if domain is None:
                continue
            window = max(0, sign.start() - _REACH)
            local = self.mailbox.search(text, window, sign.start())
            if local is not None:
                start = local.start() if plain else self._with_first_name(text, local.start())
                yield Found(start=start, end=domain.end(), kind="EMAIL", score=0.9)

    def _with_first_name(self, text: str, start: int) -> int:
        """Where a mailbox spelt out in two words begins: "nolwenn legoff arobase"."""
        before = self.word_before.search(text, max(0, start - 32), start)
        return before.start() if before and self.lexicon.is_first_name(fold(before[0].strip())) else start

    def _urls(self, text: str) -> Iterator[Found]:
        for match in self.url.finditer(text):
            end = match.end()
            while text[end - 1] in ".,;:!?)]'’\"»*_":
                end -= 1
            if end > match.start("host") and self._is_personal(text, match, end):
                yield Found(start=match.start(), end=end, kind="URL")

    def _is_personal(self, text: str, match: re.Match[str], end: int) -> bool:
        host = match["host"].lower().removeprefix("www.").rstrip(".")
        path = text[match.end("host") : end]
        if _under(host, OFFICIAL):
            return False
        if _under(host, PROFILES):
            first = path.strip("/").split("/")[0].split("?")[0].lower()
            return bool(first) and first not in NOBODY
        if _under(host, HOSTS):
            return host not in HOSTS
        labels = re.split(r"[.\-]", host.rpartition(".")[0])
        named = (
            len(labels) == 2
            and any(map(self.lexicon.is_first_name, labels))
            and not any(map(self.lexicon.is_common, labels))
        )
        explicit = bool(match["scheme"]) or bool(path) or host.count(".") > 0
        owned = self.own.search(text, max(0, match.start() - 32), match.start())
        return explicit and (named or bool(owned) or bool(self.person_path.search(path)))

    def _ips(self, text: str) -> Iterator[Found]:
        for match in self.v4.finditer(text):
            parts = [int(part) for part in match[0].split(".")]
            if max(parts) <= 255 and not self.version.search(text, max(0, match.start() - 16), match.start()):
                yield Found(start=match.start(), end=match.end(), kind="IP")
        if text.count(":") < 2:
            return
        for match in self.v6.finditer(text):
            address = match[0].rstrip(".")
            if address.count(":") >= 2 and any(map(str.isalnum, address)) and _is_address(address):
                yield Found(start=match.start(), end=match.start() + len(address), kind="IP")


def _under(host: str, domains: list[str]) -> bool:
    return any(host == domain or host.endswith("." + domain) for domain in domains)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _without_sentence(text: str, domain: re.Match[str]) -> int:
    """End of a domain without the word of the next sentence that stands too near: "x@y.fr.Merci"."""
    labels = domain[0].split(".")
    if len(labels) > 2 and labels[-1][0].isupper() and labels[-2].islower():
        return domain.end() - len(labels[-1]) - 1
    return domain.end()


def build_contact(lexicon: Lexicon) -> Contact:
    """Contact with its patterns compiled."""
    flags = re.IGNORECASE
    label = r"[^\W_](?:[\w\-]{0,61}[^\W_])?"
    dot = r"(?:\.| ?\((?:point|dot|\.)\) ?| ?\[(?:point|dot|\.)\] ?| (?:point|dot) )"
    spelled = r"(?:\((?:point|dot)\)| ?\[(?:point|dot)\] ?| (?:point|dot) )"
    providers = "gmail|hotmail|outlook|yahoo|orange|free|sfr|laposte|icloud|live|wanadoo|protonmail"
    endings = "fr|com|net|org|eu|be|ch|ca|de|es|it|uk|io|me"
    return Contact(
        line_end=re.compile(r"([\w\-]{1,30})\.\Z"),
        word_before=re.compile(r"[^\W\d_][\w'’\-]{1,30} \Z"),
        # A comma or a space for the dot, a line break at it, a word divided at the end of a line, no ending at all.
        domain=re.compile(
            rf"{label}(?:-\n[a-z0-9][a-z0-9\-]{{0,30}})?(?:\.{label}|(?: \.|,|\n\.|\.\n)(?:{endings})\b){{1,6}}"
            rf"|(?:{providers})\b(?!-)"
        ),
        spaced_domain=re.compile(rf"{label}(?:\.{label}| ?\. ?[a-z]{{2,12}}(?!\w)|,(?:{endings})\b){{1,4}}"),
        dotted=re.compile(r"\.(?<=[a-z0-9]\.)[a-z]"),
        hint=re.compile(r"[\[({] ?[aA@]|[aA][rR][oO][bB]| [aA][tT] | [cC][hH][eE][zZ] (?=\w{3,20} (?:point|dot) )"),
        at=re.compile(r" ?[(\[{] ?(?:at|arobase|arobas|a|@) ?[)\]}] ?| (?:at|arobase|arobas|chez) ", flags),
        mailbox=re.compile(rf"(?:[\w+\-]{{1,40}}{dot}){{0,4}}[\w+\-]{{1,40}}\Z", flags),
        disguised=re.compile(rf"[\w\-]{{1,40}}(?:{dot}[\w\-]{{1,40}}){{1,4}}", flags),
        spelled=re.compile(
            rf"[\w\-]{{1,40}}(?:{spelled}[\w\-]{{2,40}}){{1,3}}|(?:{providers}){dot}(?:com|fr|net|me)\b", flags
        ),
        spaced=re.compile(r"(?: |\n)?@(?: |\n)?"),
        url=re.compile(
            r"(?<![\w@.\-])(?P<scheme>https?://)?(?P<host>(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.){1,5}[a-z]{2,12})"
            r"(?![\w@])(?::\d{2,5})?(?P<path>/[^\s<>\"«»]{0,300})?"
        ),
        own=re.compile(
            r"(?:portfolio|mon (?:site|blog|profil)|ma page|site (?:perso|personnel)|\bblog|my (?:site"
            r"|website|blog)|\bcv en ligne)[\w ]{0,12}:?\s{0,2}(?:https?://)?\Z",
            flags,
        ),
        person_path=re.compile(r"/(?:~|@|(?:in|u|user|users|profil|profile|profiles|membre|people)/)\w", flags),
        v4=re.compile(r"\d(?<![\w.]\d)\d{0,2}\.(?:\d{1,3}\.){2}\d{1,3}(?!\w)(?!\.\d)"),
        v6=re.compile(r"(?<![\w:.])[0-9a-f:]{2,39}(?:(?<=:)(?:\d{1,3}\.){3}\d{1,3})?(?![\w:])", flags),
        version=re.compile(r"(?:\bv|version|release|build|firmware|paragraphe|article|section|§)[ .:]{0,2}\Z", flags),
        lexicon=lexicon,
    )
