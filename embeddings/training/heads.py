"""Heads of subjects: from a passage's vector to what it is about.

In: vectors of labelled passages.  Out: the ``subjects.`` tensors of an update file: a multinomial logistic regression
for the primary subject, and one logistic regression a subject for what a passage speaks of among others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from embeddings.training.labelled import Labelled

MIN_OF_A_SUBJECT = 20  # passages that speak of it, from which it has a material head; below, its weights are zero


def fit_heads(
    vectors: NDArray[np.float32], passages: Labelled, inverse_ridge: float
) -> tuple[tuple[str, ...], dict[str, NDArray[np.float16]]]:
    """Fit both heads.

    Parameters
    ----------
    vectors : ndarray of float32, shape (n_passages, d)
        Unit rows.
    passages : Labelled
        The same passages.
    inverse_ridge : float
        Inverse strength of the ridge penalty.

    Returns
    -------
    tuple
        Ids of the subjects, a row of the tensors each; tensors ``subjects.primary.weight`` (n_subjects, d),
        ``subjects.primary.bias`` (n_subjects,), and the same for ``subjects.material``.
    """
    from sklearn.linear_model import LogisticRegression

    subjects = passages.subjects
    primary = LogisticRegression(C=inverse_ridge, max_iter=500).fit(vectors, np.array(passages.primary))
    place = [subjects.index(subject) for subject in primary.classes_]
    tensors = {
        "subjects.primary.weight": np.zeros((len(subjects), vectors.shape[1])),
        "subjects.primary.bias": np.full(len(subjects), -20.0),  # a subject that is nobody's primary one
        "subjects.material.weight": np.zeros((len(subjects), vectors.shape[1])),
        "subjects.material.bias": np.full(len(subjects), -20.0),
    }
    tensors["subjects.primary.weight"][place] = primary.coef_
    tensors["subjects.primary.bias"][place] = primary.intercept_
    for k, subject in enumerate(subjects):
        speaks = np.array([subject in own for own in passages.material])
        if speaks.sum() >= MIN_OF_A_SUBJECT:
            own = LogisticRegression(C=inverse_ridge, max_iter=500).fit(vectors, speaks)
            tensors["subjects.material.weight"][k] = own.coef_[0]
            tensors["subjects.material.bias"][k] = own.intercept_[0]
    return subjects, {name: values.astype(np.float16) for name, values in tensors.items()}
