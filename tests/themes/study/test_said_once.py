"""Quotes of equal words are shown once, with the number of other calls that have them."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.study.said_once import said_once, text_with_repeats


def quotes(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["text", "call_id"])


def test_first_of_equal_words_is_shown_with_the_number_of_other_calls() -> None:
    once = said_once(quotes(("Corks are dear.", "a"), ("Glass is.", "a"), ("corks are dear", "b"), ("Corks, are dear!", "c")))  # fmt: skip
    assert once[["text", "call_id", "n_more_calls"]].values.tolist() == [["Corks are dear.", "a", 2], ["Glass is.", "a", 0]]  # fmt: skip


def test_what_one_call_says_twice_is_shown_once_and_is_no_other_call() -> None:
    assert said_once(quotes(("Thanks.", "a"), ("Thanks.", "a")))["n_more_calls"].tolist() == [0]


def test_limit_counts_what_is_shown() -> None:
    found = said_once(quotes(("One.", "a"), ("One.", "b"), ("Two.", "a"), ("Three.", "a")), limit=2)
    assert found["text"].tolist() == ["One.", "Two."]


def test_no_quotes_are_no_rows() -> None:
    assert text_with_repeats(said_once(quotes())).columns.tolist() == ["text", "call_id", "n_more_calls"]


def test_text_for_a_person_tells_of_the_other_calls() -> None:
    told = text_with_repeats(said_once(quotes(("One.", "a"), ("One.", "b"), ("Two.", "a"))))["text"].tolist()
    assert "1 call" in told[0]
    assert told[1] == "Two."


@settings(max_examples=60, deadline=None, derandomize=True)
@given(rows=st.lists(st.tuples(st.sampled_from(["Corks.", "corks", "Glass!", "…", ""]), st.sampled_from("abc"))))
def test_every_wording_is_shown_once_in_the_order_given(rows: list[tuple[str, str]]) -> None:
    once = said_once(quotes(*rows))
    plain = [text.lower().strip(".!…") for text, _ in rows]
    assert once["text"].tolist() == [rows[plain.index(words)][0] for words in dict.fromkeys(plain)]
    assert (once["n_more_calls"] + 1).tolist() == [
        len({call for (_, call), own in zip(rows, plain, strict=True) if own == words})
        for words in dict.fromkeys(plain)
    ]
