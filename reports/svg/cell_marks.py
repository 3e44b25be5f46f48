"""Marks on an axis from zero, each a small static SVG for a table's cell; the cells beside it hold the numbers.

In: shares, the runs of a theme's life, and where the axis ends.  Out: one ``<svg>`` each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reports.records import SpeakerShare
from reports.views.lineage import Life
from reports.views.speaker_gap import AskedRow


@dataclass(frozen=True)
class Axis:
    """An axis in a cell: its size and the room at both ends in pixels; the stylesheet gives the same size."""

    width: int
    height: int
    edge: int = 0

    def x(self, value: float, end: float) -> int:
        """Where a value stands on the axis from 0 to ``end``.

        Examples
        --------
        >>> Axis(140, 14, 4).x(0, 6), Axis(140, 14, 4).x(3, 6), Axis(140, 14, 4).x(6, 6)
        (4, 70, 136)
        """
        return round(self.edge + (self.width - 2 * self.edge) * value / end)

    @property
    def middle(self) -> int:
        """Half of the height."""
        return self.height // 2

    def drawn(self, marks: str) -> Markup:
        """The marks over a line from end to end."""
        return Markup(
            f'<svg viewBox="0 0 {self.width} {self.height}" aria-hidden="true">'
            f'<path class="zero" d="M{self.edge} {self.middle}H{self.width - self.edge}"/>{marks}</svg>'
        )


BAR, LIFE, ASKED = Axis(240, 12), Axis(140, 14, 4), Axis(260, 18, 7)
SHORTEST_AXIS = 0.01  # of a bar: a share


def share_bar(share: float | None, together: Sequence[SpeakerShare]) -> Markup:
    """Draw a share (0–1) as a bar on the axis of all shares ``together``; empty where there is none.

    The axis ends at the largest share, at one percent at least, so that next to nothing looks like it.

    Examples
    --------
    >>> share_bar(None, [])
    Markup('')
    """
    top = max([SHORTEST_AXIS, *(group.share or 0.0 for group in together)])
    if share is None or not together:
        return Markup()
    return Markup(
        f'<svg class="bar" viewBox="0 0 {BAR.width} {BAR.height}" aria-hidden="true">'
        f'<path d="M0 0h{BAR.x(share, top)}v{BAR.height}H0z"/></svg>'
    )


def life_chart(life: Life, run_id: int) -> Markup:
    """Draw a theme's life as a bar from the run it was born in to the last it was found in; of one run only a dot.

    The axis goes from the study's first run to this one, ``run_id``.
    """
    last = max(1, run_id - 1)
    start, end = LIFE.x(life.first_run - 1, last), LIFE.x(life.last_run - 1, last)
    return LIFE.drawn(
        f'<path class="life" d="M{start} {LIFE.middle}H{end}"/><circle r="3" cx="{start}" cy="{LIFE.middle}"/>'
    )


def asked_chart(row: AskedRow, top: float) -> Markup:
    """Draw a theme's shares by group of speakers on the common axis to ``top``; a group that said nothing has no mark.

    A square for remarks, a filled dot for answers, a hollow diamond for questions: shapes tell the groups apart without
    colour.  A line leads from prepared remarks to questions.
    """
    middle = ASKED.middle
    marks = []
    if row.prepared is not None and row.questions is not None:
        marks.append(f'<path class="gap" d="M{ASKED.x(row.prepared, top)} {middle}H{ASKED.x(row.questions, top)}"/>')
    if row.prepared is not None:
        marks.append(f'<path class="management" d="M{ASKED.x(row.prepared, top) - 4} {middle - 4}h8v8h-8z"/>')
    if row.answers is not None:
        marks.append(f'<circle class="management" r="4" cx="{ASKED.x(row.answers, top)}" cy="{middle}"/>')
    if row.questions is not None:
        marks.append(f'<path class="asked" d="M{ASKED.x(row.questions, top)} {middle - 6}l6 6-6 6-6-6z"/>')
    return ASKED.drawn("".join(marks))
