"""What is counted of the detector: recall, false hits, time."""

import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from agents.guard.pii import Detector, Found
from tests.agents.guard.pii.samples import Sample

NAMES = frozenset({"PERSON", "FIRST_NAME", "LAST_NAME"})
KINDS = ("EMAIL", "PHONE", "IBAN", "NIR", "SIRET", "CARD", "ADDRESS")
# Fourteen digits may be a card or a company, and the check digits of both are right.
SAME_DIGITS = {"SIRET": {"SIRET", "CARD"}, "CARD": {"CARD", "SIRET", "NIR"}}

MESSAGE = """Bonjour, je m'appelle Fatou Diallo, née le 12 mars 1985, j'habite 12 bis rue de la République, 69002 Lyon.
Vous pouvez m'écrire à fatou.diallo+cv@exemple.fr ou m'appeler au 06 12 34 56 78. Mon numéro de sécurité sociale est
2 85 03 69 123 456 12 et mon IBAN FR76 3000 6000 0112 3456 7890 189 pour le remboursement.
Après dix ans dans le commerce, je souhaite me reconvertir vers un métier plus proche des gens. J'ai commencé comme
hôtesse de caisse, puis je suis devenue adjointe du rayon frais, où j'encadrais six personnes et gérais les commandes.
Ma manager Nomvula Xaba m'a encouragée à suivre une formation, et j'ai passé mon permis l'année dernière.
"""


def covered(sample: Sample, found: list[Found], kinds: Iterable[str]) -> bool:
    """Whether each value of the sample lies wholly within spans of these kinds."""
    allowed = set(kinds)
    hidden = list(sample.text)
    for item in found:
        if item.kind in allowed:
            hidden[item.start : item.end] = "\0" * (item.end - item.start)
    left = "".join(hidden)
    return all(_hidden(sample.text, left, value) for value in sample.values)


def _hidden(text: str, left: str, value: str) -> bool:
    start = text.rindex(value)
    return not re.search(r"\w", left[start : start + len(value)].replace("\0", " "))


def recall(detector: Detector, samples: Iterable[Sample], kinds: Iterable[str]) -> tuple[float, dict[str, float]]:
    """Share of the samples that are covered, in all and by template (0..1)."""
    seen, hit = Counter[str](), Counter[str]()
    allowed = frozenset(kinds)
    for sample in samples:
        seen[sample.template] += 1
        hit[sample.template] += covered(sample, detector.find(sample.text), allowed)
    return hit.total() / seen.total(), {template: hit[template] / seen[template] for template in seen}


def false_hits(detector: Detector, texts: Iterable[str]) -> tuple[float, list[tuple[str, str]]]:
    """Hits per 1,000 words of texts without personal data, and the hits."""
    words = 0
    hits: list[tuple[str, str]] = []
    for text in texts:
        words += len(text.split())
        hits += [(found.kind, text[found.start : found.end]) for found in detector.find(text)]
    return 1000 * len(hits) / words, hits


def message_of_2_kb() -> str:
    """Eight pieces of personal data in 2,048 bytes."""
    filler = "Je voudrais savoir quelles aides existent et combien de temps dure une reconversion. "
    text = MESSAGE
    while len(text.encode()) < 2048 - len(filler.encode()):
        text += filler
    return text


def cpu(work: Callable[[], object], runs: int) -> float:
    """Median CPU time of `work`, in milliseconds."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000 * statistics.median(times)


def passages(root: Path) -> list[str]:
    """The bodies of the advice that Iris ships: official pages, where every hit is a false one."""
    return [path.read_text(encoding="utf-8").rpartition("+++\n")[2] for path in sorted(root.rglob("*.md"))]
