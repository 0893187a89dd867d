"""What the narrative tells: a row per type of event. What has no row is not told."""

from collections.abc import Mapping
from typing import Literal

Grouping = Literal["once", "each", "month"]
"""Told the first time, each time, or once a month with how often."""

TABLE: Mapping[str, Grouping] = {
    "Registered": "once",
    "OfferViewed": "month",
    "ApplicationSent": "month",
    "InterviewScheduled": "month",
    "InterviewAttended": "month",
    "OfferReceived": "month",
    "TrainingFound": "month",
    "TrainingStarted": "each",
    "TrainingCompleted": "each",
    "JobStarted": "each",
    "DocumentDownloaded": "month",
    "StepCompleted": "month",
}
"""The words are `milestones.<type>`, in every language. `data["on"]` is the day when it happened, `private["note"]`
what the person wrote about it: both may be missing.

Facts and finished work (`FactRemembered`, `EnergyCaptured`) are folds of several events: rules.py tells them. Buying,
refunds and debts have no row on purpose: a path is not told in money.
"""
