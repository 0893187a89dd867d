"""Accounts: organisations, apps, keys, people, visitors, sessions."""

from tools.accounts.directory import Directory
from tools.accounts.models import DEMO_KEY, PERSON_SCOPES, App, NewApp, Session

__all__ = ["DEMO_KEY", "PERSON_SCOPES", "App", "Directory", "NewApp", "Session"]
