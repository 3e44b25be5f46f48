"""Motley Fool pages: older ones with headings, newer ones with takeaways before ``Name: words``."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.records import Call
from themes.text.source_map import source_offset
from themes.transcripts.layouts.motleyfool import MotleyFoolLayout
from themes.transcripts.layouts.motleyfool_head import read_head
from themes.transcripts.layouts.motleyfool_people import roster_entry
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import SourceText

HEADED = """==========
Company: Otter Peak (Otter)
Ticker: OTTR
Quarter: Q3 2025
Source: motley_fool
URL: https://www.fool.com/earnings/call-transcripts/2024/12/10/otter-peak-ottr-q3-2025-earnings-call-transcript/
Scraped: 2026-05-30T14:35:28
==========

Otter Peak(OTTR+2.97%)Q3 2025 Earnings CallDec 09, 2024,5:00 p.m. ET

Prepared Remarks

Questions and Answers

Call Participants

Prepared Remarks:

Operator

Good day to all who dialled in. [Operator instructions]

Mara J. Quist--Investor Relations

Thank you. Our boats -- all of them -- sell well.

We painted them.

Piet van Aalst--President and Chief Executive Officer

Otters like them.

10 stocks we like better than Otter Peak

Questions & Answers:

Operator

Lena Brook of Heron, please.

Lena Brook--Heron and Company -- Analyst

How many?

Piet van Aalst--President and Chief Executive Officer

Forty.

Bo Ek--Analyst

Thanks.

Duration: 0 minutes

Call participants:

Mara J. Quist--Investor Relations

Piet van Aalst--President and Chief Executive Officer

Silent Sam--General Counsel

Lena Brook--Heron and Company -- Analyst

Bo Ek--Nettle Bank -- Analyst

More OTTR analysis

All earnings call transcripts

This article is a transcript of this conference call produced for The Motley Fool. Nobody promises anything.

Stocks Mentioned
"""

TAKEAWAYS = """Thursday, July 31, 2025 at 8 a.m. ET

Call participants

Chief Executive Officer — Torvald “Tor” Nyberg

Chief Financial Officer — Ida Moss

Total revenue-- $76.4 million, up two percent.

Masts-- Nine were built for fiscal Q1 2026, of which one leans.

Fern Radio(FERN-1.51%)reported more masts than last year.

Industry glossary

Tall Mast: A mast that is tall. A Tall Mast stands.

Full Conference Call Transcript

Torvald Nyberg:Thank you, Una. We built nine masts: eight stand.

One leans.

Ida Moss:Glass was dear. Tall Mast: that is what we call it.

Operator:[Operator Instructions]Our first question comes from the line of Cy Thorn from Nettle Capital.

Cy Thorn:Where?

Tor Nyberg:By the sea.

Operator:This is the end.

This article is a transcript of this conference call produced for The Motley Fool. Nobody promises anything.

The Motley Fool has a position in masts.
"""


def heard(call: Call) -> list[tuple[str, str, str]]:
    return [(turn.section[0], turn.role[:2], turn.speaker) for turn in call.turns]


def person(call: Call, name: str) -> tuple[str, str | None, str | None]:
    found = next(p for p in call.participants if p.name == name)
    return found.role, found.title, found.firm


def assert_words_are_of_their_spans(call: Call, text: str) -> None:
    done = 0
    for turn in call.turns:
        assert done <= turn.start_char < turn.end_char <= len(text)
        done = turn.end_char
        # A mark of noise glued to a word ("[Operator Instructions]Our") is cut off within the source's word.
        words = iter(text[turn.start_char : turn.end_char].replace("]", "] ").split())
        assert all(any(word == other for other in words) for word in turn.text.replace("]", "] ").split())
        places = [source_offset(turn.runs, i) for i, c in enumerate(turn.text) if not c.isspace()]
        assert places == sorted(set(places))


def test_layout_is_recognised_by_the_sites_marks(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    assert [parse(text).layout for text in (HEADED, TAKEAWAYS)] == ["motleyfool", "motleyfool"]
    assert "names The Motley Fool" in MotleyFoolLayout().score(TAKEAWAYS).reason
    assert all(MotleyFoolLayout().score(text).value == 0.0 for text in samples.values())


def test_headings_tell_the_sections_and_titles_the_roles(parse: Callable[..., Call]) -> None:
    assert heard(parse(HEADED)) == [
        ("p", "op", "Operator"),
        ("p", "ex", "Mara J. Quist"),
        ("p", "ex", "Piet van Aalst"),
        ("q", "op", "Operator"),
        ("q", "an", "Lena Brook"),
        ("q", "ex", "Piet van Aalst"),
        ("q", "an", "Bo Ek"),
    ]


def test_without_headings_the_operator_calls_the_questions(parse: Callable[..., Call]) -> None:
    assert heard(parse(TAKEAWAYS)) == [
        ("p", "ex", "Torvald “Tor” Nyberg"),
        ("p", "ex", "Ida Moss"),
        ("q", "op", "Operator"),
        ("q", "an", "Cy Thorn"),
        ("q", "ex", "Torvald “Tor” Nyberg"),
        ("q", "op", "Operator"),
    ]


def test_roster_at_the_end_serves_the_whole_call(parse: Callable[..., Call]) -> None:
    call = parse(HEADED)
    assert person(call, "Bo Ek") == ("analyst", "Analyst", "Nettle Bank")
    assert person(call, "Lena Brook") == ("analyst", "Analyst", "Heron and Company")
    assert person(call, "Silent Sam") == ("executive", "General Counsel", None)
    assert len(call.participants) == 5


def test_people_with_the_title_first_are_read(parse: Callable[..., Call]) -> None:
    call = parse(TAKEAWAYS)
    assert person(call, "Ida Moss") == ("executive", "Chief Financial Officer", None)
    assert person(call, "Cy Thorn") == ("analyst", None, "Nettle Capital")


def test_head_is_read_from_labels_title_and_date_line(parse: Callable[..., Call]) -> None:
    call = parse(HEADED)
    assert (call.company, call.ticker, call.fiscal_quarter) == ("Otter Peak", "OTTR", "2025Q3")
    assert (call.call_date, call.event, call.title) == (
        "2024-12-09", "earnings", "Otter Peak (OTTR) Q3 2025 Earnings Call",
    )  # fmt: skip


def test_head_without_labels_is_read_from_the_title_alone(parse: Callable[..., Call]) -> None:
    call = parse(HEADED[HEADED.index("Otter Peak(") :])
    assert (call.company, call.ticker, call.fiscal_quarter, call.call_date) == (
        "Otter Peak", "OTTR", "2025Q3", "2024-12-09",
    )  # fmt: skip


def test_title_on_two_lines_with_an_exchange_is_put_together() -> None:
    stated, _ = read_head(["Otter Peak (NYSE: OTTR)", "", "Q3 2025 Earnings Call", "Dec 09, 2024, 5:00 p.m. ET"])
    assert (stated.company, stated.ticker, stated.title) == (
        "Otter Peak", "OTTR", "Otter Peak (OTTR) Q3 2025 Earnings Call",
    )  # fmt: skip
    assert (stated.fiscal_quarter, stated.call_date) == ("2025Q3", "2024-12-09")


def test_article_address_stands_in_for_title_and_date_with_a_warning() -> None:
    url = "URL: https://www.fool.com/earnings/call-transcripts/2026/02/25/otter-peak-ottr-q4-2026-earnings-call-transcript/"
    stated, warnings = read_head([url, "Scraped: 2026-05-30T11:18:36"])
    assert (stated.ticker, stated.fiscal_quarter, stated.call_date) == ("OTTR", "2026Q4", "2026-02-25")
    assert [warning.split(":")[0] for warning in warnings] == ["call_date"]


def test_date_line_gives_the_call_date_of_a_newer_page(parse: Callable[..., Call]) -> None:
    call = parse(TAKEAWAYS)
    assert (call.call_date, call.ticker) == ("2025-07-31", "FERN")


def test_lines_of_the_site_are_no_speech_and_are_counted(parse: Callable[..., Call]) -> None:
    call = parse(HEADED)
    assert call.turns[2].text == "Otters like them."
    assert call.turns[-1].text == "Thanks."
    assert [warning for warning in call.warnings if warning.startswith("text:")] == [
        "text: 1 lines of the site within the call left out (advertisements)",
        'text: 4 lines of the page below the call left out (from line 68, "More OTTR analysis", on)',
    ]


def test_takeaways_and_glossary_are_no_speech(parse: Callable[..., Call]) -> None:
    text = " ".join(turn.text for turn in parse(TAKEAWAYS).turns)
    assert text.startswith("Thank you, Una.")
    assert "revenue" not in text
    assert "Motley" not in text


def test_call_begins_with_someone_listed_where_no_heading_says(parse: Callable[..., Call]) -> None:
    text = TAKEAWAYS.replace("Full Conference Call Transcript\n\n", "")
    assert heard(parse(text)) == heard(parse(TAKEAWAYS))


def test_paragraphs_are_lines_and_colons_within_them_name_nobody(parse: Callable[..., Call]) -> None:
    turns = parse(TAKEAWAYS).turns
    assert turns[0].text == "Thank you, Una. We built nine masts: eight stand.\n\nOne leans."
    assert turns[1].text == "Glass was dear. Tall Mast: that is what we call it."


def test_spaced_dashes_and_asterisks_name_a_speaker_too(parse: Callable[..., Call]) -> None:
    spaced = HEADED.replace("Quist--Investor Relations", "Quist -- *Investor Relations*").replace(
        "Brook--", "Brook -- "
    )
    assert heard(parse(spaced)) == heard(parse(HEADED))
    assert person(parse(spaced), "Mara J. Quist") == ("executive", "Investor Relations", None)


@pytest.mark.parametrize(
    "line",
    [
        "Total revenue-- $76.4 million, up two percent.",
        "Masts-- Nine were built.",
        "We sold -- all of them",
        "Operator",
    ],
)
def test_takeaways_are_no_entry_of_a_roster(line: str) -> None:
    assert roster_entry(line) is None


PIECES = st.one_of(
    st.sampled_from([
        "Operator", "Operator:", "Operator: Next, please.", "Mara Quist--Chief Financial Officer", "Mara Quist:We row.",
        "Mara Quist: We row.", "Lena Brook -- Heron -- Analyst", "Questions & Answers:", "Prepared Remarks:", "Mara Quist",
        "We sold -- all of them.", "Revenue-- $5 million", "[Operator Instructions]Well", "Call participants:", "",
        "Duration: 61 minutes", "10 stocks we like better than Otter Peak", "Full Conference Call Transcript", "Bo Ek: a",
        "Advertisement", "Unidentified Analyst", "The Motley Fool has a position.", "Chief Financial Officer — Mara Quist",
    ]),
    # Cleaning takes away backslashes and marks in brackets within words.
    st.text(st.characters(exclude_characters="\\()[]"), max_size=40),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=30).map("\n\n".join))
def test_words_of_any_page_stand_in_their_spans_in_order(body: str) -> None:
    text = f"Prepared Remarks:\n\nOperator\n\nWelcome.\n\nMara Quist--CFO\n\nThanks.\n\n{body}"
    call = parse_source(SourceText("page.txt", "", text), "motleyfool")
    assert [turn.speaker for turn in call.turns[:2]] == ["Operator", "Mara Quist"]
    assert_words_are_of_their_spans(call, text)


def test_words_of_the_samples_stand_in_their_spans_in_order(parse: Callable[..., Call]) -> None:
    for text in (HEADED, TAKEAWAYS):
        assert_words_are_of_their_spans(parse(text), text)
