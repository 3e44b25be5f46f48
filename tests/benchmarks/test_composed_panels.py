"""Composed calls through the whole pipeline: what is found of planted stories, printed as a table.

CALLTHEMES_COMPOSED sets how many panels are composed (5 by default: about three minutes).
"""

from __future__ import annotations

import doctest
import os

import pandas as pd
import pytest
from scipy.stats import binomtest

from tests.benchmarks import composed_scores
from tests.benchmarks.composed_panels import STORIES, compose_panel
from tests.benchmarks.composed_scores import false_discoveries, order_of_pairs, score_panels, summary
from tests.benchmarks.planted_cast import quarter_label
from tests.benchmarks.planted_records import count_words

PANELS = int(os.environ.get("CALLTHEMES_COMPOSED", "5"))
FRESH = 100  # how long calls and how large stories are was settled on seeds below


def test_doctests() -> None:
    assert doctest.testmod(composed_scores).attempted


def test_a_composed_panel_tells_its_stories_where_they_were_planted() -> None:
    composed = compose_panel(1)
    assert [call.text for call in compose_panel(1).calls] == [call.text for call in composed.calls]
    assert len(composed.calls) == composed.held.sum() == 6 * 16 - 5 - 3
    for call in composed.calls:
        company = next(c.place for c in composed.companies if c.key == call.company_key)
        quarter = next(q for q in range(16) if quarter_label(q) == call.fiscal_quarter)
        assert call.call_date
        assert call.ticker
        for topic, share in zip(STORIES, composed.expected[:, company, quarter], strict=True):
            assert share > 0 or not count_words(call.passages, topic), (call.file, topic)


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, pd.DataFrame]:
    return score_panels(range(FRESH, FRESH + PANELS), tmp_path_factory.mktemp("composed"))


@pytest.mark.timeout(3600)
def test_composed_panels_through_the_pipeline(scored: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    themes, mentions = scored
    print("\n" + summary(themes, mentions))
    for which in ("found", "told"):
        wrong, called, _ = false_discoveries(themes, which)
        low = float(binomtest(wrong, called).proportion_ci(method="exact").low)
        assert low <= 0.05, f"{which}: {wrong} of {called} are false, surely above 5%"
    in_order, _, wrong_way = order_of_pairs(mentions[mentions["kind"].isin(("new", "burst"))], "found")
    assert wrong_way <= 0.05 * in_order
