"""Names of companies in titles: never with a period or an event, and one spelling over the quarters."""

from __future__ import annotations

import pytest

from themes.transcripts.companies import company_in, is_company_line, is_sound, split_ticker
from themes.transcripts.metadata import Evidence, read_metadata

TITLES = [
    "Otter Peak Limited Q2 & H1 FY26 Earnings Conference Call",
    "Otter Peak Limited Q3 and 9M FY26 Earnings Conference Call",
    "Otter Peak Limited Q4 and FY26 Earnings Conference Call",
    "Otter Peak Limited Q4 & Full Year FY26 Earnings Call",
    "Otter Peak Limited FY25 Full Year Results",
    "Otter Peak Limited Half Year Results Presentation",
    "Otter Peak Limited Half-Year Results – six months ended 31 December 2025",
    "Otter Peak Limited 1H26 Results Briefing",
    "Otter Peak Limited Trading Update",
    "Otter Peak Limited Q3 2025-26 Post Results Call",
    "1H26 Otter Peak Limited Results Briefing",
    "Q1 of FY2025-26 Otter Peak Limited Earnings Concall",
    "Transcript of Otter Peak Limited Q3 FY25 Earnings Call",
    "Transcript : Otter Peak Limited, H1 2025 Earnings Call, Mar 05, 2025",
    "Earnings Conference Call of Otter Peak Limited for Q2 FY26",
    "Earnings Conference Call – Q2 FY26 – Otter Peak Limited",
    "Conference Call with Otter Peak Limited Management and Analysts on Q2FY26 Performance and Outlook",
    "Sub: Transcript of the Earnings Conference Call of Otter Peak Limited for the quarter ended September 30, 2025",
    "Minutes of the Investor Call of Otter Peak Limited for Q1 FY26",
    "Otter Peak Limited | Q2 FY26 | Investor & Analyst Call",
    "Otter Peak Limited Earnings Conference Call July 25, 2025",
    "Otter Peak Limited Financial Results for the 1st Quarter of the Fiscal Year Ending March 31, 2026",
    "Q1 FY26 Conference Call – Otter Peak Limited",
    "Earnings call transcript: Otter Peak Limited Q2 2026",
    "Analyst Conference Call on Q3 & 9M FY2025-26 Financial Results of Otter Peak Limited",
    "Otter Peak Limited – Analysts/Investors Conference Call Q1 FY26",
    "Otter Peak Limited Pre-Close Trading Update Call",
    "Otter Peak Limited Q3 Trading Statement 2025",
    "Proceedings of the 42nd Annual General Meeting of Otter Peak Limited",
    "Otter Peak Limited Capital Markets Day 2025",
    "Otter Peak Limited Annual General Meeting 2026",
    "“Otter Peak Limited Q2 FY26 Earnings Conference Call”",
    "Otter Peak Limited (ASX: OTR) 1H26 Results",
    "Otter Peak Limited (BSE: 500000, NSE: OTTR) Q2 FY26 Earnings Concall dated Nov. 14, 2025",
]


@pytest.mark.parametrize("title", TITLES)
def test_one_company_has_one_spelling_over_all_forms_of_titles(title: str) -> None:
    words = "Good day, and welcome to the conference call."
    assert read_metadata(Evidence("x.txt", words, [title], [words])).company == "Otter Peak Limited"


@pytest.mark.parametrize(
    "head",
    [
        ["“Otter Peak Limited", "Q2 & H1 FY26 Earnings Conference Call”", "October 24, 2025"],
        ["Otter Peak Limited", "Half Year Results Presentation", "20 August 2025"],
        ["Results for the year ended 31 December 2025", "Otter Peak Limited", "12 March 2026"],
        ["BSE Limited", "Otter Peak Limited", "Q1 FY26 Earnings Call"],
        ["Otter Peak Limited", "Q&A Session Summary: Financial Results Briefing for Q2 FY2025"],
        ["RNS Number : 1234A", "Otter Peak Limited", "09 November 2021", "Half-year results presentation"],
    ],
)
def test_name_may_stand_on_a_line_of_its_own(head: list[str]) -> None:
    found = read_metadata(Evidence("x.txt", "", head, [""]))
    assert (found.company, found.event) == ("Otter Peak Limited", "earnings")


def test_name_without_a_legal_form_above_the_title_is_taken_where_the_text_names_it_again() -> None:
    head = ["Otter Peak", "Q1 2026 Earnings Call", "8 May 2026"]
    assert (
        read_metadata(Evidence("x.txt", "Otter Peak\n ... Thanks. Otter Peak grew.", head, [""])).company
        == "Otter Peak"
    )
    assert read_metadata(Evidence("x.txt", "Otter Peak\n", head, [""])).company is None


def test_initials_in_the_title_give_way_to_the_name_that_is_spoken() -> None:
    words = "Good day, and welcome to Otter Peak Limited Q3 FY25 earnings conference call."
    title = "Transcript of OPL Q3 FY25 Earnings Call"
    assert read_metadata(Evidence("x.txt", words, [title], [words])).company == "Otter Peak Limited"
    assert read_metadata(Evidence("x.txt", "", [title], [""])).company == "OPL"


@pytest.mark.parametrize(
    ("welcome", "company"),
    [
        (
            "Greetings, and welcome to the Birch Health Investors Third Quarter 2020 Earnings Call.",
            "Birch Health Investors",
        ),
        ("This is the conference call for Birch Corporation. This call is recorded.", "Birch Corporation"),
        ("Thank you for joining the Birch Title Services Third Quarter 2021 Earnings Call.", "Birch Title Services"),
        ("Welcome to the Otter Peak Limited Q2 & H1 FY26 Earnings Conference Call.", "Otter Peak Limited"),
    ],
)
def test_spoken_name_is_whole_and_ends_with_its_sentence(welcome: str, company: str) -> None:
    assert read_metadata(Evidence("x.txt", welcome, [], [welcome])).company == company


def test_weak_name_is_none_with_a_warning() -> None:
    found = read_metadata(Evidence("x.txt", "", ["stc Q3 2025 Earnings Call"], [""]))
    assert found.company is None
    assert any(doubt.field == "company" and doubt.is_missing for doubt in found.doubts)


@pytest.mark.parametrize(
    ("title", "ticker", "company"),
    [
        ("Otter Peak (ASX:OTR) FY25 Results", "OTR", "Otter Peak"),
        ("Otter Peak (BSE: 500000, NSE: OTTR) Q2 FY26 Call", "OTTR", "Otter Peak"),
        ("Otter Peak (BSE: 500000) Q2 FY26 Call", "500000", "Otter Peak"),
        ("Otter Peak (TYO: 7203) Q1 FY2026 Call", "7203", "Otter Peak"),
        ("Otter Peak (7203.T) Q1 FY2026 Call", "7203", "Otter Peak"),
        ("Otter Peak (NSE: O&P) Q1 FY26 Call", "O&P", "Otter Peak"),
        ("Otter Peak (India) Limited (NSE: OTTR) Q1 FY26 Call", "OTTR", "Otter Peak (India) Limited"),
        ("Otter Peak (7203) Q1 FY2026 Call", None, None),
        ("OTTER PEAK (INDIA) LIMITED Q1 FY26 Call", None, None),
    ],
)
def test_number_is_a_ticker_only_with_its_exchange(title: str, ticker: str | None, company: str | None) -> None:
    assert split_ticker(title)[:2] == (ticker, company)


def test_lines_of_a_letter_name_the_ticker_and_not_the_exchange_as_company() -> None:
    head = ["BSE Limited", "Scrip Code: 500000", "NSE Symbol: OTTR", "Otter Peak Limited", "Q2 FY26 Earnings Call"]
    found = read_metadata(Evidence("x.txt", "", head, [""]))
    assert (found.company, found.ticker) == ("Otter Peak Limited", "OTTR")


@pytest.mark.parametrize("name", ["Edited Transcript", "Q2 FY26", "stc", "", "Earnings Call", "we thank all of you"])
def test_what_names_nobody_is_no_company(name: str) -> None:
    assert not is_sound(name)
    assert not is_company_line(name)


def test_title_that_is_only_an_event_names_no_company() -> None:
    assert company_in("Q2 & H1 FY26 Earnings Conference Call") is None
    assert company_in("Full Year Results") is None
