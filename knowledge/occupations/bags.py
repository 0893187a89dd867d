"""Sparse rows of weighted columns: what an occupation asks, the words it is told with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Bags:
    """Sparse rows: for each row, columns and their weights."""

    def __init__(self, rows: Iterable[Mapping[int, float]], width: int) -> None:
        kept = list(rows)
        sizes = np.array([len(row) for row in kept], np.int64)
        self.columns = np.array([column for row in kept for column in row], np.int32)
        self.weights = np.array([weight for row in kept for weight in row.values()], np.float64)
        self.rows = np.repeat(np.arange(len(kept)), sizes)
        self.starts = np.concatenate(([0], np.cumsum(sizes)))
        self.width = width

    @classmethod
    def of_counts(cls, rows: Iterable[Mapping[int, int]], width: int) -> Bags:
        """Rows of counts, each taken as log(1 + count): a word said ten times does not weigh ten times as much."""
        return cls(({column: math.log1p(count) for column, count in row.items()} for row in rows), width)

    def weighted(self, idf: Floats) -> Bags:
        """The same rows, each weight multiplied by its column's idf."""
        self.weights = self.weights * idf[self.columns]
        return self

    def idf(self) -> Floats:
        """Natural logarithm of rows over rows that have the column, for each column."""
        count = np.bincount(self.columns, minlength=self.width)
        return np.log(len(self) / np.maximum(count, 1))

    def row(self, place: int) -> slice:
        return slice(self.starts[place], self.starts[place + 1])

    def vector(self, place: int) -> Floats:
        """A row, dense."""
        dense = np.zeros(self.width)
        dense[self.columns[self.row(place)]] = self.weights[self.row(place)]
        return dense

    def dots(self, vector: Floats) -> Floats:
        """The product of each row with `vector`."""
        products: Floats = np.bincount(self.rows, self.weights * vector[self.columns], minlength=len(self)).astype(
            float
        )
        return products

    def lengths(self) -> Floats:
        """Of each row; 1 for an empty one."""
        squares = np.bincount(self.rows, self.weights**2, minlength=len(self))
        return np.where(squares > 0, np.sqrt(squares), 1.0)

    def shared(self, place: int, vector: Floats, count: int) -> list[int]:
        """The columns of a row that weigh most in its product with `vector`, at most `count`, the heaviest first."""
        columns = self.columns[self.row(place)]
        weights = self.weights[self.row(place)] * vector[columns]
        best = np.argsort(-weights, kind="stable")[:count]
        return [int(columns[at]) for at in best if weights[at] > 0]

    def __len__(self) -> int:
        return len(self.starts) - 1
