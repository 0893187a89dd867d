"""Documents for tests, written by hand where a library would refuse to write them."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

import docx

CV = """Nadia Benali
nadia.benali@exemple.fr
Expérience professionnelle
2018 - 2022 Aide-soignante, Clinique du Parc
2012 - 2018 Vendeuse, Boulangerie Martin
Formation
2010 - 2012 BEP carrières sanitaires et sociales
Compétences
Soins, écoute, travail de nuit
Langues
Français, arabe
"""

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
BODY = (
    '{before}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{body}</w:body></w:document>'
)


def pdf(*pages: str) -> bytes:
    """A PDF with a line of text per line."""
    return pdf_of([_shown(page) for page in pages])


def pdf_of(
    contents: Sequence[bytes], *, filters: str = "", count: int | None = None, trailer: str = "", more: str = ""
) -> bytes:
    """A PDF of content streams as they are."""
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents) if count is None else count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for index, content in enumerate(contents):
        page = "/Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page {page} /Contents {5 + 2 * index} 0 R {more} >>".encode())
        objects.append(b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters.encode(), content))
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def encrypted_pdf() -> bytes:
    """A PDF that opens with a password only."""
    locked = "/Filter /Standard /V 1 /R 2 /P -4 /O <" + "11" * 32 + "> /U <" + "22" * 32 + ">"
    return pdf_of([_shown("Bonjour")], trailer=f"/Encrypt << {locked} >> /ID [<{'33' * 16}> <{'33' * 16}>]")


def exploding_pdf(megabytes: int) -> bytes:
    """A PDF of a few kilobytes whose only page unpacks to this many megabytes."""
    packed, check = bytearray(b"\x78\xda"), 1
    for part, times in ((b"BT /F1 11 Tf (", 1), (b"a" * 1_000_000, megabytes), (b") Tj ET", 1)):
        squeeze = zlib.compressobj(9, wbits=-15)
        packed += (squeeze.compress(part) + squeeze.flush(zlib.Z_FULL_FLUSH)) * times
        for _ in range(times):
            check = zlib.adler32(part, check)
    packed += b"\x03\x00" + check.to_bytes(4, "big")
    return pdf_of([zlib.compress(bytes(packed), 9)], filters="/Filter [/FlateDecode /FlateDecode]")


def nested_pdf(depth: int) -> bytes:
    """A PDF whose page holds lists within lists."""
    return pdf_of([_shown("Bonjour à tous")], more=f"/Deep {'[' * depth}{']' * depth}")


def word(*paragraphs: str) -> bytes:
    """A DOCX by python-docx."""
    made = docx.Document()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    return saved(made)


def saved(document: object) -> bytes:
    """The bytes of a document of python-docx."""
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def package(
    body: str = "<w:p><w:r><w:t>Bonjour à tous</w:t></w:r></w:p>",
    *,
    before: str = "",
    main: str = MAIN,
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """A DOCX of one part, and whatever else is put into its package."""
    parts = {
        "[Content_Types].xml": TYPES.format(main=main).encode(),
        "word/document.xml": BODY.format(before=before, body=body).encode(),
        **(more or {}),
    }
    return archive(parts)


def archive(parts: Mapping[str, bytes]) -> bytes:
    """A ZIP of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def overlapping(entries: int, unpacked: int) -> bytes:
    """A ZIP whose directory points many times at one packed part, as the best bombs do."""
    out = io.BytesIO(archive({"[Content_Types].xml": TYPES.format(main=MAIN).encode(), "a": b"0" * unpacked}))
    data = out.getvalue()
    start = data.rindex(b"PK\x01\x02")
    entry = data[start : data.rindex(b"PK\x05\x06")]
    first = data[: data.index(b"PK\x01\x02")]
    types = data[data.index(b"PK\x01\x02") : start]
    directory = types + b"".join(entry[:46] + f"{n:01x}"[-1:].encode() + entry[47:] for n in range(entries))
    end = bytearray(data[data.rindex(b"PK\x05\x06") :])
    end[8:10] = end[10:12] = (entries + 1).to_bytes(2, "little")
    end[12:16] = len(directory).to_bytes(4, "little")
    return first + directory + bytes(end)


def _shown(page: str) -> bytes:
    lines = " ".join("({}) Tj T*".format(line.replace("(", r"\(").replace(")", r"\)")) for line in page.splitlines())
    return f"BT /F1 11 Tf 14 TL 50 800 Td {lines} ET".encode("cp1252")
