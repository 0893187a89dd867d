"""Aube in conversation."""
