"""Cumulative adoption, by hand."""

from __future__ import annotations

from themes.stats.adoption import cumulative_adoption

QUARTERS = ["2011Q1", "2011Q2", "2011Q3", "2011Q4"]


def counts(joined: dict[str, str], adopted: dict[str, str]) -> list[tuple[str, int, int]]:
    return [(p.quarter, p.n_adopters, p.n_companies) for p in cumulative_adoption(joined, adopted, QUARTERS)]


def test_adopters_are_counted_among_the_companies_that_had_joined() -> None:
    joined = {"a": "2011Q2", "b": "2011Q2", "c": "2011Q4"}
    assert counts(joined, {"a": "2011Q3", "c": "2011Q4"}) == [("2011Q2", 0, 2), ("2011Q3", 1, 2), ("2011Q4", 2, 3)]


def test_share_falls_only_where_a_company_joins_that_has_not_taken_it_up() -> None:
    points = cumulative_adoption({"a": "2011Q1", "b": "2011Q3"}, {"a": "2011Q1"}, QUARTERS)
    assert [point.share for point in points] == [1.0, 1.0, 0.5, 0.5]


def test_company_that_never_joined_adopts_nothing() -> None:
    assert counts({"a": "2011Q4"}, {"x": "2011Q1"}) == [("2011Q4", 0, 1)]


def test_nobody_joined() -> None:
    assert cumulative_adoption({}, {}, QUARTERS) == ()
