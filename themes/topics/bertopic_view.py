"""The discovered themes of a run as a fitted BERTopic, so that BERTopic's own methods work on them.

In: tables of a run, vectors of its passages, an encoder.  Out: a ``bertopic.BERTopic``.  By BERTopic's manual topic
modelling: passages, vectors and the theme of each are given, and BERTopic computes c-TF-IDF, topic embeddings and
representative passages from them.  This module needs bertopic: import it only where such a model is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from bertopic import BERTopic
from bertopic.backend import BaseEmbedder
from bertopic.cluster import BaseCluster
from bertopic.dimensionality import BaseDimensionalityReduction
from numpy.typing import NDArray

from embeddings.encoder import Encoder
from themes.errors import StudyError
from themes.topics.assignment import usable
from themes.topics.hierarchy import by_size
from themes.topics.model import Labels
from themes.topics.naming import N_TERMS, phrase_counts, phrase_weights

LEFT_OUT = "No theme"  # label of topic -1
Tables = Mapping[str, pd.DataFrame]


class EncoderBackend(BaseEmbedder):  # type: ignore[misc]  # bertopic has no types
    """A study's encoder as BERTopic's embedding backend, for ``find_topics`` and ``transform``."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def embed(self, documents: Sequence[str], verbose: bool = False) -> NDArray[np.float32]:  # noqa: ARG002
        """Unit vectors of texts, shape (n, d); ``verbose`` is BERTopic's, and changes nothing."""
        return self.encoder.encode(list(documents))


def themed_passages(tables: Tables) -> pd.DataFrame:
    """The passages of substance in the order of ``chunks``: chunk_id, text, text_hash, theme_id (None: no theme).

    A passage has the discovered theme that it is assigned to, people's decisions included.
    """
    chunks, rows = tables["chunks"], tables["chunk_themes"]
    shown = tables["themes"].loc[tables["themes"]["status"] != "retired", "theme_id"]
    assigned = rows[(rows["kind"] == "discovered") & rows["assigned"].astype(bool) & rows["theme_id"].isin(shown)]
    best = assigned.sort_values("score", ascending=False, kind="stable").drop_duplicates("chunk_id")
    passages = chunks.loc[usable(chunks), ["chunk_id", "text", "text_hash"]]
    return passages.merge(best[["chunk_id", "theme_id"]], on="chunk_id", how="left")


def topic_model_of(
    passages: pd.DataFrame,
    vectors: NDArray[np.float32],
    labels: Mapping[str, str],
    names: frozenset[str],
    encoder: Encoder,
) -> BERTopic:
    """A BERTopic whose topics are the discovered themes, the largest 0; -1 are passages without a theme.

    Parameters
    ----------
    passages : DataFrame
        From :func:`themed_passages`.
    vectors : ndarray of float32, shape (n_passages, d)
        Their unit vectors.
    labels : mapping of str to str
        Label of each theme; they become BERTopic's custom labels.
    names : frozenset of str
        Lower-cased words of names, which are no phrases.
    encoder : Encoder
        The one that made the vectors.

    Raises
    ------
    StudyError
        No passage has a discovered theme.
    """
    topics, themes = _numbered(passages["theme_id"])
    if not themes:
        raise StudyError("the run has no discovered themes", mend="set enabled = true under [discovery] and refresh")
    model = BERTopic(
        embedding_model=EncoderBackend(encoder),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=phrase_counts(names),
        ctfidf_model=phrase_weights(),
        top_n_words=N_TERMS,
        language="multilingual",  # "english" strips hyphens and apostrophes before the vectorizer sees a passage
        verbose=False,
    )
    model.fit(passages["text"].tolist(), embeddings=vectors.copy(), y=topics)
    pairs = zip(topics, model.topics_, strict=True)  # BERTopic numbers topics of one size in an order of its own
    model.set_topic_labels({int(t): labels[themes[given]] if given >= 0 else LEFT_OUT for given, t in pairs})
    return model


def _numbered(theme_ids: pd.Series[str]) -> tuple[Labels, list[str]]:
    """Number of each passage's theme, the largest 0, -1 for none; and the theme of each number."""
    codes, found = pd.factorize(theme_ids)
    topics = by_size(codes.astype(np.int64))
    theme_of = {int(t): str(found[int(c)]) for t, c in zip(topics, codes, strict=True) if c >= 0}
    return topics, [theme_of[t] for t in sorted(theme_of)]
