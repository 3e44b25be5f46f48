"""What a topic model is given and what it returns: the seam between discovery and the method that finds topics.

In: passages with their vectors, calls and known themes (:class:`Documents`).  Out: topics and where each passage
belongs (:class:`Clusters`), which :func:`themes.topics.discovery.discover` turns into a :class:`Discovery`.  A method
is a class with ``fit`` (:class:`TopicModel`) and a line in ``themes.topics.discovery.MODELS``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Names:
    """Lower-cased words of names: of the speakers, their firms and companies; and of all that texts write as names."""

    speakers: frozenset[str] = frozenset()
    all: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Documents:
    """Passages that a topic model is fitted on, a row each: at least 30, with words that could name a theme.

    ``vectors`` has shape (n, d), float32, unit rows; it belongs to the caller and must stay as it is.  ``calls`` is the
    call of each passage.  ``known`` is the theme of each before this fit, shape (n,), -1 for none; a model may use it
    to keep themes steady, or not.  ``shares``, shape (n, n_subjects), is what the subject heads hold each to be about,
    steadied by its neighbours; without a column where the encoder has no heads.
    """

    texts: list[str]
    vectors: NDArray[np.float32]
    calls: list[str]
    known: Labels
    names: Names
    shares: NDArray[np.float64]


@dataclass(frozen=True)
class Topic:
    """What a model found: its phrases, best first, and the share of its passages that use one of the first three.

    ``stability`` is the mean best Jaccard similarity (0-1) with the topics of independent fits, NaN where not measured;
    ``group`` the number of its broad group.  ``titles`` are what it could be called, best first, and ``named_for`` the
    phrases of the best; ``is_routine``: its subject is one that every call goes through
    (:func:`themes.topics.titles.with_titles` sets the last three).
    """

    index: int
    terms: tuple[str, ...]
    said_share: float
    stability: float = float("nan")
    group: int = 0
    titles: tuple[str, ...] = ()
    named_for: tuple[str, ...] = ()
    is_routine: bool = False


@dataclass(frozen=True)
class Clusters:
    """Topics, numbered from 0, largest first, and for each passage its topic.

    ``labels``, shape (n,): topic of each passage, -1 for none.  ``scores``, shape (n,): how surely (0-1).  ``is_core``,
    shape (n,): whether the clustering itself has the passage in a topic; others were placed afterwards.
    """

    topics: tuple[Topic, ...]
    labels: Labels
    scores: NDArray[np.float64]
    is_core: NDArray[np.bool_]

    @classmethod
    def none(cls, n_passages: int) -> Clusters:
        """No topics: every passage is left out."""
        left_out = np.full(n_passages, -1, dtype=np.int64)
        return cls((), left_out, np.zeros(n_passages), left_out >= 0)


class TopicModel(Protocol):
    """A method that finds topics; made with a seed and the fewest passages of a topic.

    ``packages`` are the distributions it uses, whose versions a run that fits it records.
    """

    packages: ClassVar[tuple[str, ...]]

    def __init__(self, seed: int, min_passages: int) -> None:
        """Keep the seed of every random step and the fewest passages of a topic."""

    def fit(self, documents: Documents) -> Clusters:
        """Find topics: the same for the same documents and seed; without topics where there are none."""


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


def min_topic_size(n_passages: int) -> int:
    """Fewest passages of a core: grows so that forty times the calls give about twice the themes.

    Examples
    --------
    >>> min_topic_size(60), min_topic_size(600), min_topic_size(28_000)
    (4, 12, 206)
    """
    return max(4, round(0.1 * math.pow(n_passages, 0.745)))
