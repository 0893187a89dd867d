"""Every table of Iris, a file per noun, in one MetaData."""

from tools.storage.schema.accounts import apps, organisations, people, person_keys, refresh_tokens
from tools.storage.schema.conversations import messages, threads
from tools.storage.schema.event_store import events
from tools.storage.schema.execution import executions, interrupts, run_log, runs
from tools.storage.schema.tables import metadata

__all__ = [
    "apps",
    "events",
    "executions",
    "interrupts",
    "messages",
    "metadata",
    "organisations",
    "people",
    "person_keys",
    "refresh_tokens",
    "run_log",
    "runs",
    "threads",
]
