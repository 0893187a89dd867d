"""The edge: nothing goes into the graph that was not anonymised and judged. A layer that fails closes the way."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

from agents.guard.guardian import Verdict, build_guardian
from agents.guard.links import LinkPolicy
from agents.guard.normalise import normalise
from agents.guard.pii import build_detector, is_common_word
from agents.guard.pii.found import Found, KnownName
from agents.guard.pii.presidio import load_presidio
from agents.guard.speech import Speech
from agents.guard.tripwire import Tripped, Tripwire
from agents.guard.vault import Vault, VaultFull
from tools.errors import ConversationFull, GuardUnavailable

log = logging.getLogger(__name__)
T = TypeVar("T")

PATIENCE_S = 5.0
"""Seconds that a layer has. They take milliseconds: beyond, the layer hangs."""
WORKING = 2
"""Layers that compute at a time: more of them only make the event loop wait."""
HANGING = 6
"""Layers that may hang for good before every turn is refused."""
QUEUE_S = 20.0
"""Seconds to wait for one's turn, at the busiest."""

PROBE = "Je m'appelle Sonde Degarde : sonde.de.garde@iris.invalid"
PROBED = frozenset({"PERSON", "EMAIL"})
"""Added to every text: a detector that does not find what is in it any more is noticed."""

OURS = frozenset({"iris", "aube", "luna"})
"""Names that are nobody's: Iris's own, and her specialists'."""

Find = Callable[[str, Sequence[KnownName]], list[Found]]


class Busy(Exception):
    """Too many turns at once."""


@dataclass(slots=True, kw_only=True)
class Guard:
    """The layers, each replaceable: what finds personal data, what judges a message, which hosts may be linked to."""

    find: Find
    judge: Callable[[str], Verdict]
    hosts: frozenset[str] = frozenset()
    urls: frozenset[str] = frozenset()
    """What Iris may always link to: the sources of its knowledge, and the addresses in its own texts."""
    speak: Callable[[Vault, LinkPolicy, Tripwire | None, str], Speech] = Speech
    """Makes what a message of the model goes through."""
    secret: bytes = b""
    """Keys the canaries of this process."""
    patience_s: float = PATIENCE_S
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(WORKING + HANGING, thread_name_prefix="iris-guard")
    )
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(WORKING))
    _failures: int = 0
    """Judgements in a row that failed."""

    def links(self, removed_word: str) -> LinkPolicy:
        """The link policy of one turn; `removed_word` stands for an address without words of its own."""
        return LinkPolicy(hosts=self.hosts, given=self.urls, removed_word=removed_word)

    async def mask(self, vault: Vault, texts: Sequence[str], known: Sequence[KnownName] = ()) -> list[str]:
        """The texts with placeholders for what is personal, which the vault learns.

        Raises GuardUnavailable, and ConversationFull when there is more of it than a vault holds.
        """
        # On a copy: a layer that hangs may wake up later, and must not change what is being stored.
        draft = vault.copy()
        try:
            masked = await self._within(partial(self._mask, draft, texts, known))
            vault.become(draft)
            return masked
        except VaultFull as error:
            raise ConversationFull(str(error)) from error
        except Exception as error:
            log.error("guard: personal data could not be masked", exc_info=error)
            raise GuardUnavailable("the masking of personal data failed") from error

    async def mask_again(self, vault: Vault, masked: Sequence[str]) -> list[str]:
        """Texts that were masked before, with placeholders for what is known by now; raises GuardUnavailable."""
        try:
            return await self._within(lambda: [vault.mask_again(text) for text in masked])
        except Exception as error:
            log.error("guard: a conversation could not be masked again", exc_info=error)
            raise GuardUnavailable("the masking of personal data failed") from error

    async def assess(self, text: str) -> Verdict:
        """What may be done with a message. A judge that fails restricts, twice in a row blocks; it never allows."""
        try:
            verdict = await self._within(partial(self.judge, text))
        except Busy:
            return Verdict(decision="restrict", rules=("judge_busy",), score=1.0)
        except Exception as error:
            return self._unjudged(error)
        try:
            if verdict.decision not in ("allow", "restrict", "block"):
                raise TypeError(f"a verdict of {verdict.decision!r}")
        except Exception as error:
            return self._unjudged(error)
        self._failures = 0
        return verdict

    async def probe(self) -> None:
        """Whether it works; raises GuardUnavailable."""
        await self.mask(open_vault(None), [PROBE])

    def close(self) -> None:
        """Let go of the threads; one that hangs is left behind."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _unjudged(self, error: Exception) -> Verdict:
        self._failures += 1
        log.error("guard: the message could not be judged (%d in a row)", self._failures, exc_info=error)
        return Verdict(decision="restrict" if self._failures < 2 else "block", rules=("judge_failed",), score=1.0)

    async def _within(self, work: Callable[[], T]) -> T:
        """Its result, within the time that a layer has once it runs; raises Busy when its turn does not come."""
        try:
            async with asyncio.timeout(QUEUE_S):
                await self._slots.acquire()
        except TimeoutError as error:
            raise Busy("the guard is busy") from error
        try:
            async with asyncio.timeout(self.patience_s):
                return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            # Also of one that hangs, whose thread is lost: the pool has some to lose.
            self._slots.release()

    def _mask(self, vault: Vault, texts: Sequence[str], known: Sequence[KnownName]) -> list[str]:
        masked: list[str] = []
        for text in texts:
            clean = normalise(text).text
            found = self._found(clean, known)
            masked.append(vault.mask(clean, found))
        return masked

    def _found(self, clean: str, known: Sequence[KnownName]) -> list[Found]:
        found = self.find(f"{clean}\n\n{PROBE}", known)
        real = [each for each in found if each.end <= len(clean)]
        probed = {each.kind for each in found if each.end > len(clean)}
        if not probed >= PROBED or any(each.start < 0 or each.start >= each.end for each in found):
            raise GuardUnavailable("the detector did not find its probe")
        return [each for each in real if clean[each.start : each.end].casefold() not in OURS]


@dataclass(slots=True)
class GuardedSpeech:
    """A message on its way to the person; when its guard breaks, nothing more of it is told."""

    speech: Speech
    touched: bool = True
    tripped: Tripped | None = None
    """The answer told what it must not, in its last words."""
    _told: list[str] = field(default_factory=list)
    _broken: bool = False

    def hear(self, text: str) -> str:
        """What may be told now; raises Tripped, and GuardUnavailable when the guard itself fails, or has before."""
        if self._broken:
            raise GuardUnavailable("this message is not told any further")
        try:
            return self._tell(self.speech.hear(text))
        except Tripped:
            self._broken = True
            raise
        except Exception as error:
            self._broken = True
            log.error("guard: what the model says could not be checked", exc_info=error)
            raise GuardUnavailable("the check of what the model says failed") from error

    def finish(self) -> str:
        """The rest of it; nothing once the guard is broken."""
        if self._broken:
            return ""
        try:
            rest = self._tell(self.speech.finish())
            self.touched = self.speech.touched
            return rest
        except Tripped as trip:
            # What was held back is not told; who speaks asks `tripped`.
            self._broken, self.tripped = True, trip
            return ""
        except Exception as error:
            self._broken = True
            log.error("guard: the end of a message could not be checked", exc_info=error)
            return ""

    @property
    def canonical(self) -> str:
        """What counts, once finished: the whole message; only what was told when the guard broke."""
        return "".join(self._told) if self._broken else self.speech.canonical

    @property
    def raw(self) -> str:
        """As the model said it."""
        return self.speech.raw

    @property
    def refusals(self) -> tuple[str, ...]:
        """The rules by which values were not put back."""
        return self.speech.refusals

    def _tell(self, text: str) -> str:
        if not isinstance(text, str):
            raise TypeError(f"a speech gives text, not {type(text).__name__}")
        self._told.append(text)
        return text


def build_guard(*, urls: frozenset[str], secret: bytes, names_model: str | None = None) -> Guard:
    """The guard with its built-in layers; `urls`: what Iris may link to; `names_model`: one of spaCy's beside them.

    Raises Misconfigured when that model is not installed.
    """
    core, guardian = build_detector(), build_guardian()
    detector = core if names_model is None else load_presidio(core, names_model)
    hosts = frozenset(urlsplit(url).hostname or "" for url in urls)
    policy = LinkPolicy(hosts=hosts)
    return Guard(
        find=detector.find,
        judge=guardian.judge,
        hosts=hosts,
        urls=frozenset(url for url in urls if policy.allow(url)),
        secret=secret,
    )


def open_vault(data: bytes | None) -> Vault:
    """A thread's vault from what is stored of it."""
    return Vault.load(data, common=is_common_word)
