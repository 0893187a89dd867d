"""Occupations over the full ROME: load, lookup, matching, and how near « near » is to the official mobilities.

`make bench-career`, or `python -m tests.bench.bench_career`: prints one JSON object. Needs IRIS_REFERENCE_DATA.
Official mobilities (« Proche », « Évolution », between v3 codes) are the positives; a pair that is not listed is no
proven negative. Weights are chosen on half of the source occupations; `held_out`: on the edges of the other half.
"""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import psutil

from knowledge.occupations.bags import Floats
from knowledge.occupations.building import load_catalogue
from knowledge.occupations.exposure import coverage
from knowledge.occupations.finding import Finder
from knowledge.occupations.importers import import_files
from knowledge.occupations.models import Catalogue
from knowledge.occupations.similarity import WEIGHTS, PartName, Similarity

SEED = 20261121
TARGETS = {"load_s": 20.0, "load_mb": 150.0, "lookup_p95_ms": 15.0, "match_p95_ms": 30.0, "auc": 0.895, "recall": 0.45}
"""Seconds, megabytes, milliseconds; area under the curve and mean recall@10 on held-out source occupations."""
MATCHES, LOOKUPS = 300, 300
SOURCES = ("rome_v347", "rome_v460", "crosswalks", "exposure")
GRID: dict[PartName, tuple[float, ...]] = {
    "skills": (0.3, 0.4, 0.45, 0.5),
    "titles": (0.05, 0.1, 0.15, 0.2),
    "isco_group": (0.0, 0.02, 0.04),
}
"""What is tried for each reason; the words in common have the rest."""
Measure = dict[str, float]


def bench() -> dict[str, Any]:
    """Every figure, with the targets and the load of the machine."""
    named = os.environ.get("IRIS_REFERENCE_DATA")  # noqa: TID251
    if not named:
        return {"career": "IRIS_REFERENCE_DATA is not set: the ROME files are not here"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = time.perf_counter()
        for source in SOURCES:
            import_files(Path(named) / source, folder, today=date(2026, 11, 21))
        report: dict[str, Any] = {"import_s": round(time.perf_counter() - began, 2), **_fresh(folder)}
        catalogue = load_catalogue(folder)
    began = time.perf_counter()
    similarity = Similarity(catalogue)
    report["similarity_build_s"] = round(time.perf_counter() - began, 2)
    report["lookup"] = _lookups(catalogue)
    report["match_top_50"] = _matches(similarity)
    report["mobility"] = _mobility(similarity)
    report["coverage"] = coverage(catalogue)._asdict()
    report["targets"] = TARGETS
    # On a machine busy with something else the times say little: read them with its load.
    report["load_1min"] = round(os.getloadavg()[0], 1)
    return {"career": report}


def _fresh(folder: Path) -> dict[str, float]:
    """Seconds and megabytes of loading the catalogue, in a process that does nothing else."""
    command = [sys.executable, "-m", "tests.bench.bench_career", str(folder)]
    printed = subprocess.run(command, check=True, capture_output=True).stdout
    found: dict[str, float] = orjson.loads(printed)
    return found


def load(folder: Path) -> dict[str, float]:
    """Load once: how long it took, what memory it added, and what the process holds then, libraries included."""
    process = psutil.Process()
    before = process.memory_info().rss
    began = time.perf_counter()
    catalogue = load_catalogue(folder)
    took = time.perf_counter() - began
    after = process.memory_info().rss
    return {
        "occupations": len(catalogue.occupations),
        "titles": sum(len(one.titles) + 1 for one in catalogue.occupations.values()),
        "skills": len(catalogue.skills),
        "moves": len(catalogue.moves),
        "load_s": round(took, 2),
        "load_mb": round((after - before) / 2**20, 1),
        "process_mb": round(after / 2**20, 1),
    }


def _timed(work: Sequence[Callable[[], object]]) -> Measure:
    times = []
    work[0]()
    for one in work:
        began = time.perf_counter()
        one()
        times.append((time.perf_counter() - began) * 1000)
    p50, p95 = np.percentile(times, [50, 95])
    return {"p50_ms": round(float(p50), 2), "p95_ms": round(float(p95), 2), "runs": len(times)}


def _lookups(catalogue: Catalogue) -> dict[str, Any]:
    began = time.perf_counter()
    finder = Finder(catalogue)
    built = round(time.perf_counter() - began, 2)
    draw = random.Random(SEED)
    told = [text for one in catalogue.occupations.values() for text in one.said]
    told += [str(title.forms[-1]) for one in catalogue.occupations.values() for title in one.titles]
    texts = draw.sample(told, min(LOOKUPS, len(told)))
    return {"build_s": built, **_timed([lambda text=text: finder.find(text) for text in texts])}  # type: ignore[misc]


def _matches(similarity: Similarity) -> Measure:
    """Of a person who has nine tenths of an occupation's skills, and a few of another."""
    draw, work = random.Random(SEED), []
    for code in draw.sample(similarity.codes, min(MATCHES, len(similarity.codes))):
        skills = similarity.catalogue.occupations[code].skills
        other = similarity.catalogue.occupations[draw.choice(similarity.codes)].skills
        owned = {id: draw.choice((0.6, 0.8, 1.0)) for id in (*skills[: len(skills) * 9 // 10], *other[:5])}
        work.append(lambda owned=owned, code=code: similarity.match(owned, from_code=code, limit=50))
    return _timed(work)


def _mobility(similarity: Similarity) -> dict[str, Any]:
    """The table: each measure on all source occupations and on those that no weight was chosen on."""
    catalogue = similarity.catalogue
    parents = sorted({one.parent for one in catalogue.occupations.values()})
    place = {parent: at for at, parent in enumerate(parents)}
    official = np.zeros((len(parents), len(parents)), bool)
    for move in catalogue.moves:
        if move.source in place and move.target in place and move.source != move.target:
            official[place[move.source], place[move.target]] = True
    order = np.random.default_rng(SEED).permutation(len(parents))
    chosen, held = order[: len(parents) // 2], order[len(parents) // 2 :]
    parts = _reasons(similarity, place)
    scores = {**_plain(catalogue, place), "iris": _weighted(parts, WEIGHTS)}
    best = max(_grid(), key=lambda weights: sum(_measure(_weighted(parts, weights), official, chosen).values()))
    report: dict[str, Any] = {
        "source_occupations": len(parents),
        "edges": int(official.sum()),
        "best_of_grid_on_chosen_half": {name: round(weight, 2) for name, weight in best.items()},
        "best_of_grid_held_out": _measure(_weighted(parts, best), official, held),
        "shipped_weights": WEIGHTS,
    }
    for name, matrix in scores.items():
        everywhere = np.arange(len(parents))
        report[name] = {"all": _measure(matrix, official, everywhere), "held_out": _measure(matrix, official, held)}
    report["without"] = {name: _measure(_weighted(parts, {**WEIGHTS, name: 0.0}), official, held) for name in WEIGHTS}
    return report


def _grid() -> list[dict[PartName, float]]:
    tried = [dict(zip(GRID, weights, strict=True)) for weights in itertools.product(*GRID.values())]
    return [{**weights, "words": 1 - sum(weights.values())} for weights in tried]


def _reasons(similarity: Similarity, place: Mapping[str, int]) -> dict[PartName, Floats]:
    """Each reason, 0 to 1, between parents: the most that it reaches between their occupations."""
    catalogue = similarity.catalogue
    parent = np.array([place[catalogue.occupations[code].parent] for code in similarity.codes])
    order = np.argsort(parent, kind="stable")
    starts = np.searchsorted(parent[order], np.arange(len(place)))
    found: dict[PartName, Floats] = {name: np.zeros((len(place), len(place))) for name in WEIGHTS}
    for at, code in enumerate(similarity.codes):
        for name, amounts in similarity.parts(code).items():
            row = np.maximum.reduceat(amounts[order], starts) / WEIGHTS[name]
            found[name][parent[at]] = np.maximum(found[name][parent[at]], row)
    return found


def _weighted(parts: Mapping[PartName, Floats], weights: Mapping[PartName, float]) -> Floats:
    return sum((weights[name] * part for name, part in parts.items()), start=np.zeros(1))


def _plain(catalogue: Catalogue, place: Mapping[str, int]) -> dict[str, Floats]:
    """The measures that Iris is compared with: skills alone, and with what the same domain adds."""
    ids = {id: at for at, id in enumerate(sorted(catalogue.skills))}
    asked = np.zeros((len(place), len(ids)), np.float32)
    for one in catalogue.occupations.values():
        asked[place[one.parent], [ids[id] for id in one.skills if id in ids]] = 1
    idf = np.log(len(place) / np.maximum(asked.sum(axis=0), 1)).astype(np.float32)
    weighted = asked * idf
    lengths = np.maximum(np.linalg.norm(weighted, axis=1), 1e-9)
    cosine = (weighted @ weighted.T / lengths[:, None] / lengths[None]).astype(np.float64)
    codes = list(place)
    same = {size: np.array([[a[:size] == b[:size] for b in codes] for a in codes]) for size in (1, 3)}
    return {
        "jaccard": _jaccard(asked, np.ones_like(idf)),
        "idf_jaccard": _jaccard(asked, idf),
        "idf_cosine": cosine,
        "idf_cosine_and_domains": cosine + 0.02 * same[1] + 0.05 * same[3],
    }


def _jaccard(asked: np.ndarray[Any, Any], idf: np.ndarray[Any, Any]) -> Floats:
    common: Floats = ((asked * idf) @ asked.T).astype(np.float64)
    whole = (asked * idf).sum(axis=1).astype(np.float64)
    union: Floats = np.maximum(whole[:, None] + whole[None] - common, 1e-9)
    common /= union
    return common


def _measure(scores: Floats, official: np.ndarray[Any, Any], sources: np.ndarray[Any, Any]) -> Measure:
    """Area under the curve over all pairs from `sources`, and recall@10 averaged over those that have an edge."""
    others = ~np.eye(len(scores), dtype=bool)[sources]
    values, wanted = scores[sources][others], official[sources][others]
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    positives = wanted.sum()
    auc = (ranks[wanted].sum() - positives * (positives + 1) / 2) / (positives * (len(values) - positives))
    open_to = np.where(np.eye(len(scores), dtype=bool), -1.0, scores)[sources]
    top = np.argsort(-open_to, axis=1, kind="stable")[:, :10]
    recalls = [
        official[source][best].sum() / official[source].sum()
        for source, best in zip(sources, top, strict=True)
        if official[source].any()
    ]
    return {"auc": round(float(auc), 4), "recall_at_10": round(float(np.mean(recalls)), 4)}


if __name__ == "__main__":
    figures = load(Path(sys.argv[1])) if len(sys.argv) > 1 else bench()
    sys.stdout.write(orjson.dumps(figures, option=orjson.OPT_INDENT_2).decode() + "\n")
