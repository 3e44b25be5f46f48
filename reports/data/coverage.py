"""Which companies called in which quarters: what is missing, what is thin, which quarters count as lately.

Made from tables by :mod:`reports.data.calls`.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.records import Company
from themes.stats.windows import PEAK_COVERAGE

LATELY = 4  # quarters: what "lately" means everywhere


@dataclass(frozen=True)
class CoverageRow:
    """The calls of one company in every quarter of the study; an empty cell is a quarter without a call."""

    company: Company
    cells: tuple[tuple[str, ...], ...]

    @property
    def n_before(self) -> int:
        """Quarters before the company's first call: none is expected in them."""
        return next((k for k, cell in enumerate(self.cells) if cell), len(self.cells))


@dataclass(frozen=True)
class Coverage:
    """Company × calendar quarter; a call is expected from a company's first one to the study's last quarter.

    ``thin`` are the quarters in which fewer than half as many companies of the whole study called as in the fullest:
    they are shown, but no mean over quarters takes them in, since few companies say little of all.  Of a call of an
    unknown company nothing can be expected.
    """

    quarters: tuple[str, ...]
    rows: tuple[CoverageRow, ...]
    thin: frozenset[str] = frozenset()

    @property
    def lately(self) -> tuple[str, ...]:
        """The four quarters that end with the last one that is not thin, without those of them that are."""
        known = [k for k, quarter in enumerate(self.quarters) if quarter not in self.thin]
        last = self.quarters[max(known[-1] + 1 - LATELY, 0) : known[-1] + 1] if known else ()
        return tuple(quarter for quarter in last if quarter not in self.thin)

    @property
    def full(self) -> tuple[str, ...]:
        """Quarters in which at least nine tenths as many companies called as in the fullest: a peak is one of these."""
        called = [sum(bool(row.cells[k]) for row in self.expected_rows) for k in range(len(self.quarters))]
        return tuple(
            q for q, n in zip(self.quarters, called, strict=True) if n >= PEAK_COVERAGE * max(called, default=0)
        )

    @property
    def expected_rows(self) -> tuple[CoverageRow, ...]:
        """Rows of the companies that are known."""
        return tuple(row for row in self.rows if not row.company.is_unknown)

    @property
    def pending(self) -> tuple[str, ...]:
        """The thin quarters at the end: companies are still reporting on them, or their calls were not given."""
        last = max((k for k, quarter in enumerate(self.quarters) if quarter not in self.thin), default=-1)
        return self.quarters[last + 1 :]

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """Company and quarter of each call that is expected and not there, :attr:`pending` quarters included."""
        return tuple(
            (row.company.label, quarter)
            for row in self.expected_rows
            for quarter, cell in list(zip(self.quarters, row.cells, strict=True))[row.n_before :]
            if not cell
        )

    @property
    def n_expected(self) -> int:
        """Company-quarters in which a call is expected."""
        return sum(len(row.cells) - row.n_before for row in self.expected_rows)

    @property
    def n_present(self) -> int:
        """Company-quarters with a call, of those in which one is expected."""
        return sum(bool(cell) for row in self.expected_rows for cell in row.cells)
