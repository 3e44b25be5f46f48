"""Discovered themes: BERTopic over the passages of a study, for the narratives nobody asked for.

In: the ``chunks`` table, its vectors, names to keep out.  Out: :class:`Discovery`, topics with terms and the passages
placed in them.  BERTopic (Grootendorst 2022) with our own parts: passages are compared by what a hundred clusterings
of resampled calls agree on (:mod:`themes.topics.consensus_clustering`); HDBSCAN (Campello 2013) finds the dense places
there; topics that the clusterings can hardly tell apart are folded; passages left out are placed when near enough.  How
well a topic is found again in independent parts of the ensemble is its stability.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.formatting import counted
from themes.text.phrases import choose_terms, phrase_analyzer, surface_forms
from themes.topics.consensus_clustering import (
    Ensemble,
    Labels,
    best_jaccard,
    cluster_often,
    consensus_space,
    togetherness,
)
from themes.topics.features import Vectors, represent
from themes.topics.hierarchy import broad_groups, fold_duplicates
from themes.topics.placing import place, score

MIN_FIT_PASSAGES = 30  # fewer passages of substance carry no clusters worth a name
N_TERMS = 8
LABEL_TERMS = 3
MIN_SAYING, MIN_SAYING_SHARE = 3, 0.05  # passages of a topic, and their share, that say a phrase that names it
MIN_SAID_SHARE = 0.1  # of a topic's passages say one of its three best phrases, or it has no subject
MIN_WORDS = 2  # in the phrases of a topic: one word alone has too many meanings to be a subject
PART_OF = 0.6  # of the passages with a phrase have a longer one that holds it: the longer one stands for both
N_CANDIDATES = 60  # phrases of a topic, by c-TF-IDF, of which its terms are chosen
N_PARTS = 4  # of the ensemble, in each of which a topic should be found again


@dataclass(frozen=True)
class Names:
    """Lower-cased words of names: of the speakers, their firms and companies; and of all that texts write as names."""

    speakers: frozenset[str] = frozenset()
    all: frozenset[str] = frozenset()


@dataclass(frozen=True)
class DiscoverySettings:
    """Seed of every random step; fewest passages of a topic (0: sized to the corpus)."""

    seed: int = 0
    min_passages: int = 0


@dataclass(frozen=True)
class Topic:
    """What BERTopic found: its phrases, best first, and the share of its passages that say one of the first three.

    ``stability`` is the mean best Jaccard similarity (0-1) with the topics of independent parts of the ensemble;
    ``group`` the number of its broad group.
    """

    index: int
    terms: tuple[str, ...]
    said_share: float
    stability: float = float("nan")
    group: int = 0


@dataclass(frozen=True)
class Discovery:
    """Topics, and for each placed passage its topic and score (columns chunk_id, topic, score, fitted)."""

    topics: tuple[Topic, ...]
    placed: pd.DataFrame
    note: str = ""

    @classmethod
    def empty(cls, note: str) -> Discovery:
        """No topics, and a note that says why."""
        dtypes = {"chunk_id": object, "topic": float, "score": float, "fitted": bool}
        return cls((), pd.DataFrame({name: pd.Series([], dtype=dtype) for name, dtype in dtypes.items()}), note)


def discover(
    chunks: pd.DataFrame,
    vectors: NDArray[np.float32],
    names: Names,
    settings: DiscoverySettings,
    known: Mapping[str, str] | None = None,
) -> Discovery:
    """Fit topics and place passages.

    Parameters
    ----------
    chunks : DataFrame
        The ``chunks`` table; content that is not short is fitted, and placed when near enough.
    vectors : ndarray of float32, shape (n_chunks, d)
        Unit vectors, a row a chunk.
    names : Names
        Words of names: those of speakers and companies are kept out of the clusters, all names out of the terms.
    settings : DiscoverySettings
        Seed and size.
    known : mapping of str to str, optional
        Theme of each passage (chunk id) as known before; a fit moves it only where the clusterings insist.

    Returns
    -------
    Discovery
        Without topics, and with a note that says why, where there are fewer than 30 passages of substance.
    """
    usable = (chunks["kind"] == "content") & ~chunks["is_short"].astype(bool)
    rows = np.flatnonzero(usable.to_numpy())
    if len(rows) < MIN_FIT_PASSAGES:
        return Discovery.empty(f"no discovery: {counted(len(rows), 'passage')} of substance, {MIN_FIT_PASSAGES} needed")
    texts = chunks["text"].iloc[rows].tolist()
    analyze = phrase_analyzer(names.all)
    if not any(analyze(text) for text in texts):
        return Discovery.empty("no discovery: the passages have no words that could name a theme")
    represented = represent(texts, vectors[rows], names.speakers, settings.seed)
    ensemble = cluster_often(represented, chunks["call_id"].iloc[rows].tolist(), settings.seed)
    clusterer = _Clusterer(ensemble, settings.min_passages or min_topic_size(len(texts)))
    before = chunks["chunk_id"].iloc[rows].map(known or {})
    space = consensus_space(ensemble, settings.seed, pd.factorize(before)[0].astype(np.int64))
    labels, ranked = _fit_bertopic(texts, space, names.all, clusterer)
    topics = [_topic(t, texts, labels, ranked[t], names.all) for t in range(labels.max() + 1)]
    labels, topics = _with_subject(labels, topics)
    if not topics:
        return Discovery.empty("no discovery: the passages form no clusters with a subject of their own")
    topic, scores = score(represented, place(space, labels))
    topics = _judged(topics, topic, clusterer, settings.seed)
    placed = pd.DataFrame(
        {"chunk_id": chunks["chunk_id"].to_numpy()[rows], "topic": topic, "score": scores, "fitted": labels >= 0}
    )
    return Discovery(tuple(topics), placed[placed["topic"] >= 0].reset_index(drop=True))


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


def name_clusters(texts: list[str], labels: Labels, names: frozenset[str]) -> list[Topic]:
    """Topics of given clusters that have a subject: phrases that set each apart from the others and from the rest (-1).

    Parameters
    ----------
    texts : list of str
        Passages.
    labels : ndarray of int64, shape (n,)
        Cluster of each; -1 for none.
    names : frozenset of str
        Lower-cased words that cannot name a topic.
    """
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    clusters = range(int(labels.max(initial=-1)) + 1)
    joined = [". ".join(texts[k] for k in np.flatnonzero(labels == t)) for t in (-1, *clusters)]
    counting = CountVectorizer(analyzer=phrase_analyzer(names))
    weights = ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True).fit_transform(
        counting.fit_transform(joined)
    )
    phrases, topics = counting.get_feature_names_out(), []
    for cluster in clusters:
        row = weights[cluster + 1].toarray().ravel()
        best = np.argsort(-row, kind="stable")[:N_CANDIDATES]
        topics.append(_topic(cluster, texts, labels, [(str(phrases[k]), float(row[k])) for k in best], names))
    return [t for t in topics if t.terms and t.said_share >= MIN_SAID_SHARE]


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


def _topic(
    index: int, texts: list[str], labels: NDArray[np.int64], ranked: list[tuple[str, float]], names: frozenset[str]
) -> Topic:
    """A topic with its terms: phrases that set it apart (c-TF-IDF) and that many of its passages say."""
    analyze = phrase_analyzer(names)
    members = [set(analyze(texts[k])) for k in np.flatnonzero(labels == index)]
    said = {phrase: sum(phrase in m for m in members) for phrase, _ in ranked}
    floor = max(MIN_SAYING, MIN_SAYING_SHARE * len(members))  # a phrase of one passage names that passage
    whole = {p for p in said if not any(said[q] >= PART_OF * said[p] for q in said if f" {p} " in f" {q} " and p != q)}
    weighed = [(p, score * float(np.sqrt(said[p]))) for p, score in ranked if said[p] >= floor and p in whole]
    terms = choose_terms(weighed, N_TERMS)
    heard = sum(not m.isdisjoint(terms[:LABEL_TERMS]) for m in members)
    forms = surface_forms(texts[k] for k in np.flatnonzero(labels == index))
    written = (" ".join(forms.get(word, word) for word in term.split()) for term in terms)
    return Topic(index, tuple(written), heard / len(members))


def _with_subject(labels: NDArray[np.int64], topics: list[Topic]) -> tuple[NDArray[np.int64], list[Topic]]:
    """Dissolve clusters that share a way of speaking but no subject.

    Few of their passages say their best phrases, or they have a single word in common, which names nothing.  Such
    clusters hold small talk, clarifications and asides; their passages become left out, and the others are numbered
    anew.
    """
    kept = [t for t in topics if t.said_share >= MIN_SAID_SHARE and _n_words(t) >= MIN_WORDS]
    number = {t.index: k for k, t in enumerate(kept)}
    renumbered = np.array([number.get(int(label), -1) for label in labels], dtype=np.int64)
    return renumbered, [replace(t, index=number[t.index]) for t in kept]


def _n_words(topic: Topic) -> int:
    return len(re.findall(r"\w+", " ".join(topic.terms)))


def min_topic_size(n_passages: int) -> int:
    """Fewest passages of a core: grows so that forty times the calls give about twice the themes.

    Examples
    --------
    >>> min_topic_size(60), min_topic_size(600), min_topic_size(28_000)
    (4, 12, 206)
    """
    return max(4, round(0.1 * math.pow(n_passages, 0.745)))


def _fit_bertopic(
    texts: list[str], space: Vectors, names: frozenset[str], clusterer: _Clusterer
) -> tuple[Labels, dict[int, list[tuple[str, float]]]]:
    """Topic of each passage (-1: left out) and the ranked phrases of each topic."""
    from bertopic import BERTopic
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    model = BERTopic(
        embedding_model=None,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=clusterer,
        vectorizer_model=CountVectorizer(analyzer=phrase_analyzer(names)),
        ctfidf_model=ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True),
        top_n_words=N_CANDIDATES,
        language="multilingual",  # "english" strips hyphens and apostrophes before the vectorizer sees a passage
        calculate_probabilities=False,
        verbose=False,
    )
    topics, _ = model.fit_transform(texts, embeddings=space)
    labels = np.asarray(topics, dtype=np.int64)
    ranked = {t: [(w, float(s)) for w, s in model.get_topic(t) if w] for t in range(labels.max() + 1)}
    return labels, ranked
