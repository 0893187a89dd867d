"""Every table of Iris, a file per noun, in one MetaData."""

from tools.storage.schema.accounts import (
    account_letters,
    account_links,
    accounts,
    api_keys,
    apps,
    organisations,
    people,
    person_keys,
    refresh_tokens,
    registrations,
    sessions,
)
from tools.storage.schema.conversations import messages, threads
from tools.storage.schema.event_store import events
from tools.storage.schema.execution import executions, interrupts, run_log, runs
from tools.storage.schema.files import files
from tools.storage.schema.privacy import erasures
from tools.storage.schema.tables import metadata

__all__ = [
    "account_letters",
    "account_links",
    "accounts",
    "api_keys",
    "apps",
    "erasures",
    "events",
    "executions",
    "files",
    "interrupts",
    "messages",
    "metadata",
    "organisations",
    "people",
    "person_keys",
    "refresh_tokens",
    "registrations",
    "run_log",
    "runs",
    "sessions",
    "threads",
]
