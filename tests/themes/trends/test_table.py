"""The table of trends: its rows, what they rest on, and too little to say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from tests.facts import facts
from themes.records import TABLES
from themes.trends.panel import WORDS_A_PASSAGE
from themes.trends.table import judge_trends

# company, quarter, words on the theme, words
Call = tuple[str, str | None, int, int]
HEARD: list[Call] = [
    ("a", "2012Q1", 10, 100),
    ("b", "2012Q1", 0, 900),
    ("a", "2012Q2", 30, 400),
    ("b", "2012Q2", 50, 600),
    ("a", "2012Q3", 0, 100),
]


def prevalence(calls: list[Call], theme: str = "tea") -> pd.DataFrame:
    rows = [
        {
            "theme_id": theme,
            "company_id": company,
            "call_id": f"{company}-{k}",
            "calendar_quarter": quarter,
            "speaker_group": group,
            "n_words_theme": on_theme if group == "all" else 99,
            "n_words": words if group == "all" else 99,
        }
        for k, (company, quarter, on_theme, words) in enumerate(calls)
        for group in ("all", "management_prepared")
    ]
    return pd.DataFrame(rows, columns=list(TABLES["prevalence"]))


def judged(calls: list[Call], scope: str = "ALL") -> pd.Series:
    return judge_trends(prevalence(calls), ["tea"]).set_index("scope").loc[scope]


def test_status_is_insufficient_and_says_how_many_calls_there_are() -> None:
    found = judged(HEARD)
    assert found["status"] == "insufficient"
    assert facts(found["reason"]) == ["5", "3", "6", "6"]


@pytest.mark.parametrize(
    "calls",
    [
        [("a", f"201{k}Q1", 1, 9) for k in range(5)],
        [("a", f"201{k}Q1", 1, 9) for k in range(5)] + [("b", "2014Q1", 1, 9)],
    ],
    ids=["five calls", "six calls in five quarters"],
)
def test_reason_asks_for_more_below_six_calls_in_six_quarters(calls: list[Call]) -> None:
    found = judged(calls)
    assert found["status"] == "insufficient"
    assert facts(found["reason"])[2:] == ["6", "6"]


def test_no_number_of_a_test_is_given() -> None:
    found = judged(HEARD)
    assert found[["change_per_year", "change_low", "change_high", "p_value", "q_value"]].isna().all()
    assert found["since_quarter"] is None


def test_peak_is_the_quarter_of_the_largest_share_over_all_its_calls() -> None:
    # 10 of 1000 words in 2012Q1 (though one call has .10), 80 of 1000 in 2012Q2
    assert judged(HEARD)["peak_quarter"] == "2012Q2"


def test_peak_of_a_company_is_of_its_own_calls() -> None:
    assert judged(HEARD, "a")["peak_quarter"] == "2012Q1"


def test_last_quarter_is_the_last_in_which_it_was_heard() -> None:
    assert judged(HEARD)["last_quarter"] == "2012Q2"


def test_calls_and_companies_are_counted_by_scope_silent_ones_too() -> None:
    counts = judge_trends(prevalence(HEARD), ["tea"]).set_index("scope")[["n_calls", "n_companies"]]
    assert counts.T.to_dict("list") == {"ALL": [5, 2], "a": [3, 1], "b": [2, 1]}


def test_calls_without_a_quarter_are_not_counted() -> None:
    assert judged([*HEARD, ("c", None, 9, 10)])["n_calls"] == 5


def test_theme_never_heard_has_rows_without_quarters() -> None:
    found = judged([("a", "2012Q1", 0, 100), ("a", "2012Q2", 0, 0)])
    assert (found["peak_quarter"], found["last_quarter"], found["n_calls"]) == (None, None, 2)


def test_theme_without_any_call_has_a_row_overall() -> None:
    found = judge_trends(prevalence([]), ["tea"])
    assert found[["theme_id", "scope", "n_calls"]].values.tolist() == [["tea", "ALL", 0]]


def test_rows_are_every_theme_overall_then_by_company() -> None:
    both = pd.concat([prevalence(HEARD, "ale"), prevalence(HEARD, "tea")])
    found = judge_trends(both, ["tea", "ale"])
    assert tuple(found.columns) == TABLES["trends"]
    assert found[["theme_id", "scope"]].values.tolist() == [
        [theme, scope] for theme in ("tea", "ale") for scope in ("ALL", "a", "b")
    ]


def shares_over(shares: Sequence[int], companies: str = "abc", n_words: int = 10_000) -> list[Call]:
    """Calls of some companies in consecutive quarters from 2010Q1 on."""
    quarters = [f"{2010 + k // 4}Q{k % 4 + 1}" for k in range(len(shares))]
    return [(company, q, on, n_words) for company in companies for q, on in zip(quarters, shares, strict=True)]


STEP = [200, 210, 190, 200] * 4 + [600, 610, 590, 600] * 2


def test_row_tells_the_horizon_and_what_it_rests_on() -> None:
    found = judged(shares_over(STEP))
    assert (found["status"], found["horizon"], found["since_quarter"]) == ("rising", "two_years", "2014Q1")
    assert (found["share_before"], found["share_after"], found["two_years_change"]) == (0.02, 0.06, 0.04)
    assert found["year_change"] == 0.0
    assert found["change_per_year"] == pytest.approx(0.02), "the windows' centres are two years apart"
    assert found["change_low"] == pytest.approx(found["two_years_low"] / 2, abs=1e-6)
    assert found["change_high"] == pytest.approx(found["two_years_high"] / 2, abs=1e-6)
    assert found["n_passages"] == round(3 * 8 * (2 + 6) * 100 / WORDS_A_PASSAGE)
    assert found["carriers"] == 3
    assert np.isnan(found["flip_p"])
    assert 0 < found["p_value"] == found["q_value"] < 0.05


def test_sign_flips_stand_beside_from_six_companies_on() -> None:
    assert judged(shares_over(STEP, "abcdef"))["flip_p"] == 2 / 64


def test_history_of_eight_quarters_has_no_second_horizon() -> None:
    found = judged(shares_over([200, 210, 190, 200, 600, 610, 590, 600]))
    assert (found["status"], found["horizon"]) == ("rising", "year")
    assert found[["two_years_change", "two_years_low", "two_years_high"]].isna().all()


def test_order_of_rows_and_a_run_again_give_the_same_table() -> None:
    both = pd.concat([prevalence(shares_over(STEP), "tea"), prevalence(shares_over(STEP[::-1], "abd"), "ale")])
    ids = ["tea", "ale"]
    there = judge_trends(both, ids)
    pd.testing.assert_frame_equal(there, judge_trends(both.sample(frac=1, random_state=1), ids))
    assert there["status"].isin(["rising", "fading"]).any()


def test_kinds_of_themes_are_corrected_apart() -> None:
    quiet = [prevalence(shares_over([200 + 7 * (k % n) for k in range(24)]), f"t{n}") for n in range(2, 12)]
    table = pd.concat([prevalence(shares_over(STEP)), *quiet])
    ids = ["tea", *(f"t{n}" for n in range(2, 12))]
    themes = pd.DataFrame({"theme_id": ids, "kind": ["tracked"] + ["discovered"] * 10})
    together, apart = (
        judge_trends(table, ids, some).set_index(["theme_id", "scope"]).loc[("tea", "ALL")] for some in (None, themes)
    )
    assert apart["q_value"] == pytest.approx(apart["p_value"])
    assert together["q_value"] > together["p_value"]


def test_no_themes_make_an_empty_table_with_its_columns() -> None:
    found = judge_trends(prevalence(HEARD), [])
    assert found.empty
    assert tuple(found.columns) == TABLES["trends"]


def test_theme_without_rows_is_absent_and_takes_nothing_from_the_others() -> None:
    table = prevalence(shares_over(STEP))
    alone = judge_trends(table, ["tea"]).set_index("scope")
    for ids in (["tea", "ale"], ["ale", "tea"]):
        found = judge_trends(table, ids).set_index(["theme_id", "scope"])
        assert found.loc["ale", "status"].tolist() == ["absent"] * 4
        assert found.loc["tea", "status"].tolist() == alone["status"].tolist()
        assert found.loc[("tea", "ALL"), "p_value"] == pytest.approx(alone.loc["ALL", "p_value"])


def test_calls_without_content_words_are_no_calls_of_a_trend() -> None:
    found = judged([("a", f"201{k}Q1", 0, 0) for k in range(6)])
    assert found["status"] == "insufficient"
    assert facts(found["reason"])[:2] == ["0", "0"]
    with_silent = judged([*shares_over(STEP), ("d", "2015Q4", 0, 0)])
    assert with_silent["status"] == "rising"
    assert with_silent["p_value"] == judged(shares_over(STEP))["p_value"]


def test_reason_names_the_company_where_the_calls_are_given() -> None:
    table = prevalence(shares_over(STEP))
    calls = pd.DataFrame({"company_id": ["a", None], "company": ["Vista Tea Ltd", None]})
    named, unnamed = (judge_trends(table, ["tea"], calls=c).set_index("scope")["reason"] for c in (calls, None))
    assert "Vista Tea" in named["ALL"]
    assert "Ltd" not in named["ALL"]
    assert "Vista Tea" not in unnamed["ALL"]


def test_company_that_left_before_the_other_came_leaves_nothing_to_compare() -> None:
    early, late = ([f"{year}Q{q}" for q in (1, 2, 3, 4)] for year in (2011, 2012))
    found = judged([("a", q, 5, 100) for q in early] + [("b", q, 9, 100) for q in late])
    assert (found["status"], found["n_calls"]) == ("insufficient", 8)
    assert facts(found["reason"])[:2] == ["8", "8"]
    assert found[["p_value", "share_before", "year_change"]].isna().all()
