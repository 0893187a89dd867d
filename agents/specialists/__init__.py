"""One folder per agent: `agent.py` declares it, `prompts/` says how it speaks."""
