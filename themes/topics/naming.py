"""Naming clusters: the phrases that set a topic apart, by c-TF-IDF, and topics that have no subject.

In: passages and their clusters, words of names.  Out: :class:`themes.topics.model.Topic` with terms.  c-TF-IDF as in
BERTopic (Grootendorst 2022), over phrases of one to three words without stop words and names; a term must be said by
many passages of its topic, since a phrase of one passage names that passage.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from themes.text.phrases import choose_terms, phrase_analyzer, surface_forms
from themes.topics.model import Labels, Topic

if TYPE_CHECKING:
    from bertopic import BERTopic
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

Ranked = Mapping[int, list[tuple[str, float]]]  # phrases of each topic with their c-TF-IDF, best first

N_TERMS = 8
LABEL_TERMS = 3
MIN_SAYING, MIN_SAYING_SHARE = 3, 0.05  # passages of a topic, and their share, that say a phrase that names it
MIN_SAID_SHARE = 0.1  # of a topic's passages say one of its three best phrases, or it has no subject
MIN_WORDS = 2  # in the phrases of a topic: one word alone has too many meanings to be a subject
PART_OF = 0.6  # of the passages with a phrase have a longer one that holds it: the longer one stands for both
N_CANDIDATES = 60  # phrases of a topic, by c-TF-IDF, of which its terms are chosen


def phrase_counts(names: frozenset[str]) -> CountVectorizer:
    """The vectorizer of the project's phrases; ``names`` are lower-cased words that cannot name a topic."""
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(analyzer=phrase_analyzer(names))


def phrase_weights() -> ClassTfidfTransformer:
    """c-TF-IDF as the project weighs it: BM25, and frequent words reduced."""
    from bertopic.vectorizers import ClassTfidfTransformer

    return ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True)


def new_bertopic(reducer: object, clusterer: object, names: frozenset[str]) -> BERTopic:
    """A BERTopic to be fitted with these two parts on given vectors, with the project's phrases."""
    from bertopic import BERTopic

    return BERTopic(
        embedding_model=None,
        umap_model=reducer,
        hdbscan_model=clusterer,
        vectorizer_model=phrase_counts(names),
        ctfidf_model=phrase_weights(),
        top_n_words=N_CANDIDATES,
        language="multilingual",  # "english" strips hyphens and apostrophes before the vectorizer sees a passage
        calculate_probabilities=False,
        verbose=False,
    )


def ranked_phrases(model: BERTopic, n_topics: int) -> Ranked:
    """The phrases of each topic of a fitted BERTopic."""
    return {t: [(w, float(s)) for w, s in model.get_topic(t) if w] for t in range(n_topics)}


def topics_with_subject(
    texts: list[str], labels: Labels, names: frozenset[str], ranked: Ranked | None = None
) -> tuple[Labels, list[Topic]]:
    """Topics of given clusters with their terms; clusters without a subject are dissolved (:func:`with_subject`).

    Parameters
    ----------
    texts : list of str
        Passages.
    labels : ndarray of int64, shape (n,)
        Cluster of each, from 0 on without a gap; -1 for none.
    names : frozenset of str
        Lower-cased words that cannot name a topic.
    ranked : mapping, optional
        Phrases of each cluster, best first; by default those that set it apart from the others and from the rest (-1).
    """
    ranked = ranked_by_cluster(texts, labels, names) if ranked is None else ranked
    return with_subject(labels, [_topic(t, texts, labels, ranked[t], names) for t in range(_n_clusters(labels))])


def name_clusters(texts: list[str], labels: Labels, names: frozenset[str]) -> list[Topic]:
    """Topics of given clusters (as of :func:`topics_with_subject`) that have terms many of their passages use."""
    ranked = ranked_by_cluster(texts, labels, names)
    topics = [_topic(t, texts, labels, ranked[t], names) for t in range(_n_clusters(labels))]
    return [t for t in topics if t.terms and t.said_share >= MIN_SAID_SHARE]


def ranked_by_cluster(texts: list[str], labels: Labels, names: frozenset[str]) -> Ranked:
    """Phrases of each cluster by c-TF-IDF against the other clusters and the rest (-1), best first."""
    clusters = range(_n_clusters(labels))
    joined = [". ".join(texts[k] for k in np.flatnonzero(labels == t)) for t in (-1, *clusters)]
    counting = phrase_counts(names)
    weights = phrase_weights().fit_transform(counting.fit_transform(joined))
    phrases, ranked = counting.get_feature_names_out(), {}
    for cluster in clusters:
        row = weights[cluster + 1].toarray().ravel()
        best = np.argsort(-row, kind="stable")[:N_CANDIDATES]
        ranked[cluster] = [(str(phrases[k]), float(row[k])) for k in best]
    return ranked


def _n_clusters(labels: Labels) -> int:
    return int(labels.max(initial=-1)) + 1


def with_subject(labels: Labels, topics: list[Topic]) -> tuple[Labels, list[Topic]]:
    """Dissolve clusters that share a way of speaking but no subject.

    Few of their passages say their best phrases, or they have a single word in common, which names nothing.  Such
    clusters hold small talk, clarifications and asides; their passages become left out, and the others are numbered
    anew.
    """
    kept = [t for t in topics if t.said_share >= MIN_SAID_SHARE and _n_words(t) >= MIN_WORDS]
    number = {t.index: k for k, t in enumerate(kept)}
    renumbered = np.array([number.get(int(label), -1) for label in labels], dtype=np.int64)
    return renumbered, [replace(t, index=number[t.index]) for t in kept]


def _topic(
    index: int, texts: list[str], labels: Labels, ranked: list[tuple[str, float]], names: frozenset[str]
) -> Topic:
    """A topic with its terms: phrases that set it apart (c-TF-IDF) and that many of its passages say."""
    analyze = phrase_analyzer(names)
    members = [set(analyze(texts[k])) for k in np.flatnonzero(labels == index)]
    said = {phrase: sum(phrase in m for m in members) for phrase, _ in ranked}
    floor = max(MIN_SAYING, MIN_SAYING_SHARE * len(members))  # a phrase of one passage names that passage
    whole = {p for p in said if not any(said[q] >= PART_OF * said[p] for q in said if f" {p} " in f" {q} " and p != q)}
    weighed = [(p, score * float(np.sqrt(said[p]))) for p, score in ranked if said[p] >= floor and p in whole]
    terms = choose_terms(weighed, N_TERMS)
    n_naming = sum(not m.isdisjoint(terms[:LABEL_TERMS]) for m in members)
    forms = surface_forms(texts[k] for k in np.flatnonzero(labels == index))
    written = (" ".join(forms.get(word, word) for word in term.split()) for term in terms)
    return Topic(index, tuple(written), n_naming / len(members))


def _n_words(topic: Topic) -> int:
    return len(re.findall(r"\w+", " ".join(topic.terms)))
