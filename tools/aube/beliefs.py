"""What the answers say: interests, refusals, wishes, skills. Pure rules: no name, age or gender goes in."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from knowledge.occupations import RIASEC, Catalogue
from tools.aube.items import load_items
from tools.aube.models import EVIDENCE, SKILLS, STORY, Answer, Assessment, Evidence, Interest, OwnedSkill
from tools.aube.proving import proven

WEIGHTS: Mapping[Evidence, float] = {"usual": 0.8, "declared": 0.9, "described": 0.95, "proven": 1.0}
"""What a skill counts by its evidence."""
SEPARATOR = "\n"
"""Between the ids of the skills that were put forward, in the text of the answer."""
LEFT = 0.3
"""What a usual skill counts that was put forward and not chosen."""
PRIOR_CHOSEN, PRIOR_LEFT = 1.0, 3.0
"""Beta prior of an interest: chosen one time in four, as any of four options, with the weight of four answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """What is known of the person for the scores, and nothing else."""

    job: str
    interests: tuple[Interest, ...]
    """One for each letter of RIASEC, in its order."""
    refused: Mapping[str, str]
    """Tokens that are refused, with the item that says so."""
    wanted: Mapping[str, str]
    skills: tuple[OwnedSkill, ...]

    @property
    def has_interests(self) -> bool:
        """Whether any interest item was answered."""
        return any(each.offered for each in self.interests)


def believe(assessment: Assessment, catalogue: Catalogue) -> Belief:
    """What an assessment says."""
    answers = assessment.answers
    refused, wanted = _conditions(answers)
    return Belief(
        job=assessment.job,
        interests=_interests(answers),
        refused=refused,
        wanted=wanted,
        skills=_skills(assessment, catalogue),
    )


def _interests(answers: Mapping[str, Answer]) -> tuple[Interest, ...]:
    chosen, offered = dict.fromkeys(RIASEC, 0), dict.fromkeys(RIASEC, 0)
    for item in load_items().values():
        answer = answers.get(item.id)
        if item.kind != "interest" or answer is None or answer.skipped:
            continue
        for option in item.options:
            offered[option.id] += 1
            chosen[option.id] += option.id in answer.options
    return tuple(interest(letter, chosen[letter], offered[letter]) for letter in RIASEC)


def interest(letter: str, chosen: int, offered: int) -> Interest:
    """The posterior of an interest that was chosen so many times of those it was offered (Beta-binomial)."""
    a, b = PRIOR_CHOSEN + chosen, PRIOR_LEFT + offered - chosen
    spread = sqrt(a * b / ((a + b) ** 2 * (a + b + 1)))
    return Interest(letter=letter, chosen=chosen, offered=offered, mean=a / (a + b), spread=spread)


def _conditions(answers: Mapping[str, Answer]) -> tuple[dict[str, str], dict[str, str]]:
    refused: dict[str, str] = {}
    wanted: dict[str, str] = {}
    for item in load_items().values():
        answer = answers.get(item.id)
        if item.kind != "condition" or answer is None:
            continue
        for option in item.options:
            if option.id in answer.options:
                refused.update(dict.fromkeys(option.refuse, item.id))
                wanted.update(dict.fromkeys(option.want, item.id))
    return refused, wanted


def _skills(assessment: Assessment, catalogue: Catalogue) -> tuple[OwnedSkill, ...]:
    """The usual skills of the occupation, stronger or weaker by what was said of them and what the profile shows."""
    occupation = catalogue.occupations.get(assessment.job)
    shown, chosen = _shown(assessment)
    usual = occupation.skills if occupation else ()
    told = assessment.answers[STORY].options if STORY in assessment.answers else ()
    every = tuple(dict.fromkeys((*usual, *chosen, *told)))
    proofs = proven(assessment.proofs, every, catalogue, occupation, shown - {*chosen})
    found: list[OwnedSkill] = []
    for skill_id in every:
        evidence: Evidence = "described" if skill_id in told else "declared" if skill_id in chosen else "usual"
        proof = proofs.get(skill_id)
        if proof is not None and EVIDENCE.index(proof.evidence) > EVIDENCE.index(evidence):
            evidence = proof.evidence
        else:
            proof = None
        weight = LEFT if evidence == "usual" and skill_id in shown else WEIGHTS[evidence]
        if (skill := catalogue.skills.get(skill_id)) is not None:
            found.append(OwnedSkill(id=skill_id, label=skill.label, evidence=evidence, weight=weight, proof=proof))
    return tuple(found)


def _shown(assessment: Assessment) -> tuple[frozenset[str], tuple[str, ...]]:
    """The skills that were put forward, and those that were chosen among them."""
    answer = assessment.answers.get(SKILLS)
    if answer is None or answer.skipped:
        return frozenset(), ()
    return frozenset(answer.text.split(SEPARATOR)), answer.options
