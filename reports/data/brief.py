"""The brief as plain data: what one sees first, and what is sent on as a slide, a sheet or a page of its own.

Written by :mod:`reports.text`; every number is a cell of ``trends`` or ``contrasts``, or a quarterly share as
:mod:`reports.data.shares` makes it.  Shares and changes are 0–1, quarters ``2012Q4``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reports.records import Direction, Quote

Series = tuple[tuple[str, float | None], ...]
Basis = Literal["trend", "contrast", "description"]


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


@dataclass(frozen=True)
class Driver:
    """A company's own change over the horizon of the finding; shares only where its row is of that horizon."""

    company_id: str
    company: str
    change: float
    before: float | None = None
    after: float | None = None


@dataclass(frozen=True)
class Finding:
    """One finding: the claim with its number, how sure it is, who drives it, and one quote.

    ``basis``: a tested ``trend``; a ``contrast`` of two calls; or a ``description``, tested by nothing, whose change,
    bounds and q-value are None and whose ``status`` is ``described`` (of a contrast ``contrast``).  ``scope`` is
    ``ALL`` or a company_id.  ``headline``, ``interval``, ``certainty`` and ``sentence`` are texts; ``interval`` and
    ``certainty`` may be empty.  ``series`` may hold gaps; ``drivers`` come with the largest change first; ``excerpt``
    is what is shown of ``quote``.
    """

    theme_id: str
    label: str
    scope: str
    scope_label: str
    basis: Basis
    status: str
    direction: Direction
    headline: str
    interval: str
    certainty: str
    before: Window | None
    after: Window | None
    change: float | None
    low: float | None
    high: float | None
    q_value: float | None
    series: Series
    drivers: tuple[Driver, ...]
    quote: Quote | None
    excerpt: str
    sentence: str


@dataclass(frozen=True)
class News:
    """What is new: a heading (since the last refresh, or this quarter) and a few sentences, at least one."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Brief:
    """Two screens: what was read, what is new, the findings, themes worth a row of the small heat map, what is open.

    ``note`` tells how the findings were chosen and what q is, ``not_said`` what could not be said and why; both may be
    empty.  ``n_found`` counts the findings that hold, those not shown included.  ``theme_ids`` and ``quarters`` are the
    rows and columns of the heat map.
    """

    coverage: str
    news: News | None
    findings: tuple[Finding, ...]
    n_found: int
    note: str
    theme_ids: tuple[str, ...]
    quarters: tuple[str, ...]
    not_said: str
