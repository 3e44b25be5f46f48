"""What each theme is about, and how surely each of its passages is: a probability, at a fit and after it.

In: vectors of passages, what the subjects make of them, and the theme of each.  Out: the subject of each theme where
one is clear, and a probability for each placed passage.  Two signs: the cosine of the passage to the centre of its
theme's other passages, and how much of the passage the heads hold to be about the theme's subject.  The weights were
fitted on labelled passages of companies that took no part in training the heads (``docs/method.md``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from themes.subjects.subjects import Subject
from themes.topics.features import unit_rows
from themes.topics.subject_evidence import SubjectEvidence

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]
Labels = NDArray[np.int64]

# Probability from which a passage counts as one of its theme's; without heads few are surer than 1/2, so more likely
# than not must do: of those, 62% are about it (measured with `plain`).
TYPICAL, TYPICAL_WITHOUT_HEADS = 0.65, 0.5
CLEAR = 0.7  # cosine to a subject's description, and half the mean share that the heads give it: it names the theme
CLEAR_ALONE = 0.55  # cosine where there are no heads
HALF = 0.5  # of the heads' share; and of the mean of all passages and of all descriptions, taken away from the latter
MAIN_SUBJECT, MOST_SUBJECTS = 0.5, 3  # of a theme without a clear one: those with half the largest mean share; how many
DECIMALS = 4


@dataclass(frozen=True)
class Weights:
    """Of a logistic: of the cosine to the centre, of the share of the theme's subjects, and the intercept."""

    cosine: float
    share: float
    intercept: float

    def probability(self, cosine: Floats, share: Floats) -> Floats:
        """Probability (0-1) that a passage is about what its theme is about."""
        from scipy.special import expit

        return np.asarray(expit(self.cosine * cosine + self.share * share + self.intercept))


WITH_SUBJECT = Weights(2.53, 4.8, -2.45)  # a subject is clear, and the heads know it
WITH_UNKNOWN_SUBJECT = Weights(5.67, 0.0, -2.4)  # a subject is clear, but the heads saw too few passages of it
WITH_SUBJECTS = Weights(3.39, 2.05, -1.96)  # no subject is clear
BY_CENTRE = Weights(3.99, 0.0, -1.6)  # there are no heads: fitted on vectors by `plain`


def least_typical(has_heads: bool) -> float:
    """Probability from which a passage counts as one of its theme's."""
    return TYPICAL if has_heads else TYPICAL_WITHOUT_HEADS


@dataclass(frozen=True)
class Judged:
    """Subject of each topic, None where none is clear; and of each passage the probability, NaN for those of none."""

    subjects: Mapping[int, Subject | None]
    scores: Floats


def judge(vectors: Vectors, evidence: SubjectEvidence, labels: Labels, known: NDArray[np.bool_]) -> Judged:
    """What each topic is about, and how surely each passage is about it.

    Parameters
    ----------
    vectors : ndarray of float32, shape (n, d)
        Unit vectors of passages.
    evidence : SubjectEvidence
        Of the same passages.
    labels : ndarray of int64, shape (n,)
        Topic of each, from 0 on; -1 for none.
    known : ndarray of bool, shape (n,)
        The passages that make the topics' centres and subjects: those of the fit.
    """
    makers = known & (labels >= 0)
    mean = vectors[makers if makers.any() else slice(None)].mean(axis=0, dtype=np.float64)
    rows = unit_rows(vectors.astype(np.float64) - mean)
    described = _described(evidence, mean)
    subjects: dict[int, Subject | None] = {}
    scores = np.full(len(labels), np.nan)
    for topic in (int(t) for t in np.unique(labels[labels >= 0])):
        own = np.flatnonzero(labels == topic)
        is_maker = makers[own] if makers[own].any() else np.ones(len(own), dtype=bool)
        cosines = _to_the_others(rows[own], is_maker)
        first = _unnamed(cosines, evidence, own, is_maker)
        surest = own[is_maker & (first >= np.median(first[is_maker]))]
        place = _clear_subject(rows[surest], described, evidence, surest)
        subjects[topic] = None if place is None else evidence.subjects[place]
        scores[own] = first if place is None else _named(cosines, evidence, own, place)
    return Judged(subjects, scores.round(DECIMALS))


def _to_the_others(rows: Floats, is_maker: NDArray[np.bool_]) -> Floats:
    """Cosine of each passage to the centre of the topic's makers, itself left out."""
    others = rows[is_maker].sum(axis=0) - rows * is_maker[:, None]
    return np.asarray(np.einsum("ij,ij->i", rows, unit_rows(others)))


def _described(evidence: SubjectEvidence, mean: Floats) -> Floats:
    """Unit vectors of the subjects' descriptions, less half of what passages and half of what descriptions share."""
    vectors = evidence.vectors.astype(np.float64)
    return unit_rows(vectors - HALF * mean - HALF * vectors.mean(axis=0)) if len(vectors) else vectors


def _clear_subject(
    rows: Floats, described: Floats, evidence: SubjectEvidence, passages: NDArray[np.int64]
) -> int | None:
    """Place of the subject with the most support, where that is enough.

    Where one that the heads know too little lies nearer, they would give its share to a neighbour: none is clear.
    """
    if not evidence.subjects:
        return None
    cosines = described @ unit_rows(rows.mean(axis=0)[None]).ravel()
    if not evidence.has_heads:
        return int(np.argmax(cosines)) if cosines.max() >= CLEAR_ALONE else None
    support = cosines + HALF * evidence.steady[passages].mean(axis=0)
    best = int(np.argmax(support))
    unknown = np.array([subject.id not in evidence.known for subject in evidence.subjects])
    is_overshadowed = bool((cosines[unknown] > cosines[best]).any())
    return best if support[best] >= CLEAR and not is_overshadowed else None


def _named(cosines: Floats, evidence: SubjectEvidence, own: NDArray[np.int64], place: int) -> Floats:
    if not evidence.has_heads:
        return BY_CENTRE.probability(cosines, np.zeros(len(own)))
    if evidence.subjects[place].id in evidence.known:
        return WITH_SUBJECT.probability(cosines, evidence.shares[own, place])
    return WITH_UNKNOWN_SUBJECT.probability(cosines, np.zeros(len(own)))


def _unnamed(cosines: Floats, evidence: SubjectEvidence, own: NDArray[np.int64], is_maker: NDArray[np.bool_]) -> Floats:
    if not evidence.has_heads:
        return BY_CENTRE.probability(cosines, np.zeros(len(own)))
    main = main_subjects(evidence.shares[own[is_maker]])
    return WITH_SUBJECTS.probability(cosines, evidence.shares[own][:, main].sum(axis=1))


def main_subjects(shares: Floats) -> list[int]:
    """The subjects that passages are mostly about: the largest by mean share, and those half as large; three at most.

    Examples
    --------
    >>> main_subjects(np.array([[0.6, 0.3, 0.1], [0.4, 0.5, 0.1]]))
    [0, 1]
    """
    means = shares.mean(axis=0)
    return [int(k) for k in np.argsort(-means, kind="stable")[:MOST_SUBJECTS] if means[k] >= MAIN_SUBJECT * means.max()]
