"""One document: its bytes on stdin, its text or the code of a refusal as JSON on stdout; then the process ends.

It may open nothing: no file, no socket, no process. What crashes, hangs or grows is killed by its limits.
"""

import codecs
import json
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module

from tools.extraction.limits import LARGEST_FILE, MEMORY, PROCESSOR_S, Refused, Text

READERS = {"pdf": "tools.extraction.pdf", "docx": "tools.extraction.docx", "text": "tools.extraction.plain"}
CODECS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp437", "latin-1")
"""Loaded before files can no longer be opened."""


def main(kind: str) -> None:
    """Read the document of this kind."""
    # PDFium takes a tenth of a second to load, which the other kinds do without.
    read: Callable[[bytes], Text] = import_module(READERS[kind]).read
    for codec in CODECS:
        codecs.lookup(codec)
    lock_down()
    try:
        answer = asdict(read(sys.stdin.buffer.read(LARGEST_FILE + 1)))
    except Refused as refusal:
        answer = {"refused": refusal.code}
    sys.stdout.buffer.write(json.dumps(answer).encode())
    sys.stdout.buffer.flush()


def lock_down() -> None:
    """Give up what reading does not need; none of it can be had back."""
    limits = [
        (resource.RLIMIT_CPU, PROCESSOR_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        # A crash must not leave the document in a core file.
        (resource.RLIMIT_CORE, 0),
        # The three standard streams are open already; a number above theirs is given to nothing, sockets included.
        (resource.RLIMIT_NOFILE, 3),
    ]
    if sys.platform != "darwin":
        # macOS refuses this one.
        limits.append((resource.RLIMIT_AS, MEMORY))
    for what, most in limits:
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main(sys.argv[1])
