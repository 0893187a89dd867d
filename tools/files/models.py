"""A file of a person, why one is refused, and what `read_file` takes and tells."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from tools.actor import FileId, ThreadId
from tools.errors import Conflict, IrisError, TooLarge

Origin = Literal["upload", "paste"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A file in a list. `size` in bytes; `characters` of text that are read, all of them unless `cut`."""

    id: FileId
    thread_id: ThreadId | None
    name: str
    media_type: str
    size: int
    pages: int | None
    characters: int
    cut: bool
    origin: Origin
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file whole, as its person gets it back."""

    line: FileLine
    content: bytes


class UnsupportedFile(IrisError):
    """By its content it is not a PDF, a DOCX or plain text; `details["kind"]` says what it is, where that is known."""

    status = 415
    code = "unsupported_file"
    advice = "Send a PDF, a Word document (.docx) or plain text."


class FileTooLarge(TooLarge):
    """A file of more than `details["limit"]` megabytes."""

    code = "file_too_large"
    advice = "Send a smaller file."


class FileRefused(IrisError):
    """A kind of file that Iris reads, which it cannot read, or will not."""

    status = 422
    code = "file_unreadable"
    advice = "Export the document again, or paste its text."


class FileEncrypted(FileRefused):
    """It asks for a password."""

    code = "file_encrypted"
    advice = "Save the document without a password."


class TooManyPages(FileRefused):
    """A PDF of more than `details["limit"]` pages."""

    code = "too_many_pages"
    advice = "Send only the pages that matter."


class FileWithoutText(FileRefused):
    """It is empty, or its pages are images."""

    code = "file_without_text"
    advice = "Send a document whose text can be selected, or paste its text."


class UnsafeFile(FileRefused):
    """It is built to harm: it unpacks to far more than it is, declares entities, or is of two kinds at once."""

    code = "unsafe_file"
    advice = "Export the document again from the program that made it."


class FilesFull(Conflict):
    """The person keeps as many files, or bytes, as they may."""

    code = "files_full"
    advice = "Delete a file first."


DocumentKind = Literal["cv", "letter", "job_offer", "diploma", "payslip", "other"]
Section = Literal[
    "profile", "experience", "education", "skills", "languages", "interests", "contact", "missions", "requirements"
]
Language = Literal["fr", "en", "de", "es", "other"]


def _dropped(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    try:
        return handler(value)
    except ValidationError:
        return None


Dropped = WrapValidator(_dropped)
"""A field that does not hold to its schema is not there: what a document wrote never passes in its stead."""


class Sighted(BaseModel):
    """Ce qu'est un document et ce qu'il contient."""

    kind: Annotated[DocumentKind | None, Dropped] = Field(
        default=None,
        description="cv, letter (lettre de motivation), job_offer (offre d'emploi), diploma (diplôme, attestation de "
        "formation), payslip (bulletin de paie), other",
    )
    sections: Annotated[list[Section] | None, Dropped] = Field(default=None, description="Les rubriques présentes.")
    job_titles: Annotated[list[Annotated[str, Field(max_length=80)]] | None, Dropped] = Field(
        default=None, description="Les intitulés de postes, mot pour mot, cinq au plus, sans nom d'employeur."
    )


class ReadFile(BaseModel):
    """Which document."""

    file: str = Field(
        pattern="^f_[0-9a-f]{24}$",
        description="The id of a file of the person (f_…), as the conversation names it.",
        json_schema_extra={
            "x-from": "message",
            "x-question": {
                "fr": "Quel document faut-il lire ? Il suffit de le joindre au message.",
                "en": "Which document shall I read? Simply attach it to your message.",
            },
        },
    )


class FileRead(BaseModel):
    """What a document is. Its words stay where they are: nothing here is free text."""

    file: str
    kind: DocumentKind
    language: Language
    words: int
    pages: int | None = None
    cut: bool = Field(description="Whether the document is longer than what was read.")
    sections: list[Section]
    job_titles: list[str]
    years_of_experience: int | None = None
