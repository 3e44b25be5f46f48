"""Cells of tables: what says nothing, and what says zero."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reports.data.table_rows import number, pairs, rows, text, texts, whole
from tests.reports.conftest import Tables

NOTHING = [None, float("nan"), np.float64("nan"), pd.NA, pd.NaT]


@pytest.mark.parametrize("value", [*NOTHING, ""])
def test_text_is_none_where_a_cell_holds_nothing(value: object) -> None:
    assert text(value) is None


@pytest.mark.parametrize(("value", "expected"), [(0, "0"), (" ", " "), (np.int64(7), "7"), ("nan", "nan")])
def test_text_is_kept_where_a_cell_holds_something(value: object, expected: str) -> None:
    assert text(value) == expected


@pytest.mark.parametrize("value", [*NOTHING, "", float("inf"), -np.inf])
def test_number_is_none_where_it_is_missing_or_not_finite(value: object) -> None:
    assert number(value) is None


@pytest.mark.parametrize("value", [1 / 3, 5e-324, -0.012, 1e-12, 0.1 + 0.2])
def test_number_is_exact_for_a_float_of_numpy(value: float) -> None:
    assert number(np.float64(value)) == value


def test_number_is_zero_for_zero() -> None:
    assert number(np.int64(0)) == 0.0


@pytest.mark.parametrize("value", NOTHING)
def test_whole_is_zero_where_a_count_is_missing(value: object) -> None:
    assert whole(value) == 0


def test_whole_is_the_count_of_a_float_column() -> None:
    assert whole(np.float64(1200.0)) == 1200


def test_texts_keep_their_order_and_their_signs() -> None:
    assert texts('["b \\"<b>\\"", "a", "光ファイバー 🚀"]') == ('b "<b>"', "a", "光ファイバー 🚀")


@pytest.mark.parametrize("value", [*NOTHING, "", "[]"])
def test_texts_are_empty_where_a_cell_holds_none(value: object) -> None:
    assert texts(value) == ()


def test_texts_of_something_else_than_a_list_are_one_text() -> None:
    assert texts('"alone"') == ("alone",)


def test_pairs_are_joined_with_dots_and_sorted() -> None:
    cell = '{"z": true, "b": {"y": 1, "x": {"w": 0.5}}, "a": "text"}'
    assert pairs(cell) == (("a", "text"), ("b.x.w", "0.5"), ("b.y", "1"), ("z", "true"))


def test_pairs_keep_lists_nulls_and_empty_objects_as_json() -> None:
    assert pairs('{"a": ["ü", 2], "b": null, "c": {}}') == (("a", '["ü", 2]'), ("b", "null"), ("c", "{}"))


@pytest.mark.parametrize("value", [*NOTHING, ""])
def test_pairs_are_empty_where_a_cell_holds_none(value: object) -> None:
    assert pairs(value) == ()


def test_pairs_are_empty_for_an_empty_object() -> None:
    assert pairs("{}") == ()


def test_rows_are_none_for_a_table_that_is_not_given() -> None:
    assert list(rows({}, "calls")) == []


def test_rows_are_none_for_a_table_without_rows(tables: Tables) -> None:
    assert list(rows({"calls": tables["calls"].head(0)}, "calls")) == []


def test_rows_leave_out_columns_that_the_table_should_not_have() -> None:
    frame = pd.DataFrame({"surprise": [1], "theme_id": ["a"], "event": ["born"]})
    assert list(rows({"lineage": frame}, "lineage")) == [{"event": "born", "theme_id": "a"}]


def test_rows_come_in_the_order_of_the_table(tables: Tables) -> None:
    backwards = tables["calls"].iloc[::-1]
    assert [row["call_id"] for row in rows({"calls": backwards}, "calls")] == list(backwards["call_id"])
