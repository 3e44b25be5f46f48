"""The status of themes: too little to say, and why."""

from __future__ import annotations

import pandas as pd
import pytest

from themes.records import TABLES
from themes.trends.reasons import peak_text
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
    assert found["reason"] == "5 calls in 3 quarters; a trend needs 6 calls in 6 quarters. See contrasts."


@pytest.mark.parametrize(
    "calls",
    [
        [("a", f"201{k}Q1", 1, 9) for k in range(5)],
        [("a", f"201{k}Q1", 1, 9) for k in range(5)] + [("b", "2014Q1", 1, 9)],
    ],
    ids=["five calls", "six calls in five quarters"],
)
def test_reason_asks_for_more_below_six_calls_in_six_quarters(calls: list[Call]) -> None:
    assert "a trend needs 6 calls in 6 quarters" in judged(calls)["reason"]


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


def test_reason_names_the_company_where_the_calls_are_given() -> None:
    quarters = [f"{year}Q{q}" for year in (2011, 2012) for q in (1, 2, 3, 4)]
    table = prevalence([("a", quarter, 5 + k, 100) for k, quarter in enumerate(quarters)])
    calls = pd.DataFrame({"company_id": ["a"], "company": ["Vista Tea"]})
    found = judge_trends(table, ["tea"], calls=calls).set_index("scope")["reason"]
    assert "the talk of Vista Tea" in found["a"]
    assert "the talk of 1 company" in found["ALL"]


def test_company_that_left_before_the_other_came_leaves_nothing_to_compare() -> None:
    early, late = ([f"{year}Q{q}" for year in years for q in (1, 2, 3, 4)] for years in ((2009, 2010), (2011, 2012)))
    found = judged([("a", q, 5, 100) for q in early] + [("b", q, 9, 100) for q in late])
    assert (found["status"], found["n_calls"]) == ("insufficient", 16)
    assert "no company has calls both early and late" in found["reason"]


def shares_over(shares: list[int], n_words: int = 1000) -> list[Call]:
    """Calls of two companies in consecutive quarters from 2010Q1 on."""
    quarters = [f"{2010 + k // 4}Q{k % 4 + 1}" for k in range(len(shares))]
    return [(company, q, on, n_words) for company in ("a", "b") for q, on in zip(quarters, shares, strict=True)]


def test_reason_names_the_quarter_of_a_theme_that_came_and_went_within_the_windows() -> None:
    found = judged(shares_over([0] * 7 + [250, 120, 60] + [0] * 6))
    # 250 of 8,000 and 180 of 8,000 words: three times the larger mean of .031 is below .25
    assert found["status"] == "insufficient"
    assert found["reason"].endswith(
        "It was as much as 25.0 % in 2011Q4, within these years: a comparison of their two halves cannot show a peak."
    )


def test_reason_of_a_theme_hardly_heard_says_so() -> None:
    hardly = prevalence(shares_over([60, 60, 60] + [0] * 21, 20_000))
    others = [prevalence(shares_over([1000 + 20 * k, 1200 - 20 * k] * 12, 20_000), f"t{k}") for k in range(9)]
    found = judge_trends(pd.concat([hardly, *others]), ["tea", *(f"t{k}" for k in range(9))]).set_index("theme_id")
    found = found[found["scope"] == "ALL"]
    assert found.loc["tea", "status"] == found.loc["t0", "status"] == "steady"
    assert found.loc["tea", "reason"].startswith("Hardly spoken of by 2 companies in these years: 0 % (2012Q1 to ")
    assert found.loc["t0", "reason"].startswith("Share of the talk of 2 companies from 5.5 % (2012Q1 to ")


def test_reason_of_a_theme_that_wanders_names_no_quarter() -> None:
    found = judged(shares_over([20, 80, 10, 60, 30, 90, 20, 70] * 2))
    assert "It was as much as" not in found["reason"]


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ("2012Q3", "Its peak was 2012Q3 (between 2012Q3 and 2012Q4)."),
        ("2010Q4", "Its peak was 2012Q3 (between 2010Q4 and 2012Q4)."),
        (
            "2010Q3",
            "Its share was largest in 2012Q3, but quarters years apart come too near to it to date a peak.",
        ),  # nine quarters before the last
    ],
)
def test_peak_is_dated_where_only_quarters_near_it_come_up_to_it(first: str, told: str) -> None:
    assert peak_text(("2012Q3", first, "2012Q4")) == f" {told}"


def test_event_of_a_quarter_in_which_few_called_is_told_without_a_mean() -> None:
    quarters = [f"{year}Q{q}" for year in range(2001, 2013) for q in range(1, 5)]
    new: list[Call] = [
        (company, quarter, 800 if quarter == quarters[-1] else 0, 4000)
        for quarter in quarters
        for company in "abcd"
        if company == "a" or quarter != quarters[-1]
    ]
    known = [(company, quarter, 200 + 7 * (k % 5), 4000) for k, (company, quarter, _, _) in enumerate(new)]
    both = pd.concat([prevalence(new), *(prevalence(known, theme) for theme in ("ale", "rum", "gin"))])
    found = judge_trends(both, ["tea", "ale", "rum", "gin"]).set_index(["theme_id", "scope"]).loc[("tea", "ALL")]
    assert found["status"] == "new"
    assert found["reason"].startswith("Next to nothing before, spoken of by 4 companies since 2012Q4 (q ")


def test_reason_ends_a_name_that_ends_with_a_stop_once() -> None:
    quarters = [f"{year}Q{q}" for year in range(2009, 2013) for q in range(1, 5)]
    calls: list[Call] = [("a", quarter, 0, 900) for quarter in quarters]
    named = pd.DataFrame({"company_id": ["a"], "company": ["Acme, Inc."]})
    found = judge_trends(prevalence(calls), ["tea"], None, named).set_index("scope").loc["a"]
    assert found["reason"] == "Not mentioned in 16 calls of Acme, Inc."
