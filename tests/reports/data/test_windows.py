"""The quarters under a trend's shares are those that the test itself compared, whoever called when."""

from __future__ import annotations

import numpy as np
import pytest

from reports.data.windows import windows_of
from reports.records import Point, Trend
from tests.panels import panel_of, prevalence_of
from themes.records import Status
from themes.stats.composition import is_thin, panel_weights
from themes.trends.classification import judge_panel
from themes.trends.panel import Floats, lay_out


def calls(n_companies: int, n_quarters: int, seed: int, missing: float = 0.0, n_late: int = 0) -> Floats:
    """Passages on one theme, NaN where there was no call; the last quarter has the first ``n_late`` companies alone."""
    rng = np.random.default_rng(seed)
    talk = rng.poisson(8.0, (1, n_companies, n_quarters)).astype(float)
    talk[rng.random(talk.shape) < missing] = np.nan
    if n_late:
        talk[:, n_late:, -1] = np.nan
    return talk


@pytest.mark.parametrize(
    "talk",
    [
        calls(4, 20, 1),
        calls(4, 13, 2),
        calls(3, 7, 3),
        calls(6, 20, 4, missing=0.3),
        calls(5, 18, 5, missing=0.1, n_late=1),
        calls(2, 6, 6, n_late=1),
        calls(1, 9, 7),
    ],
    ids=["20 quarters", "13", "7", "calls missing", "last quarter not in yet", "too few without it", "one company"],
)
def test_quarters_are_those_that_the_test_compared(talk: Floats) -> None:
    table = prevalence_of(panel_of(talk))
    scopes = judge_panel(lay_out(table, ["t0"]), np.array(["tracked"]))
    points = [
        Point(row.call_id, row.company_id, "", row.calendar_quarter, None, None, None, row.n_words_theme, row.n_words)
        for row in table.itertuples()
    ]
    n_compared = 0
    for name, scope in scopes.items():
        found = scope.verdicts[0].found
        horizon = None if found is None else found.horizon.value
        shown = windows_of(points, Trend(name, "", Status.UNCLEAR, "", horizon=horizon))
        if found is None:
            assert shown is None
            continue
        quarters, w = scope.panel.quarters, found.windows
        held = {p.calendar_quarter for p in points if name in ("ALL", p.company_id) and p.n_words}
        # shares leave out thin quarters, as the test's do
        thin = is_thin(panel_weights(scope.panel.share))[0] & (name == "ALL")
        left = {quarter for quarter, is_left in zip(quarters, thin, strict=True) if not is_left}
        spans = [
            [quarter for quarter in quarters[start:stop] if quarter in held & left]
            or [quarter for quarter in quarters[start:stop] if quarter in held]
            for start, stop in ((w.start, w.split), (w.split, w.stop))
        ]
        assert shown is not None
        assert [(own[0], own[-1]) for own in shown] == [(own[0], own[-1]) for own in spans]
        n_compared += 1
    assert n_compared


def test_theme_without_a_call_in_a_known_quarter_has_no_windows() -> None:
    undated = Point("a", "a", "A", None, 0.1, None, None, 1, 10)
    assert windows_of([undated], Trend("ALL", "", Status.RISING, "", horizon="year")) is None
