"""Files: what people upload or paste, sealed at rest, and the operation that reads it."""

from tools.files.models import (
    FileEncrypted,
    FileLine,
    FileRead,
    FileRefused,
    FilesFull,
    FileTooLarge,
    FileWithoutText,
    KeptFile,
    ReadFile,
    TooManyPages,
    UnsafeFile,
    UnsupportedFile,
)
from tools.files.operations import LOOKED_AT, read_file
from tools.files.reading import Extractor
from tools.files.rules import LONGEST_PASTE, disposition
from tools.files.store import Files

__all__ = [
    "LONGEST_PASTE",
    "LOOKED_AT",
    "Extractor",
    "FileEncrypted",
    "FileLine",
    "FileRead",
    "FileRefused",
    "FileTooLarge",
    "FileWithoutText",
    "Files",
    "FilesFull",
    "KeptFile",
    "ReadFile",
    "TooManyPages",
    "UnsafeFile",
    "UnsupportedFile",
    "disposition",
    "read_file",
]
