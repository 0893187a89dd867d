"""From what is explained to a report at one of three levels; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.occupations import SourceKind
from tools.aube.books import book_of, day, figure
from tools.aube.canvas import PRINT
from tools.aube.cards import exposure_card, interests_card
from tools.aube.exporting import FactLine
from tools.aube.pictures import draw_exposure, draw_interests
from tools.aube.report.detail import match_sections
from tools.aube.report.models import Block, Level, Paragraph, Picture, Points, Report, Section, Shown, Table
from tools.aube.tracing import ExposureTrace, MatchTrace, SourceLine, Transparency
from tools.aube.wording import Wording

LONGEST = 140
"""Characters of a text on the page of level 2."""
FEW = 3


def build_report(
    told: Transparency,
    level: Level,
    made_on: date,
    *,
    job: ExposureTrace | None = None,
    facts: Sequence[FactLine] = (),
    shown: Shown | None = None,
) -> Report:
    """A report of an assessment. `job`: exposure of today's occupation, drawn beside the others.

    `facts` and what is in `shown` (None: no conversation goes with it) are told at level 3 alone; level 2 names
    who wrote the texts of the conversation.
    """
    book = book_of("report", told.locale)
    builder = _Builder(told, book, book_of("explain", told.locale), job)
    sections: tuple[Section, ...] = ()
    if level == 2:
        sections = builder.page(shown)
    elif level == 3:
        sections = builder.everything(facts, shown)
    return Report(
        level=level,
        language=book.language,
        title=book.say("head.title"),
        subtitle=book.say(f"head.subtitle_{level}"),
        made_on=book.say("head.made_on", date=day(made_on, book.language)),
        line=builder.line(),
        sections=sections,
        foot=book.say("head.foot"),
    )


@dataclass(frozen=True, slots=True)
class _Builder:
    told: Transparency
    book: Wording
    words: Wording
    job: ExposureTrace | None

    def line(self) -> str:
        """Level 1."""
        told, answers = self.told, len(self.told.answers)
        if not told.matches:
            return self.book.say("head.line_none", answers=answers)
        titles = self.book.listed([match.title for match in told.matches])
        name = "head.line_from" if told.job_title else "head.line"
        considered = figure(told.considered, self.book.language)
        return self.book.say(name, job=told.job_title, answers=answers, considered=considered, titles=titles)

    def page(self, shown: Shown | None) -> tuple[Section, ...]:
        """Level 2."""
        told, say = self.told, self.book.say
        ideas = tuple(
            Section(
                title=_short(say("sections.match", rank=match.rank, title=match.title)),
                depth=2,
                blocks=(Points(items=tuple(_short(text) for text in self._idea(match))),),
            )
            for match in told.matches
        )
        how = [told.rules[0].sentence, told.rules[1].sentence, *told.notes[:2]]
        if authors := sorted({each.by for each in shown.written}) if shown else []:
            how.append(_short(say("say.authors", authors=" ; ".join(authors))))
        found = [
            *((Section(title=say("sections.ideas"), blocks=()),) if ideas else ()),
            *ideas,
            Section(title=say("sections.how"), blocks=(Points(items=tuple(how)),)),
        ]
        if told.changes:
            changes = tuple(_short(each.text) for each in told.changes[:FEW])
            found.append(Section(title=say("sections.changes"), blocks=(Points(items=changes),)))
        if told.sources:
            sources = tuple(self._source(each) for each in told.sources)
            found.append(Section(title=say("sections.sources"), blocks=(Points(items=sources),)))
        return tuple(found)

    def everything(self, facts: Sequence[FactLine], shown: Shown | None) -> tuple[Section, ...]:
        """Level 3."""
        told, say, column = self.told, self.book.say, self._columns
        rules = tuple((rule.sentence, rule.formula) for rule in told.rules)
        sources = tuple(
            (
                each.name,
                each.release,
                day(each.checked_on, self.book.language),
                f"{each.licence} {each.address}".strip(),
            )
            for each in told.sources
        )
        found = [
            Section(title=say("sections.answers"), blocks=(self._answers(),)),
            Section(title=say("sections.facts"), blocks=(self._facts(facts),)),
            Section(title=say("sections.interests"), blocks=self._interests()),
            Section(title=say("sections.skills"), blocks=(self._skills(),)),
            Section(title=say("sections.ideas"), blocks=self._how_many()),
            *(
                section
                for match in told.matches
                for section in match_sections(match, self._names, self.book, self.words)
            ),
            *self._exposures(),
        ]
        if told.changes:
            items = tuple(each.text for each in told.changes)
            found.append(Section(title=say("sections.changes"), blocks=(Points(items=items),)))
        notes = Points(items=told.notes)
        table = Table(head=column("rule", "formula"), widths=(3, 2), rows=rules)
        found.append(Section(title=say("sections.rules"), blocks=(notes, table)))
        found += self._writing(shown)
        head = column("source", "release", "day", "licence")
        found.append(
            Section(title=say("sections.sources"), blocks=(Table(head=head, widths=(5, 2, 3, 5), rows=sources),))
        )
        return tuple(found)

    def _idea(self, match: MatchTrace) -> Iterable[str]:
        say = self.book.say
        main = [reason.text for reason in match.reasons if reason.part != "caution"]
        careful = [reason.text for reason in match.reasons if reason.part == "caution"]
        yield from main[:FEW]
        yield from careful[:1]
        if match.missing:
            skills = self.book.listed([self.book.inside(each.label) for each in match.missing[:FEW]])
            yield say("say.missing", skills=skills)
        if match.first_step:
            yield say("say.step", step=self.book.inside(match.first_step))
        yield self._exposed(match)

    def _exposed(self, match: MatchTrace) -> str:
        axes = (match.exposure.ai, match.exposure.automation)
        ai, automation = (
            self.words.say(f"levels.{axis.band}") if axis else self.words.say("exposure.none") for axis in axes
        )
        return self.book.say("say.exposed", ai=ai, automation=automation)

    def _answers(self) -> Block:
        rows = tuple((each.question, each.said, day(each.at.date(), self.book.language)) for each in self.told.answers)
        return Table(head=self._columns("question", "answer", "day"), widths=(5, 5, 2), rows=rows)

    def _facts(self, facts: Sequence[FactLine]) -> Block:
        if not facts:
            return Paragraph(text=self.book.say("say.nothing"), soft=True)
        language = self.book.language
        rows = tuple(
            (
                each.text,
                each.origin,
                day(each.on, language) if each.on else "",
                self.book.say("say.yes" if each.confirmed else "say.no"),
            )
            for each in facts
        )
        return Table(head=self._columns("fact", "origin", "day", "confirmed"), widths=(6, 4, 3, 2), rows=rows)

    def _interests(self) -> tuple[Block, ...]:
        card, language = interests_card(self.told), self.book.language
        rows = tuple(
            (
                each.label,
                f"{each.chosen} / {each.offered}",
                figure(each.mean, language),
                f"± {figure(each.spread, language)}",
            )
            for each in self.told.interests
        )
        picture = Picture(svg=draw_interests(card, language, PRINT), text=card.text, width=58)
        head = self._columns("interest", "chosen", "estimate", "spread")
        return Table(head=head, widths=(4, 2, 2, 2), rows=rows), picture

    def _skills(self) -> Block:
        if not self.told.skills:
            return Paragraph(text=self.book.say("say.nothing"), soft=True)
        rows = tuple(
            (each.label, self.words.evidence(each.evidence, each.by), figure(each.weight, self.book.language))
            for each in self.told.skills
        )
        return Table(head=self._columns("skill", "evidence", "weight"), widths=(6, 4, 1), rows=rows)

    def _how_many(self) -> tuple[Block, ...]:
        language, told = self.book.language, self.told
        considered, excluded = figure(told.considered, language), figure(told.excluded, language)
        found: list[Block] = [Paragraph(text=self.book.say("say.considered", considered=considered, excluded=excluded))]
        if told.refusals:
            rows = tuple((each.answer, figure(each.excluded, language)) for each in told.refusals)
            found.append(Table(head=self._columns("answered", "excluded"), widths=(5, 2), rows=rows))
        return tuple(found)

    def _exposures(self) -> list[Section]:
        if not (self.told.matches or self.job):
            return []
        card, language = exposure_card(self.told, self.job), self.book.language
        blocks: list[Block] = [Paragraph(text=self.words.say("exposure.meaning"))]
        if card.data.sources:
            blocks.append(Picture(svg=draw_exposure(card, language, PRINT), text=card.text, width=72))
        blocks.append(Points(items=tuple(one.text for one in card.data.occupations)))
        groups: dict[tuple[str, ...], list[ExposureTrace]] = {}
        for one in card.data.occupations:
            if one.ai is not None:
                groups.setdefault(one.ai.isco, []).append(one)
        for group in groups.values():
            ai = group[0].ai
            assert ai is not None
            rows = tuple((each.french or each.text, figure(each.score, language)) for each in (*ai.most, *ai.least))
            title = self.book.listed([one.title for one in group])
            blocks.append(Paragraph(text=self.book.say("say.tasks", title=title), soft=True))
            blocks.append(Table(head=self._columns("task", "score"), widths=(8, 2), rows=rows))
        return [Section(title=self.book.say("sections.exposure"), blocks=tuple(blocks))]

    def _writing(self, shown: Shown | None) -> list[Section]:
        say = self.book.say
        writing: list[Block] = [Paragraph(text=say("say.written_by_rules"))]
        if shown is None:
            writing.append(Paragraph(text=say("say.no_conversation"), soft=True))
            return [Section(title=say("sections.writing"), blocks=tuple(writing))]
        if shown.written:
            rows = tuple((each.text, each.by, each.on) for each in shown.written)
            writing.append(Table(head=self._columns("text", "author", "day"), widths=(7, 3, 2), rows=rows))
        kinds = ", ".join(f"{self._kind(kind)} {count}" for kind, count in sorted(shown.hidden.items()) if count)
        seen: list[Block] = [
            Paragraph(text=say("say.hidden", kinds=kinds) if kinds else say("say.hidden_none")),
        ]
        if shown.messages:
            said = {"user": say("say.person"), "assistant": say("say.iris")}
            lines = tuple((said[each.role], self._seen(each.seen)) for each in shown.messages)
            seen.append(Table(head=self._columns("role", "seen"), widths=(2, 8), rows=lines))
        if shown.summary:
            seen.append(Paragraph(text=say("say.summary", summary=shown.summary)))
        for name, items in (("facts_shown", shown.facts), ("documents_shown", shown.documents)):
            if items:
                seen += [Paragraph(text=say(f"say.{name}")), Points(items=items)]
        return [
            Section(title=say("sections.writing"), blocks=tuple(writing)),
            Section(title=say("sections.shown"), blocks=tuple(seen)),
        ]

    @property
    def _names(self) -> dict[SourceKind, str]:
        return {each.kind: each.name for each in self.told.sources}

    def _kind(self, kind: str) -> str:
        return self.book.sentences.get(f"kinds.{kind}", kind)

    def _seen(self, seen: str | None) -> str:
        return self.book.say("say.unknown") if seen is None else seen or self.book.say("say.nothing")

    def _source(self, source: SourceLine) -> str:
        told = source.release and source.release not in source.name
        release = self.book.say("say.release", release=source.release) if told else ""
        checked = day(source.checked_on, self.book.language)
        return self.book.say("say.source", title=source.name, release=release, date=checked, licence=source.licence)

    def _columns(self, *names: str) -> tuple[str, ...]:
        return tuple(self.book.say(f"columns.{name}") for name in names)


def _short(said: str) -> str:
    if len(said) <= LONGEST:
        return said
    cut = said[: LONGEST - 1]
    return f"{(cut.rsplit(' ', 1)[0] if ' ' in cut else cut).rstrip(' ,;:')}…"
