"""Whatever the text: no crash, and every turn's words stand where it says."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from themes.errors import TranscriptRefused
from themes.records import Call, Participant
from themes.text.source_map import SourcedText, source_offset
from themes.transcripts.cleaning import Paragraph, clean_words, is_continued, join_turn
from themes.transcripts.layouts.registry import LAYOUTS
from themes.transcripts.parse import parse_source
from themes.transcripts.people import Directory, introduced_firm, is_same_name
from themes.transcripts.reading import SourceText

PIECES = st.sampled_from([
    "Operator", "PRESENTATION", "QUESTIONS AND ANSWERS", "CORPORATE PARTICIPANTS", "CONFERENCE CALL PARTICIPANTS",
    "DISCLAIMER", "Ann Lee - Quill & Co. - Analyst", "Bo Ek *Otter - CEO*", "Bo Ek - *Otter - CEO*", "Bo Ek", "Otter - CEO",
    "  • Ann Lee - Analyst", "  • We paid \\$5.", "  • Operator", "(Operator Instructions)", "We paid \\$5 (laughter) and",
    "more of it.", "Jul. 21. 2011 / 8:30PM, OTTR - Q2 2011 Otter Call", "OTTR - Q2 2011 Otter Call", "12", "Page 3", "",
    "", "Ann Lee: a word", "BO EK, CEO: a word", "earnings quarter revenue questions", "©2013", "[ph]", "next question",
])  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=40).map("\n".join),
    st.lists(st.one_of(PIECES, st.text(max_size=60)), max_size=25).map("\n".join),
    st.text(max_size=400),
)


def parsed(text: str, layout: str | None) -> Call | None:
    try:
        return parse_source(SourceText("x.txt", "", text), layout)
    except TranscriptRefused:
        return None


def assert_words_stand_in_source(call: Call, text: str) -> None:
    done = 0
    for turn in call.turns:
        assert done <= turn.start_char < turn.end_char <= len(text)
        done = turn.end_char
        assert turn.line == text.count("\n", 0, turn.start_char) + 1
        places = [source_offset(turn.runs, i) for i, c in enumerate(turn.text) if not c.isspace()]
        assert [text[place] for place in places] == [c for c in turn.text if not c.isspace()]
        assert places == sorted(set(places))
        assert (places[0], places[-1] + 1) == (turn.start_char, turn.end_char)


@pytest.mark.parametrize("layout", [None, *(layout.name for layout in LAYOUTS)])
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS)
@example(text="Operator\n\n\n")
@example(text="")
@example(text="DISCLAIMER\nPRESENTATION\n")
def test_any_text_is_refused_or_has_its_words_in_the_source(layout: str | None, text: str) -> None:
    call = parsed(text, layout)
    if call is not None:
        assert_words_stand_in_source(call, text)


def test_words_of_samples_are_a_subsequence_of_the_source_words(
    parse: Callable[..., Call], samples: dict[str, str]
) -> None:
    for text in samples.values():
        for turn in parse(text).turns:
            words = iter(text[turn.start_char : turn.end_char].replace("\\", "").split())
            assert all(any(word == other for other in words) for word in turn.text.split())


@pytest.mark.parametrize(
    "text",
    [
        "(operator instructions" * 20_000,
        "(ph) \\$ " * 60_000,
        " " * 400_000 + "x",
        "".join(f"Ann{chr(97 + i % 26)} L{'ee' * (i % 9)}{chr(97 + i // 26 % 26)} - CEO\nhi\n" for i in range(8_000)),
        "Operator\n" + "word and word\n" * 30_000,
        "a - " * 100_000,
        "Operator\nwelcome to " + "Q1 " * 100_000,
        "Operator\n" + "results for the quarter " * 15_000,
        ("Q2 & H1 and nine months of the fiscal year ending the " * 4 + "\n") * 2_000,
        "Operator\nwelcome to the call " + "Q1 and half year results (of FY 12/ " * 12_000,
    ],
    ids=[
        "open-bracket",
        "marks",
        "spaces",
        "speakers",
        "wrapped",
        "dashes",
        "quarters",
        "sentence",
        "titles",
        "periods",
    ],
)
def test_hostile_text_takes_under_two_seconds_a_megabyte(text: str) -> None:
    began = time.process_time()
    parsed(text, None)
    parsed(text, "plain")
    assert time.process_time() - began < 4.0  # two readings of under half a megabyte, of this process alone


@given(st.lists(st.text(alphabet="ab (ph)[].\\$\n", max_size=30), max_size=6))
def test_joined_turn_keeps_every_character_in_place(parts: list[str]) -> None:
    source = "|".join(parts)
    paragraphs, at = [], 0
    for part in parts:
        paragraphs.append(Paragraph(SourcedText.of(source, at, at + len(part))))
        at += len(part) + 1
    words = join_turn(paragraphs)
    if words is not None:
        for i, c in enumerate(words.text):
            assert c.isspace() or source[words.source_offset(i)] == c


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        ("It grew (inaudible) last year.", "It grew last year."),
        ("Churn [ph], I mean.", "Churn I mean."),
        ("Ready (technical difficulty - microphone) now", "Ready now"),
        ("Over.(Operator Instructions)We go on", "Over. We go on"),
        ("[Enlarging] it (as said) stays", "[Enlarging] it (as said) stays"),
        ("a\u00a0 b\tc", "a b c"),
    ],
)
def test_marks_of_noise_go_and_words_in_brackets_stay(source: str, cleaned: str) -> None:
    assert clean_words(SourcedText.of(source, 0, len(source))).text == cleaned


@pytest.mark.parametrize(
    ("before", "after", "over_page", "continued"),
    [
        ("the Northern", "Territories fell", True, True),
        ("the Northern", "Territories fell", False, False),
        ("certain", "charges", False, True),
        ("It ended.", "and so on", True, True),
        ("It ended.", "Then more", True, False),
        ("Is it just --", "Let me ask", True, False),
    ],
)
def test_paragraphs_go_on_only_where_a_sentence_is_open(
    before: str, after: str, over_page: bool, continued: bool
) -> None:
    assert is_continued(before, after, over_page) is continued


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Rod Marsh", "Roderick B. Marsh", True),
        ("Dario H. Alder", "Dario Alder", True),
        ("Ann Lee", "Amy Lee", False),
        ("Ann Lee", "Ann Low", False),
        ("Robin Denmoor", "Robin Denmor", True),
    ],
)
def test_names_are_one_person_when_surname_and_first_name_agree(one: str, other: str, same: bool) -> None:
    assert is_same_name(one, other) is same


def test_spelling_that_could_be_two_people_finds_neither() -> None:
    directory = Directory([Participant("Ann Lee", "executive"), Participant("Annabel Lee", "analyst")])
    assert [person.name for person in directory.people()] == ["Ann Lee"]  # one may be short for the other
    directory.add(Participant("Anna Lee", "analyst"))
    assert directory.find("Anna Lee") == Participant("Anna Lee", "analyst")
    assert directory.find("Annab Lee") is None


@pytest.mark.parametrize(
    ("words", "firm"),
    [
        ("We go to the line of Uma Reyes from Slate & Sons, Inc. Please go ahead.", "Slate & Sons"),
        ("Uma Reyes. Please proceed -- with Slate Partners. Please proceed.", "Slate Partners"),
        ("Our next question is from Uma Reyes of the Slate Group.", "Slate Group"),
        ("Uma Reyes with Slate and Company, your line is open.", "Slate and Company"),
        ("Uma Reyes, your line is open.", None),
        ("Somebody else from Slate.", None),
    ],
)
def test_firm_is_what_the_operator_names_behind_the_name(words: str, firm: str | None) -> None:
    assert introduced_firm(words, "Uma Reyes") == firm
