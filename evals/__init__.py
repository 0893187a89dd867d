"""How good Iris is: suites of cases that people edit, run against a target, scored and reported."""

from evals.cases import Case, Part, fingerprint
from evals.mistakes import Mistake, SuiteError
from evals.report import render_report
from evals.result import Decision, Outcome, SuiteResult, exit_code, to_json
from evals.runner import Decide, run_suite
from evals.scoring import Interval, LabelScore, Score, score, wilson
from evals.suite import Suite, find_suites, load_suite

__all__ = [
    "Case",
    "Decide",
    "Decision",
    "Interval",
    "LabelScore",
    "Mistake",
    "Outcome",
    "Part",
    "Score",
    "Suite",
    "SuiteError",
    "SuiteResult",
    "exit_code",
    "find_suites",
    "fingerprint",
    "load_suite",
    "render_report",
    "run_suite",
    "score",
    "to_json",
    "wilson",
]
