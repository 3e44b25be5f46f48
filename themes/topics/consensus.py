"""The consensus model: topics that a hundred clusterings of resampled calls agree on.

In: :class:`themes.topics.model.Documents`.  Out: :class:`themes.topics.model.Clusters`.  BERTopic (Grootendorst 2022)
with the project's parts: passages are compared by what clusterings of resampled calls agree on
(:mod:`themes.topics.consensus_clustering`); HDBSCAN (Campello 2013) finds the dense places there; topics that the
clusterings can hardly tell apart are folded; passages left out are placed when near enough.  How well a topic is found
again in independent parts of the ensemble is its stability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from themes.topics.assignment import place, score
from themes.topics.consensus_clustering import (
    Ensemble,
    best_jaccard,
    cluster_often,
    consensus_space,
    togetherness,
)
from themes.topics.features import Vectors, represent
from themes.topics.hierarchy import broad_groups, fold_duplicates
from themes.topics.model import Clusters, Documents, Labels, Topic
from themes.topics.naming import new_bertopic, ranked_phrases, topics_with_subject

N_PARTS = 4  # of the ensemble, in each of which a topic should be found again


@dataclass(frozen=True)
class ConsensusModel:
    """Seed of every random step; fewest passages of a topic."""

    packages: ClassVar[tuple[str, ...]] = ("bertopic", "hdbscan", "scikit-learn")

    seed: int
    min_passages: int

    def fit(self, documents: Documents) -> Clusters:
        """Find topics; a passage leaves the theme it was known to have only where the clusterings insist."""
        texts, names = documents.texts, documents.names
        represented = represent(texts, documents.vectors, names.speakers, self.seed, documents.shares)
        ensemble = cluster_often(represented, documents.calls, self.seed)
        clusterer = _Clusterer(ensemble, self.min_passages)
        space = consensus_space(ensemble, self.seed, documents.known)
        labels, topics = _named(texts, space, names.all, clusterer)
        if not topics:
            return Clusters.none(len(texts))
        topic, scores = score(represented, place(space, labels))
        return Clusters(tuple(_judged(topics, topic, clusterer, self.seed)), topic, scores, labels >= 0)


class _Clusterer:
    """HDBSCAN in the consensus space, near-duplicates folded; BERTopic calls ``fit`` and reads ``labels_``."""

    def __init__(self, ensemble: Ensemble, min_passages: int) -> None:
        self.ensemble = ensemble
        self.min_passages = min_passages
        self.labels_: Labels = np.empty(0, dtype=np.int64)

    def fit(self, space: Vectors, y: object = None) -> _Clusterer:  # noqa: ARG002  # scikit-learn's signature
        from hdbscan import HDBSCAN

        size = self.min_passages
        found = HDBSCAN(min_cluster_size=size, min_samples=max(2, size // 3)).fit(space.astype(np.float64)).labels_
        self.labels_ = fold_duplicates(np.asarray(found, dtype=np.int64), self.ensemble)
        return self


def _named(
    texts: list[str], space: Vectors, names: frozenset[str], clusterer: _Clusterer
) -> tuple[Labels, list[Topic]]:
    """Topic of each passage (-1: left out) and the topics with their terms."""
    from bertopic.dimensionality import BaseDimensionalityReduction

    model = new_bertopic(BaseDimensionalityReduction(), clusterer, names)
    labels = np.asarray(model.fit_transform(texts, embeddings=space)[0], dtype=np.int64)
    return topics_with_subject(texts, labels, names, ranked_phrases(model, int(labels.max()) + 1))


def _judged(topics: Sequence[Topic], labels: Labels, clusterer: _Clusterer, seed: int) -> list[Topic]:
    """The topics with stability and broad group."""
    again = []
    for number in range(N_PARTS):
        part = clusterer.ensemble.part(number, N_PARTS)
        space = consensus_space(part, seed + number + 1)
        again.append(place(space, _Clusterer(part, clusterer.min_passages).fit(space).labels_))
    stability = best_jaccard(labels, again)
    groups = broad_groups(togetherness(clusterer.ensemble, labels))
    return [replace(t, stability=round(float(stability[t.index]), 4), group=int(groups[t.index])) for t in topics]
