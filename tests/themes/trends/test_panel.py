"""The panel and its windows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from themes.records import TABLES
from themes.stats.windows import Windows, compared_windows, earlier_windows
from themes.trends.panel import lay_out


def prevalence(rows: list[tuple[str, str, str | None, int, int]]) -> pd.DataFrame:
    """From rows of theme, company, quarter, words on the theme, words."""
    names = ("theme_id", "company_id", "calendar_quarter", "n_words_theme", "n_words")
    table = pd.DataFrame([dict(zip(names, row, strict=True)) for row in rows], columns=list(TABLES["prevalence"]))
    return table.assign(speaker_group="all", call_id=[f"call-{k}" for k in range(len(rows))])


def test_quarters_without_a_call_are_there_and_have_no_share() -> None:
    panel = lay_out(prevalence([("tea", "a", "2012Q1", 10, 200), ("tea", "a", "2012Q3", 0, 400)]), ["tea"])
    assert panel.quarters == ("2012Q1", "2012Q2", "2012Q3")
    np.testing.assert_array_equal(panel.share[0, 0], [0.05, np.nan, 0.0])
    assert panel.passages.tolist() == [[2.0, 0.0, 4.0]]


def test_two_calls_of_a_company_in_a_quarter_are_one_share_but_two_calls() -> None:
    panel = lay_out(prevalence([("tea", "a", "2012Q1", 10, 100), ("tea", "a", "2012Q1", 0, 300)]), ["tea"])
    assert panel.share[0, 0].tolist() == [0.025]
    assert panel.n_calls.tolist() == [[2]]


def test_only_the_whole_call_counts_and_calls_without_a_quarter_do_not() -> None:
    table = prevalence([("tea", "a", "2012Q1", 10, 100), ("tea", "a", None, 50, 100), ("tea", "a", "2012Q1", 9, 10)])
    table.loc[2, "speaker_group"] = "analyst_questions"
    assert lay_out(table, ["tea"]).share.tolist() == [[[0.1]]]


def test_a_company_alone_begins_with_its_first_call() -> None:
    rows = [("tea", "a", f"2012Q{q}", 1, 100) for q in (1, 2, 3, 4)] + [
        ("tea", "b", f"2012Q{q}", 1, 100) for q in (2, 3)
    ]
    panel = lay_out(prevalence(rows), ["tea"]).of_company(1)
    assert (panel.companies, panel.quarters) == (("b",), ("2012Q2", "2012Q3"))


@pytest.mark.parametrize(
    ("n", "sizes"), [(6, (3, 3)), (7, (3, 4)), (11, (5, 6)), (12, (4, 8)), (15, (4, 8)), (16, (8, 8)), (40, (8, 8))]
)
def test_windows_are_the_last_eight_quarters_and_the_eight_before_or_what_there_is(
    n: int, sizes: tuple[int, int]
) -> None:
    assert compared_windows(n).sizes == sizes
    assert compared_windows(n).stop == n


def test_centres_of_eight_and_eight_quarters_are_two_years_apart() -> None:
    assert Windows(0, 8, 16).years_apart == 2.0


def test_history_before_the_windows_is_cut_the_same_way_and_not_used_twice() -> None:
    assert earlier_windows(compared_windows(40)) == [Windows(8, 16, 24), Windows(0, 4, 8)]
