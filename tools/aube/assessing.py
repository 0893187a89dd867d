"""From the answers to what is shown: the next question, the list with its reasons, what would change it.

Everything here is computed from an assessment and the catalogue: no clock, no chance, nobody's name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge.occupations import Atlas, Occupation
from knowledge.occupations.first_steps import first_step
from tools.aube.asking import list_length, means, next_item
from tools.aube.beliefs import Belief, believe
from tools.aube.items import load_items
from tools.aube.models import (
    JOB,
    SKILLS,
    STORY,
    WHICH,
    Assessment,
    Counterfactual,
    Gap,
    Item,
    Match,
    Option,
    OwnedSkill,
    Reason,
)
from tools.aube.scoring import Floats, Landscape, Scores, best, landscape, moves_from, score
from tools.aube.wording import Wording

ALIKE = 4
"""Occupations between which the person chooses when the job is not plain."""
SHOWN_SKILLS = 6
"""Skills that the person confirms or not."""
LEADING = 3
"""Occupations that ask a skill from which it leads somewhere."""
CLOSE = 50
"""The percentile from which it is a reason."""
SHORT_LABEL = 80
"""Characters of the label of a skill that is put forward first."""
NAMED = 4
"""Skills that a sentence names."""


@dataclass(frozen=True, repr=False)
class Aube:
    """The assessor over what is known of occupations; one for a loaded catalogue."""

    atlas: Atlas

    @cached_property
    def land(self) -> Landscape:
        """The catalogue as arrays."""
        return landscape(self.atlas.catalogue, self.atlas.bands)

    def question(self, assessment: Assessment, wording: Wording) -> Item | None:
        """What is asked next; None when enough is known for the depth, or as much was asked as it allows."""
        answers = assessment.answers
        if JOB not in answers:
            return self.item(JOB, assessment, wording)
        if WHICH not in answers:
            return self._which(answers[JOB].text, wording)
        if assessment.reopened and (again := self.item(assessment.reopened, assessment, wording)):
            return again
        if assessment.depth > 1 and SKILLS not in answers and assessment.job:
            return self._skills(assessment, wording)
        belief = believe(assessment, self.atlas.catalogue)
        if item := next_item(tuple(load_items().values()), assessment, belief, self.land, self.rescorer(belief)):
            return item
        return self.item(STORY, assessment, wording) if assessment.depth == 3 and STORY not in answers else None

    def item(self, item_id: str, assessment: Assessment, wording: Wording) -> Item | None:
        """A question by its id, as this assessment would put it: to answer it again."""
        if item_id == JOB:
            return Item(id=JOB, kind="job", text=wording.both("items.job"))
        if item_id == WHICH and JOB in assessment.answers:
            return self._which(assessment.answers[JOB].text, wording)
        if item_id == SKILLS and assessment.job:
            return self._skills(assessment, wording)
        if item_id == STORY:
            return Item(id=STORY, kind="story", text=wording.both("items.story"), depth=3)
        return load_items().get(item_id)

    def resembles(self, text: str) -> bool:
        """Whether any occupation resembles what is said."""
        return bool(self.atlas.finder.find(text).likely)

    def recognise(self, text: str) -> str | None:
        """The code of the occupation that a person names, when it is plain; None when it has to be asked."""
        found = self.atlas.finder.find(text)
        first = found.candidates[0] if found.sure and found.candidates else None
        # The job that one dreams of, or somebody else's, is not where one stands.
        return first.code if first is not None and first.role in ("current", "past") else None

    def described(self, text: str, assessment: Assessment) -> tuple[str, ...]:
        """The skills of the occupation that a story tells."""
        occupation = self.atlas.catalogue.occupations.get(assessment.job)
        return self.atlas.told(text, occupation.skills if occupation else ())

    def scores(self, belief: Belief) -> Scores:
        """The scores of every occupation, in the order of `land.codes`."""
        return self.rescorer(belief)(means(belief), belief.refused, belief.wanted)

    def matches(self, assessment: Assessment, wording: Wording) -> tuple[Match, ...]:
        """The list: 3 occupations at 60 seconds, 5 beyond; empty before the first answer that says something."""
        belief = believe(assessment, self.atlas.catalogue)
        if not (belief.job or belief.has_interests or belief.wanted):
            return ()
        scores = self.scores(belief)
        rows = best(self.land, scores, list_length(assessment.depth), without=(belief.job,))
        return tuple(
            self._match(row, rank, assessment, belief, scores, wording) for rank, row in enumerate(rows, start=1)
        )

    def counterfactuals(self, assessment: Assessment, wording: Wording) -> tuple[Counterfactual, ...]:
        """For each answer without which others would be in the list: those; the answers that change it most first."""
        belief = believe(assessment, self.atlas.catalogue)
        rescore, size = self.rescorer(belief), list_length(assessment.depth)
        now = set(self._best(rescore(means(belief), belief.refused, belief.wanted), belief, size))
        found: list[Counterfactual] = []
        for item_id in dict.fromkeys((*belief.refused.values(), *belief.wanted.values())):
            refused = {token: item for token, item in belief.refused.items() if item != item_id}
            wanted = {token: item for token, item in belief.wanted.items() if item != item_id}
            then = self._best(rescore(means(belief), refused, wanted), belief, size)
            if enters := tuple(self.land.codes[row] for row in then if row not in now):
                answer = wording.answer(load_items()[item_id], assessment.answers[item_id])
                titles = wording.listed([str(self.atlas.catalogue.occupations[code].title) for code in enters[:2]])
                name = "results.change" if len(enters) == 1 else "results.change_many"
                text = wording.say(name, answer=answer, titles=titles)
                found.append(Counterfactual(item=item_id, text=text, enters=enters))
        return tuple(sorted(found, key=lambda each: -len(each.enters)))

    def _which(self, text: str, wording: Wording) -> Item:
        found = self.atlas.finder.find(text, limit=ALIKE)
        options = tuple(
            Option(id=each.code, text={"fr": str(each.title), "en": str(each.title)}) for each in found.likely
        )
        if not options:
            return Item(id=JOB, kind="job", text=wording.both("items.job_unknown"))
        nothing = Option(id="none", text=wording.both("items.which_none"))
        return Item(id=WHICH, kind="which", text=wording.both("items.which"), options=(*options, nothing))

    def _skills(self, assessment: Assessment, wording: Wording) -> Item:
        """The skills of the occupation that tell most: those that some others ask too, the fewest first."""
        skills = self.atlas.catalogue.skills

        def last(skill: str) -> tuple[bool, bool, bool, int, str]:
            one, askers = skills[skill], self.atlas.askers(skill)
            # Some official labels are a paragraph long: on a telephone nobody reads six of them.
            return one.kind != "know_how", len(one.label) > SHORT_LABEL, askers < LEADING, askers, skill

        told = sorted(self.atlas.learnt(self.atlas.catalogue.occupations[assessment.job]), key=last)
        labels = {skill: skills[skill].label for skill in told[:SHOWN_SKILLS]}
        options = tuple(Option(id=skill, text={"fr": label, "en": label}) for skill, label in labels.items())
        return Item(id=SKILLS, kind="skills", text=wording.both("items.skills"), options=options, many=True, depth=2)

    def _best(self, scores: Scores, belief: Belief, size: int) -> list[int]:
        return best(self.land, scores, size, without=(belief.job,))

    def rescorer(self, belief: Belief) -> "Rescorer":
        """The scores of the same skills and mobility with other interests, refusals or wishes."""
        owned = {skill.id: skill.weight for skill in belief.skills}
        closeness = self.atlas.similarity.percentiles(owned, belief.job or None) / 100 if owned else None
        return Rescorer(self.land, closeness, moves_from(self.atlas.catalogue, self.land, belief.job))

    def _match(
        self, row: int, rank: int, assessment: Assessment, belief: Belief, scores: Scores, wording: Wording
    ) -> Match:
        code = self.land.codes[row]
        occupation = self.atlas.catalogue.occupations[code]
        owned = {skill.id: skill for skill in belief.skills}
        near = self.atlas.similarity.towards(
            code, {one: skill.weight for one, skill in owned.items()}, belief.job or None
        )
        labels = self.atlas.catalogue.skills
        have = tuple(owned[each.skill] for each in near.have if labels[each.skill].kind != "setting")
        missing = (
            *(Gap(id=each.skill, label=labels[each.skill].label) for each in near.missing),
            *(
                Gap(id=each.skill, label=labels[each.skill].label, close=labels[each.owned].label)
                for each in near.close
            ),
        )
        training = occupation.conditions.training
        return Match(
            code=code,
            title=str(occupation.title),
            summary=occupation.summary,
            rank=rank,
            score=round(float(scores.total[row]), 4),
            percentile=int(near.percentile),
            parts=scores.parts_of(row),
            reasons=tuple(
                self._reasons(occupation, assessment, belief, have, int(near.percentile), near.move, wording)
            ),
            have=have,
            missing=missing,
            entry=occupation.entry,
            training=wording.say(f"training.{training}") if training else "",
            first_step=first_step(occupation, wording.language),
            move=near.move,
            exposure=self.atlas.bands.get(code),
        )

    def _reasons(
        self,
        occupation: Occupation,
        assessment: Assessment,
        belief: Belief,
        have: Sequence[OwnedSkill],
        percentile: int,
        move: str | None,
        wording: Wording,
    ) -> list[Reason]:
        origin = self.atlas.origin
        reasons: list[Reason] = []
        if have:
            named = wording.listed([wording.inside(skill.label) for skill in have[:NAMED]])
            text = wording.say("reasons.skills_many", skills=named)
            reasons.append(Reason(part="skills", text=text, sources=(origin,)))
        if have and percentile >= CLOSE:
            text = wording.say("reasons.skills_rank", percentile=percentile)
            reasons.append(Reason(part="skills", text=text, sources=(origin,)))
        for text in self._answered(occupation, assessment, belief, wording):
            reasons.append(Reason(part="interests", text=text, sources=(origin,)))
        tokens = {token for token in belief.wanted if self._holds(token, occupation.code)}
        for item_id in dict.fromkeys(belief.wanted[token] for token in sorted(tokens)):
            answer = wording.answer(load_items()[item_id], assessment.answers[item_id])
            reasons.append(Reason(part="wishes", text=wording.say("reasons.wish", answer=answer), sources=(origin,)))
        if move:
            reasons.append(
                Reason(part="mobility", text=wording.say(f"reasons.{move}"), sources=self.atlas.catalogue.moves_from)
            )
        if not reasons:
            name = "reasons.within" if belief.refused and not self._broken(occupation, belief) else "reasons.open"
            reasons.append(Reason(part="wishes", text=wording.say(name)))
        for item_id in self._broken(occupation, belief):
            answer = wording.answer(load_items()[item_id], assessment.answers[item_id])
            reasons.append(Reason(part="caution", text=wording.say("reasons.broken", answer=answer)))
        return [*reasons, *(Reason(part="caution", text=text) for text in self._cautions(occupation, belief, wording))]

    def _answered(self, occupation: Occupation, assessment: Assessment, belief: Belief, wording: Wording) -> list[str]:
        """The person's own answers that the occupation's interests meet, the major one first; two at most."""
        found: list[str] = []
        for letter in occupation.riasec:
            for item in load_items().values():
                answer = assessment.answers.get(item.id)
                if item.kind == "interest" and answer is not None and letter in answer.options:
                    found.append(wording.say("reasons.interest", answer=wording.answer(item, answer)))
                    break
        return found[:2]

    def _cautions(self, occupation: Occupation, belief: Belief, wording: Wording) -> list[str]:
        conditions = occupation.conditions
        found: list[str] = []
        if conditions.regulated:
            found.append("reasons.regulated")
        if "hours" in belief.refused.values() and (not conditions.hours or conditions.source != "starter"):
            feared = belief.refused.keys() & conditions.hours
            found.append("reasons.possible_hours" if feared else "reasons.unknown_hours")
        if conditions.training is None and "training" in belief.refused.values():
            found.append("reasons.unknown_training")
        if occupation.inherited:
            found.append("reasons.inherited")
        return [wording.say(name) for name in found]

    def _broken(self, occupation: Occupation, belief: Belief) -> list[str]:
        """The questions whose answers rule the occupation out."""
        return list(
            dict.fromkeys(item for token, item in belief.refused.items() if self._holds(token, occupation.code))
        )

    def _holds(self, token: str, code: str) -> bool:
        held = self.land.holds.get(token)
        return held is not None and bool(held[self.land.row(code)])


@dataclass(frozen=True, slots=True)
class Rescorer:
    """The scores with other interests, refusals or wishes, and the same skills."""

    land: Landscape
    closeness: Floats | None
    moves: Floats | None

    def __call__(self, interests: Floats | None, refused: Mapping[str, str], wanted: Mapping[str, str]) -> Scores:
        return score(
            self.land,
            closeness=self.closeness,
            moves=self.moves,
            interests=interests,
            refused=refused,
            wanted=wanted,
        )
