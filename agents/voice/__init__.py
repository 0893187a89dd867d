"""Voice: what every agent shares, the messages of the interface and the words of guided mode."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from jinja2 import Template

from agents.voice.catalogues import LOCALES, load_catalogue
from agents.voice.typography import typeset
from agents.voice.wording import GUIDED_LOCALES, compile_brief, compile_wording, load_wording

__all__ = ["GUIDED_LOCALES", "LOCALES", "Voice", "load_voice", "typeset"]

_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Texts by language. `say` reads the catalogues, `render` the templates of guided mode."""

    catalogues: Mapping[str, Mapping[str, str]]
    sources: Mapping[str, Mapping[str, str]]
    templates: Mapping[str, Mapping[str, Template]] = field(repr=False)

    def say(self, msgid: str, locale: str, **params: object) -> str:
        """The message in `locale`, else in French, else in English, else its id; `{name}` becomes `params["name"]`."""
        for candidate in (locale, *GUIDED_LOCALES):
            text = self.catalogues.get(candidate, {}).get(msgid)
            if text is not None:
                return _PARAMETER.sub(lambda match: str(params.get(match[1], match[0])), text)
        return msgid

    def has(self, template: str, locale: str) -> bool:
        """Whether guided mode has words of its own for `template` in `locale`."""
        return template in self.sources.get(locale, {})

    def variants(self, template: str, locale: str) -> tuple[str, ...]:
        """The names of the ways to say `template`: itself, or its list `template.0`, `template.1`..."""
        if self.has(template, locale):
            return (template,)
        sources = self.sources.get(locale, {})
        names: list[str] = []
        while f"{template}.{len(names)}" in sources:
            names.append(f"{template}.{len(names)}")
        return tuple(names)

    def render(self, template: str, locale: str, *, address: str = "vous", **values: object) -> str:
        """The words of guided mode, in French where `locale` has none; raises KeyError when nobody has them."""
        spoken = locale if self.has(template, locale) else GUIDED_LOCALES[0]
        compiled = self.templates.get(spoken, {}).get(template)
        if compiled is None:
            return self.sources[spoken][template]
        return compiled.render(values, vous=_chooser(address)).strip()

    def compose(self, source: str, locale: str, facts: Mapping[str, object], *, address: str = "vous") -> str:
        """A text written from a template given as text, in a sandbox; raises jinja2.TemplateError."""
        return compile_brief(source, locale).render({"vous": _chooser(address), **facts}).strip()


def _chooser(address: str) -> Callable[[str, str], str]:
    return _familiar if address == "tu" else _polite


def _polite(vous: str, tu: str) -> str:
    return vous


def _familiar(vous: str, tu: str) -> str:
    return tu


@cache
def load_voice() -> Voice:
    """Everything, read from disk and compiled once; raises ValueError naming the file that is wrong."""
    sources = {locale: load_wording(locale) for locale in GUIDED_LOCALES}
    return Voice(
        catalogues={locale: load_catalogue(locale) for locale in LOCALES},
        sources=sources,
        templates={locale: compile_wording(texts) for locale, texts in sources.items()},
    )
