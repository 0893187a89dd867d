"""Pure rules of the profile: facts are a fold over the person's events."""

from collections.abc import Iterable

from tools.events import RecordedEvent
from tools.profile.models import Fact

FACT_REMEMBERED = "FactRemembered"


def facts(events: Iterable[RecordedEvent]) -> list[Fact]:
    """The facts in the order in which they were said; the same words of the same kind count once."""
    found: dict[tuple[str, str], Fact] = {}
    for event in events:
        if event.type == FACT_REMEMBERED and event.private is not None:
            text = str(event.private["fact"])
            kind = event.data["kind"]
            found.setdefault((str(kind), text.casefold()), Fact(kind=kind, text=text, said_at=event.at))  # type: ignore[arg-type]
    return list(found.values())
