"""What a theme's charts say, in a line above each: numbers of the tables, nothing that would need a test.

In: :class:`reports.records.ThemeReport`.  Out: sentences.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.data.coverage import Coverage
from reports.data.shares import by_company, mean_over_quarters, pooled_share, quarterly_means
from reports.formatting import SPEECH_OF_GROUP, percent, span_of
from reports.records import Contrast, Point, ThemeReport, Trend
from themes.formatting import counted, short_name

MOST_CONTRASTS = 4  # of a theme


def peak_caption(theme: ThemeReport, coverage: Coverage) -> str:
    """Say in which quarter the theme was largest, and at which company then; empty of a single quarter.

    The share over companies; thin quarters are no peak, and one estimated for companies that did not call says so.
    """
    quarters = coverage.not_thin
    means = zip(quarters, quarterly_means(theme.points, quarters), strict=True)
    known = [(mean.share, quarter, mean.is_estimated) for quarter, mean in means if mean.share]
    if len(quarters) < 2 or not known:
        return ""
    share, quarter, is_estimated = max(known, key=lambda found: found[0])
    if is_estimated:
        return f"Peak in {quarter}: ≈{percent(share)}, estimated: not all companies called"
    shares = _shares([point for point in theme.points if point.calendar_quarter == quarter])
    if len(shares) < 2:
        return f"Peak in {quarter}: {percent(share)}"
    most = min(shares, key=lambda company: (-shares[company], company))
    return f"Peak in {quarter}: {percent(share)}, at {short_name(most)} {percent(shares[most])}"


def over_time_caption(theme: ThemeReport, lately: Sequence[str]) -> str:
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
    each = ((own[0].company, mean_over_quarters(own, lately)) for own in by_company(theme.points).values())
    shares = sorted(
        ((company, share) for company, share in each if share is not None), key=lambda item: (-item[1], item[0])
    )
    if not shares:
        return f"No call {span}"
    (most, largest), (least, smallest) = shares[0], shares[-1]
    if not largest:
        return f"Not mentioned {span}"
    if len(shares) == 1:
        return f"{percent(largest)} of {short_name(most)}’s words {span}"
    without = [short_name(company) for company, share in shares if not share]
    if not shares[1][1]:
        others = "none at the others" if len(shares) > 2 else f"none at {short_name(least)}"
    elif without:
        others = f"none at {' and '.join(without)}" if len(without) < 3 else f"none at {len(without)} of {len(shares)}"
    else:
        others = f"least at {short_name(least)} ({percent(smallest)})"
    return f"{span[:1].upper()}{span[1:]} most at {short_name(most)} ({percent(largest)}), {others}"


def speakers_caption(theme: ThemeReport) -> str:
    """Say how much of their words each group of speakers gave a theme, over all calls."""
    said = ", ".join(f"{percent(g.share)} of {SPEECH_OF_GROUP[g.group]}" for g in theme.speakers if g.n_words)
    return f"All calls: {said}" if said else ""


def reported_contrasts(theme: ThemeReport) -> list[Contrast]:
    """Comparisons of two calls of the theme that differ, at most four; where none does, the largest."""
    return _differing(theme)[:MOST_CONTRASTS] or list(theme.contrasts[:1])


def compared_note(theme: ThemeReport) -> str:
    """Say how many comparisons were made and how many show a difference; empty where there are not two."""
    compared, n_found = counted(len(theme.contrasts), "comparison"), len(_differing(theme))
    counting = "corrected for all themes of the pair"
    if len(theme.contrasts) < 2:
        return ""
    if not n_found:
        return f"None of {compared} is significant, {counting}; the largest is shown."
    shown = f"; the {MOST_CONTRASTS} largest are shown" if n_found > MOST_CONTRASTS else ""
    return f"{n_found} of {compared} {'is' if n_found == 1 else 'are'} significant, {counting}{shown}."


def _differing(theme: ThemeReport) -> list[Contrast]:
    return [contrast for contrast in theme.contrasts if contrast.direction != "unclear"]


def reported_trends(theme: ThemeReport) -> list[Trend]:
    """Trends of single companies that say something."""
    return [trend for trend in theme.trends if trend.scope != "ALL" and trend.status.is_finding]


def _shares(points: Sequence[Point]) -> dict[str, float]:
    """Share by company, calls pooled by words."""
    shares = {own[0].company: pooled_share(own) for own in by_company(points).values()}
    return {company: share for company, share in shares.items() if share is not None}
