"""Which companies called in which quarters: what is missing, what is thin, which quarters count as lately.

Made from tables by :mod:`reports.data.calls`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.data.columns import Column
from reports.records import Company

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

    def by_column(self, columns: Sequence[Column], quarters: Sequence[str]) -> list[tuple[tuple[str, ...], bool]]:
        """The calls of each column, and whether one is expected in it."""
        held = dict(zip(quarters, self.cells, strict=True))
        before = frozenset(quarters[: self.n_before])
        return [
            (tuple(call for q in column.quarters for call in held[q]), not before.issuperset(column.quarters))
            for column in columns
        ]


@dataclass(frozen=True)
class Coverage:
    """Company × calendar quarter; a call is expected from a company's first one to the study's last quarter.

    ``thin`` are the quarters in which fewer than two thirds of the companies called that could be expected to
    (:func:`themes.stats.composition.is_thin`): they are shown, but no mean over quarters takes them in and none is a
    peak, since few companies say little of all.  Of a call of an unknown company nothing can be expected.
    """

    quarters: tuple[str, ...]
    rows: tuple[CoverageRow, ...]
    thin: frozenset[str] = frozenset()

    @property
    def lately(self) -> tuple[str, ...]:
        """The last four quarters (:meth:`last`)."""
        return self.last(LATELY)

    def last(self, count: int) -> tuple[str, ...]:
        """The ``count`` quarters that end with the last one that is not thin, without those of them that are.

        Where companies are so seldom heard together that more than a year of thin ones follows it, the last ones.
        """
        end = self.quarters.index(self.not_thin[-1]) + 1 if self.not_thin else 0
        if not end or len(self.quarters) - end > LATELY:
            return self.quarters[-count:]
        return tuple(quarter for quarter in self.quarters[max(end - count, 0) : end] if quarter not in self.thin)

    @property
    def telling(self) -> tuple[str, ...]:
        """The quarters with a call that are not thin; of a study of thin quarters alone all with a call."""
        held = [q for q, *cells in zip(self.quarters, *(row.cells for row in self.rows), strict=True) if any(cells)]
        return tuple(quarter for quarter in held if quarter not in self.thin) or tuple(held)

    @property
    def axis(self) -> tuple[str, ...]:
        """The quarters of a drawing: all, but one for every year or more in which nobody called."""
        held = {q for q, *cells in zip(self.quarters, *(row.cells for row in self.rows), strict=True) if any(cells)}
        runs = [(called, list(own)) for called, own in groupby(self.quarters, held.__contains__)]
        return tuple(q for called, own in runs for q in (own if called or len(own) < LATELY else own[:1]))

    @property
    def not_thin(self) -> tuple[str, ...]:
        """The quarters of which the companies that called say enough of all: a peak is one of these."""
        return tuple(quarter for quarter in self.quarters if quarter not in self.thin)

    @property
    def expected_rows(self) -> tuple[CoverageRow, ...]:
        """Rows of the companies that are known."""
        return tuple(row for row in self.rows if not row.company.is_unknown)

    @property
    def pending(self) -> tuple[str, ...]:
        """The last quarter, where it is thin: companies are still reporting on it, or their calls were not given."""
        return tuple(quarter for quarter in self.quarters[-1:] if quarter in self.thin)

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
