from __future__ import annotations

import asyncio
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Band, EmbeddingUnavailable, HashingEmbedder, ModelEmbedder
from knowledge.embedding import ngrams, stamp

BAND = Band(0.5, 0.8)


class FixedModel:
    """A model that answers the same rows, as late or as badly as a test wants."""

    def __init__(self, rows: list[list[float]], *, delay: float = 0.0, error: Exception | None = None) -> None:
        self.rows = rows
        self.delay = delay
        self.error = error

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        await asyncio.sleep(self.delay)
        if self.error:
            raise self.error
        return self.rows

    async def aembed_query(self, text: str) -> list[float]:
        return (await self.aembed_documents([text]))[0]


def adapted(model: FixedModel, *, patience: float = 2.0) -> ModelEmbedder:
    return ModelEmbedder(model, name="fixed", version="1", band=BAND, patience=patience, failures=(ConnectionError,))


def cosine(first: str, second: str) -> float:
    embedder = HashingEmbedder()
    return float(embedder.embed(first) @ embedder.embed(second))


@given(st.text())
def test_any_text_has_a_vector_of_length_one(text: str) -> None:
    vector = HashingEmbedder().embed(text)
    assert vector.dtype == np.float32
    assert vector.shape == (512,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


@given(st.text())
def test_the_same_text_has_the_same_vector(text: str) -> None:
    assert np.array_equal(HashingEmbedder().embed(text), HashingEmbedder().embed(text))


def test_another_process_gives_the_same_vector() -> None:
    script = (
        "from knowledge import HashingEmbedder; print(HashingEmbedder().embed('mon CPF à l’arrêt').tobytes().hex())"
    )
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == HashingEmbedder().embed("mon CPF à l’arrêt").tobytes().hex()


def test_a_misspelt_word_stays_near() -> None:
    assert cosine("formasion", "formation") > 0.25 > cosine("formasion", "licenciement") + 0.15


def test_accents_and_inflections_stay_near() -> None:
    assert cosine("démissions", "demission") > 0.5


async def test_documents_and_queries_have_the_same_vectors() -> None:
    embedder = HashingEmbedder(dimensions=384)
    rows = await embedder.embed_documents(["le CPF", "la VAE"])
    assert rows.shape == (2, 384)
    assert np.array_equal(rows[1], await embedder.embed_query("la VAE"))


def test_the_stamp_tells_dimensions_and_locales_apart() -> None:
    stamps = {stamp(HashingEmbedder()), stamp(HashingEmbedder(dimensions=384)), stamp(HashingEmbedder(locale="en"))}
    assert len(stamps) == 3


def test_ngrams_mark_the_bounds_of_a_word() -> None:
    assert list(ngrams("vae")) == ["<va", "vae", "ae>", "<vae", "vae>", "<vae>"]


async def test_the_vectors_of_a_model_are_made_unit() -> None:
    embedder = adapted(FixedModel([[3.0, 4.0]]))
    assert (await embedder.embed_query("x")).tolist() == pytest.approx([0.6, 0.8])
    assert (await embedder.embed_documents(["x"])).tolist()[0] == pytest.approx([0.6, 0.8])


@pytest.mark.parametrize("rows", [[[0.0, 0.0]], [[float("nan"), 1.0]], [[1.0], [1.0, 2.0]], [], [[1.0], [1.0]]])
async def test_rows_that_are_no_vectors_are_refused(rows: list[list[float]]) -> None:
    with pytest.raises(EmbeddingUnavailable, match="fixed"):
        await adapted(FixedModel(rows)).embed_documents(["x"])


async def test_a_model_that_fails_is_unavailable() -> None:
    with pytest.raises(EmbeddingUnavailable, match="ConnectionError"):
        await adapted(FixedModel([], error=ConnectionError("down"))).embed_query("x")


async def test_a_mistake_in_the_code_of_a_model_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        await adapted(FixedModel([], error=ZeroDivisionError())).embed_query("x")


async def test_a_model_that_is_late_is_unavailable() -> None:
    with pytest.raises(EmbeddingUnavailable, match="TimeoutError"):
        await adapted(FixedModel([[1.0]], delay=30), patience=0.01).embed_query("x")
