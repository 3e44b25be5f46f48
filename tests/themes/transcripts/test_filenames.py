"""File names: a date in any order, a quarter, a ticker, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.transcripts.filenames import NameTag, read_name


@pytest.mark.parametrize(
    "name",
    [
        "2013-Feb-05-OTTR",
        "2013 Feb 5 OTTR",
        "2013_02_05_OTTR",
        "OTTR-2013-02-05",
        "2013.02.05 OTTR",
        "5-Feb-2013-OTTR",
        "OTTR 5 February 2013",
        "OTTR_Feb_5_2013",
        "February 5, 2013 OTTR",
    ],
)
def test_date_is_read_in_its_orders(name: str) -> None:
    found = read_name(f"calls/{name}.txt")
    assert (found.call_date, found.ticker) == ("2013-02-05", "OTTR")


@pytest.mark.parametrize("name", ["2013-Feb-31-x", "2012-13-45", "12-34-5678", "Feb 2013"])
def test_what_is_no_full_day_is_no_date(name: str) -> None:
    assert read_name(f"{name}.txt").call_date is None


@pytest.mark.parametrize(
    "name", ["OTTR_2012_Q3", "OTTR-3Q2012", "Q3-2012-OTTR-transcript", "3Q12_OTTR", "OTTR_q3_2012_PDF", "OTTR 2012-3Q"]
)
def test_quarter_is_read_in_its_orders(name: str) -> None:
    found = read_name(f"calls/{name}.txt")
    assert (found.fiscal_quarter, found.ticker) == ("2012Q3", "OTTR")


@pytest.mark.parametrize(
    ("path", "ticker"),
    [
        ("x/FOX_OTTR_2012_Q4.txt", None),
        ("FOX/FOX_OTTR_2012_Q4.txt", "FOX"),
        ("x/BRK.B_2012_Q4.txt", "BRK.B"),
        ("x/FINAL_CEO_2012_Q4.txt", None),
        ("x/V_2012_Q4.txt", "V"),
        ("x/otter-2012-q4.txt", None),
        ("x/OTTRPEAK_2012_Q4.txt", None),
        ("x/OTTR.txt", None),
    ],
)
def test_ticker_is_the_only_word_in_capitals_that_is_no_other_word(path: str, ticker: str | None) -> None:
    assert read_name(path).ticker == ticker


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("OTTR/a.txt", "OTTR"),
        ("calls/OTTR/a.txt", "OTTR"),
        ("OTTR/calls/a.txt", None),
        ("QA/a.txt", None),
        ("a.txt", None),
    ],
)
def test_folder_is_kept_where_it_looks_like_a_ticker(path: str, folder: str | None) -> None:
    assert read_name(path).folder == folder


def test_row_of_a_table_is_no_part_of_the_name() -> None:
    assert read_name("x/calls.csv#2012_Q4.b") == NameTag()
    assert read_name("x/OTTR_2012_Q4.csv#7").fiscal_quarter == "2012Q4"


@given(st.text("0123456789abcdef", min_size=12, max_size=40))
def test_hash_tells_nothing(name: str) -> None:
    assert read_name(f"calls/{name}.txt") == NameTag()


@given(st.uuids())
def test_uuid_tells_nothing(name: object) -> None:
    assert read_name(f"calls/{name}.txt") == NameTag()


@pytest.mark.parametrize(
    ("folder", "day", "ticker", "company"),
    [
        ("20130205_OTTR", "2013-02-05", "OTTR", None),
        ("20130205_A", "2013-02-05", "A", None),
        ("20130205_MAR", "2013-02-05", "MAR", None),
        ("2013-02-05 OTTR", "2013-02-05", "OTTR", None),
        ("OTTR_20130205", "2013-02-05", "OTTR", None),
        ("Otter Peak Inc_20130205", "2013-02-05", None, "Otter Peak Inc"),
        ("3 Peaks Company_20130205", "2013-02-05", None, "3 Peaks Company"),
        ("Otter_Peak_20130205", "2013-02-05", None, "Otter Peak"),
    ],
)
def test_folder_of_one_call_tells_its_date_and_whose_it_is(
    folder: str, day: str, ticker: str | None, company: str | None
) -> None:
    for name in ("text.txt", "TextSequence.txt"):
        found = read_name(f"calls/{folder}/{name}")
        assert (found.call_date, found.ticker, found.company, found.of_folder) == (day, ticker, company, True)


@pytest.mark.parametrize(
    "path",
    [
        "transcripts_20240115/text.txt",
        "Earnings Calls_20240115/text.txt",
        "Transcripts 2024-01-15/text.txt",
        "20131345_OTTR/text.txt",
        "20130205/text.txt",
    ],
)
def test_folder_of_many_calls_tells_nothing(path: str) -> None:
    assert read_name(path) == NameTag()


def test_file_that_says_something_is_heard_alone() -> None:
    found = read_name("20130205_OTTR/FOX_2012_Q3.txt")
    assert (found.call_date, found.fiscal_quarter, found.ticker, found.of_folder) == (None, "2012Q3", "FOX", False)


@pytest.mark.parametrize(
    ("name", "label"),
    [("OTTR_Q4_FY2012-13", "2013Q4"), ("OTTR_H1_FY26", "2026Q2"), ("OTTR-9M-FY26", "2026Q3"), ("OTTR_1H26", "2026Q2")],
)
def test_longer_periods_and_years_of_two_years_in_file_names(name: str, label: str) -> None:
    assert read_name(f"calls/{name}.txt").fiscal_quarter == label
