"""The report, as it prints."""

from dataclasses import replace

from evals import Case, Outcome, Part, Suite, SuiteResult, render_report

ROWS: list[tuple[str, str, Part, str | None, str]] = [
    ("relis mon CV", "cv", Part.DEV, "cv", "rule: cv"),
    ("j'ai peur de l'oral", "coach", Part.DEV, "coach", "rule: peur"),
    ("mon curriculum", "cv", Part.DEV, "guide", "no rule,\nfallback"),
    ("une lettre", "letters", Part.HELD_OUT, "letters", "rule: lettre"),
    ("je stresse " * 30, "coach", Part.HELD_OUT, None, "ModelAway: try again later"),
]
CASES = tuple(
    Case(line=line, message=message, expected=expected, part=part, note="")
    for line, (message, expected, part, _, _) in enumerate(ROWS, start=2)
)
SUITE = Suite(
    name="routing",
    title="Who takes the message",
    description="d",
    target="routing",
    pass_at=0.6,
    digest="0f",
    cases=CASES,
)
RESULT = SuiteResult(
    suite=SUITE,
    outcomes=tuple(
        Outcome(case=case, got=got, reason=reason) for case, (*_, got, reason) in zip(CASES, ROWS, strict=True)
    ),
)

REPORT = """\
routing: Who takes the message
FAILED: held_out 50.0%, where 60.0% is needed

part      n  right  errors  accuracy    95% interval
dev       3      2       0     66.7%  20.8% to 93.9%
held_out  2      1       1     50.0%   9.5% to 90.5%

dev: expected (rows), got (columns)
            coach      cv  guide  recall
coach           1       .      .  100.0%
cv              .       1      1   50.0%
guide           .       .      .       -
precision  100.0%  100.0%   0.0%

held_out: expected (rows), got (columns)
           coach  letters  error  recall
coach          .        .      1    0.0%
letters        .        1      .  100.0%
precision      -   100.0%

dev: 1 wrong
  line 4: mon curriculum
    expected cv, got guide: no rule, fallback

held_out: 1 wrong
  line 6: {stress} [...]
    expected coach, got error: ModelAway: try again later
""".format(stress=" ".join(["je stresse"] * 17 + ["je"]))


def test_a_failed_suite_is_told_in_full() -> None:
    assert render_report(RESULT) == REPORT


def test_hidden_parts_are_counted_and_not_shown() -> None:
    report = render_report(RESULT, hide={Part.HELD_OUT})
    assert report.endswith("no rule, fallback\n\nheld_out: 1 wrong (hidden)\n")
    assert "stresse" not in report


def test_a_passing_suite_says_so() -> None:
    report = render_report(replace(RESULT, suite=replace(SUITE, pass_at=0.5)))
    assert report.splitlines()[1] == "PASSED: every part reaches 50.0%"


def test_a_part_without_mistakes_lists_none() -> None:
    right = tuple(replace(outcome, got=outcome.case.expected) for outcome in RESULT.outcomes)
    report = render_report(replace(RESULT, outcomes=right))
    assert "wrong" not in report
    assert "error " not in report
