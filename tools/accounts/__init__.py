"""Accounts: organisations, apps, keys, people, visitors, sessions."""

from tools.accounts.directory import Directory
from tools.accounts.house import Accounts, build_accounts, no_welcome
from tools.accounts.models import (
    ACCESS_LIFE,
    ADMIN_SCOPES,
    DEMO_KEY,
    KEY_SCOPES,
    PERSON_SCOPES,
    REFRESH_LIFE,
    ApiKey,
    App,
    AppLine,
    Hints,
    Move,
    NewApp,
    PersonName,
    Profile,
    Session,
    SessionLine,
    Welcome,
)
from tools.accounts.post import Letter, OutboxPost, Post, SmtpPost
from tools.accounts.rules import device_label
from tools.accounts.tokens import TokenSecrets

__all__ = [
    "ACCESS_LIFE",
    "ADMIN_SCOPES",
    "DEMO_KEY",
    "KEY_SCOPES",
    "PERSON_SCOPES",
    "REFRESH_LIFE",
    "Accounts",
    "ApiKey",
    "App",
    "AppLine",
    "Directory",
    "Hints",
    "Letter",
    "Move",
    "NewApp",
    "OutboxPost",
    "PersonName",
    "Post",
    "Profile",
    "Session",
    "SessionLine",
    "SmtpPost",
    "TokenSecrets",
    "Welcome",
    "build_accounts",
    "device_label",
    "no_welcome",
]
