"""Curves of planted narratives: how much is told of one in each quarter, from 0 (nothing) to 1 (its peak).

In: a number of quarters and the shape's parameters. Out: one level a quarter. Beside them, `Narrative`, which says who
tells a story, and `passages_told`, which turns a level into a whole number of passages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

Curve = Callable[[int], list[float]]


def steady(n_quarters: int) -> list[float]:
    """Tell the same in every quarter.

    >>> steady(3)
    [1.0, 1.0, 1.0]
    """
    return [1.0] * n_quarters


def none(n_quarters: int) -> list[float]:
    """Tell nothing in any quarter."""
    return [0.0] * n_quarters


def rise(start: float = 1 / 3) -> Curve:
    """Climb in a straight line from `start` in the first quarter to 1 in the last.

    >>> rise(0.5)(3)
    [0.5, 0.75, 1.0]
    """
    return lambda n: [start + (1 - start) * i / max(n - 1, 1) for i in range(n)]


def fade(end: float = 0.0) -> Curve:
    """Fall in a straight line from 1 in the first quarter to `end` in the last.

    >>> fade()(3)
    [1.0, 0.5, 0.0]
    """
    return lambda n: rise(end)(n)[::-1]


def hump(peak: int, width: int) -> Curve:
    """Rise to 1 in the quarter with index `peak` and fall again; nothing `width` quarters away from it.

    >>> hump(1, 2)(4)
    [0.5, 1.0, 0.5, 0.0]
    """
    return lambda n: [max(0.0, 1 - abs(i - peak) / width) for i in range(n)]


def new(start: int) -> Curve:
    """Say nothing before the quarter with index `start`, then grow in a straight line to 1 in the last.

    >>> new(2)(4)
    [0.0, 0.0, 0.5, 1.0]
    """
    return lambda n: [max(0.0, (i - start + 1) / max(n - start, 1)) for i in range(n)]


def step(start: int, before: float = 0.4) -> Curve:
    """Tell `before` of it, and from the quarter with index `start` all of it.

    >>> step(2, 0.5)(4)
    [0.5, 0.5, 1.0, 1.0]
    """
    return lambda n: [before if i < start else 1.0 for i in range(n)]


def seasonal(at: int, between: float = 0.5) -> Curve:
    """Tell all of it in the fiscal quarter with index `at` (0-3) of every year, and `between` of it in the others.

    >>> seasonal(1)(6)
    [0.5, 1.0, 0.5, 0.5, 0.5, 1.0]
    """
    return lambda n: [1.0 if i % 4 == at else between for i in range(n)]


def dormant(end: int) -> Curve:
    """Tell all of it until the quarter before the one with index `end`, and nothing from then on.

    >>> dormant(2)(4)
    [1.0, 1.0, 0.0, 0.0]
    """
    return lambda n: [1.0 if i < end else 0.0 for i in range(n)]


def revived(end: int, back: int) -> Curve:
    """Tell all of it before the quarter with index `end` and from the one with index `back` on, nothing between.

    >>> revived(1, 3)(5)
    [1.0, 0.0, 0.0, 1.0, 1.0]
    """
    return lambda n: [0.0 if end <= i < back else 1.0 for i in range(n)]


def burst(start: int, length: int) -> Curve:
    """Tell all of it in `length` quarters from index `start`, and nothing else.

    >>> burst(1, 2)(4)
    [0.0, 1.0, 1.0, 0.0]
    """
    return lambda n: [1.0 if start <= i < start + length else 0.0 for i in range(n)]


@dataclass(frozen=True)
class Teller:
    """A company that tells a story: how many passages at the peak, and how many quarters after the lead."""

    company: str
    peak: int
    lag: int = 0


@dataclass(frozen=True)
class Narrative:
    """A planted story: its theme, its shape, and its tellers with the lead company first."""

    theme: str
    shape: str
    curve: Curve
    tellers: tuple[Teller, ...]
    tracked: bool = True

    @property
    def lead(self) -> str | None:
        """The company that speaks first; None where nobody speaks, or all do from the start."""
        return self.tellers[0].company if self.tellers and self.shape != "steady" else None


def passages_told(narrative: Narrative, company: str, n_quarters: int) -> list[int]:
    """Count the passages that a company tells of a narrative in each quarter.

    Parameters
    ----------
    narrative
        The story; a company that is none of its tellers tells nothing.
    company
        The company's key.
    n_quarters
        The length of the panel.

    Returns
    -------
    list[int]
        One count a quarter: the level of the curve, moved later by the teller's lag, times its peak, halves rounded up.
    """
    told = [0] * n_quarters
    for teller in narrative.tellers:
        if teller.company == company:
            levels = [0.0] * teller.lag + narrative.curve(n_quarters)
            told = [floor(teller.peak * level + 0.5) for level in levels[:n_quarters]]
    return told
