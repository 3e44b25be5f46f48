"""The workbook read back: numbers are those of the tables, texts are texts, looks and bytes."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook as Book

from reports.records import Change, Trend
from reports.render.office import sheet as sheets
from reports.render.office.sheet import Column, Sheet, write_sheet
from reports.render.office.workbook import to_xlsx
from reports.report import ReportData
from reports.summary import summarize
from tests.reports.conftest import Tables
from tests.reports.render.office.conftest import RISE, with_findings
from tests.reports.render.test_html import HOSTILE, with_hostile
from themes.errors import CallthemesError
from themes.records import Status

FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", '=HYPERLINK("http://example.org")', "{=1}", "http://example.org", "_x0041_"]


def opened(data: ReportData) -> Book:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl cannot keep sparklines, and says so
        return openpyxl.load_workbook(io.BytesIO(to_xlsx(data)))


def rows(book: Book, name: str) -> list[dict[str, object]]:
    head, *found = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in found]


def texts(book: Book) -> Iterator[tuple[str, str]]:
    for page in book:
        for row in page.iter_rows():
            yield from ((cell.data_type, str(cell.value)) for cell in row if cell.value is not None)


def part(data: ReportData, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(to_xlsx(data))).read(name).decode("utf-8")


def test_sheets_stand_in_the_order_in_which_they_are_read(data: ReportData) -> None:
    names = ["Findings", "Themes", "Trends", "Shares", "Intervals", "Quotes", "Companies", "Calls", "Method"]
    assert opened(data).sheetnames == names


def test_finding_has_its_number_its_interval_and_its_quote(rising: ReportData) -> None:
    (row,) = rows(opened(rising), "Findings")
    assert row["Finding"] == RISE.headline
    assert (row["Share before"], row["Before"], row["Share after"], row["After"]) == (
        0.04, "2012Q1–2012Q2", 0.09, "2012Q4–2013Q1",
    )  # fmt: skip
    change = row["Change, points"], row["95% CI from"], row["95% CI to"]
    assert change == pytest.approx((5.0, 2.0, 8.0))
    assert (row["q"], row["Quote"], row["Speaker"], row["File"], row["Line"]) == (
        0.012, "Sharing ducts pays. …", "Ada Berg", "in/juno-2012q4.txt", 44,
    )  # fmt: skip


def test_intervals_are_the_rows_of_the_table(data: ReportData, made: Tables) -> None:
    labels = dict(zip(made["themes"]["label"], made["themes"]["theme_id"], strict=True))
    everybody = made["prevalence"].query("speaker_group == 'all'").set_index(["theme_id", "call_id"])
    found = rows(opened(data), "Intervals")
    assert len(found) == 4 * 6  # themes that are not retired × calls
    for row in found:
        cell = everybody.loc[(labels[str(row["Theme"])], row["Call"])]
        interval = [row[name] for name in ("Share", "95% CI from", "95% CI to")]
        expected = [None if pd.isna(number) else number for number in cell[["share", "share_low", "share_high"]]]
        assert interval == pytest.approx(expected, rel=1e-15)
        assert (row["Words on it"], row["Content words"]) == (cell["n_words_theme"], cell["n_words"])


def test_shares_over_companies_are_adjusted_and_a_quarter_without_a_call_is_empty(data: ReportData) -> None:
    row = next(row for row in rows(opened(data), "Shares") if row["Theme"] == "Open access")
    assert row["2012Q2"] == pytest.approx((0.04 + 0.18) / 2)
    assert row["2012Q3"] is None


def test_trend_of_a_theme_is_its_row_of_the_table_in_points(data: ReportData) -> None:
    changes = {"year": Change(0.031, 0.012, 0.05)}
    known = {"horizon": "year", "q_value": 0.02, "share_before": 0.04, "share_after": 0.071, "changes": changes}
    trend = Trend("ALL", "All companies", Status.RISING, "It rose.", **known)  # type: ignore[arg-type]
    book = opened(replace(data, themes=tuple(replace(theme, trends=(trend,)) for theme in data.themes)))
    for name in ("Themes", "Trends"):
        row = rows(book, name)[0]
        assert (row["Status"], row["Share before"], row["Share after"], row["q"]) == ("rising", 0.04, 0.071, 0.02)
        points = row["Change, points"], row["95% CI from"], row["95% CI to"]
        assert points == pytest.approx((3.1, 1.2, 5.0))


def test_theme_that_was_not_tested_has_empty_cells_and_says_so(data: ReportData) -> None:
    row = next(row for row in rows(opened(data), "Themes") if row["Theme"] == "Open access")
    assert row["Status"] == Status.INSUFFICIENT.plain
    assert (row["Change, points"], row["q"]) == (None, None)


def test_numbers_have_formats_heads_stay_in_view_and_rows_can_be_filtered(data: ReportData) -> None:
    page = opened(data)["Intervals"]
    assert [page.cell(2, k).number_format for k in (1, 4, 7)] == ["@", "0.0%", "#,##0"]
    assert (page.freeze_panes, page.auto_filter.ref) == ("D2", "A1:J25")
    dates = [cell for cell in opened(data)["Quotes"]["H"][1:] if cell.value is not None]
    assert {cell.number_format for cell in dates} == {"yyyy-mm-dd"}
    assert all(isinstance(cell.value, datetime) for cell in dates)


def test_file_that_was_not_read_stands_among_the_calls_with_its_reason(data: ReportData) -> None:
    found = {row["File"]: row for row in rows(opened(data), "Calls")}
    assert (found["notes/party.txt"]["Read"], found["notes/party.txt"]["Warnings"]) == ("refused", "no speaker found")
    assert found["in/mrln-3fa9c1.txt"]["Warnings"] == "no date\nno quarter"


def lines(data: ReportData, *thin: str) -> list[tuple[str, str]]:
    data = replace(data, coverage=replace(data.coverage, thin=frozenset(thin)))
    return sorted(re.findall(r"<xm:f>(.*?)</xm:f><xm:sqref>(.*?)</xm:sqref>", part(data, "xl/worksheets/sheet2.xml")))


def test_every_theme_has_a_line_of_its_own_row_of_shares(data: ReportData) -> None:
    assert lines(data) == [(f"Shares!B{row}:E{row}", f"C{row}") for row in (2, 3, 4, 5)]


def test_lines_end_with_the_last_quarter_that_is_not_thin(data: ReportData) -> None:
    assert lines(data, "2013Q1")[0] == ("Shares!B2:D2", "C2")
    assert lines(data, "2012Q3", "2012Q4", "2013Q1") == []


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_text_becomes_a_formula_or_a_link(tables: Tables, formula: str) -> None:
    for name, column in (("themes", "label"), ("calls", "company"), ("chunks", "text"), ("chunks", "speaker")):
        tables[name][column] = formula
    data = with_findings(summarize(tables, title=formula), replace(RISE, claim=(formula,), label=formula))
    packed = zipfile.ZipFile(io.BytesIO(to_xlsx(data)))
    assert not any("<f>" in packed.read(name).decode() for name in packed.namelist() if "worksheets" in name)
    assert not any("hyperlink" in packed.read(name).decode().lower() for name in packed.namelist() if "_rels" in name)
    found = list(texts(opened(data)))
    assert ("s", formula) in found
    assert {kind for kind, _ in found} <= {"s", "n", "d"}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_text_stands_in_its_cell_as_it_is(tables: Tables, hostile: str) -> None:
    found = [text for kind, text in texts(opened(summarize(with_hostile(tables, hostile)))) if kind == "s"]
    assert any(text.endswith(f"Open access {hostile}") for text in found)


def test_text_that_no_cell_can_hold_is_cut_and_the_method_says_so(tables: Tables) -> None:
    tables["chunks"]["text"] = "long \x01 " + "x" * 40_000
    book = opened(summarize(tables))
    quote = str(rows(book, "Quotes")[0]["Quote"])
    assert (len(quote), quote[:7], quote[-5:]) == (32_767, "long \ufffd ", "[cut]")
    said = [str(row["What is said of it"]) for row in rows(book, "Method") if row["What"] == "Texts changed"]
    assert [re.findall("32,767|\ufffd", text) for text in said] == [["32,767"], ["\ufffd"]]


def test_method_says_nothing_of_changed_texts_where_there_are_none(data: ReportData) -> None:
    assert "Texts changed" not in [row["What"] for row in rows(opened(data), "Method")]


def test_method_names_the_run_and_its_settings(data: ReportData) -> None:
    said = {row["What"]: row["What is said of it"] for row in rows(opened(data), "Method")}
    assert (said["Run"], said["Seed"], said["Setting: encoder.model"]) == ("2", "7", "tiny-model")


def test_report_of_nothing_is_a_workbook_of_heads() -> None:
    book = opened(summarize({}))
    assert [page.max_row for page in book][:-1] == [1] * 8


def test_same_data_give_the_same_bytes_and_the_time_of_the_run(rising: ReportData) -> None:
    assert to_xlsx(rising) == to_xlsx(rising)
    assert opened(rising).properties.created == datetime(2013, 6, 1, 10, 1)


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    with pytest.raises(CallthemesError, match="Intervals would have 2 rows"):
        write_sheet(None, Sheet("Intervals", (Column("Theme"),), (("a",), ("b",))))


def test_shares_have_the_colours_of_the_heat_map(data: ReportData) -> None:
    rules = [rule for area in opened(data)["Shares"].conditional_formatting for rule in area.rules]
    limits = [(rule.operator, rule.formula[0]) for rule in rules if rule.type == "cellIs"]
    assert limits == [("greaterThanOrEqual", text) for text in ("0.2", "0.1", "0.05", "0.02", "0.01")] + [
        ("greaterThan", "0")
    ]
