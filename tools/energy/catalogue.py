"""The catalogue: prices, packs, plans and tiers, read from one validated file."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from tools.energy.models import LARGEST, Action, Catalogue, Pack, Plan, Tier, TierRules
from tools.errors import Misconfigured

LUNA = Path(__file__).with_name("catalogue.toml")
GAUGE = Path(__file__).with_name("catalogue_gauge.toml")

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Amount = Annotated[int, Field(gt=0, le=LARGEST)]
Days = Annotated[int, Field(gt=0, le=36_500)]
Limit = Annotated[int, Field(ge=0)] | Literal["unlimited"]


class CatalogueError(Misconfigured):
    """The price list has a mistake: the message is `file:line: what is wrong`."""

    code = "catalogue_error"
    advice = "Correct the line that the message names and start again."


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Words(_Part):
    fr: Text
    en: Text
    de: Text
    es: Text


class _Lasting(_Part):
    days: Days | None = None


class _Welcome(_Lasting):
    points: Amount


class _Quota(_Part):
    title: _Words


class _Action(_Part):
    points: Amount
    operations: Annotated[list[Id], Field(min_length=1)]
    title: _Words
    quota: Id | None = None


class _Pack(_Part):
    amount: Amount
    points: Amount
    first_bonus: Annotated[int, Field(ge=0, le=LARGEST)] = 0
    title: _Words


class _Plan(_Part):
    amount: Amount
    tier: Tier
    title: _Words


class _Tier(_Part):
    conversations_a_day: Limit
    included: dict[Id, Limit] | Literal["everything"]
    features: list[Id]


class _File(_Part):
    name: Id
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    confirm_from: Amount
    welcome: _Welcome
    bonus: _Lasting
    purchase: _Lasting
    quotas: dict[Id, _Quota]
    actions: Annotated[dict[Id, _Action], Field(min_length=1)]
    packs: Annotated[dict[Id, _Pack], Field(min_length=1)]
    plans: dict[Id, _Plan]
    features: dict[Id, _Words]
    tiers: dict[Tier, _Tier]


def load_catalogue(path: Path | None = None) -> Catalogue:
    """The catalogue of a TOML file, by default the one that ships.

    A file may name another one beside it that it `extends`: its own tables replace those of the other, whole. Raises
    CatalogueError.
    """
    source = _read(path or LUNA)
    try:
        file = _File.model_validate(source.values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise source.mistake(tuple(map(str, first["loc"])), first["msg"]) from error
    for where, message in _contradictions(file):
        raise source.mistake(where, message)
    return _catalogue(file)


def _contradictions(file: _File) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is readable and makes no sense: where, and why."""
    for tier in get_args(Tier):
        if tier not in file.tiers:
            yield ("tiers",), f"the tier {tier} is missing"
    yield from _of_products(file)
    yield from _of_actions(file)
    yield from _of_tiers(file)


def _of_products(file: _File) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, plan in file.plans.items():
        if name in file.packs:
            yield ("plans", name), f"{name!r} is a pack already"
        if plan.tier == "FREE":
            yield ("plans", name, "tier"), "nobody pays for FREE"


def _of_actions(file: _File) -> Iterator[tuple[tuple[str, ...], str]]:
    priced = Counter(operation for action in file.actions.values() for operation in action.operations)
    for name, action in file.actions.items():
        if action.quota is not None and action.quota not in file.quotas:
            yield ("actions", name, "quota"), f"no quota {action.quota!r}; there are {sorted(file.quotas)}"
        if doubled := [operation for operation in action.operations if priced[operation] > 1]:
            yield ("actions", name, "operations"), f"{doubled[0]!r} has two prices"


def _of_tiers(file: _File) -> Iterator[tuple[tuple[str, ...], str]]:
    for tier, rules in file.tiers.items():
        if unknown := sorted(set(rules.features) - set(file.features)):
            yield ("tiers", tier, "features"), f"no feature {unknown[0]!r}; there are {sorted(file.features)}"
        quotas = rules.included if isinstance(rules.included, dict) else {}
        if unknown := sorted(set(quotas) - set(file.quotas)):
            yield ("tiers", tier, "included"), f"no quota {unknown[0]!r}; there are {sorted(file.quotas)}"


def _catalogue(file: _File) -> Catalogue:
    return Catalogue(
        name=file.name,
        currency=file.currency,
        confirm_from=file.confirm_from,
        actions={
            name: Action(
                id=name,
                points=each.points,
                operations=tuple(each.operations),
                title=each.title.model_dump(),
                quota=each.quota,
            )
            for name, each in file.actions.items()
        },
        packs={
            name: Pack(
                id=name,
                title=each.title.model_dump(),
                amount=each.amount,
                points=each.points,
                first_bonus=each.first_bonus,
            )
            for name, each in file.packs.items()
        },
        plans={
            name: Plan(id=name, title=each.title.model_dump(), amount=each.amount, tier=each.tier)
            for name, each in file.plans.items()
        },
        tiers={name: _rules(name, each) for name, each in file.tiers.items()},
        features={name: each.model_dump() for name, each in file.features.items()},
        quotas={name: each.title.model_dump() for name, each in file.quotas.items()},
        welcome_points=file.welcome.points,
        welcome_days=file.welcome.days,
        bonus_days=file.bonus.days,
        purchase_days=file.purchase.days,
    )


def _rules(tier: Tier, each: _Tier) -> TierRules:
    included = each.included if isinstance(each.included, dict) else {}
    return TierRules(
        tier=tier,
        conversations_a_day=_limit(each.conversations_a_day),
        included={quota: _limit(limit) for quota, limit in included.items()},
        all_included=each.included == "everything",
        features=frozenset(each.features),
    )


def _limit(limit: Limit) -> int | None:
    return None if limit == "unlimited" else limit


_HEADER = re.compile(r"^\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([\w.\"'-]+)\s*=")
_AT = re.compile(r"\(at line (\d+), column \d+\)$")


@dataclass(frozen=True, slots=True)
class _Source:
    """The values of a file, with the lines of its keys and those of the file that it extends."""

    path: Path
    values: Mapping[str, Any]
    lines: Mapping[tuple[str, ...], int]
    extended: "_Source | None" = None

    def mistake(self, where: tuple[str, ...], message: str) -> CatalogueError:
        """The error at the line of a key, or of the nearest table around it that is written down."""
        if self.extended is not None and where[:1] in self.extended.lines and where[:1] not in self.lines:
            return self.extended.mistake(where, message)
        known = where
        while known and known not in self.lines:
            known = known[:-1]
        return CatalogueError(f"{self.path}:{self.lines.get(known, 1)}: {'.'.join(where)}: {message}")


def _read(path: Path, *, extended: bool = False) -> _Source:
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}:1: it cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        raise CatalogueError(f"{path}:{line}: {_AT.sub('', str(error)).strip()}") from error
    source = _Source(path, values, _lines(text))
    if (extends := values.pop("extends", None)) is None:
        return source
    beside = path.with_name(str(extends))
    if extended or not beside.is_file():
        raise source.mistake(("extends",), f"{str(extends)!r} is no file beside this one that stands for itself")
    other = _read(beside, extended=True)
    return _Source(path, {**other.values, **values}, source.lines, other)


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """The line of every table and key, and of the tables around them."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            path = table = _parts(header[1])
        elif key := _KEY.match(line):
            path = (*table, *_parts(key[1]))
        else:
            continue
        for length in range(1, len(path) + 1):
            found.setdefault(path[:length], number)
    return found


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
