"""The operation that reads a document: on its own text, in process; what it tells is computed or checked."""

from tools.actor import FileId
from tools.files.describing import (
    job_titles_of,
    kind_of_document,
    language_of,
    sections_of,
    titles_in,
    years_of_experience,
)
from tools.files.models import FileRead, ReadFile, Sighted
from tools.operation import Effect, Source, ToolContext, operation

LOOKED_AT = 20_000
"""Characters that the extractor gets: what a document is shows at its beginning."""


@operation(scope="files:read", effect=Effect.READ, taints=Source.FILE)
async def read_file(context: ToolContext, arguments: ReadFile) -> FileRead:
    """Say what a document of the person is (CV, letter, job offer, diploma, payslip), its language and length, the
    sections it has, the job titles in it, and the years of experience that its dates add up to. Call it when the
    person gives a document. It tells facts about the document, never its words: do not invent what it says."""
    document = await context.files.text_of(context.actor.user_id, FileId(arguments.file))
    text = document.text
    seen = await context.writer.extract(text[:LOOKED_AT], Sighted) or Sighted()
    sections = sections_of(text) if seen.sections is None else list(dict.fromkeys(seen.sections))
    return FileRead(
        file=arguments.file,
        kind=seen.kind or kind_of_document(text, sections),
        language=language_of(text),
        words=len(text.split()),
        pages=document.pages,
        cut=document.cut,
        sections=sections,
        job_titles=job_titles_of(text) if seen.job_titles is None else titles_in(text, seen.job_titles),
        years_of_experience=years_of_experience(text, context.clock.now().year),
    )
