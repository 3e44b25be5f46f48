"""Seeking Alpha transcripts: two lists of people, then bare names with one paragraph a line below them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.themes.transcripts.test_properties import assert_words_stand_in_source, parsed
from themes.records import Call
from themes.transcripts.layouts.seekingalpha import SeekingAlphaLayout

LISTS = """Otter Peak, Inc. (NASDAQ:OTTR) Q3 2019 Earnings Conference Call October 24, 2019 5:00 PM ET

Executives

Mara Quist - Director of IR
Robert L. Fenn - Chief Executive Officer
Ann Lee - Chief Financial Officer

Analysts

Roderick B. Marsh - Quill & Co.
Sanjiv Rosanwani - Heron & Fox

"""
BODY = """Operator

Good day, and welcome to the Otter Peak call. Mara Quist, please begin.

Mara Quist

Thank you. Bob Fenn and Ann Lee are here with boats.

Bob Fenn

Boats sold well in every port.

Ann Lee

Each boat cost three coins. Now let us take questions. Operator?

Question-and-Answer Session

Operator

Our first question comes from Rod Marsh of Quill.

Rod Marsh

How many boats?

Robert Fenn

Forty.

Sanjeev Rosanwani

And oars?

Ann Lee

More than that.

"""
SMALL_PRINT = """Copyright policy: All transcripts on this site are the copyright of nobody.

If you have any additional questions about our online transcripts, please ask nobody.
"""
TEXT = LISTS + BODY + SMALL_PRINT
TURNS = [
    ("p", "op", "Operator"),
    ("p", "ex", "Mara Quist"),
    ("p", "ex", "Robert L. Fenn"),
    ("p", "ex", "Ann Lee"),
    ("q", "op", "Operator"),
    ("q", "an", "Roderick B. Marsh"),
    ("q", "ex", "Robert L. Fenn"),
    ("q", "an", "Sanjiv Rosanwani"),
    ("q", "ex", "Ann Lee"),
]
Parse = Callable[..., Call]


def heard(call: Call) -> list[tuple[str, str, str]]:
    return [(turn.section[0], turn.role[:2], turn.speaker) for turn in call.turns]


def with_lines(*lines: str) -> str:
    """The text with these lines after the answer "Forty."."""
    return TEXT.replace("Forty.\n", "\n\n".join(("Forty.", *lines, "")))


def test_spellings_of_a_speaker_are_one_person(parse: Parse) -> None:
    call = parse(TEXT)
    assert call.layout == "seekingalpha"
    assert heard(call) == TURNS
    assert len(call.participants) == 5
    assert_words_stand_in_source(call, TEXT)


def test_title_line_and_lists_are_read(parse: Parse) -> None:
    call = parse(TEXT)
    assert (call.company, call.ticker, call.fiscal_quarter, call.call_date) == (
        "Otter Peak, Inc.",
        "OTTR",
        "2019Q3",
        "2019-10-24",
    )
    assert [(p.name, p.title, p.firm) for p in call.participants][2:4] == [
        ("Ann Lee", "Chief Financial Officer", None),
        ("Roderick B. Marsh", None, "Quill & Co."),
    ]


@pytest.mark.parametrize(
    ("executives", "analysts"),
    [
        ("Executives", "Analysts"),
        ("Company Participants", "Conference Call Participants"),
        ("Corporate Participants", "Conference Call Participants"),
        ("Company Representatives", "Call Participants"),
        ("CompanyParticipants", "ConferenceCall Participants"),
        ("Executives:", "Analysts:"),
    ],
)
def test_lists_are_known_in_their_wordings(parse: Parse, executives: str, analysts: str) -> None:
    call = parse(TEXT.replace("Executives", executives).replace("Analysts", analysts))
    assert (call.layout, heard(call)) == ("seekingalpha", TURNS)


@pytest.mark.parametrize(
    "heading",
    [
        "Question-and-Answer Session",
        "Question and Answer",
        "Questions and Answers",
        "Questions-and-Answer Session:",
        "Q&A",
        "Q & A Session",
        "Q and A",
        "QUESTION-AND-ANSWER SECTION",
        "Question-and-AnswerSession",
    ],
)
def test_questions_begin_at_their_heading_in_any_spelling(parse: Parse, heading: str) -> None:
    early = TEXT.replace("Question-and-Answer Session\n\n", "").replace(
        "Ann Lee\n\nEach", f"{heading}\n\nAnn Lee\n\nEach"
    )
    call = parse(early)
    assert [turn.section[0] for turn in call.turns] == ["p"] * 3 + ["q"] * 6
    assert all(heading not in turn.text for turn in call.turns)


def test_questions_without_a_heading_begin_with_the_operator_who_calls(parse: Parse) -> None:
    assert heard(parse(TEXT.replace("Question-and-Answer Session\n\n", ""))) == TURNS


@pytest.mark.parametrize(
    ("line", "role", "name"),
    [
        ("Ann Lee -", "ex", "Ann Lee"),
        ("Ann Lee –", "ex", "Ann Lee"),
        ("AnnLee", "ex", "Ann Lee"),
        ("ANN LEE", "ex", "Ann Lee"),
        ("Ann Lee - Chief Financial Officer", "ex", "Ann Lee"),
        ("Rod Marsh - Quill & Co.", "an", "Roderick B. Marsh"),
        ("Q - Rod Marsh", "an", "Roderick B. Marsh"),
        ("A - Bob Fenn", "ex", "Robert L. Fenn"),
        ("Q – Uma Reyes", "an", "Uma Reyes"),
        ("A - Tor Nyberg", "ex", "Tor Nyberg"),
        ("Unidentified Analyst", "an", "Unidentified Analyst"),
        ("Unidentified Company Representative", "ex", "Unidentified Company Representative"),
        ("Roderikc Marsh", "an", "Roderick B. Marsh"),
        ("Operator -", "op", "Operator"),
    ],
)
def test_speaker_line_in_its_spellings(parse: Parse, line: str, role: str, name: str) -> None:
    seen = "Uma Reyes and Tor Nyberg are with us, too."
    call = parse(with_lines(seen, line, "We shall see about oars."))
    assert len(call.turns) == 10
    assert heard(call)[7] == ("q", role, name)
    assert (call.turns[6].text, call.turns[7].text) == (f"Forty.\n\n{seen}", "We shall see about oars.")


@pytest.mark.parametrize(
    "line",
    [
        "Operator?",
        "Thanks, Ann",
        "Thank You Ann",
        "Great Boats",
        "Ann Lee.",
        "Ann Lee, Bob Fenn",
        "Ann Lee and Bob Fenn",
        "Mud Clay",
        "So Ann Lee says",
        "Ann?",
        "Mud Clay - Pier Nine",
    ],
)
def test_line_that_only_looks_like_a_name_stays_speech(parse: Parse, line: str) -> None:
    call = parse(with_lines("Ann Lee has the oars and Rod Marsh has none.", line, "We shall see about oars."))
    assert heard(call) == TURNS
    assert line in call.turns[6].text.split("\n\n")


def test_speaker_missing_from_the_lists_is_heard_where_the_operator_introduces_one(parse: Parse) -> None:
    lines = [
        "Operator",
        "The next question comes from Uma Reyes with Slate Partners.",
        "Uma Reyes",
        "Why do boats float?",
    ]
    call = parse(with_lines(*lines))
    assert heard(call)[7:9] == [("q", "op", "Operator"), ("q", "an", "Uma Reyes")]
    assert call.turns[8].firm == "Slate Partners"


def test_speaker_missing_from_the_lists_and_not_introduced_stays_words(parse: Parse) -> None:
    call = parse(with_lines("Operator", "The next question, please.", "Uma Reyes", "Why do boats float at all?"))
    assert call.turns[7].text == "The next question, please.\n\nUma Reyes\n\nWhy do boats float at all?"


def test_introduced_speaker_with_a_firm_may_say_little(parse: Parse) -> None:
    call = parse(with_lines("Next is Uma Reyes.", "Uma Reyes - Slate Partners", "Yes"))
    assert (call.turns[7].speaker, call.turns[7].firm, call.turns[7].text) == ("Uma Reyes", "Slate Partners", "Yes")


@pytest.mark.parametrize("name", ["Uma Head", "Tom Principal"])
def test_surname_that_is_a_word_of_titles_is_a_speaker(parse: Parse, name: str) -> None:
    call = parse(with_lines("Operator", f"Next is {name} with Slate Partners.", name, "Why do boats float?"))
    assert heard(call)[7:9] == [("q", "op", "Operator"), ("q", "an", name)]


def test_introduced_names_that_nobody_speaks_under_stay_words(parse: Parse) -> None:
    assert heard(parse(with_lines("Hello to Uma Reyes and Tor Nyberg.", "Uma Reyes", "Tor Nyberg", "Oars"))) == TURNS


def test_introduced_name_with_no_speech_below_stays_words(parse: Parse) -> None:
    call = parse(with_lines("Uma Reyes makes the best oars.", "Uma Reyes", "Oars", "And the best boats."))
    assert call.turns[6].text.split("\n\n")[2:] == ["Uma Reyes", "Oars", "And the best boats."]


@pytest.mark.parametrize("mark", ["[End of Q&A]", "End of Question-and-Answer Session", "(End of Q&A)"])
def test_mark_of_the_questions_end_is_no_word(parse: Parse, mark: str) -> None:
    assert parse(with_lines(mark, "We thank everybody.")).turns[6].text == "Forty.\n\nWe thank everybody."


def test_words_of_the_lists_introduce_nobody(parse: Parse) -> None:
    call = parse(with_lines("Heron Wharf - Pier Nine", "That is where oars are sold."))
    assert heard(call) == TURNS


def test_listed_name_that_ends_with_a_full_stop_is_a_speaker(parse: Parse) -> None:
    call = parse(TEXT.replace("Mara Quist", "Harlan Teasdale, Jr."))
    assert heard(call)[1] == ("p", "ex", "Harlan Teasdale, Jr.")


def test_name_printed_again_and_again_is_a_speaker(parse: Parse) -> None:
    call = parse(with_lines("Uma Reyes", "Why do boats float at all?", "Ann Lee", "They do.", "Uma Reyes", "Do they?"))
    assert [turn.speaker for turn in call.turns[7:10]] == ["Uma Reyes", "Ann Lee", "Uma Reyes"]


def test_names_in_speech_make_no_speaker(parse: Parse) -> None:
    talk = "I thank Ann Lee - she knows - and Rod Marsh, Quill & Co. and the Operator."
    call = parse(with_lines(talk))
    assert heard(call) == TURNS
    assert call.turns[6].text == f"Forty.\n\n{talk}"


@pytest.mark.parametrize("first", [SMALL_PRINT.split("\n")[0], SMALL_PRINT.split("\n")[2], "Copyright © 2019, Nobody."])
def test_small_print_is_cut(parse: Parse, first: str) -> None:
    call = parse(LISTS + BODY + f"{first}\n\nNobody owns this.\n")
    assert call.turns[-1].text == "More than that."


@pytest.mark.parametrize("line", ["[End of Q&A]", "End of question and answers", "12", LISTS.split("\n")[0]])
def test_lines_of_the_page_are_no_speech(parse: Parse, line: str) -> None:
    call = parse(with_lines(line, "And one."))
    assert (heard(call), call.turns[6].text) == (TURNS, "Forty.\n\nAnd one.")


@pytest.mark.parametrize("heading", ["Presentation\n\n", ""])
def test_call_without_an_operator_begins_with_a_listed_name(parse: Parse, heading: str) -> None:
    call = parse(LISTS + heading + TEXT[TEXT.index("Mara Quist\n\nThank you") :])
    assert heard(call) == TURNS[1:]
    assert len(call.participants) == 5


def test_long_words_before_the_first_speaker_belong_to_nobody_known(parse: Parse) -> None:
    welcome = "Good day to all who dialled in from the ports and the piers. " * 4
    call = parse(LISTS + welcome + BODY[BODY.index("\n\nMara") :])
    assert heard(call) == [("p", "un", "Unknown"), *TURNS[1:]]
    assert call.turns[0].text == welcome.strip()


FILLER = "Oars sold well in every port, and boats sold better still, which nobody had foreseen in the spring. " * 3


def test_names_glued_into_one_long_line_are_speakers_and_mentions_are_not(parse: Parse) -> None:
    mentions = f"Forty. {FILLER}I asked Ann Lee.Ann Lee said no to the Ann LeeBoat."
    glued = f"{mentions}Rod MarshAnd oars?Ann Lee - Chief Financial OfficerWe saw Rod Marsh.[Operator Instructions]OperatorNext."
    text = TEXT.replace("Forty.", glued).replace("Roderick B. Marsh - ", "Rod Marsh - ")
    call = parse(text)
    assert [(turn.speaker, turn.text) for turn in call.turns[6:10]] == [
        ("Robert L. Fenn", mentions),
        ("Rod Marsh", "And oars?"),
        ("Ann Lee", "We saw Rod Marsh."),
        ("Operator", "Next."),
    ]
    assert_words_stand_in_source(call, text)


def test_names_glued_into_a_short_line_stay_words(parse: Parse) -> None:
    call = parse(with_lines("I asked Mara.Ann LeeBoats float."))
    assert call.turns[6].text == "Forty.\n\nI asked Mara.Ann LeeBoats float."


LISTED_NAMES = ("Mara Quist", "Robert L. Fenn", "Ann Lee", "Roderick B. Marsh", "Sanjiv Rosanwani")


def in_pairs() -> str:
    """The lists with each affiliation on the line below its name."""
    pairs = LISTS
    for name in LISTED_NAMES:
        pairs = pairs.replace(f"{name} - ", f"{name}\n")
    return pairs


def test_lists_in_pairs_of_lines_and_affiliations_below_names(parse: Parse) -> None:
    lists = in_pairs().replace("Director of IR", "Vice President and\nDirector of IR")
    text = lists + BODY.replace("\nRod Marsh\n\n", "\nRod Marsh\nQuill & Co.\n\n")
    call = parse(text)
    assert heard(call) == TURNS
    assert (call.turns[5].text, call.turns[5].firm) == ("How many boats?", "Quill & Co.")
    assert [(person.name, person.title, person.firm) for person in call.participants] == [
        ("Mara Quist", "Vice President and Director of IR", None),
        ("Robert L. Fenn", "Chief Executive Officer", None),
        ("Ann Lee", "Chief Financial Officer", None),
        ("Roderick B. Marsh", None, "Quill & Co."),
        ("Sanjiv Rosanwani", None, "Heron & Fox"),
    ]
    assert_words_stand_in_source(call, text)


def test_title_printed_below_a_name_again_and_again_is_no_speaker(parse: Parse) -> None:
    call = parse(in_pairs() + BODY.replace("\nAnn Lee\n\n", "\nAnn Lee\nChief Financial Officer\n\n"))
    assert heard(call) == TURNS
    assert (call.turns[8].text, call.turns[8].title) == ("More than that.", "Chief Financial Officer")


def test_score_needs_lists_at_the_top_and_names_below() -> None:
    layout = SeekingAlphaLayout()
    assert layout.score(TEXT).value == 0.95
    assert layout.score(BODY).value == 0.0
    assert layout.score("Boats.\n" * 50 + TEXT).value == 0.0
    assert layout.score(LISTS + "Boats sold well.\n").value == 0.0


LISTED = {
    "Mara Quist": "Mara Quist",
    "Bob Fenn": "Robert L. Fenn",
    "Ann Lee -": "Ann Lee",
    "Rod Marsh": "Roderick B. Marsh",
}
SAID = (
    "Boats sold well.",
    "Operator?",
    "Thanks, Ann",
    "- nine piers",
    "We thank Rod Marsh - Quill & Co.",
    "In Q4",
    "Forty",
)
TALKS = st.lists(
    st.tuples(st.sampled_from((*LISTED, "Operator")), st.lists(st.sampled_from(SAID), min_size=1, max_size=4)),
    min_size=3,
    max_size=7,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    remarks=TALKS,
    questions=TALKS,
    heading=st.sampled_from(["Question-and-Answer Session", "Q & A", "Questions and Answers:"]),
    gap=st.sampled_from(["\n", "\n\n", " \n\n\n"]),
    has_small_print=st.booleans(),
)
def test_composed_transcripts_give_back_who_said_what(
    remarks: list[tuple[str, list[str]]],
    questions: list[tuple[str, list[str]]],
    heading: str,
    gap: str,
    has_small_print: bool,
) -> None:
    lines = ["Operator", "Welcome."]
    for turns in (remarks, questions):
        lines += [line for name, said in turns for line in (name, *said)] + ([heading] if turns is remarks else [])
    text = LISTS + gap.join(lines) + gap + SMALL_PRINT * has_small_print
    call = parsed(text, None)
    assert call is not None
    assert call.layout == "seekingalpha"
    assert_words_stand_in_source(call, text)
    composed = [("prepared_remarks", "Operator", ["Welcome."])] + [
        (section, LISTED.get(name, name), " ".join(said).split())
        for section, turns in (("prepared_remarks", remarks), ("q_and_a", questions))
        for name, said in turns
    ]
    assert [(turn.section, turn.speaker, turn.text.split()) for turn in call.turns] == composed
