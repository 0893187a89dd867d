"""All that one occupation's place in the list stands on, as sections of the report."""

from collections.abc import Iterable, Mapping

from knowledge.occupations import SourceKind
from tools.aube.books import figure
from tools.aube.report.models import Block, Paragraph, Points, Section, Table
from tools.aube.tracing import AiTrace, AutomationTrace, MatchTrace, PartTrace
from tools.aube.wording import Wording


def match_sections(
    match: MatchTrace, names: Mapping[SourceKind, str], book: Wording, words: Wording
) -> tuple[Section, ...]:
    """Reasons, score with its parts and what lies beneath them, skills, the way in, exposure."""
    say, language = book.say, book.language
    score = say(
        "say.score",
        score=figure(match.score, language),
        confidence=words.say(f"confidence.{match.confidence}"),
        percentile=match.percentile,
        coverage=figure(match.coverage, language),
    )
    blocks: list[Block] = [Paragraph(text=score)]
    if match.reasons:
        blocks.append(Points(items=tuple(each.text for each in match.reasons)))
    blocks.append(_parts(match, names, book, words))
    blocks += [Paragraph(text=text, soft=True) for text in _beneath(match, book)]
    blocks += [Paragraph(text=text) for text in _skills(match, book, words)]
    exposure = [text for axis in (match.exposure.ai, match.exposure.automation) for text in _axis(axis, book, words)]
    blocks += [Paragraph(text=text, soft=True) for text in exposure]
    title = say("sections.match", rank=match.rank, title=f"{match.title} ({match.code})")
    return (Section(title=title, depth=2, blocks=tuple(blocks)),)


def _parts(match: MatchTrace, names: Mapping[SourceKind, str], book: Wording, words: Wording) -> Table:
    language = book.language
    head = tuple(book.say(f"columns.{name}") for name in ("part", "amount", "weight", "adds", "confidence", "source"))
    rows = tuple(
        (
            part.label,
            figure(part.amount, language),
            figure(part.weight, language),
            figure(part.adds, language),
            book.say("say.because", confidence=words.say(f"levels.{part.confidence}"), because=part.because),
            ", ".join(names.get(kind, kind) for kind in part.sources),
        )
        for part in match.parts
    )
    return Table(head=head, widths=(4, 2, 2, 2, 7, 4), rows=rows)


def _beneath(match: MatchTrace, book: Wording) -> Iterable[str]:
    for part in match.parts:
        if detail := " ; ".join(_detail(part, book)):
            names = {"skills": "beneath", "interests": "letters", "wishes": "wishes", "unknown": "limits"}
            if name := names.get(part.name):
                yield book.say(f"say.{name}", detail=detail)


def _detail(part: PartTrace, book: Wording) -> Iterable[str]:
    language = book.language
    for one in part.resemblance:
        amount, most = figure(one.amount, language), figure(one.most, language)
        named = f" ({', '.join(one.detail)})" if one.detail else ""
        yield book.say("say.resemblance", label=one.label, amount=amount, most=most) + named
    for letter in part.letters:
        if letter.weight:
            mean, weight = figure(letter.mean, language), figure(letter.weight, language)
            yield book.say("say.letter", label=letter.label, mean=mean, weight=weight)
    for wish in part.wishes:
        yield book.say("say.wish", answer=wish.answer, met=figure(wish.met, language))
    yield from (limit.answer for limit in part.limits)


def _skills(match: MatchTrace, book: Wording, words: Wording) -> Iterable[str]:
    by_evidence: dict[str, list[str]] = {}
    for each in match.have:
        by_evidence.setdefault(words.evidence(each.evidence, each.by), []).append(each.label)
    for evidence, labels in by_evidence.items():
        yield book.say("say.have", evidence=evidence, skills=" ; ".join(labels))
    if match.close:
        close = [f"{each.label} ({words.say('cards.close_to', owned=each.owned)})" for each in match.close]
        yield book.say("say.close", skills=" ; ".join(close))
    if match.missing:
        yield book.say("say.missing", skills=" ; ".join(each.label for each in match.missing))
    for name, value in (("entry", match.entry), ("training", match.training), ("step", match.first_step)):
        if value:
            yield book.say(f"say.{name}", **{name: value.rstrip(".")})


def _axis(axis: AiTrace | AutomationTrace | None, book: Wording, words: Wording) -> Iterable[str]:
    if axis is not None:
        name = "ai_axis" if isinstance(axis, AiTrace) else "automation_axis"
        yield book.say(
            "say.axis",
            axis=words.say(f"cards.{name}"),
            basis=axis.because,
            isco=", ".join(axis.isco),
            group=axis.group,
            confidence=words.say(f"confidence.{axis.confidence}"),
        )
