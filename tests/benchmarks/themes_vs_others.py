"""Themes against others on the same passages, in one run: keywords, zero-shot, BERTopic as shipped and zero-shot.

``python -m tests.benchmarks.themes_vs_others STUDY --labels FILE...`` prints a row a method: scores against readers,
what was placed, seconds.  All get the passages of the study's current run and their vectors, made once.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from embeddings.encoder import load_encoder
from embeddings.weights import packaged_model
from themes.analysis import names_in
from themes.catalog import Catalog, load_catalog, plain_quotes
from themes.discovery import DiscoverySettings, discover
from themes.label_scores import score_labels
from themes.paragraph_labels import cover, load_paragraphs
from themes.study import Study
from themes.tracked import catalog_sentences, match_tracked, split_vectors

ZERO_SHOT_FROM = 0.4  # cosine to the description or an example; the best of .3, .4 and .5 on labelled calls
SEED = 20110721


def rows(chunks: pd.DataFrame, themes: list[str | None], kind: str) -> pd.DataFrame:
    """Rows of ``chunk_themes``, one a passage with a theme."""
    found = [(c, t, kind, 1.0, True) for c, t in zip(chunks["chunk_id"], themes, strict=True) if t is not None]
    return pd.DataFrame(found, columns=["chunk_id", "theme_id", "kind", "score", "assigned"])


def ours(study: Study, catalog: Catalog, chunks: pd.DataFrame, vectors: np.ndarray) -> pd.DataFrame:
    encoder = load_encoder("default")
    known = split_vectors(catalog, encoder.encode(catalog_sentences(catalog)))
    tracked = match_tracked(chunks, vectors, catalog, known)
    placed = discover(chunks, vectors, names_in(study.tables), DiscoverySettings(SEED)).placed
    found = placed.rename(columns={"topic": "theme_id"}).assign(kind="discovered", assigned=True)
    return pd.concat([tracked, found.astype({"theme_id": str})], ignore_index=True)


def keywords(chunks: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    texts = [plain_quotes(text) for text in chunks["text"]]
    said = [[t.id if any(p.search(text) for p in t.strong) else None for text in texts] for t in catalog.theme]
    return pd.concat([rows(chunks, themes, "tracked") for themes in said], ignore_index=True)


def zero_shot(chunks: pd.DataFrame, catalog: Catalog, vectors: np.ndarray) -> pd.DataFrame:
    encoder, found = load_encoder("default"), []
    for theme in catalog.theme:
        near = (vectors @ encoder.encode([theme.description, *theme.examples]).T).max(axis=1)
        found.append(rows(chunks, [theme.id if cosine >= ZERO_SHOT_FROM else None for cosine in near], "tracked"))
    return pd.concat(found, ignore_index=True)


def bertopic_zero_shot(chunks: pd.DataFrame, catalog: Catalog, vectors: np.ndarray) -> pd.DataFrame:
    from bertopic import BERTopic
    from sentence_transformers import SentenceTransformer
    from umap import UMAP

    names = {f"{t.label}. {t.description}": t.id for t in catalog.theme}
    model = BERTopic(
        embedding_model=SentenceTransformer(str(packaged_model()), local_files_only=True),
        umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=SEED),
        zeroshot_topic_list=list(names), zeroshot_min_similarity=ZERO_SHOT_FROM,
    )  # fmt: skip
    topics, _ = model.fit_transform(chunks["text"].tolist(), embeddings=vectors)
    labels = dict(model.get_topic_info()[["Topic", "Name"]].itertuples(index=False, name=None))
    return rows(chunks, [names.get(labels[topic]) for topic in topics], "tracked")


def stock_bertopic(chunks: pd.DataFrame, vectors: np.ndarray) -> pd.DataFrame:
    from bertopic import BERTopic
    from umap import UMAP

    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=SEED)
    topics, _ = BERTopic(umap_model=umap).fit_transform(chunks["text"].tolist(), embeddings=vectors)
    return rows(chunks, [None if topic < 0 else str(topic) for topic in topics], "discovered")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path)
    parser.add_argument("--labels", type=Path, nargs="+", default=[])
    given = parser.parse_args()
    study, catalog = Study.open(given.study), load_catalog(given.study / "catalog.toml")
    chunks = study.chunks[study.chunks["kind"] == "content"].reset_index(drop=True)
    started = time.perf_counter()
    vectors = load_encoder("default").encode(chunks["text"].tolist())
    print(f"{len(chunks)} passages of {len(study.calls)} calls, encoded in {time.perf_counter() - started:.1f} s")
    paragraphs = [p for file in given.labels for p in load_paragraphs(file)]
    places = cover(paragraphs, study.chunks[["source", "chunk_id", "text"]].itertuples(index=False, name=None))
    methods: dict[str, Callable[[], pd.DataFrame]] = {
        "ours": lambda: ours(study, catalog, chunks, vectors),
        "keywords": lambda: keywords(chunks, catalog),
        "zero-shot cosine": lambda: zero_shot(chunks, catalog, vectors),
        "BERTopic zero-shot": lambda: bertopic_zero_shot(chunks, catalog, vectors),
        "BERTopic as shipped": lambda: stock_bertopic(chunks, vectors),
    }
    print(f"{'method':20} micro  macro  kappa  placed  largest  themes  seconds")
    for name, method in methods.items():
        started = time.perf_counter()
        found = method()
        seconds = time.perf_counter() - started
        scores = score_labels(paragraphs, places, found, [t.id for t in catalog.theme])
        n_themes = found.loc[found["assigned"].astype(bool), "theme_id"].nunique()
        print(
            f"{name:20} {scores.micro_f1:5.3f}  {scores.macro_f1:5.3f}  {scores.kappa:5.3f}  {scores.placed:6.2f}  "
            f"{scores.largest:7.2f}  {n_themes:6d}  {seconds:7.1f}"
        )


if __name__ == "__main__":
    main()
