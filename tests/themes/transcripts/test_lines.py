"""Lines, names that lost their line ends, page furniture."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from themes.transcripts.lines import find_furniture, line_number, split_lines, unglued

FILLER = "Boats sold well in every port, and ferries sold better still, which nobody foresaw. " * 3
NAMES = {"Ann Lee", "Ann Lee – Quill", "J. B. O'Hara (Otter)", "Operator"}


def pieces(text: str, names: set[str] = NAMES) -> list[str]:
    return [line.text for line in unglued(split_lines(text), names)]


def test_longest_name_is_taken() -> None:
    assert pieces(f"{FILLER}Yes.Ann Lee – QuillThanks.Ann LeeOf course.") == [
        f"{FILLER}Yes.",
        "Ann Lee – Quill",
        "Thanks.",
        "Ann Lee",
        "Of course.",
    ]


def test_name_that_begins_another_does_not_cut_it() -> None:
    assert pieces(f"{FILLER}Yes.Bo MacDahlThanks.", {"Bo Mac", "Bo MacDahl"})[1:] == ["Bo MacDahl", "Thanks."]


def test_name_with_signs_is_meant_literally() -> None:
    assert pieces(f"{FILLER}Yes?J. B. O'Hara (Otter)Thanks.") == [f"{FILLER}Yes?", "J. B. O'Hara (Otter)", "Thanks."]
    assert len(pieces(f"{FILLER}Yes?Jo B! O'Hara (Otter)Thanks.")) == 1


def test_name_in_speech_stays() -> None:
    for mention in ("I thank Ann Lee.", "Yes.Ann Leeward is a port.", "Well. Ann Lee Saw it.", "of,Ann LeeYes."):
        assert pieces(FILLER + mention) == [FILLER + mention]


def test_short_line_and_empty_list_change_nothing() -> None:
    assert pieces("Yes.Ann LeeThanks.") == ["Yes.Ann LeeThanks."]
    assert pieces(f"{FILLER}Yes.Ann LeeThanks.", set()) == [f"{FILLER}Yes.Ann LeeThanks."]


@given(st.lists(st.sampled_from([*sorted(NAMES), FILLER, "Yes.", "[x]", " ", "\n", "Oars", "…"]), max_size=12))
def test_pieces_are_the_line_in_order(parts: list[str]) -> None:
    text = "".join(parts)
    lines = unglued(split_lines(text), NAMES)
    assert all(text[line.start : line.end] == line.text for line in lines)
    for whole in split_lines(text):
        assert "".join(line.text for line in lines if line.number == whole.number) == whole.text


def test_number_of_the_line_that_holds_an_offset() -> None:
    starts = [0, 5, 6]
    assert [line_number(starts, offset) for offset in (0, 4, 5, 6, 90)] == [1, 1, 2, 3, 3]


def furniture(text: str, *preamble: str) -> list[str]:
    lines = split_lines(text)
    numbers = find_furniture(lines, preamble)
    return [line.text for line in lines if line.number in numbers]


def test_page_numbers_and_rights_are_furniture_even_once() -> None:
    for text in ("12", "Page 3", "page 3 of 19", "- 4 -", "7/12", "© 2013 Nobody", "(c) Nobody", "Copyright Nobody"):
        assert furniture(f"Boats.\n{text}\nOars.") == [text]


def test_speech_that_returns_is_no_furniture() -> None:
    for text in ("Thank you.", "1,200 boats", "We sold 12 boats in May 5, 2012.", "Page three"):
        assert furniture(f"{text}\nBoats.\n{text}") == []


def test_title_that_returns_is_a_running_header_whatever_its_numbers() -> None:
    text = "Otter Peak call, page 1\nBoats.\nOtter Peak call, page 2"
    assert furniture(text, "OTTER PEAK call, page 1") == ["Otter Peak call, page 1", "Otter Peak call, page 2"]
    assert furniture(text) == []
    assert furniture("Otter Peak call\nBoats.", "Otter Peak call") == []


def test_address_and_dated_line_that_return_are_furniture() -> None:
    for text in ("www.otter.example/calls", "https://otter.example", "Otter Peak, May 5, 2012"):
        assert furniture(f"{text}\nBoats.\n{text}") == [text, text]
        assert furniture(f"{text}\nBoats.") == []


def test_date_with_a_clock_is_furniture_even_once() -> None:
    assert furniture("May 5, 2012 / 9:30PM, Otter\nAt 9:30PM we sailed.") == ["May 5, 2012 / 9:30PM, Otter"]
