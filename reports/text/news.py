"""What is new, for the top of the brief: since the last refresh, or, of a first run, in the newest quarter.

In: tables of this run and the one before, or themes with their points.  Out: :class:`reports.data.brief.News`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from reports.data.brief import Figure, News, Words
from reports.data.coverage import Coverage
from reports.data.first_mentions import RULE
from reports.data.shares import mean_over_quarters, quarterly_means
from reports.data.table_rows import rows, text
from reports.formatting import listed, percent
from reports.records import CallRead, ThemeReport
from themes.formatting import counted, short_name
from themes.records import Status

Tables = Mapping[str, pd.DataFrame]
HALF = 0.5  # of the newest quarter's share
MOST_NAMED = 3  # themes or companies in a sentence
LEAST_ABOVE = 0.01  # of share, above a theme's own average, from which it is named


def since_last_refresh(
    tables: Tables, previous: Tables, themes: Sequence[ThemeReport], calls: Sequence[CallRead], coverage: Coverage
) -> News | None:
    """Say what is new against the run before: calls by company, statuses, themes; None where nothing is.

    Parameters
    ----------
    tables, previous : mapping of str to DataFrame
        ``themes`` and ``trends`` of this run; ``calls``, ``themes``, ``trends`` and ``run`` of the one before.
    themes : sequence of ThemeReport
        Themes shown; of tentative and routine ones nothing is said.
    calls : sequence of CallRead
        Calls of this run.
    coverage : Coverage
        Its quarters: what stands out in the newest is said where there are new calls.
    """
    finished = next((text(row["finished_at"]) for row in rows(previous, "run")), None)
    when = f"the refresh of {finished[:10]}" if finished else "the last refresh"
    found = (_new_calls(previous, calls), _new_statuses(previous, themes), *_new_themes(tables, previous, themes))
    lines: tuple[Words, ...] = tuple((line,) for line in found if line)
    if found[0] and coverage.not_thin:
        own = [theme for theme in themes if theme.is_story and not theme.is_aside]
        above = _above_average(own, coverage.not_thin[-1], coverage)
        lines += ((f"{coverage.not_thin[-1]}: ", *above),) if above else ()
    return News(f"What changed since {when}", lines) if lines else None


def _new_calls(previous: Tables, calls: Sequence[CallRead]) -> str:
    known = {text(row["call_id"]) for row in rows(previous, "calls")}
    added: dict[str, list[str]] = defaultdict(list)
    for call in calls:
        if call.call_id not in known:
            added[short_name(call.company)].append(call.calendar_quarter or "quarter unknown")
    n_gone = len(known - {call.call_id for call in calls})
    gone = f"{counted(n_gone, 'call')} no longer in the study." if n_gone else ""
    if not added:
        return gone
    n_added = sum(map(len, added.values()))
    named = [
        f"{company} {quarters[0] if len(quarters) == 1 else f'({len(quarters):,} quarters)'}"
        for company, quarters in sorted(added.items())
    ]
    return " ".join(filter(None, (f"{counted(n_added, 'new call')}: {listed(named, 2 * MOST_NAMED)}.", gone)))


def _new_statuses(previous: Tables, themes: Sequence[ThemeReport]) -> str:
    """Themes of which all companies together have another status; findings first, then as they come."""
    before = {
        text(row["theme_id"]): Status(text(row["status"]) or Status.INSUFFICIENT)
        for row in rows(previous, "trends")
        if text(row["scope"]) == "ALL"
    }
    moved = [
        (theme, before[theme.theme_id], theme.trends[0].status)
        for theme in themes
        if theme.is_story and theme.trends and theme.trends[0].scope == "ALL" and theme.theme_id in before
    ]
    # what was too little to test and now is not mentioned is no news
    told = [m for m in moved if m[1] is not m[2] and not (m[1].is_untested and m[2].is_untested)]
    changed = sorted(told, key=lambda m: not (m[1].is_finding or m[2].is_finding))
    named = [f"{theme.label}, {old.plain} before, now {new.plain}" for theme, old, new in changed[:MOST_NAMED]]
    more = len(changed) - len(named)
    tail = f"; {counted(more, 'more theme')}" if more > 0 else ""
    return f"New status: {'; '.join(named)}{tail}." if named else ""


def _new_themes(tables: Tables, previous: Tables, themes: Sequence[ThemeReport]) -> tuple[str, str]:
    """Themes that the run before did not have, and those it had that are retired."""
    had = {
        text(row["theme_id"]): text(row["label"]) or ""
        for row in rows(previous, "themes")
        if text(row["status"]) != "retired"
    }
    shown = {text(row["theme_id"]) for row in rows(tables, "themes") if text(row["status"]) != "retired"}
    born = [theme.label for theme in themes if theme.is_story and theme.theme_id not in had]
    gone = [label for theme_id, label in had.items() if theme_id not in shown]
    return _named("New", born), _named("Retired", gone)


def _named(what: str, labels: Iterable[str]) -> str:
    own = list(labels)
    return f"{what} {'theme' if len(own) == 1 else 'themes'}: {listed(own, MOST_NAMED)}." if own else ""


def this_quarter(themes: Sequence[ThemeReport], calls: Sequence[CallRead], coverage: Coverage) -> News | None:
    """Describe the newest quarter that is not thin; None where there is none.

    Parameters
    ----------
    themes : sequence of ThemeReport
        Themes shown; of tentative, routine and repeated ones nothing is said.
    calls : sequence of CallRead
        Calls of the study.
    coverage : Coverage
        Its quarters.
    """
    if not coverage.not_thin:
        return None
    quarter = coverage.not_thin[-1]
    held = [short_name(call.company) for call in calls if call.calendar_quarter == quarter]
    companies = list(dict.fromkeys(held))
    few = len(companies) <= MOST_NAMED
    who = f"{counted(len(held), 'call')} by {listed(companies) if few else counted(len(companies), '', 'companies')}."
    own = [theme for theme in themes if theme.is_story and not theme.is_aside]
    first = [
        theme.label
        for theme in own
        if theme.first_mentions
        and all(m.quarter == quarter for m in theme.first_mentions.leaders)
        and not _was_there(theme, quarter, coverage)
    ]
    begun = f"First taken up ({RULE}): {listed(first, MOST_NAMED)}."
    none = f"No theme was taken up for the first time ({RULE})."
    news = (" ".join(filter(None, (begun if first else none, _new_at(own, coverage)))),)
    lines = ((who,), _above_average(own, quarter, coverage), news if len(coverage.quarters) > 1 else ())
    return News(f"This quarter: {quarter}", tuple(line for line in lines if line))


def _was_there(theme: ThemeReport, quarter: str, coverage: Coverage) -> bool:
    """Whether an earlier quarter has half as much of it, in passages less sure: its first sure mention is no news."""
    shares = dict(zip(coverage.quarters, quarterly_means(theme.points, coverage.quarters), strict=True))
    before = max((mean.share or 0.0 for when, mean in shares.items() if when < quarter), default=0.0)
    return before > 0 and before >= HALF * (shares[quarter].share or 0.0)


def _new_at(themes: Sequence[ThemeReport], coverage: Coverage) -> str:
    """The themes that are new, by the test, at single companies since lately; empty where none is."""
    found = [
        f"{theme.label} ({short_name(trend.scope_label)})"
        for theme in themes
        for trend in theme.trends
        if trend.scope != "ALL" and trend.status is Status.NEW and (trend.since_quarter or "") >= coverage.lately[0]
    ]
    return f"New at one company: {listed(found, MOST_NAMED)}." if found else ""


def _above_average(themes: Sequence[ThemeReport], quarter: str, coverage: Coverage) -> Words:
    """The themes that stand furthest above their own average over all quarters; empty where none does.

    Those that are found to have fallen are left out, and the sentence says so: their findings tell more.
    """
    span = f"{coverage.not_thin[0]}/{coverage.not_thin[-1]}"
    above, n_fallen = [], 0
    for theme in themes:
        (lately,) = quarterly_means(theme.points, [quarter])
        usual = mean_over_quarters(theme.points, coverage.not_thin)
        has_fallen = bool(theme.trends) and theme.trends[0].status.direction == "down"
        if lately.share is None or usual is None or lately.share - usual < LEAST_ABOVE:
            continue
        n_fallen += has_fallen
        if not has_fallen:
            above.append((usual - lately.share, theme, lately.share, usual, "≈" if lately.is_estimated else ""))
    start = f"Furthest above average{', fading themes aside' if n_fallen else ''}: "
    words: list[str | Figure] = []
    largest = sorted(above, key=lambda found: (found[0], found[1].theme_id))[:MOST_NAMED]
    for k, (_, theme, share, usual, about) in enumerate(largest):
        now = Figure(percent(share), "share", theme.theme_id, "ALL", quarter)
        average = Figure(percent(usual), "share", theme.theme_id, "ALL", span)
        words += [", " if k else start, f"{theme.label} {about}", now, " (average ", average, ")"]
    return (*words, ".") if words and len(coverage.quarters) > 1 else ()
