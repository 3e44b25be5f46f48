"""Summaries of questions and answers without names: Q and A speak, and the file says that nobody is named."""

from __future__ import annotations

import pytest

from themes.records import Call
from themes.transcripts.layouts.qa_summary import QaSummaryLayout
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import SourceText

SUMMARY = """Otter Peak Co., Ltd.
Summary of Q&A at the results briefing for the second quarter
November 10, 2025

[Overall]
Q1. Boats sold well in the first half. What do you
expect for the second?
A1. The same, as dealers hold three months of inventory.
It may rise in the north.
Q2. Will prices rise?
A2. They will not.
<Northern yards>
Q3. When will the second yard open?
A3. In spring.
Note: This document is a summary and no record of each word.
"""
SAID = [
    ("Q", "analyst", "Boats sold well in the first half. What do you expect for the second?"),
    ("A", "executive", "The same, as dealers hold three months of inventory. It may rise in the north."),
    ("Q", "analyst", "Will prices rise?"), ("A", "executive", "They will not."),
    ("Q", "analyst", "When will the second yard open?"), ("A", "executive", "In spring."),
]  # fmt: skip


def _parsed(text: str) -> Call:
    return parse_source(SourceText("summary.txt", "0" * 64, text))


@pytest.mark.parametrize(
    ("question", "answer"),
    [("Q{}. ", "A{}. "), ("Q{}: ", "A{}: "), ("Q: ", "A: "), ("Question {}: ", "Answer: "), ("Q{}\n", "A{}\n"), ("[Q{}]\t", "[A{}]\t")],
)  # fmt: skip
def test_questions_and_answers_are_told_apart(question: str, answer: str) -> None:
    text = SUMMARY
    for n in "123":
        text = text.replace(f"Q{n}. ", question.format(n)).replace(f"A{n}. ", answer.format(n))
    call = _parsed(text)
    assert call.layout == "qa_summary"
    assert [(turn.speaker, turn.role, turn.text) for turn in call.turns] == SAID
    assert {turn.section for turn in call.turns} == {"q_and_a"}
    assert any("names nobody" in warning for warning in call.warnings)


@pytest.mark.parametrize(
    "text",
    [
        "Q4 was good.\nA yard opened.\nQ4 was good.\nA yard closed.\n",
        "A. J. Ek: We row.\nA. J. Ek: We sail.\nQ: Why?\nQ: How?\n",
        "Q1. Why?\nQ2. How?\nQ3. When?\nQ4. Where?\nA1. Here.\nA2. There.\n",
        SUMMARY.replace("Q1.", "Mara Quist:").replace("Q2.", "Bo Ek:").replace("Q3.", "Bo Ek:"),
    ],
)
def test_other_texts_are_no_summary(text: str) -> None:
    assert QaSummaryLayout().score(text).value == 0.0
