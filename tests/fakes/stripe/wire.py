"""How Stripe reads a request: forms with brackets, the parameters that each endpoint takes, refusals."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Obj = dict[str, Any]
"""A Stripe object as JSON. What begins with `_` is the fake's own and never leaves it."""

PART = re.compile(r"[^\[\]]+|\[\]")
EVERYWHERE = frozenset({"expand[]"})
PAGES = "limit starting_after ending_before created created.gt created.gte created.lt created.lte"


class Refused(Exception):
    """An answer that is an error. `saved`: work had begun, so that its idempotency key answers the same from now on."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        saved: bool = False,
        more: Obj | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.saved = saved
        self.body = {"error": _some(type=kind, message=message, code=code, param=param, **(more or {}))}


def missing(kind: str, name: str, param: str = "id") -> Refused:
    """Nobody has an object of this name."""
    return Refused(f"No such {kind}: '{name}'", status=404, code="resource_missing", param=param)


def _some(**members: Any) -> Obj:
    return {name: value for name, value in members.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint: `accepts` are the parameters that it takes, `items[].price` for one inside a list."""

    method: str
    path: str
    act: Callable[..., Obj]
    accepts: frozenset[str] = field(default=frozenset())

    def matches(self, method: str, path: str) -> list[str] | None:
        """The ids that are in a path, or None where it is another endpoint's."""
        pattern = re.sub(r"\{\w+\}", r"([^/]+)", self.path)
        found = re.fullmatch(pattern, path) if method == self.method else None
        return None if found is None else list(found.groups())


def route(method: str, path: str, act: Callable[..., Obj], accepts: str = "") -> Route:
    """An endpoint; its parameters apart by spaces."""
    return Route(method, path, act, frozenset(accepts.split()))


def parse(pairs: Iterable[tuple[str, str]]) -> Obj:
    """Nested parameters of a form: `a[b]=1&c[0][d]=2` is `{"a": {"b": "1"}, "c": [{"d": "2"}]}`."""
    tree: Obj = {}
    for name, value in pairs:
        parts = PART.findall(name)
        node = tree
        for here, following in zip(parts, [*parts[1:], None], strict=True):
            key = str(len(node)) if here == "[]" else here
            if following is None:
                node[key] = value
            else:
                node = node.setdefault(key, {})
    return {name: _lists(value) for name, value in tree.items()}


def _lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if node and all(key.isdigit() for key in node):
        return [_lists(node[key]) for key in sorted(node, key=int)]
    return {key: _lists(value) for key, value in node.items()}


def paths(value: Any, above: str = "") -> Iterator[str]:
    """The dotted name of each leaf, `[]` for any place of a list."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, f"{above}.{key}" if above else key)
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, f"{above}[]")
    else:
        yield above


def check(params: Obj, accepts: frozenset[str]) -> None:
    """Refuse what the endpoint does not take, and metadata that is too long."""
    known = accepts | EVERYWHERE
    for path in paths(params):
        if path not in known and f"{path.rpartition('.')[0]}.*" not in known:
            raise Refused(f"Received unknown parameter: {path}", code="parameter_unknown", param=path)
    for metadata in _metadata(params):
        if len(metadata) > 50 or any(len(key) > 40 or len(value) > 500 for key, value in metadata.items()):
            raise Refused("Metadata is limited to 50 keys of 40 characters and values of 500.", param="metadata")


def _metadata(value: Any) -> Iterator[Obj]:
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ()):
        if key == "metadata" and isinstance(inner, dict):
            yield inner
        else:
            yield from _metadata(inner)


def need(params: Obj, name: str) -> Any:
    """A parameter that must be there."""
    if params.get(name) in (None, ""):
        raise Refused(f"Missing required param: {name}.", code="parameter_missing", param=name)
    return params[name]


def whole(params: Obj, name: str, default: int | None = None) -> int:
    """A parameter that is a whole number."""
    if name not in params and default is not None:
        return default
    text = str(need(params, name))
    if not re.fullmatch(r"-?\d+", text):
        raise Refused(f"Invalid integer: {text}", code="parameter_invalid_integer", param=name)
    return int(text)


def truth(params: Obj, name: str) -> bool:
    """A parameter that is true or false; false where it is not given."""
    value = params.get(name, "false")
    if value not in ("true", "false"):
        raise Refused(f"Invalid boolean: {value}", param=name)
    return bool(value == "true")


def one_of(params: Obj, name: str, allowed: tuple[str, ...], default: str | None = None) -> str:
    """A parameter out of a few words."""
    value = str(params[name]) if name in params else default
    if value not in allowed:
        raise Refused(f"Invalid {name}: must be one of {', '.join(allowed)}", param=name)
    return value


def money(params: Obj, amount: str = "amount") -> tuple[int, str]:
    """An amount in cents and its currency; as Stripe, at least 50 cents."""
    cents, currency = whole(params, amount), str(need(params, "currency"))
    if not re.fullmatch(r"[a-z]{3}", currency):
        raise Refused(f"Invalid currency: {currency}", param="currency")
    if not 50 <= cents <= 99_999_999:
        word = "small" if cents < 50 else "large"
        raise Refused(f"Amount must be no {word}er than allowed", code=f"amount_too_{word}", param=amount)
    return cents, currency
