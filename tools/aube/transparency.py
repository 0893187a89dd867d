"""Transparency: all that a list stands on, from the same assessment and catalogue that made it.

Nothing is computed here that the list does not use: amounts and weights are those of `assessing`, and what lies beneath
them is asked of the same similarity, beliefs and exposure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.occupations import Level, Occupation, SourceKind
from knowledge.occupations.similarity import WEIGHTS as RESEMBLANCE
from knowledge.occupations.similarity import Match as Nearness
from tools.aube.assessing import Aube
from tools.aube.beliefs import LEFT, Belief, believe
from tools.aube.beliefs import WEIGHTS as EVIDENCE
from tools.aube.books import book_of, figure
from tools.aube.exposing import DECIMALS, axes_of, expose, source_lines
from tools.aube.items import load_items
from tools.aube.models import SKILLS, WHICH, Answer, Assessment, Interest, Match, OwnedSkill, Part, PartName
from tools.aube.scoring import MAJOR, MINOR, UNKNOWN, UNSURE, WEIGHTS
from tools.aube.tracing import (
    AnswerLine,
    ChangeLine,
    CloseLine,
    Lacking,
    LetterLine,
    LimitLine,
    MatchTrace,
    PartTrace,
    ReasonLine,
    RefusalLine,
    ResemblanceLine,
    Rule,
    SkillLine,
    Transparency,
    WishLine,
)
from tools.aube.wording import Wording

CONFIRMED = 0.5
"""Share of the skills in common, by weight, that is confirmed from which confidence is high."""
OFFERED: dict[Level, int] = {"medium": 2, "high": 4}
"""Times that each interest of the occupation was offered, from which confidence is more than low."""
_ORDER = ("low", "medium", "high")


def explain(aube: Aube, assessment: Assessment, wording: Wording) -> Transparency:
    """Every score of an assessment's list with inputs, rule, weights, amounts, sources and confidence."""
    return _Explainer(aube, assessment, wording, believe(assessment, aube.atlas.catalogue)).whole()


def lowest(levels: Iterable[Level]) -> Level:
    """The lowest of some levels; low when there is none."""
    return min(levels, key=_ORDER.index, default="low")


def skills_confidence(have: Sequence[OwnedSkill]) -> Level:
    """Confidence of the skills in common, by how much of them is confirmed rather than usual."""
    whole = sum(skill.weight for skill in have)
    confirmed = sum(skill.weight for skill in have if skill.evidence != "usual")
    if not confirmed:
        return "low"
    return "high" if confirmed >= CONFIRMED * whole else "medium"


def interests_confidence(letters: Sequence[Interest]) -> Level:
    """Confidence of the interests of an occupation, by how often the least offered of them was."""
    least = min((each.offered for each in letters), default=0)
    return "high" if least >= OFFERED["high"] else "medium" if least >= OFFERED["medium"] else "low"


@dataclass(frozen=True, slots=True)
class _Explainer:
    aube: Aube
    assessment: Assessment
    wording: Wording
    belief: Belief

    @property
    def book(self) -> Wording:
        return book_of("explain", self.wording.language)

    def whole(self) -> Transparency:
        catalogue, belief = self.aube.atlas.catalogue, self.belief
        matches = tuple(self._match(each) for each in self.aube.matches(self.assessment, self.wording))
        used = {kind for match in matches for kind in match.sources}
        if job := catalogue.occupations.get(belief.job):
            used.update(axes_of(expose(self.aube.atlas, job.code, self.book)))
        return Transparency(
            assessment=self.assessment.id,
            version=self.assessment.version,
            depth=self.assessment.depth,
            locale=self.wording.language,
            started_at=self.assessment.started_at,
            job=belief.job,
            job_title=str(job.title) if job else "",
            considered=len(catalogue.occupations),
            excluded=self._excluded(belief.refused),
            answers=tuple(self._answer(each) for each in self.assessment.answers.values()),
            interests=tuple(self._letter(each) for each in belief.interests),
            skills=tuple(_skill(each) for each in belief.skills),
            refusals=tuple(self._refusal(item) for item in dict.fromkeys(belief.refused.values())),
            matches=matches,
            changes=tuple(
                ChangeLine(item=each.item, text=each.text, enters=each.enters)
                for each in self.aube.counterfactuals(self.assessment, self.wording)
            ),
            notes=tuple(
                self.book.say(f"notes.{name}") for name in ("computed", "inputs", "domain", "correct", "not_a_test")
            ),
            rules=self._rules(),
            sources=source_lines(catalogue, used),
        )

    def _rules(self) -> tuple[Rule, ...]:
        say, language = self.book.say, self.book.language
        weights = {name: figure(value, language) for name, value in WEIGHTS.items()}
        evidence = {name: figure(value, language) for name, value in EVIDENCE.items()}
        return (
            self._rule("total"),
            Rule(sentence=say("rules.weights", **weights), formula=say("rules.weights_formula")),
            Rule(
                sentence=say("rules.evidence", **evidence, left=figure(LEFT, language)),
                formula=say("rules.evidence_formula"),
            ),
            *(self._rule(name) for name in (*WEIGHTS, "unknown", "letter", "coverage", "ai", "automation")),
        )

    def _rule(self, name: str) -> Rule:
        say, language = self.book.say, self.book.language
        named = [f"{say(f'resemblance.{one}')} {figure(most, language)}" for one, most in RESEMBLANCE.items()]
        values = {"off": figure(UNSURE, language), "parts": self.wording.listed(named)}
        return Rule(sentence=say(f"rules.{name}", **values), formula=say(f"rules.{name}_formula", **values))

    def _answer(self, answer: Answer) -> AnswerLine:
        item = self.aube.item(answer.item, self.assessment, self.wording)
        labels = self.aube.atlas.catalogue
        if answer.skipped:
            said = self.book.say("answers.skipped")
        elif answer.item == WHICH:
            said = self.wording.listed([str(labels.occupations[code].title) for code in answer.options])
        elif answer.item == SKILLS:
            said = self.wording.listed([labels.skills[one].label for one in answer.options if one in labels.skills])
        elif item is None or not item.options:
            said = answer.text
        else:
            chosen = [self.wording.text(each.text) for each in item.options if each.id in answer.options]
            said = self.wording.listed(chosen)
        return AnswerLine(
            item=answer.item,
            kind=item.kind if item else answer.item,
            question=self.wording.text(item.text) if item else answer.item,
            said=said or self.book.say("answers.none"),
            skipped=answer.skipped,
            at=answer.at,
        )

    def _letter(self, interest: Interest, weight: float = 0.0) -> LetterLine:
        chosen = tuple(
            item.id
            for item in load_items().values()
            if item.kind == "interest"
            and item.id in self.assessment.answers
            and interest.letter in self.assessment.answers[item.id].options
        )
        return LetterLine(
            letter=interest.letter,
            label=self.book.say(f"interests.{interest.letter}"),
            chosen=interest.chosen,
            offered=interest.offered,
            mean=round(interest.mean, DECIMALS),
            spread=round(interest.spread, DECIMALS),
            weight=round(weight, DECIMALS),
            items=chosen,
        )

    def _refusal(self, item_id: str) -> RefusalLine:
        tokens = tuple(sorted(token for token, item in self.belief.refused.items() if item == item_id))
        answer = self.wording.answer(load_items()[item_id], self.assessment.answers[item_id])
        return RefusalLine(item=item_id, answer=answer, tokens=tokens, excluded=self._excluded(tokens))

    def _excluded(self, tokens: Iterable[str]) -> int:
        held = [self.aube.land.holds[token] for token in tokens if token in self.aube.land.holds]
        return int(np.any(held, axis=0).sum()) if held else 0

    def _match(self, match: Match) -> MatchTrace:
        atlas, occupation = self.aube.atlas, self.aube.atlas.catalogue.occupations[match.code]
        owned = {skill.id: skill.weight for skill in self.belief.skills}
        near = atlas.similarity.towards(match.code, owned, self.belief.job or None)
        labels = atlas.catalogue.skills
        parts = tuple(self._part(part, match, occupation, near) for part in match.parts)
        exposure = expose(atlas, match.code, self.book)
        parts_told = (kind for part in parts for kind in part.sources)
        used = (*parts_told, *axes_of(exposure), *self._told_by(occupation))
        return MatchTrace(
            code=match.code,
            title=match.title,
            rank=match.rank,
            score=match.score,
            percentile=match.percentile,
            coverage=round(near.coverage, DECIMALS),
            rule=self._rule("total"),
            confidence=lowest(part.confidence for part in parts),
            parts=parts,
            reasons=tuple(ReasonLine(part=each.part, text=each.text, sources=each.sources) for each in match.reasons),
            have=tuple(_skill(each) for each in match.have),
            close=tuple(
                CloseLine(
                    id=each.skill,
                    label=labels[each.skill].label,
                    owned=labels[each.owned].label,
                    likeness=round(each.likeness, DECIMALS),
                )
                for each in near.close
            ),
            missing=tuple(
                Lacking(id=each.skill, label=labels[each.skill].label, targets=each.targets) for each in near.missing
            ),
            entry=match.entry,
            training=match.training,
            first_step=match.first_step,
            exposure=exposure,
            sources=tuple(dict.fromkeys(used)),
        )

    def _part(self, part: Part, match: Match, occupation: Occupation, near: Nearness) -> PartTrace:
        confidence, why = self._confidence(part.name, match, occupation)
        return PartTrace(
            name=part.name,
            label=self.wording.say(f"parts.{part.name}"),
            amount=part.amount,
            base=WEIGHTS.get(part.name, part.weight),
            weight=part.weight,
            adds=round(part.amount * part.weight, DECIMALS),
            rule=self._rule(part.name),
            confidence=confidence,
            because=why,
            sources=self._sources(part.name, occupation),
            skills=tuple(_skill(each) for each in match.have) if part.name == "skills" else (),
            resemblance=self._resemblance(near) if part.name == "skills" else (),
            letters=self._letters(occupation) if part.name == "interests" else (),
            wishes=self._wishes(occupation) if part.name == "wishes" else (),
            limits=self._limits(occupation) if part.name == "unknown" else (),
            move=self.book.say(f"moves.{match.move or 'none'}") if part.name == "mobility" else "",
        )

    def _confidence(self, name: PartName, match: Match, occupation: Occupation) -> tuple[Level, str]:
        level: Level = "high"
        if name == "skills":
            level = skills_confidence(match.have)
            if level == "high" and occupation.inherited:
                return "medium", self.book.say("confidence.skills_inherited")
        elif name == "interests":
            level = interests_confidence(self._of(occupation))
        elif name == "wishes":
            known = [wish.known for wish in self._wishes(occupation)]
            level = "high" if all(known) else "medium" if any(known) else "low"
        elif name == "unknown":
            level = "low"
        elif name == "mobility" and "starter" in self.aube.atlas.catalogue.moves_from:
            level = "medium"
        nothing = (name == "skills" and not match.have) or (name == "interests" and not occupation.riasec)
        return level, self.book.say(f"confidence.{name}_{'none' if nothing else level}")

    def _resemblance(self, near: Nearness) -> tuple[ResemblanceLine, ...]:
        skills = self.aube.atlas.catalogue.skills
        return tuple(
            ResemblanceLine(
                name=part.name,
                label=self.book.say(f"resemblance.{part.name}"),
                amount=round(part.amount, DECIMALS),
                most=RESEMBLANCE[part.name],
                detail=tuple(skills[one].label if one in skills else one for one in part.detail),
            )
            for part in near.parts
            if part.name in RESEMBLANCE
        )

    def _of(self, occupation: Occupation) -> list[Interest]:
        by_letter = {each.letter: each for each in self.belief.interests}
        return [by_letter[letter] for letter in occupation.riasec[:2]]

    def _letters(self, occupation: Occupation) -> tuple[LetterLine, ...]:
        weights = dict(zip(occupation.riasec, (MAJOR, MINOR), strict=False))
        return tuple(self._letter(each, weights.get(each.letter, 0.0)) for each in self.belief.interests)

    def _wishes(self, occupation: Occupation) -> tuple[WishLine, ...]:
        land, row = self.aube.land, self.aube.land.row(occupation.code)
        found = []
        for item_id in dict.fromkeys(self.belief.wanted.values()):
            tokens = tuple(sorted(token for token, item in self.belief.wanted.items() if item == item_id))
            held = any(token in land.holds and land.holds[token][row] for token in tokens)
            known = held or all(token in land.known and land.known[token][row] for token in tokens)
            met = 1.0 if held else 0.0 if known else UNKNOWN
            answer = self.wording.answer(load_items()[item_id], self.assessment.answers[item_id])
            found.append(WishLine(item=item_id, answer=answer, tokens=tokens, met=met, known=known))
        return tuple(found)

    def _limits(self, occupation: Occupation) -> tuple[LimitLine, ...]:
        land, row = self.aube.land, self.aube.land.row(occupation.code)
        found = []
        for item_id in dict.fromkeys(self.belief.refused.values()):
            tokens = tuple(sorted(token for token, item in self.belief.refused.items() if item == item_id))
            if not any(token in land.known and land.known[token][row] for token in tokens):
                answer = self.wording.answer(load_items()[item_id], self.assessment.answers[item_id])
                found.append(LimitLine(item=item_id, answer=answer, tokens=tokens))
        return tuple(found)

    def _sources(self, name: PartName, occupation: Occupation) -> tuple[SourceKind, ...]:
        if name == "mobility":
            return self.aube.atlas.catalogue.moves_from
        if name in ("wishes", "unknown"):
            return tuple(dict.fromkeys((occupation.conditions.source, self.aube.atlas.origin)))
        return (self.aube.atlas.origin,)

    def _told_by(self, occupation: Occupation) -> tuple[SourceKind, ...]:
        """Beside the figures: who tells the way in and the first step, and links the occupation to its ISCO group."""
        linked: tuple[SourceKind, ...] = ("rome_isco",) if occupation.isco else ()
        return tuple(kind for kind in ("starter", *linked) if kind in self.aube.atlas.catalogue.sources)


def _skill(skill: OwnedSkill) -> SkillLine:
    by, item = (skill.proof.label, skill.proof.item) if skill.proof else ("", "")
    return SkillLine(id=skill.id, label=skill.label, evidence=skill.evidence, weight=skill.weight, by=by, item=item)
