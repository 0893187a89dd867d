"""Wording: the guided answers, TOML files of small Jinja2 templates, compiled once."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from agents.voice.typography import typeset

GUIDED_LOCALES = ("fr", "en")
_FOLDER = Path(__file__).parent / "guided"


def load_wording(locale: str, folder: Path = _FOLDER) -> Mapping[str, str]:
    """Sources by name for `locale`: `guided/fr/aube.toml`, table `hello`, key `text` is `aube.hello.text`.

    A list gives `name.0`, `name.1`...: variants of one thing to say. Raises ValueError naming the file.
    """
    sources: dict[str, str] = {}
    for path in sorted((folder / locale).rglob("*.toml")):
        prefix = ".".join(path.relative_to(folder / locale).with_suffix("").parts)
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"{path}: {error}") from error
        for name, text in _leaves(prefix, table):
            if not isinstance(text, str):
                raise ValueError(f"{path}: {name} is not a text")
            sources[name] = typeset(text.strip(), locale)
    return sources


def _leaves(name: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _leaves(f"{name}.{key}", below)
    elif isinstance(value, list):
        for rank, below in enumerate(value):
            yield from _leaves(f"{name}.{rank}", below)
    else:
        yield name, value


def compile_wording(sources: Mapping[str, str]) -> Mapping[str, Template]:
    """Templates by name; a text without tags costs nothing to compile. Raises ValueError naming the template."""
    environment = _settle(Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False))
    return {name: _compiled(environment, name, source) for name, source in sources.items() if "{" in source}


def _compiled(environment: Environment, name: str, source: str) -> Template:
    try:
        return environment.from_string(source)
    except TemplateSyntaxError as error:
        raise ValueError(f"{name}: {error.message} (line {error.lineno})") from error


@lru_cache(maxsize=256)
def compile_brief(source: str, locale: str) -> Template:
    """A brief's template (it lives in the folder of its noun), compiled in a sandbox."""
    environment = _settle(ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False))
    return environment.from_string(typeset(source, locale))


def _settle(environment: Environment) -> Environment:
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    return environment
