"""The invented companies of the planted calls: read from passages/cast.toml, and the calendar of their calls."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tests.benchmarks.planted_passages import PASSAGES
from tests.benchmarks.planted_records import Person

FIRST_YEAR = 2011


@dataclass(frozen=True)
class Company:
    """A company with its people; `place` is its index among the companies (formalities are picked by it).

    `revenue` (million dollars a quarter), `growth` (a quarter, 0-1), `gross_margin` (%) and `shares` (million) are
    where its invented results begin. `layouts` are pairs of the first quarter and the layout from then on.
    """

    key: str
    place: int
    names: dict[str, str]
    ticker: str | None
    layouts: tuple[tuple[str, str], ...]
    variant: tuple[str, str]
    days_after_quarter: int
    hour: str
    revenue: float
    growth: float
    gross_margin: float
    shares: float
    ir: Person
    ceo: Person
    cfo: Person
    analysts: tuple[Person, ...]
    carriers: tuple[str, ...]
    latin_carriers: tuple[str, ...]

    def name_in(self, quarter: str) -> str:
        """The name as the file of this quarter (`2011Q1`) spells it."""
        variant_quarter, variant = self.variant
        return variant if variant_quarter == quarter else self.names["name"]

    def layout_in(self, quarter: str) -> str:
        """The layout of this quarter's file."""
        return [layout for since, layout in self.layouts if since <= quarter][-1]


def read_cast(*more: Path) -> list[Company]:
    """Read the companies of cast.toml in their order there, then those of other files, whose brokers it names."""
    content = tomllib.loads((PASSAGES / "cast.toml").read_text(encoding="utf-8"))
    brokers = content["brokers"]
    entries = [*content["company"]]
    for path in more:
        entries += tomllib.loads(path.read_text(encoding="utf-8"))["company"]
    companies = []
    for place, entry in enumerate(entries):
        ir, ceo, cfo = (Person(entry[who][0], "executive", entry[who][1]) for who in ("ir", "ceo", "cfo"))
        companies.append(
            Company(
                place=place,
                names={key: entry[key] for key in ("name", "spoken", "short", "affiliation")},
                layouts=tuple((since, layout) for since, layout in entry["layouts"]),
                variant=(entry["variant"][0], entry["variant"][1]),
                ticker=entry.get("ticker"),
                ir=ir,
                ceo=ceo,
                cfo=cfo,
                analysts=tuple(Person(name, "analyst", "Analyst", brokers[name]) for name in entry["analysts"]),
                carriers=tuple(content["carriers"]),
                latin_carriers=tuple(content["latin_carriers"]),
                **{
                    key: entry[key]
                    for key in ("key", "days_after_quarter", "hour", "revenue", "growth", "gross_margin", "shares")
                },
            )
        )
    return companies


def quarter_label(quarter: int) -> str:
    """Name the quarter with this index.

    >>> quarter_label(5)
    '2012Q2'
    """
    return f"{FIRST_YEAR + quarter // 4}Q{quarter % 4 + 1}"


def call_day(quarter: int, days_after_quarter: int) -> date:
    """Find the day of a call: so many days after the quarter's end, moved to the next Tuesday, Wednesday or Thursday.

    >>> call_day(0, 25)
    datetime.date(2011, 4, 26)
    """
    year, number = FIRST_YEAR + quarter // 4, quarter % 4
    quarter_end = date(year + (number == 3), (3 * number + 3) % 12 + 1, 1) - timedelta(days=1)
    day = quarter_end + timedelta(days=days_after_quarter)
    while day.weekday() not in {1, 2, 3}:
        day += timedelta(days=1)
    return day
