"""What a call changes: the assessment, and what the profile and the facts keep of it."""

import asyncio
from collections.abc import Sequence

from knowledge.occupations import Catalogue
from tools.aube.assessing import Aube
from tools.aube.assessments import Assessments
from tools.aube.keeping import TELLING, keep
from tools.aube.models import JOB, Answer, Assessment, Depth, Match
from tools.aube.reading import fold
from tools.errors import NotFound
from tools.operation import ToolContext
from tools.profile import Facts, Origin, Profiles, Writer
from tools.profile.grounding import unlabelled


class Steps:
    """What changes the assessment, each under the call's key."""

    def __init__(self, context: ToolContext, kept: Assessments) -> None:
        self.kept = kept
        self.first = False
        """Whether the person never began one before."""
        self.facts = Facts(context.events)
        self.profiles = Profiles(context.events, context.clock)
        self.user_id = context.actor.user_id
        self.key = context.key
        self.at = context.clock.now()
        self.actor = f"{context.actor.kind}:{context.actor.user_id}"
        self.told: set[str] = set()

    async def open(self, depth: Depth | None, *, restart: bool) -> Assessment:
        """The assessment that goes on, at another depth if one is given; or a new one."""
        known = await self.kept.all(self.user_id)
        command = f"{self.key}:start"
        self.first = not known
        if restart:
            return await self.kept.start(self.user_id, depth or 1, command=command, actor=self.actor)
        if not known:
            return self.kept.new(self.user_id, depth or 1, command=command, at=self.at)
        last = known[-1]
        if depth is not None and depth != last.depth:
            return await self.kept.deepen(self.user_id, last.id, depth, command=f"{self.key}:depth", actor=self.actor)
        return last

    async def answer(self, assessment: Assessment, answers: Sequence[Answer]) -> Assessment:
        """Record answers."""
        command = f"{self.key}:answer"
        self.told |= {each.item for each in answers}
        return await self.kept.answer(self.user_id, assessment, answers, command=command, actor=self.actor)

    async def withdraw(self, assessment: Assessment, item: str) -> Assessment:
        """Take an answer back."""
        command = f"{self.key}:withdraw"
        self.told.add(item)
        return await self.kept.withdraw(self.user_id, assessment.id, item, command=command, actor=self.actor)

    async def forget(self, before: Assessment, aube: Aube) -> None:
        """Remember no more the job that was taken back: it would come back at the next beginning."""
        said = fold(before.answers[JOB].text) if JOB in before.answers else ""
        for fact in await self.facts.of(self.user_id):
            job = unlabelled(fact.text)
            if fact.kind != "job" or not fold(job):
                continue
            same = before.job and await asyncio.to_thread(aube.recognise, job) == before.job
            if same or f" {fold(job)} " in f" {said} ":
                await self.facts.forget(self.user_id, fact.id, actor=self.actor)

    async def keep(self, assessment: Assessment, catalogue: Catalogue) -> None:
        """Let the profile follow the answers of this call."""
        if self.told & TELLING:
            by = Writer(user_id=self.user_id, command=f"{self.key}:profile", actor=self.actor)
            await keep(self.profiles, by, assessment, catalogue)

    async def aim(self, assessment: Assessment, matches: Sequence[Match], rank: int) -> None:
        """Keep an occupation of the list as the one that is aimed for; raises NotFound for a rank that it lacks."""
        if rank > len(matches):
            raise NotFound(f"no occupation {rank} in the list", what="question")
        chosen = matches[rank - 1]
        by = Writer(user_id=self.user_id, command=f"{self.key}:target", actor=self.actor)
        origin = Origin(kind="assessed", on=self.at.date(), assessment=assessment.id)
        await self.profiles.add(by, "target", {"title": chosen.title, "rome": chosen.code}, origin)
