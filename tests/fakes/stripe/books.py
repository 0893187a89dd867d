"""What a Stripe account holds: objects, events, and the time of its test clock."""

import copy
import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.stripe.wire import Obj, Refused, missing
from tools.clock import Clock, unix_time

API_VERSION = "2026-10-28.endive"

INCLUDED = {
    "checkout.session": {"line_items"},
    "charge": {"refunds"},
    "invoice": {"payments", "confirmation_secret"},
}
"""Members that an object has only where the request expands them."""


class MachineClock:
    """The machine's own clock: what signs is on time for who verifies."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(unix_time(), UTC)


class Books:
    """An account's objects in the order in which they were made, and what it told of them.

    The same seed and the same requests give the same ids.
    """

    def __init__(self, *, seed: int, clock: Clock | None, livemode: bool, account: str) -> None:
        self.seed = seed
        self.clock = clock or MachineClock()
        self.livemode = livemode
        self.account = account
        self.ahead = timedelta()
        """How far the test clock went beyond the present; signatures stay in the present."""
        self.objects: dict[str, Obj] = {}
        self.events: list[Obj] = []
        self.pending: list[str] = []
        """Ids of events that no webhook has taken yet, in order."""
        self.settled: list[Callable[[Books, Obj], None]] = []
        """Who hears that a payment intent succeeded or failed."""
        self.key: str | None = None
        """The idempotency key of the request that is being worked on."""
        self._made: dict[str, int] = {}

    def now(self) -> int:
        """The account's time, Unix seconds."""
        return int((self.clock.now() + self.ahead).timestamp())

    def name(self, prefix: str) -> str:
        """An id that nobody has."""
        self._made[prefix] = self._made.get(prefix, 0) + 1
        digest = hashlib.sha256(f"{self.seed}:{prefix}:{self._made[prefix]}".encode()).hexdigest()
        return f"{prefix}_{digest[:24]}"

    def add(self, made: Obj) -> Obj:
        """Keep an object."""
        self.objects[made["id"]] = made
        return made

    def get(self, kind: str, name: str, param: str = "id") -> Obj:
        """An object of a kind; the very one, to be changed in place."""
        found = self.objects.get(name)
        if found is None or found["object"] != kind:
            raise missing(kind, name, param)
        return found

    def of(self, kind: str) -> list[Obj]:
        """Every object of a kind, oldest first."""
        return [each for each in self.objects.values() if each["object"] == kind]

    def emit(self, kind: str, about: Obj, before: Obj | None = None) -> Obj:
        """Tell of an object as it is now; `before`: what its members were."""
        event: Obj = {
            "id": self.name("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now(),
            "data": {"object": self.shown(about), **({"previous_attributes": before} if before else {})},
            "livemode": self.livemode,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": self.key},
            "type": kind,
        }
        self.events.append(event)
        self.pending.append(event["id"])
        return event

    def shown(self, made: Obj, expand: Iterable[str] = ()) -> Obj:
        """An object as it leaves: a copy, without what is the fake's own, with what the request expands."""
        wanted: dict[str, list[str]] = {}
        for path in expand:
            if path.count(".") > 3:
                raise Refused("You cannot expand more than 4 levels of a property.", param="expand")
            head, _, rest = path.partition(".")
            wanted.setdefault(head, []).extend([rest] if rest else [])
        hidden = INCLUDED.get(str(made.get("object")), set()) - wanted.keys()
        copied = {name: copy.deepcopy(value) for name, value in made.items() if name[0] != "_" and name not in hidden}
        for head, deeper in wanted.items():
            if head not in copied:
                raise Refused(f"This property cannot be expanded ({head}).", param="expand")
            copied[head] = self._expanded(head, copied[head], deeper)
        return copied

    def _expanded(self, name: str, value: Any, rest: list[str]) -> Any:
        match value:
            case None:
                return None
            case str():
                if value not in self.objects:
                    raise Refused(f"This property cannot be expanded ({name}).", param="expand")
                return self.shown(self.objects[value], rest)
            case list():
                return [self._expanded(name, each, rest) for each in value]
            case dict():
                return self.shown(value, rest)
        raise Refused(f"This property cannot be expanded ({name}).", param="expand")


def listing(*, url: str, of: list[Obj], more: bool = False) -> Obj:
    """A list as Stripe gives it."""
    return {"object": "list", "url": url, "has_more": more, "data": of}


def page(url: str, found: list[Obj], params: Obj) -> Obj:
    """One page of what was found (oldest first), newest first."""
    kept = [each for each in reversed(found) if _within(each["created"], params.get("created"))]
    limit = int(params.get("limit", 10))
    if not 1 <= limit <= 100:
        raise Refused("limit must be between 1 and 100", param="limit")
    names = [each["id"] for each in kept]
    if (after := params.get("starting_after")) is not None:
        if after not in names:
            raise missing("object", after, "starting_after")
        kept = kept[names.index(after) + 1 :]
    elif (before := params.get("ending_before")) is not None:
        if before not in names:
            raise missing("object", before, "ending_before")
        kept = kept[: names.index(before)]
        return listing(url=url, of=kept[-limit:], more=len(kept) > limit)
    return listing(url=url, of=kept[:limit], more=len(kept) > limit)


def _within(created: int, wanted: Any) -> bool:
    if wanted is None:
        return True
    if isinstance(wanted, str):
        return created == int(wanted)
    tests = {"gt": int.__gt__, "gte": int.__ge__, "lt": int.__lt__, "lte": int.__le__}
    return all(tests[how](created, int(bound)) for how, bound in wanted.items())


def filtered(books: Books, kind: str, url: str, params: Obj, **fields: str) -> Obj:
    """A page of a kind; `fields`: parameter -> dotted member that must be equal to it."""
    found = books.of(kind)
    for param, member in fields.items():
        if param in params:
            found = [each for each in found if _member(each, member) == params[param]]
    return page(url, found, params)


def _member(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def changed(books: Books, kind: str, about: Obj, **members: Any) -> None:
    """Change an object and tell of it with what it was before."""
    before = {name: about[name] for name in members}
    about.update(members)
    books.emit(kind, about, before)
