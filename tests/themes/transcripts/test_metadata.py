"""What call it is: stated, inferred, or unknown with a warning."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from themes.records import Call
from themes.transcripts.dates import find_date
from themes.transcripts.metadata import Evidence, read_metadata
from themes.transcripts.periods import find_quarter
from themes.transcripts.titles import read_titles


def heard(opening: str) -> Evidence:
    return Evidence("fiction.txt", opening, preamble=[], opening=[opening])


def test_title_and_date_line_are_stated(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    call = parse(samples["inline"])
    assert (call.company, call.ticker, call.event) == ("Otter Peak, Inc.", "OTTR", "earnings")
    assert (call.fiscal_quarter, call.call_date) == ("2012Q4", "2013-02-05")
    assert call.title == "OTTR - Q4 2012 Otter Peak, Inc. Earnings Conference Call"
    assert call.warnings == ()


@pytest.mark.parametrize(("day", "name"), [("09", "Saturday"), ("10", "Sunday")])
def test_date_on_a_weekend_is_doubted(parse: Callable[..., Call], samples: dict[str, str], day: str, name: str) -> None:
    call = parse(samples["inline"].replace("FEBRUARY 05, 2013", f"FEBRUARY {day}, 2013"))
    assert call.call_date == f"2013-02-{day}"
    assert call.warnings == (f"call_date: 2013-02-{day} is a {name}, when hardly any call is held; see calls.csv",)
    assert parse(samples["inline"].replace("FEBRUARY 05, 2013", "FEBRUARY 08, 2013")).warnings == ()


def test_calendar_quarter_is_inferred_from_the_call_date(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    call = parse(samples["inline"])
    assert call.calendar_quarter == "2012Q4"
    assert call.inferred == {"calendar_quarter": "call date minus 45 days"}


def test_event_words_are_no_part_of_the_company(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    assert parse(samples["starred"]).company == "Fern Radio"


def test_heading_of_bullets_states_company_ticker_and_quarter(
    parse: Callable[..., Call], samples: dict[str, str]
) -> None:
    call = parse(samples["bulleted"])
    assert (call.company, call.ticker, call.fiscal_quarter, call.call_date) == (
        "Alder Optics Corp",
        "ALDR",
        "2010Q4",
        None,
    )
    assert call.calendar_quarter == "2010Q4"
    assert "no call date" in call.inferred["calendar_quarter"]
    assert any(warning.startswith("call_date") for warning in call.warnings)


def test_welcome_states_company_and_quarter_in_bare_text(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    call = parse(samples["bare"])
    assert (call.company, call.ticker, call.fiscal_quarter, call.title) == ("Birch Fiber", None, "2012Q2", None)
    assert any(warning.startswith("ticker") for warning in call.warnings)


def test_period_of_a_filing_is_not_the_reported_period(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    assert parse(samples["bare"]).calendar_quarter == "2012Q2"


def test_spoken_period_end_gives_the_calendar_quarter_without_a_date() -> None:
    words = "We discuss results for our first quarter of fiscal 2015, the quarter ended October 25, 2014."
    found = read_metadata(heard(words))
    assert (found.fiscal_quarter, found.calendar_quarter) == ("2015Q1", "2014Q4")
    assert "2014-10-25" in found.inferences["calendar_quarter"].how


def test_spoken_period_end_of_a_filing_is_passed_over() -> None:
    words = "Welcome to the Q2 2012 call. Our 10-Q has the results for the quarter ended March 31, 2012."
    found = read_metadata(heard(words))
    assert found.calendar_quarter == "2012Q2"
    assert "fiscal quarter" in found.inferences["calendar_quarter"].how


def test_date_that_contradicts_the_label_is_warned_of_with_both(
    parse: Callable[..., Call], samples: dict[str, str]
) -> None:
    call = parse(samples["inline"].replace("FEBRUARY 05, 2013", "FEBRUARY 05, 2009"))
    assert any("2009-02-05" in warning and "2012Q4" in warning for warning in call.warnings)


def test_fiscal_year_ahead_of_the_calendar_is_no_contradiction(
    parse: Callable[..., Call], samples: dict[str, str]
) -> None:
    call = parse(samples["inline"].replace("Q4 2012", "Q3 2013"))
    assert (call.fiscal_quarter, call.calendar_quarter, call.warnings) == ("2013Q3", "2012Q4", ())


def test_quarter_without_a_year_takes_the_year_of_the_call_date(
    parse: Callable[..., Call], samples: dict[str, str]
) -> None:
    call = parse(samples["inline"].replace("Q4 2012 Otter", "Fourth Quarter Otter"))
    assert (call.company, call.fiscal_quarter) == ("Otter Peak, Inc.", "2012Q4")
    assert "fiscal_quarter" in call.inferred


def test_title_and_opening_that_differ_are_warned_of(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    call = parse(samples["inline"].replace("Hello to all", "Welcome to the Q3 2012 earnings call. Hello to all"))
    assert call.fiscal_quarter == "2012Q4"
    assert any("2012Q3" in warning and "2012Q4" in warning for warning in call.warnings)


@pytest.mark.parametrize(
    ("title", "company", "ticker", "quarter", "event"),
    [
        ("REED - Reed Corp at Sedge Technology Conference", "Reed Corp", "REED", None, "conference"),
        ("Q3 2019 Reed Corp Earnings Call", "Reed Corp", None, "2019Q3", "earnings"),
        ("REED.N - Full Year 2019 Reed Corp Earnings Call", "Reed Corp", "REED", None, "earnings"),
        ("Reed Corp (NYSE: REED) Q3 2019 Results - Earnings Call", "Reed Corp", "REED", "2019Q3", "earnings"),
        ("RDF - Q2 2016 Reed Financial Earnings Conference Call", "Reed Financial", "RDF", "2016Q2", "earnings"),
        ("FRST - Q2 2016 First Reed Inc Financial Results Call", "First Reed Inc", "FRST", "2016Q2", "earnings"),
    ],
)
def test_titles_are_read_in_their_forms(
    title: str, company: str, ticker: str | None, quarter: str | None, event: str
) -> None:
    found = read_titles(["EDITED TRANSCRIPT", title, "MAY 01, 2019 / 9:00PM GMT"])
    assert (found.company, found.ticker, found.fiscal_quarter, found.event) == (company, ticker, quarter, event)
    assert found.call_date == "2019-05-01"


def test_head_without_a_title_gives_none() -> None:
    assert read_titles(["EDITED TRANSCRIPT", "PRESENTATION"]).text is None


@pytest.mark.parametrize(
    ("words", "quarter"),
    [
        ("the Q4 and full-year 2016 call", "2016Q4"),
        ("second-quarter FY16 release", "2016Q2"),
        ("the fourth quarter and FY2017", "2017Q4"),
        ("2010 Q4", "2010Q4"),
        ("3Q09", "2009Q3"),
        ("Q2'21", "2021Q2"),
        ("the second quarter of the fiscal year 2011", "2011Q2"),
    ],
)
def test_quarter_is_read_in_its_spellings(words: str, quarter: str) -> None:
    found = find_quarter(words)
    assert found is not None
    assert found[0] == quarter


@pytest.mark.parametrize("words", ["the fourth quarter", "a quarter of 2012 sales", "in Q5 2012", "12Q"])
def test_quarter_without_year_or_sense_is_none(words: str) -> None:
    assert find_quarter(words) is None


@pytest.mark.parametrize(
    ("welcome", "company"),
    [
        ("Welcome to the Q2 2017 Reed Corporation Earnings Conference Call.", "Reed Corporation"),
        ("Greetings, and welcome to Reed Devices' second-quarter 2016 earnings conference call.", "Reed Devices"),
        ("You have joined Reed's fourth-quarter earnings call.", "Reed"),
        ("This is the earnings call of Reed & Sedge Inc. for the spring.", "Reed & Sedge Inc"),
        ("Welcome to the show.", None),
    ],
)
def test_company_is_read_from_the_welcome(welcome: str, company: str | None) -> None:
    assert read_metadata(heard(welcome)).company == company


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("SEPTEMBER 05, 2013 / 9:30PM GMT", "2013-09-05"),
        ("Sept. 3rd, 2013", "2013-09-03"),
        ("3 October 2011", "2011-10-03"),
        ("printed 2011-10-03", "2011-10-03"),
        ("February 31, 2013", None),
        ("May 2013", None),
    ],
)
def test_date_is_read_in_its_spellings(words: str, day: str | None) -> None:
    assert find_date(words) == day
