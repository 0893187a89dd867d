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
    welcomed,
)
from tools.storage.schema.billing import (
    customers,
    fulfilments,
    inbox,
    orders,
    proposals,
    sandbox_objects,
    subscriptions,
    watched,
)
from tools.storage.schema.conversations import messages, threads
from tools.storage.schema.energy import conversations, deliverables, holds, lots, quota_uses, wallets
from tools.storage.schema.event_store import checkpoints, events, seals, unsealed
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
    "checkpoints",
    "conversations",
    "customers",
    "deliverables",
    "erasures",
    "events",
    "executions",
    "files",
    "fulfilments",
    "holds",
    "inbox",
    "interrupts",
    "lots",
    "messages",
    "metadata",
    "orders",
    "organisations",
    "people",
    "person_keys",
    "proposals",
    "quota_uses",
    "refresh_tokens",
    "registrations",
    "run_log",
    "runs",
    "sandbox_objects",
    "seals",
    "sessions",
    "subscriptions",
    "threads",
    "unsealed",
    "wallets",
    "watched",
    "welcomed",
]
