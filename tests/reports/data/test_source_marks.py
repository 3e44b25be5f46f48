"""The source text in marks and rows: whose words, who speaks, what was left out; nothing lost, nothing twice."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from reports.data.source_marks import Kind, count_words, marks_of, n_words, rows_of
from tests.reports.readings import TEXT, call
from tests.themes.transcripts.test_properties import TEXTS, parsed


def shown(kind: Kind) -> list[str]:
    return [
        TEXT[m.start : m.end].strip()
        for m in marks_of(call(), TEXT)
        if m.kind == kind and TEXT[m.start : m.end].strip()
    ]


def test_words_of_turns_are_said_and_nothing_else_is() -> None:
    assert " ".join(shown("said")) == "Boats sold well this year. More in spring. How many? Nine."


def test_lines_and_beginnings_of_lines_that_name_the_speaker_are_names() -> None:
    assert shown("name") == ["Mara Quist - CFO", "Lena Brook:", "Mara Quist:"]


def test_what_is_neither_is_before_the_call_or_left_out() -> None:
    assert shown("head") == ["Otter Peak, Inc."]
    assert shown("out") == ["-----", "(laughter)", "OTTR 2012Q4 page 2", "Questions", "Nothing here may be copied."]


def test_instructions_to_the_operator_name_nobody() -> None:
    text = "Operator\n\n(Operator Instructions) First, Ann."
    made = parsed(text + "\n\nAnn Lee - Quill & Co. - Analyst\n\nWhy?\n", "bare")
    assert made is not None
    kinds = {text[m.start : m.end].strip(): m.kind for m in marks_of(made, text)}
    assert (kinds["Operator"], kinds["(Operator Instructions)"]) == ("name", "out")


def test_a_long_line_that_mentions_the_speaker_is_no_speaker_line() -> None:
    text = TEXT.replace("Questions\n", "Our next question comes from the line of Lena Brook.\n")
    marks = marks_of(call(text=text), text)
    assert {m.kind for m in marks if "next question" in text[m.start : m.end]} == {"out"}


def test_words_add_up_to_those_of_the_source() -> None:
    counts = count_words(marks_of(call(), TEXT), TEXT)
    assert sum(counts.values()) == len(TEXT.split()) - 2  # a rule and a dash are no words
    assert (counts["said", 0], counts["said", 1], counts["name", 0], counts["out", None]) == (8, 2, 3, 6)


def test_a_line_is_cut_where_another_turn_begins() -> None:
    rows = [row for row in rows_of(marks_of(call(), TEXT), TEXT) if row.line == 12]
    assert [(row.turn, row.begins, row.goes_on) for row in rows] == [(1, True, False), (2, True, True)]
    assert ["".join(piece.text for piece in row.pieces).strip() for row in rows] == [
        "Lena Brook: How many?", "Mara Quist: Nine.",
    ]  # fmt: skip


def test_blank_lines_within_a_turn_are_the_turns() -> None:
    rows = {row.line: row.turn for row in rows_of(marks_of(call(), TEXT), TEXT)}
    assert [rows[line] for line in (2, 3, 4, 6, 8, 10)] == [None, 0, 0, 0, 0, None]


def test_pages_are_numbered_where_they_begin() -> None:
    text = TEXT.replace("\nOTTR", "\n\fOTTR")
    assert [(row.line, row.page) for row in rows_of(marks_of(call(text=text), text), text) if row.page] == [(7, 2)]


def test_white_space_is_struck_out_nowhere() -> None:
    text = TEXT.replace("(laughter)", "\t(laughter)\t")
    pieces = [piece for row in rows_of(marks_of(call(text=text), text), text) for piece in row.pieces]
    assert all(piece.text == piece.text.strip() for piece in pieces if piece.kind != "said")


def test_turn_without_runs_stands_where_it_begins() -> None:
    from dataclasses import replace

    made = call()
    bare = replace(made, turns=(replace(made.turns[1], index=0, runs=()),))
    assert [TEXT[m.start : m.end] for m in marks_of(bare, TEXT) if m.kind == "said"] == ["How many?"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS)
def test_whatever_was_read_the_rows_give_the_text_back(text: str) -> None:
    made = parsed(text, None)
    if made is None:
        return
    marks = marks_of(made, text)
    assert [m.start for m in marks] == [0, *(m.end for m in marks[:-1])]
    assert marks[-1].end == len(text)
    assert sum(count_words(marks, text).values()) == n_words(text)
    rows = rows_of(marks, text)
    lines = [("" if row.goes_on else "\n") + "".join(piece.text for piece in row.pieces) for row in rows]
    assert "".join(lines)[1:] == text.replace("\f", "")
    for turn in made.turns:
        own = "".join(text[m.start : m.end] for m in marks if (m.kind, m.turn) == ("said", turn.index))
        assert "".join(own.split()) == "".join(turn.text.split())
        assert sum(row.begins and row.turn == turn.index for row in rows) == 1
