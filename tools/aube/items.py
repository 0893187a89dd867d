"""The questions of items.toml, checked as they are read."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.occupations import RIASEC
from tools.aube.models import JOB, SKILLS, SKIPPED, STORY, WHICH, Item, ItemKind, Option

LANGUAGES = ("fr", "en")
_LEVELS = [f"{name}:{level}" for name in ("physical", "contact", "screen", "ai") for level in ("low", "medium", "high")]
_WORDS = """
    early evenings nights weekends shifts weeks months year years indoors outdoors road remote management green
""".split()
TOKENS = frozenset((*_WORDS, *_LEVELS))
"""What an option may refuse or want of an occupation."""
_KINDS: tuple[ItemKind, ...] = ("interest", "condition", "note")


@cache
def load_items() -> Mapping[str, Item]:
    """Every item by id, in the order of the file; raises ValueError naming the first that is wrong."""
    tables = tomllib.loads((Path(__file__).parent / "items.toml").read_text(encoding="utf-8"))
    found: dict[str, Item] = {}
    for kind in _KINDS:
        for row in tables[kind]:
            item = _item(kind, row)
            if item.id in found or item.id in (JOB, WHICH, SKILLS, STORY):
                raise ValueError(f"items.toml: {item.id!r} is there twice")
            found[item.id] = item
    return found


def _item(kind: ItemKind, row: Mapping[str, Any]) -> Item:
    options = tuple(
        Option(
            id=each["id"],
            text={language: each[language] for language in LANGUAGES},
            said=tuple(each.get("said", ())),
            denied=tuple(each.get("denied", ())),
            refuse=tuple(each.get("refuse", ())),
            want=tuple(each.get("want", ())),
        )
        for each in row["options"]
    )
    where = f"items.toml: {row['id']}"
    if kind == "interest" and any(option.id not in RIASEC for option in options):
        raise ValueError(f"{where}: an option is no letter of {RIASEC}")
    if unknown := {token for option in options for token in (*option.refuse, *option.want)} - TOKENS:
        raise ValueError(f"{where}: unknown {sorted(unknown)}")
    if len({option.id for option in options}) != len(options) or SKIPPED in {option.id for option in options}:
        raise ValueError(f"{where}: its options are not told apart")
    return Item(
        id=row["id"],
        kind=kind,
        text={language: row[language] for language in LANGUAGES},
        topic=row.get("topic", {}),
        about=tuple(row.get("about", ())),
        options=options,
        many=row.get("many", False),
        depth=row["depth"],
    )
