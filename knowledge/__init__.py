"""What Iris knows: packs of sourced passages, found by words and by meaning."""

from knowledge.embedding import Band, Embedder, EmbeddingUnavailable, HashingEmbedder, ModelEmbedder
from knowledge.index import Index, IndexUnavailable, MemoryIndex, Retriever
from knowledge.ingest import IngestReport, ingest
from knowledge.pack import Pack, PackError, builtin_packs, find_packs, load_pack
from knowledge.passages import Hit, Passage
from knowledge.shelf import RELEVANT

__all__ = [
    "RELEVANT",
    "Band",
    "Embedder",
    "EmbeddingUnavailable",
    "HashingEmbedder",
    "Hit",
    "Index",
    "IndexUnavailable",
    "IngestReport",
    "MemoryIndex",
    "ModelEmbedder",
    "Pack",
    "PackError",
    "Passage",
    "Retriever",
    "builtin_packs",
    "find_packs",
    "ingest",
    "load_pack",
]
