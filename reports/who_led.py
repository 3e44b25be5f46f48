"""Who led: first mentions by company and the spread of a theme over companies.

In: tables ``diffusion``, ``calls`` and ``prevalence``, the report's companies and themes.  Out: :class:`WhoLed`.  A
company takes a theme up with two passages in one call; one alone is told as in passing.  The spread is cumulative: of
the companies that had held a call by a quarter, the share that had taken the theme up by it, the set in which a
company's place is tested too (``p_value``; docs/diffusion.md).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from reports.calls_read import UNKNOWN_COMPANY_ID
from reports.cells import Row, number, rows, text
from reports.in_passing import When, first_passages, passages_before
from reports.report_data import Company, ThemeReport
from reports.wording import listed

MIN_COMPANIES = 2  # one company alone neither leads nor follows
LONG, DAYS_A_YEAR = 730, 365.25  # from two years on a lag is told in years
LEGAL_FORM = re.compile(r",? (Inc|Corp|Corporation|Ltd|Limited|plc|LLC|AG|SE|SA|NV|AB|Co)\.?$", re.IGNORECASE)


@dataclass(frozen=True)
class FirstMention:
    """A company's first call on a theme; ``lag_days`` counts from the first company's, ``p_value`` as in the table."""

    company: Company
    call_date: str | None
    quarter: str | None
    rank: int | None
    lag_days: int | None
    p_value: float | None


@dataclass(frozen=True)
class Spread:
    """By one quarter: companies that had held a call, and how many of them had spoken of the theme."""

    quarter: str
    n_spoken: int
    n_companies: int

    @property
    def share(self) -> float:
        """Share (0–1) of the companies with a call by then."""
        return self.n_spoken / self.n_companies


@dataclass(frozen=True)
class LedTheme:
    """A theme heard in two or more companies: who began when, and the companies that never did."""

    theme_id: str
    label: str
    kind: str
    mentions: tuple[FirstMention, ...]
    spread: tuple[Spread, ...]
    is_begun: bool
    sentence: str


@dataclass(frozen=True)
class WhoLed:
    """Themes whose beginning the study saw, the widest spread first; and those spoken of from its start."""

    begun: tuple[LedTheme, ...]
    from_the_start: tuple[LedTheme, ...]
    n_companies: int


def who_led_of(
    tables: Mapping[str, pd.DataFrame],
    companies: Sequence[Company],
    themes: Sequence[ThemeReport],
    quarters: Sequence[str],
) -> WhoLed:
    """Lay out first mentions and the spread of every theme heard in two or more companies.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        ``diffusion``, ``calls`` and ``prevalence``.
    companies : sequence of Company
        All companies of the study.
    themes : sequence of ThemeReport
        Themes that the report shows; others are left out.
    quarters : sequence of str
        All quarters of the study, in order.

    Returns
    -------
    WhoLed
        A theme began within the study if the company that spoke of it first (all of them, where several did) had held a
        call in an earlier quarter.
    """
    mentions = _mentions(tables, {company.company_id: company for company in companies})
    joined, passing = _first_quarters(tables), first_passages(tables)
    led = [
        _led(theme, mentions[theme.theme_id], companies, passing.get(theme.theme_id, {}), joined, quarters)
        for theme in themes
        if len(mentions[theme.theme_id]) >= MIN_COMPANIES
    ]
    led.sort(key=lambda theme: (-len(theme.mentions), theme.kind != "tracked", _began(theme), theme.theme_id))
    seen = tuple(theme for theme in led if theme.is_begun)
    return WhoLed(seen, tuple(theme for theme in led if not theme.is_begun), len(companies))


def _began(theme: LedTheme) -> str:
    return theme.mentions[0].quarter or ""


def _mentions(
    tables: Mapping[str, pd.DataFrame], companies: Mapping[str, Company]
) -> defaultdict[str, list[FirstMention]]:
    found: defaultdict[str, list[FirstMention]] = defaultdict(list)
    for row in rows(tables, "diffusion"):
        company = companies.get(text(row["company_id"]) or "")
        if company is not None:
            found[text(row["theme_id"]) or ""].append(_mention(row, company))
    for own in found.values():
        own.sort(key=lambda m: (m.rank or len(companies) + 1, m.call_date or "9999", m.company.company_id))
    return found


def _mention(row: Row, company: Company) -> FirstMention:
    rank, lag = number(row["rank"]), number(row["lag_days"])
    return FirstMention(
        company=company,
        call_date=text(row["first_call_date"]),
        quarter=text(row["first_quarter"]),
        rank=None if rank is None else int(rank),
        lag_days=None if lag is None else int(lag),
        p_value=number(row["p_value"]),
    )


def _first_quarters(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """The quarter of each company's first call; companies without a known quarter are left out."""
    first: dict[str, str] = {}
    for row in rows(tables, "calls"):
        quarter, company = text(row["calendar_quarter"]), text(row["company_id"]) or UNKNOWN_COMPANY_ID
        if quarter is not None:
            first[company] = min(quarter, first.get(company, quarter))
    return first


def _spread(mentions: Sequence[FirstMention], joined: Mapping[str, str], quarters: Sequence[str]) -> tuple[Spread, ...]:
    begun = [m.quarter for m in mentions if m.quarter is not None]
    return tuple(
        Spread(quarter, sum(q <= quarter for q in begun), n_there)
        for quarter in quarters
        if (n_there := sum(q <= quarter for q in joined.values()))
    )


def _led(
    theme: ThemeReport,
    mentions: Sequence[FirstMention],
    companies: Sequence[Company],
    passing: Mapping[str, When],
    joined: Mapping[str, str],
    quarters: Sequence[str],
) -> LedTheme:
    # where companies share the first place, each must have held a call before: such a place has a chance
    is_begun = all(m.p_value is not None for m in mentions if m.rank == mentions[0].rank)
    spoke = {mention.company.company_id for mention in mentions}
    others = [company for company in companies if company.company_id not in spoke]
    silent = [company.label for company in others if company.company_id not in passing]
    brief = [company.label for company in others if company.company_id in passing]
    order = order_sentence(mentions, is_begun=is_begun, silent=silent, brief=brief)
    names = {company.company_id: short_name(company.label) for company in companies}
    before = passages_before(passing, (mentions[0].quarter or "", mentions[0].call_date or ""), names)
    return LedTheme(
        theme_id=theme.theme_id,
        label=theme.label,
        kind=theme.kind,
        mentions=tuple(mentions),
        spread=_spread(mentions, joined, quarters),
        is_begun=is_begun,
        sentence=f"{order} {before}" if before else order,
    )


def order_sentence(
    mentions: Sequence[FirstMention],
    *,
    is_begun: bool = True,
    silent: Sequence[str] = (),
    brief: Sequence[str] = (),
    most: int = 4,
) -> str:
    """Say who took a theme up first and how long after it the others followed, who only touched it, and who never did.

    At most ``most`` companies of each kind are named.  Companies that share the first place are named together: which
    of them led is not known.
    """
    first = [m for m in mentions if m.rank == 1]
    if not first:
        return "Who was first is not known: the calls have neither date nor quarter."
    day = _shared_day(first)
    when = day or next((m.quarter for m in first if m.quarter), None) or first[0].call_date or "date unknown"
    names = listed([short_name(m.company.label) for m in first], most)
    start = f"{names} {'first' if is_begun else 'from the first call on'} ({when})"
    later = [m for m in mentions if m not in first]
    told = [f"{short_name(m.company.label)} {_after(m, is_dated=day is not None)}" for m in later[: most - 1]]
    more = len(later) - len(told)
    tail = f", then {', '.join(told)}" if told else ""
    passing = f" In passing: {', '.join(map(short_name, brief))}." if 0 < len(brief) < most else ""
    never = f" Not {' or '.join(map(short_name, silent))}." if 0 < len(silent) < most else ""
    return f"{start}{tail}{f' and {more} more' if more else ''}.{passing}{never}"


def short_name(label: str) -> str:
    """A company's name without its legal form at the end, which says nothing beside a dot.

    Examples
    --------
    >>> short_name("Vesta Cable, Inc."), short_name("Juno Optics plc"), short_name("Marlin Networks")
    ('Vesta Cable', 'Juno Optics', 'Marlin Networks')
    """
    return LEGAL_FORM.sub("", label) or label


def _shared_day(first: Sequence[FirstMention]) -> str | None:
    """The day of all who were first; None where one has no date: the table counts days from the first that has one."""
    days = {mention.call_date for mention in first}
    return days.pop() if len(days) == 1 else None


def _after(mention: FirstMention, *, is_dated: bool) -> str:
    if is_dated and mention.lag_days is not None:
        if mention.lag_days >= LONG:
            return f"{mention.lag_days / DAYS_A_YEAR:.1f} years later"
        return f"{mention.lag_days} days later" if mention.lag_days != 1 else "a day later"
    return f"({mention.call_date or mention.quarter or 'date unknown'})"
