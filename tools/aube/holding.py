"""What the profile holds, as the export and the report tell it: facts with their origin."""

from tools.aube.books import book_of
from tools.aube.exporting import FactLine
from tools.profile import Profile


def fact_lines(profile: Profile, locale: str) -> tuple[FactLine, ...]:
    """Items and facts of a profile; what is kept apart on the person's insistence is not among them."""
    book = book_of("report", locale)
    found = []
    for item in profile.items:
        origin = book.say(f"origins.{item.origin.kind}")
        if item.origin.place:
            origin = book.say("origins.place", origin=origin, place=item.origin.place)
        text = " ; ".join(_words(value) for value in item.values.plain().values())
        confirmed = item.confirmed_at is not None
        found.append(FactLine(id=item.id, text=text, origin=origin, on=item.origin.on, confirmed=confirmed))
    for fact in profile.facts:
        origin = book.say("origins.said")
        found.append(FactLine(id=fact.id, text=fact.text, origin=origin, on=fact.said_at.date(), confirmed=False))
    return tuple(found)


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(_words(each) for each in value.values())
    return ", ".join(_words(each) for each in value) if isinstance(value, list) else str(value)
