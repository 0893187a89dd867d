"""What the way out costs: microseconds per piece of 4 characters. Run as `python -m tests.agents.guard.speech_cost`."""

from collections.abc import Callable
from statistics import median
from time import process_time_ns

from agents.guard.links import LinkFilter
from agents.guard.pii.found import Found
from agents.guard.restore import Restorer
from agents.guard.speech import Speech
from agents.guard.tripwire import Tripwire
from tests.agents.guard.people import empty, policy, vault

PLAIN = (
    "Vous avez conduit des équipes pendant huit ans, et cela se voit : organiser, transmettre, décider. Je propose "
    "trois pistes à explorer de près, que nous pourrons comparer ensemble dès cette semaine. La première demande une "
    "formation courte ; la deuxième reste proche de votre métier actuel, avec moins de déplacements. "
) * 8
MARKED = PLAIN + "Bonjour <PERSON_F_1>, écrivez à <EMAIL_1> ou au <PHONE_1>. **Voir** [ici](https://evil.tld/x). "


def per_piece(hear: Callable[[], Callable[[str], object]], text: str) -> float:
    """Microseconds of processor time per piece, median of 15 passes."""
    pieces = [text[at : at + 4] for at in range(0, len(text), 4)]
    times = []
    for _ in range(15):
        say = hear()
        start = process_time_ns()
        for piece in pieces:
            say(piece)
        times.append((process_time_ns() - start) / 1000 / len(pieces))
    return median(times)


def milliseconds(work: Callable[[], object]) -> float:
    """Processor time, median of 30."""
    times = []
    for _ in range(30):
        start = process_time_ns()
        work()
        times.append((process_time_ns() - start) / 1e6)
    return median(times)


def main() -> None:
    """Print the figures."""
    known, links = vault(), policy()
    prompt = " ".join(reversed(PLAIN.split())) * 3
    stages: dict[str, Callable[[], Callable[[str], object]]] = {
        "tripwire": lambda: Tripwire("0123456789abcdef", prompt).hear,
        "links": lambda: LinkFilter(links).hear,
        "restore": lambda: Restorer(known, "[donnée masquée]").hear,
        "speech without tripwire": lambda: Speech(known, links).hear,
        "speech": lambda: Speech(known, links, Tripwire("0123456789abcdef", prompt)).hear,
    }
    for name, stage in stages.items():
        print(f"{name:26} plain {per_piece(stage, PLAIN):5.2f} us   marked {per_piece(stage, MARKED):5.2f} us a piece")
    text = "".join(f"u{n}@exemple{n}.fr, " for n in range(8)) + PLAIN[:1850]
    ends = [text.index(f"u{n}@") for n in range(8)]
    found = [Found(start=at, end=text.index(",", at), kind="EMAIL") for at in ends]
    print(f"mask 2 KB, 8 found         {milliseconds(lambda: empty().mask(text, found)):5.2f} ms")
    large = empty()
    for number in range(50):
        value = f"personne{number}@exemple{number}.fr"
        large.mask(value, [Found(start=0, end=len(value), kind="EMAIL")])
    window = (PLAIN * 6)[:11_000] + "".join(f"personne{n}@exemple{n}.fr et " for n in range(30))
    print(f"mask 12 KB, 50 known, 30 in {milliseconds(lambda: large.mask(window, ())):5.2f} ms")


if __name__ == "__main__":
    main()
