"""Who spoke of a theme first, and how long after the others followed."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd

from themes.diffusion.first_mentions import ADOPTION_COLUMNS, adoption_by_quarter, first_mentions
from themes.records import TABLES
from themes.stats.adoption import accepted_passages

# call, quarter, date, passages on tea, passages on ale; the company is the first letter
Call = tuple[str, str | None, str | None, int, int]
HEARD: list[Call] = [
    ("a1", "2011Q4", "2012-02-01", 0, 3),
    ("a2", "2012Q1", "2012-05-01", 4, 0),
    ("b1", "2011Q4", "2012-02-11", 2, 0),
    ("b2", "2012Q1", "2012-05-09", 50, 0),
    ("c1", "2012Q1", "2012-04-21", 2, 0),
    ("d1", "2012Q1", "2012-05-05", 1, 0),
]


def tables(calls: list[Call]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    rows = [
        {
            "theme_id": theme,
            "company_id": call[0][0],
            "call_id": call[0],
            "calendar_quarter": call[1],
            "speaker_group": group,
            "n_words": 1000,
            "n_chunks": passages if group == "all" else 0,
        }
        for theme, at in (("tea", 3), ("ale", 4))
        for call in calls
        for group, passages in (("all", call[at]), ("analyst_questions", 0))
    ]
    columns = ["theme_id", "company_id", "call_id", "calendar_quarter", "speaker_group", "n_words", "n_chunks"]
    about = pd.DataFrame(
        [(c[0], c[0][0], c[1], c[2]) for c in calls], columns=["call_id", "company_id", "calendar_quarter", "call_date"]
    )
    prevalence = pd.DataFrame(rows, columns=columns)
    spoken = prevalence[prevalence["n_chunks"] > 0]
    return about, prevalence, spoken[["theme_id", "call_id", "n_chunks"]].rename(columns={"n_chunks": "n_accepted"})


def first(calls: list[Call], theme: str = "tea") -> pd.DataFrame:
    table = first_mentions(*tables(calls))
    return table[table["theme_id"] == theme].set_index("company_id")


def test_company_counts_from_its_first_call_with_two_passages() -> None:
    found = first(HEARD)
    assert found.loc["b", ["first_quarter", "first_call_date"]].tolist() == ["2011Q4", "2012-02-11"]
    assert "d" not in found.index


def test_calls_before_the_theme_was_heard_do_not_count() -> None:
    assert first(HEARD).loc["a", "first_quarter"] == "2012Q1"


def test_rank_is_by_the_day_of_the_call_and_ties_share_it() -> None:
    assert first(HEARD)["rank"].to_dict() == {"b": 1, "c": 2, "a": 3}
    same: Call = ("e1", "2012Q1", "2012-04-21", 5, 0)
    assert first([*HEARD, same])["rank"].to_dict() == {"b": 1, "c": 2, "e": 2, "a": 4}


def test_lag_counts_days_from_the_first_call() -> None:
    # 11 February to 1 May 2012, a leap year: 18 + 31 + 30 + 1 days; to 21 April ten fewer
    assert first(HEARD)["lag_days"].to_dict() == {"b": 0, "a": 80, "c": 70}


def test_companies_are_listed_by_the_day_of_their_call() -> None:
    assert first(HEARD).index.tolist() == ["b", "c", "a"]


def test_themes_are_ranked_apart_in_the_order_of_prevalence() -> None:
    table = first_mentions(*tables(HEARD))
    assert tuple(table.columns) == TABLES["diffusion"]
    assert table[["theme_id", "company_id", "rank", "lag_days"]].values.tolist() == [
        ["tea", "b", 1, 0],
        ["tea", "c", 2, 70],
        ["tea", "a", 3, 80],
        ["ale", "a", 1, 0],
    ]


def test_call_without_a_date_stands_in_its_quarter_without_a_lag() -> None:
    undated: Call = ("e1", "2011Q3", None, 8, 0)
    found = first([*HEARD, undated])
    assert found["rank"].to_dict() == {"e": 1, "b": 2, "c": 3, "a": 4}
    assert pd.isna(found.loc["e", "lag_days"])
    assert found.loc["a", "lag_days"] == 80


def test_who_was_earlier_within_a_quarter_is_open_without_a_date() -> None:
    undated: Call = ("e1", "2012Q1", None, 8, 0)
    found = first([*HEARD, undated])["rank"].to_dict()
    assert found == {"b": 1, "e": 2, "c": 2, "a": 3}


def test_date_of_a_later_call_does_not_stand_in_for_a_missing_one() -> None:
    calls: list[Call] = [("a1", "2011Q3", None, 8, 0), ("a2", "2011Q4", "2012-02-01", 8, 0)]
    assert first(calls).loc["a", "first_quarter"] == "2011Q3"
    assert pd.isna(first(calls).loc["a", "first_call_date"])


def test_call_with_a_date_and_no_quarter_is_ranked_without_a_p_value() -> None:
    calls: list[Call] = [("a1", None, "2011-02-01", 8, 0), ("b1", "2011Q4", "2012-02-01", 8, 0)]
    assert first(calls)["rank"].to_dict() == {"a": 1, "b": 2}
    assert pd.isna(first(calls).loc["a", "p_value"])


def test_theme_never_heard_gives_no_row() -> None:
    table = first_mentions(*tables([("a1", "2011Q4", "2012-02-01", 0, 0)]))
    assert tuple(table.columns) == TABLES["diffusion"]
    assert table.empty


def later(company: str, *passages: int) -> list[Call]:
    """Calls of a company in the quarters of 2011 and on, a passage count each."""
    quarters = [(y, q) for y in (2011, 2012) for q in (1, 2, 3, 4)]
    return [
        (f"{company}{k}", f"{y}Q{q}", f"{y}-{3 * q - 2:02d}-15", n, 0)
        for k, (n, (y, q)) in enumerate(zip(passages, quarters, strict=False))
    ]


def test_chance_of_a_place_is_the_share_of_companies_that_had_begun() -> None:
    calls = later("a", 0, 2) + later("b", 0, 0, 3) + later("c", 0, 0, 9) + later("d", 0, 0, 0)
    assert first(calls)["p_value"].to_dict() == {"a": 0.25, "b": 0.75, "c": 0.75}


def test_chance_counts_only_companies_that_had_held_a_call() -> None:
    calls = [*later("a", 0, 2), *later("b", 0, 0, 3), ("c1", "2012Q4", "2012-11-01", 0, 0)]
    assert first(calls)["p_value"].to_dict() == {"a": 0.5, "b": 1.0}


def test_company_that_speaks_of_it_in_its_first_call_has_no_chance_of_its_place() -> None:
    calls = later("a", 2, 2) + later("b", 0, 3)
    found = first(calls)["p_value"]
    assert pd.isna(found["a"])
    assert found["b"] == 1.0


def test_chance_is_the_share_of_all_ways_to_deal_out_the_names() -> None:
    begun = {"a": 1, "b": 3, "c": 3, "d": 5, "e": None}  # silent calls before the first mention
    calls = [c for k, n in begun.items() for c in later(k, *(2 if i == n else 0 for i in range(7)))]
    found = first(calls)["p_value"]
    for company, n in begun.items():
        if n is not None:
            dealt = [order[0] for order in permutations(begun.values())]
            assert found[company] == np.mean([d is not None and d <= n for d in dealt])


def test_adoption_counts_who_speaks_now_and_who_has_spoken_of_all_that_had_joined() -> None:
    # b skips the third quarter and c joins in it: b stays among those that have spoken, c among those that have not
    calls = later("a", 0, 2, 0, 0) + [c for c in later("b", 0, 3, 9, 2) if c[0] != "b2"]
    calls += [("c3", "2011Q3", "2011-07-01", 0, 0), ("c4", "2011Q4", "2011-10-01", 0, 0)]
    found = adoption_by_quarter(*tables(calls))
    assert tuple(found.columns) == ADOPTION_COLUMNS
    assert found.query("theme_id == 'tea'").drop(columns="theme_id").values.tolist() == [
        ["2011Q1", 2, 0, 2, 0, 0.0, 0.0],
        ["2011Q2", 2, 2, 2, 2, 1.0, 1.0],
        ["2011Q3", 2, 0, 3, 2, 0.0, 0.666667],
        ["2011Q4", 3, 1, 3, 2, 0.333333, 0.666667],
    ]
    assert found.query("theme_id == 'ale'")["n_spoken"].tolist() == [0, 0, 0, 0]


def test_adoption_of_two_calls_in_a_quarter_counts_the_company_once() -> None:
    calls: list[Call] = [("a1", "2011Q1", None, 0, 0), ("a2", "2011Q1", "2011-04-01", 2, 0)]
    found = adoption_by_quarter(*tables(calls)).query("theme_id == 'tea'")
    assert found[["n_companies", "n_joined"]].values.tolist() == [[1, 1]]


def test_call_of_an_unknown_company_is_no_company_to_spread_to() -> None:
    calls = later("a", 0, 2) + [("x", "2011Q2", "2011-04-05", 5, 0)]  # its id is its company's
    found = adoption_by_quarter(*tables(calls)).query("theme_id == 'tea'")
    assert found[["n_companies", "n_joined", "n_spoken"]].values.tolist() == [[1, 1, 0], [1, 1, 1]]


def test_nothing_spreads_without_calls() -> None:
    assert adoption_by_quarter(*(table.head(0) for table in tables(later("a", 2)))).empty


def test_company_takes_a_theme_up_with_passages_that_a_reader_would_accept() -> None:
    """Two of four passages in the first call would be accepted in neither, a person's yes and a sure one in the next."""
    calls, prevalence, _ = tables([("a1", "2011Q1", None, 3, 0), ("a2", "2011Q2", None, 2, 0)])
    chunks = pd.DataFrame({"chunk_id": list("pqrstu"), "call_id": ["a1"] * 4 + ["a2"] * 2})
    chunks["kind"] = ["content", "content", "content", "boilerplate", "content", "content"]
    passages = pd.DataFrame({"chunk_id": list("pqrstu"), "theme_id": "tea", "assigned": [True] * 6})
    passages["score"] = [0.99, 0.9, 0.6, 0.99, 0.91, 1.0]
    passages["origin"] = ["matcher"] * 5 + ["person"]
    accepted = accepted_passages(chunks, passages)
    assert accepted.values.tolist() == [["tea", "a1", 1], ["tea", "a2", 2]]
    assert first_mentions(calls, prevalence, accepted)["first_quarter"].tolist() == ["2011Q2"]
    adopted = adoption_by_quarter(calls, prevalence, accepted).query("theme_id == 'tea'")
    assert adopted[["n_speaking", "n_spoken"]].values.tolist() == [[0, 0], [1, 1]]


def test_passage_of_a_discovered_theme_is_accepted_whatever_its_score_and_none_that_is_not_assigned() -> None:
    chunks = pd.DataFrame({"chunk_id": ["p", "q"], "call_id": "a1", "kind": "content"})
    passages = pd.DataFrame({"chunk_id": ["p", "q"], "theme_id": "d", "score": [0.3, 0.99], "origin": "core"})
    found = accepted_passages(chunks, passages.assign(assigned=[True, False]))
    assert found.values.tolist() == [["d", "a1", 1]]
