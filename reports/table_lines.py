"""Lines in table cells: a small line of shares over quarters as static SVG, the last quarter marked (Tufte 2006).

In: a share a quarter, None where there was no call.  Out: one ``<svg>``; what it shows is said beside it in numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT, EDGE = 96, 18, 2  # pixels


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
    spots = [(round(EDGE + k * step), round(EDGE + (HEIGHT - 2 * EDGE) * (1 - share / top))) for k, share in known]
    path = "M" + "L".join(f"{x} {y}" for x, y in spots)
    x, y = spots[-1]
    return Markup(
        f'<svg class="cell-line" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" aria-hidden="true">'
        f'<path d="{path}"/><circle r="2" cx="{x}" cy="{y}"/></svg>'
    )
