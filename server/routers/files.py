"""Files: upload, list, get back, delete. What a document says is never in an answer."""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from server.auth import Iris, Person
from server.limits.doors import House, admit_upload
from server.routers.chat import Identifier
from tools.actor import FileId, ThreadId
from tools.errors import BadRequest, InvalidArguments
from tools.extraction import LARGEST_FILE
from tools.files import FileLine, FileTooLarge, disposition

router = APIRouter(tags=["files"], prefix="/v1/files")

LARGEST_BODY = LARGEST_FILE + 10_000
"""Bytes of an upload: a file and what multipart writes around it."""

_identifier: TypeAdapter[str] = TypeAdapter(Identifier)

_CHARSET = re.compile(r";\s*charset[^;]*", re.IGNORECASE)

_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "PDF, DOCX or plain text."},
                        "thread_id": {"type": "string", "description": "The conversation it belongs to, if any."},
                    },
                }
            }
        },
    }
}


class FileView(BaseModel):
    """A file. `size` in bytes; `characters` of its text that can be read, all of them unless `cut`."""

    id: str
    name: str
    media_type: str
    size: int
    pages: int | None
    characters: int
    cut: bool
    origin: Literal["upload", "paste"]
    thread_id: str | None
    created_at: datetime


class FileList(BaseModel):
    """The person's files, the newest first."""

    files: list[FileView]


class InMemory(MultiPartParser):
    """Starlette's parser writes a large part to the disk, in clear: this one keeps it in memory, and bounded."""

    spool_max_size = LARGEST_BODY + 1


@router.post("", status_code=201, openapi_extra=_FORM)
async def upload_file(request: Request, actor: Person, iris: Iris, limits: House) -> FileView:
    """Keep a file: a PDF of 20 pages at most, a Word document or plain text, 5 MB at most. It is what its bytes are,
    whatever its name says. With `thread_id` it belongs to that conversation, and is deleted with it."""
    await admit_upload(request, actor)
    name, data, thread_id = await _form(request)
    await limits.charge("upload_bytes", actor.user_id, cost=max(1, len(data)))
    if thread_id is not None:
        await iris.threads.get(actor.user_id, thread_id)
    return _view(await iris.files.keep_upload(actor, name, data, thread_id))


@router.get("")
async def list_files(actor: Person, iris: Iris) -> FileList:
    """The person's files."""
    return FileList(files=[_view(line) for line in await iris.files.list(actor.user_id)])


@router.get("/{file_id}")
async def get_file(file_id: Identifier, actor: Person, iris: Iris) -> FileView:
    """One file, without its content."""
    return _view(await iris.files.get(actor.user_id, FileId(file_id)))


@router.get("/{file_id}/content", response_class=Response)
async def get_content(file_id: Identifier, actor: Person, iris: Iris) -> Response:
    """The file as it was sent, to save: never shown inside a page."""
    kept = await iris.files.content_of(actor.user_id, FileId(file_id))
    headers = {
        "Content-Disposition": disposition(kept.line.name),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store",
    }
    return Response(kept.content, media_type=kept.line.media_type, headers=headers)


@router.delete("/{file_id}", status_code=204)
async def delete_file(file_id: Identifier, actor: Person, iris: Iris) -> None:
    """Delete a file and its text."""
    await iris.files.delete(actor.user_id, FileId(file_id))


async def _form(request: Request) -> tuple[str, bytes, ThreadId | None]:
    """Name, bytes and conversation of an upload; raises BadRequest, InvalidArguments, FileTooLarge."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise BadRequest("not multipart/form-data")
    # A name is in UTF-8 (RFC 7578): an encoding that the form declares would choose among all codecs of Python.
    headers = Headers({"content-type": _CHARSET.sub("", request.headers["content-type"])})
    async with aclosing(_bounded(request)) as body:
        parser = InMemory(headers, body, max_files=1, max_fields=1, max_part_size=200)
        try:
            form = await parser.parse()
        except MultiPartException as error:
            raise BadRequest(f"multipart: {error.message}") from error
    try:
        file, thread_id = form.get("file"), form.get("thread_id")
        if not isinstance(file, UploadFile):
            raise InvalidArguments("one file, with a name", field="file")
        checked = None if thread_id is None else ThreadId(_identifier.validate_python(thread_id))
        return file.filename or "", await file.read(), checked
    except ValidationError as error:
        raise InvalidArguments("1 to 128 letters, digits, . _ : -", field="thread_id") from error
    finally:
        await form.close()


async def _bounded(request: Request) -> AsyncGenerator[bytes, None]:
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > LARGEST_BODY:
            raise FileTooLarge(f"more than {LARGEST_BODY} bytes", limit=LARGEST_FILE // 1_000_000)
        yield chunk


def _view(line: FileLine) -> FileView:
    return FileView(
        id=line.id,
        name=line.name,
        media_type=line.media_type,
        size=line.size,
        pages=line.pages,
        characters=line.characters,
        cut=line.cut,
        origin=line.origin,
        thread_id=line.thread_id,
        created_at=line.created_at,
    )
