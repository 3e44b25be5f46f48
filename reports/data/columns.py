"""The columns of a wide table: whole years where a study is long, its newest quarters one by one.

In: quarters in order.  Out: :class:`Column`.  A share of a year is the mean of its quarters, thin ones left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from themes.quarters import Quarter

OPEN = 8  # quarters that always have a column of their own
LONG = 12  # quarters from which on older years have one column


@dataclass(frozen=True)
class Column:
    """A quarter, or a year with its quarters."""

    label: str
    quarters: tuple[str, ...]

    @property
    def is_year(self) -> bool:
        """Whether it stands for a year."""
        return "Q" not in self.label


def runs_of(quarters: Sequence[str]) -> list[str]:
    """Quarters in order, those that follow one another as a span.

    Examples
    --------
    >>> runs_of(["2011Q3", "2011Q4", "2012Q1", "2013Q2"])
    ['2011Q3–2012Q1', '2013Q2']
    """
    runs: list[list[Quarter]] = []
    for quarter in map(Quarter.parse, quarters):
        if runs and runs[-1][-1].shift(1) == quarter:
            runs[-1].append(quarter)
        else:
            runs.append([quarter])
    return [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]


def years_of(quarters: Sequence[str]) -> tuple[Column, ...]:
    """Every year with its quarters.

    Examples
    --------
    >>> years_of(["2011Q4", "2012Q1"])
    (Column(label='2011', quarters=('2011Q4',)), Column(label='2012', quarters=('2012Q1',)))
    """
    by_year = groupby(quarters, lambda name: Quarter.parse(name).year)
    return tuple(Column(str(year), tuple(own)) for year, own in by_year)


def columns_of(quarters: Sequence[str]) -> tuple[Column, ...]:
    """Columns of a table over quarters: of up to twelve each its own; of more the years before the last eight whole.

    A year that reaches into the last eight quarters stays in quarters.

    Examples
    --------
    >>> names = [f"{year}Q{quarter}" for year in (2010, 2011, 2012, 2013) for quarter in (1, 2, 3, 4)]
    >>> [column.label for column in columns_of(names[:14])][:3], len(columns_of(names[:12]))
    (['2010', '2011Q1', '2011Q2'], 12)
    """
    singles = tuple(Column(quarter, (quarter,)) for quarter in quarters)
    if len(quarters) <= LONG:
        return singles
    first_open = quarters[-OPEN][:4]
    years = tuple(column for column in years_of(quarters) if column.label < first_open)
    return years + tuple(column for column in singles if column.label[:4] >= first_open)
