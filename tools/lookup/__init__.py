"""Sourced answers: the operation over `knowledge/`."""

from tools.lookup.models import Found, FoundPassage, LookUp
from tools.lookup.operations import look_up

__all__ = ["Found", "FoundPassage", "LookUp", "look_up"]
