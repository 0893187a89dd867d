"""What of the profile stands behind a skill: a certificate proves it, a fact of a job describes it. Pure rules."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from knowledge.occupations import Catalogue, Occupation
from knowledge.occupations.atlas import TOLD
from knowledge.words import Tokenizer
from tools.aube.models import EVIDENCE, Evidence, Proof
from tools.profile import Item, Profile
from tools.profile.doubts import label

DIPLOMAS = ("certificates", "education", "licences")
JOBS = ("work", "volunteer", "projects")
LONGEST = 80
"""Characters of what is named beside a skill."""

TELLING = 2
"""Words of a label that a fact of a job must hold, or all of them when the label has fewer: « équipe » tells little."""

_UNEARNED = re.compile(
    r"^(?:stage|niveau|pmsmp|pr[ée]pa|pr[ée]paration (?:au|du|à))\b|\bstage d['’](?:observation|immersion)"
    r"|\b(?:[ée]chou[ée]e?|[ée]chec(?! scolaire)|abandon(?:n[ée]e?)?|ajourn[ée]e?|interrompue?|inachev[ée]e?"
    r"|recal[ée]e?)\b"
    r"|\b(?:non|pas|jamais)[ -](?:\w{1,12} )?(?:obten|valid|termin|achev|pass[ée]|re[çc]u|acquis)"
    r"|\ben cours\b(?! (?:de validit|du soir|d['’]emploi|par ))|\ben pr[ée]paration\b|\bniveau (?:cap|bep|bac|bts)\b"
    r"|\b(?:failed|dropped out|unfinished|incomplete|in progress|not (?:completed|obtained|passed))\b",
    re.IGNORECASE,
)
"""What was tried, looked at or is under way: no diploma."""
_SENTENCES = re.compile(r"[.;!?\n]|\b(?:mais|but)\b", re.IGNORECASE)
_DENIED = re.compile(
    r"\bn['’]|\b(?:ne|(?<!à )pas(?! à pas)|jamais|aucune?|ni|incapable|never|not|cannot|\w{2,6}n['’]t)\b", re.IGNORECASE
)
_OF_OTHERS = re.compile(r"\bqui n(?:e |['’])(?:\w{1,20} ){1,2}(?:pas|plus|rien|jamais)\b", re.IGNORECASE)
"""« Un client qui n'a pas payé »: it is not the person who does not."""

Terms = tuple[tuple[str, ...], ...]
"""A text as its words, each with the terms that it may stand for."""


def proofs_in(profile: Profile) -> tuple[Proof, ...]:
    """What a profile holds that may stand behind a skill, in its order.

    A diploma, a certificate or a licence proves once the person confirmed it, wherever it comes from, and is declared
    until then; one that was not obtained is none. What a person says that they did in a job describes; what a document
    says of it waits for them, and what they say that they do not do describes nothing.
    """
    return tuple(proof for item in profile.items for proof in _proofs(item))


def _proofs(item: Item) -> Iterator[Proof]:
    said = item.values.plain()
    if item.section in DIPLOMAS:
        named = " ".join(str(said[name]) for name in ("studyType", "area", "name") if name in said)
        if any(map(_UNEARNED.search, (named, said.get("area", ""), said.get("score", "")))):
            return
        text = "\n".join((named, *(each for each in said.get("courses", ()) if not _UNEARNED.search(each))))
        level: Evidence = "declared" if item.confirmed_at is None else "proven"
        yield Proof(item=item.id, evidence=level, label=_short(named or label(item.values)), text=text)
    elif item.section in JOBS and item.sure:
        for point in said.get("highlights", ()):
            done = "\n".join(each for each in _SENTENCES.split(point) if not _DENIED.search(_OF_OTHERS.sub("", each)))
            if done.strip():
                yield Proof(item=item.id, evidence="described", label=_short(point), text=done)


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rsplit(' ', 1)[0]}…"


def proven(
    proofs: Sequence[Proof],
    skills: Sequence[str],
    catalogue: Catalogue,
    occupation: Occupation | None,
    left: frozenset[str],
) -> dict[str, Proof]:
    """By skill, the strongest thing that stands behind it.

    A diploma does by all the words of the skill's label, or by all the words of the title of `occupation`, which stand
    for all that one learns for it, but for the skills `left` aside by the person; a fact of a job does by half of the
    words of the label, as a story does, and by two of them at least.
    """
    found: dict[str, Proof] = {}
    usual = frozenset(occupation.skills if occupation else ())
    for proof in proofs:
        told = {term for terms in _cut(proof.text) for term in terms}
        diploma = proof.evidence != "described"
        titled = diploma and occupation is not None and _names(occupation, told)
        for one in skills:
            if one not in catalogue.skills:
                continue
            skill = catalogue.skills[one]
            trained = titled and one in usual and one not in left and skill.kind != "setting"
            words = _terms(skill.label)
            asked = len(words) if diploma else max(TOLD * len(words), min(TELLING, len(words)))
            if not (trained or (words and _held(words, told) >= asked)):
                continue
            if one not in found or EVIDENCE.index(proof.evidence) > EVIDENCE.index(found[one].evidence):
                found[one] = proof
    return found


def _names(occupation: Occupation, told: set[str]) -> bool:
    forms = (form for title in (occupation.title, *occupation.titles) for form in title.forms)
    return any((words := _terms(form)) and _held(words, told) == len(words) for form in forms)


def _held(words: Terms, told: set[str]) -> int:
    """How many of the words a text holds."""
    return sum(not told.isdisjoint(terms) for terms in words)


@lru_cache(maxsize=20_000)
def _terms(official: str) -> Terms:
    """The words of a title or of a label of the catalogue: nobody's words are kept here."""
    return _cut(official)


def _cut(text: str) -> Terms:
    return tuple(word.terms for word in Tokenizer("fr").words(text))
