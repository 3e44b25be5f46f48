"""Who led: first mentions by company and the spread of a theme over companies.

In: the report's themes with their :class:`reports.records.FirstMentions`, tables ``calls``, ``diffusion`` and
``themes``.  Out: :class:`WhoLed`.  Who led is said in one line, by the tests of :mod:`themes.stats.lead_test`; without
them first mentions are dates and nothing more.  The spread is cumulative: of the companies that had held a call by a
quarter, the share that had taken the theme up by it, the set in which a company's place is tested too (``p_value``;
docs/diffusion.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from reports.data.first_mentions import first_quarters, passing_sentence
from reports.formatting import listed
from reports.records import Company, FirstMention, FirstMentions, ThemeReport
from themes.formatting import short_name
from themes.stats.adoption import DiffusionPoint, cumulative_adoption
from themes.stats.lead_test import lead_verdict

MIN_COMPANIES = 2  # one company alone neither leads nor follows
LONG, DAYS_A_YEAR = 730, 365.25  # from two years on a lag is given in years
MOST_NAMED = 4  # companies of each kind in a sentence
PASSING = "In passing or less surely: "  # with passages, but no call with two sure ones


@dataclass(frozen=True)
class LedTheme:
    """A theme mentioned in two or more companies: who began when, and the companies that never did."""

    theme_id: str
    label: str
    kind: str
    mentions: tuple[FirstMention, ...]
    spread: tuple[DiffusionPoint, ...]
    is_begun: bool
    sentence: str


@dataclass(frozen=True)
class WhoLed:
    """Themes whose beginning the study saw, the widest spread first; and those spoken of from its start.

    ``verdict`` says in one line who led, or that it is unknown.
    """

    begun: tuple[LedTheme, ...]
    from_the_start: tuple[LedTheme, ...]
    verdict: str


def who_led_of(
    tables: Mapping[str, pd.DataFrame],
    companies: Sequence[Company],
    themes: Sequence[ThemeReport],
    quarters: Sequence[str],
) -> WhoLed:
    """Lay out first mentions and the spread of every theme taken up by two or more companies.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        ``calls``, ``diffusion`` and ``themes`` of the whole study.
    companies : sequence of Company
        All companies of the study.
    themes : sequence of ThemeReport
        Themes that the report shows; those hardly mentioned or set aside are left out.
    quarters : sequence of str
        All quarters of the study, in order.

    Returns
    -------
    WhoLed
        Themes that reached most companies first.
    """
    known = [company for company in companies if not company.is_unknown]
    joined = first_quarters(tables, {company.company_id for company in known})
    led = [
        _led(theme, theme.first_mentions, known, joined, quarters)
        for theme in themes
        if theme.first_mentions is not None
        and len(theme.first_mentions.mentions) >= MIN_COMPANIES
        and not theme.is_hardly_mentioned
        and not theme.is_aside
    ]
    led.sort(key=lambda theme: (-len(theme.mentions), theme.kind != "tracked", _began(theme), theme.theme_id))
    seen = tuple(theme for theme in led if theme.is_begun)
    return WhoLed(seen, tuple(theme for theme in led if not theme.is_begun), _verdict(tables, known) if led else "")


def _verdict(tables: Mapping[str, pd.DataFrame], companies: Sequence[Company]) -> str:
    names = {company.company_id: company.label for company in companies}
    return lead_verdict(tables["calls"], tables["diffusion"], tables["themes"], names)


def _began(theme: LedTheme) -> str:
    return theme.mentions[0].quarter or ""


def _led(
    theme: ThemeReport,
    first_mentions: FirstMentions,
    companies: Sequence[Company],
    joined: Mapping[str, str],
    quarters: Sequence[str],
) -> LedTheme:
    adopted = {m.company.company_id: m.quarter for m in first_mentions.mentions if m.quarter is not None}
    return LedTheme(
        theme_id=theme.theme_id,
        label=theme.label,
        kind=theme.kind,
        mentions=first_mentions.mentions,
        spread=cumulative_adoption(joined, adopted, quarters),
        is_begun=first_mentions.is_seen,
        sentence=spread_sentence(first_mentions, companies),
    )


def spread_sentence(first_mentions: FirstMentions, companies: Sequence[Company] = ()) -> str:
    """Say which companies took a theme up, who only touched it, and who never did; in order where the order is shown.

    Parameters
    ----------
    first_mentions : FirstMentions
        Of the theme.
    companies : sequence of Company
        All of the study; of those without a mention few are named, many are not.

    Returns
    -------
    str
        Companies that share the first place are named together: which of them led is not known.
    """
    others = _others(first_mentions, companies)
    if not first_mentions.shows_order:
        named = [f"{short_name(m.company.label)} ({_date_of(m)})" for m in first_mentions.mentions]
        return " ".join([f"Taken up by {listed(named, MOST_NAMED)}.", *others])
    leaders = first_mentions.leaders
    names = listed([short_name(mention.company.label) for mention in leaders], MOST_NAMED)
    later = first_mentions.mentions[len(leaders) :]
    is_dated = first_mentions.day is not None
    named = [f"{short_name(m.company.label)} {_after(m, is_dated)}" for m in later[: MOST_NAMED - 1]]
    more = len(later) - len(named)
    tail = f", then {', '.join(named)}" if named else ""
    order = f"{names} first ({first_mentions.when}){tail}{f' and {more} more' if more else ''}."
    before = passing_sentence(first_mentions, {c.company_id: short_name(c.label) for c in companies})
    return " ".join(filter(None, (order, *others, before)))


def _others(first_mentions: FirstMentions, companies: Sequence[Company]) -> list[str]:
    """Companies without a place in the order, of each kind at most three."""
    kinds: dict[str, list[str]] = {"When is not known: ": [], PASSING: [], "Not by ": []}
    took_up = {mention.company.company_id for mention in first_mentions.mentions}
    told = first_mentions.early if first_mentions.shows_order else ()  # those are reported with the day
    for company in companies:
        key = company.company_id
        if key in first_mentions.undated:
            kinds["When is not known: "].append(short_name(company.label))
        elif key not in took_up and key not in told:
            kinds[PASSING if key in first_mentions.spoke else "Not by "].append(short_name(company.label))
    return [
        f"{start}{' or '.join(names) if start == 'Not by ' else ', '.join(names)}."
        for start, names in kinds.items()
        if 0 < len(names) < MOST_NAMED
    ]


def _after(mention: FirstMention, is_dated: bool) -> str:
    # without the day of all who were first the table counts days from the first that has one: no lag behind them
    if is_dated and mention.lag_days is not None:
        if mention.lag_days >= LONG:
            return f"{mention.lag_days / DAYS_A_YEAR:.1f} years later"
        return f"{mention.lag_days} days later" if mention.lag_days != 1 else "a day later"
    return f"({_date_of(mention)})"


def _date_of(mention: FirstMention) -> str:
    return mention.call_date or mention.quarter or "date unknown"
