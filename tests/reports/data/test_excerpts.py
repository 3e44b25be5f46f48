"""What is shown of a quote: whole sentences of it, word for word, around what it was taken for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.data.excerpts import excerpt, sentences, telling
from reports.records import Quote

TEXT = "Thank you, Dr. Berg. Parts were short in the U.S. all year. We paid 2.5% more! Shall we go on? Yes.\nNext slide"


def quote(text: str, word: str) -> Quote:
    marks = ((text.index(word), text.index(word) + len(word)),)
    return Quote("c", "c", "A", "executive", None, "a", "A", None, None, "a.txt", 1, "", text, 1.0, None, marks=marks)


def test_full_stops_of_titles_states_and_numbers_end_no_sentence() -> None:
    assert [TEXT[start:end] for start, end in sentences(TEXT)] == [
        "Thank you, Dr. Berg.",
        "Parts were short in the U.S. all year.",
        "We paid 2.5% more!",
        "Shall we go on?",
        "Yes.",
        "Next slide",
    ]


@pytest.mark.parametrize(
    ("word", "most", "expected"),
    [
        ("short", 8, "… Parts were short in the U.S. all year. …"),
        ("short", 12, "… Parts were short in the U.S. all year. We paid 2.5% more! …"),
        ("slide", 4, "… Next slide"),  # "Yes." is an aside
        ("Berg", 4, "Thank you, Dr. Berg. …"),
        ("short", 3, "… Parts were short …"),
    ],
)
def test_excerpt_is_the_sentences_around_what_it_was_taken_for(word: str, most: int, expected: str) -> None:
    assert excerpt(TEXT, quote(TEXT, word).marks, most) == expected


def test_short_text_is_shown_whole() -> None:
    assert excerpt("Parts are scarce. We pay.", (), 25) == "Parts are scarce. We pay."
    assert excerpt("", (), 25) == excerpt("  \n ", (), 25) == ""


@given(st.text(alphabet="ab .!?\n“”A", max_size=120), st.integers(1, 12), st.integers(0, 119))
def test_excerpt_alters_no_word_and_is_never_longer(text: str, most: int, at: int) -> None:
    shown = excerpt(text, [(min(at, len(text)), min(at, len(text)))], most)
    words = re.sub(r"^… | …$", "", shown).split()
    assert len(words) <= most
    assert " ".join(words) in " ".join(text.split())


def test_quote_with_a_whole_sentence_goes_before_a_better_one_that_would_be_cut() -> None:
    long = quote("Parts " + "and parts " * 30 + "are short.", "short")
    whole = quote("Parts are short.", "short")
    longer = quote("We told you in May that parts would be short.", "short")
    assert telling([long, whole]) == (whole, "Parts are short.")
    assert telling([long, whole, longer]) == (longer, longer.text)  # it says more
    chosen = telling([long])
    assert chosen is not None
    assert chosen[0] is long
    assert telling([]) is None
