"""Sentences end where they end: not at a title or an hour, but at "No." and "for me."."""

from __future__ import annotations

import pytest

from themes.text.sentences import sentence_spans


def _sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in sentence_spans(text)]


def test_sentences_do_not_end_at_a_title_or_a_decimal() -> None:
    text = "Dr. Quist paid 3.5 million. We agreed! Did you?"
    assert _sentences(text) == ["Dr. Quist paid 3.5 million.", "We agreed!", "Did you?"]


def test_sentence_offsets_are_moved_by_the_given_offset() -> None:
    assert sentence_spans("We row. We sail.", 100) == [(100, 107), (108, 116)]


def test_sentence_offsets_count_characters_and_not_bytes() -> None:
    text = "Zoë – naïve – röws. 😀 We sail."
    assert _sentences(text) == ["Zoë – naïve – röws.", "😀 We sail."]


@pytest.mark.parametrize("text", ["", "  ", "\t"])
def test_text_without_words_has_no_sentence(text: str) -> None:
    assert sentence_spans(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "I turn the call over to Ms. Quist of Otter Peak.",
        "A replay can be heard from 5 p.m. Eastern Time today.",
        "The call begins at 10 a.m. GMT in London.",
        "Our boats won the prize of J.D. Power again.",
        "It rose approx. 5 percent.",
        "The U.S. Treasury buys no boats.",
        "We are No. 1 in the north.",
        "That is Chapter No. 7 of the plan.",
        "We saw Dr. A. B. Ek.",
    ],
)
def test_one_sentence_stays_whole(text: str) -> None:
    assert _sentences(text) == [text]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("No.", "I think it will not."), ("The answer is no.", "It will not."), ("Two questions from me.", "Lena, go on."),
        ("One more, if I may.", "You spoke of boats."), ("We filed it with the SEC.", "Copies are on our site."),
        ("We sell in the U.S.", "It is our largest market."), ("It fell by 50 p.p.", "The rest rose."),
        ("We paid $1.2 B.", "We will not pay it again."), ("Boats will grow in fiscal ‘20.", "As a reminder, they fell."),
        ("Thanks, C.J.", "First, we sold boats."), ("We end at 5 p.m.", "We thank you."),
    ],
)  # fmt: skip
def test_two_sentences_are_two(first: str, second: str) -> None:
    assert _sentences(f"{first} {second}") == [first, second]
