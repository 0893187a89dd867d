"""The join: from the sources that are loaded to one catalogue."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

from knowledge.occupations.conditions import derive
from knowledge.occupations.errors import OccupationsError
from knowledge.occupations.models import (
    AiExposure,
    Automation,
    Catalogue,
    Conditions,
    MobilityKind,
    Move,
    Occupation,
    Skill,
    SkillKind,
    Source,
    SourceKind,
    Task,
    Title,
)
from knowledge.occupations.shelf import read_manifest, read_rows
from knowledge.occupations.starter import CHECKED_AGAINST, SOURCE, StarterOccupation, load_starter
from knowledge.words import Tokenizer, fold

Rows = Mapping[str, list[list[str]]]
Codes = Mapping[str, tuple[str, ...]]
Ecological = Literal["", "green", "strategic", "brown"]

COMPLETE = 0.9
"""Share of the codes of version 4 that have skills of their own from which its links replace those of version 3."""
_YES = {"O": True, "N": False}


@dataclass(frozen=True, slots=True)
class Rome:
    """One version of the ROME, its rows by code."""

    codes: Mapping[str, list[str]]
    titles: Mapping[str, tuple[Title, ...]]
    links: Codes
    texts: Mapping[str, Mapping[str, tuple[str, ...]]]
    skills: Mapping[str, Skill]
    sections: Mapping[str, str]
    moves: tuple[Move, ...]

    @property
    def linked(self) -> bool:
        """Whether nearly all its codes have skills."""
        return len(self.links) >= COMPLETE * max(len(self.codes), 1)


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """What is loaded in `folder` (IRIS_HOME/occupations), joined; the starter set when there is no ROME in it.

    Raises OccupationsError when a file is damaged.
    """
    if folder is None:
        return join({}, {}, load_starter())
    manifest = read_manifest(folder)
    while True:
        try:
            rows = {kind: read_rows(folder, loaded) for kind, loaded in manifest.sources.items()}
            break
        except OccupationsError:
            # An import may have replaced the files since the manifest was read.
            if manifest == (manifest := read_manifest(folder)):
                raise
    return join(rows, {kind: loaded.source for kind, loaded in manifest.sources.items()}, load_starter())


def join(
    rows: Mapping[SourceKind, Rows],
    sources: Mapping[SourceKind, Source],
    written: Mapping[str, StarterOccupation],
) -> Catalogue:
    """A catalogue of the normalised rows of each source, and of the occupations written by hand."""
    old, new = _rome(rows.get("rome_v3", {})), _rome(rows.get("rome_v4", {}))
    isco = {code: group for code, group in rows.get("rome_isco", {}).get("isco", [])}
    graph = new if new.linked else old
    occupations: dict[str, Occupation] = {}
    for code in new.codes or old.codes:
        occupations[code] = _official(code, old, new, graph, isco)
    tokenizer, alone = Tokenizer("fr"), not occupations
    for code, one in written.items():
        base = occupations.get(code)
        if base is None and (alone or one.parent in old.codes):
            base = _alone(one, old, isco)
        elif base is not None and _same_occupation(base, one, tokenizer):
            base = _overlaid(base, one)
        else:
            continue
        occupations[code] = base if base.skills else replace(base, skills=tuple(one.skills))
    known = {skill for occupation in occupations.values() for skill in occupation.skills}
    by_hand = {words: Skill(words, words, "know_how") for one in written.values() for words in one.skills}
    occupations = _with_esco(occupations, rows.get("esco", {}))
    moves, moves_from = _moves(old, new, written, occupations)
    checked: dict[SourceKind, Source] = {"rome_v3": CHECKED_AGAINST} if moves_from[0] == "starter" else {}
    return Catalogue(
        occupations=occupations,
        skills={identity: skill for identity, skill in {**graph.skills, **by_hand}.items() if identity in known},
        moves=moves,
        moves_from=moves_from,
        exposure=_exposure(rows.get("ilo", {})),
        automation=_automation(rows.get("nesta", {})),
        sources={"starter": SOURCE, **checked, **sources},
    )


def _rome(rows: Rows) -> Rome:
    titles: defaultdict[str, list[Title]] = defaultdict(list)
    for code, masculine, feminine in rows.get("title", []):
        titles[code].append(Title(masculine, feminine))
    texts: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for code, kind, text in rows.get("text", []):
        texts[code][kind].append(text)
    return Rome(
        codes={code: cells for code, *cells in rows.get("occupation", [])},
        titles={code: tuple(found) for code, found in titles.items()},
        links={code: tuple(items) for code, *items in rows.get("links", [])},
        texts={code: {kind: tuple(found) for kind, found in kinds.items()} for code, kinds in texts.items()},
        skills={item: Skill(item, label, cast(SkillKind, kind)) for item, label, kind, _ in rows.get("skill", [])},
        sections={item: section for item, _, _, section in rows.get("skill", [])},
        moves=tuple(Move(a, b, cast(MobilityKind, kind)) for a, b, kind in rows.get("move", [])),
    )


def _official(code: str, old: Rome, new: Rome, graph: Rome, isco: Mapping[str, str]) -> Occupation:
    masculine, feminine, parent, riasec, ecological, digital, regulated, management = (
        new.codes[code] if code in new.codes else old.codes[code]
    )
    title = Title(masculine, feminine)
    titles = new.titles.get(code, ()) if new.codes else old.titles.get(code, ())
    texts, own = {**old.texts.get(parent, {}), **new.texts.get(code, {})}, new.texts.get(code, {})
    skills = graph.links.get(code if graph is new else parent, ())
    return Occupation(
        code=code,
        parent=parent,
        title=title,
        titles=tuple(other for other in titles if other != title),
        summary=texts.get("definition", ("",))[0],
        skills=skills,
        riasec=riasec or (old.codes[parent][3] if parent in old.codes else ""),
        isco=isco.get(parent, ""),
        conditions=_conditions(parent, old, texts, _YES.get(regulated), _YES.get(management)),
        # What a broader occupation asks for may not be what this one does.
        entry=own.get("access", texts.get("access", ("",)) if parent == code else ("",))[0],
        ecological=cast(Ecological, ecological),
        digital=_YES.get(digital),
    )


def _conditions(
    parent: str,
    old: Rome,
    texts: Mapping[str, tuple[str, ...]],
    regulated: bool | None,
    management: bool | None,
) -> Conditions:
    settings = [old.skills[item].label for item in old.links.get(parent, ()) if old.sections[item] == "CONDITIONS"]
    told = (*texts.get("conditions", ()), *texts.get("access", ()))
    return derive(told, settings, regulated=regulated, management=management)


def _alone(one: StarterOccupation, old: Rome, isco: Mapping[str, str]) -> Occupation:
    """An occupation that the loaded ROME does not have under this code, or that stands alone."""
    parent = old.codes.get(one.parent)
    return Occupation(
        code=one.rome,
        parent=one.parent,
        title=one.main,
        titles=one.others,
        said=tuple(one.said),
        summary=one.summary,
        skills=old.links.get(one.parent, ()),
        riasec=parent[3] if parent else one.riasec,
        isco=isco.get(one.parent, one.isco),
        conditions=one.conditions,
        entry=one.entry,
        first_step=one.first_step,
        ecological=one.ecological,
        digital=one.digital,
    )


def _overlaid(base: Occupation, one: StarterOccupation) -> Occupation:
    """The official occupation with the words written by hand, which tell more."""
    official, written = base.conditions, one.conditions
    return replace(
        base,
        titles=tuple(_new_titles(base, (one.main, *one.others))),
        said=tuple(one.said),
        summary=one.summary,
        isco=base.isco or one.isco,
        riasec=base.riasec or one.riasec,
        conditions=replace(
            written,
            regulated=written.regulated if official.regulated is None else official.regulated,
            management=written.management if official.management is None else official.management,
        ),
        entry=one.entry or base.entry,
        first_step=one.first_step,
    )


def _same_occupation(base: Occupation, one: StarterOccupation, tokenizer: Tokenizer) -> bool:
    """Whether a code still means what it meant when the words were written: some change between releases."""
    theirs, ours = (
        {word.terms[0] for title in titles for form in title.forms for word in tokenizer.words(form)}
        for titles in ((base.title, *base.titles), (one.main, *one.others))
    )
    return bool(theirs & ours)


def _with_esco(occupations: Mapping[str, Occupation], rows: Rows) -> dict[str, Occupation]:
    """ESCO's other labels as titles, where one of its labels is a title of one occupation, and of one only."""
    holders: defaultdict[str, set[str]] = defaultdict(set)
    if rows.get("occupation"):
        for code, occupation in occupations.items():
            for title in (occupation.title, *occupation.titles):
                for form in title.forms:
                    holders[fold(form)].add(code)
    more: defaultdict[str, list[Title]] = defaultdict(list)
    for _, _, *forms in rows.get("occupation", []):
        titles = [Title(*pair) for pair in zip(forms[::2], forms[1::2], strict=True)]
        codes = set[str]().union(*(holders[fold(form)] for title in titles for form in title.forms))
        if len(codes) == 1:
            more[codes.pop()] += titles
    return {
        code: replace(one, titles=tuple(_new_titles(one, more[code]))) if code in more else one
        for code, one in occupations.items()
    }


def _new_titles(occupation: Occupation, more: Iterable[Title]) -> Iterable[Title]:
    seen = {fold(form) for title in (occupation.title, *occupation.titles) for form in title.forms}
    yield from occupation.titles
    for title in more:
        if not seen.issuperset(map(fold, title.forms)):
            seen |= set(map(fold, title.forms))
            yield title


def _moves(
    old: Rome, new: Rome, written: Mapping[str, StarterOccupation], occupations: Mapping[str, Occupation]
) -> tuple[tuple[Move, ...], tuple[SourceKind, ...]]:
    """Between v3 codes: version 3's own, else version 4's lifted to the parents, else the starter set's; and whose."""
    if old.moves:
        return old.moves, ("rome_v3",)
    parents = {occupation.parent for occupation in occupations.values()}
    lifted = (Move(new.codes[move.source][2], new.codes[move.target][2], move.kind) for move in new.moves)
    kinds: tuple[MobilityKind, ...] = ("near", "next")
    by_hand = (
        Move(one.parent, written[target].parent if target in written else target, kind)
        for one in written.values()
        for kind in kinds
        for target in getattr(one, kind)
    )
    found: dict[tuple[str, str], Move] = {}
    for move in lifted if new.moves else by_hand:
        if move.source != move.target and {move.source, move.target} <= parents:
            found.setdefault((move.source, move.target), move)
    return tuple(found.values()), ("rome_v4",) if new.moves else ("starter", "rome_v3")


def _exposure(rows: Rows) -> dict[str, AiExposure]:
    tasks: defaultdict[str, list[Task]] = defaultdict(list)
    for isco, text, score in rows.get("task", []):
        tasks[isco].append(Task(text=text, score=float(score)))
    return {
        isco: AiExposure(
            isco=isco,
            group=group,
            mean=float(mean),
            spread=float(spread),
            gradient=gradient,
            tasks=tuple(tasks[isco]),
        )
        for isco, group, mean, spread, gradient in rows.get("group", [])
    }


def _automation(rows: Rows) -> dict[str, Automation]:
    return {
        isco: Automation(isco=isco, group=group, risk=float(risk), bottlenecks=float(prevalence), category=category)
        for isco, group, risk, prevalence, category in rows.get("automation", [])
    }
