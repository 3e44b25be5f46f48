"""Fiscal years, file names and what a call says decide together which quarter it is about."""

from __future__ import annotations

import pytest

from themes.transcripts.filenames import read_name
from themes.transcripts.fiscal import is_possible, label_of, last_period_end, reported_by, spoken_months, year_end_month
from themes.transcripts.quarters import Quarters, Sources, find_quarters, spoken_quarter


def sources(**given: object) -> Sources:
    nothing = {
        "company": None,
        "ticker": None,
        "call_date": None,
        "title": None,
        "title_label": None,
        "opening": (),
        "text": "",
    }
    return Sources(**(nothing | given))  # type: ignore[arg-type]


def warned(found: Quarters) -> tuple[str, ...]:
    return tuple(doubt.sentence for doubt in found.doubts)


# Company, day of the call, label as printed, calendar quarter in which the reported period ended (by hand).
HELD = [
    ("CSCO", "2012-02-08", "2012Q2", "2012Q1"),  # ended 28 January
    ("CSCO", "2012-05-09", "2012Q3", "2012Q2"),
    ("CSCO", "2012-08-15", "2012Q4", "2012Q3"),
    ("CSCO", "2012-11-13", "2013Q1", "2012Q4"),
    ("CSCO", "2010-02-03", "2010Q2", "2010Q1"),  # ended 23 January, eleven days before
    ("NVDA", "2018-02-08", "2018Q4", "2018Q1"),  # ended 28 January
    ("NVDA", "2025-05-28", "2026Q1", "2025Q2"),  # ended 27 April
    ("NVDA", "2024-11-20", "2025Q3", "2024Q4"),
    ("MSFT", "2025-07-30", "2025Q4", "2025Q2"),
    ("MSFT", "2014-01-23", "2014Q2", "2013Q4"),
    ("AAPL", "2016-01-26", "2016Q1", "2015Q4"),
    ("AAPL", "2017-11-02", "2017Q4", "2017Q3"),
    ("QCOM", "2013-01-30", "2013Q1", "2012Q4"),
    ("QCOM", "2013-11-06", "2013Q4", "2013Q3"),
    ("MU", "2014-06-23", "2014Q3", "2014Q2"),  # ended in May
    (None, "2013-02-05", "2012Q4", "2012Q4"),
    (None, "2011-07-21", "2011Q2", "2011Q2"),
    (None, "2022-02-15", "2021Q4", "2021Q4"),  # 46 days after its end
    (None, "2012-03-28", "2011Q4", "2012Q1"),  # late and unknown: the rule of 45 days says so
]


@pytest.mark.parametrize(("ticker", "day", "label", "quarter"), HELD)
def test_calendar_quarter_is_the_one_in_which_the_period_ended(
    ticker: str | None, day: str, label: str, quarter: str
) -> None:
    found = find_quarters(sources(ticker=ticker, call_date=day, title_label=label))
    assert (found.fiscal_quarter, found.calendar_quarter) == (label, quarter)
    assert "calendar_quarter" in found.inferences
    assert warned(found) == ()


@pytest.mark.parametrize(("ticker", "day", "label", "quarter"), [row for row in HELD if row[0]])
def test_label_follows_from_date_and_fiscal_year(ticker: str, day: str, label: str, quarter: str) -> None:
    month = year_end_month(None, ticker)
    assert month is not None
    assert label_of(last_period_end(day, (month - 1) % 3 + 1), month) == label


def test_company_is_known_by_name_and_not_by_a_part_of_another_name() -> None:
    assert year_end_month("Cisco Systems Inc", None) == 7
    assert year_end_month("Appleton Mills", None) is None
    assert year_end_month("The Walt Disney Company", None) == 9


def test_months_of_the_quarters_are_heard() -> None:
    assert spoken_months("In the July quarter and for the October quarter we see growth.") == 1
    assert spoken_months("The July quarter was good.") is None  # once may be a customer's
    assert spoken_months("The July quarter, the March quarter, the June-quarter, the December quarter.") == 3
    found = find_quarters(sources(call_date="2012-02-08", text="our January quarter … the April quarter"))
    assert found.calendar_quarter == "2012Q1"
    assert "January quarter" in found.inferences["calendar_quarter"].how


def test_label_and_date_together_tell_a_year_that_ends_in_january() -> None:
    quarter, how = reported_by("2018-02-08", "2018Q4", None, None)
    assert (quarter, how) == ("2018Q1", "fiscal label and call date together")
    assert reported_by("2018-02-08", "2017Q4", None, None)[0] == "2017Q4"


@pytest.mark.parametrize(
    ("label", "day", "possible"),
    [
        ("2018Q4", "2018-01-25", False),
        ("2017Q4", "2018-01-25", True),
        ("2018Q4", "2018-03-01", True),
        ("2014Q1", "2018-01-25", False),
    ],
)
def test_impossible_pairs_of_label_and_date_are_warned_of_with_both(label: str, day: str, possible: bool) -> None:
    found = find_quarters(sources(call_date=day, title_label=label))
    assert (warned(found) == ()) is possible
    if not possible:
        assert label in warned(found)[0]
        assert day in warned(found)[0]
    assert is_possible("2018Q4", "2018-01-25", "2017Q4") is False


def opening(quarter: str) -> tuple[str]:
    return (f"Welcome to the {quarter} earnings call.",)


def test_title_wins_over_the_opening_where_the_date_does_not_speak() -> None:
    found = find_quarters(sources(title_label="2012Q4", opening=opening("third quarter 2012")))
    assert found.fiscal_quarter == "2012Q4"
    assert warned(found) == (
        "fiscal_quarter: the title says 2012Q4, the call's opening says 2012Q3; the title's was taken",
    )


def test_date_and_fiscal_year_decide_between_title_and_opening() -> None:
    found = find_quarters(
        sources(ticker="CSCO", call_date="2018-05-16", title_label="2018Q1", opening=opening("third quarter 2018"))
    )
    assert found.fiscal_quarter == "2018Q3"
    assert "the title says 2018Q1" in warned(found)[0]
    assert warned(found)[0].endswith("the call's opening's was taken")


def test_possible_label_wins_over_an_impossible_one() -> None:
    found = find_quarters(sources(call_date="2018-01-25", title_label="2018Q4", opening=opening("fourth quarter 2017")))
    assert found.fiscal_quarter == "2017Q4"


def test_file_name_is_the_last_source_and_named_when_it_disagrees() -> None:
    alone = find_quarters(sources(file_label="2012Q4"))
    assert (alone.fiscal_quarter, alone.inferences["fiscal_quarter"].how) == ("2012Q4", "file name")
    both = find_quarters(sources(title_label="2012Q4", file_label="2013Q1"))
    assert both.fiscal_quarter == "2012Q4"
    assert "the file name says 2013Q1" in warned(both)[0]


def test_quarter_without_a_year_takes_it_from_the_fiscal_year() -> None:
    found = find_quarters(sources(ticker="CSCO", call_date="2012-11-13", title="Q1 Earnings Call"))
    assert found.fiscal_quarter == "2013Q1"
    assert "fiscal_quarter" in found.inferences


def test_label_without_a_date_is_turned_by_the_fiscal_year() -> None:
    assert find_quarters(sources(ticker="CSCO", title_label="2012Q2")).calendar_quarter == "2012Q1"
    assert find_quarters(sources(ticker="AAPL", title_label="2016Q1")).calendar_quarter == "2015Q4"
    assert find_quarters(sources(title_label="2016Q1")).calendar_quarter == "2016Q1"


def test_nothing_said_is_nothing_known() -> None:
    found = find_quarters(sources())
    assert (found.fiscal_quarter, found.calendar_quarter, found.inferences) == (None, None, {})


def test_period_end_after_the_call_is_a_forecast() -> None:
    words = "Welcome. We guide results for the quarter ending March 31, 2014."
    found = find_quarters(sources(call_date="2014-02-04", title_label="2013Q4", opening=(words,)))
    assert found.calendar_quarter == "2013Q4"


@pytest.mark.parametrize(
    ("path", "day", "label", "ticker"),
    [
        ("2013-Feb-05-OTTR.txt", "2013-02-05", None, "OTTR"),
        ("2008_07_15_OTTR.csv", "2008-07-15", None, "OTTR"),
        ("20080715_OTTR.csv", "2008-07-15", None, "OTTR"),
        ("Feb-05-2013-OTTR.txt", "2013-02-05", None, "OTTR"),
        ("OTTR_q4_2012.txt", None, "2012Q4", "OTTR"),
        ("OTTR_2012_Q4.txt", None, "2012Q4", "OTTR"),
        ("qec_ott_2023_4Q.pdf", None, "2023Q4", None),
        ("Q3 2012 Otter Peak Earnings Call.txt", None, "2012Q3", None),
        ("A_q4_2020.txt", None, "2020Q4", "A"),
        ("000_0f4c9dee2245de34.txt", None, None, None),
        ("OTTR.txt", None, None, None),  # a word in capitals alone may be anything
        ("calls.csv#12", None, None, None),
    ],
)
def test_file_names_tell_dates_quarters_and_tickers(
    path: str, day: str | None, label: str | None, ticker: str | None
) -> None:
    found = read_name(f"calls/{path}")
    assert (found.call_date, found.fiscal_quarter, found.ticker) == (day, label, ticker)


def test_folder_in_capitals_decides_between_two_words_in_capitals() -> None:
    assert read_name("OTTR/2013-Feb-05-OTTR-FOX.txt").ticker == "OTTR"
    assert read_name("OTTR/x-2012-q4.txt").folder == "OTTR"
    assert read_name("FINAL/x-2012-q4.txt").folder is None


def test_three_sources_that_disagree_are_all_named() -> None:
    found = find_quarters(sources(title_label="2012Q4", opening=opening("third quarter 2012"), file_label="2013Q1"))
    assert warned(found) == (
        "fiscal_quarter: the title says 2012Q4, the call's opening says 2012Q3, the file name says 2013Q1;"
        " the title's was taken",
    )


def test_sources_that_agree_are_stated_without_a_word() -> None:
    found = find_quarters(sources(title_label="2012Q4", opening=opening("fourth quarter 2012"), file_label="2012Q4"))
    assert (found.fiscal_quarter, warned(found)) == ("2012Q4", ())
    assert "fiscal_quarter" not in found.inferences


def test_opening_wins_over_the_file_name() -> None:
    found = find_quarters(sources(opening=opening("third quarter 2012"), file_label="2012Q4"))
    assert found.fiscal_quarter == "2012Q3"
    assert warned(found) == (
        "fiscal_quarter: the call's opening says 2012Q3, the file name says 2012Q4; the call's opening's was taken",
    )


def test_impossible_date_is_warned_of_in_one_line() -> None:
    found = find_quarters(sources(call_date="2009-02-05", title_label="2012Q4"))
    assert (found.fiscal_quarter, found.calendar_quarter) == ("2012Q4", "2008Q4")
    assert warned(found) == ("call_date: 2009-02-05 and fiscal quarter 2012Q4 cannot both be right; see calls.csv",)


@pytest.mark.parametrize(
    ("title", "day", "label"), [("Q1 Call", "2012-05-02", "2012Q1"), ("Q4 Call", "2013-02-05", "2012Q4")]
)
def test_quarter_without_a_year_of_an_unknown_company_takes_that_of_the_reported_quarter(
    title: str, day: str, label: str
) -> None:
    found = find_quarters(sources(title=title, call_date=day))
    assert found.fiscal_quarter == label
    assert found.inferences["fiscal_quarter"].how == "quarter named without a year; year of the call date"


def test_quarter_without_a_year_that_contradicts_the_fiscal_year_is_no_label() -> None:
    given = {"ticker": "CSCO", "call_date": "2012-11-13", "title": "Q3 Earnings Call"}
    found = find_quarters(sources(**given))
    assert (found.fiscal_quarter, found.calendar_quarter) == (None, "2012Q4")
    assert find_quarters(sources(**given, file_label="2013Q1")).fiscal_quarter == "2013Q1"


def test_date_without_any_label_gives_the_calendar_quarter_alone() -> None:
    found = find_quarters(sources(call_date="2013-02-05"))
    assert (found.fiscal_quarter, found.calendar_quarter, warned(found)) == (None, "2012Q4", ())


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Welcome to the Q2 2012 earnings call.", "2012Q2"),
        ("Our 10-Q of Q1 2012 is filed. This is the Q2 2012 webcast.", "2012Q2"),
        ("We filed our results for Q1 2012.", None),
        ("We expect Q3 2012 to be fair.", None),
        ("On this call we give our outlook for the first fiscal quarter 2013.", None),
        ("Welcome to the Fiscal Fourth Quarter and Year End 2012 Financial Results Call.", "2012Q4"),
        ("Boats sold well! In Q3 2012 we hold a call.", "2012Q3"),
    ],
)
def test_quarter_is_heard_in_the_sentence_that_names_the_call(words: str, label: str | None) -> None:
    assert spoken_quarter(["Good day.", words]) == label


def test_period_end_as_spoken_wins_over_the_fiscal_year_and_the_date() -> None:
    words = "We discuss results for the quarter ended January 28, 2012."
    found = find_quarters(sources(ticker="MSFT", call_date="2012-02-08", opening=(words,)))
    assert (found.calendar_quarter, found.inferences["calendar_quarter"].how) == (
        "2012Q1",
        "period ended 2012-01-28, as spoken",
    )
