"""What may be kept as an item: its fields, its dates, its length, and nothing that is private. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import orjson
from pydantic import ValidationError

from tools.errors import InvalidArguments
from tools.profile.errors import ItemTooLong, PrivateMatter
from tools.profile.private import Found, private_matter, texts_of
from tools.profile.sections import LONGEST_ITEM, PRIVATE_NOTES, SECTIONS, Kept, PrivateNote, Section, Values

YEARS_AHEAD = 10
"""A date further in the future is a mistake."""


class Checked(NamedTuple):
    """Values that hold to the section that they are kept in."""

    section: Kept
    values: Values


def checked(
    section: Section, values: Mapping[str, object], today: date, *, insist: bool = False, at: str = "values"
) -> Checked:
    """The values of an item, or a private note when the person insists on what is not linked to the job.

    `at` is the path of the values in what was sent, for the field that an error names. Raises InvalidArguments,
    PrivateMatter, ItemTooLong.
    """
    if len(_json(values, at)) > LONGEST_ITEM:
        raise ItemTooLong(f"{at}: an item of more than {LONGEST_ITEM} characters", limit=LONGEST_ITEM, field=at)
    if (found := private_matter(values)) is not None:
        if not insist:
            raise PrivateMatter(f"{at}.{found.field}: {found.matter}", field=f"{at}.{found.field}", what=found.matter)
        return Checked(PRIVATE_NOTES, _note(section, values, found))
    return Checked(section, _valid(section, values, today, at))


def _valid(section: Section, values: Mapping[str, object], today: date, at: str) -> Values:
    model = SECTIONS[section]
    try:
        # As JSON, and strictly: a "5" is no 5.
        valid = model.model_validate_json(_json(values, at), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        path = ".".join(str(part) for part in first["loc"]) or _named(model, model.needs[0])
        raise InvalidArguments(f"{at}.{path}: {first['msg']}", field=f"{at}.{path}") from error
    for name in ("start_date", "end_date", "date"):
        said = getattr(valid, name, None)
        if said and int(said[:4]) > today.year + YEARS_AHEAD:
            raise InvalidArguments(f"{name} {said!r} is too far away", field=f"{at}.{_named(model, name)}")
    return valid


def _named(model: type[Values], name: str) -> str:
    return model.model_fields[name].alias or name


def _note(section: Section, values: Mapping[str, object], found: Found) -> PrivateNote:
    lines = [f"{name}: {', '.join(texts_of(value)) or _json(value, name)}" for name, value in values.items()]
    return PrivateNote(matter=found.matter, about=section, note="\n".join(lines)[:LONGEST_ITEM])


def _json(value: object, at: str) -> str:
    try:
        return orjson.dumps(value).decode()
    except (TypeError, RecursionError) as error:
        raise InvalidArguments(f"{at}: {error}", field=at) from error
