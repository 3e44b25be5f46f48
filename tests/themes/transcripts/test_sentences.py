"""A sentence a line and nobody named: research data sets such as ACL19, MAEC and ECTSum."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.corpus.chunking import ChunkSettings, chunk_call
from themes.records import Call
from themes.text.sentences import sentence_spans
from themes.text.source_map import source_offset
from themes.transcripts.layouts.sentences import SentencesLayout
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import SourceText

Parse = Callable[..., Call]

UNSTOPPED = """Hello, and welcome to our Q4 2012 financial results conference call
Joining us is Lars Holm, our CFO, who has (12:00) nothing to add
Boats sold well in the U.S
market, and revenue grew by nine percent. For the year, it grew by seven
Our gross margin rose because resin was cheaper
Hi, Lena
It's about three months of inventory, as last year
Yes
Hi, Lena
So the one thing that matters to our customers is this: a small boat
Thank you
Thank you
We expect the margin to stay where it is
"""
STOPPED = """Well, there -- you know, I think we're set up a little better than we were.
A lot of the backlog in <UNK> goes on into the first half, and we like that.
Good morning.
It's robust, and our customers say so.
We'd like to see prices hold, but the costs of resin can be lumpy.
You bet.
"""
LOWER = """hello and welcome to our call about the fourth quarter
boats sold well this year and our revenue grew by nine percent in every single region
we think that the gross margin rose because resin was cheaper than a year ago
so the thing i would say about inventory is that it is less than it was
thank you
"""


@pytest.mark.parametrize("text", [UNSTOPPED, STOPPED, LOWER], ids=["unstopped", "stopped", "lower"])
def test_every_line_is_a_sentence_of_one_unknown_speaker(parse: Parse, text: str) -> None:
    call = parse(text)
    (turn,) = call.turns
    assert (call.layout, turn.speaker, turn.role, call.company) == ("sentences", "Unknown", "unknown", None)
    assert turn.text.split("\n") == text.strip().split("\n")


def test_sentences_without_full_stops_are_cut_apart(parse: Parse) -> None:
    (turn,) = parse(UNSTOPPED).turns
    found = [turn.text[a:b] for a, b in sentence_spans(turn.text)]
    lines = UNSTOPPED.strip().split("\n")
    assert [line for line in lines if ". For" not in line] == [s for s in found if not s.startswith(("market", "For"))]
    assert "For the year, it grew by seven" in found


def test_passages_end_at_line_ends_and_know_their_lines(parse: Parse) -> None:
    text = "\n".join(UNSTOPPED.strip() for _ in range(6))
    chunks = chunk_call(parse(text), "c", text, ChunkSettings())
    lines = text.split("\n")
    for words, line in zip(chunks["text"].tolist(), chunks["line"].tolist(), strict=True):
        assert words.split("\n")[0] in lines[line - 1]
    assert chunks["n_words"].max() <= 130
    assert " ".join(chunks["text"]).split() == text.split()


def test_quarter_of_the_opening_is_found_and_a_later_date_is_not_the_call_date(parse: Parse) -> None:
    call = parse(UNSTOPPED + "Today we open the yard that we bought on 3 March 2009\n")
    assert (call.fiscal_quarter, call.call_date) == ("2012Q4", None)


def test_title_above_the_sentences_is_the_head(parse: Parse) -> None:
    call = parse("Otter Peak, Inc. Q4 2012 Earnings Conference Call\n\n" + STOPPED)
    assert (call.company, call.fiscal_quarter) == ("Otter Peak, Inc.", "2012Q4")
    assert call.turns[0].text.startswith("Well, there")


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{who}\n{line}\n" for who, line in zip(["Mara Quist", "Lena Brook"] * 9, STOPPED.split("\n"), strict=False)),
        "".join(f"Mara Quist: {line}\n" for line in STOPPED.strip().split("\n")),
        "".join(f"SPEAKER_0{i % 2}: {line}\n" for i, line in enumerate(STOPPED.strip().split("\n"))),
        "".join(f"[00:0{i}:17] {line}\n" for i, line in enumerate(STOPPED.strip().split("\n"))),
        "".join(f"- {line}\n" for line in STOPPED.strip().split("\n")),
        "Operator\n" + STOPPED,
        "Operator: Welcome.\n" + STOPPED,
        STOPPED + "Questions and Answers\n" + STOPPED,
        STOPPED.replace("\n", " ") + "\n" + STOPPED.replace("\n", " ") + "\n",
        "\n".join(STOPPED.replace("\n", " ")[i : i + 60] for i in range(0, 300, 60)),
        STOPPED.replace("we", "they").replace("We", "They").replace("our", "its").replace("You", "They").replace("you", ""),
        "\n".join(["I love my dog and my dog loves me.", "You and I walk by the sea.", "We sing a song."] * 3),
        STOPPED + "\f" + STOPPED,
    ],
    ids=["names", "colons", "labels", "clocks", "bullets", "operator", "operator-colon", "heading", "paragraphs", "wrapped",
         "report", "song", "pages"],
)  # fmt: skip
def test_other_texts_are_not_of_this_layout(text: str) -> None:
    assert SentencesLayout().score(text).value == 0


SENTENCES = st.lists(
    st.sampled_from([*UNSTOPPED.strip().split("\n"), *STOPPED.strip().split("\n"), "", "  Yes  ", "[ph] we said (laughter)"]),
    min_size=1,
    max_size=40,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(SENTENCES)
def test_read_by_name_every_word_but_noise_is_kept_in_its_place(lines: list[str]) -> None:
    text = "\n".join(lines)
    if not text.replace("[ph]", "").strip():
        return
    call = parse_source(SourceText("x.txt", "", text), "sentences")
    (turn,) = call.turns
    assert turn.text.split() == text.replace("[ph] ", "").replace(" (laughter)", "").split()
    for i, char in enumerate(turn.text):
        assert char.isspace() or text[source_offset(turn.runs, i)] == char
