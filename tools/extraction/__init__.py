"""Extraction: the text of a document, read in a process of its own; nothing else of Iris is imported there."""

from tools.extraction.limits import LARGEST_FILE, MOST_CHARACTERS, MOST_PAGES, Kind, Refused, Text
from tools.extraction.plain import tidy

__all__ = ["LARGEST_FILE", "MOST_CHARACTERS", "MOST_PAGES", "Kind", "Refused", "Text", "tidy"]
