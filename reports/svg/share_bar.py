"""A share as a bar from zero, static SVG for a table's cell; the cell beside it holds the number."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from reports.records import SpeakerShare

WIDTH, HEIGHT = 240, 12  # pixels; the stylesheet gives the same size
SHORTEST_AXIS = 0.01


def share_bar(share: float | None, together: Sequence[SpeakerShare]) -> Markup:
    """Draw a share (0–1) on the axis of all shares ``together``; empty where there is none.

    The axis ends at the largest share, at one percent at least, so that next to nothing looks like it.

    Examples
    --------
    >>> share_bar(None, [])
    Markup('')
    """
    top = max([SHORTEST_AXIS, *(group.share or 0.0 for group in together)])
    if share is None or not together:
        return Markup()
    length = round(WIDTH * share / top)
    return Markup(
        f'<svg class="bar" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true"><path d="M0 0h{length}v12H0z"/></svg>'
    )
