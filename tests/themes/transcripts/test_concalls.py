"""Concalls as lodged with exchanges: a letter, a title page, names in a margin, in whatever order a PDF draws them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.themes.transcripts.drawn_pdf import (
    ORDERS,
    Drawn,
    Order,
    Page,
    letter_page,
    margin_pages,
    names_first,
    rows,
    write_pdf,
)
from themes.records import Call
from themes.transcripts.extraction.line_ends import whole_labels
from themes.transcripts.extraction.pdf import read_pdf
from themes.transcripts.parse import parse_file, parse_source
from themes.transcripts.reading import SourceText

LETTER = [
    "Otter Peak Limited", "Registered Office: 4 Quay Road, Northport", "July 30, 2025", "To,", "BSE Limited",
    "P. J. Towers, Dalal Street,", "SCRIP CODE: 500001", "National Stock Exchange of India Limited",
    "Exchange Plaza, Bandra Kurla Complex,", "SYMBOL: OTTR", "Dear Sir / Madam,",
    "Sub: Transcript of Q1 FY26 Earnings Conference Call", "Pursuant to Regulation 30 we enclose the transcript",
    "of the call held on Friday, July 25, 2025 with investors.", "Yours faithfully,", "For Otter Peak Limited",
    "Signe Holt", "Company Secretary & Compliance Officer", "Encl: As above",
]  # fmt: skip
TITLE = [
    "“Otter Peak Limited", "Q1 FY26 Earnings Conference Call”", "July 25, 2025",
    "E&OE - This transcript is edited for factual errors.",
    "MANAGEMENT: MS. MARA QUIST – MANAGING DIRECTOR & CEO – OTTER", "PEAK LIMITED",
    "MR. BHAVESH KUMAR SINGH – CHIEF FINANCIAL OFFICER – OTTER PEAK", "LIMITED",
    "MODERATOR: MR. BO EK – QUILL SECURITIES", "Page 1 of 4",
]  # fmt: skip
HEADER = ["Otter Peak Limited", "July 25, 2025"]
TURNS = [
    ("Moderator:", "Good day, and welcome to the Otter Peak Q1 FY26 call hosted by Quill. I hand over to Mr. Bo Ek."),
    ("Bo Ek:", "Thank you. We have with us Ms. Mara Quist. Over to you, ma'am."),
    ("Mara Quist:", "Boats sold well in the quarter, and revenue grew. " * 30 + "Bhavesh has the numbers."),
    ("Bhavesh Kumar Singh:", "Thank you, Mara. The margin rose because resin was cheaper. " * 6),
    ("Moderator:", "We begin the question-and-answer session. The first question is from the line of Lena Brook."),
    ("Lena Brook:", "How much inventory do dealers hold?"),
    ("Bhavesh Kumar Singh:", "Three months."),
    ("Moderator:", "The next question is from the line of Omar Vale from Pine Research."),
    ("Omar Vale:", "Will prices rise?"),
    ("Mara Quist:", "They will not."),
    ("Moderator:", "That concludes this conference."),
]
SAID = [(name.rstrip(":"), " ".join(words.split())) for name, words in TURNS]


def _call(tmp_path: Path, pages: list[Page]) -> Call:
    path = tmp_path / "call.pdf"
    path.write_bytes(write_pdf(pages))
    return parse_file(path)


def _said(call: Call) -> list[tuple[str, str]]:
    return [(turn.speaker, " ".join(turn.text.split())) for turn in call.turns]


@pytest.mark.parametrize("order", ORDERS)
def test_words_go_to_the_name_beside_them_in_whatever_order_they_are_drawn(tmp_path: Path, order: Order) -> None:
    call = _call(tmp_path, [letter_page(LETTER), letter_page(TITLE), *margin_pages(TURNS, order, HEADER)])
    assert _said(call) == SAID
    assert [(turn.role, turn.section) for turn in call.turns] == [
        ("operator", "prepared_remarks"), ("analyst", "prepared_remarks"), ("executive", "prepared_remarks"),
        ("executive", "prepared_remarks"), ("operator", "q_and_a"), ("analyst", "q_and_a"), ("executive", "q_and_a"),
        ("operator", "q_and_a"), ("analyst", "q_and_a"), ("executive", "q_and_a"), ("operator", "q_and_a"),
    ]  # fmt: skip
    assert (call.company, call.ticker, call.fiscal_quarter) == ("Otter Peak Limited", "OTTR", "2026Q1")
    assert call.call_date == "2025-07-25"  # the letter is of the 30th
    assert "text: 19 lines of a letter to the exchange left out" in call.warnings


def test_list_of_management_becomes_the_roster(tmp_path: Path) -> None:
    people = _call(tmp_path, [letter_page(TITLE), *margin_pages(TURNS, rows, HEADER)]).participants
    assert [(person.name, person.role, person.title, person.firm) for person in people[:3]] == [
        ("Mara Quist", "executive", "Managing Director & CEO", "Otter Peak Limited"),
        ("Bhavesh Kumar Singh", "executive", "Chief Financial Officer", "Otter Peak Limited"),
        ("Bo Ek", "analyst", None, "Quill Securities"),
    ]


def test_date_of_the_call_comes_from_the_letter_where_nothing_else_has_it(tmp_path: Path) -> None:
    call = _call(tmp_path, [letter_page(LETTER), *margin_pages(TURNS, rows)])
    assert (call.call_date, call.company) == ("2025-07-25", "Otter Peak Limited")
    assert _said(call) == SAID


def _relabelled(labels: dict[str, str]) -> list[tuple[str, str]]:
    return [(labels.get(name, name), words) for name, words in TURNS]


@pytest.mark.parametrize(
    "turns",
    [
        [(name.rstrip(":"), words) for name, words in TURNS],
        [(name.upper(), words) for name, words in TURNS],
        _relabelled({"Mara Quist:": "Ms. Mara Quist:", "Omar Vale:": "Shri Omar Vale:"}),
        _relabelled({"Mara Quist:": "Mara Quist – CEO, Otter Peak:", "Lena Brook:": "Lena Brook (Heron Capital):"}),
    ],
    ids=["no-colons", "capitals", "honorifics", "affiliations"],
)
@pytest.mark.parametrize("order", [rows, names_first])
def test_labels_of_the_margin_in_other_spellings(tmp_path: Path, turns: list[tuple[str, str]], order: Order) -> None:
    call = _call(tmp_path, [letter_page(TITLE), *margin_pages(turns, order, HEADER)])
    assert [(name.title(), words) for name, words in _said(call)] == SAID


def test_affiliations_beside_a_name_are_kept(tmp_path: Path) -> None:
    turns = _relabelled({"Lena Brook:": "Lena Brook (Heron Capital):", "Omar Vale:": "Omar Vale – Pine Research:"})
    call = _call(tmp_path, margin_pages(turns, names_first, HEADER))
    firms = {turn.speaker: turn.firm for turn in call.turns}
    assert (firms["Lena Brook"], firms["Omar Vale"]) == ("Heron Capital", "Pine Research")


def test_letterhead_on_each_page_is_no_speech(tmp_path: Path) -> None:
    foot = [
        Drawn(72, 60, "Registered Office: 4 Quay Road, Northport 400 001. CIN: L00000NP1999PLC000000"),
        Drawn(72, 50, "Tel: +91 22 5555 0100   Email: ir@otterpeak.example"),
        Drawn(400, 780, "Sensitivity: Public"),
    ]
    pages = [[*foot, *page] for page in margin_pages(TURNS, names_first, HEADER)]
    assert _said(_call(tmp_path, [letter_page(TITLE), *pages])) == SAID


def test_one_page_with_names_in_the_margin_is_enough(tmp_path: Path) -> None:
    turns = [TURNS[0], ("Srinivasan V:", "Boats sold well."), ("S.K. Das:", "They did."), ("Balan:", "Yes."), TURNS[-1]]
    call = _call(tmp_path, margin_pages(turns, names_first))
    assert [turn.speaker for turn in call.turns] == ["Moderator", "Srinivasan V", "S.K. Das", "Balan", "Moderator"]


def test_word_cut_at_a_page_end_is_whole_behind_the_header(tmp_path: Path) -> None:
    words = [Drawn(180, 700 - 14 * n, "Boats sold well in the year and the quarter.") for n in range(40)]
    first = rows(
        [Drawn(72, 700, "Moderator:")], [*words, Drawn(180, 140, "It grew year-over-")], [Drawn(270, 40, "Page 1 of 2")]
    )
    second = [Drawn(180, 700, "year."), Drawn(72, 686, "Mara Quist:"), Drawn(180, 686, "Yes."), Drawn(72, 672, "Bo Ek:"),
              Drawn(180, 672, "Thanks."), Drawn(270, 40, "Page 2 of 2")]  # fmt: skip
    call = _call(tmp_path, [first, second])
    assert call.turns[0].text.endswith("It grew year-over-year.")
    assert [turn.text for turn in call.turns[1:]] == ["Yes.", "Thanks."]


def test_name_in_the_margin_that_goes_on_at_the_top_of_a_page(tmp_path: Path) -> None:
    first = rows(
        [Drawn(72, 700, "Moderator:"), Drawn(72, 686, "Bo Ek:")],
        [Drawn(180, 700, "Go ahead with the boats, please."), Drawn(180, 686, "Ok.")],
        [],
    )
    second = rows(
        [Drawn(72, 700, "Bhavesh"), Drawn(72, 686, "Singh:")], [Drawn(180, 700, "Yes and"), Drawn(180, 686, "no.")], []
    )
    call = _call(tmp_path, [first, second])
    assert _said(call) == [
        ("Moderator", "Go ahead with the boats, please."),
        ("Bo Ek", "Ok."),
        ("Bhavesh Singh", "Yes and no."),
    ]


def test_two_who_say_a_line_each_are_two() -> None:
    text = "Mara Quist\tGo ahead.\nBo Ek\tThanks.\nLena Brook\tOk.\nOn the line: Mara Quist Bo Ek Lena Brook"
    assert whole_labels(text) == text


def test_long_document_is_read_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("themes.transcripts.extraction.pdf_order._MAX_OPEN_PAGES", 2)
    pages = [letter_page([f"The boats of page {n} sold well, and so did the oars."]) for n in range(5)]
    assert read_pdf(write_pdf(pages), "a.pdf")[0].count("\f") == 4


def test_columns_of_a_newspaper_stay_one_after_the_other() -> None:
    left = [f"the left column of the page says {n}" for n in range(9)]
    right = [f"the right column of it goes on {n}" for n in range(9)]
    drawn = [Drawn(60, 700 - 14 * n, text) for n, text in enumerate(left)]
    drawn += [Drawn(320, 700 - 14 * n, text) for n, text in enumerate(right)]
    assert read_pdf(write_pdf([drawn]), "a.pdf")[0].split("\n") == left + right


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Moderator", "Mara Quist", "Bhavesh Kumar Singh", "Lena Brook", "Omar Vale"]),
            st.lists(
                st.sampled_from("boats sold well in the north and resin was cheap".split()), min_size=1, max_size=60
            ),
        ),
        min_size=6,
        max_size=20,
    ),
    st.sampled_from(ORDERS),
    st.integers(12, 18),
    st.integers(38, 62),
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_call_set_in_a_margin_reads_back(
    turns: list[tuple[str, list[str]]], order: Order, name_chars: int, word_chars: int
) -> None:
    said = [("Moderator", ["Welcome"]), ("Mara Quist", ["Thanks"]), *turns]
    spoken = [(f"{name}:", " ".join(words).capitalize() + ".") for name, words in said]
    pages = margin_pages(spoken, order, HEADER, name_chars=name_chars, word_chars=word_chars)
    text, _ = read_pdf(write_pdf([letter_page(TITLE), *pages]), "a.pdf")
    call = parse_source(SourceText("a.pdf", "0" * 64, text))
    assert _said(call) == [(name.rstrip(":"), words) for name, words in spoken]


ASX_LETTER = [
    "ASX Announcement", "16 February 2021", "Company Announcements Office", "ASX Limited",
    "Half year results call: transcript", "Please find attached the transcript of the call.",
    "This announcement was authorised for release by the board.", "Signe Holt, Company Secretary",
]  # fmt: skip
ASX_PAGE = [
    "Company: Otter Peak Limited", "Title: Half Year Results 2021", "Date: 15 February 2021", "Start of Transcript",
    "Operator: Thank you for standing by. I hand over to Ms Mara Quist.",
    "Mara Quist: (Otter Peak, Chief Executive Officer) Good morning. Boats sold well.",
    "Operator: Your first question comes from Lena Brook from Heron Securities.",
    "Lena Brook: (Heron Securities, Analyst) How much inventory is there?", "Mara Quist: Three months.",
    "Lena Brook: Thank you.", "End of Transcript", "The views in this document are of the day.",
]  # fmt: skip


def test_transcript_lodged_in_sydney(tmp_path: Path) -> None:
    call = _call(tmp_path, [letter_page(ASX_LETTER), letter_page(ASX_PAGE)])
    assert (call.company, call.call_date) == ("Otter Peak Limited", "2021-02-15")
    assert _said(call)[1:4:2] == [
        ("Mara Quist", "Good morning. Boats sold well."), ("Lena Brook", "How much inventory is there?"),
    ]  # fmt: skip
    assert (call.turns[3].firm, call.turns[3].title) == ("Heron Securities", "Analyst")
    assert call.turns[-1].text == "Thank you."
    assert "Signe Holt" not in {person.name for person in call.participants}


def test_names_with_title_and_company_above_the_words(tmp_path: Path) -> None:
    page = [
        "Otter Peak plc", "Half Year Results 2025", "Transcript of the presentation",
        "Mara Quist, Chief Executive, Otter Peak plc", "Boats sold well.", "Tove Marsh, Finance Director, Otter Peak plc",
        "So they did.", "Mara Quist, Chief Executive, Otter Peak plc", "We take questions now.",
        "Lena Brook, Heron Securities", "How many?", "Mara Quist, Chief Executive, Otter Peak plc", "Forty.",
    ]  # fmt: skip
    call = _call(
        tmp_path, [letter_page(page), letter_page(["Otter Peak plc", "Omar Vale, Pine Research", "And prices?"])]
    )
    assert [turn.speaker for turn in call.turns] == [
        "Mara Quist", "Tove Marsh", "Mara Quist", "Lena Brook", "Mara Quist", "Omar Vale",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("modules of 100G-", "ZR and more", "100G-ZR"), ("the Q&A-", "led part", "Q&A-led"),
        ("a plan for 2024-", "2025 that holds", "2024-2025"), ("by mid-", "2024 at last", "mid-2024"),
        ("a 5-", "year plan", "5-year"), ("the fertili-", "sers we sold", "fertilisers"),
        ("the long and the short-", "term plan of short term", "short-term"),
    ],
)  # fmt: skip
def test_compounds_cut_at_a_line_end(first: str, second: str, whole: str) -> None:
    text, _ = read_pdf(write_pdf([letter_page(["It is long and short, a term", first, second])]), "a.pdf")
    assert whole in text


def test_year_over_year_cut_twice_and_a_dash_before_a_speaker() -> None:
    page = ["We saw year over year growth,", "with year-", "over-", "year gains, but-", "Mara Quist: No."]
    text, _ = read_pdf(write_pdf([letter_page(page)]), "a.pdf")
    assert text.split("\n")[1:] == ["with year-over-year gains, but-", "Mara Quist: No."]


def test_name_of_the_margin_stays_a_name_where_the_words_beside_it_end_with_a_hyphen(tmp_path: Path) -> None:
    words = [
        Drawn(180, 700 - 14 * n, text) for n, text in enumerate(["Good day.", "It grew year-over-", "year.", "Yes."])
    ]
    names = [
        Drawn(72, 700, "Moderator:"),
        Drawn(72, 686, "Bhavesh"),
        Drawn(72, 672, "Singh:"),
        Drawn(72, 658, "Bo Ek:"),
    ]
    call = _call(tmp_path, [rows(names, words, [])])
    assert _said(call) == [("Moderator", "Good day."), ("Bhavesh Singh", "It grew year-over-year."), ("Bo Ek", "Yes.")]
