"""The panel of all calls."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from themes.records import TABLES
from themes.trends.panel import lay_out


def prevalence(rows: Sequence[tuple[str, str, str | None, int, int]]) -> pd.DataFrame:
    """From rows of theme, company, quarter, words on the theme, words."""
    names = ("theme_id", "company_id", "calendar_quarter", "n_words_theme", "n_words")
    table = pd.DataFrame([dict(zip(names, row, strict=True)) for row in rows], columns=list(TABLES["prevalence"]))
    return table.assign(speaker_group="all", call_id=[f"call-{k}" for k in range(len(rows))])


def test_quarters_without_a_call_are_there_and_have_no_share() -> None:
    panel = lay_out(prevalence([("tea", "a", "2012Q1", 13, 130), ("tea", "a", "2012Q3", 0, 260)]), ["tea"])
    assert panel.quarters == ("2012Q1", "2012Q2", "2012Q3")
    np.testing.assert_array_equal(panel.share[0, 0], [0.1, np.nan, 0.0])
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


def test_a_call_without_content_words_is_counted_and_not_held() -> None:
    panel = lay_out(prevalence([("tea", "a", "2012Q1", 0, 0), ("tea", "a", "2012Q2", 13, 130)]), ["tea"])
    assert panel.n_calls.tolist() == [[1, 1]]
    assert panel.held.tolist() == [[False, True]]
    assert np.isnan(panel.share[0, 0, 0])
    assert panel.on_theme[0].tolist() == [[0.0, pytest.approx(0.2)]]


@pytest.mark.parametrize(
    ("calls", "enough"),
    [
        ([("a", f"201{k}Q1", 100) for k in range(6)], True),
        ([("a", f"201{k}Q1", 100) for k in range(5)], False),
        ([("a", f"201{k}Q1", 100) for k in range(5)] + [("b", "2014Q1", 100)], False),
        ([("a", f"201{k}Q1", 100) for k in range(5)] + [("b", "2015Q1", 100)], True),
        ([("a", f"201{k}Q1", 100) for k in range(5)] + [("a", "2015Q1", 0)], False),
    ],
    ids=["six calls", "five calls", "six calls in five quarters", "six calls of two companies", "one without words"],
)
def test_a_trend_needs_six_calls_in_six_quarters(calls: list[tuple[str, str, int]], enough: bool) -> None:
    rows: list[tuple[str, str, str | None, int, int]] = [("tea", company, q, 0, n) for company, q, n in calls]
    assert lay_out(prevalence(rows), ["tea"]).is_enough is enough


def test_first_quarters_keep_all_companies() -> None:
    rows = [("tea", company, f"2012Q{q}", q, 100) for company in "ab" for q in (1, 2, 3)]
    panel = lay_out(prevalence(rows), ["tea"]).until(2)
    assert (panel.companies, panel.quarters) == (("a", "b"), ("2012Q1", "2012Q2"))
    assert panel.share[0].tolist() == [[0.01, 0.02]] * 2


def test_no_calls_and_no_themes_make_an_empty_panel() -> None:
    assert lay_out(prevalence([]), ["tea"]).share.shape == (1, 0, 0)
    assert lay_out(prevalence([("tea", "a", "2012Q1", 1, 100)]), []).share.shape == (0, 0, 0)


def test_order_of_rows_and_themes_is_that_of_the_question() -> None:
    rows = [("tea", "b", "2012Q1", 1, 100), ("ale", "b", "2012Q1", 9, 100), ("tea", "a", "2012Q2", 2, 100)]
    there, back = (lay_out(prevalence(some), ["ale", "tea"]) for some in (rows, rows[::-1]))
    assert there.companies == back.companies == ("a", "b")
    np.testing.assert_array_equal(there.share, back.share)
    assert there.share[:, 1, 0].tolist() == [0.09, 0.01]
