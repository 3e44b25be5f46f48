"""Passages of whole calls: what tagging works on, all of a study or any part of it.

In: ``chunks`` and their vectors.  Out: the content passages of whole calls.  A call is the unit: nothing in it depends
on another call but for what :mod:`themes.tagging.background` sums up, so a study may be split between any two calls.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.subjects.heads import PROCEDURE
from themes.tagging.context import Conversation
from themes.tagging.cues import Sentences

MIN_PROCEDURE = 0.5  # probability; on companies the heads never saw, 23 of 24 such passages were


@dataclass(frozen=True)
class Passages:
    """Content passages of whole calls in the order spoken.

    Parameters
    ----------
    spoken : DataFrame
        Rows of ``chunks`` (kind ``content``), the passages of a call next to each other.
    vectors : ndarray of float32, shape (n_passages, d)
        Unit vectors, a row a passage.
    """

    spoken: pd.DataFrame
    vectors: NDArray[np.float32]

    @classmethod
    def of(cls, chunks: pd.DataFrame, vectors: NDArray[np.float32]) -> Passages:
        """The content passages of a ``chunks`` table and of its vectors, a row a chunk."""
        content = np.flatnonzero((chunks["kind"] == "content").to_numpy())
        return cls(chunks.iloc[content].reset_index(drop=True), vectors[content])

    @classmethod
    def joined(cls, parts: Iterable[Passages]) -> Passages:
        """One after another; at least one part."""
        given = list(parts)
        spoken = pd.concat([part.spoken for part in given], ignore_index=True)
        return cls(spoken, np.concatenate([part.vectors for part in given]))

    def __len__(self) -> int:
        """Number of passages."""
        return len(self.spoken)

    @cached_property
    def call_slices(self) -> tuple[slice, ...]:
        """Where each call stands, in the order of the passages."""
        if not len(self):
            return ()
        calls = self.spoken["call_id"].to_numpy()
        bounds = [0, *(np.flatnonzero(calls[1:] != calls[:-1]) + 1).tolist(), len(calls)]
        return tuple(slice(start, end) for start, end in pairwise(bounds))

    @cached_property
    def sentences(self) -> Sentences:
        """The passages' sentences."""
        return Sentences.of(self.spoken["text"].tolist())

    @cached_property
    def conversation(self) -> Conversation:
        """Who answers whom."""
        return Conversation.of(self.spoken)

    @cached_property
    def are_procedure(self) -> NDArray[np.bool_]:
        """Whether the encoder's heads hold a passage to be procedure rather than substance, shape (n_passages,)."""
        if "subject" not in self.spoken:
            return np.zeros(len(self), dtype=bool)
        likely = self.spoken["subject_probability"].to_numpy(dtype=float) >= MIN_PROCEDURE
        return np.asarray(self.spoken["subject"].isin(PROCEDURE).to_numpy() & likely)

    def of_calls(self, call_ids: Collection[str]) -> Passages:
        """The passages of these calls."""
        kept = np.flatnonzero(self.are_of_calls(call_ids))
        return Passages(self.spoken.iloc[kept].reset_index(drop=True), self.vectors[kept])

    def are_of_calls(self, call_ids: Collection[str]) -> NDArray[np.bool_]:
        """Which passages are of these calls, shape (n_passages,)."""
        return self.spoken["call_id"].isin(call_ids).to_numpy()

    def split(self, n_calls: int) -> Iterator[Passages]:
        """Parts of at most ``n_calls`` calls, in order; none for no passages."""
        calls = self.call_slices
        for first in range(0, len(calls), n_calls):
            start, end = calls[first].start, calls[min(first + n_calls, len(calls)) - 1].stop
            yield Passages(self.spoken.iloc[start:end].reset_index(drop=True), self.vectors[start:end])
