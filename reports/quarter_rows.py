"""Quarter by quarter: who called, and which themes stood furthest above their own average.

In: a heat map's rows (mean shares over companies).  Out: :class:`QuarterRow`, the last quarter first.  It is a
description of single quarters, not a test: what rises and fades over time is told by trends.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from reports.who_led import LedTheme

MAX_THEMES = 3
LEAST_ABOVE = 0.01  # of content words: less is told of no quarter


@dataclass(frozen=True)
class AboveAverage:
    """A theme's share in a quarter and its mean over all quarters with a call (0–1)."""

    theme_id: str
    label: str
    share: float
    mean: float


@dataclass(frozen=True)
class QuarterRow:
    """A quarter, the calls (id, company) that report on it, the themes told most above their average, and new ones.

    ``begun`` are the themes (id, label) that a company of the study took up in it before any other; ``is_thin`` where
    few companies called.
    """

    quarter: str
    calls: tuple[tuple[str, str], ...]
    themes: tuple[AboveAverage, ...]
    begun: tuple[tuple[str, str], ...] = ()
    is_thin: bool = False


def quarter_rows(
    quarters: Sequence[str],
    calls: Sequence[tuple[str, str, str | None]],
    shares: Mapping[tuple[str, str], Sequence[float | None]],
    thin: Collection[str] = (),
    begun: Sequence[LedTheme] = (),
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
    thin : collection of str
        Quarters in which few companies called: no mean takes them in.
    begun : sequence of LedTheme
        Themes whose beginning the study saw.

    Returns
    -------
    tuple of QuarterRow
        The last quarter first; of each at most three themes a percentage point above their mean, the furthest first.
    """
    kept = [quarter not in thin for quarter in quarters]
    means = {theme: mean for theme, row in shares.items() if (mean := _mean(list(compress(row, kept)))) is not None}
    rows = []
    for k, quarter in enumerate(quarters):
        here = [(theme, shares[theme][k], mean) for theme, mean in means.items()]
        above = [
            AboveAverage(*theme, share=share, mean=mean)
            for theme, share, mean in here
            if share is not None and share - mean >= LEAST_ABOVE
        ]
        above.sort(key=lambda found: (found.mean - found.share, found.theme_id))
        held = tuple((call_id, company) for call_id, company, when in calls if when == quarter)
        new = tuple((led.theme_id, led.label) for led in begun if led.mentions[0].quarter == quarter)
        rows.append(QuarterRow(quarter, held, tuple(above[:MAX_THEMES]), new, quarter in thin))
    return tuple(reversed(rows))


def _mean(row: Sequence[float | None]) -> float | None:
    known = [share for share in row if share is not None]
    return sum(known) / len(known) if known else None
