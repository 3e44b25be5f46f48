"""The brief as plain data: what one sees first, and what is sent on as a slide, a sheet or a page of its own.

Written by :mod:`reports.text`; every number is a cell of ``trends`` or ``contrasts``, or a share as
:mod:`reports.data.shares` makes it.  Shares and changes are 0–1, quarters ``2012Q4``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from reports.formatting import percent
from reports.records import Direction, Quote

Series = tuple[tuple[str, float | None], ...]
Basis = Literal["trend", "contrast", "description"]
Measure = Literal["share", "before", "after", "change", "low", "high"]


@dataclass(frozen=True)
class Figure:
    """A number in a sentence and where it comes from: the same text stands wherever the same number does.

    ``measure``: a ``share`` of the quarter or span ``when`` (``2012Q1/2012Q4``), or a cell of the row of ``trends`` of
    theme and ``scope``; ``when`` names the horizon where the change is not that of the row's own.
    """

    text: str
    measure: Measure
    theme_id: str
    scope: str = "ALL"
    when: str = ""

    def __str__(self) -> str:
        return self.text

    @property
    def address(self) -> str:
        """What tells the number from all others on a page.

        >>> Figure("4.0%", "share", "sdn", "juno", "2012Q4").address
        'share|sdn|juno|2012Q4'
        """
        return f"{self.measure}|{self.theme_id}|{self.scope}|{self.when}"


Words = tuple[str | Figure, ...]


def plain(words: Iterable[str | Figure]) -> str:
    """A sentence without the sources of its numbers."""
    return "".join(map(str, words))


@dataclass(frozen=True)
class Window:
    """What one side of a comparison rests on: its first and last quarter (or call), and the share in it."""

    first: str
    last: str
    share: float

    @property
    def span(self) -> str:
        """Its quarters.

        >>> Window("2012Q1", "2012Q4", 0.1).span, Window("2012Q1", "2012Q1", 0.1).span
        ('2012Q1–2012Q4', '2012Q1')
        """
        return self.first if self.first == self.last else f"{self.first}–{self.last}"

    @property
    def when(self) -> str:
        """Its quarters, as a :class:`Figure` names them."""
        return self.first if self.first == self.last else f"{self.first}/{self.last}"


@dataclass(frozen=True)
class Driver:
    """A company that moved the same way: its own shares in the two spans that the finding compares."""

    company_id: str
    company: str
    before: Window
    after: Window

    @property
    def change(self) -> float:
        """Share after less before (0–1)."""
        return self.after.share - self.before.share


@dataclass(frozen=True)
class Finding:
    """One finding: the claim with its number, how sure it is, who drives it, and one quote.

    ``basis``: a tested ``trend``; a ``contrast`` of two calls; or a ``description``, tested by nothing, whose change,
    bounds and q-value are None.  ``status`` is the trend's, else ``contrast`` or ``described``; ``scope`` is ``ALL`` or
    a company_id.  ``windows``: before and after; of a description the one described.  ``series`` may hold gaps;
    ``drivers`` come with the largest change first; ``estimated``: quarters compared whose share is estimated for
    companies that did not call; ``same``: labels of discovered themes of mostly the same passages; ``excerpt`` is what
    is shown of ``quote``.  Sentences may be empty, but for the claim.
    """

    theme_id: str
    label: str
    scope: str
    scope_label: str
    basis: Basis
    status: str
    direction: Direction
    claim: Words
    bounds: Words
    led_by: Words
    certainty: str
    windows: tuple[Window, ...]
    change: float | None = None
    low: float | None = None
    high: float | None = None
    q_value: float | None = None
    series: Series = ()
    drivers: tuple[Driver, ...] = ()
    estimated: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    quote: Quote | None = None
    excerpt: str = ""

    @property
    def headline(self) -> str:
        """The claim with its number, without a full stop."""
        return plain(self.claim)

    @property
    def interval(self) -> str:
        """The interval of the change in words, and how many companies moved so."""
        return plain(self.bounds)

    @property
    def estimate(self) -> str:
        """Which quarters are estimated, without a full stop; empty for none."""
        quarters = ", ".join(self.estimated)
        return f"{quarters} estimated (≈)" if quarters else ""

    @property
    def before(self) -> Window | None:
        """The earlier of two windows."""
        return self.windows[0] if len(self.windows) == 2 else None

    @property
    def after(self) -> Window | None:
        """The later window, or the only one."""
        return self.windows[-1] if self.windows else None

    @property
    def sentence(self) -> str:
        """All of it in a few plain sentences."""
        levels = " to ".join(f"{percent(window.share)} in {window.span}" for window in self.windows)
        interval = f"{levels} ({self.interval})" if self.interval else levels
        parts = (self.headline, interval and f"From {interval}", plain(self.led_by), self.estimate, self.certainty)
        return " ".join(f"{part}." for part in parts if part)


@dataclass(frozen=True)
class News:
    """What is new: a heading (since the last refresh, or this quarter) and a few sentences, at least one."""

    heading: str
    lines: tuple[Words, ...]


@dataclass(frozen=True)
class Brief:
    """Two screens: what is new, the findings, the themes of the small heat map, what could not be said.

    ``note`` tells how the findings were chosen and what q is, ``not_said`` what could not be said and why; both may be
    empty.  ``n_found`` counts the findings that hold, those not shown included.  ``theme_ids`` and ``quarters`` are the
    rows and columns of the heat map.
    """

    news: News | None
    findings: tuple[Finding, ...]
    n_found: int
    note: str
    theme_ids: tuple[str, ...]
    quarters: tuple[str, ...]
    not_said: str
