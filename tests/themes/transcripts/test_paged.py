"""Documents of many pages: names in the margin, ``Name, Firm`` alone, Q and A behind dots; lines of the page."""

from __future__ import annotations

from themes.records import Call
from themes.transcripts.layouts.paged import PagedLayout
from themes.transcripts.layouts.pages import find_running
from themes.transcripts.lines import split_lines
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import SourceText

MARGIN = """Otter Corp. Q2 2021 Analyst Call
4 May 2021
Speakers:
Mara Quist, Chief Executive Officer
Tove Marsh, Chief Financial Officer
\f1
MARA QUIST
Slide 1 - Kelp on every coast
- The kelp has grown on the northern
\f2
coast more than anywhere else
- Tove will say what it cost
TOVE MARSH
- It cost little
\f3
Question & Answer Session
Bo Ek\tThank you. On the northern coast, could
(Quill Securities)\tyou say what the kelp was sold for?
Mara Quist\tA good question.
\f4
Tove Marsh\tFor five crowns.
Bo Ek\tThank you.
Disclaimer
This transcript contains forward-looking statements about kelp.
"""
ALONE = """Otter Corp. Q2 2021 results
4 May 2021
\fPage 1 of 4
Mara Quist
Slide 1 - Kelp on every coast
We sold kelp to Quill, and the north
\fPage 2 of 4
was best. It was a fine spring. We take questions now.
Analyst Q&A (CEO and CFO)
Bo Ek, Quill Securities
Which coast was best?
Mara Quist
The northern one.
\fPage 3 of 4
Bo Ek, Quill Securities
Thank you.
Mara Quist
We thank you.
\fPage 4 of 4
Cautionary statement regarding forward-looking statements: kelp may wither.
"""
DOTTED = """OTTER CORP. Q2 2021 EARNINGS CALL
4 May 2021
\fMANAGEMENT DISCUSSION SECTION
Operator: Welcome to the call of the kelp makers.
..........................................................................
Mara Quist
Chief Executive Officer, Otter Corp.
The kelp has grown well.
\fQUESTION AND ANSWER SECTION
Operator: The first question is from Bo Ek.
..........................................................................
Bo Ek
Analyst, Quill Securities Q
Which coast was best?
..........................................................................
Mara Quist
Chief Executive Officer, Otter Corp. A
The northern one.
"""


def _parsed(text: str) -> Call:
    return parse_source(SourceText("call.pdf", "0" * 64, text))


def _turns(call: Call) -> list[tuple[str, str, str]]:
    return [(turn.speaker, turn.role, turn.section) for turn in call.turns]


def test_names_in_the_margin_speak_and_bring_their_firm() -> None:
    call = _parsed(MARGIN)
    assert call.layout == "paged"
    assert _turns(call) == [
        ("Mara Quist", "executive", "prepared_remarks"), ("Tove Marsh", "executive", "prepared_remarks"),
        ("Bo Ek", "analyst", "q_and_a"), ("Mara Quist", "executive", "q_and_a"),
        ("Tove Marsh", "executive", "q_and_a"), ("Bo Ek", "analyst", "q_and_a"),
    ]  # fmt: skip
    assert call.turns[2].text == "Thank you. On the northern coast, could you say what the kelp was sold for?"
    assert call.turns[2].firm == "Quill Securities"


def test_bullets_are_paragraphs_that_go_on_over_a_page() -> None:
    assert _parsed(MARGIN).turns[0].text == (
        "The kelp has grown on the northern coast more than anywhere else\n\nTove will say what it cost"
    )


def test_slide_headings_and_small_print_are_left_out_and_counted() -> None:
    warnings = _parsed(MARGIN).warnings
    assert "text: 1 slide headings left out" in warnings
    assert "text: 2 lines of small print left out" in warnings


def test_name_alone_and_name_with_firm_speak() -> None:
    call = _parsed(ALONE)
    assert _turns(call) == [
        ("Mara Quist", "executive", "prepared_remarks"), ("Bo Ek", "analyst", "q_and_a"),
        ("Mara Quist", "executive", "q_and_a"), ("Bo Ek", "analyst", "q_and_a"), ("Mara Quist", "executive", "q_and_a"),
    ]  # fmt: skip
    assert call.turns[0].text.endswith("the north was best. It was a fine spring. We take questions now.")
    assert call.turns[-1].text == "We thank you."


def test_marks_behind_dots_tell_who_asks() -> None:
    call = _parsed(DOTTED)
    assert [(turn.speaker, turn.role, turn.text) for turn in call.turns[-2:]] == [
        ("Bo Ek", "analyst", "Which coast was best?"), ("Mara Quist", "executive", "The northern one."),
    ]  # fmt: skip
    assert call.turns[1].text == "The kelp has grown well."
    assert (call.turns[-2].firm, call.turns[-2].title) == ("Quill Securities", "Analyst")


def test_lines_return_on_many_pages_but_for_their_digits() -> None:
    lines = split_lines(ALONE)
    assert {line.text for line in lines if line.number in find_running(ALONE, lines)} == {
        "Page 1 of 4", "Page 2 of 4", "Page 3 of 4", "Page 4 of 4",
    }  # fmt: skip


def test_speech_that_returns_on_two_pages_is_no_furniture() -> None:
    text = "a\nThank you.\n\fb\nThank you.\n\fc\n\fd\n\fe\n"
    assert find_running(text, split_lines(text)) == frozenset()


def test_text_without_pages_is_another_layouts() -> None:
    assert PagedLayout().score(MARGIN.replace("\f", "")).value == 0.0
