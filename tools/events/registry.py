"""The registry of events: what each type holds, by version, who may record it and who is told of it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated

import orjson
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from tools.errors import InvalidArguments
from tools.events.models import NewEvent

Data = Mapping[str, object]
Word = Annotated[str, StringConstraints(max_length=128)]
"""An id or the name of a rule: never what somebody typed."""


class EventData(BaseModel):
    """What an event holds: these fields and no other one."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """A kind of fact, named in the past tense. `data` is checked when it is appended; it holds no personal text.

    `client`: apps and people may record it themselves. `shared`: the cursor of the organisation's apps tells it.
    `upcasts` turn the data of an older version into that of the next one, by the version that they take.
    """

    name: str
    data: type[BaseModel]
    private: type[BaseModel] | None = None
    version: int = 1
    client: bool = False
    shared: bool = False
    upcasts: Mapping[int, Callable[[Data], Data]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a type whose old versions could not be read."""
        if missing := set(range(1, self.version)) - set(self.upcasts):
            raise ValueError(f"{self.name}: no upcast from versions {sorted(missing)}")

    def upcast(self, version: int, data: Data) -> Data:
        """Data as the present version has it."""
        for step in range(version, self.version):
            data = self.upcasts[step](data)
        return data


class UnknownEvent(InvalidArguments):
    """No event has this type; `details["known"]` lists those that may be recorded."""

    code = "unknown_event"
    advice = "Use one of the types that the documentation lists."


@dataclass(frozen=True, slots=True)
class Registry:
    """Every type of event of the house."""

    types: Mapping[str, EventType]

    @classmethod
    def of(cls, *groups: Iterable[EventType]) -> "Registry":
        """A registry of what the nouns declare; raises ValueError on a name that comes twice."""
        types: dict[str, EventType] = {}
        for each in (each for group in groups for each in group):
            if each.name in types:
                raise ValueError(f"the event {each.name!r} is declared twice")
            types[each.name] = each
        return cls(types)

    def __iter__(self) -> Iterator[EventType]:
        return iter(self.types.values())

    def shared(self, types: Collection[str] = ()) -> frozenset[str]:
        """The names of those that apps are told of, all or only these; raises UnknownEvent for one that is not."""
        every = frozenset(each.name for each in self if each.shared)
        if unknown := sorted(set(types) - every):
            raise UnknownEvent(f"no event {unknown[0]!r} is told to apps", field="types", known=sorted(every))
        return frozenset(types) or every

    def upcast(self, name: str, version: int, data: Data) -> tuple[int, Data]:
        """The present version of a type, and data as it has it; what is unknown or newer stays as it is."""
        found = self.types.get(name)
        if found is None or version >= found.version:
            return version, data
        return found.version, found.upcast(version, data)

    def get(self, name: str) -> EventType:
        """A type by its name; raises UnknownEvent."""
        if (found := self.types.get(name)) is None:
            raise UnknownEvent(f"no event {name!r}", field="type", known=sorted(self.types))
        return found

    def check(self, new: NewEvent) -> None:
        """Raise UnknownEvent, or InvalidArguments naming the first field that is not as the type says."""
        found = self.get(new.type)
        if new.schema_version != found.version:
            raise InvalidArguments(f"{new.type} is at version {found.version}, not {new.schema_version}", field="type")
        _check(f"{new.type}.data", found.data, new.data)
        if new.private is None:
            return
        if found.private is None:
            raise InvalidArguments(f"{new.type} has no private part", field="private")
        _check(f"{new.type}.private", found.private, new.private)


def _check(where: str, model: type[BaseModel], value: Data) -> None:
    # As JSON, and strictly: what is stored is what was checked, a "5" is no 5.
    try:
        model.model_validate_json(orjson.dumps(dict(value)), strict=True)
    except orjson.JSONEncodeError as error:
        raise InvalidArguments(f"{where}: {error}", field=where) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        path = ".".join(str(part) for part in first["loc"])
        raise InvalidArguments(f"{where}.{path}: {first['msg']}", field=path or where) from error
