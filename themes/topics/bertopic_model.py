"""The model ``bertopic``: BERTopic's stock road, seeded: UMAP, HDBSCAN, c-TF-IDF (Grootendorst 2022).

In: :class:`themes.topics.model.Documents`.  Out: :class:`themes.topics.model.Clusters`.  UMAP reduces the sentence
vectors to five dimensions as BERTopic has it, but with exact neighbours (:mod:`themes.topics.reduction`); HDBSCAN
(Campello 2013) finds the dense places; phrases and stop words are the project's.  Outliers join the topic with the
nearest embedding by BERTopic's ``reduce_outliers``.  Themes known before have no say: only lineage carries ids on.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from themes.topics.assignment import centroids, score
from themes.topics.consensus_clustering import best_jaccard, draw_rows
from themes.topics.features import unit_rows
from themes.topics.hierarchy import broad_groups
from themes.topics.model import Clusters, Documents, Labels
from themes.topics.naming import new_bertopic, ranked_phrases, topics_with_subject
from themes.topics.reduction import UmapSettings, on_grid, reduce_dimensions, seeded_umap

if TYPE_CHECKING:
    from bertopic import BERTopic
    from hdbscan import HDBSCAN

REDUCED = UmapSettings(n_components=5, n_neighbors=15, min_dist=0.0)  # as BERTopic 0.17 sets its UMAP
LEAST_LIKE = 0.45  # cosine to a topic's embedding from which an outlier joins it; about 5% stay out
N_REFITS = 4  # of resampled calls with other seeds, in each of which a topic should be found again


@dataclass(frozen=True)
class BertopicModel:
    """Seed of every random step; fewest passages of a topic (HDBSCAN's ``min_cluster_size``)."""

    packages: ClassVar[tuple[str, ...]] = ("bertopic", "hdbscan", "numba", "scikit-learn", "umap-learn")

    seed: int
    min_passages: int

    def fit(self, documents: Documents) -> Clusters:
        """Find topics by one fit; their stability is how well four fits of resampled calls find them again."""
        points = on_grid(documents.vectors)
        found, placed, model = self._bertopic(documents, points)
        ranked = ranked_phrases(model, int(found.max()) + 1)
        core, topics = topics_with_subject(documents.texts, found, documents.names.all, ranked)
        if not topics:
            return Clusters.none(len(points))
        number = dict(zip(found.tolist(), core.tolist(), strict=True))  # of each topic after those without subject went
        meaning = unit_rows(documents.vectors.astype(np.float64) - documents.vectors.mean(axis=0, dtype=np.float64))
        labels, scores = score(meaning, np.array([number[t] for t in placed.tolist()], dtype=np.int64))
        stability = self._stability(core, points, documents.calls)
        centres = centroids(meaning, core)
        groups = broad_groups(centres @ centres.T)
        judged = (replace(t, stability=round(float(stability[t.index]), 4), group=int(groups[t.index])) for t in topics)
        return Clusters(tuple(judged), labels, scores, core >= 0)

    def _bertopic(self, documents: Documents, points: NDArray[np.float32]) -> tuple[Labels, Labels, BERTopic]:
        """Topic of each passage by the clustering, and with outliers placed (-1: none); the fitted model."""
        model = new_bertopic(seeded_umap(points, REDUCED, self.seed), self._hdbscan(), documents.names.all)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # UMAP's word that such a fit cannot place new passages
            found, _ = model.fit_transform(documents.texts, embeddings=points)
        placed = found
        if -1 in found and max(found) >= 0:
            placed = model.reduce_outliers(
                documents.texts, found, strategy="embeddings", embeddings=points, threshold=LEAST_LIKE
            )
        return np.asarray(found, dtype=np.int64), np.asarray(placed, dtype=np.int64), model

    def _stability(self, labels: Labels, points: NDArray[np.float32], calls: list[str]) -> NDArray[np.float64]:
        """Mean best Jaccard similarity (0-1) of each topic's passages with topics of refits, among the calls drawn."""
        rng, codes = np.random.default_rng(self.seed), np.unique(calls, return_inverse=True)[1]
        found = np.zeros(int(labels.max()) + 1)
        for number in range(N_REFITS):
            rows = draw_rows(codes, rng, most=len(points))
            space = reduce_dimensions(points[rows], REDUCED, self.seed + number + 1)
            again = np.asarray(self._hdbscan().fit_predict(space), dtype=np.int64)
            similar = best_jaccard(labels[rows], [again])
            found[: len(similar)] += similar
        return found / N_REFITS

    def _hdbscan(self) -> HDBSCAN:
        from hdbscan import HDBSCAN

        return HDBSCAN(min_cluster_size=self.min_passages, metric="euclidean", cluster_selection_method="eom")
