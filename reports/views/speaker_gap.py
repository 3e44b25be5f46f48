"""Prepared remarks against answers against analysts' questions: where analysts ask and management does not tell.

In: themes with the words each group of speakers spent on them, pooled over all calls.  Out: :class:`AskedAnswered`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.records import ThemeReport
from themes.records import SpeakerGroup

#: A theme is called asked more than volunteered where its share of analysts' words is at least this many times ...
LEAST_RATIO = 1.5
#: ... that of prepared remarks, and this much (0–1) above it, ...
LEAST_GAP = 0.01
#: ... and rests on so many words of questions: some three of them.
LEAST_WORDS = 200

GROUPS: tuple[SpeakerGroup, ...] = ("management_prepared", "management_answers", "analyst_questions")


@dataclass(frozen=True)
class AskedRow:
    """Shares (0–1) of a theme in each group's own words; ``gap`` is questions less prepared remarks.

    None where a group said nothing.  Answers are no part of the gap: management gives them because it was asked.  Of
    discovered themes none is called asked: clusters follow the wording, and questions are worded unlike remarks, so
    that one story may lie in a cluster of questions and in another of remarks.
    """

    theme_id: str
    label: str
    prepared: float | None
    answers: float | None
    questions: float | None
    gap: float | None
    is_gap: bool


@dataclass(frozen=True)
class AskedAnswered:
    """All themes mentioned, and what analysts ask beyond the remarks; ``top`` is the end of the common axis (0–1).

    Without rows either no theme was mentioned or, where ``is_mentioned``, no analyst asked anything.
    """

    rows: tuple[AskedRow, ...]
    top: float
    is_mentioned: bool

    @property
    def gaps(self) -> tuple[AskedRow, ...]:
        """Themes that analysts ask about and management does not tell, the widest gap first."""
        return tuple(row for row in self.rows if row.is_gap)


def asked_answered_of(themes: Sequence[ThemeReport]) -> AskedAnswered:
    """Set each theme's shares by group of speakers side by side.

    Parameters
    ----------
    themes : sequence of ThemeReport
        Themes with their ``speakers``; those nobody spoke of are left out.

    Returns
    -------
    AskedAnswered
        Widest gap first; themes whose gap is not known last.  No row where there were no questions at all.
    """
    rows = [_row(theme) for theme in themes if theme.n_words_theme]
    if not any(row.questions is not None for row in rows):
        return AskedAnswered((), 0.0, bool(rows))
    rows.sort(key=lambda row: (row.gap is None, -(row.gap or 0.0), row.theme_id))
    shares = [share for row in rows for share in (row.prepared, row.answers, row.questions) if share is not None]
    return AskedAnswered(tuple(rows), _round_up(max(shares, default=0.0)), is_mentioned=True)


def _row(theme: ThemeReport) -> AskedRow:
    words = {speaker.group: speaker for speaker in theme.speakers}
    remarks, answers, questions = (words.get(group) for group in GROUPS)
    asked = questions.share if questions else None
    n_asked = questions.n_words_theme if questions else 0
    prepared = remarks.share if remarks else None
    gap = None if asked is None or prepared is None else asked - prepared
    return AskedRow(
        theme_id=theme.theme_id,
        label=theme.label,
        prepared=prepared,
        answers=answers.share if answers else None,
        questions=asked,
        gap=gap,
        is_gap=theme.kind == "tracked" and is_gap(asked, prepared, n_asked),
    )


def is_gap(asked: float | None, prepared: float | None, n_words_questions: int) -> bool:
    """Whether analysts ask of a theme well beyond what prepared remarks tell of it.

    Examples
    --------
    >>> is_gap(0.05, 0.02, 800), is_gap(0.05, 0.04, 800), is_gap(0.05, 0.02, 80)
    (True, False, False)
    """
    if asked is None or prepared is None:
        return False
    return asked >= LEAST_RATIO * prepared and asked - prepared >= LEAST_GAP and n_words_questions >= LEAST_WORDS


def _round_up(share: float) -> float:
    """The end of an axis: the next of 1, 2, 5, 10, 15, 20, 25 … percent."""
    steps = [0.01, 0.02, *(k / 20 for k in range(1, 21))]
    return next((step for step in steps if share <= step), 1.0)
