"""Heads of calls in India, Britain, Australia and Japan: whatever the form, company, quarters and date are those planted."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.quarters import Quarter
from themes.records import Basis, Call
from themes.transcripts.draft import Stated
from themes.transcripts.metadata import Evidence, Metadata, read_metadata
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import read_source

WORDS = "Ladies and gentlemen, good day, and welcome to the call."


def read(*head: str, opening: str = WORDS, text: str = "", path: str = "x.txt", stated: Stated = Stated()) -> Metadata:  # noqa: B008
    return read_metadata(Evidence(path, text or opening, head, [opening], stated=stated))


def told(found: Metadata) -> list[str]:
    return [doubt.sentence for doubt in found.doubts if not doubt.is_missing]


# How a fiscal quarter is written, by number and fiscal year (named by its end).
LABELS: list[Callable[[int, int], str]] = [
    lambda n, y: f"Q{n} FY{y % 100:02d}",
    lambda n, y: f"Q{n} FY{y}",
    lambda n, y: f"Q{n}FY{y % 100:02d}",
    lambda n, y: f"{n}Q FY{y}",
    lambda n, y: f"{n}QFY{y % 100:02d}",
    lambda n, y: f"Q{n} FY{y - 1}-{y % 100:02d}",
    lambda n, y: f"Q{n} of FY {y - 1}/{y % 100:02d}",
    lambda n, y: f"FY{y} Q{n}",
    lambda n, y: f"{n}Q FY3/{y % 100:02d}",
    lambda n, y: f"FYE 3/{y} Q{n}",
    lambda n, y: f"Q{n} FY’{y % 100:02d}",
    lambda n, y: f"{['First', 'Second', 'Third', 'Fourth'][n - 1]} Quarter FY{y}",
    lambda n, y: f"{['1st', '2nd', '3rd', '4th'][n - 1]} Quarter of the Fiscal Year Ending March 31, {y}",
    lambda n, y: f"{['Q1', 'Q2 & H1', 'Q3 and 9M', 'Q4 & Full Year'][n - 1]} FY{y % 100:02d}",
]
HEADS: list[Callable[[str, str, str], list[str]]] = [
    lambda c, q, d: [f"{c} {q} Earnings Conference Call", d],
    lambda c, q, d: [c, f"{q} Earnings Conference Call", d],
    lambda c, q, d: [f"“{c}", f"{q} Earnings Conference Call”", d],
    lambda c, q, d: [f"Transcript of {c} {q} Earnings Call", d],
    lambda c, q, d: [f"{c} (NSE: OTTR) {q} Earnings Concall dated {d}"],
    lambda c, q, d: [f"{c} - {q} Results Call - {d}"],
    lambda c, q, d: [d, f"Earnings Conference Call of {c} for {q}"],
    lambda c, q, d: [f"{q} {c} Earnings Call", f"Friday, {d}"],
]


def ordinal(day: int) -> str:
    return f"{day}{'th' if 10 < day < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


DATES: list[Callable[[date], str]] = [
    lambda d: f"{calendar.month_name[d.month]} {d.day}, {d.year}",
    lambda d: f"{d.day} {calendar.month_name[d.month]} {d.year}",
    lambda d: f"{ordinal(d.day)} {calendar.month_name[d.month]}, {d.year}",
    lambda d: f"{ordinal(d.day)} of {calendar.month_name[d.month]}, {d.year}",
    lambda d: f"{calendar.month_abbr[d.month]} {ordinal(d.day)} {d.year}",
    lambda d: f"{d.day:02d}-{calendar.month_abbr[d.month]}-{d.year}",
    lambda d: d.isoformat(),
]
COMPANIES = st.sampled_from(
    [
        "Otter Peak Limited", "Heron Capital plc", "Quill & Sedge Co., Ltd.", "First Birch Bancorp", "Alder Financial Inc.",
        "Reed Health Investors Limited", "Otter Peak (India) Limited", "Moss Industries Holdings AG", "Nettle Half Moon Pty Ltd",
    ]
)  # fmt: skip


@given(
    COMPANIES,
    st.integers(1, 4),
    st.integers(2004, 2032),
    st.integers(12, 45),
    st.sampled_from(LABELS),
    st.sampled_from(HEADS),
    st.sampled_from(DATES),
)
def test_planted_company_quarter_and_date_are_read_in_every_form(
    company: str,
    number: int,
    year: int,
    days: int,
    label: Callable[[int, int], str],
    head: Callable[[str, str, str], list[str]],
    written: Callable[[date], str],
) -> None:
    ended = Quarter(year, number).shift(-3)  # the year ends in March
    held = ended.last_day + timedelta(days=days)
    found = read(*head(company, label(number, year), written(held)))
    assert found.company == company
    assert (found.fiscal_quarter, found.call_date) == (f"{year}Q{number}", held.isoformat())
    assert found.calendar_quarter == str(ended)
    assert "fiscal_quarter" not in found.inferences
    assert [said for said in told(found) if "day, when hardly" not in said] == []


@given(
    st.sampled_from(
        ["H{h} FY{y}", "{h}H{yy}", "{h}H FY{yy}", "FY{yy} H{h}", "H{h} FY{b}-{yy}", "{o} Half FY{y}", "{o} Half {y}"]
    ),
    st.integers(1, 2),
    st.integers(2004, 2032),
    st.sampled_from([6, 12]),
    st.integers(20, 75),
)
def test_half_counts_as_the_quarter_that_it_ends_with(form: str, half: int, year: int, last: int, days: int) -> None:
    label = form.format(h=half, y=year, yy=f"{year % 100:02d}", b=year - 1, o=["First", "Second"][half - 1])
    ended = Quarter(year, 2 * half) if last == 12 else Quarter(year, 2 * half).shift(-2)
    held = ended.last_day + timedelta(days=days)
    found = read(f"Otter Peak plc {label} Results", held.isoformat())
    assert (found.company, found.event) == ("Otter Peak plc", "earnings")
    assert (found.fiscal_quarter, found.calendar_quarter) == (f"{year}Q{2 * half}", str(ended))
    assert found.inferences["fiscal_quarter"].basis is Basis.LONGER_PERIOD
    assert [said for said in told(found) if "day, when hardly" not in said] == []


def test_half_without_a_year_takes_it_from_the_call_date() -> None:
    found = read("Otter Peak plc", "Half Year Results Presentation", "20 August 2025")
    assert (found.fiscal_quarter, found.calendar_quarter) == ("2025Q2", "2025Q2")
    found = read("Otter Peak Ltd Half Year Results", "19 February 2026")  # the year ends in June
    assert (found.fiscal_quarter, found.calendar_quarter) == ("2026Q2", "2025Q4")
    found = read("Otter Peak plc Full Year Results", "12 March 2026")
    assert (found.fiscal_quarter, found.calendar_quarter) == ("2025Q4", "2025Q4")
    assert found.inferences["fiscal_quarter"].basis is Basis.QUARTER_WITHOUT_YEAR


@pytest.mark.parametrize(
    ("line", "label", "quarter"),
    [
        ("Otter Peak plc interim results for the six months ended 30 June 2025", "2025Q2", "2025Q2"),
        ("Otter Peak plc results for the half year ended 31 March 2025", "2025Q2", "2025Q1"),
        ("Otter Peak plc results for the year ended 31 March 2025", "2025Q4", "2025Q1"),
        ("Otter Peak plc results for the 52 weeks ended 28 June 2025", "2025Q4", "2025Q2"),
        ("Otter Peak Limited Earnings Call for the quarter and nine months ended 30 June 2025", "2025Q3", "2025Q2"),
        ("Otter Peak Limited Earnings Call for the quarter ended June 30, 2025", None, "2025Q2"),
    ],
)
def test_last_day_in_the_title_is_the_period_and_not_the_call_date(line: str, label: str | None, quarter: str) -> None:
    found = read(line, "Thursday, 18 September 2025")
    assert (found.fiscal_quarter, found.calendar_quarter, found.call_date) == (label, quarter, "2025-09-18")
    assert found.inferences["calendar_quarter"].basis is Basis.PERIOD_END
    assert read(line).call_date is None


def test_period_may_stand_on_a_line_below_the_title() -> None:
    found = read(
        "Otter Peak Limited", "Earnings Conference Call", "for the quarter and half year ended 30 September 2025"
    )
    assert (found.company, found.fiscal_quarter, found.calendar_quarter) == ("Otter Peak Limited", "2026Q2", "2025Q3")


def test_day_of_the_call_wins_over_that_of_a_letter() -> None:
    found = read(
        "October 28, 2025",
        "BSE Limited",
        "Scrip Code: 500000",
        "Symbol: OTTR",
        "Sub: Transcript of the Earnings Call held on October 24, 2025",
        "Otter Peak Limited",
        "Q2 & H1 FY26 Earnings Conference Call",
    )
    assert (found.company, found.fiscal_quarter, found.call_date) == ("Otter Peak Limited", "2026Q2", "2025-10-24")


def test_late_calls_of_india_report_on_the_quarter_that_ended_in_march() -> None:
    title, day = "Otter Peak Limited Q4 FY26 Earnings Call", "May 25, 2026"
    assert read(title, day, text="1 crore, 2 crores, 3 lakhs").calendar_quarter == "2026Q1"
    assert read(title, day).calendar_quarter == "2026Q2"  # as of a year that ends in April
    spoken = "We discuss results for the quarter and year ended 31st March 2026."
    assert read(title, day, opening=spoken).calendar_quarter == "2026Q1"


def test_fiscal_year_named_by_its_start_is_no_contradiction() -> None:
    found = read("Otter Peak Corporation FY2025 Q1 Earnings Call", "8 August 2025")
    assert (found.fiscal_quarter, found.calendar_quarter, told(found)) == ("2025Q1", "2025Q2", [])
    found = read(
        "Otter Peak Corporation FY2025 Q1 Earnings Call",
        "8 August 2025",
        opening="Welcome to the call on results of the first quarter of the fiscal year ending March 31, 2026.",
    )
    assert (found.fiscal_quarter, found.calendar_quarter, told(found)) == ("2025Q1", "2025Q2", [])
    assert "began" in found.inferences["calendar_quarter"].how
    autumn = ("Otter Peak Corporation FY2025 Q1 Call", "6 February 2026")
    found = read(*autumn, "(Fiscal Year Ending September 30, 2026)")
    assert (found.fiscal_quarter, found.calendar_quarter, told(found)) == ("2025Q1", "2025Q4", [])
    assert len(told(read(*autumn))) == 1  # nobody says where the year ends


def test_fiscal_year_named_by_its_start_is_turned_without_a_date() -> None:
    found = read("Otter Peak Corporation FY2025 Q1 Call", "(Fiscal Year Ending March 31, 2026)")
    assert (found.fiscal_quarter, found.calendar_quarter) == ("2025Q1", "2025Q2")


def test_date_of_two_readings_is_left_out_with_a_warning() -> None:
    found = read("Otter Peak plc Q2 2025 Results", "05/08/2025")
    assert found.call_date is None
    assert "05/08/2025" in told(found)[0]
    assert read("Otter Peak plc Q2 2025 Results", "25/08/2025").call_date == "2025-08-25"


def test_other_source_decides_between_two_readings_of_a_date() -> None:
    found = read("Otter Peak plc Q2 2025 Results", "05/08/2025", path="2025-08-05-OTTR.txt")
    assert (found.call_date, told(found)) == ("2025-08-05", [])


@pytest.mark.parametrize(
    ("title", "event"),
    [
        ("Otter Peak plc Half Year Results", "earnings"),
        ("Otter Peak plc Full Year Results Presentation", "earnings"),
        ("Otter Peak plc Trading Update", "earnings"),
        ("Otter Peak plc Capital Markets Day", "conference"),
        ("Otter Peak plc Annual General Meeting", "other"),
    ],
)
def test_events_of_britain_and_australia(title: str, event: str) -> None:
    found = read(title, "15 May 2026")
    assert (found.company, found.event, found.title) == ("Otter Peak plc", event, title)


@pytest.mark.parametrize(
    "line",
    [
        "Otter Peak reported results for the year ended December 31, 2012 and will",
        "we are pleased to enclose the results for the quarter ended June 30, 2012",
        "This call may discuss earnings for fiscal year 2012 and what lies ahead of",
    ],
)
def test_line_of_a_sentence_is_no_title(line: str) -> None:
    assert read(line, "5 February 2013").title is None


def test_interim_report_of_the_north() -> None:
    found = read("Otter Peak AB Interim Report January–September 2025", "23 October 2025")
    assert (found.company, found.fiscal_quarter, found.calendar_quarter) == ("Otter Peak AB", "2025Q3", "2025Q3")
    assert found.call_date == "2025-10-23"


def test_longer_period_is_taken_from_the_opening_but_not_from_an_outlook() -> None:
    found = read(opening="Welcome to the Otter Peak half year results call for the six months ended 30 June 2025.")
    assert (found.company, found.fiscal_quarter, found.calendar_quarter) == ("Otter Peak", "2025Q2", "2025Q2")
    assert (
        read(opening="Our results are out. On this call we give an outlook for full year 2026.").fiscal_quarter is None
    )


def test_title_that_disagrees_with_the_opening_is_warned_of() -> None:
    found = read("Otter Peak plc H1 2025 Results", opening="Welcome to the Q1 2025 call.")
    assert found.fiscal_quarter == "2025Q2"
    assert "the title says 2025Q2, the call's opening says 2025Q1" in told(found)[0]


def test_title_of_a_table_tells_company_and_quarter() -> None:
    title = "Otter Peak Limited Q2 & H1 FY26 Earnings Call"
    found = read(stated=Stated(title=title, ticker="OTTR", call_date="2025-10-24"))
    assert (found.company, found.ticker, found.fiscal_quarter) == ("Otter Peak Limited", "OTTR", "2026Q2")


def test_plain_text_with_a_head_is_read_whole(parse: Callable[..., Call]) -> None:
    call = parse(
        "Otter Peak Limited\nQ2 & H1 FY26 Earnings Conference Call\nOctober 24, 2025\n\n"
        "Operator: Good day and welcome to the Otter Peak Limited Q2 & H1 FY26 Earnings Conference Call.\n"
        "Mara Quist: Thank you. Boats sold well.\nLena Brook: How is the margin?\nMara Quist: It rose.\n"
    )
    assert (call.company, call.fiscal_quarter, call.calendar_quarter) == ("Otter Peak Limited", "2026Q2", "2025Q3")
    assert call.title == "Q2 & H1 FY26 Earnings Conference Call"


@pytest.mark.parametrize(
    ("head", "ticker"),
    [
        ("Otter Peak Corporation (TYO: 7203) Q2 FY2026 Earnings Call\nNovember 14, 2025", "7203"),
        ("Otter Peak Limited (BSE: 500000, NSE: OTTR) Q2 FY2025-26 Earnings Concall dated Nov. 14, 2025", "OTTR"),
        (
            "Scrip Code: 500000\nNSE Symbol: OTTR\nSub: Transcript of Q2 FY26 Earnings Call held on November 14, 2025",
            "OTTR",
        ),
    ],
)
def test_colon_of_an_exchange_or_a_letter_makes_no_speaker(parse: Callable[..., Call], head: str, ticker: str) -> None:
    call = parse(
        f"{head}\n\nOperator: Good day.\nMara Quist: Thank you. Boats sold well.\nMara Quist: Questions now.\n"
    )
    assert [turn.speaker for turn in call.turns][:2] == ["Operator", "Mara Quist"]
    assert (call.ticker, call.fiscal_quarter, call.call_date) == (ticker, "2026Q2", "2025-11-14")


def test_folder_of_a_research_set_tells_date_and_ticker(tmp_path: Path) -> None:
    folder = tmp_path / "20130205_OTTR"
    folder.mkdir()
    (folder / "text.txt").write_text(
        "We said that revenue would grow in the quarter, and it did.\nDealers hold boats for three months.\n"
        "Our earnings grew with the gross margin, because resin was cheaper.\nInvestors ask us about guidance.\n"
    )
    call = parse_source(read_source(folder / "text.txt"))
    assert (call.ticker, call.call_date, call.calendar_quarter) == ("OTTR", "2013-02-05", "2012Q4")
    assert call.basis["ticker"] is call.basis["call_date"] is Basis.FOLDER_NAME
