"""What an assessment found, kept in the profile: the job one comes from, and the skills that were confirmed."""

from knowledge.occupations import Catalogue
from tools.aube.models import JOB, SKILLS, WHICH, Answer, Assessment
from tools.aube.reading import fold
from tools.profile import Origin, Profiles, Section, Values, Writer
from tools.profile.sections import Skill, Work

TELLING = frozenset({JOB, WHICH, SKILLS})
"""Questions whose answers the profile follows."""
_LONGEST = 200


async def keep(profiles: Profiles, by: Writer, assessment: Assessment, catalogue: Catalogue) -> None:
    """Let the profile follow an assessment: what is corrected or withdrawn there goes, and never what the person wrote
    elsewhere. The same again changes nothing. Raises StaleStream."""
    answers = assessment.answers
    last = max((answer.at for item, answer in answers.items() if item in TELLING), default=assessment.started_at)
    origin = Origin(kind="assessed", on=last.date(), assessment=assessment.id)
    await profiles.follow(by, origin, [*_job(assessment, catalogue), *_skills(answers.get(SKILLS), catalogue)])


def _job(assessment: Assessment, catalogue: Catalogue) -> list[tuple[Section, Values]]:
    occupation = catalogue.occupations.get(assessment.job)
    if occupation is None:
        return []
    # The form that the person used, when they used one: nobody's gender is guessed.
    said = f" {fold(assessment.answers[JOB].text)} " if JOB in assessment.answers else ""
    forms = [form for title in (occupation.title, *occupation.titles) for form in title.forms]
    used = max((form for form in forms if f" {fold(form)} " in said), key=len, default=str(occupation.title))
    return [("work", Work(position=used[:_LONGEST], rome=assessment.job))]


def _skills(answer: Answer | None, catalogue: Catalogue) -> list[tuple[Section, Values]]:
    if answer is None or answer.skipped:
        return []
    labels = [catalogue.skills[one].label for one in answer.options if one in catalogue.skills]
    return [("skills", Skill(name=label[:_LONGEST])) for label in labels]
