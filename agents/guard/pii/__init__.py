"""Personal data in French text: where it is, without any model."""

from agents.guard.pii.detector import Detector, build_detector, merge
from agents.guard.pii.found import Found, Gender, Kind, KnownName
from agents.guard.pii.lexicon import is_common_word

__all__ = ["Detector", "Found", "Gender", "Kind", "KnownName", "build_detector", "is_common_word", "merge"]
