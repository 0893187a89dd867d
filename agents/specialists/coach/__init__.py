"""The coach: interviews, confidence, motivation, organisation."""
