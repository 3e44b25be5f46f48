"""CallStreet text: names above affiliations, marks of asking and answering; and names with a comma before the title."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from tests.themes.transcripts.test_properties import assert_words_stand_in_source
from themes.records import Call
from themes.transcripts.layouts.callstreet import CallStreetLayout
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import SourceText

RULE = "." * 90
HEAD = f"""Otter Peak, Inc. (OTTR)
Q4 2012 Earnings Call
05-Feb-2013
CORPORATE PARTICIPANTS
Mara J. Quist
Chief Financial Officer, Otter Peak, Inc.
Piet van Aalst
President, CEO & Director, Otter Peak, Inc.
{RULE}
OTHER PARTICIPANTS
Lena Brook
Analyst, Heron Securities LLC
{RULE}
"""
TEXT = f"""{HEAD}MANAGEMENT DISCUSSION SECTION
Operator: Good day, and welcome to Otter Peak.
{RULE}
Mara J. Quist
Chief Financial Officer, Otter Peak, Inc.
Our sales came to $12 million. We paid certain
charges in the spring.
{RULE}
QUESTION AND ANSWER SECTION
Operator: The first question comes from Lena Brook. Please go ahead.
{RULE}
Lena Brook
Analyst, Heron Securities LLC Q
How many boats did you sell?
{RULE}
Piet van Aalst
President, CEO & Director, Otter Peak, Inc. A
Forty. I said so to Lena Brook
and to nobody else.
{RULE}
Uma Reyes
Analyst, Slate Partners Q
And ferries?
Disclaimer
Nothing here may be relied upon.
"""

Parse = Callable[..., Call]


def test_turns_roles_sections_and_words(parse: Parse) -> None:
    call = parse(TEXT)
    assert call.layout == "callstreet"
    assert [(turn.section[0], turn.role, turn.speaker, turn.text) for turn in call.turns] == [
        ("p", "operator", "Operator", "Good day, and welcome to Otter Peak."),
        (
            "p",
            "executive",
            "Mara J. Quist",
            "Our sales came to $12 million. We paid certain\ncharges in the spring.".replace("\n", " "),
        ),
        ("q", "operator", "Operator", "The first question comes from Lena Brook. Please go ahead."),
        ("q", "analyst", "Lena Brook", "How many boats did you sell?"),
        ("q", "executive", "Piet van Aalst", "Forty. I said so to Lena Brook and to nobody else."),
        ("q", "analyst", "Uma Reyes", "And ferries?"),
    ]
    assert_words_stand_in_source(call, TEXT)


def test_lists_in_pairs_give_title_and_firm(parse: Parse) -> None:
    assert [(p.name, p.role, p.title, p.firm) for p in parse(TEXT).participants] == [
        ("Mara J. Quist", "executive", "Chief Financial Officer", "Otter Peak, Inc."),
        ("Piet van Aalst", "executive", "President, CEO & Director", "Otter Peak, Inc."),
        ("Lena Brook", "analyst", "Analyst", "Heron Securities LLC"),
        ("Uma Reyes", "analyst", "Analyst", "Slate Partners"),
    ]


def test_head_tells_company_ticker_quarter_and_date(parse: Parse) -> None:
    call = parse(TEXT)
    found = (call.company, call.ticker, call.fiscal_quarter, call.call_date, call.calendar_quarter)
    assert found == ("Otter Peak, Inc.", "OTTR", "2012Q4", "2013-02-05", "2012Q4")


def test_dotted_rules_alone_are_not_enough() -> None:
    assert CallStreetLayout().score(f"{RULE}\nBoats\n" * 5).value == 0.0
    assert CallStreetLayout().score(TEXT.replace(RULE, "")).value == 0.0


def test_names_with_a_comma_before_the_title_are_people(parse: Parse) -> None:
    call = parse(
        "Q4 2012 Earnings Call\nCompany Participants\nMara J. Quist, Chief Financial Officer\nPiet van Aalst, President and "
        "CEO\nOther Participants\nLena Brook, Analyst, Heron Securities\nPresentation\nOperator\nWelcome.\nMara J. Quist, Chief "
        "Financial Officer\nSales rose.\nPiet van Aalst, President and CEO\nBoats sell well.\nQuestions And Answers\nOperator\n"
        "Lena Brook is next.\nQ - Lena Brook\nHow many?\nA - Piet van Aalst\nForty.\n"
    )
    assert [(turn.role, turn.speaker) for turn in call.turns] == [
        ("operator", "Operator"),
        ("executive", "Mara J. Quist"),
        ("executive", "Piet van Aalst"),
        ("operator", "Operator"),
        ("analyst", "Lena Brook"),
        ("executive", "Piet van Aalst"),
    ]
    assert call.participants[2].firm == "Heron Securities"


PEOPLE = (
    ("Mara J. Quist", "Chief Financial Officer, Otter Peak, Inc.", ""),
    ("Piet van Aalst", "President, CEO & Director, Otter Peak, Inc.", " A"),
    ("Lena Brook", "Analyst, Heron Securities LLC", " Q"),
)
LINES = st.sampled_from(
    ["Boats sold well.", "We paid certain", "Thanks, Lena.", "Lena Brook", "Analyst", "A", "Q", "...", "12"]
)


@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.lists(LINES, max_size=4)), min_size=2, max_size=8))
def test_whoever_speaks_stands_in_the_source_in_order(said: list[tuple[tuple[str, str, str], list[str]]]) -> None:
    turns = ["\n".join([name, f"{title}{mark}", *lines, "So much for that.\n"]) for (name, title, mark), lines in said]
    text = f"{HEAD}MANAGEMENT DISCUSSION SECTION\n" + f"{RULE}\n".join(turns)
    call = parse_source(SourceText("x", "", text), "callstreet")
    assert_words_stand_in_source(call, text)
    assert [turn.speaker for turn in call.turns if "So much for that." in turn.text] == [
        name for (name, _, _), _ in said
    ]


def test_lines_of_the_page_are_no_words(parse: Parse) -> None:
    page = "1-877-BOATING   www.heron.example\n3\n\nOtter Peak, Inc. (OTTR)\nQ4 2012 Earnings Call      Corrected Transcript\n"
    call = parse(TEXT.replace("We paid certain\n", f"We paid certain\n{page}"))
    assert call.turns[1].text == "Our sales came to $12 million. We paid certain charges in the spring."
