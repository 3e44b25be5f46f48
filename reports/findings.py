"""What a theme's charts say, in a line above each: numbers of the tables, nothing that would need a test.

In: :class:`reports.report_data.ThemeReport`.  Out: sentences.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.company_pages import TOLD
from reports.report_data import Contrast, Point, ThemeReport, Trend
from reports.theme_evidence import pooled
from reports.who_led import short_name
from reports.wording import percent, span_of
from themes.counts import counted

MOST_CONTRASTS = 4  # of a theme


def over_time_finding(theme: ThemeReport, lately: Sequence[str]) -> str:
    """Say who gave a theme how much of their words lately.

    Parameters
    ----------
    theme : ThemeReport
        Its points; those without a quarter are left out.
    lately : sequence of str
        The quarters that count as such, in order.

    Returns
    -------
    str
        Of one company its share; of several the largest and the smallest.
    """
    span = span_of(lately)
    shares = sorted(
        _shares([point for point in theme.points if point.calendar_quarter in lately]).items(),
        key=lambda item: (-item[1], item[0]),
    )
    if not shares:
        return f"No call {span}"
    (most, largest), (least, smallest) = shares[0], shares[-1]
    if not largest:
        return f"Not heard {span}"
    if len(shares) == 1:
        return f"{percent(largest)} of {short_name(most)}’s words {span}"
    without = [short_name(company) for company, share in shares if not share]
    if not shares[1][1]:
        others = "the others did not speak of it"
    elif without:
        others = f"none at {' and '.join(without)}" if len(without) < 3 else f"none at {len(without)} of {len(shares)}"
    else:
        others = f"least at {short_name(least)} ({percent(smallest)})"
    return f"{span[:1].upper()}{span[1:]} most at {short_name(most)} ({percent(largest)} of its words), {others}"


def speakers_finding(theme: ThemeReport) -> str:
    """Say how much of their words each group of speakers gave a theme."""
    return ", ".join(f"{percent(g.share)} of {g.label.split(', ')[-1]}" for g in theme.speakers if g.n_words)


def told_contrasts(theme: ThemeReport) -> list[Contrast]:
    """Comparisons of two calls that show a difference, at most four, largest first; where none does, the largest."""
    return _clear(theme)[:MOST_CONTRASTS] or list(theme.contrasts[:1])


def compared_note(theme: ThemeReport) -> str:
    """Say how many comparisons were made and how many of them differ; empty where there are not two."""
    compared, n_clear = counted(len(theme.contrasts), "comparison"), len(_clear(theme))
    if len(theme.contrasts) < 2:
        return ""
    if not n_clear:
        return f"None of {compared} shows a difference; this is the largest."
    shown = f"; here the {MOST_CONTRASTS} largest" if n_clear > MOST_CONTRASTS else ""
    differ = "differs" if n_clear == 1 else "differ"
    return f"Of {compared}, each tested by itself, {n_clear} {differ}{shown}; one in twenty would by chance alone."


def _clear(theme: ThemeReport) -> list[Contrast]:
    return [contrast for contrast in theme.contrasts if contrast.direction != "unclear"]


def told_trends(theme: ThemeReport) -> list[Trend]:
    """Trends of single companies that say something."""
    return [trend for trend in theme.trends if trend.scope != "ALL" and trend.status in TOLD]


def _shares(points: Sequence[Point]) -> dict[str, float]:
    """Share by company, calls pooled by words."""
    found = {}
    for company in dict.fromkeys(point.company for point in points):
        own = [point for point in points if point.company == company]
        share = pooled(sum(p.n_words_theme for p in own), sum(p.n_words for p in own))
        if share is not None:
            found[company] = share
    return found
