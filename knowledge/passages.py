"""What is found: passages, and how well they answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

import orjson


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A short text that can be shown and cited, with where it comes from and when a person last checked it.

    `id` is "<pack>/<file stem>", with "#2", "#3"... for the following chunks of a long text. `locale` is the pack's
    ("fr"). `text` is light Markdown. `questions` are ways people ask for it; they are searched like the text.
    `in_force_since` is the day the rule it states came into force, `page_date` the date the page itself gives.
    """

    id: str
    pack: str
    locale: str
    title: str
    text: str
    source: str
    url: str
    checked_on: date
    in_force_since: date | None = None
    questions: tuple[str, ...] = ()
    page_date: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a query.

    `score` goes from 0 (nothing in common) to 1 (the query is what the passage is about); see `RELEVANT`. `matched`
    holds the words of the query found in the passage, as the person wrote them.
    """

    passage: Passage
    score: float
    matched: tuple[str, ...]


def passage_to_json(passage: Passage) -> bytes:
    """The passage as JSON with sorted keys: the same passage always gives the same bytes."""
    return orjson.dumps(passage, option=orjson.OPT_SORT_KEYS)


def passage_from_json(data: bytes | str) -> Passage:
    """The passage that `passage_to_json` wrote. Raises ValueError, KeyError or TypeError on anything else."""
    fields = orjson.loads(data)
    days = {key: _day(fields[key]) for key in ("in_force_since", "page_date")}
    checked = date.fromisoformat(fields["checked_on"])
    return Passage(**{**fields, **days, "checked_on": checked, "questions": tuple(fields["questions"])})


def fingerprint(passage: Passage) -> str:
    """32 hexadecimal digits (BLAKE2b, 128 bits) that change with any field of the passage."""
    return hashlib.blake2b(passage_to_json(passage), digest_size=16).hexdigest()


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value is not None else None
