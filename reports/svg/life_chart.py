"""A theme's life over the runs of a study as static SVG: a bar from the run it was born in to the last it was found in.

In: :class:`reports.views.lineage.Life` and the number of this run.  Out: one small ``<svg>`` for a table's cell.
"""

from __future__ import annotations

from markupsafe import Markup

from reports.views.lineage import Life

WIDTH, HEIGHT, EDGE = 140, 14, 4  # pixels


def life_chart(life: Life, run_id: int) -> Markup:
    """Draw the life; a theme found in one run only is a dot."""
    start, end = _x(life.first_run, run_id), _x(life.last_run, run_id)
    middle = HEIGHT // 2
    return Markup(
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">'
        f'<path class="zero" d="M{EDGE} {middle}H{WIDTH - EDGE}"/>'
        f'<path class="life" d="M{start} {middle}H{end}"/><circle r="3" cx="{start}" cy="{middle}"/></svg>'
    )


def _x(run: int, run_id: int) -> int:
    return round(EDGE + (WIDTH - 2 * EDGE) * (run - 1) / max(1, run_id - 1))
