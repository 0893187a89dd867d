"""What the profile shows stands behind skills: named, from the weakest to the strongest, lowering nothing."""

from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.aube.conftest import NOW, Make
from tools.aube import Aube
from tools.aube.beliefs import believe
from tools.aube.models import EVIDENCE, Assessment, Evidence, OwnedSkill, Proof
from tools.aube.proving import proofs_in, proven
from tools.aube.transparency import explain, lowest, skills_confidence
from tools.aube.wording import Wording
from tools.profile import SECTIONS, Item, Origin, Profile, Section
from tools.profile.models import OriginKind

NURSE_AID = "J1501"
CASHIER = "D1505"
DIPLOMA = "Diplôme d'État d'aide-soignante"
OTHER: tuple[tuple[Section, str], ...] = (("certificates", "CAP boulanger"), ("licences", "Permis B"))


def item(section: Section, origin: OriginKind = "read", *, confirmed: bool = False, **values: object) -> Item:
    """An item of a profile."""
    return Item(
        id=f"pi_{section}",
        section=section,
        values=SECTIONS[section].model_validate(values),
        origin=Origin(kind=origin, on=date(2026, 11, 20)),
        added_at=NOW,
        confirmed_at=NOW if confirmed else None,
    )


def shown(assessment: Assessment, *items: Item) -> Assessment:
    """The assessment beside a profile of these items."""
    return replace(assessment, proofs=proofs_in(Profile(items=items)))


def owned(aube: Aube, assessment: Assessment) -> dict[str, OwnedSkill]:
    """The skills that count, by label."""
    return {each.label: each for each in believe(assessment, aube.atlas.catalogue).skills}


def test_a_diploma_of_the_occupation_proves_what_one_learns_for_it(aube: Aube, assessed: Make) -> None:
    diploma = item(
        "education", confirmed=True, studyType="Diplôme d'État", area="aide-soignante", institution="IFAS de Lens"
    )
    skills = owned(aube, shown(assessed(NURSE_AID), diploma))
    helping = skills["Aider aux gestes du quotidien"]
    assert (helping.evidence, helping.weight) == ("proven", 1.0)
    assert helping.proof is not None
    assert (helping.proof.label, helping.proof.item) == ("Diplôme d'État aide-soignante", "pi_education")
    kinds = {each.id: aube.atlas.catalogue.skills[each.id].kind for each in skills.values()}
    assert {each.evidence for each in skills.values() if kinds[each.id] == "setting"} <= {"usual"}


def test_a_certificate_proves_the_skill_that_it_names(aube: Aube, assessed: Make) -> None:
    named = item("certificates", confirmed=True, name="Appliquer des règles d'hygiène strictes (formation courte)")
    skills = owned(aube, shown(assessed(NURSE_AID), named))
    certain = {label for label, each in skills.items() if each.evidence == "proven"}
    assert certain == {"Appliquer des règles d'hygiène strictes"}


@pytest.mark.parametrize(
    ("origin", "confirmed", "evidence"),
    [
        ("read", True, "proven"),
        ("read", False, "declared"),
        ("said", True, "proven"),
        ("said", False, "declared"),
        ("form", False, "declared"),
    ],
)
def test_what_the_person_did_not_confirm_is_declared(
    aube: Aube, assessed: Make, origin: OriginKind, confirmed: bool, evidence: Evidence
) -> None:
    diploma = item("certificates", origin, confirmed=confirmed, name=DIPLOMA)
    assert owned(aube, shown(assessed(NURSE_AID), diploma))["Aider aux gestes du quotidien"].evidence == evidence


def test_a_diploma_of_another_occupation_proves_nothing_here(aube: Aube, assessed: Make) -> None:
    other = [item(section, confirmed=True, name=name) for section, name in OTHER]
    assert {each.evidence for each in owned(aube, shown(assessed(NURSE_AID), *other)).values()} == {"usual"}


def test_what_was_done_in_a_job_describes_once_it_is_the_persons(aube: Aube, assessed: Make) -> None:
    done = ["j'aide dix résidents aux gestes du quotidien chaque matin"]
    said = item("work", "said", position="aide-soignante", highlights=done)
    skill = owned(aube, shown(assessed(NURSE_AID), said))["Aider aux gestes du quotidien"]
    assert skill.proof is not None
    assert (skill.evidence, skill.proof.label) == ("described", done[0])
    read = item("work", "read", position="aide-soignante", highlights=done)
    assert owned(aube, shown(assessed(NURSE_AID), read))["Aider aux gestes du quotidien"].evidence == "usual"


@pytest.mark.parametrize(
    "values",
    [
        {"studyType": "Stage d'observation", "area": "hôtesse de caisse", "institution": "Collège de Lens"},
        {"area": "Stage d'observation hôtesse de caisse 3e"},
        {"studyType": "Bac échoué", "area": "hôte de caisse (non obtenu)"},
        {"studyType": "CAP", "area": "hôte de caisse", "score": "pas encore validé"},
        {"studyType": "CAP", "area": "hôte de caisse en cours"},
        {"studyType": "Niveau CAP", "area": "hôte de caisse"},
        {"area": "Préparation au CAP hôte de caisse"},
        {"studyType": "CAP", "area": "hôte de caisse, abandonné en 2019"},
    ],
)
def test_what_was_not_obtained_proves_nothing(aube: Aube, assessed: Make, values: dict[str, Any]) -> None:
    tried = shown(assessed(CASHIER), item("education", confirmed=True, **values))
    assert {each.evidence for each in owned(aube, tried).values()} == {"usual"}


@pytest.mark.parametrize(
    "area", ["hôte de caisse", "hôtesse de caisse, en cours du soir", "hôte de caisse (diplôme en cours de validité)"]
)
def test_what_was_obtained_proves(aube: Aube, assessed: Make, area: str) -> None:
    found = owned(aube, shown(assessed(CASHIER), item("education", confirmed=True, studyType="CAP", area=area)))
    assert found["Encaisser un paiement"].evidence == "proven"


@pytest.mark.parametrize(
    ("point", "evidence"),
    [
        ("Je n'ai jamais su encaisser un paiement", "usual"),
        ("j’ai pas le droit d’encaisser un paiement", "usual"),
        ("Sans jamais encaisser le moindre paiement", "usual"),
        ("I never did: encaisser un paiement", "usual"),
        ("un paiement", "usual"),
        ("encaisser", "usual"),
        ("J'encaisse les paiements", "described"),
        ("Je ne gère pas le stock, mais j’encaisse les paiements", "described"),
        ("Je ne gère pas le stock. Encaissement et paiements.", "usual"),
        ("Encaisser pas à pas un paiement", "described"),
        ("j’encaisse le paiement de clients qui ne parlent pas français", "described"),
    ],
)
def test_what_is_denied_or_half_said_describes_nothing(
    aube: Aube, assessed: Make, point: str, evidence: Evidence
) -> None:
    said = item("work", "said", position="hôtesse de caisse", highlights=[point])
    assert owned(aube, shown(assessed(CASHIER), said))["Encaisser un paiement"].evidence == evidence


@pytest.mark.parametrize(
    ("point", "held"), [("équipe", False), ("j'aime mon équipe", False), ("j'encadre une équipe de six", True)]
)
def test_one_word_of_two_tells_too_little(aube: Aube, point: str, held: bool) -> None:
    catalogue = aube.atlas.catalogue
    [leading] = [one for one, skill in catalogue.skills.items() if skill.label == "Encadrer une équipe"]
    proofs = proofs_in(Profile(items=(item("work", "said", position="cheffe", highlights=[point]),)))
    assert (leading in proven(proofs, [leading], catalogue, None, frozenset())) is held


def test_what_was_left_aside_is_not_proven_by_a_title(aube: Aube, assessed: Make, french: Wording) -> None:
    assessment = assessed(NURSE_AID)
    question = aube.item("skills", assessment, french)
    assert question is not None
    left = question.options[0].id
    answer = replace(assessment.answers["which"], item="skills", options=(), text=left)
    assessment = replace(assessment, answers={**assessment.answers, "skills": answer})
    diploma = item("certificates", confirmed=True, name=DIPLOMA)
    found = {each.id: each for each in owned(aube, shown(assessment, diploma)).values()}
    assert (found[left].evidence, found[left].weight) == ("usual", 0.3)


def test_the_certificate_is_named_where_what_transfers_is_shown(aube: Aube, assessed: Make, french: Wording) -> None:
    diploma = item("certificates", confirmed=True, name=DIPLOMA)
    told = explain(aube, shown(assessed(NURSE_AID), diploma), french)
    have = [each for match in told.matches for each in match.have if each.evidence == "proven"]
    assert have
    assert {(each.by, each.item) for each in have} == {(DIPLOMA, "pi_certificates")}


NUMBER = st.integers(0, 9_999)
PROVEN = st.tuples(st.sampled_from(get_args(Evidence)[1:]), NUMBER)


@settings(deadline=None)
@given(job=NUMBER, proven=st.lists(PROVEN, min_size=1, max_size=4), targets=st.lists(NUMBER, min_size=1, max_size=3))
def test_one_proof_more_never_lowers_a_match_nor_a_confidence(
    aube: Aube, assessed: Make, job: int, proven: list[tuple[Evidence, int]], targets: list[int]
) -> None:
    codes = sorted(aube.atlas.catalogue.occupations)
    assessment = assessed(codes[job % len(codes)], 2, hours=("nights",))
    occupation = aube.atlas.catalogue.occupations[assessment.job]
    texts = [aube.atlas.catalogue.skills[one].label for one in occupation.skills] + list(occupation.title.forms)
    proofs = [Proof(item="pi", evidence=how, label="x", text=texts[n % len(texts)]) for how, n in proven]
    before = replace(assessment, proofs=tuple(proofs[:-1]))
    after = replace(assessment, proofs=tuple(proofs))
    beliefs = [believe(each, aube.atlas.catalogue) for each in (before, after)]
    less, more = ({each.id: each for each in belief.skills} for belief in beliefs)
    assert less.keys() == more.keys()
    for one, each in less.items():
        assert more[one].weight >= each.weight
        assert EVIDENCE.index(more[one].evidence) >= EVIDENCE.index(each.evidence)
    low, high = (aube.scores(belief).total for belief in beliefs)
    assert (high >= low - 1e-12).all()
    for code in (codes[target % len(codes)] for target in targets):
        asked = set(aube.atlas.catalogue.occupations[code].skills)
        levels = [skills_confidence([each for one, each in found.items() if one in asked]) for found in (less, more)]
        assert lowest(levels) == levels[0]
