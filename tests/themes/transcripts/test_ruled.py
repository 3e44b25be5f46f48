"""Ruled transcripts: rosters in bullets, headings and numbered speakers between rules, definitions at the end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.themes.transcripts.test_properties import assert_words_stand_in_source, parsed
from themes.errors import TranscriptRefused
from themes.records import Call
from themes.transcripts.layouts.ruled import RuledLayout

DOUBLE, SINGLE = "=" * 80, "-" * 80
HEAD = f"""Quarry StreetNews Event Transcript
E D I T E D   V E R S I O N

Q3 2019 Otter Peak Inc Earnings Call
OCTOBER 24, 2019 / 9:00PM GMT

{DOUBLE}
Corporate Participants
{DOUBLE}

 * Mara J. Quist
   Otter Peak Inc - Director of IR
 * Piet van Aalst
   Otter Peak Inc - President, Chief Executive
   Officer & Chairman of the Board
 * Harlan Teasdale, Jr.
   Otter Peak Inc - CFO

{DOUBLE}
Conference Call Participiants
{DOUBLE}

 * Lena Brook
   Heron & Fox, Inc., Research Division - Analyst
 * Rod Marsh
   Quill & Co. - MD - Equity Research - Senior Analyst

{DOUBLE}
Presentation
{DOUBLE}
"""
TALK = f"""{SINGLE}
Operator   [1]
{SINGLE}
Hello and welcome to Otter Peak.

{SINGLE}
Mara J. Quist,  Otter Peak Inc - Director of IR   [2]
{SINGLE}
Thank you. Boats sold well in every port of the Northern
Territories, and so did oars.

Piet is next.

{SINGLE}
Piet van Aalst,  Otter Peak Inc - President, Chief Executive Officer & Chairman of the Board   [3]
{SINGLE}
We built nine piers.

{SINGLE}
Harlan Teasdale, Jr.,  Otter Peak Inc - CFO   [4]
{SINGLE}
They cost three coins.

{DOUBLE}s
OUESTIONS AND ANSWERS
{DOUBLE}
{SINGLE}
Operator   [1]
{SINGLE}
Lena Brook of Heron & Fox.

{SINGLE}
Lena Brook,  Heron & Fox, Inc., Research Division - Analyst   [2]
{SINGLE}
How many oars?

{SINGLE}
Piet van Aalst,  Otter Peak Inc - President, Chief Executive Officer & Chairman of the Board   [3]
{SINGLE}
Forty.

{SINGLE}
Roderick B. Marsh,  Quill & Co. - MD - Equity Research - Senior Analyst   [4]
{SINGLE}
And piers?

{SINGLE}
Unidentified Audience Member   [5]
{SINGLE}
Do they float?
"""
TAIL = f"""
{DOUBLE}
Definitions
{DOUBLE}
PRELIMINARY TRANSCRIPT: nobody has read this twice.

{DOUBLE}
Disclaimer
{DOUBLE}
The printer of this paper promises nothing to anybody.
{SINGLE}
Copyright 2019 Nobody. All Rights Reserved.
{SINGLE}
"""
TEXT = HEAD + TALK + TAIL
Parse = Callable[..., Call]


def heard(call: Call) -> list[tuple[str, str, str]]:
    return [(turn.section[0], turn.role[:2], turn.speaker) for turn in call.turns]


def said(call: Call, words: str) -> str:
    return next(turn.text for turn in call.turns if words in turn.text)


def test_speakers_have_section_and_role_though_numbers_begin_again(parse: Parse) -> None:
    call = parse(TEXT)
    assert call.layout == "ruled"
    assert heard(call) == [
        ("p", "op", "Operator"),
        ("p", "ex", "Mara J. Quist"),
        ("p", "ex", "Piet van Aalst"),
        ("p", "ex", "Harlan Teasdale, Jr."),
        ("q", "op", "Operator"),
        ("q", "an", "Lena Brook"),
        ("q", "ex", "Piet van Aalst"),
        ("q", "an", "Rod Marsh"),
        ("q", "an", "Unidentified Audience Member"),
    ]
    assert_words_stand_in_source(call, TEXT)


def test_roster_in_bullets_gives_firms_with_commas_and_titles_over_two_lines(parse: Parse) -> None:
    listed = {person.name: (person.role, person.firm, person.title) for person in parse(TEXT).participants}
    assert listed == {
        "Mara J. Quist": ("executive", "Otter Peak Inc", "Director of IR"),
        "Piet van Aalst": (
            "executive",
            "Otter Peak Inc",
            "President, Chief Executive Officer & Chairman of the Board",
        ),
        "Harlan Teasdale, Jr.": ("executive", "Otter Peak Inc", "CFO"),
        "Lena Brook": ("analyst", "Heron & Fox, Inc., Research Division", "Analyst"),
        "Rod Marsh": ("analyst", "Quill & Co. - MD - Equity Research", "Senior Analyst"),
        "Unidentified Audience Member": ("analyst", None, None),
    }


def test_wrapped_lines_are_one_paragraph_and_blank_lines_split_them(parse: Parse) -> None:
    assert said(parse(TEXT), "oars.") == (
        "Thank you. Boats sold well in every port of the Northern Territories, and so did oars.\n\nPiet is next."
    )


def test_long_lines_are_whole_paragraphs(parse: Parse) -> None:
    long = "Boats sold well in every port that we serve, and so did oars, which nobody here had foreseen last spring"
    text = TEXT.replace("We built nine piers.", f"{long}\nPiers cost more.")
    assert len(long) > 100
    assert said(parse(text), "nobody here") == f"{long}\n\nPiers cost more."


@pytest.mark.parametrize("last", ["Definitions", "Disclaimer", "DISCLAIMERS", "Copyright 2019 Nobody"])
def test_definitions_and_what_follows_are_left_out(parse: Parse, last: str) -> None:
    call = parse(HEAD + TALK + TAIL.replace("Definitions", last))
    assert call.turns[-1].text == "Do they float?"


def test_head_states_quarter_date_and_company(parse: Parse) -> None:
    call = parse(TEXT)
    assert (call.company, call.fiscal_quarter, call.call_date) == ("Otter Peak Inc", "2019Q3", "2019-10-24")
    preliminary = parse(TEXT.replace("E D I T E D   V E R S I O N", "P R E L I M I N A R Y"))
    assert (preliminary.title, preliminary.turns[0].text) == (call.title, call.turns[0].text)


def test_name_with_a_suffix_and_one_space_is_not_cut_at_its_comma(parse: Parse) -> None:
    turn = parse(TEXT.replace("Teasdale, Jr.,  Otter", "Teasdale, Jr., Otter")).turns[3]
    assert (turn.speaker, turn.firm) == ("Harlan Teasdale, Jr.", "Otter Peak Inc")


def test_name_and_firm_with_one_space_between_them(parse: Parse) -> None:
    turn = parse(TEXT.replace("Roderick B. Marsh,  Quill & Co.", "Uma Reyes, Slate, Inc.")).turns[7]
    assert (turn.speaker, turn.firm) == ("Uma Reyes", "Slate, Inc. - MD - Equity Research")


def test_unlisted_speaker_of_the_company_is_an_executive_and_of_another_firm_is_not(parse: Parse) -> None:
    words = "Piet, may I ask? Which piers do you mean?"
    for firm, role in (("Otter Peak Inc", "executive"), ("Fern Radio", "analyst")):
        text = TEXT.replace("Unidentified Audience Member", f"Ute Klamm,  {firm} - Harbours").replace("Do they", words)
        answered = text.replace("Roderick B. Marsh,  Quill & Co.", "Piet van Aalst,  Otter Peak Inc")
        assert parse(answered).turns[-1].role == role


@pytest.mark.parametrize("printed", ["Operator", "OPERATOR", "Conference Operator", "Operator,  Otter Peak Inc"])
def test_operator_in_any_spelling_is_one_speaker(parse: Parse, printed: str) -> None:
    assert heard(parse(TEXT.replace("Operator   [", f"{printed}   ["))) == heard(parse(TEXT))


def test_dictated_line_between_rules_stays_speech(parse: Parse) -> None:
    dictated = f"{SINGLE}\nTable of piers\n{SINGLE}\nNine in all."
    call = parse(TEXT.replace("We built nine piers.", f"We built nine piers.\n{dictated}"))
    assert len(call.turns) == 9
    assert said(call, "Table of piers").split() == "We built nine piers. Table of piers Nine in all.".split()


def test_rule_in_the_middle_of_a_sentence_is_no_word(parse: Parse) -> None:
    call = parse(TEXT.replace("We built nine piers.", f"We built\n{SINGLE}\nnine piers."))
    assert call.turns[2].text == "We built nine piers."


def test_rule_around_a_speaker_over_two_lines(parse: Parse) -> None:
    text = TEXT.replace("Chief Executive Officer & Chairman of the Board   [3]", "Chief\nExecutive Officer   [3]")
    assert [turn.speaker for turn in parse(text).turns if turn.text == "Forty."] == ["Piet van Aalst"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Q3 2019 Otter Peak Inc Earnings Call", "Event Brief of Q3 2019 Otter Peak Inc Earnings Call"),
        (f"Presentation\n{DOUBLE}\n", f"Overview\n{DOUBLE}\nBoats.\n{DOUBLE}\nFinancial Data\n{DOUBLE}\n1. Nine.\n"),
    ],
    ids=["title", "headings"],
)
def test_event_brief_is_refused_with_its_reason(parse: Parse, old: str, new: str) -> None:
    with pytest.raises(TranscriptRefused, match="fiction.txt: an event brief: a summary") as refused:
        parse(TEXT.replace(old, new))
    assert "full transcript" in str(refused.value)


def test_brief_in_which_nobody_speaks_is_refused_with_its_reason(parse: Parse) -> None:
    brief = HEAD.replace("Presentation\n", "Overview\n") + f"Boats.\n{DOUBLE}\nFinancial Data\n{DOUBLE}\nNine.\n" + TAIL
    with pytest.raises(TranscriptRefused, match="an event brief"):
        parse(brief)


def test_one_dictated_overview_makes_no_brief(parse: Parse) -> None:
    text = TEXT.replace("We built nine piers.", f"{SINGLE}\nOverview\n{SINGLE}\nWe built nine piers.")
    assert len(parse(text).turns) == 9


def test_score_needs_rules_and_two_numbered_speakers() -> None:
    layout = RuledLayout()
    assert layout.score(TEXT).value == 0.98
    assert layout.score(TEXT.replace("   [", "   (")).value == 0.0
    assert layout.score(TALK.replace("=", "").replace("-", "")).value == 0.0


PEOPLE = ("Ann Lee", "Bo Ek", "Piet van Aalst", "Harlan Teasdale, Jr.", "J. B. O'Hara")
FIRMS = ("Otter Peak, Inc.", "Quill & Co. - MD", "Heron Bank")
SENTENCES = (
    "Boats sold well.",
    "Nine piers [sic] stand",
    "--- we paid more",
    "Operator?",
    "= 5 coins",
    "[3]",
    "Thanks, Bo",
)
TURNS = st.lists(
    st.tuples(st.sampled_from((*PEOPLE, "Operator")), st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4)),
    min_size=2,
    max_size=6,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    remarks=TURNS,
    questions=TURNS,
    n_blank=st.integers(0, 3),
    stray=st.sampled_from(["", "s", "t:"]),
    headings=st.sampled_from([("Presentation", "Questions and Answers"), ("PRESENTATlON", "OUESTIONS AND ANSWERS")]),
    line_end=st.sampled_from(["\n", " \n"]),
)
def test_composed_transcripts_give_back_who_said_what(
    remarks: list[tuple[str, list[str]]],
    questions: list[tuple[str, list[str]]],
    n_blank: int,
    stray: str,
    headings: tuple[str, str],
    line_end: str,
) -> None:
    lines = ["Otter Peak Q3 2019 Earnings Call", ""]
    for heading, turns in zip(headings, (remarks, questions), strict=True):
        lines += [DOUBLE + stray, heading, DOUBLE]
        for number, (name, sentences) in enumerate(turns, start=1):
            who = name if name == "Operator" else f"{name},  {FIRMS[len(name) % 3]} - Analyst"
            lines += [SINGLE, f"{who}   [{number}]", SINGLE + stray, *[""] * n_blank, *sentences, *[""] * n_blank]
    text = line_end.join(lines)
    call = parsed(text, None)
    assert call is not None
    assert call.layout == "ruled"
    assert_words_stand_in_source(call, text)
    found = [(turn.section, turn.speaker, turn.text.split()) for turn in call.turns]
    composed = [
        (section, name, " ".join(sentences).replace(" [sic]", "").split())
        for section, turns in (("prepared_remarks", remarks), ("q_and_a", questions))
        for name, sentences in turns
    ]
    assert found == composed


def test_one_rule_between_a_heading_and_a_speaker_serves_both(parse: Parse) -> None:
    rule, thick = "-" * 40, "=" * 40
    text = (
        f"{thick}\nCorporate Participants\n{thick}\n * Mara Quist\n   Otter Peak - CFO\n{thick}\nPresentation\n{rule}\n"
        f"Operator    [1]\n{rule}\nWelcome.\n{rule}\nMara Quist,  Otter Peak - CFO    [2]\n{rule}\nBoats sold well.\n"
    )
    assert [(turn.speaker, turn.text) for turn in parse(text).turns] == [
        ("Operator", "Welcome."),
        ("Mara Quist", "Boats sold well."),
    ]


def test_short_speech_that_ends_in_a_number_in_brackets_is_no_speaker(parse: Parse) -> None:
    call = parse(TEXT.replace("How many oars?\n\n", "Thanks, Piet\n[3]\n"))
    assert heard(call) == heard(parse(TEXT))
    assert call.turns[5].text.split() == ["Thanks,", "Piet", "[3]"]
