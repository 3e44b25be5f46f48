"""Reasons: every number of a sentence is in the row beside it, and what is said is so."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from tests.facts import facts
from tests.panels import panel_of, prevalence_of
from themes.formatting import percent, points
from themes.trends.classification import judge_panel
from themes.trends.panel import Floats
from themes.trends.reasons import explain
from themes.trends.table import judge_trends

NO = np.nan
NAMES = pd.DataFrame({"company_id": ["c00", "c01", "c02"], "company": ["Alder Masts", "Brook Cables", "Cove, Inc."]})


def drawn(*levels: tuple[float, int], companies: int = 6, seed: int = 1) -> Floats:
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.poisson(level, (companies, quarters)) for level, quarters in levels], axis=1).astype(
        float
    )


def rows_of(talk: Floats, others: int = 9) -> pd.DataFrame:
    """The rows of one theme, (n_companies, n_quarters) from 2010Q1 on, beside others of 5%, by scope."""
    beside = np.random.default_rng(0).poisson(5.0, (others, *talk.shape)).astype(float)
    beside[:, np.isnan(talk)] = NO
    table = prevalence_of(panel_of(np.concatenate([talk[None], beside])))
    found = judge_trends(table, list(dict.fromkeys(table["theme_id"])), calls=NAMES)
    return found[found["theme_id"] == "t0"].set_index("scope")


def shares(row: pd.Series) -> list[str]:
    return [percent(row["share_before"]), percent(row["share_after"])]


def test_change_tells_levels_windows_points_and_who_moved() -> None:
    row = rows_of(drawn((5, 16), (12, 8))).loc["ALL"]
    found = facts(row["reason"])
    low, high = (points(row[f"two_years_{end}"]) for end in ("low", "high"))
    before, after = shares(row)
    change = f"{float(after.strip('%')) - float(before.strip('%')):.1f}"  # what a reader finds who subtracts
    expected = [f"{change} points", after, "2014Q1", "2015Q4", "95%", low, high, before, "2012Q1", "2013Q4"]
    assert row["status"] == "rising"
    assert found[: len(expected)] == expected
    assert "All six companies rose" in row["reason"]
    assert {"Alder Masts", "Brook Cables"} <= {*found} or "Cove" in row["reason"]
    assert "Inc" not in row["reason"]


def test_spike_names_its_quarter() -> None:
    row = rows_of(drawn((5, 18), (30, 1), (5, 5))).loc["ALL"]
    assert row["status"] == "spike"
    assert row["since_quarter"] == row["peak_quarter"] == "2014Q3"
    assert "2014Q3" in facts(row["reason"])


@pytest.mark.parametrize(
    ("talk", "status", "since"),
    [
        (drawn((0, 22), (9, 2)), "new", "2015Q3"),
        (drawn((9, 18), (0, 6)), "dormant", "2014Q3"),
        (drawn((9, 14), (0, 7), (9, 3)), "revived", "2015Q2"),
    ],
)
def test_event_names_the_quarter_since_when(talk: Floats, status: str, since: str) -> None:
    row = rows_of(talk).loc["ALL"]
    assert (row["status"], row["since_quarter"]) == (status, since)
    assert since in facts(row["reason"])


def test_new_theme_tells_its_level_since_it_began() -> None:
    talk = np.zeros((6, 24))
    talk[:, 22:] = [8.0, 12.0]
    assert "10.0%" in facts(rows_of(talk).loc["ALL", "reason"])


def test_pair_of_companies_is_named_as_such() -> None:
    row = rows_of(drawn((5, 16), (15, 8), companies=2)).loc["ALL"]
    assert row["status"] == "unclear"
    assert {"Alder Masts", "Brook Cables"} <= {*facts(row["reason"])}
    assert "three companies" in row["reason"], "of how many companies it would have to be"


def test_change_of_all_without_a_name_is_not_put_down_to_some() -> None:
    # 7.5 points more on average, of which a third is left without one quarter
    row = rows_of(np.outer(np.linspace(0.8, 1.2, 12), [20, 20, 20, 20, 22, 42, 23, 23])).loc["ALL"]
    assert row["status"] == "unclear"
    assert row["q_value"] <= 0.05
    assert "their own rows" not in row["reason"]
    assert "one or two quarters" in row["reason"]


def test_companies_that_moved_both_ways_are_told_as_such() -> None:
    talk = np.array([[4.0] * 8 + [12.0] * 8] * 5 + [[4.0] * 8 + [3.8] * 8])
    scope = judge_panel(panel_of(talk[None]), np.array(["tracked"]))["ALL"]
    (verdict,) = scope.verdicts
    assert (verdict.status, verdict.doubt) == ("unclear", "signs")
    told = explain(scope, 0, {})
    # four of 64 ways to toss six coins give as large a sum
    assert "Five of six companies rose and one fell" in told
    assert {"6.2%", "5%"} <= {*facts(told)}


def test_year_that_goes_against_two_years_says_so() -> None:
    # from 2% to 12% in the year before last, and to 6% in the last
    row = rows_of(np.array([[2.0] * 8 + [12.0] * 4 + [6.0] * 4] * 6)).loc["ALL"]
    assert (row["status"], row["year_high"] < 0, row["two_years_low"] > 0) == ("fading", True, True)
    assert "Still up over two years" in row["reason"]


def test_spans_are_those_of_quarters_with_a_call() -> None:
    # nobody called in the first quarter of the window before, nor in the last of it
    talk = np.array([[5.0] * 8 + [12.0] * 4] * 4)
    talk[:, [4, 7]] = NO
    row = rows_of(talk).loc["ALL"]
    assert row["horizon"] == "year"
    assert {"2011Q2", "2011Q3", "2012Q1", "2012Q4"} <= {*facts(row["reason"])}
    assert not {"2011Q1", "2011Q4"} & {*facts(row["reason"])}


def test_sure_change_that_is_small_in_points_and_as_a_multiple_is_told_as_such() -> None:
    # .80 to 1.10% of talk, at twelve companies whose calls are ten times as long as others
    talk = np.array([[[80.0] * 8 + [110.0] * 8] * 12])
    scope = judge_panel(panel_of(talk, 10_000.0), np.array(["tracked"]))["ALL"]
    (verdict,) = scope.verdicts
    assert (verdict.status, verdict.q_value < 0.05) == ("unclear", True)
    told = explain(scope, 0, {})
    assert "Too small" in told
    assert {"0.8%", "1.1%"} <= {*facts(told)}


def test_steady_and_unclear_tell_the_interval() -> None:
    steady = rows_of(drawn((6, 24), companies=10)).loc["ALL"]
    unclear = rows_of(drawn((1, 24), companies=3)).loc["ALL"]
    for row, status in ((steady, "steady"), (unclear, "unclear")):
        assert row["status"] == status
        bounds = [points(row[f"{row['horizon']}_{end}"], signed=True) for end in ("low", "high")]
        assert re.search(rf"{re.escape(bounds[0])} to {re.escape(bounds[1])}", row["reason"])


def test_other_horizon_stands_beside() -> None:
    row = rows_of(drawn((4, 16), (20, 4), (10, 4))).loc["ALL"]
    assert (row["status"], row["horizon"]) == ("fading", "year")
    assert percent(row["share_before"]) in facts(row["reason"])
    two_years = [points(row[f"two_years_{end}"], signed=True) for end in ("low", "high")]
    assert facts(row["reason"])[-2:] == [two_years[0], f"{two_years[1]} points"]


def test_absent_says_when() -> None:
    rows = rows_of(np.zeros((3, 24)))
    assert set(rows["status"]) == {"absent"}
    assert facts(rows.loc["ALL", "reason"])[-2:] == ["2012Q1", "2015Q4"]
    assert ".." not in " ".join(rows["reason"])


def test_few_passages_tell_how_many_there_were_and_how_many_it_takes() -> None:
    talk = np.zeros((6, 24))
    talk[:5, -2] = 1.0
    found = facts(rows_of(talk).loc["ALL", "reason"])
    assert found[:3] == ["5", "2012Q1", "2015Q4"]
    assert int(found[3]) >= 10
    talk[1:] = 0
    assert rows_of(talk).loc["ALL", "status"] == "insufficient"


def test_passages_of_companies_that_joined_late_are_not_denied() -> None:
    talk = np.zeros((3, 24))
    talk[2] = [NO] * 21 + [12.0] * 3
    row = rows_of(talk).loc["ALL"]
    assert row["status"] == "insufficient"
    assert "36" in facts(row["reason"])


def test_lone_company_is_not_told_that_it_called_too_seldom() -> None:
    rows = rows_of(drawn((4, 16), (16, 8), companies=1), others=19)
    assert rows["status"].tolist() == ["insufficient", "rising"]
    assert "companies" in rows.loc["ALL", "reason"]
    assert "calls" not in rows.loc["ALL", "reason"]


def test_company_with_few_calls_is_told_so() -> None:
    talk = drawn((5, 24), companies=4)
    talk[3, [16, 17, 18, 20, 21, 22]] = NO
    talk[3, :12] = NO
    row = rows_of(talk).loc["c03"]
    assert row["status"] == "insufficient"
    assert "calls" in row["reason"]


@pytest.mark.parametrize("seed", range(4))
def test_no_sentence_has_a_number_that_is_none(seed: int) -> None:
    rng = np.random.default_rng(seed)
    talk = rng.poisson(rng.uniform(0, 12, (8, 1)) * rng.choice([0, 0.2, 1, 3], (8, 24))).astype(float)
    talk[rng.random(talk.shape) < rng.choice([0.1, 0.4, 0.7])] = NO
    rows = rows_of(talk)
    assert not rows["reason"].str.contains("nan|inf", regex=True).any()
    assert rows["reason"].str.endswith(".").all()


def test_fall_from_quarters_in_which_few_called_names_no_quarter() -> None:
    talk = drawn((12, 16), (3, 8), companies=12)
    talk[3:, :16] = NO
    row = rows_of(talk).loc["ALL"]
    assert row["status"] == "unclear"
    assert row["since_quarter"] is None or pd.isna(row["since_quarter"])
    assert "nan" not in row["reason"]
