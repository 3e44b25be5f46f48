"""A discovered theme that says the same as a tracked one, counted by hand."""

from __future__ import annotations

import pandas as pd

from themes.topics.overlap import mostly_tracked, with_twins


def found(*rows: tuple[str, str], unassigned: tuple[tuple[str, str], ...] = ()) -> dict[str, tuple[str, float]]:
    """Rows of passage and theme; themes in capitals are tracked."""
    table = pd.DataFrame([*rows, *unassigned], columns=["chunk_id", "theme_id"])
    table["kind"] = ["tracked" if theme.isupper() else "discovered" for theme in table["theme_id"]]
    return mostly_tracked(table.assign(assigned=[True] * len(rows) + [False] * len(unassigned)))


def test_half_of_the_passages_is_mostly_and_less_is_not() -> None:
    two = (("1", "a"), ("2", "a"), ("1", "X"))
    assert found(*two) == {"a": ("X", 0.5)}
    assert found(*two, ("3", "a")) == {}


def test_largest_share_is_told_and_of_equal_ones_the_first_by_id() -> None:
    assert found(("1", "a"), ("2", "a"), ("1", "X"), ("1", "Y"), ("2", "Y")) == {"a": ("Y", 1.0)}
    assert found(("1", "a"), ("1", "Y"), ("1", "X")) == {"a": ("X", 1.0)}


def test_passages_that_are_not_assigned_do_not_count() -> None:
    assert found(("1", "a"), unassigned=(("1", "X"), ("2", "a"))) == {}


def test_twins_of_earlier_runs_are_replaced_by_those_of_today() -> None:
    themes = pd.DataFrame(
        {"theme_id": ["X", "a", "b"], "tracked_twin": ["b", None, "X"], "tracked_share": [1, None, 1]}
    )
    table = pd.DataFrame(
        [("1", "X", "tracked"), ("1", "a", "discovered"), ("2", "b", "discovered")],
        columns=["chunk_id", "theme_id", "kind"],
    )
    told = with_twins(themes, table.assign(assigned=True))
    assert told["tracked_twin"].tolist() == [None, "X", None]
    assert told["tracked_share"].fillna(0).tolist() == [0, 1, 0]


def test_study_without_discovered_or_tracked_themes_has_none() -> None:
    assert found(("1", "X")) == found(("1", "a")) == found() == {}
