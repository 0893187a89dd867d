"""Whether a place in a text is prose: the only place where a personal value may be put back.

A value that is put back in an address leaves with the next click or preview of that address. The rule is on the run:
the characters around a placeholder up to the next blank on either side.
"""

import re
from typing import Literal

Refusal = Literal["in_link", "in_tag", "in_code", "in_encoding", "joined", "long_run", "unknown"]
"""Why a value was not put back; a rule's name for the audit."""

RUN = 256
"""Characters of a run, on either side, beyond which it is no prose."""

VALUE, ADDRESS = "\ufffc", "\ufffb"
"""What stands for a placeholder in the text on its left: one of a URL makes its whole run an address."""

_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_JOINED_LEFT = re.compile(rf"[\w@/=.\-%&#~+$\\<?{_INVISIBLE}]\Z")
_JOINED_RIGHT = re.compile(rf"[\w@/=\-%&#~+$\\{_INVISIBLE}]")
_ENDING = re.compile(r"[.,;:!?…*_]*[)\]}»\"'”’*_|]*[.,;:!?…*_|]*\Z")
"""What may follow a full stop that touches a placeholder: the end of the sentence."""

_IN_LINK = re.compile(
    r"//|\]\(|\]\[|www\.|\\\\"
    r"|\b(?:mailto|tel|sms|data|javascript|vbscript|https?|ftps?|file|blob|cid|wss?):"
    r"|[\w-]\.[a-z][a-z0-9-]+(?!\w)|\?[\w%.\[\]-]*="
    rf"|{ADDRESS}|URL(?:\\?_|[- ])\d",
    re.IGNORECASE,
)
_IN_TAG = re.compile(rf"\b(?:src|srcset|href|action|style|poster|on\w+)\s*=|url\(|=[\"'`]?{VALUE}", re.IGNORECASE)
_ENCODED = re.compile(r"%[0-9a-f]{2}|&#|\\[ux][0-9a-f]{2}|[a-z0-9+/_-]{32,}", re.IGNORECASE)
_OPEN_TAG = re.compile(r"<[a-z!/?](?:[^>\"']|\"[^\"]*+\"?+|'[^']*+'?+)*+\Z", re.IGNORECASE)
_DEFINITION = re.compile(r"[\s>*+\-\d.)]*\[[^\]]*\]:")
_DESTINATION = re.compile(r"\]\(\s*(<?)")
_FENCE = re.compile(r"^[ \t>]*(?:```+|~~~+)", re.MULTILINE)
_ADDRESS = re.compile(r"//|www\.|[\w-]\.[a-z]{2,}[/?:]", re.IGNORECASE)


def refusal(left: str, token: str, right: str) -> Refusal | None:
    """Why the value of a placeholder may not be put back; None where it may.

    Args:
        left: all the text before it, with `VALUE` or `ADDRESS` for each placeholder.
        token: the placeholder as written.
        right: what follows it, up to the next blank.
    """
    before = re.search(r"\S*\Z", left[-RUN:])
    run = before[0] if before else ""
    if len(run) >= RUN or len(right) >= RUN:
        return "long_run"
    around = f"{run}{VALUE}{right}"
    if _IN_LINK.search(around) or (token[-1] == "]" and right[:1] in {"(", "["}) or _in_link(left):
        return "in_link"
    if _IN_TAG.search(around) or ("<" in left and _OPEN_TAG.search(left)):
        return "in_tag"
    if _ENCODED.search(around):
        return "in_encoding"
    if _in_code_with_address(left, right):
        return "in_code"
    ends_badly = right.startswith(".") and not _ENDING.match(right)
    return "joined" if _JOINED_LEFT.search(run) or _JOINED_RIGHT.match(right) or ends_badly else None


def _in_link(left: str) -> bool:
    """Whether the text ends within a link's destination, or in a line that defines a link."""
    paragraph = left[left.rfind("\n\n") + 1 :]
    if _DEFINITION.match(paragraph[paragraph.rfind("\n") + 1 :]):
        return True
    for start in _DESTINATION.finditer(paragraph):
        rest = paragraph[start.end() :]
        if (">" not in rest) if start[1] else not _closes(rest):
            return True
    return False


def _closes(rest: str) -> bool:
    depth = 1
    for each in rest:
        depth += (each == "(") - (each == ")")
        if depth == 0:
            return True
    return False


def _in_code_with_address(left: str, right: str) -> bool:
    fences = list(_FENCE.finditer(left))
    if len(fences) % 2:
        return _ADDRESS.search(left[fences[-1].end() :] + right) is not None
    paragraph = left[left.rfind("\n\n") + 1 :]
    if paragraph.count("`") % 2 == 0:
        return False
    return _ADDRESS.search(paragraph[paragraph.rfind("`") :] + right) is not None
