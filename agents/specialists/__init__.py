"""One folder per agent: `agent.py` declares it, `prompts/` says how it speaks."""


def expressions(text: str) -> tuple[str, ...]:
    """The expressions of `text`, one after each "|" or line end, as `Handles.cues` takes them."""
    found = (expression.strip() for line in text.splitlines() for expression in line.split("|"))
    return tuple(expression for expression in found if expression)
