"""Orchestration: the LangGraph part."""
