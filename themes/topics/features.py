"""Representation: what discovery compares passages by.

In: texts, their sentence vectors, names to keep out, what the subject heads hold them to be about.  Out: unit rows of
centred sentence vectors beside a latent space of the passages' phrases, and beside the roots of the subject shares.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from themes.text.phrases import phrase_analyzer

Vectors = NDArray[np.float64]

WORD_WEIGHT = 0.7  # of the latent space of phrases beside the sentence vectors (quality: kappa .13 -> .18)
WORD_DIMENSIONS = 60
SUBJECT_WEIGHT = 1.0  # of the roots of subject shares (passages of a theme with its main subject: .49 -> .54)


def represent(
    texts: list[str], vectors: NDArray[np.float32], names: frozenset[str], seed: int, shares: Vectors | None = None
) -> Vectors:
    """Unit rows: centred sentence vectors, beside them a latent space of the phrases (TF-IDF, SVD), and the subjects.

    Centring takes away what all passages share (they are all talk on earnings calls); phrases keep apart what the
    sentence model holds to be alike (two products of one kind); subjects bring together what is said of one matter in
    the words of several trades.  The product of two rows of roots of shares is their Bhattacharyya coefficient.

    Parameters
    ----------
    texts : list of str
        Passages.
    vectors : ndarray of float32, shape (n, d)
        Their unit vectors.
    names : frozenset of str
        Lower-cased words that count for nothing: those of speakers and companies.
    seed : int
        Of the SVD.
    shares : ndarray of float64, shape (n, n_subjects), optional
        What each passage is about, rows that add up to one; without it, or without a column, subjects have no say.

    Returns
    -------
    ndarray of float64, shape (n, d + up to 60 + n_subjects)
        Without the words' part where no phrase occurs in two passages.
    """
    spoken = _meaning_and_words(texts, vectors, names, seed)
    if shares is None or not shares.shape[1]:
        return spoken
    return unit_rows(np.hstack([spoken, SUBJECT_WEIGHT * np.sqrt(shares)]))


def _meaning_and_words(texts: list[str], vectors: NDArray[np.float32], names: frozenset[str], seed: int) -> Vectors:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

    meaning = unit_rows(vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64))
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
    return unit_rows(np.hstack([meaning, WORD_WEIGHT * unit_rows(latent)]))


def unit_rows(rows: Vectors) -> Vectors:
    """Rows of length one; a row of zeros stays."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(norms > 0, norms, 1)
