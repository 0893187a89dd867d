"""The contract of every index; the fixture gives each kind in turn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge import RELEVANT, Band, EmbeddingUnavailable, HashingEmbedder, Index, MemoryIndex, builtin_packs, ingest
from tests.knowledge.samples import pack_of, passage, small_pack


async def test_an_empty_index_finds_nothing(index: Index) -> None:
    assert await index.search("le CPF") == []
    assert await index.fingerprints() == {}


async def test_the_passage_that_answers_comes_first(index: Index) -> None:
    await ingest([small_pack()], index)
    hits = await index.search("est-ce que mon CPF paie la formation ?")
    assert hits[0].passage == small_pack().passages[0]
    assert hits[0].matched == ("CPF", "paie", "formation")
    assert RELEVANT <= hits[0].score <= 1


async def test_hits_are_sorted_and_limited(index: Index) -> None:
    await ingest([pack_of(*(passage(f"p{n}", "Le congé formation " + "et le reste " * n) for n in range(8)))], index)
    hits = await index.search("congé formation", limit=3)
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert await index.search("congé formation", limit=0) == []


@pytest.mark.parametrize(
    "typed",
    [
        "demisionner",
        "DÉMISSIONNER",
        "demission",
        "jdemissionne",
        "dmissionner",
        "l’démission",
    ],
)
async def test_a_misspelt_word_still_finds(index: Index, typed: str) -> None:
    await ingest([small_pack()], index)
    assert (await index.search(typed))[0].passage.id == "droits/demission"


@pytest.mark.parametrize("spoken", ["mon boss doit etre d'accord ?", "le chomdu ?", "jveux quitter mon taf"])
async def test_spoken_words_find_the_written_ones(index: Index, spoken: str) -> None:
    await ingest([small_pack()], index)
    assert await index.search(spoken)


@pytest.mark.parametrize(
    "query", ["", "   ", "?!…", "comment faire", "quelle est la capitale du Pérou", "recette de crêpes"]
)
async def test_what_is_off_topic_finds_nothing(index: Index, query: str) -> None:
    await ingest([small_pack()], index)
    assert await index.search(query) == []


@pytest.mark.parametrize(
    "query", ["\x00", "\ud800 CPF", "🦊" * 500, "CPF " * 10_000, "x" * 100_000, "求人", "' OR 1=1 --"]
)
async def test_any_query_is_answered(index: Index, query: str) -> None:
    await ingest([small_pack()], index)
    assert len(await index.search(query)) <= 4


async def test_a_locale_keeps_its_language_only(index: Index) -> None:
    english = pack_of(passage("cpf", "The CPF pays for training.", pack="rights", locale="en", title="Training"))
    await ingest([small_pack(), english], index)
    assert {hit.passage.locale for hit in await index.search("CPF")} == {"fr", "en"}
    assert {hit.passage.locale for hit in await index.search("CPF", locale="fr-FR")} == {"fr"}
    assert {hit.passage.id for hit in await index.search("trainings", locale="en")} == {"rights/cpf"}
    assert await index.search("CPF", locale="de") == []


async def test_a_replaced_passage_is_found_by_its_new_words_only(index: Index) -> None:
    await ingest([small_pack()], index)
    await index.update([passage("cpf", "Le bilan de compétences.")], {"droits/vae"})
    assert set(await index.fingerprints()) == {"droits/cpf", "droits/demission"}
    assert [hit.passage.text for hit in await index.search("bilan de compétences")] == ["Le bilan de compétences."]
    assert await index.search("jury de VAE") == []


async def test_everything_can_leave(index: Index) -> None:
    await ingest([small_pack()], index)
    await ingest([], index)
    assert await index.search("CPF") == []
    assert (await ingest([small_pack()], index)).added == 3


async def test_both_kinds_rank_alike(index: Index) -> None:
    exact = MemoryIndex(HashingEmbedder())
    await ingest(builtin_packs(), exact)
    await ingest(builtin_packs(), index)
    for query in ("je veux utiliser mon cpf", "demission et chomage", "un jury pour la vae", "bilan de competance"):
        hits, expected = await index.search(query), await exact.search(query)
        assert [hit.passage.id for hit in hits] == [hit.passage.id for hit in expected]
        assert [hit.score for hit in hits] == pytest.approx([hit.score for hit in expected], abs=1e-3)


class MutedEmbedder(HashingEmbedder):
    """Embeds passages, then fails on every query."""

    async def embed_query(self, text: str) -> NDArray[np.float32]:
        raise EmbeddingUnavailable("no network")


class FailingEmbedder(HashingEmbedder):
    async def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise EmbeddingUnavailable("no network")


class MeaningEmbedder:
    """Stands for a semantic model: two subjects, told apart by words that the passages do not use."""

    name = "meaning"
    version = "1"
    band = Band(0.5, 0.9)

    async def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([await self.embed_query(text) for text in texts], dtype=np.float32)

    async def embed_query(self, text: str) -> NDArray[np.float32]:
        about_school = "diplôme" in text or "bachot" in text
        return np.array([1, 0] if about_school else [0, 1], dtype=np.float32)


async def test_without_its_embedding_model_the_search_goes_on_with_words() -> None:
    index = MemoryIndex(MutedEmbedder())
    await ingest([small_pack()], index)
    assert (await index.search("un jury de VAE"))[0].passage.id == "droits/vae"
    assert await index.search("recette de crêpes") == []


async def test_a_model_that_knows_meaning_finds_without_a_common_word() -> None:
    index = MemoryIndex(MeaningEmbedder())
    await ingest([small_pack()], index)
    (hit,) = await index.search("décrocher le bachot")
    assert (hit.passage.id, hit.matched) == ("droits/vae", ())


async def test_passages_that_cannot_be_embedded_change_nothing() -> None:
    index = MemoryIndex(FailingEmbedder())
    with pytest.raises(EmbeddingUnavailable):
        await ingest([small_pack()], index)
    assert await index.fingerprints() == {}
