"""Quoting: what a person wrote, made fit to be said again, or left where it is."""

from agents.models.guided.cues import plain
from agents.models.guided.scene import Scene
from tools.profile.private import private_matter

_LONGEST_QUOTE = 220


def quotable(answer: str) -> str:
    """An answer on one line, short enough to be quoted, without the marks that would close the quotation."""
    line = " ".join(answer.split())
    for mark in "«»“”":
        line = line.replace(mark, '"')
    return shorten(line.replace('" ', '"', 1) if line.startswith('" ') else line, _LONGEST_QUOTE).rstrip(" .;,")


def is_sensitive(scene: Scene, text: str) -> bool:
    """Whether `text` speaks of health, origin, religion or opinions: kept in the conversation, never in memory."""
    return any(cues.says(plain(text), "sensitive") for cues in scene.kit.cues.values())


def is_private(scene: Scene, text: str) -> bool:
    """Whether `text` says anything of oneself that is not linked to a job: what is sensitive, age, family."""
    return is_sensitive(scene, text) or private_matter({"text": text}) is not None


def one_line(text: str) -> str:
    """`text` on one line, with ordinary spaces."""
    return " ".join(text.split())


def shorten(text: str, longest: int) -> str:
    """`text` in at most `longest` characters, cut between two words."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,;:") + "…"
