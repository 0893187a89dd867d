"""Runs: threads and messages, the life of a run, its events, its log."""
