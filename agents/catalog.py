"""The catalog finds the specialists by their folders; a mistake fails at load and names the file."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Literal, NamedTuple

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template, TemplateError

from agents.spec import AgentName, AgentSpec
from agents.voice import typeset
from tools.errors import Misconfigured, NotFound, UnknownAgent

Address = Literal["tu", "vous"]

SPECIALISTS = Path(__file__).parent / "specialists"
TONE = Path(__file__).parent / "voice" / "tone"

_PROMPT_FILE = re.compile(r"v([1-9][0-9]*)\.md")
_IMPORT_MISTAKES = (ImportError, SyntaxError, NameError, TypeError, ValueError, AttributeError)


class Colleague(NamedTuple):
    """An agent to hand over to, as a prompt lists it."""

    name: str
    title: str
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What a prompt is told of this conversation; `today` is an ISO date, `facts` are what the person told."""

    address: Address = "vous"
    locale: str = "fr"
    today: str
    agents: tuple[Colleague, ...] = ()
    summary: str = ""
    facts: tuple[str, ...] = ()


_SAMPLE = Briefing(today="2025-01-01", agents=(Colleague("a", "A", "A."),), summary="A.", facts=("A.",))


@dataclass(frozen=True, slots=True)
class Prompt:
    """One version of a specialist's system prompt: `prompts/v1.md` is version 1."""

    agent: AgentName
    version: int
    path: Path
    template: Template

    def render(self, briefing: Briefing) -> str:
        """The system prompt for this conversation. Facts and summary are inserted as text, never as template."""
        return self.template.render(
            address=briefing.address,
            vous=wording(briefing.address),
            locale=briefing.locale,
            today=briefing.today,
            agents=briefing.agents,
            summary=briefing.summary,
            facts=briefing.facts,
        ).strip()


@dataclass(frozen=True, slots=True, eq=False)
class Catalog:
    """Every specialist and its prompts; iterates over the specs in alphabetical order of their names."""

    specs: Mapping[AgentName, AgentSpec]
    prompts: Mapping[AgentName, Mapping[int, Prompt]]

    def __iter__(self) -> Iterator[AgentSpec]:
        return iter(self.specs.values())

    def __len__(self) -> int:
        return len(self.specs)

    def __contains__(self, name: object) -> bool:
        return name in self.specs

    def get(self, name: str) -> AgentSpec:
        """The specialist of that name; raises UnknownAgent."""
        spec = self.specs.get(AgentName(name))
        if spec is None:
            raise UnknownAgent(f"no agent {name!r}; there are {', '.join(self.specs)}", agent=name)
        return spec

    def prompt(self, name: str, version: int | None = None) -> Prompt:
        """The system prompt of `name`, the latest unless a version is asked; raises UnknownAgent, NotFound."""
        versions = self.prompts[self.get(name).name]
        chosen = versions.get(max(versions) if version is None else version)
        if chosen is None:
            raise NotFound(f"{name} has no prompt v{version}; it has {sorted(versions)}", agent=name)
        return chosen

    def colleagues(self, name: str) -> tuple[Colleague, ...]:
        """Everyone whom `name` may hand over to; raises UnknownAgent."""
        own = self.get(name).name
        return tuple(Colleague(spec.name, spec.title, spec.handles.scope) for spec in self if spec.name != own)


def load_catalog(folder: Path = SPECIALISTS, package: str = "agents.specialists", tone: Path = TONE) -> Catalog:
    """Read every `folder/<name>/agent.py` (importable as `package.<name>.agent`) and the prompts beside it.

    `tone` holds the fragments that prompts include. Raises Misconfigured, naming the file: nothing found, a file
    that does not import, no AGENT, two agents of one name or title, a name that is not its folder's, no example,
    an example or a cue that two agents claim, no prompt, a prompt that is not a template.
    """
    files = sorted(folder.glob("*/agent.py"))
    if not files:
        raise Misconfigured(f"{folder}: no <name>/agent.py here")
    found = [(file, _declared(file, package)) for file in files]
    _refuse_shared(found, "name", lambda spec: (spec.name,))
    for file, spec in found:
        _check(file, spec)
    _refuse_shared(found, "title", lambda spec: (spec.title,))
    _refuse_shared(found, "example", lambda spec: spec.handles.examples)
    _refuse_shared(found, "cue", lambda spec: spec.handles.cues)
    environment = prompt_environment(tone)
    return Catalog(
        specs={spec.name: spec for _, spec in found},
        prompts={spec.name: _prompts(file.parent / "prompts", spec.name, environment) for file, spec in found},
    )


@cache
def builtin_catalog() -> Catalog:
    """The specialists that are shipped with Iris, read once in a process; raises as `load_catalog` does."""
    return load_catalog()


def prompt_environment(tone: Path = TONE) -> Environment:
    """The Jinja2 environment of prompts: a variable that nobody gave is an error, includes come from `tone`."""

    def source(name: str) -> str | None:
        path = tone / name
        return typeset(path.read_text(encoding="utf-8"), "fr") if path.is_file() else None

    return Environment(
        loader=FunctionLoader(source),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # The output is Markdown for a model; no browser reads it.
    )


def wording(address: str) -> Callable[[str, str], str]:
    """`vous(polite, familiar)` of the templates: the wording in the form of address that the person chose."""

    def vous(polite: str, familiar: str) -> str:
        return familiar if address == "tu" else polite

    return vous


def _declared(file: Path, package: str) -> AgentSpec:
    try:
        module = import_module(f"{package}.{file.parent.name}.agent")
    except _IMPORT_MISTAKES as error:
        raise Misconfigured(f"{file}: does not import: {error}") from error
    if Path(module.__file__ or "").resolve() != file.resolve():
        raise Misconfigured(f"{file}: {module.__name__} is another file, {module.__file__}")
    spec = vars(module).get("AGENT")
    if not isinstance(spec, AgentSpec):
        raise Misconfigured(f"{file}: defines no AGENT = AgentSpec(...)")
    return spec


def _check(file: Path, spec: AgentSpec) -> None:
    if spec.name != file.parent.name:
        raise Misconfigured(f"{file}: AGENT is named {spec.name!r}, its folder {file.parent.name!r}")
    if not spec.title.strip() or not spec.handles.scope.strip():
        raise Misconfigured(f"{file}: title and scope are needed")
    if not any(example.strip() for example in spec.handles.examples):
        raise Misconfigured(f"{file}: handles.examples is empty; write the messages that people would send")
    if not spec.does.get("fr"):
        raise Misconfigured(f"{file}: does has no French")


def _refuse_shared(
    found: Iterable[tuple[Path, AgentSpec]], what: str, claims: Callable[[AgentSpec], Iterable[str]]
) -> None:
    """Raise when two agents claim the same `what`, whatever its capitals."""
    owners: dict[str, Path] = {}
    for file, spec in found:
        for claim in claims(spec):
            owner = owners.setdefault(claim.casefold().strip(), file)
            if owner != file:
                raise Misconfigured(f"{file}: {what} {claim!r} is already in {owner}")


def _prompts(folder: Path, agent: AgentName, environment: Environment) -> dict[int, Prompt]:
    prompts = {}
    for path in sorted(folder.glob("*.md")):
        match = _PROMPT_FILE.fullmatch(path.name)
        if match is None:
            raise Misconfigured(f"{path}: a prompt is named v1.md, v2.md ...")
        version = int(match.group(1))
        prompts[version] = Prompt(agent, version, path, _compiled(path, environment))
    if not prompts:
        raise Misconfigured(f"{folder}: no prompt; write {folder / 'v1.md'}")
    return prompts


def _compiled(path: Path, environment: Environment) -> Template:
    text = typeset(path.read_text(encoding="utf-8"), "fr")
    if not text.strip():
        raise Misconfigured(f"{path}: the prompt is empty")
    try:
        template = environment.from_string(text)
        # Rendered once here, so that a missing fragment or an unknown variable stops the start, not a conversation.
        Prompt(AgentName(""), 0, path, template).render(_SAMPLE)
    except TemplateError as error:
        raise Misconfigured(f"{path}: {type(error).__name__}: {error}") from error
    return template
