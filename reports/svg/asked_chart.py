"""Three shares of a theme on one line as static SVG: square remarks, filled dot answers, hollow diamond questions.

In: :class:`reports.views.speaker_gap.AskedRow` and the end of the common axis.  Out: one small ``<svg>`` for a table's
cell; the cells beside it hold the numbers.  Shapes differ, so that the groups are told apart without colour.
"""

from __future__ import annotations

from markupsafe import Markup

from reports.views.speaker_gap import AskedRow

WIDTH, HEIGHT, EDGE = 260, 18, 7  # pixels


def asked_chart(row: AskedRow, top: float) -> Markup:
    """Draw a theme's shares; a group that said nothing has no mark.

    A line leads from prepared remarks to questions.
    """
    middle = HEIGHT // 2
    marks = [f'<path class="zero" d="M{EDGE} {middle}H{WIDTH - EDGE}"/>']
    if row.prepared is not None and row.questions is not None:
        marks.append(f'<path class="gap" d="M{_x(row.prepared, top)} {middle}H{_x(row.questions, top)}"/>')
    if row.prepared is not None:
        marks.append(f'<path class="told" d="M{_x(row.prepared, top) - 4} {middle - 4}h8v8h-8z"/>')
    if row.answers is not None:
        marks.append(f'<circle class="told" r="4" cx="{_x(row.answers, top)}" cy="{middle}"/>')
    if row.questions is not None:
        marks.append(f'<path class="asked" d="M{_x(row.questions, top)} {middle - 6}l6 6-6 6-6-6z"/>')
    return Markup(f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{"".join(marks)}</svg>')


def _x(share: float, top: float) -> int:
    return round(EDGE + (WIDTH - 2 * EDGE) * share / top)
