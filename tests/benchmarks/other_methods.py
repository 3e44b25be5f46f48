"""Other ways to find themes in the passages of a study, beside which ours are measured.

In: content passages, their vectors, a catalog.  Out: :class:`Found`, rows of ``chunk_themes`` and the terms of topics.
No network: BERTopic gets the packaged encoder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from embeddings.encoder import Encoder
from embeddings.weights import packaged_model
from themes.config.catalog import Catalog, TrackedTheme, plain_quotes
from themes.tagging.matcher import CatalogVectors

if TYPE_CHECKING:
    from bertopic import BERTopic
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
COLUMNS = ("chunk_id", "theme_id", "kind", "score", "assigned")


@dataclass(frozen=True)
class Found:
    """Rows of ``chunk_themes``, and the best terms of each topic where a method names its topics."""

    rows: pd.DataFrame
    terms: Mapping[str, Sequence[str]] = field(default_factory=dict)


def as_rows(pairs: Iterable[tuple[str, str]], kind: str) -> pd.DataFrame:
    """Assigned rows for pairs of (chunk_id, theme_id)."""
    return pd.DataFrame([(chunk, theme, kind, 1.0, True) for chunk, theme in pairs], columns=list(COLUMNS))


def keywords(chunks: pd.DataFrame, catalog: Catalog) -> Found:
    """A passage speaks of a theme when it holds one of its strong cues; nothing else counts."""
    texts = list(zip(chunks["chunk_id"], map(plain_quotes, chunks["text"]), strict=True))
    return Found(
        as_rows(
            ((c, t.id) for t in catalog.theme for c, text in texts if any(p.search(text) for p in t.strong)), "tracked"
        )
    )


def nearness(vectors: Vectors, catalog: Catalog, known: CatalogVectors) -> NDArray[np.float64]:
    """Best cosine of each passage to a theme's description and examples, shape (n_passages, n_themes)."""
    return np.column_stack([(vectors @ known.positive[t.id].T).max(axis=1) for t in catalog.theme]).astype(np.float64)


def nearest_only(vectors: Vectors, catalog: Catalog, encoder: Encoder) -> NDArray[np.float64]:
    """Cosine of each passage to the one theme whose label and description are nearest, 0 for the others.

    What BERTopic's zero-shot step compares with its threshold, so that the threshold can be tuned without a fit.
    """
    cosines = (vectors @ encoder.encode([_name(t) for t in catalog.theme]).T).astype(np.float64)
    return np.where(cosines == cosines.max(axis=1, keepdims=True), cosines, 0.0)


def _name(theme: TrackedTheme) -> str:
    return f"{theme.label}: {theme.description}"


def zero_shot(chunks: pd.DataFrame, catalog: Catalog, near: NDArray[np.float64], least: float) -> Found:
    """A passage speaks of every theme whose cosine is at least ``least``."""
    ids = chunks["chunk_id"].tolist()
    return Found(as_rows(((ids[k], catalog.theme[t].id) for k, t in np.argwhere(near >= least)), "tracked"))


def stock_bertopic(chunks: pd.DataFrame, vectors: Vectors, seed: int) -> Found:
    """BERTopic as shipped; only the seed of UMAP is fixed."""
    model = _bertopic(seed)
    topics, _ = model.fit_transform(chunks["text"].tolist(), embeddings=vectors)
    return Found(_discovered(chunks, topics), _terms(model))


def bertopic_zero_shot(chunks: pd.DataFrame, vectors: Vectors, catalog: Catalog, least: float, seed: int) -> Found:
    """BERTopic with the catalog as zero-shot topics: one topic a passage, clusters for what is near none of them.

    All of its topics are scored as discovered ones, those of the catalog also as tracked ones.
    """
    names = {_name(t): t.id for t in catalog.theme}
    model = _bertopic(seed, zeroshot_topic_list=list(names), zeroshot_min_similarity=least)
    topics, _ = model.fit_transform(chunks["text"].tolist(), embeddings=vectors)
    tracked = {topic: names[name] for topic, name in model.topic_labels_.items() if name in names}
    pairs = [(c, tracked[t]) for c, t in zip(chunks["chunk_id"], topics, strict=True) if t in tracked]
    rows = pd.concat([as_rows(pairs, "tracked"), _discovered(chunks, topics, tracked)], ignore_index=True)
    return Found(rows, _terms(model))


def warm_up(vectors: Vectors) -> None:
    """Import and compile what the methods share, so that none pays for it."""
    import bertopic  # noqa: F401  # imported for its import time
    import hdbscan
    from umap import UMAP

    _packaged_encoder()
    few = vectors[:200]
    hdbscan.HDBSCAN(min_cluster_size=5, prediction_data=True).fit(
        UMAP(random_state=0, metric="cosine").fit_transform(few)
    )


@cache
def _packaged_encoder() -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(packaged_model()), local_files_only=True)


def _bertopic(seed: int, **settings: object) -> BERTopic:
    from bertopic import BERTopic
    from umap import UMAP

    return BERTopic(
        embedding_model=_packaged_encoder(),
        # BERTopic's own UMAP, but for the seed
        umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed),
        **settings,
    )


def _discovered(chunks: pd.DataFrame, topics: Sequence[int], names: Mapping[int, str] | None = None) -> pd.DataFrame:
    called = names or {}
    pairs = zip(chunks["chunk_id"], topics, strict=True)
    return as_rows(((chunk, called.get(t, f"topic-{t}")) for chunk, t in pairs if t >= 0), "discovered")


def _terms(model: BERTopic) -> dict[str, list[str]]:
    return {f"topic-{t}": [word for word, _ in words if word] for t, words in model.get_topics().items() if t >= 0}
