"""Reading JSON that came from outside: what is required is checked, what is unknown is left alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .errors import NotIris


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object; `what` names it in errors."""

    what: str
    values: Mapping[str, object]

    @classmethod
    def parse(cls, what: str, text: str | bytes) -> "Fields":
        """The object in a JSON text; raises NotIris."""
        try:
            return cls.of(what, json.loads(text))
        except ValueError as error:
            raise NotIris(f"{what}: not JSON") from error

    @classmethod
    def of(cls, what: str, value: object) -> "Fields":
        """A decoded value that must be an object; raises NotIris."""
        if not isinstance(value, dict):
            raise NotIris(f"{what}: not an object")
        return cls(what, value)

    def text(self, name: str) -> str:
        """A string that must be there; raises NotIris."""
        value = self.values.get(name)
        if not isinstance(value, str):
            raise NotIris(f"{self.what}: {name!r} is not a text")
        return value

    def maybe(self, name: str) -> str | None:
        """A string, or None."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str) -> int:
        """A whole number; 0 when it is not there."""
        value = self.values.get(name)
        return value if isinstance(value, int) else 0

    def moment(self, name: str) -> datetime:
        """A date and time in ISO 8601; raises NotIris."""
        try:
            return datetime.fromisoformat(self.text(name))
        except ValueError as error:
            raise NotIris(f"{self.what}: {name!r} is not a time") from error

    def object(self, name: str) -> Mapping[str, object]:
        """An object; empty when it is not there."""
        value = self.values.get(name)
        return value if isinstance(value, dict) else {}

    def objects(self, name: str) -> "list[Fields]":
        """A list of objects; raises NotIris."""
        return listed(f"{self.what}.{name}", self.values.get(name))


def listed(what: str, value: object) -> list[Fields]:
    """A decoded value that must be a list of objects; raises NotIris."""
    if not isinstance(value, list):
        raise NotIris(f"{what}: not a list")
    return [Fields.of(what, each) for each in value]
