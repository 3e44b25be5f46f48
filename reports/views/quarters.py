"""Quarter by quarter: who called, and which themes stood furthest above their own average.

In: a heat map's rows (shares over companies).  Out: :class:`QuarterRow`, the last quarter first.  It is a
description of single quarters, not a test: what rises and fades over time is for trends to say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from reports.data.shares import by_company, by_quarter, mean_known, pooled_share
from reports.formatting import listed
from reports.records import FirstMention, ThemeReport
from themes.formatting import short_name

MAX_THEMES = 3
MOST_COMPANIES = 3  # named of those that took a theme up
HALF = 0.5  # of its share: what a company said before, from which on its first sure mention is no news
LEAST_ABOVE = 0.01  # of content words: less is reported of no quarter


@dataclass(frozen=True)
class AboveAverage:
    """A theme's share in a quarter and its mean over all quarters with a call (0–1)."""

    theme_id: str
    label: str
    share: float
    mean: float
    is_estimated: bool = False


@dataclass(frozen=True)
class TakenUp:
    """A theme that companies took up for the first time."""

    theme_id: str
    label: str
    companies: str


@dataclass(frozen=True)
class QuarterRow:
    """A quarter, the calls (id, company) that report on it, the themes most above their average, and new ones.

    ``begun`` are the themes that companies took up in it after they had held calls without; ``is_thin`` where few
    companies called.
    """

    quarter: str
    calls: tuple[tuple[str, str], ...]
    themes: tuple[AboveAverage, ...]
    begun: tuple[TakenUp, ...] = ()
    is_thin: bool = False


def quarter_rows(
    quarters: Sequence[str],
    calls: Sequence[tuple[str, str, str | None]],
    shares: Mapping[tuple[str, str], Sequence[float | None]],
    estimated: Collection[tuple[str, str]] = (),
    thin: Collection[str] = (),
    themes: Sequence[ThemeReport] = (),
) -> tuple[QuarterRow, ...]:
    """Tell every quarter.

    Parameters
    ----------
    quarters : sequence of str
        All quarters, in order.
    calls : sequence of (call_id, company, quarter)
        Calls read; those without a quarter are left out.
    shares : Mapping of (theme_id, label) to sequence of float or None
        A theme's share by quarter; None where nobody called.
    estimated : collection of (theme_id, quarter)
        Shares that are estimated for companies that did not call.
    thin : collection of str
        Quarters in which few companies called: no mean takes them in.
    themes : sequence of ThemeReport
        Told in each quarter in which a company took them up; a discovered theme of mostly a tracked one's passages is
        not reported beside it.

    Returns
    -------
    tuple of QuarterRow
        The last quarter first; of each at most three themes a percentage point above their mean, the furthest first.
    """
    kept = [quarter not in thin for quarter in quarters]
    same = {theme.theme_id: theme.same.theme_id for theme in themes if theme.same}
    means = {theme: mean for theme, row in shares.items() if (mean := mean_known(compress(row, kept))) is not None}
    rows = []
    for k, quarter in enumerate(quarters):
        here = [(theme, shares[theme][k], mean) for theme, mean in means.items()]
        above = [
            AboveAverage(*theme, share=share, mean=mean, is_estimated=(theme[0], quarter) in estimated)
            for theme, share, mean in here
            if share is not None and share - mean >= LEAST_ABOVE
        ]
        above.sort(key=lambda found: (found.mean - found.share, found.theme_id))
        reported = {found.theme_id for found in above}
        above = [found for found in above if same.get(found.theme_id) not in reported]
        held = tuple((call_id, company) for call_id, company, when in calls if when == quarter)
        new = tuple(taken for theme in themes if (taken := _taken_up(theme, quarter)) is not None)
        rows.append(QuarterRow(quarter, held, tuple(above[:MAX_THEMES]), new, quarter in thin))
    return tuple(reversed(rows))


def _taken_up(theme: ThemeReport, quarter: str) -> TakenUp | None:
    """The companies that took a theme up in a quarter, each with calls before; None where there is none."""
    if theme.first_mentions is None or not theme.is_story or theme.is_hardly_mentioned or theme.same is not None:
        return None
    own = [
        mention
        for mention in theme.first_mentions.mentions
        if mention.quarter == quarter and mention.p_value is not None and not _said_before(theme, mention)
    ]
    if not own:
        return None
    names = listed([short_name(mention.company.label) for mention in own], MOST_COMPANIES)
    return TakenUp(theme.theme_id, theme.label, names)


def _said_before(theme: ThemeReport, mention: FirstMention) -> bool:
    """Whether the company gave the theme half as much of a call before, in passages less sure."""
    own = by_company(theme.points).get(mention.company.company_id, ())
    shares = {quarter: pooled_share(points) or 0.0 for quarter, points in by_quarter(own).items()}
    quarter = mention.quarter or ""
    before = max((share for when, share in shares.items() if when < quarter), default=0.0)
    return before > 0 and before >= HALF * shares.get(quarter, 0.0)
