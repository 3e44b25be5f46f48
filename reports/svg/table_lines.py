"""Lines in table cells: a small line of shares over quarters as static SVG, the last quarter marked (Tufte 2006).

In: a share a quarter, None where there was no call.  Out: one ``<svg>``; what it shows is said beside it in numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from reports.svg.path import path_of, unbroken

WIDTH, HEIGHT, EDGE = 96, 18, 2  # pixels; the stylesheet gives the same size


def table_line(shares: Sequence[float | None]) -> Markup:
    """Draw the shares (0–1) from zero to the largest; empty where there is none.

    Examples
    --------
    >>> table_line([None, None])
    Markup('')
    """
    known = [(k, share) for k, share in enumerate(shares) if share is not None]
    if not known:
        return Markup()
    top = max(max(share for _, share in known), 1e-9)
    step = (WIDTH - 2 * EDGE) / max(1, len(shares) - 1)

    def spot(place: int, share: float) -> tuple[int, int]:
        return round(EDGE + place * step), round(EDGE + (HEIGHT - 2 * EDGE) * (1 - share / top))

    path = "".join(path_of([spot(k, share) for k, share in run]) for run in unbroken(known))
    x, y = spot(*known[-1])
    return Markup(
        f'<svg class="cell-line" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">'
        f'<path d="{path}"/><circle r="2" cx="{x}" cy="{y}"/></svg>'
    )
