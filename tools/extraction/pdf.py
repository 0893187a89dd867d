"""PDF: the text of each page, by PDFium."""

import io
import zipfile

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw  # type: ignore[import-untyped]

from tools.extraction.limits import MOST_CHARACTERS, MOST_PAGES, Refused, Text
from tools.extraction.plain import found, tidy

_LOCKED = (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY)


def read(data: bytes) -> Text:
    """The text of the pages in their order, without what lies outside of them; raises Refused."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused("unsafe_file")
    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
        if pages > MOST_PAGES:
            raise Refused("too_many_pages")
        text, cut = tidy("\n\n".join(_pages(document, pages)))
    except pypdfium2.PdfiumError as error:
        raise Refused("file_encrypted" if error.err_code in _LOCKED else "file_unreadable") from error
    return Text(text=found(text), cut=cut, pages=pages)


def _pages(document: pypdfium2.PdfDocument, pages: int) -> list[str]:
    texts: list[str] = []
    for index in range(pages):
        texts.append(document[index].get_textpage().get_text_bounded())
        if sum(map(len, texts)) > 2 * MOST_CHARACTERS:
            break
    return texts
