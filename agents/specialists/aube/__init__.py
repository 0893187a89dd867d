"""Aube: assessment and orientation."""
