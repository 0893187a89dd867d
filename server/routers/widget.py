"""The widget's files: the script that other sites include, its drawings and languages, from the committed build."""

import gzip
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi import Path as InPath
from fastapi.responses import Response

from server.auth import Anyone
from tools.errors import NotFound

router = APIRouter(tags=["widget"], prefix="/widget")

DIST = Path(__file__).parents[1] / "widget" / "dist"
SCRIPT = "iris-widget.js"
TYPES = {"js": "text/javascript; charset=utf-8", "json": "application/json", "txt": "text/plain; charset=utf-8"}
ANYWHERE = {
    # Any page may include them, and check their integrity.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Vary": "Accept-Encoding",
}
BRIEFLY = "public, max-age=300, stale-while-revalidate=86400"
Known = Annotated[str | None, Header(alias="If-None-Match", max_length=1000)]
Unpacks = Annotated[str, Header(alias="Accept-Encoding", max_length=1000)]
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Built:
    """A file of the build. `packed`: by gzip; `address`: its name with its hash; `integrity`: for that address."""

    content: bytes
    packed: bytes
    media_type: str
    address: str
    etag: str
    integrity: str


@cache
def build() -> dict[str, Built]:
    """Every file of the build, by the name that does not change and by its address; read once in a process."""
    told = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))["files"]
    contents = {name: (DIST / name).read_bytes() for name in told}
    files = {
        name: Built(
            content=contents[name],
            packed=gzip.compress(contents[name], mtime=0),
            media_type=TYPES[name.rsplit(".", 1)[-1]],
            address=each["address"],
            etag=f'W/"{each["sha256"][:32]}"',
            integrity=each["integrity"],
        )
        for name, each in told.items()
    }
    return files | {each.address: each for each in files.values()}


@router.get("/v1.js", dependencies=[Anyone], response_class=Response, responses={304: {"description": "Unchanged"}})
async def script(if_none_match: Known = None, accept_encoding: Unpacks = "") -> Response:
    """The widget: `<script async src="…/widget/v1.js" data-iris-app="pk_…"></script>`."""
    return _served(build()[SCRIPT], BRIEFLY, if_none_match, accept_encoding)


@router.get("/{name}", dependencies=[Anyone], response_class=Response, responses={304: {}, 404: {}})
async def file(
    name: Annotated[str, InPath(max_length=64)], if_none_match: Known = None, accept_encoding: Unpacks = ""
) -> Response:
    """A file by its address, which holds its hash: it never changes. By its plain name: as it is today."""
    built = build().get(name)
    if built is None:
        raise NotFound("there is no such file of the widget")
    return _served(built, FOR_EVER if name == built.address else BRIEFLY, if_none_match, accept_encoding)


def _served(built: Built, life: str, known: str | None, unpacks: str) -> Response:
    headers = {**ANYWHERE, "Cache-Control": life, "ETag": built.etag}
    if known is not None and built.etag in known:
        return Response(status_code=304, headers=headers)
    if not re.search(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", unpacks):
        return Response(built.content, media_type=built.media_type, headers=headers)
    return Response(built.packed, media_type=built.media_type, headers={**headers, "Content-Encoding": "gzip"})
