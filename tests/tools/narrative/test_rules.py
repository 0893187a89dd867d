"""The fold: exact, in order, resting on events, whatever they are."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.narrative.paths import BEGAN, Path, whole
from tools.events import RecordedEvent
from tools.narrative import LOCALES, Story, load_wording, tell
from tools.narrative.milestones import TABLE

FRENCH = load_wording("fr")


def french(path: Path) -> Story:
    return tell(path.events, FRENCH)


def said(story: Story) -> list[str]:
    return [milestone.text for chapter in story.chapters for milestone in chapter.milestones]


def test_nothing_said_yet_is_a_beginning() -> None:
    story = french(Path())
    assert (story.position, story.chapters, story.skills.lines, story.energy.points) == (0, (), (), 0)
    assert story.opening == FRENCH.say("story.empty")
    assert (story.next_step.id, story.next_step.events) == ("say_job", ())


def test_a_path_is_told_by_month_in_order() -> None:
    story = french(whole())
    assert [chapter.month for chapter in story.chapters] == ["2026-11", "2026-12", "2027-02"]
    assert all(
        list(chapter.milestones) == sorted(chapter.milestones, key=lambda milestone: milestone.at)
        for chapter in story.chapters
    )
    assert story.position == len(whole().events)


def test_a_month_is_one_of_paris() -> None:
    path = Path()
    path.add("JobStarted", 27.6)
    assert path.events[0].at.isoformat() == "2026-11-30T23:24:00+00:00"
    [chapter] = french(path).chapters
    assert (chapter.month, chapter.title, chapter.milestones[0].date) == (
        "2026-12",
        "Décembre 2026",
        "1er décembre 2026",
    )


def test_the_same_thing_in_a_month_is_told_once_with_how_often() -> None:
    path = Path()
    ids = tuple(path.add("OfferViewed", day, private={"offer_id": f"o{day}"}) for day in (0, 1, 2))
    later = path.add("OfferViewed", 40, private={"offer_id": "o9"})
    first, second = (chapter.milestones[0] for chapter in french(path).chapters)
    assert (first.count, first.events, first.text) == (3, ids, "3 offres d’emploi consultées.")
    assert (second.events, second.text) == ((later,), "Une offre d’emploi consultée.")


def test_an_account_is_opened_once() -> None:
    path = Path()
    first = path.add("Registered")
    path.add("Registered", 50)
    [chapter] = french(path).chapters
    assert chapter.milestones[0].events == (first,)


def test_what_was_taken_back_is_not_told() -> None:
    path = Path()
    fact = path.says("wish", "travailler le bois")
    path.add("FactForgotten", 1, fact=fact)
    assert said(french(path)) == []


def test_what_no_key_opens_is_left_out() -> None:
    path = Path()
    path.add("FactRemembered", kind="job", private=None)
    path.add("ApplicationSent", private=None)
    story = french(path)
    assert said(story) == ["Une candidature envoyée."]
    assert story.next_step.id == "follow_up"


def test_the_day_that_was_given_counts_and_a_day_that_is_none_does_not() -> None:
    path = Path()
    path.add("InterviewAttended", 5, on="2026-10-12")
    path.add("TrainingStarted", 5, on="the other day")
    assert [m.date for c in french(path).chapters for m in c.milestones] == ["12 octobre 2026", "8 novembre 2026"]


def test_every_sentence_rests_on_events_of_the_person() -> None:
    path = whole()
    story, known = french(path), {event.id for event in path.events}
    told = [m for c in story.chapters for m in c.milestones]
    told_too = [*story.skills.lines, *story.documents.lines, *story.energy.lines]
    assert all(each.events and set(each.events) <= known for each in [*told, *told_too])
    assert set(story.next_step.events) <= known


def test_energy_is_told_by_what_it_went_into() -> None:
    energy = french(whole()).energy
    assert energy.points == 35
    assert energy.text == "35 points consacrés à ce projet."
    assert [line.text.replace("\u00a0", " ") for line in energy.lines] == [
        "Un conseil reçu : 5 points.",
        "2 lettres de motivation écrites : 30 points.",
    ]


def test_what_was_given_back_took_no_points_and_is_not_told_as_such() -> None:
    path = Path()
    capture = path.makes("write_letter", 15)
    path.add("EnergyRefunded", 1, hold_id="h0", lot_id="l1", action="write_letter", points=15)
    path.add("EnergyClawedBack", 2, order_id="o_1", points=3, debt=12)
    story = french(path)
    assert (story.energy.points, story.energy.lines) == (0, ())
    assert [line.events for line in story.documents.lines] == [(capture,)]
    assert said(story) == ["Une lettre de motivation écrite."]


def test_what_was_included_is_a_document_and_no_points() -> None:
    path = Path()
    path.makes("optimize_cv", 0, basis="included")
    path.add("CaptureLost", 1, hold_id="h9", action="analyze_cv", amount=25, basis="energy")
    story = french(path)
    assert [line.text for line in story.documents.lines] == ["Un CV retravaillé.", "Un CV analysé."]
    assert story.energy.points == 0


def test_an_action_without_words_is_a_piece_of_work() -> None:
    path = Path()
    path.makes("write_poem", 3)
    assert said(french(path)) == ["Un travail mené avec Iris."]


@pytest.mark.parametrize("locale", LOCALES)
def test_money_is_never_told(locale: str) -> None:
    text = tell(whole().events, load_wording(locale)).text
    assert "299" not in text
    assert "2,99" not in text
    assert "cafe" not in text
    assert {"OrderPaid", "OrderRefunded", "SubscriptionActivated", "EnergyCredited", "EnergyClawedBack"} & set(
        TABLE
    ) == set()


@pytest.mark.parametrize(
    ("last", "step"),
    [
        ("ApplicationSent", "follow_up"),
        ("InterviewScheduled", "prepare_interview"),
        ("InterviewAttended", "look_back"),
        ("OfferReceived", "weigh_offer"),
        ("TrainingStarted", "finish_training"),
        ("TrainingCompleted", "use_training"),
        ("JobStarted", "settle_in"),
    ],
)
def test_the_next_step_follows_the_last_thing_done_outside(last: str, step: str) -> None:
    path = Path()
    path.says("job", "boulanger")
    path.add("InterviewScheduled")
    event = path.add(last, 1)
    path.makes("quick_advice", 5, 2)
    assert (french(path).next_step.id, french(path).next_step.events) == (step, (event,))


def test_otherwise_it_is_the_first_thing_that_is_missing() -> None:
    path, steps = Path(), []
    for kind in ("job", "wish", "skill"):
        steps.append(french(path).next_step.id)
        path.says(kind, f"un {kind}")
    steps.append(french(path).next_step.id)
    path.says("training", "un CAP")
    steps.append(french(path).next_step.id)
    path.makes("optimize_cv", 12)
    steps.append(french(path).next_step.id)
    found = path.add("OfferViewed", private={"offer_id": "o1"})
    assert steps == ["say_job", "say_wish", "say_skill", "look_at_training", "make_cv", "look_at_offer"]
    assert (french(path).next_step.id, french(path).next_step.events) == ("apply", (found,))
    path.add("TrainingFound", private={"training_id": "t1"})
    assert french(path).next_step.id == "start_training"


KINDS = st.sampled_from(["job", "wish", "constraint", "skill", "training", "situation", "other", "new_kind"])
WORDS = st.text(min_size=1, max_size=300)
DAYS = st.one_of(st.none(), st.dates().map(str), st.text(max_size=12))


@st.composite
def events(draw: st.DrawFn) -> list[RecordedEvent]:
    """Anything that may be in the store, in any order of time."""
    path = Path()
    for _ in range(draw(st.integers(0, 25))):
        day = draw(st.floats(0, 4000))
        match draw(st.sampled_from(["fact", "forget", "make", "lost", "refund", "client", "else"])):
            case "fact":
                private = {"fact": draw(WORDS)} if draw(st.booleans()) else None
                path.add("FactRemembered", day, kind=draw(KINDS), private=private)
            case "forget":
                path.add("FactForgotten", day, fact=f"e{draw(st.integers(0, 30))}")
            case "make":
                path.makes(draw(st.sampled_from(["write_letter", "optimize_cv", "x"])), draw(st.integers(0, 50)), day)
            case "lost":
                path.add("CaptureLost", day, hold_id="h1", action="analyze_cv", amount=5)
            case "refund":
                path.add("EnergyRefunded", day, hold_id=f"h{draw(st.integers(0, 30))}", points=5)
            case "client":
                note = {"note": draw(WORDS)} if draw(st.booleans()) else None
                path.add(draw(st.sampled_from(sorted(TABLE))), day, on=draw(DAYS), private=note)
            case _:
                path.add(draw(st.sampled_from(["OrderPaid", "WalletClosed", "SomethingNew"])), day, any=1)
    return path.events


@given(events(), st.sampled_from([*LOCALES, "it"]), st.integers())
def test_any_events_in_any_order_make_one_story(found: list[RecordedEvent], locale: str, seed: int) -> None:
    wording = load_wording(locale)
    story = tell(found, wording)
    shuffled = random.Random(seed).sample(found, len(found))
    assert tell(shuffled, wording) == story
    assert tell([*found, *found], wording) == story
    assert Story.model_validate_json(story.model_dump_json()) == story
    known = {event.id for event in found}
    assert all(set(m.events) <= known and m.count == len(m.events) for c in story.chapters for m in c.milestones)


@given(events())
def test_any_beginning_of_a_path_can_be_told(found: list[RecordedEvent]) -> None:
    points = [tell(found[:end], FRENCH).energy.points for end in range(len(found) + 1)]
    spent = [event.data["amount"] for event in found if event.type == "EnergyCaptured"]
    assert all(each <= sum(spent) for each in points)  # type: ignore[arg-type]


def test_quotes_are_cut_at_a_word() -> None:
    path = Path()
    path.says("other", "mot " * 100)
    [text] = said(french(path))
    assert text.endswith("mot…\u00a0».")
    assert len(text) < 190


def test_the_events_of_a_path_have_the_time_they_say() -> None:
    assert whole().events[0].at == BEGAN
    assert whole().events[-1].at == BEGAN + timedelta(days=90)
