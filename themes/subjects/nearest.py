"""The subjects that a theme is nearest to.

In: a theme's label and description, and an encoder.  Out: one or two subjects, or none where none is clearly near.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from themes.subjects.heads import PROCEDURE, SubjectHeads
from themes.subjects.subjects import Subject, load_subjects

MIN_COSINE = 0.6  # from which a subject is clearly near
AS_NEAR = 0.03  # cosine by which the second may be farther than the first
MIN_PROBABILITY = 0.5  # that a text is mostly about a subject, from which the heads name it

Vectors = NDArray[np.float32]


def nearest_subjects(
    text: str, encode: Callable[[Sequence[str]], Vectors], heads: SubjectHeads | None
) -> tuple[Subject, ...]:
    """Up to two subjects that a text is surely about: that of the heads, and those nearest in meaning.

    Parameters
    ----------
    text : str
        A label and a description.
    encode : callable
        Unit vectors of texts.
    heads : SubjectHeads or None
        Of the encoder; without them meaning alone decides.

    Returns
    -------
    tuple of Subject
        Empty where no subject is near.
    """
    subjects = tuple(subject for subject in load_subjects() if subject.id not in PROCEDURE)
    own = encode([text])
    cosines = (encode([subject.scope for subject in subjects]) @ own.T)[:, 0]
    first, second = np.argsort(-cosines, kind="stable")[:2]
    is_near = {first: True, second: cosines[second] >= cosines[first] - AS_NEAR}
    near = [subjects[k] for k, near in is_near.items() if near and cosines[k] >= MIN_COSINE]
    if heads is not None:
        likely = heads.primary(own)[0]
        if likely.max() >= MIN_PROBABILITY:
            near = [*(s for s in subjects if s.id == heads.subjects[int(likely.argmax())]), *near]
    return tuple({subject.id: subject for subject in near}.values())[:2]
