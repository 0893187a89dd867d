"""JSON Resume 1.2.1: a profile written as one, and read from one. Pure.

https://github.com/jsonresume/resume-schema (MIT). What the format has no place for stands under `meta.iris`. Private
notes are never written.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

from tools.errors import InvalidArguments
from tools.profile.checking import Checked, checked
from tools.profile.models import Profile
from tools.profile.private import NAMES, Matter, private_matter
from tools.profile.sections import SECTIONS, Section

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.2.1/schema.json"
VERSION = "v1.2.1"
OURS = ("target", "licences", "availability", "mobility")
"""Sections that JSON Resume has not."""
_LEFT = ("basics", "awards", "publications", "references")

Why = Literal["private_matter", "not_in_profile"]


class LeftOut(NamedTuple):
    """What a document says and the profile does not keep, by its path: not linked to the job (`what` it is), or without
    a section."""

    path: str
    why: Why
    what: Matter | None = None

    def told(self, locale: str) -> str:
        """What is left out and why, in French or, for any other language, in English."""
        french = locale == "fr"
        if self.what is None:
            return "Le profil n’a pas de place pour cela." if french else "The profile has no place for this."
        name = NAMES[self.what][0 if french else 1]
        if french:
            return f"Cela semble dire {name} : sans lien avec l’emploi, cela peut servir à écarter quelqu’un."
        return f"This seems to tell {name}: it has no link with the job, and may be used to turn somebody down."


class Row(NamedTuple):
    """An item that was read, and where in the document."""

    path: str
    item: Checked


class Imported(NamedTuple):
    """What was read in a document, and what was left out."""

    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]


def write_resume(known: Profile, basics: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The profile as a JSON Resume document; `basics` are the name and the address that the account has."""
    sections: dict[str, list[dict[str, Any]]] = {}
    about: list[dict[str, Any]] = []
    for item in known.items:
        listed = sections.setdefault(item.section, [])
        values = item.values.plain()
        note = {
            "section": item.section,
            "index": len(listed),
            "id": item.id,
            "origin": item.origin.kind,
            "confirmed": item.confirmed_at is not None,
        }
        if item.section not in OURS and "rome" in values:
            note["rome"] = values.pop("rome")
        about.append(note)
        listed.append(values)
    wanted = next((item["title"] for item in sections.get("target", ())), None)
    label = {"label": wanted} if wanted else {}
    document: dict[str, Any] = {"$schema": SCHEMA}
    if heading := {**(basics or {}), **label}:
        document["basics"] = heading
    document |= {section: sections[section] for section in SECTIONS if section in sections and section not in OURS}
    meta: dict[str, Any] = {"version": VERSION}
    if known.changed_at is not None:
        meta["lastModified"] = known.changed_at.strftime("%Y-%m-%dT%H:%M:%S")
    meta["iris"] = {**{section: sections[section] for section in OURS if section in sections}, "items": about}
    return {**document, "meta": meta}


def read_resume(document: object, today: date) -> Imported:
    """The items of a JSON Resume document; empty fields say nothing.

    What is not linked to the job, and what no section holds, is left out and listed. Raises InvalidArguments naming the
    path (`work.0.startDate`), and ItemTooLong.
    """
    resume = _object(document, "resume")
    left = [
        LeftOut(path, "private_matter", found.matter)
        if (found := private_matter({name: value}))
        else LeftOut(path, "not_in_profile")
        for path, name, value in _unplaced(resume)
        if _says(value)
    ]
    meta = _object(resume.get("meta") or {}, "meta")
    iris = _object(meta.get("iris") or {}, "meta.iris")
    codes = _codes(iris)
    rows = []
    for section in get_args(Section):
        ours = section in OURS
        for path, index, entry in _entries((iris if ours else resume).get(section), ("meta.iris." * ours) + section):
            given = {**entry, **({"rome": code} if (code := codes.get((section, index))) else {})}
            values = dict(_kept(section, given, path, left))
            if values:
                rows.append(Row(path, checked(section, values, today, at=path)))
    return Imported(tuple(rows), tuple(left))


def _unplaced(resume: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for section in _LEFT:
        value = resume.get(section)
        if isinstance(value, Mapping):
            yield from ((f"{section}.{name}", name, each) for name, each in value.items())
        elif value is not None:
            yield section, section, value
    known = {*_LEFT, *SECTIONS, "meta", "$schema"} - set(OURS)
    yield from ((name, name, value) for name, value in resume.items() if name not in known)


def _kept(section: Section, entry: Mapping[str, Any], path: str, left: list[LeftOut]) -> Iterator[tuple[str, Any]]:
    """The fields of an entry that the section holds; what else it says is added to `left`."""
    names = {field.alias or name for name, field in SECTIONS[section].model_fields.items()}
    for name, value in entry.items():
        if not _says(value):
            continue
        if (found := private_matter({name: value})) is not None:
            left.append(LeftOut(f"{path}.{name}", "private_matter", found.matter))
        elif name not in names:
            left.append(LeftOut(f"{path}.{name}", "not_in_profile"))
        else:
            yield name, value


def _entries(value: object, path: str) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    if value is None:
        return
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise InvalidArguments(f"{path} is no list", field=path)
    for index, entry in enumerate(value):
        yield f"{path}.{index}", index, _object(entry, f"{path}.{index}")


def _codes(iris: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    """The ROME codes of the entries, which have no place in JSON Resume itself."""
    return {
        (str(note["section"]), note["index"]): note["rome"]
        for _, _, note in _entries(iris.get("items"), "meta.iris.items")
        if isinstance(note.get("index"), int) and isinstance(note.get("rome"), str) and "section" in note
    }


def _object(value: object, path: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidArguments(f"{path} is no object", field=path)
    return value


def _says(value: object) -> bool:
    return value is not None and value not in ("", [], {}) and not (isinstance(value, str) and not value.strip())
