"""Who took each theme up first, who followed, and who had a single passage before: one rule for the whole report.

In: tables ``diffusion``, ``calls`` and ``prevalence``.  Out: a :class:`Beginning` a theme.  A company takes a theme up
with two passages in one call (docs/diffusion.md); one alone is told as in passing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from reports.data.table_rows import number, rows, text, whole
from reports.formatting import listed
from reports.records import Company
from themes.stats.adoption import MIN_PASSAGES

When = tuple[str, str]  # quarter and day of a call, empty where unknown
MOST_NAMED = 4  # companies of a sentence
RULE = "First taken up (two passages in a call) by"


@dataclass(frozen=True)
class FirstMention:
    """A company's first call on a theme; ``lag_days`` counts from the first dated one, ``p_value`` as in the table."""

    company: Company
    call_date: str | None
    quarter: str | None
    rank: int
    lag_days: int | None
    p_value: float | None


@dataclass(frozen=True)
class Beginning:
    """A theme's first mentions by rank, at least one.

    ``passing``: by company id the first call with a passage, be it a single one; ``undated``: companies that took it up
    in a call of which neither day nor quarter is known, so that they have no place in the order.
    """

    mentions: tuple[FirstMention, ...]
    passing: Mapping[str, When]
    undated: frozenset[str] = frozenset()

    @property
    def leaders(self) -> tuple[FirstMention, ...]:
        """The companies that share the first place: which of them led is not known."""
        return tuple(mention for mention in self.mentions if mention.rank == self.mentions[0].rank)

    @property
    def day(self) -> str | None:
        """The day of all leaders; None where one has no date, or days differ."""
        days = {mention.call_date for mention in self.leaders}
        return days.pop() if len(days) == 1 else None

    @property
    def when(self) -> str:
        """The day of all leaders, else their quarter, else a day."""
        quarters = [mention.quarter for mention in self.leaders if mention.quarter]
        return self.day or next(iter(quarters), None) or self.leaders[0].call_date or "date unknown"

    @property
    def is_seen(self) -> bool:
        """Whether the study saw it: each leader had held a call in an earlier quarter (its place has a chance)."""
        return all(mention.p_value is not None for mention in self.leaders)

    @property
    def doubt(self) -> str:
        """Why it may have begun before, as a clause; empty where the study saw it begin."""
        if self.is_seen:
            return ""
        if any(mention.quarter is None for mention in self.leaders):
            return "its quarter is not known, so it may have begun before"
        return "that is the first quarter read there, so it may have begun before"

    @property
    def p_value(self) -> float | None:
        """What chance gives of the leaders' place, the largest; None where the beginning was not seen."""
        return max((mention.p_value or 0.0 for mention in self.leaders), default=None) if self.is_seen else None

    @property
    def early(self) -> dict[str, When]:
        """Companies with a passage before the leaders' call, by day where both have one, else by quarter."""
        begun = self.leaders[0].quarter or "", self.leaders[0].call_date or ""
        found = sorted((when, company) for company, when in self.passing.items() if _is_before(when, begun))
        return {company: when for when, company in found}

    def before(self, names: Mapping[str, str]) -> str:
        """Name the companies with a passage before the leaders' call."""
        named = [f"{names.get(company, company)} ({when[1] or when[0]})" for company, when in self.early.items()]
        return f"In passing before: {listed(named, MOST_NAMED)}." if named else ""


def _is_before(when: When, begun: When) -> bool:
    if when[1] and begun[1]:
        return when[1] < begun[1]
    return bool(when[0]) and when[0] < begun[0]


def beginnings_of(tables: Mapping[str, pd.DataFrame], companies: Sequence[Company]) -> dict[str, Beginning]:
    """Find who began each theme.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        ``diffusion``, ``calls`` and ``prevalence`` of all companies: a place says nothing without the others.
    companies : sequence of Company
        All companies of the study.

    Returns
    -------
    dict of str to Beginning
        By theme id, of themes that a company took up; mentions by rank, then day, then company id.
    """
    known = {company.company_id: company for company in companies}
    mentions: defaultdict[str, list[FirstMention]] = defaultdict(list)
    for row in rows(tables, "diffusion"):
        company = known.get(text(row["company_id"]) or "")
        if company is None:
            continue
        lag = number(row["lag_days"])
        mention = FirstMention(
            company=company,
            call_date=text(row["first_call_date"]),
            quarter=text(row["first_quarter"]),
            rank=whole(row["rank"]),
            lag_days=None if lag is None else int(lag),
            p_value=number(row["p_value"]),
        )
        mentions[text(row["theme_id"]) or ""].append(mention)
    passing, undated = _passages(tables)
    return {
        theme_id: Beginning(
            mentions=tuple(sorted(own, key=lambda m: (m.rank, m.call_date or "9999", m.company.company_id))),
            passing=passing.get(theme_id, {}),
            undated=undated.get(theme_id, frozenset()) - {mention.company.company_id for mention in own},
        )
        for theme_id, own in mentions.items()
    }


def _passages(
    tables: Mapping[str, pd.DataFrame],
) -> tuple[dict[str, dict[str, When]], dict[str, frozenset[str]]]:
    """By theme the first call with a passage of each company, and the companies that took it up who knows when."""
    found: defaultdict[str, defaultdict[str, list[When]]] = defaultdict(lambda: defaultdict(list))
    undated: defaultdict[str, set[str]] = defaultdict(set)
    dates = {text(row["call_id"]) or "": text(row["call_date"]) or "" for row in rows(tables, "calls")}
    for row in rows(tables, "prevalence"):
        if row["speaker_group"] == "all" and whole(row["n_chunks"]):
            theme_id, company = text(row["theme_id"]) or "", text(row["company_id"]) or ""
            when = text(row["calendar_quarter"]) or "", dates.get(text(row["call_id"]) or "", "")
            if not any(when) and whole(row["n_chunks"]) >= MIN_PASSAGES:
                undated[theme_id].add(company)
            else:
                found[theme_id][company].append(when)
    first = {
        theme_id: {company: min(whens, key=_by_day) for company, whens in own.items()}
        for theme_id, own in found.items()
    }
    return first, {theme_id: frozenset(own) for theme_id, own in undated.items()}


def _by_day(when: When) -> tuple[bool, str, str]:
    """Calls with a quarter first, by quarter, then day."""
    return not when[0], when[0], when[1]
