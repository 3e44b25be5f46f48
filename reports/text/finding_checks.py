"""Findings against their own numbers: what the words say and the small chart beside them shows must agree.

In: a finding and its trend.  Out: :class:`themes.stats.consistency.Contradiction`; a finding that has one is not
made.  What the tables contradict by themselves is found in :mod:`themes.stats.consistency`; here are the numbers that
only the report computes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from reports.data.brief import Finding
from reports.data.shares import mean_known
from reports.records import Trend
from themes.formatting import LEAST_SHARE, percent
from themes.stats.consistency import Contradiction, moves_against

WAY = {"up": 1, "down": -1, "unclear": 0}


def finding_faults(finding: Finding, trend: Trend) -> Iterator[Contradiction]:
    """Compare what a finding says with its series: the way it goes, the quarter of its largest share.

    Parameters
    ----------
    finding : Finding
        Of one theme and scope.
    trend : Trend
        Of the same, as the table has it.
    """
    if _goes_the_other_way(finding, trend):
        yield _fault(finding, finding.headline, "the shares shown go the other way")
    shares = {quarter: share for quarter, share in finding.series if share is not None}
    peak = shares.get(trend.peak_quarter or "")
    if peak is not None:
        largest, quarter = max((share, quarter) for quarter, share in shares.items())
        if largest >= peak + LEAST_SHARE:
            said = f"at its largest {percent(peak)} in {trend.peak_quarter}"
            yield _fault(finding, said, f"it is {percent(largest)} in {quarter}")


def contradicted_note(n_left_out: int) -> str:
    """Say how many findings were left out because they contradict themselves; empty for none.

    Examples
    --------
    >>> contradicted_note(1), contradicted_note(2), contradicted_note(0)
    ('1 left out: its numbers contradict each other.', '2 left out: their numbers contradict each other.', '')
    """
    if not n_left_out:
        return ""
    return f"{n_left_out} left out: {'its' if n_left_out == 1 else 'their'} numbers contradict each other."


def places_of(contradictions: Iterable[Contradiction]) -> frozenset[tuple[str, str]]:
    """Themes and scopes with a contradiction."""
    return frozenset((found.theme_id, found.scope) for found in contradictions)


def _goes_the_other_way(finding: Finding, trend: Trend) -> bool:
    way = WAY[trend.status.direction]
    if trend.status.kind == "change":
        shares = [np.nan if share is None else share for _, share in finding.series]
        return moves_against(np.asarray(shares, dtype=np.float64), way)
    since = trend.since_quarter or ""
    before = mean_known(share for quarter, share in finding.series if quarter < since)
    after = mean_known(share for quarter, share in finding.series if quarter >= since)
    return before is not None and after is not None and way * (after - before) < 0


def _fault(finding: Finding, what: str, against: str) -> Contradiction:
    return Contradiction(finding.theme_id, finding.scope, what, against)
