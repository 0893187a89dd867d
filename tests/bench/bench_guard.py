"""What the guard costs: milliseconds of processor for a message of 2 kB with eight pieces of personal data."""

from agents.guard.edge import build_guard, open_vault
from agents.guard.normalise import normalise
from tests.agents.guard.pii.measures import cpu, message_of_2_kb

RUNS = 300


def bench() -> dict[str, dict[str, float]]:
    """Medians over RUNS, one layer after the other."""
    guard = build_guard(urls=frozenset(), secret=b"bench")
    message = message_of_2_kb()
    clean = normalise(message).text
    found = guard.find(clean, ())
    short = message[:80]
    layers = {
        "normalise": lambda: normalise(message),
        "find": lambda: guard.find(clean, ()),
        "mask": lambda: open_vault(None).mask(clean, found),
        "judge": lambda: guard.judge(message),
        "find_80_characters": lambda: guard.find(short, ()),
        "judge_80_characters": lambda: guard.judge(short),
    }
    return {"guard_cpu_ms": {name: round(cpu(work, RUNS), 3) for name, work in layers.items()}}
