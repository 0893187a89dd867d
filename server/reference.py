"""The reference of the API: its own description (OpenAPI), as the developers' page shows it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]

METHODS = ("get", "post", "put", "patch", "delete", "head")
DEEPEST = 4
"""Of objects in an example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A parameter, or a member of an object. `refers`: names of the schemas that its type names."""

    name: str
    place: str
    kind: str
    required: bool
    words: str
    refers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A route with one method."""

    method: str
    path: str
    summary: str
    words: str
    parameters: tuple[Field, ...]
    takes: tuple[str, ...]
    """Media types of the body."""
    body: Field | None
    answers: tuple[Field, ...]
    """By status, in `name`."""
    curl: str

    @property
    def anchor(self) -> str:
        """The name of its place in the page."""
        return f"{self.method}-{self.path}".lower().translate(str.maketrans("/{}._", "-----")).strip("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Operations by tag, and the schemas that they name, each with its members."""

    groups: Mapping[str, tuple[Operation, ...]]
    schemas: Mapping[str, tuple[Field, ...]]


def read_reference(document: Schema, *, unguarded: frozenset[tuple[str, str]], origin: str) -> Reference:
    """The reference of an OpenAPI document. `unguarded`: method and path of what needs no bearer."""
    schemas: Mapping[str, Schema] = document.get("components", {}).get("schemas", {})
    groups: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                told = methods[method]
                bearer = (method.upper(), path) not in unguarded
                operation = _operation(method.upper(), path, told, schemas, origin, bearer=bearer)
                groups.setdefault((told.get("tags") or ["other"])[0], []).append(operation)
    return Reference(
        groups={tag: tuple(each) for tag, each in sorted(groups.items())},
        schemas={name: tuple(_members(schema)) for name, schema in sorted(schemas.items())},
    )


def _operation(
    method: str, path: str, told: Schema, schemas: Mapping[str, Schema], origin: str, *, bearer: bool
) -> Operation:
    content: Mapping[str, Schema] = told.get("requestBody", {}).get("content", {})
    body = _schema(content)
    summary, _, words = str(told.get("description", told.get("summary", ""))).partition("\n")
    return Operation(
        method=method,
        path=path,
        summary=summary,
        words=words.strip(),
        parameters=tuple(
            _field(each["name"], each["schema"], place=each["in"], required=each.get("required", False))
            for each in told.get("parameters", ())
        ),
        takes=tuple(content),
        body=None if body is None else _field("", body, required=told["requestBody"].get("required", False)),
        answers=tuple(
            _field(status, _schema(each.get("content", {})) or {}, words=each.get("description", ""))
            for status, each in told.get("responses", {}).items()
        ),
        curl=_curl(method, f"{origin}{path}", content, schemas, bearer=bearer),
    )


def _schema(content: Mapping[str, Schema]) -> Schema | None:
    """Of the first media type."""
    return next((each.get("schema", {}) for each in content.values()), None)


def _members(schema: Schema) -> Iterator[Field]:
    needed = schema.get("required", ())
    for name, each in schema.get("properties", {}).items():
        yield _field(name, each, required=name in needed)


def _field(name: str, schema: Schema, *, place: str = "", required: bool = False, words: str = "") -> Field:
    refers = tuple(dict.fromkeys(_referred(schema)))
    said = words or str(schema.get("description", "")).partition("\n")[0]
    return Field(name=name, place=place, kind=_kind(schema), required=required, words=said, refers=refers)


def _referred(schema: Schema) -> Iterator[str]:
    if "$ref" in schema:
        yield str(schema["$ref"]).rpartition("/")[2]
    for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), schema.get("items")):
        if isinstance(each, dict):
            yield from _referred(each)


def _kind(schema: Schema) -> str:
    """The type in a word or two, with its limits: `string (1 to 64 characters)`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if alternatives := schema.get("anyOf", schema.get("oneOf")):
        return " or ".join(dict.fromkeys(_kind(each) for each in alternatives))
    if "const" in schema or "enum" in schema:
        return " or ".join(json.dumps(each) for each in schema.get("enum", [schema.get("const")]))
    kind = str(schema.get("type", "any"))
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    least, most = schema.get("minLength", schema.get("minimum")), schema.get("maxLength", schema.get("maximum"))
    unit = " characters" if kind == "string" else ""
    if least is not None and most is not None:
        return f"{kind} ({least} to {most}{unit})"
    return f"{kind} (at most {most}{unit})" if most is not None else kind


def _curl(method: str, url: str, content: Mapping[str, Schema], schemas: Mapping[str, Schema], *, bearer: bool) -> str:
    parts = ["curl -I" if method == "HEAD" else "curl" if method == "GET" or content else f"curl -X {method}", url]
    if method in ("PUT", "PATCH", "DELETE") and content:
        parts[0] = f"curl -X {method}"
    if bearer:
        parts.append('-H "Authorization: Bearer $TOKEN"')
    if "application/json" in content:
        example = json.dumps(_example(content["application/json"].get("schema", {}), schemas), ensure_ascii=False)
        quoted = example.replace("'", "'\\''")
        parts += ["-H 'Content-Type: application/json'", f"-d '{quoted}'"]
    elif content:
        parts.append("-F file=@cv.pdf")
    return " ".join(parts)


def _example(schema: Schema, schemas: Mapping[str, Schema], depth: int = 0) -> Any:
    """A body that the schema allows: what is required, with the examples that it gives."""
    if "$ref" in schema:
        return _example(schemas.get(str(schema["$ref"]).rpartition("/")[2], {}), schemas, depth)
    given = [*schema.get("examples", ()), *schema.get("enum", ()), schema.get("const"), schema.get("default")]
    if (known := next((each for each in given if each is not None), None)) is not None:
        return known
    if alternatives := schema.get("anyOf", schema.get("oneOf")):
        return _example(alternatives[0], schemas, depth)
    if depth >= DEEPEST:
        return {}
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        members = schema.get("properties", {})
        return {name: _example(members.get(name, {}), schemas, depth + 1) for name in schema.get("required", ())}
    if kind == "array":
        return [_example(schema.get("items", {}), schemas, depth + 1)] if schema.get("minItems") else []
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    return True if kind == "boolean" else "…"
