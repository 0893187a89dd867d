"""Server-sent events, incrementally: bytes in, whole frames out, however the bytes are cut."""

from dataclasses import dataclass, field

from .errors import NotIris

LONGEST_FRAME = 8_000_000
"""Bytes; a frame that grows beyond this is no event of Iris's."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One event; `id` is None when the frame carries no number of its own."""

    id: int | None
    event: str
    data: str


@dataclass(slots=True)
class FrameParser:
    """The parser of the HTML standard (server-sent events, 9.2.6), for one connection.

    A frame that the connection cuts is never given: it has not ended.
    """

    _rest: bytes = b""
    _after_cr: bool = False
    _begun: bool = False
    _id: int | None = None
    _event: str = ""
    _data: list[str] = field(default_factory=list)
    _size: int = 0

    def feed(self, chunk: bytes) -> list[Frame]:
        """The frames that these bytes complete; raises NotIris when one grows without end."""
        if not chunk:
            return []
        if self._after_cr and chunk.startswith(b"\n"):
            chunk = chunk[1:]
        self._after_cr = chunk.endswith(b"\r")
        lines = (self._rest + chunk).splitlines(keepends=True)
        self._rest = lines.pop() if lines and not lines[-1].endswith((b"\n", b"\r")) else b""
        frames = [frame for line in lines if (frame := self._take(line)) is not None]
        if self._size + len(self._rest) > LONGEST_FRAME:
            raise NotIris(f"a frame of more than {LONGEST_FRAME} bytes")
        return frames

    def _take(self, line: bytes) -> Frame | None:
        if not self._begun:
            self._begun = True
            line = line.removeprefix(b"\xef\xbb\xbf")
        text = line.rstrip(b"\r\n").decode("utf-8", errors="replace")
        if not text:
            return self._complete()
        self._size += len(line)
        name, _, value = text.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "data":
                self._data.append(value)
            case "event":
                self._event = value
            case "id" if value.isascii() and value.isdigit():
                self._id = int(value)
        return None

    def _complete(self) -> Frame | None:
        frame = Frame(self._id, self._event or "message", "\n".join(self._data)) if self._data else None
        self._id, self._event, self._data, self._size = None, "", [], 0
        return frame
