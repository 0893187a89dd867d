"""Presidio Analyzer with a spaCy model as one more recogniser, where somebody has installed it."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from agents.guard.pii.detector import Detector, merge
from agents.guard.pii.found import Found, Kind, KnownName
from tools.errors import Misconfigured

KINDS: dict[str, Kind] = {"PERSON": "PERSON"}
"""Presidio's entity -> ours; what the core finds with check digits is not asked twice."""


class Result(Protocol):
    """What Presidio says of one span."""

    entity_type: str
    start: int
    end: int
    score: float


class Engine(Protocol):
    """The part of `presidio_analyzer.AnalyzerEngine` that is used."""

    def analyze(self, text: str, language: str, entities: list[str]) -> Sequence[Result]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WithPresidio:
    """A detector that adds the persons Presidio sees to those of the core."""

    core: Detector
    engine: Engine
    language: str = "fr"

    def find(self, text: str, known: Sequence[KnownName] = ()) -> list[Found]:
        """As `Detector.find`; whatever Presidio raises is raised, so that the guard fails closed."""
        results = self.engine.analyze(text=text, language=self.language, entities=["PERSON"])
        extra = [Found(start=r.start, end=r.end, kind=KINDS[r.entity_type], score=r.score) for r in results]
        return merge([*self.core.find(text, known), *extra])


def load_presidio(core: Detector, model: str = "fr_core_news_md") -> WithPresidio:
    """`core` with Presidio and the installed spaCy `model` beside it.

    Raises Misconfigured when either is absent: nothing is downloaded.
    """
    try:
        # spaCy costs seconds and 100 MB: only who asks for it pays.
        analyzer = importlib.import_module("presidio_analyzer")
        providers = importlib.import_module("presidio_analyzer.nlp_engine")
        importlib.import_module(model)
    except ModuleNotFoundError as error:
        raise Misconfigured(
            f"{error.name!r} is not installed: pip install 'iris-platform[ner]' and python -m spacy download {model}"
        ) from error
    models = [{"lang_code": "fr", "model_name": model}]
    provider = providers.NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
    return WithPresidio(
        core=core, engine=analyzer.AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["fr"])
    )
