"""Adapters: other protocols spoken over the same run events, as pure functions."""
