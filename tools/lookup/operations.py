"""The look-up operation over the knowledge packs."""

from tools.lookup.models import Found, FoundPassage, LookUp
from tools.operation import Annex, Effect, ToolContext, operation

PASSAGES = 3


def sources(found: Found) -> list[Annex]:
    """The pages behind an answer, as `iris.sources`."""
    shown = [
        {"title": p.title, "source": p.source, "url": p.url, "checked_on": p.checked_on.isoformat()}
        for p in found.passages
    ]
    return [Annex("iris.sources", shown)] if shown else []


@operation(scope="knowledge:read", effect=Effect.READ, public=True, shows=sources)
async def look_up(context: ToolContext, arguments: LookUp) -> Found:
    """Find checked passages about rights, funding, procedures and methods of a career change in France (CPF, CEP,
    VAE, bilan de compétences, projet de transition professionnelle, France Travail, apprenticeship, disability at
    work, CV, letters, interviews). Call it before you state a right, an amount or a deadline; quote the source and the
    date it was checked on. When nothing is found, say that you do not know."""
    hits = await context.knowledge.search(arguments.question, limit=PASSAGES)
    passages = [
        FoundPassage(
            title=hit.passage.title,
            text=hit.passage.text,
            source=hit.passage.source,
            url=hit.passage.url,
            checked_on=hit.passage.checked_on,
            in_force_since=hit.passage.in_force_since,
        )
        for hit in hits
    ]
    return Found(passages=passages, found=bool(passages))
