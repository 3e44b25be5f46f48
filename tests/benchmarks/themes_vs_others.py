"""Themes against others on the same passages, in one run: keywords, zero-shot cosine, BERTopic zero-shot and as shipped.

``python -m tests.benchmarks.themes_vs_others STUDY [--labels FILE...]``.  In: a study with a run, labelled paragraphs.
Out: a table with a row a method.  All get the passages of the run and their vectors, made once and not timed; nothing
is fetched.  The thresholds of the others are the best on the very labels, which flatters them.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from embeddings.cached import lazy_encoder
from tests.benchmarks.other_methods import (
    Found,
    bertopic_zero_shot,
    keywords,
    nearest_only,
    nearness,
    stock_bertopic,
    warm_up,
    zero_shot,
)
from themes.config.catalog import Catalog, load_catalog
from themes.errors import CallthemesError
from themes.evaluation.gold_labels import Cover, Paragraph, cover, load_paragraphs
from themes.evaluation.label_scores import LabelScores, score_labels
from themes.evaluation.topic_quality import coherence
from themes.pipeline.analysis import embed, names_in
from themes.store.vectors import read_vectors
from themes.study.study import Study
from themes.tagging.matcher import CatalogVectors, decided_rows, match_tracked, split_vectors
from themes.text.phrases import phrase_analyzer
from themes.topics.discovery import DiscoverySettings, discover

SEED = 20110721
UNTUNED = 0.4  # cosine from which a passage is near a theme, where there are no labels to tune it on
THRESHOLDS = tuple(np.arange(0.25, 0.701, 0.05).round(2))
TOP_TERMS = 8

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Labels:
    """Labelled paragraphs, where their words lie, and the themes to score."""

    paragraphs: Sequence[Paragraph]
    places: Cover
    tracked: Sequence[str]

    def score(self, rows: pd.DataFrame) -> LabelScores:
        return score_labels(self.paragraphs, self.places, rows, self.tracked)


class StudyVectors:
    """The vectors a study has; what it lacks is encoded and forgotten."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.others: dict[str, Vectors] = {}

    def get(self, model_id: str, hashes: Sequence[str]) -> dict[str, Vectors]:
        found = read_vectors(self.path, model_id, list(hashes)) if self.path.exists() else {}
        return found | {key: self.others[key] for key in hashes if key in self.others}

    def put(self, model_id: str, hashes: Sequence[str], vectors: Vectors) -> None:
        self.others |= dict(zip(hashes, vectors, strict=True))


def ours_again(study: Study, catalog: Catalog, vectors: Vectors, known: CatalogVectors) -> pd.DataFrame:
    """Tracked and discovered themes computed anew, to be timed: columns chunk_id and kind of what was assigned."""
    tracked = match_tracked(study.chunks, vectors, catalog, known)
    placed = discover(study.chunks, vectors, names_in(study.tables), DiscoverySettings(SEED)).placed
    return pd.concat([tracked[tracked["assigned"].astype(bool)], placed.assign(kind="discovered")])[
        ["chunk_id", "kind"]
    ]


def ours(study: Study) -> Found:
    """What the run holds."""
    themes = study.themes[(study.themes["kind"] == "discovered") & (study.themes["status"] != "retired")]
    terms = {str(t): json.loads(said) for t, said in themes[["theme_id", "terms"]].itertuples(index=False)}
    return Found(study.table("chunk_themes"), terms)


def best(labels: Labels | None, method: Callable[[float], Found]) -> float:
    """The threshold with the best micro-F1 on the labels."""
    if labels is None:
        return UNTUNED
    scores = {least: labels.score(method(least).rows).micro_f1.value for least in THRESHOLDS}
    return max(scores, key=lambda least: (scores[least], least))


def methods_of(
    chunks: pd.DataFrame, vectors: Vectors, catalog: Catalog, known: CatalogVectors, labels: Labels | None
) -> dict[str, Callable[[], Found]]:
    """The others by name, to be called and timed."""
    methods: dict[str, Callable[[], Found]] = {}
    if catalog.theme:
        near, named = nearness(vectors, catalog, known), nearest_only(vectors, catalog, lazy_encoder())
        cosine = best(labels, lambda least: zero_shot(chunks, catalog, near, least))
        single = best(labels, lambda least: zero_shot(chunks, catalog, named, least))
        methods["keywords"] = lambda: keywords(chunks, catalog)
        methods[f"zero-shot cosine {cosine:.2f}"] = lambda: zero_shot(
            chunks, catalog, nearness(vectors, catalog, known), cosine
        )
        methods[f"BERTopic zero-shot {single:.2f}"] = lambda: bertopic_zero_shot(chunks, vectors, catalog, single, SEED)
    methods["BERTopic as shipped"] = lambda: stock_bertopic(chunks, vectors, SEED)
    return methods


def score_columns(found: Found, labels: Labels) -> dict[str, float]:
    scores, kinds = labels.score(found.rows), set(found.rows["kind"])
    tracked = {"micro": scores.micro_f1.value, "macro": scores.macro_f1.value} if "tracked" in kinds else {}
    if "discovered" not in kinds:
        return tracked
    return tracked | {"kappa": scores.kappa.value, "placed": scores.placed, "largest": scores.largest}


def plain_columns(found: Found, chunks: pd.DataFrame) -> dict[str, float]:
    """Topics, share of content words in one, distinct words among the top terms, coherence of the top terms.

    Stop words are taken out of the terms first: nobody would show them, and they are said in every passage.
    """
    assigned = found.rows[found.rows["assigned"].astype(bool)]
    inside, analyze = chunks["chunk_id"].isin(assigned["chunk_id"]), phrase_analyzer()
    top = {topic: [t for t in terms if t.lower() in analyze(t)][:TOP_TERMS] for topic, terms in found.terms.items()}
    words = [word for terms in top.values() for term in terms for word in term.lower().split()]
    columns = {
        "themes": float(assigned["theme_id"].nunique()),
        "coverage": float(chunks.loc[inside, "n_words"].sum() / chunks["n_words"].sum()),
        "terms": float(np.mean([len(terms) for terms in top.values()])) if top else np.nan,
    }
    if words:
        means = coherence(chunks["text"].tolist(), top)
        columns |= {"diversity": len(set(words)) / len(words), "coherence": float(np.nanmean(list(means.values())))}
    return columns


def timed(method: Callable[[], object]) -> tuple[object, float]:
    started = time.perf_counter()
    return method(), time.perf_counter() - started


def compare(study: Study, files: Sequence[Path]) -> None:
    """Run all methods and print their table."""
    catalog, cache = load_catalog(study.folder / "catalog.toml"), StudyVectors(study.folder / "vectors.duckdb")
    vectors, of_catalog = embed(study.chunks, catalog, lazy_encoder(), cache, None)
    known = split_vectors(catalog, of_catalog)
    content = (study.chunks["kind"] == "content").to_numpy()
    chunks, own = study.chunks[content].reset_index(drop=True), vectors[content]
    labels = None
    if files:
        paragraphs, passages = load_paragraphs(files), study.chunks[["source", "chunk_id", "text"]]
        places = cover(paragraphs, passages.itertuples(index=False, name=None))
        labels = Labels(paragraphs, places, [theme.id for theme in catalog.theme])
    warm_up(own)
    again, seconds = timed(lambda: ours_again(study, catalog, vectors, known))
    rows = [_row("ours", ours(study), seconds, chunks, labels)]
    for name, method in methods_of(chunks, own, catalog, known, labels).items():
        found, seconds = timed(method)
        assert isinstance(found, Found)
        rows.append(_row(name, found, seconds, chunks, labels))
    _print(pd.DataFrame(rows).set_index("method"), labels)
    assert isinstance(again, pd.DataFrame)
    _note(study, again, len(chunks))


def _row(name: str, found: Found, seconds: float, chunks: pd.DataFrame, labels: Labels | None) -> dict[str, object]:
    scored = score_columns(found, labels) if labels else {}
    return {"method": name, **scored, "seconds": seconds, **plain_columns(found, chunks)}


def _print(table: pd.DataFrame, labels: Labels | None) -> None:
    """Figures, and ratios to ours of those where more (or, for seconds, less) is better."""
    ratios = [c for c in (("micro", "macro", "kappa", "seconds") if labels else ("seconds",)) if c in table]
    for column in ratios:
        figures = table[column].to_numpy(dtype=float)
        table[f"{column}/ours"] = figures / figures[0]  # the first row is ours
    digits = {"themes": 0, "terms": 1, "placed": 2, "largest": 2, "seconds": 1} | {f"{c}/ours": 2 for c in ratios}
    shown = {c: [_number(v, digits.get(str(c), 3)) for v in table[c]] for c in table}
    print(pd.DataFrame(shown, index=table.index).rename_axis(None).to_string())


def _number(value: float, digits: int) -> str:
    return "–" if np.isnan(value) else f"{value:.{digits}f}"


def _note(study: Study, again: pd.DataFrame, n_passages: int) -> None:
    chunk_themes = study.table("chunk_themes")
    kept = chunk_themes.loc[chunk_themes["assigned"].astype(bool), ["chunk_id", "kind"]]
    print(
        f"\n{n_passages} passages of {len(study.calls)} calls; ours: run {study.run}, its stages timed anew; – not measured by this method"
    )
    if sorted(map(tuple, kept.to_numpy())) != sorted(map(tuple, again.to_numpy())):
        print("the run was made by other code, settings or decisions than the stages that were timed")
    n_decided = len(decided_rows(chunk_themes[chunk_themes["kind"] == "tracked"]))
    if n_decided:
        print(f"ours obeys {n_decided} verdicts of people")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", type=Path)
    parser.add_argument("--labels", type=Path, nargs="+", default=[])
    given = parser.parse_args()
    try:
        compare(Study.open(given.study), given.labels)
    except CallthemesError as error:
        sys.exit(f"themes_vs_others: {error}")


if __name__ == "__main__":
    main()
