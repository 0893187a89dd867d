"""Who speaks: conversation, orchestration, models."""
