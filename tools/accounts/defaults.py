"""Defaults of an app: what its pages begin with when they say nothing else."""

from collections.abc import Mapping, Sequence
from unicodedata import category

from sqlalchemy import update

from tools.errors import InvalidArguments, NotFound
from tools.storage import Database
from tools.storage.schema import apps

THEMES = ("auto", "light", "dark")
ADDRESSES = ("vous", "tu")
LONGEST_WELCOME = 500
LONGEST_SUGGESTION = 120
MOST_SUGGESTIONS = 6

NO_TEXT = ("Cc", "Cs", "Zl", "Zp")
"""Controls, halves of characters, ends of lines and paragraphs."""

Default = str | Sequence[str]


def checked(name: str, value: Default, *, agents: Sequence[str], locales: Sequence[str]) -> str | list[str] | None:
    """A default as it is kept; None when it is empty, which takes it away. Raises InvalidArguments.

    `name`: agent, locale, address, theme, welcome or suggestions, the last of which has several texts.
    """
    if name == "suggestions":
        texts = [_line(each, name, LONGEST_SUGGESTION) for each in value if each.strip()]
        if len(texts) > MOST_SUGGESTIONS:
            raise InvalidArguments(f"an app has at most {MOST_SUGGESTIONS} suggestions", field=name)
        return texts or None
    text = str(value).strip()
    if not text:
        return None
    if name == "welcome":
        return _line(text, name, LONGEST_WELCOME)
    known = {"agent": agents, "locale": locales, "address": ADDRESSES, "theme": THEMES}[name]
    if text not in known:
        raise InvalidArguments(f"{name} is one of {', '.join(known)}, not {text!r}", field=name)
    return text


async def set_defaults(database: Database, publishable_key: str, changes: Mapping[str, str | list[str] | None]) -> None:
    """Put these defaults in place of those the app had, as `checked` gives them. Raises NotFound."""
    columns = {"default_agent" if name == "agent" else name: value for name, value in changes.items()}
    change = update(apps).where(apps.c.publishable_key == publishable_key, apps.c.revoked_at.is_(None)).values(columns)
    if not await database.write(lambda connection: connection.execute(change).rowcount):
        raise NotFound(f"no app {publishable_key!r}")


def _line(text: str, name: str, longest: int) -> str:
    shown = text.strip()
    if len(shown) > longest:
        raise InvalidArguments(f"{name}: {len(shown)} characters, at most {longest}", field=name)
    if any(category(each) in NO_TEXT for each in shown):
        raise InvalidArguments(f"{name}: a line of text, without control characters", field=name)
    return shown
