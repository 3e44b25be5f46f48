"""Points to the ``d`` of an SVG path in few bytes: relative steps, level stretches in one; a report holds hundreds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def path_of(spots: Sequence[tuple[int, int]]) -> str:
    """Join points (x, y in whole pixels) by straight lines.

    Examples
    --------
    >>> path_of([(2, 10), (6, 10), (10, 10), (14, 7), (18, 9)])
    'M2 10l8 0 4-3 4 2'
    >>> path_of([(2, 10)])  # a dot, where the ends of lines are round
    'M2 10h0'
    """
    (x, y), steps = spots[0], list[tuple[int, int]]()
    path = f"M{x} {y}"
    for there in spots[1:]:
        step = (there[0] - x, there[1] - y)
        x, y = there
        goes_on = steps and steps[-1][1] == step[1] == 0 and (steps[-1][0] < 0) == (step[0] < 0)
        if goes_on:
            step = (steps.pop()[0] + step[0], 0)
        steps.append(step)
    return path + ("l" + " ".join(f"{dx} {dy}" for dx, dy in steps).replace(" -", "-") if steps else "h0")


def unbroken(placed: Iterable[tuple[int, T]]) -> list[list[tuple[int, T]]]:
    """Cut values by place (in order) wherever a place is missing: a line must not lead over a quarter without a call.

    Examples
    --------
    >>> unbroken([(0, "a"), (1, "b"), (1, "c"), (4, "d")])
    [[(0, 'a'), (1, 'b'), (1, 'c')], [(4, 'd')]]
    """
    runs: list[list[tuple[int, T]]] = []
    for place, value in placed:
        if not runs or place - runs[-1][-1][0] > 1:
            runs.append([])
        runs[-1].append((place, value))
    return runs
