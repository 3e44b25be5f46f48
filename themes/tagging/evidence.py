"""What speaks for a theme in each passage, and the logistic weights that make log odds of it.

In: passages of whole calls, a theme and the vectors of its sentences.  Out: arrays, a row a passage.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from themes.config.catalog import TrackedTheme
from themes.config.packaged_data import packaged_data
from themes.subjects.heads import SubjectHeads
from themes.tagging.background import Cosines
from themes.tagging.context import Conversation
from themes.tagging.cues import Cues, find_cues
from themes.tagging.passages import Passages

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]

SUBJECT_LOG_ODDS = (-6.0, 3.0)  # least and most that count


@dataclass(frozen=True)
class Weights:
    """Logistic weights of the evidence, shared by all themes; the defaults are for themes without subjects."""

    bias: float = -4.4
    strong: float = 2.8  # a strong cue anywhere
    strong_share: float = 1.8  # share of the passage's words in sentences with a strong cue
    weak: float = 1.2  # distinct weak cues, up to three
    meaning: float = 0.8  # standard deviations above the study's background
    lead: float = 2.5  # cosine lead over the near misses
    question: float = 4.4  # score of the question being answered
    before: float = 2.6  # score of what the same speaker just said
    call: float = 0.5  # log odds of the theme in the rest of the call
    unnamed: float = -2.0  # no strong cue in the whole call
    subject: float = 0.0  # log odds of the encoder's heads that the passage speaks of the theme's subjects


@cache
def subject_weights() -> Weights:
    """The weights for themes whose subjects the encoder has heads for, fitted by ``make fit-matcher``."""
    table = tomllib.loads((packaged_data() / "matcher.toml").read_text(encoding="utf-8"))
    return Weights(**table["with_subjects"])


@dataclass(frozen=True)
class Evidence:
    """What is known of each passage for one theme: cues; nearness in standard deviations; lead; subject.

    ``subject``: log odds that the passage speaks of the theme's subjects; zero where nothing is known of them.
    """

    cues: Cues
    meaning: Floats
    lead: Floats
    subject: Floats

    def as_features(self) -> Floats:
        """The evidence as columns, shape (n_passages, 6)."""
        cues = self.cues
        return np.column_stack(
            [cues.has_strong, cues.strong_share, np.minimum(cues.n_weak, 3), self.meaning, self.lead, self.subject]
        )


@dataclass(frozen=True)
class Signs:
    """What passages themselves show of one theme, whatever else the study holds: cues, nearness, lead, subject.

    All of it, a row a passage, depends on the passage's own call alone.
    """

    cues: Cues
    nearness: Floats
    lead: Floats
    subject: Floats

    @classmethod
    def of(
        cls,
        passages: Passages,
        theme: TrackedTheme,
        positive: Vectors,
        negative: Vectors,
        heads: SubjectHeads | None = None,
    ) -> Signs:
        """Signs of one theme.

        Parameters
        ----------
        passages : Passages
            Of whole calls.
        theme : TrackedTheme
            With its cues.
        positive, negative : ndarray of float32, shape (n_sentences, d)
            Unit vectors of what the theme is (description, examples) and of what it is not (near misses).
        heads : SubjectHeads, optional
            Of the encoder that made the vectors.
        """
        nearness, lead = nearness_and_lead(passages, positive, negative)
        return cls(find_cues(passages.sentences, theme), nearness, lead, _subject(passages, theme, heads))

    @classmethod
    def joined(cls, parts: Sequence[Signs]) -> Signs:
        """One after another; at least one part."""
        cues = Cues.joined([part.cues for part in parts])
        columns = ([p.nearness for p in parts], [p.lead for p in parts], [p.subject for p in parts])
        return cls(cues, *map(np.concatenate, columns))

    def __getitem__(self, rows: slice) -> Signs:
        """The signs of neighbouring passages."""
        return Signs(self.cues[rows], self.nearness[rows], self.lead[rows], self.subject[rows])

    def against(self, cosines: Cosines) -> Evidence:
        """Evidence: nearness in standard deviations of the study's background."""
        return Evidence(self.cues, (self.nearness - cosines.mean) / cosines.sd, self.lead, self.subject)


def _subject(passages: Passages, theme: TrackedTheme, heads: SubjectHeads | None) -> Floats:
    """Log odds of the theme's subjects, shape (n_passages,); call by call, as last bits depend on a product's shape."""
    if heads is None or not heads.knows(theme.subjects):
        return np.zeros(len(passages))
    rows = [heads.material_log_odds(passages.vectors[call], theme.subjects) for call in passages.call_slices]
    return np.concatenate(rows) if rows else np.zeros(0)


def nearness_and_lead(passages: Passages, positive: Vectors, negative: Vectors) -> tuple[Floats, Floats]:
    """The mean of the two best cosines to the positive sentences; best positive less best negative cosine.

    Both of shape (n_passages,); the lead is zero for a theme without near misses.
    """
    near = np.sort(_cosines(passages, positive).astype(np.float64), axis=1)
    lead = near[:, -1] - _cosines(passages, negative).max(axis=1) if len(negative) else np.zeros(len(near))
    return near[:, -2:].mean(axis=1), lead


def _cosines(passages: Passages, sentences: Vectors) -> Vectors:
    """Cosines, shape (n_passages, n_sentences); call by call, as the last bits of a product depend on its shape."""
    rows = [passages.vectors[call] @ sentences.T for call in passages.call_slices]
    return np.concatenate(rows) if rows else np.zeros((0, len(sentences)), dtype=np.float32)


def log_odds(conversation: Conversation, evidence: Evidence, w: Weights, *, has_strong_cues: bool) -> Floats:
    """Log odds of each passage by itself; less where nobody in its call says a strong cue of a theme that has some."""
    cues = evidence.cues
    return (
        w.bias
        + w.strong * cues.has_strong
        + w.strong_share * cues.strong_share
        + w.weak * np.minimum(cues.n_weak, 3)
        + w.meaning * np.clip(evidence.meaning, -2, 5)
        + w.lead * evidence.lead
        + w.unnamed * _unnamed(conversation, cues) * has_strong_cues
        + w.subject * np.clip(evidence.subject, *SUBJECT_LOG_ODDS)
    )


def _unnamed(conversation: Conversation, cues: Cues) -> NDArray[np.bool_]:
    """Whether no passage of the call has a strong cue, a row a passage."""
    return np.asarray(np.bincount(conversation.call, weights=cues.has_strong)[conversation.call] == 0)


def context_log_odds(conversation: Conversation, alone: Floats, w: Weights) -> tuple[Floats, Floats]:
    """Log odds that the conversation adds to scores ``alone`` (0-1), and the score of the question being answered."""
    question, before = conversation.carried(alone)
    return w.question * question + w.before * before + w.call * conversation.log_odds_of_call(alone), question
