"""Names beside marks of a drawing: shortened to what has room, and placed where no other name or mark stands."""

from __future__ import annotations

from collections.abc import Iterable

Box = tuple[float, float, float, float]  # left, right, top, foot


def shortened(label: str, letters: int) -> str:
    """A label of so many letters at most.

    Examples
    --------
    >>> shortened("Fixed wireless", 14), shortened("Fixed wireless", 7)
    ('Fixed wireless', 'Fixed…')
    """
    return label if len(label) <= letters else label[: letters - 1].rstrip() + "…"


def is_free(box: Box, taken: Iterable[Box]) -> bool:
    """Whether a box meets none of those taken; a common edge is no meeting.

    Examples
    --------
    >>> is_free((0, 2, 0, 1), [(2, 3, 0, 1)]), is_free((0, 2, 0, 1), [(1, 3, 0, 1)])
    (True, False)
    """
    left, right, top, foot = box
    return not any(left < b and a < right and top < d and c < foot for a, b, c, d in taken)
