"""Discovered themes: BERTopic over the passages of a study, for the narratives nobody asked for.

In: the ``chunks`` table, its vectors, names to keep out.  Out: :class:`Discovery`, topics with terms and the passages
placed in them.  BERTopic (Grootendorst 2022) with our own parts: passages are represented by centred sentence vectors
beside a latent space of their phrases; UMAP (McInnes 2018) and HDBSCAN (Campello 2013) are seeded and sized to the
corpus; passages HDBSCAN leaves out are placed only when near enough to a topic's centroid.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.wording import choose_terms, phrase_analyzer, surface_forms

Vectors = NDArray[np.float64]

MIN_FIT_PASSAGES = 30  # fewer passages of substance carry no clusters worth a name
WORD_WEIGHT = 0.7  # of the latent space of phrases beside the sentence vectors (quality: kappa .13 -> .18)
WORD_DIMENSIONS = 60
N_TERMS = 8
LABEL_TERMS = 3
LEAST_COSINE = 0.12  # of a member to its topic's centre; below, it has nothing to do with it
MIN_SAID_SHARE = 0.25  # of a topic's passages say one of its three best phrases, or it has no subject
N_CANDIDATES = 60  # phrases of a topic, by c-TF-IDF, of which its terms are chosen
# A passage left out is placed when it is at least as near as this quantile of a topic's own members.
NEAR_QUANTILE = 0.02


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
    """What BERTopic found: its phrases, best first, and the share of its passages that say one of the first three."""

    index: int
    terms: tuple[str, ...]
    said_share: float


@dataclass(frozen=True)
class Discovery:
    """Topics, and for each placed passage its topic and score (columns chunk_id, topic, score, fitted)."""

    topics: tuple[Topic, ...]
    placed: pd.DataFrame
    note: str = ""

    @classmethod
    def empty(cls, note: str) -> Discovery:
        """No topics, and a note that says why."""
        return cls((), pd.DataFrame({"chunk_id": [], "topic": [], "score": [], "fitted": []}), note)


def discover(
    chunks: pd.DataFrame, vectors: NDArray[np.float32], names: Names, settings: DiscoverySettings
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

    Returns
    -------
    Discovery
        Without topics, and with a note that says why, where there are fewer than 30 passages of substance.
    """
    usable = (chunks["kind"] == "content") & ~chunks["is_short"].astype(bool)
    rows = np.flatnonzero(usable.to_numpy())
    if len(rows) < MIN_FIT_PASSAGES:
        return Discovery.empty(f"no discovery: {len(rows)} passages of substance, {MIN_FIT_PASSAGES} needed")
    texts = chunks["text"].iloc[rows].tolist()
    analyze = phrase_analyzer(names.all)
    if not any(analyze(text) for text in texts):
        return Discovery.empty("no discovery: the passages have no words that could name a theme")
    represented = represent(texts, vectors[rows], names.speakers, settings.seed)
    labels, ranked = _fit_bertopic(texts, represented, names.all, settings)
    topics = [_topic(t, texts, labels, ranked[t], names.all) for t in range(labels.max() + 1)]
    labels, topics = _with_subject(labels, topics)
    if not topics:
        return Discovery.empty("no discovery: the passages form no clusters with a subject of their own")
    topic, score = place(represented, labels)
    placed = pd.DataFrame(
        {"chunk_id": chunks["chunk_id"].to_numpy()[rows], "topic": topic, "score": score, "fitted": labels >= 0}
    )
    return Discovery(tuple(topics), placed[placed["topic"] >= 0].reset_index(drop=True))


def _topic(
    index: int, texts: list[str], labels: NDArray[np.int64], ranked: list[tuple[str, float]], names: frozenset[str]
) -> Topic:
    """A topic with its terms: phrases that set it apart (c-TF-IDF) and that many of its passages say."""
    analyze = phrase_analyzer(names)
    members = [set(analyze(texts[k])) for k in np.flatnonzero(labels == index)]
    said = {phrase: sum(phrase in m for m in members) for phrase, _ in ranked}
    floor = min(2, max(said.values(), default=0))  # a phrase of one passage names that passage, not the topic
    weighed = [(phrase, score * float(np.sqrt(said[phrase]))) for phrase, score in ranked if said[phrase] >= floor]
    terms = choose_terms(weighed, N_TERMS)
    heard = sum(not m.isdisjoint(terms[:LABEL_TERMS]) for m in members)
    forms = surface_forms(texts[k] for k in np.flatnonzero(labels == index))
    written = (" ".join(forms.get(word, word) for word in term.split()) for term in terms)
    return Topic(index, tuple(written), heard / len(members))


def _with_subject(labels: NDArray[np.int64], topics: list[Topic]) -> tuple[NDArray[np.int64], list[Topic]]:
    """Dissolve clusters that share a way of speaking but no subject: few of their passages say their best phrases.

    Such clusters hold small talk, clarifications and asides; their passages become left out, and the others are
    numbered anew.
    """
    kept = [t for t in topics if t.said_share >= MIN_SAID_SHARE]
    number = {t.index: k for k, t in enumerate(kept)}
    renumbered = np.array([number.get(int(label), -1) for label in labels], dtype=np.int64)
    return renumbered, [replace(t, index=number[t.index]) for t in kept]


def represent(texts: list[str], vectors: NDArray[np.float32], names: frozenset[str], seed: int) -> Vectors:
    """Unit rows: centred sentence vectors, and beside them a latent space of the phrases (TF-IDF, SVD).

    Centring takes away what all passages share (they are all talk on earnings calls); phrases keep apart what the
    sentence model holds to be alike (two products of one kind).
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

    meaning = _unit_rows(vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64))
    tfidf = TfidfVectorizer(
        analyzer=phrase_analyzer(names, ENGLISH_STOP_WORDS), min_df=2, max_df=0.25, sublinear_tf=True
    )
    try:
        words = tfidf.fit_transform(texts)
    except ValueError:  # scikit-learn's word for a vocabulary that is empty: no phrase occurs in two passages
        return meaning
    n_dimensions = min(WORD_DIMENSIONS, words.shape[1] - 1, len(texts) - 1)
    if n_dimensions < 2:
        return meaning
    latent = TruncatedSVD(n_dimensions, random_state=seed).fit_transform(words)
    return _unit_rows(np.hstack([meaning, WORD_WEIGHT * _unit_rows(latent)]))


def min_topic_size(n_passages: int) -> int:
    """Fewest passages of a topic: grows with the square root, so that forty times the calls give six times the themes.

    Examples
    --------
    >>> min_topic_size(60), min_topic_size(600), min_topic_size(18_000)
    (4, 10, 56)
    """
    return max(4, round(0.42 * float(np.sqrt(n_passages))))


def _fit_bertopic(
    texts: list[str], represented: Vectors, names: frozenset[str], settings: DiscoverySettings
) -> tuple[NDArray[np.int64], dict[int, list[tuple[str, float]]]]:
    """Topic of each passage (-1: left out) and the ranked phrases of each topic."""
    from bertopic import BERTopic
    from bertopic.vectorizers import ClassTfidfTransformer
    from hdbscan import HDBSCAN
    from sklearn.feature_extraction.text import CountVectorizer
    from umap import UMAP

    size = settings.min_passages or min_topic_size(len(texts))
    neighbors = min(15, max(5, len(texts) // 20))
    model = BERTopic(
        embedding_model=None,
        umap_model=UMAP(
            n_neighbors=neighbors, n_components=5, min_dist=0.0, metric="cosine", random_state=settings.seed, n_jobs=1
        ),
        hdbscan_model=HDBSCAN(min_cluster_size=size, min_samples=max(2, size // 3), cluster_selection_method="eom"),
        vectorizer_model=CountVectorizer(analyzer=phrase_analyzer(names)),
        ctfidf_model=ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True),
        top_n_words=N_CANDIDATES,
        language="multilingual",  # "english" strips hyphens and apostrophes before the vectorizer sees a passage
        calculate_probabilities=False,
        verbose=False,
    )
    topics, _ = model.fit_transform(texts, embeddings=represented)
    labels = np.asarray(topics, dtype=np.int64)
    ranked = {t: [(w, float(s)) for w, s in model.get_topic(t) if w] for t in range(labels.max() + 1)}
    return labels, ranked


def place(represented: Vectors, labels: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Topic and score of every passage: members keep theirs unless far off, the others take the nearest if near enough.

    Parameters
    ----------
    represented : ndarray of float64, shape (n, d)
        Unit rows.
    labels : ndarray of int64, shape (n,)
        Topic of each passage; -1 for passages left out.

    Returns
    -------
    tuple of ndarray, each of shape (n,)
        Topic (-1: fits none) and cosine to its centroid, clipped to 0-1.
    """
    centroids = _unit_rows(np.vstack([represented[labels == t].mean(axis=0) for t in range(labels.max() + 1)]))
    cosines = represented @ centroids.T
    floors = np.array([np.quantile(cosines[labels == t, t], NEAR_QUANTILE) for t in range(len(centroids))])
    nearest = cosines.argmax(axis=1)
    rows = np.arange(len(labels))
    near_enough = cosines[rows, nearest] >= floors[nearest]
    own = cosines[rows, np.maximum(labels, 0)]
    member = (labels >= 0) & (own >= LEAST_COSINE)  # UMAP may pull a stray passage into a cluster
    topic = np.where(member, labels, np.where(near_enough & (labels < 0), nearest, -1))
    score = np.clip(cosines[rows, np.maximum(topic, 0)], 0, 1).round(4)
    return topic, np.where(topic >= 0, score, 0.0)


def place_new(chunks: pd.DataFrame, vectors: NDArray[np.float32], known: pd.DataFrame) -> pd.DataFrame:
    """Place passages near known themes without a fit (columns chunk_id, theme_id, score, fitted).

    Parameters
    ----------
    chunks : DataFrame
        The ``chunks`` table of this refresh.
    vectors : ndarray of float32, shape (n_chunks, d)
        Unit vectors, a row a chunk.
    known : DataFrame
        chunk_id and theme_id of passages placed before; those still in the study keep their theme.
    """
    usable = (chunks["kind"] == "content") & ~chunks["is_short"].astype(bool)
    rows = np.flatnonzero(usable.to_numpy())
    chunk_ids = chunks["chunk_id"].iloc[rows]
    theme_of = chunk_ids.map(dict(zip(known["chunk_id"], known["theme_id"], strict=True)))
    labels, ids = pd.factorize(theme_of)
    if not len(ids):
        return pd.DataFrame({"chunk_id": [], "theme_id": [], "score": [], "fitted": []})
    topic, score = place(_unit_rows(vectors[rows].astype(np.float64)), labels.astype(np.int64))
    placed = topic >= 0
    return pd.DataFrame(
        {
            "chunk_id": chunk_ids.to_numpy()[placed],
            "theme_id": np.asarray(ids)[topic[placed]],
            "score": score[placed],
            "fitted": labels[placed] >= 0,
        }
    )


def _unit_rows(rows: Vectors) -> Vectors:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(norms > 0, norms, 1)
