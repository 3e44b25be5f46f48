"""Who spoke of a theme first, and how long after the others followed."""

from __future__ import annotations

import pandas as pd

from themes.diffusion import first_mentions
from themes.records import TABLES

# call, quarter, date, words on tea, words on ale; the company is the first letter
Call = tuple[str, str | None, str | None, int, int]
HEARD: list[Call] = [
    ("a1", "2011Q4", "2012-02-01", 0, 9),
    ("a2", "2012Q1", "2012-05-01", 30, 0),
    ("b1", "2011Q4", "2012-02-11", 4, 0),
    ("b2", "2012Q1", "2012-05-09", 500, 0),
    ("c1", "2012Q1", "2012-04-21", 2, 0),
    ("d1", "2012Q1", "2012-05-05", 0, 0),
]


def tables(calls: list[Call]) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = [
        {
            "theme_id": theme,
            "company_id": call[0][0],
            "call_id": call[0],
            "calendar_quarter": call[1],
            "speaker_group": group,
            "n_words_theme": words if group == "all" else 0,
        }
        for theme, at in (("tea", 3), ("ale", 4))
        for call in calls
        for group, words in (("all", call[at]), ("analyst_questions", 0))
    ]
    columns = ["theme_id", "company_id", "call_id", "calendar_quarter", "speaker_group", "n_words_theme"]
    dates = pd.DataFrame([(c[0], c[2]) for c in calls], columns=["call_id", "call_date"])
    return dates, pd.DataFrame(rows, columns=columns)


def spread(calls: list[Call], theme: str = "tea") -> pd.DataFrame:
    table = first_mentions(*tables(calls))
    return table[table["theme_id"] == theme].set_index("company_id")


def test_company_counts_from_its_first_call_however_little_it_said() -> None:
    found = spread(HEARD)
    assert found.loc["b", ["first_quarter", "first_call_date"]].tolist() == ["2011Q4", "2012-02-11"]


def test_calls_before_the_theme_was_heard_do_not_count() -> None:
    assert spread(HEARD).loc["a", "first_quarter"] == "2012Q1"


def test_rank_is_by_quarter_and_ties_share_it() -> None:
    assert spread(HEARD)["rank"].to_dict() == {"b": 1, "a": 2, "c": 2}


def test_rank_after_a_tie_skips_the_shared_places() -> None:
    later: Call = ("e1", "2012Q2", "2012-08-01", 5, 0)
    assert spread([*HEARD, later]).loc["e", "rank"] == 4


def test_lag_counts_days_from_the_first_call() -> None:
    # 11 February to 1 May 2012, a leap year: 18 + 31 + 30 + 1 days; to 21 April ten fewer
    assert spread(HEARD)["lag_days"].to_dict() == {"b": 0, "a": 80, "c": 70}


def test_companies_are_listed_by_quarter_then_date() -> None:
    assert spread(HEARD).index.tolist() == ["b", "c", "a"]


def test_company_that_never_spoke_of_it_has_no_row() -> None:
    assert "d" not in spread(HEARD).index


def test_themes_are_ranked_apart_in_the_order_of_prevalence() -> None:
    table = first_mentions(*tables(HEARD))
    assert tuple(table.columns) == TABLES["diffusion"]
    assert table[["theme_id", "company_id", "rank", "lag_days"]].values.tolist() == [
        ["tea", "b", 1, 0],
        ["tea", "c", 2, 70],
        ["tea", "a", 2, 80],
        ["ale", "a", 1, 0],
    ]


def test_call_without_a_date_has_a_rank_and_no_lag() -> None:
    undated: Call = ("e1", "2011Q3", None, 8, 0)
    found = spread([*HEARD, undated])
    assert found["rank"].to_dict() == {"e": 1, "b": 2, "c": 3, "a": 3}
    assert pd.isna(found.loc["e", "lag_days"])
    assert found.loc["a", "lag_days"] == 80


def test_date_of_a_later_call_does_not_stand_in_for_a_missing_one() -> None:
    calls: list[Call] = [("a1", "2011Q3", None, 8, 0), ("a2", "2011Q4", "2012-02-01", 8, 0)]
    assert spread(calls).loc["a", "first_quarter"] == "2011Q3"
    assert pd.isna(spread(calls).loc["a", "first_call_date"])


def test_call_without_a_quarter_is_left_out() -> None:
    calls: list[Call] = [("a1", None, "2011-02-01", 8, 0), ("a2", "2011Q4", "2012-02-01", 8, 0)]
    assert spread(calls).loc["a", "first_quarter"] == "2011Q4"


def test_theme_never_heard_gives_no_row() -> None:
    table = first_mentions(*tables([("a1", "2011Q4", "2012-02-01", 0, 0)]))
    assert tuple(table.columns) == TABLES["diffusion"]
    assert table.empty


def test_order_is_not_tested_yet() -> None:
    assert spread(HEARD)["p_value"].isna().all()
