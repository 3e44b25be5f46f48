"""Tables to files: CSV, JSON, Parquet; whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.render.table_export import Format, defused, export_table
from tests.reports.conftest import Tables
from themes.errors import CallthemesError
from themes.records import TABLES

DOCS = Path(__file__).parents[3] / "docs" / "tables.md"
FORMATS: list[Format] = ["csv", "json", "parquet"]


def table_of(*values: object, dtype: str | None = None) -> pd.DataFrame:
    return pd.DataFrame({"a": pd.Series(list(values), dtype=dtype)})


def exported(table: pd.DataFrame, format: Format) -> bytes:
    data = export_table(table, format)
    assert data is not None
    return data


def csv_rows(table: pd.DataFrame) -> list[list[str]]:
    return list(csv.reader(io.StringIO(exported(table, "csv").decode("utf-8"), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'=", "''@"])
def test_csv_text_that_starts_like_a_formula_gets_an_apostrophe(start: str) -> None:
    assert defused(f"{start}cmd") == f"'{start}cmd"


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "-5%", "@SUM(A1)", "+1", "\t=1"])
@pytest.mark.parametrize("dtype", ["object", "str", "category"])
def test_csv_formula_is_defused_in_every_kind_of_text_column(text: str, dtype: str) -> None:
    assert csv_rows(table_of(text, "plain", dtype=dtype)) == [["a"], [f"'{text}"], ["plain"]]


@pytest.mark.parametrize("text", ["a=1", "1-2", "x@y", " = 1", "'twas", "'", ""])
def test_csv_text_that_starts_otherwise_is_left_alone(text: str) -> None:
    assert defused(text) == text


@given(st.text(st.sampled_from("'=+-@\t\n＝ a\",;1\u2028"), min_size=1, max_size=6))
def test_csv_reads_back_as_the_text_by_the_rule_of_the_docs(text: str) -> None:
    rule = re.search(
        r'^ *text\.str\.replace\(r"(.+)", "", regex=True\)$', DOCS.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert rule
    read = pd.read_csv(
        io.BytesIO(exported(table_of(text, "b"), "csv")), keep_default_na=False, na_values=[""], skip_blank_lines=False
    )
    assert re.match("[=+\\-@\t\n＝]", str(read["a"][0])) is None
    assert read["a"].astype(str).str.replace(rule[1], "", regex=True).tolist() == [text, "b"]


@pytest.mark.parametrize("number", [-0.012, -3, 1e-12])
def test_csv_number_is_never_defused(number: float) -> None:
    assert csv_rows(table_of(number)) == [["a"], [repr(number)]]


def test_csv_number_among_texts_is_never_defused() -> None:
    assert csv_rows(table_of(-3, "-3", dtype="object")) == [["a"], ["-3"], ["'-3"]]


def test_csv_number_reads_back_exactly() -> None:
    values = [1 / 3, 0.1 + 0.2, 5e-324, 123456789.123456789, -0.012]
    assert [float(row[0]) for row in csv_rows(table_of(*values))[1:]] == values


def test_csv_truth_is_true_and_false() -> None:
    assert exported(table_of(True, False), "csv") == b"a\ntrue\nfalse\n"


@pytest.mark.parametrize("dtype", ["boolean", "object"])
def test_csv_truth_is_true_and_false_where_some_is_missing(dtype: str) -> None:
    assert csv_rows(table_of(True, None, False, dtype=dtype))[1:] == [["true"], [""], ["false"]]


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        (["x", None], "object"),
        (["x", None], "str"),
        ([1.5, float("nan")], "float64"),
        ([1, None], "Int64"),
        (["x", float("nan")], "object"),
    ],
)
def test_csv_missing_value_is_an_empty_cell(values: list[object], dtype: str) -> None:
    assert csv_rows(table_of(*values, dtype=dtype).assign(b="b"))[2] == ["", "b"]


@pytest.mark.parametrize(
    "text", ['a "b", c', "one\ntwo", "one\r\ntwo", "光ファイバー 🚀", "Glasfaserausbauförderung", "</script>"]
)
def test_csv_text_reads_back_as_it_was(text: str) -> None:
    assert csv_rows(table_of(text).assign(b=1)) == [["a", "b"], [text, "1"]]


def test_csv_text_with_a_carriage_return_stays_in_its_row() -> None:
    data = exported(table_of("one\rtwo").assign(b=1), "csv")
    assert len(pd.read_csv(io.BytesIO(data))) == 1


def test_csv_has_a_header_and_line_feeds_for_a_table_without_rows(tables: Tables) -> None:
    data = exported(tables["turns"], "csv")
    assert data == (",".join(TABLES["turns"]) + "\n").encode()


def test_json_is_a_list_of_objects_with_null_for_missing() -> None:
    table = pd.DataFrame({"t": ["x", None], "n": [1.5, float("nan")], "k": pd.array([None, 2], dtype="Int64")})
    assert json.loads(exported(table, "json")) == [{"t": "x", "n": 1.5, "k": None}, {"t": None, "n": None, "k": 2}]


def test_json_keeps_truth_and_formulas_as_they_are() -> None:
    table = pd.DataFrame({"yes": [True, False], "t": ["=1", "光 🚀 </script>"]})
    assert json.loads(exported(table, "json")) == [{"yes": True, "t": "=1"}, {"yes": False, "t": "光 🚀 </script>"}]


def test_json_of_a_table_without_rows_is_an_empty_list(tables: Tables) -> None:
    assert json.loads(exported(tables["turns"], "json")) == []


def test_json_has_one_line_feed_at_its_end() -> None:
    data = exported(table_of(1), "json")
    assert data.endswith(b"]\n")
    assert not data.endswith(b"\n\n")


def test_json_number_reads_back_exactly() -> None:
    values = [1 / 3, 1e-12, 450 / 4500]
    assert [row["a"] for row in json.loads(exported(table_of(*values), "json"))] == values


@pytest.mark.parametrize("name", list(TABLES))
def test_parquet_reads_back_every_table(tables: Tables, name: str) -> None:
    table = tables[name]
    back = pyarrow.parquet.read_table(io.BytesIO(exported(table, "parquet")))
    assert back.column_names == list(TABLES[name])
    assert back.to_pylist() == table.astype(object).where(table.notna(), None).to_dict("records")


def test_parquet_keeps_the_types_of_numbers_and_truth() -> None:
    table = pd.DataFrame({"n": [1], "x": [0.5], "yes": [True], "page": pd.array([None], dtype="Int64"), "t": ["a"]})
    back = pyarrow.parquet.read_schema(io.BytesIO(exported(table, "parquet")))
    assert [str(t) for t in back.types[:4]] == ["int64", "double", "bool", "int64"]


def test_parquet_column_of_texts_is_text_where_it_has_none() -> None:
    back = pyarrow.parquet.read_schema(io.BytesIO(exported(table_of(None, None, dtype="object"), "parquet")))
    assert str(back.types[0]) in ("string", "large_string")


def test_csv_of_a_table_has_its_rows_in_order(tables: Tables) -> None:
    found = csv_rows(tables["contrasts"])
    assert found[1] == [
        "copper-prices", "juno", "juno-2012q2", "juno-2012q4", "0.012", "0.0", "-0.012", "-0.02", "-0.004", "0.018",
    ]  # fmt: skip
    assert [row[9] for row in found[1:]] == ["0.018", "0.028", "0.001", "0.06", "1.0", "0.0001"]


@pytest.mark.parametrize("format", FORMATS)
def test_equal_tables_give_equal_bytes(tables: Tables, format: Format) -> None:
    again = tables["prevalence"].copy(deep=True)
    assert exported(tables["prevalence"], format) == exported(again, format)


@pytest.mark.parametrize("format", FORMATS)
def test_table_is_left_as_it_is(format: Format) -> None:
    table = pd.DataFrame({"t": ["=1", None], "yes": [True, False], "n": [np.nan, 1.0]})
    before = table.copy(deep=True)
    export_table(table, format)
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize("format", FORMATS)
def test_file_holds_the_bytes_and_nothing_lies_beside_it(tmp_path: Path, format: Format) -> None:
    out = tmp_path / f"table.{format}"
    out.write_text("an older export")
    table = table_of("光", "b")
    assert export_table(table, format, out) is None
    assert out.read_bytes() == exported(table, format)
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("place", ["missing/table.csv", "file/table.csv"])
def test_place_that_cannot_be_written_is_one_line_that_names_it(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(CallthemesError) as caught:
        export_table(table_of(1), "csv", tmp_path / place)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / place}: cannot be written: ")
    assert isinstance(caught.value.__cause__, OSError)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_folder_as_the_file_is_one_line_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "table.csv").mkdir()
    with pytest.raises(CallthemesError, match="table.csv: cannot be written: "):
        export_table(table_of(1), "csv", tmp_path / "table.csv")


def test_nothing_partial_is_left_where_the_file_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "table.csv").mkdir()
    with pytest.raises(CallthemesError):
        export_table(table_of(1), "csv", tmp_path / "table.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]


def test_older_file_stays_whole_where_the_new_one_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    out = tmp_path / "table.csv"
    out.write_text("an older export")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(CallthemesError, match="No space left on device; try another place"):
        export_table(table_of(1), "csv", out)
    assert out.read_text() == "an older export"


def test_nothing_partial_is_left_where_the_disk_fills_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(CallthemesError):
        export_table(table_of("a long text"), "csv", tmp_path / "table.csv")
    assert list(tmp_path.iterdir()) == []
