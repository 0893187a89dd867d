"""Every number that Aube tells, made again from the rows of the catalogue and the answers, without Aube's own code.

Constants are written here as the rules say them; similarities of words are the similarity's own.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from math import log, sqrt
from statistics import fmean, pvariance
from typing import Any

from knowledge.occupations import Occupation
from knowledge.occupations.similarity import Match as Nearness
from tests.tools.aube.answered import Place
from tools.aube.assessing import Aube
from tools.aube.beliefs import LEFT
from tools.aube.beliefs import WEIGHTS as EVIDENCE
from tools.aube.items import load_items
from tools.aube.models import Assessment

BASE = {"skills": 0.4, "interests": 0.3, "wishes": 0.2, "mobility": 0.1, "unknown": -0.1}
MOST = {"skills": 0.40, "words": 0.43, "titles": 0.15, "isco_group": 0.02}
LETTERS = "RIASEC"


@dataclass(frozen=True)
class ByHand:
    """The numbers of one assessment."""

    aube: Aube
    assessment: Assessment
    nears: dict[str, Nearness] = field(default_factory=dict, repr=False)

    def occupation(self, code: str) -> Occupation:
        return self.aube.atlas.catalogue.occupations[code]

    @cached_property
    def owned(self) -> dict[str, float]:
        """Skill -> weight."""
        answers, found = self.assessment.answers, dict[str, float]()
        shown = answers["skills"].text.split("\n") if "skills" in answers else []
        chosen = answers["skills"].options if "skills" in answers else ()
        told = answers["story"].options if "story" in answers else ()
        usual = self.occupation(self.assessment.job).skills if self.assessment.job else ()
        for one in (*usual, *chosen, *told):
            weight = LEFT if one in shown else EVIDENCE["usual"]
            found[one] = EVIDENCE["described"] if one in told else EVIDENCE["declared"] if one in chosen else weight
        return {one: weight for one, weight in found.items() if one in self.aube.atlas.catalogue.skills}

    @cached_property
    def counts(self) -> dict[str, tuple[int, int]]:
        """Letter -> times chosen, times offered."""
        found = dict.fromkeys(LETTERS, (0, 0))
        for item in load_items().values():
            answer = self.assessment.answers.get(item.id)
            if item.kind == "interest" and answer is not None and not answer.skipped:
                for option in item.options:
                    chosen, offered = found[option.id]
                    found[option.id] = chosen + (option.id in answer.options), offered + 1
        return found

    def mean(self, letter: str) -> float:
        chosen, offered = self.counts[letter]
        return (1 + chosen) / (4 + offered)

    def spread(self, letter: str) -> float:
        (_, offered), mean = self.counts[letter], self.mean(letter)
        return sqrt(mean * (1 - mean) / (4 + offered + 1))

    def tokens(self, kind: str) -> dict[str, list[str]]:
        """Item -> tokens that its answer refuses, or wants."""
        found: dict[str, list[str]] = {}
        for item in load_items().values():
            answer = self.assessment.answers.get(item.id)
            for option in item.options if item.kind == "condition" and answer is not None else ():
                if answer is not None and option.id in answer.options:
                    found.setdefault(item.id, []).extend(option.refuse if kind == "refuse" else option.want)
        return {item: tokens for item, tokens in found.items() if tokens}

    def held(self, code: str, token: str) -> bool | None:
        """Whether an occupation has a token; None: not known."""
        one, name = self.occupation(code), token.partition(":")[0]
        conditions = one.conditions
        if token in ("early", "evenings", "nights", "weekends", "shifts"):
            known = bool(conditions.hours) and conditions.source == "starter"
            return token in conditions.hours if known else None
        if token in ("indoors", "outdoors", "road", "remote"):
            return token in conditions.place if conditions.place else None
        if token in ("weeks", "months", "year", "years", "none"):
            return None if conditions.training is None else conditions.training == token
        if token == "management":
            return conditions.management
        if token == "green":
            return one.ecological in ("green", "strategic") if one.ecological else None
        level = self.band(code) if name == "ai" else getattr(conditions, name)
        return None if level is None else token == f"{name}:{level}"

    def refused(self, codes: list[str], tokens: list[str]) -> int:
        return sum(any(self.held(code, token) for token in tokens) for code in codes)

    def isco_rows(self, code: str, rows: dict[str, Any]) -> list[Any]:
        isco = self.occupation(code).isco
        near = [rows[other] for other in sorted(rows) if isco and other[:3] == isco[:3]]
        return [rows[isco]] if isco in rows else near

    def ai(self, code: str) -> tuple[float, float] | None:
        """Mean and spread of exposure to AI."""
        rows = self.isco_rows(code, dict(self.aube.atlas.catalogue.exposure))
        if not rows:
            return None
        means, spreads = [row.mean for row in rows], [row.spread for row in rows]
        return fmean(means), sqrt(fmean(one**2 for one in spreads) + pvariance(means))

    def band(self, code: str) -> str | None:
        if (figures := self.ai(code)) is None:
            return None
        return "high" if figures[0] >= 0.5 else "medium" if round(sum(figures), 6) >= 0.5 else "low"

    def near(self, code: str) -> Nearness:
        if code not in self.nears:
            self.nears[code] = self.aube.atlas.similarity.towards(code, self.owned, self.assessment.job or None)
        return self.nears[code]

    def percentile(self, code: str) -> float:
        """Of 100: the share of occupations that are less like the starting one than the person is like this one."""
        job, similarity = self.assessment.job, self.aube.atlas.similarity
        mine = sum(part.amount for part in self.near(code).parts if part.name in MOST)
        if not job:
            return self.near(code).percentile
        usual = sorted(s for c, s in zip(similarity.codes, similarity.scores(job), strict=True) if c != job)
        return 100 * bisect_left(usual, mine - 1e-12) / len(usual)

    @cached_property
    def rarities(self) -> dict[str, float]:
        """Skill -> logarithm of descriptions over those that ask it; occupations described alike count once."""
        described = {(one.parent, one.skills) for one in self.aube.atlas.catalogue.occupations.values()}
        asked: dict[str, int] = {}
        for _, skills in described:
            for one in set(skills):
                asked[one] = asked.get(one, 0) + 1
        return {one: log(len(described) / count) for one, count in asked.items()}

    def coverage(self, code: str) -> float:
        skills = self.aube.atlas.catalogue.skills
        learnt = {one for one in self.occupation(code).skills if one in skills and skills[one].kind != "setting"}
        whole = sum(self.rarities[one] for one in learnt)
        return sum(self.rarities[one] * self.owned.get(one, 0.0) for one in learnt) / whole if whole else 0.0

    def common(self, code: str) -> float:
        """0.40 times the cosine of skills, with the length of the starting occupation."""

        def length(skills: tuple[str, ...]) -> float:
            return sqrt(sum(self.rarities[one] ** 2 for one in set(skills))) or 1.0

        theirs = self.occupation(code).skills
        dot = sum(self.rarities[one] ** 2 * self.owned.get(one, 0.0) for one in set(theirs))
        return 0.40 * min(dot / (length(theirs) * length(self.occupation(self.assessment.job).skills)), 1.0)

    def met(self, code: str, tokens: list[str]) -> float:
        answers = [self.held(code, token) for token in tokens]
        return 1.0 if any(answers) else 0.5 if None in answers else 0.0

    def unknown(self, code: str) -> list[str]:
        """Refusing items of which nothing is known."""
        limits = self.tokens("refuse")
        return [item for item, tokens in limits.items() if all(self.held(code, token) is None for token in tokens)]

    def amount(self, code: str, name: str) -> float:
        one = self.occupation(code)
        if name == "skills":
            return self.percentile(code) / 100
        if name == "interests":
            top = sorted(map(self.mean, LETTERS))[::-1]
            weights = zip(one.riasec, (2 / 3, 1 / 3), strict=False)
            return sum(weight * self.mean(letter) for letter, weight in weights) / (2 / 3 * top[0] + 1 / 3 * top[1])
        if name == "wishes":
            return fmean(self.met(code, tokens) for tokens in self.tokens("want").values())
        if name == "unknown":
            return len(self.unknown(code))
        source = self.occupation(self.assessment.job).parent
        moves = [move for move in self.aube.atlas.catalogue.moves if (move.source, move.target) == (source, one.parent)]
        return max((1.0 if move.kind == "near" else 0.8 for move in moves), default=0.0)

    @cached_property
    def weights(self) -> dict[str, float]:
        moves = self.aube.atlas.catalogue.moves
        known = {
            "skills": bool(self.owned),
            "interests": any(offered for _, offered in self.counts.values()),
            "wishes": bool(self.tokens("want")),
            "mobility": bool(self.assessment.job)
            and any(move.source == self.occupation(self.assessment.job).parent for move in moves),
        }
        whole = sum(BASE[name] for name in known if known[name])
        return {name: BASE[name] / whole for name in known if known[name]} | {"unknown": -0.1}

    def score(self, code: str) -> float:
        return sum(self.amount(code, name) * weight for name, weight in self.weights.items())

    def exposure(self, code: str, at: Place) -> float:
        """A number of an occupation's exposure, by its place in it."""
        catalogue, isco = self.aube.atlas.catalogue, self.occupation(code).isco
        if at == ("shared",):
            return sum(one.isco == isco for one in catalogue.occupations.values()) if isco else 0
        name = at[-1]
        if at[0] == "ai":
            mean, spread = self.ai(code) or (0.0, 0.0)
            if name == "score":
                groups = self.isco_rows(code, dict(catalogue.exposure))
                tasks: list[float] = [task.score for row in groups for task in row.tasks]
                ranked = sorted(tasks, reverse=True)
                place = int(at[2])
                return ranked[place] if at[1] == "most" else ranked[3:][::-1][place]
            ends = {"mean": mean, "spread": spread, "low": max(0.0, mean - spread), "high": min(1.0, mean + spread)}
            return ends[str(name)]
        rows = self.isco_rows(code, dict(catalogue.automation))
        risks = [row.risk for row in rows]
        near = [row.risk for other, row in catalogue.automation.items() if other[:3] == isco[:3]]
        resisting = [row.bottlenecks for row in rows]
        made: dict[str, Callable[[], float]] = {
            "risk": lambda: fmean(risks),
            "low": lambda: min(near),
            "high": lambda: max(near),
            "bottlenecks": lambda: fmean(resisting),
        }
        return made[str(name)]()
