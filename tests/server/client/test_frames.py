from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.client.errors import NotIris
from server.client.frames import LONGEST_FRAME, Frame, FrameParser

LINE = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=12)
FRAMES = st.lists(
    st.builds(
        Frame,
        st.none() | st.integers(0, 10**9),
        st.sampled_from(["message", "ping"]),
        st.lists(LINE, min_size=1, max_size=3).map("\n".join),
    ),
    max_size=6,
)


def parse(*chunks: bytes) -> list[Frame]:
    parser = FrameParser()
    return [frame for chunk in chunks for frame in parser.feed(chunk)]


def encode(frames: list[Frame], newline: str, comment: str) -> bytes:
    lines: list[str] = []
    for frame in frames:
        lines += [f":{comment}"] + ([] if frame.id is None else [f"id: {frame.id}"])
        lines += [] if frame.event == "message" else [f"event:{frame.event}"]
        lines += [*(f"data: {part}" for part in frame.data.split("\n")), "retry: 10", "", ": ping", ""]
    return newline.join([*lines, ""]).encode()


@given(FRAMES, st.sampled_from(["\n", "\r\n", "\r"]), LINE, st.lists(st.integers(0, 400), max_size=20), st.booleans())
def test_any_chunking_gives_the_same_frames(
    frames: list[Frame], newline: str, comment: str, cuts: list[int], mark: bool
) -> None:
    raw = (b"\xef\xbb\xbf" if mark else b"") + encode(frames, newline, comment)
    edges = [0, *sorted(min(cut, len(raw)) for cut in cuts), len(raw)]
    chunks = [raw[start:end] for start, end in pairwise(edges)]
    assert parse(*chunks) == parse(raw) == frames


@given(FRAMES, st.sampled_from(["\n", "\r\n"]))
def test_one_byte_at_a_time(frames: list[Frame], newline: str) -> None:
    raw = encode(frames, newline, "")
    assert parse(*(raw[index : index + 1] for index in range(len(raw)))) == frames


def test_mixed_line_ends() -> None:
    assert parse(b"id: 1\rdata: a\r\ndata: b\n\r\nid: 2\ndata: c\r\r") == [
        Frame(1, "message", "a\nb"),
        Frame(2, "message", "c"),
    ]


def test_a_frame_that_is_cut_is_not_given() -> None:
    assert parse(b"id: 1\ndata: a\n\nid: 2\ndata: b\n") == [Frame(1, "message", "a")]


def test_comments_and_frames_without_data_are_silence() -> None:
    assert parse(b": ping - 12:00\n\nid: 4\n\nevent: x\n\n") == []


@pytest.mark.parametrize("given_id", [b"", b"-1", b"abc", b"1.5", "²".encode()])
def test_an_id_that_is_no_number_is_left_out(given_id: bytes) -> None:
    assert parse(b"id: " + given_id + b"\ndata: a\n\n") == [Frame(None, "message", "a")]


def test_only_one_space_after_the_colon_is_removed() -> None:
    assert parse(b"data:  a\ndata:b\ndata\n\n") == [Frame(None, "message", " a\nb\n")]


def test_separators_of_unicode_do_not_end_a_line() -> None:
    assert parse("data: a\u2028b\x85c\x0bd\n\n".encode()) == [Frame(None, "message", "a\u2028b\x85c\x0bd")]


def test_a_frame_without_end_is_refused() -> None:
    parser = FrameParser()
    parser.feed(b"data: " + b"x" * (LONGEST_FRAME - 6))
    with pytest.raises(NotIris):
        parser.feed(b"x")
