"""A series of shares as a static SVG line from zero, small enough for a table's cell (Tufte 2006).

In: shares in order, None where there was no call.  Out: markup that may stand in a page: no script, the text's own
colour, gaps where there was no call.  What the line shows is said beside it in numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from reports.svg.path import path_of, unbroken

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 96, 18, 2, 94, 2, 16  # pixels, as the stylesheet has it


def table_line(shares: Sequence[float | None]) -> Markup:
    """Draw the shares (0–1) in a table's cell, the last one marked; empty where there is none.

    Evenly spaced, from zero at the foot to the largest at the top.

    Examples
    --------
    >>> table_line([None, None])
    Markup('')
    """
    known = [(place, share) for place, share in enumerate(shares) if share is not None]
    if not known:
        return Markup()
    largest = max(share for _, share in known) or 1.0
    step = (RIGHT - LEFT) / max(1, len(shares) - 1)
    spots = [
        (place, (round(LEFT + step * place), round(FOOT - (FOOT - TOP) * share / largest))) for place, share in known
    ]
    line = "".join(path_of([spot for _, spot in run]) for run in unbroken(spots))
    x, y = spots[-1][1]
    return Markup(
        f'<svg class="cell-line" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">'
        f'<path d="{line}"/><circle r="2" cx="{x}" cy="{y}"/></svg>'
    )
