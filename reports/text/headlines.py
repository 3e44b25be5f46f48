"""Trends to headlines: what is new, has risen, faded, come back or ended; by how much, how sure, who leads.

In: themes with their trends and points, table ``diffusion``, companies and quarters.  Out: headlines, strongest first.
Only statuses whose error is controlled make one (``docs/trends.md``); where the trends can say nothing at all, one
call is compared with another instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from reports.data.coverage import Coverage
from reports.data.first_mentions import passing_sentence
from reports.data.shares import by_company, mean_known, pooled_share, quarterly_means
from reports.formatting import span_of
from reports.records import Company, Direction, Headline, Point, ThemeReport, Trend
from reports.text.contrast_headlines import contrast_headlines
from reports.text.headline_checks import contradicted_note, headline_faults, places_of
from reports.text.headline_text import (
    alike_sentence,
    finding,
    first_said,
    most_said,
)
from reports.text.notes import chosen_note, left_out_note, wording_note
from themes.records import FINDINGS, Status
from themes.stats.consistency import Contradiction
from themes.stats.multiple_testing import ALPHA

Series = tuple[tuple[str, float | None], ...]
MAX_HEADLINES = 7
NOTHING_MOVED = "No theme can be said to rise or fade over these quarters."
YEAR = 4  # quarters before an end


@dataclass(frozen=True)
class Background:
    """What headlines draw on: companies, their calls by quarter, which themes say the same.

    ``same`` leads from a discovered theme to the tracked one that most of its passages are about; of what
    ``contradictions`` name no headline is made.
    """

    companies: tuple[Company, ...]
    coverage: Coverage
    same: Mapping[str, str]
    contradictions: tuple[Contradiction, ...] = ()


def headlines_of(
    themes: Sequence[ThemeReport], background: Background, compared: Sequence[float] | None = None
) -> tuple[tuple[Headline, ...], str]:
    """Write all headlines that the evidence bears.

    Parameters
    ----------
    themes : sequence of ThemeReport
        Themes with their trends, points and contrasts.
    background : Background
        Companies, their calls, and which themes say the same.
    compared : sequence of float, optional
        p-values of all comparisons of two calls, if more were made than those of ``themes``.

    Returns
    -------
    headlines : tuple of Headline
        All companies together first, then single companies where they tell something else; none is better than weak,
        and a tentative theme makes none.  A discovered theme of mostly a tracked one's passages is reported with it.
        Where no trend makes one, those of two calls compared.
    note : str
        How they were chosen, or why there are none, and which were left out: of tentative themes, of themes whose
        wordings disagree, or contradicted.
    """
    contradicted = places_of(background.contradictions)
    moved = [(theme, trend) for theme in themes for trend in theme.trends if is_sure(trend)]
    firm = [(theme, trend) for theme, trend in moved if theme.is_story]
    borne = [(theme, trend) for theme, trend in firm if trend.wording != "disagrees"]
    sure = [(theme, trend) for theme, trend in borne if (theme.theme_id, trend.scope) not in contradicted]
    left_out = (
        left_out_note([theme.label for theme, _ in moved if theme.is_tentative]),
        wording_note([theme.label for theme, trend in firm if trend.wording == "disagrees"]),
        contradicted_note(len(borne) - len(sure)),
    )
    if not sure:
        headlines, note = contrast_headlines(themes, compared, background.same, contradicted)
        nothing = NOTHING_MOVED if not moved and _are_tested(themes) else ""
        return headlines, " ".join(filter(None, (nothing, note, *left_out)))
    overall = [(theme, trend) for theme, trend in sure if trend.scope == "ALL"]
    known = {(theme.theme_id, trend.status) for theme, trend in overall}
    single = [(t, trend) for t, trend in sure if trend.scope != "ALL" and (t.theme_id, trend.status) not in known]
    found = [entry for part in (overall, single) for entry in _in_turn(_told_once(part, background.same), background)]
    headlines = tuple(_headline(theme, trend, background, alike) for theme, trend, alike in found)
    chosen = chosen_note(min(len(headlines), MAX_HEADLINES), len(headlines))
    return headlines, " ".join(filter(None, (chosen, *left_out)))


def _are_tested(themes: Sequence[ThemeReport]) -> bool:
    """Whether any theme had passages enough for a test; of those that had not the note on statuses speaks."""
    return any(not trend.status.is_untested for theme in themes for trend in theme.trends)


def headline_contradictions(themes: Sequence[ThemeReport], background: Background) -> tuple[Contradiction, ...]:
    """List the headlines that would contradict their own numbers, were they made."""
    return tuple(
        fault
        for theme in themes
        for trend in theme.trends
        if is_sure(trend)
        for fault in headline_faults(_headline(theme, trend, background, ()), trend)
    )


def is_sure(trend: Trend) -> bool:
    """Whether a trend may be a headline: a status that says something, with its error controlled."""
    return trend.status.is_finding and trend.q_value is not None and trend.q_value <= ALPHA


Entry = tuple[ThemeReport, Trend, tuple[str, ...]]


def _told_once(moved: Sequence[tuple[ThemeReport, Trend]], same: Mapping[str, str]) -> list[Entry]:
    """Add to each tracked theme the labels of discovered ones that say the same, and drop those."""
    ways = {(theme.theme_id, trend.scope, trend.status.direction) for theme, trend in moved}
    alike: dict[tuple[str, str, Direction], list[str]] = defaultdict(list)
    kept = []
    for theme, trend in moved:
        way = same.get(theme.theme_id, ""), trend.scope, trend.status.direction
        if way in ways:
            alike[way].append(theme.label)
        else:
            kept.append((theme, trend))
    return [(theme, trend, tuple(alike[theme.theme_id, trend.scope, trend.status.direction])) for theme, trend in kept]


def _in_turn(entries: Iterable[Entry], background: Background) -> list[Entry]:
    """One of each status in turn, so that many of one kind hide no other; tracked themes first, then by size."""
    by_status: dict[Status, list[Entry]] = {status: [] for status in FINDINGS}
    for entry in entries:
        by_status[entry[1].status].append(entry)

    def strongest_first(entry: Entry) -> tuple[bool, float, str, str]:
        theme, trend, _ = entry
        return theme.kind != "tracked", -_size(theme, trend, background), theme.theme_id, trend.scope

    ranked = [sorted(found, key=strongest_first) for found in by_status.values()]
    return [entry for entry in chain.from_iterable(zip_longest(*ranked)) if entry is not None]


def _size(theme: ThemeReport, trend: Trend, background: Background) -> float:
    """How much talk it is about: the change a year, or the level that began, ended, or came and went."""
    if trend.status.kind == "change":
        return abs(trend.change_per_year or 0.0)
    return _event_level(series_of(theme, trend.scope, background), trend) or 0.0


def series_of(theme: ThemeReport, scope: str, background: Background) -> Series:
    """Share of a theme by quarter, companies counted equally and adjusted for which of them called.

    Parameters
    ----------
    theme : ThemeReport
        Its points are used.
    scope : str
        ``ALL`` or a company_id.
    background : Background
        Gives the quarters, and which are thin.

    Returns
    -------
    tuple of (str, float or None)
        A pair a quarter, up to the last one with a share; None without a call and, of all companies, in a thin quarter
        (:class:`reports.records.Coverage`).  Two calls of a company in a quarter are pooled by words.
    """
    coverage = background.coverage
    own = _of_scope(theme, scope)
    thin = coverage.thin if scope == "ALL" else frozenset()
    means = zip(coverage.quarters, quarterly_means(own, coverage.quarters), strict=True)
    series = [(quarter, None if quarter in thin else mean.share) for quarter, mean in means]
    while series and series[-1][1] is None:
        series.pop()
    return tuple(series)


def _of_scope(theme: ThemeReport, scope: str) -> list[Point]:
    return [point for point in theme.points if scope in ("ALL", point.company_id)]


def _event_level(series: Series, trend: Trend) -> float | None:
    """Mean share since the event; in the year before an end, in the quarter of a spike; None where those are thin."""
    since = trend.since_quarter or ""
    if trend.status is Status.SPIKE:
        return dict(series).get(since)
    if trend.status.is_end:
        return mean_known([share for quarter, share in series if quarter < since][-YEAR:])
    return mean_known(share for quarter, share in series if quarter >= since)


def _headline(theme: ThemeReport, trend: Trend, background: Background, alike: Sequence[str]) -> Headline:
    series = series_of(theme, trend.scope, background)
    alone = None if trend.scope == "ALL" else trend.scope_label
    return Headline(
        theme_id=theme.theme_id,
        label=theme.label,
        scope=trend.scope,
        status=trend.status,
        direction=trend.status.direction,
        finding=finding(theme.label, trend, alone),
        sentence=trend.reason,
        leads=" ".join(filter(None, ("" if alone else _leads(theme, trend, background), alike_sentence(alike)))),
        series=series,
    )


def _leads(theme: ThemeReport, trend: Trend, background: Background) -> str:
    """Who says most of it, and who said it first where that is known."""
    quarters = _told_quarters(trend, background.coverage)
    when = f"in the year before {trend.since_quarter}" if trend.status.is_end else span_of(quarters)
    most = most_said(_shares([p for p in theme.points if p.calendar_quarter in quarters], background), when)
    began = ""
    if trend.status.direction == "up" and theme.first_mentions and theme.first_mentions.shows_order:
        names = {company.company_id: company.label for company in background.companies}
        first = theme.first_mentions
        began = " ".join(filter(None, (first_said(first), passing_sentence(first, names))))
    return " ".join(part for part in (most, began) if part)


def _told_quarters(trend: Trend, coverage: Coverage) -> Sequence[str]:
    """The last four quarters; of an end the year before it, of a spike its quarter."""
    since = trend.since_quarter or ""
    if trend.status is Status.SPIKE:
        return [since]
    if trend.status.is_end:
        return [quarter for quarter in coverage.quarters if quarter < since][-YEAR:]
    return coverage.lately


def _shares(points: Sequence[Point], background: Background) -> list[tuple[str, float]]:
    """Each company's share, calls pooled by words."""
    labels = {company.company_id: company.label for company in background.companies}
    pooled = ((labels[company_id], pooled_share(own)) for company_id, own in by_company(points).items())
    return [(label, share) for label, share in pooled if share is not None]
