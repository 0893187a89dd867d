"""Readers: what guided mode can find in a message by plain rules, found by being there (`readers/<name>.py`)."""

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Protocol

Reading = Mapping[str, object]
"""What a reader found: `value` is the answer to keep, the rest is for the words."""


class Reader(Protocol):
    """The function `read` of a reader's module."""

    def __call__(self, text: str, locale: str) -> Reading | None:
        """What `text` says about the reader's subject; None when it says nothing certain."""
        ...


def load_readers() -> Mapping[str, Reader]:
    """Every reader by the name of its module; raises ValueError naming the module without `read`."""
    found: dict[str, Reader] = {}
    for module in pkgutil.iter_modules(__path__):
        read = getattr(importlib.import_module(f"{__name__}.{module.name}"), "read", None)
        if not callable(read):
            raise ValueError(f"{__name__}.{module.name} has no function read(text, locale)")
        found[module.name] = read
    return found
