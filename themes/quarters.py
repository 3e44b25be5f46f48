"""Calendar and fiscal quarters: parsing, arithmetic, names and days in one place.

In: text such as ``2012Q4``, a date, or an ordinal.  Out: :class:`Quarter`.  Two plain integers rather than
``pandas.Period``: parsers and the command line compute with quarters before anything needs pandas, whose import takes
longer than ``themes --help``, and a fiscal quarter has no days of the calendar.  :meth:`Quarter.to_period` leads to
pandas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

QUARTERS_A_YEAR = 4
_NAME = re.compile(r"(\d{4})Q([1-4])")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MONTHS = 3  # of a quarter


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year, in the order of time.

    Parameters
    ----------
    year : int
        0-9999; of a fiscal quarter the fiscal year.
    number : int
        1-4.

    Examples
    --------
    >>> str(Quarter(2012, 4)), str(Quarter(2012, 4).shift(1)), Quarter(2012, 4) < Quarter(2013, 1)
    ('2012Q4', '2013Q1', True)
    """

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04d}Q{self.number}"

    @classmethod
    def parse(cls, name: str) -> Quarter:
        """The quarter of a name.

        Raises
        ------
        ValueError
            Not four digits, ``Q`` and a number from 1 to 4.

        Examples
        --------
        >>> Quarter.parse("2012Q4")
        Quarter(year=2012, number=4)
        """
        match = _NAME.fullmatch(name)
        if match is None:
            raise ValueError(f"{name!r} is no quarter; one is written 2012Q4")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Quarter:
        """The inverse of :attr:`ordinal`."""
        return cls(ordinal // QUARTERS_A_YEAR, ordinal % QUARTERS_A_YEAR + 1)

    @classmethod
    def of_date(cls, day: date | str) -> Quarter:
        """The calendar quarter that holds a day, given as a date or in ISO form.

        Examples
        --------
        >>> str(Quarter.of_date("2013-02-05"))
        '2013Q1'
        """
        when = date.fromisoformat(day) if isinstance(day, str) else day
        return cls(when.year, (when.month - 1) // _MONTHS + 1)

    @property
    def ordinal(self) -> int:
        """Quarters since the first one of year 0: neighbours differ by one, years by four."""
        return self.year * QUARTERS_A_YEAR + self.number - 1

    @property
    def first_day(self) -> date:
        """Of the calendar quarter."""
        return date(self.year, (self.number - 1) * _MONTHS + 1, 1)

    @property
    def last_day(self) -> date:
        """Of the calendar quarter.

        >>> Quarter(2012, 2).last_day
        datetime.date(2012, 6, 30)
        """
        return self.shift(1).first_day - timedelta(days=1)

    def shift(self, n_quarters: int) -> Quarter:
        """The quarter so many later; a negative number goes back.

        >>> str(Quarter(2012, 2).shift(-4))
        '2011Q2'
        """
        return Quarter.from_ordinal(self.ordinal + n_quarters)

    def since(self, earlier: Quarter) -> int:
        """How many quarters this one lies after another; negative where it lies before.

        >>> Quarter(2013, 2).since(Quarter(2012, 4))
        2
        """
        return self.ordinal - earlier.ordinal

    def to_period(self) -> pd.Period:
        """As pandas has it, with frequency ``Q-DEC``."""
        import pandas as pd

        return pd.Period(str(self), freq="Q-DEC")


def is_quarter(text: str) -> bool:
    """Whether a text is the name of a quarter.

    >>> is_quarter("2012Q4"), is_quarter("2012Q5"), is_quarter("4Q12")
    (True, False, False)
    """
    return _NAME.fullmatch(text) is not None


def days_of(moment: str) -> tuple[date, date]:
    """The first and the last day of a calendar quarter, or of a day in ISO form, which are that day.

    Raises
    ------
    ValueError
        Neither of them.

    Examples
    --------
    >>> [day.isoformat() for day in days_of("2012Q2")], days_of("2013-02-05")[0].isoformat()
    (['2012-04-01', '2012-06-30'], '2013-02-05')
    """
    try:
        if is_quarter(moment):
            quarter = Quarter.parse(moment)
            return quarter.first_day, quarter.last_day
        if _ISO_DATE.fullmatch(moment):
            return date.fromisoformat(moment), date.fromisoformat(moment)
    except ValueError:
        pass  # no such day, or a year that no date has
    raise ValueError(f"{moment!r} is neither a quarter nor a date, such as 2012Q4 or 2013-02-28")


def quarter_range(first: str, last: str) -> tuple[str, ...]:
    """Names of all quarters from ``first`` to ``last``, both included; empty where ``last`` comes before.

    >>> quarter_range("2012Q3", "2013Q1")
    ('2012Q3', '2012Q4', '2013Q1')
    """
    start, stop = Quarter.parse(first), Quarter.parse(last)
    return tuple(str(start.shift(k)) for k in range(stop.since(start) + 1))


def ordinals(names: Iterable[str]) -> dict[str, int]:
    """The ordinal of each name, for columns of a table.

    >>> ordinals(["2012Q4", "2013Q1", "2012Q4"])
    {'2012Q4': 8051, '2013Q1': 8052}
    """
    return {name: Quarter.parse(name).ordinal for name in dict.fromkeys(names)}
