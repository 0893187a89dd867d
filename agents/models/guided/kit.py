"""Kit: everything guided mode is made of, loaded once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from agents.models.guided.cues import Cues, load_cues
from agents.models.guided.flows import Flow, load_flows
from agents.models.guided.focus import read_focus
from agents.models.guided.language import spoken_locale
from agents.models.guided.readers import Reader, load_readers
from agents.voice import GUIDED_LOCALES, Voice, load_voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """The words, the cues by language, the flows by id, the readers by name."""

    voice: Voice
    cues: Mapping[str, Cues]
    flows: Mapping[str, Flow]
    readers: Mapping[str, Reader]


@cache
def load_kit() -> Kit:
    """The kit that ships; raises ValueError naming the file that is wrong."""
    voice, readers = load_voice(), load_readers()
    return Kit(
        voice=voice,
        cues={locale: load_cues(locale) for locale in GUIDED_LOCALES},
        flows=load_flows(voice, readers),
        readers=readers,
    )


def locale_of(said: Sequence[str], locale: str, kept: object) -> str:
    """The language that a person speaks who came in `locale` and said `said`; `kept` is the thread's focus, if any."""
    focus = read_focus(kept)
    # What was heard before the last message is in the focus, where there is one.
    heard = said if kept is None else said[-1:]
    return spoken_locale(heard, focus.locale or locale, load_kit().cues)
