"""Limits: seventeen scopes, counted in memory or in Redis, charged before and refunded after."""

from server.limits.charging import Limits
from server.limits.quota import TokenQuota
from server.limits.rates import LimitSettings, Scope

__all__ = ["LimitSettings", "Limits", "Scope", "TokenQuota"]
