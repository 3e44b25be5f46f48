"""Chunks: whole sentences of one paragraph, cut evenly, with their place in the source; and the exchanges of a call."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.cached import text_hash
from themes.corpus.chunking import ChunkSettings, chunk_call, exchange_indices, passages
from themes.records import TABLES, Call, Role, Section, Turn
from themes.text.sentences import sentence_spans
from themes.text.source_map import SourcedText, join_all

PREPARED: Section = "prepared_remarks"
Q_AND_A: Section = "q_and_a"
SAFE_WORDS = ("kayak", "paddle", "river", "dock", "sail", "harbor", "oar", "canvas")


def turn_of(index: int, section: Section, speaker: str, role: Role, words: SourcedText) -> Turn:
    start, end = words.span
    return Turn(index, section, speaker, role, None, None, start, end, 1, None, words.text, words.runs)


def call_of(*turns: Turn) -> Call:
    return Call("calls/otter.txt", "plain", "Otter", None, "earnings", None, None, None, None, {}, (), turns, ())


def spoken(section: Section, *said: tuple[str, Role, str]) -> tuple[Turn, ...]:
    """Turns of (speaker, role, text) whose source is their own text."""
    return tuple(
        turn_of(k, section, speaker, role, SourcedText.of(text, 0, len(text)))
        for k, (speaker, role, text) in enumerate(said)
    )


def sentence(n_words: int) -> str:
    """A sentence of so many words."""
    return " ".join(["Boats", *["sell"] * (n_words - 1)]) + "."


def paragraph(*lengths: int) -> str:
    return " ".join(sentence(n) for n in lengths)


def cut_lengths(text: str, settings: ChunkSettings | None = None) -> list[int]:
    return [len(text[a:b].split()) for a, b in passages(text, settings or ChunkSettings())]


def chunks_of(text: str, role: Role = "executive") -> pd.DataFrame:
    return chunk_call(call_of(*spoken(PREPARED, ("Mara", role, text))), "otter-2012q4", text)


# --- the table ------------------------------------------------------------------------------------------------------


def test_call_of_two_turns_gives_the_rows_worked_out_by_hand() -> None:
    #         0         10        20             34       43       52
    source = "Mara\nWe build canoes.\n\nWe sell oars.\nLena Brook\nHow many did you sell this year, and where?\n"
    first = SourcedText.of(source, 5, 21).joined(SourcedText.of(source, 23, 36), "\n\n")
    second = SourcedText.of(source, 48, len(source) - 1)
    call = call_of(
        turn_of(0, PREPARED, "Mara", "executive", first), turn_of(1, Q_AND_A, "Lena Brook", "analyst", second)
    )
    table = chunk_call(call, "otter-2012q4", source)
    shared = {"call_id": "otter-2012q4", "source": "calls/otter.txt", "kind": "content"}
    mara = {"turn_index": 0, "exchange_index": 0, "section": PREPARED, "speaker": "Mara", "role": "executive"}
    lena = {"turn_index": 1, "exchange_index": 1, "section": Q_AND_A, "speaker": "Lena Brook", "role": "analyst"}
    texts = ["We build canoes.", "We sell oars.", "How many did you sell this year, and where?"]
    places = [
        {
            "chunk_id": "otter-2012q4:0000:01",
            "is_short": True,
            "start_char": 5,
            "end_char": 21,
            "line": 2,
            "n_words": 3,
        },
        {
            "chunk_id": "otter-2012q4:0000:02",
            "is_short": True,
            "start_char": 23,
            "end_char": 36,
            "line": 4,
            "n_words": 3,
        },
        {
            "chunk_id": "otter-2012q4:0001:01",
            "is_short": False,
            "start_char": 48,
            "end_char": 91,
            "line": 6,
            "n_words": 9,
        },
    ]
    expected = [
        shared | who | place | {"text": text, "text_hash": text_hash(text)}
        for who, place, text in zip((mara, mara, lena), places, texts, strict=True)
    ]
    later = ["subject", "subject_probability"]  # the analysis fills them in
    assert table[later].isna().all(axis=None)
    assert table.drop(columns=later).to_dict("records") == expected


def test_columns_are_those_of_the_table_in_their_order() -> None:
    assert tuple(chunks_of("We build canoes.").columns) == TABLES["chunks"]


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\n"])
def test_turn_without_words_gives_no_row_but_all_columns(text: str) -> None:
    table = chunks_of(text)
    assert len(table) == 0
    assert tuple(table.columns) == TABLES["chunks"]


def test_call_without_turns_gives_no_row_but_all_columns() -> None:
    table = chunk_call(call_of(), "otter-2012q4", "")
    assert len(table) == 0
    assert tuple(table.columns) == TABLES["chunks"]


def test_single_word_is_a_chunk_of_its_own() -> None:
    table = chunks_of("Forty.")
    assert table[["text", "n_words", "start_char", "end_char", "line"]].to_numpy().tolist() == [["Forty.", 1, 0, 6, 1]]


def test_chunk_id_has_the_index_of_the_turn_and_not_its_place_in_the_list() -> None:
    turn = turn_of(137, PREPARED, "Mara", "executive", SourcedText.of("We build canoes.", 0, 16))
    assert chunk_call(call_of(turn), "x", "We build canoes.")["chunk_id"].tolist() == ["x:0137:01"]


def test_part_number_starts_again_with_each_turn() -> None:
    turns = spoken(PREPARED, ("Mara", "executive", "We build.\n\nWe sell."), ("Piet", "executive", "We row."))
    ids = chunk_call(call_of(*turns), "x", "")["chunk_id"].tolist()
    assert ids == ["x:0000:01", "x:0000:02", "x:0001:01"]


@pytest.mark.parametrize(("n_words", "is_short"), [(7, True), (8, False)])
def test_chunk_is_short_below_eight_words(n_words: int, is_short: bool) -> None:
    assert chunks_of(sentence(n_words))["is_short"].tolist() == [is_short]


def test_kind_is_procedural_when_the_operator_speaks() -> None:
    assert chunks_of("Boats sell well in spring.", "operator")["kind"].tolist() == ["procedural"]


def test_offsets_step_over_page_furniture_inside_a_chunk() -> None:
    source = "HEAD\nWe build\nPAGE 2 OF 9\ncanoes.\nPiet\n"
    words = SourcedText.of(source, 5, 13).joined(SourcedText.of(source, 26, 33), " ")
    table = chunk_call(call_of(turn_of(0, PREPARED, "Mara", "executive", words)), "x", source)
    assert table[["text", "start_char", "end_char", "line"]].to_numpy().tolist() == [["We build canoes.", 5, 33, 2]]


def test_line_is_that_of_the_first_word_when_a_chunk_begins_after_furniture() -> None:
    source = "We build.\nPAGE 2\n\nWe sell."
    words = SourcedText.of(source, 0, 9).joined(SourcedText.of(source, 18, 26), "\n\n")
    table = chunk_call(call_of(turn_of(0, PREPARED, "Mara", "executive", words)), "x", source)
    assert table["line"].tolist() == [1, 4]


def test_settings_of_the_caller_are_used() -> None:
    text = paragraph(6, 6)
    call = call_of(*spoken(PREPARED, ("Mara", "executive", text)))
    assert chunk_call(call, "x", text, ChunkSettings(min_words=5, max_words=6))["n_words"].tolist() == [6, 6]


# --- where a paragraph is cut ---------------------------------------------------------------------------------------


def test_paragraph_of_exactly_the_longest_length_stays_whole() -> None:
    assert cut_lengths(paragraph(*[10] * 11)) == [110]


def test_paragraph_one_word_longer_is_cut_near_its_middle() -> None:
    # 111 words, two parts, equal share 55.5: the boundary after 50 or after 60 words; 60 is nearer
    assert cut_lengths(paragraph(*[10] * 10, 11)) == [60, 51]


def test_paragraph_is_cut_evenly_and_leaves_no_short_tail() -> None:
    # 130 words; filling up to 110 would leave a tail of 20
    assert cut_lengths(paragraph(*[10] * 13)) == [70, 60]


def test_three_parts_are_cut_at_each_equal_share() -> None:
    # 300 words in three parts: cuts at 100 and at 200, where sentences end
    assert cut_lengths(paragraph(*[20] * 15)) == [100, 100, 100]


def test_cut_comes_before_a_sentence_when_that_lands_nearer_to_the_share() -> None:
    # 120 words, share 60: before the sentence of 40 stand 50 words, after it 90
    assert cut_lengths(paragraph(50, 40, 30)) == [50, 70]


def test_cut_comes_after_a_sentence_when_that_lands_nearer_to_the_share() -> None:
    # 120 words, share 60: before the sentence of 40 stand 30 words, after it 70
    assert cut_lengths(paragraph(30, 40, 50)) == [70, 50]


def test_parts_are_fewer_when_more_would_be_below_the_shortest_length() -> None:
    # 70 words would be two parts of 35, below 40
    assert cut_lengths(paragraph(*[10] * 7), ChunkSettings(min_words=40, max_words=50)) == [70]


def test_one_sentence_longer_than_the_longest_length_stays_whole() -> None:
    assert cut_lengths(sentence(250)) == [250]


def test_short_paragraphs_are_not_joined() -> None:
    assert cut_lengths(f"{sentence(3)}\n\n{sentence(4)}\n\n\n{sentence(5)}") == [3, 4, 5]


def test_line_end_ends_a_sentence_without_a_full_stop_and_no_paragraph() -> None:
    text = "We row\nOften we sail\nThat is all of it, said Mr. Holm"
    assert [text[a:b] for a, b in sentence_spans(text)] == text.split("\n")
    assert cut_lengths(text) == [13]


def test_paragraph_of_lines_without_full_stops_is_cut_between_lines() -> None:
    lines = [f"line {n} " + "word " * 18 for n in range(20)]
    text = "\n".join(line.strip() for line in lines)
    cuts = [text[a:b] for a, b in passages(text, ChunkSettings())]
    assert len(cuts) == 4
    assert "\n".join(cuts) == text


def test_white_space_around_a_paragraph_is_outside_its_passage() -> None:
    assert list(passages("  We row.  \n\n\t Often. ", ChunkSettings())) == [(2, 9), (15, 21)]


def test_long_sentence_leaves_no_splinter_below_the_shortest_length() -> None:
    # 324 words, shares at 108 and 216 lie inside the first sentence; the 24 words after it belong together
    lengths = cut_lengths(paragraph(300, 4, 4, 4, 4, 4, 4))
    assert lengths in ([300, 24], [324])


# --- whatever the text ----------------------------------------------------------------------------------------------

LENGTHS = st.builds(lambda low, more: ChunkSettings(low, low + more), st.integers(1, 12), st.integers(0, 30))
SENTENCES = st.lists(st.sampled_from(SAFE_WORDS), min_size=1, max_size=12).map(lambda w: " ".join(w).capitalize() + ".")


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    text=st.one_of(st.text(max_size=300), st.lists(st.one_of(SENTENCES, st.text(max_size=20))).map("\n".join)),
    lengths=LENGTHS,
)
def test_passages_of_any_text_hold_all_its_words_once_in_order(text: str, lengths: ChunkSettings) -> None:
    spans = list(passages(text, lengths))
    assert all(a < b for a, b in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert [w for a, b in spans for w in text[a:b].split()] == text.split()
    assert not any("\n\n" in text[a:b] for a, b in spans)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    lengths=st.lists(st.integers(1, 12), min_size=1, max_size=60),
    max_words=st.integers(40, 60),
    min_words=st.integers(5, 20),
)
def test_parts_are_within_one_sentence_of_the_equal_share_when_sentences_are_short(
    lengths: list[int], max_words: int, min_words: int
) -> None:
    total, longest = sum(lengths), max(lengths)
    n_parts = -(-total // max_words)
    parts = cut_lengths(paragraph(*lengths), ChunkSettings(min_words, max_words))
    assert sum(parts) == total
    assert len(parts) == n_parts
    assert all(abs(n - total / n_parts) <= longest for n in parts)


@st.composite
def sourced_calls(draw: st.DrawFn) -> tuple[Call, str]:
    """A call whose paragraphs are broken by page furniture, and its source."""
    source, turns = "TITLE PAGE\n", []
    spoken_turns = st.lists(st.lists(st.lists(SENTENCES, min_size=1, max_size=8), min_size=1, max_size=3), max_size=4)
    for index, paragraphs in enumerate(draw(spoken_turns)):
        source += f"Speaker {index}\n"
        joined = []
        for sentences in paragraphs:
            pieces = []
            for one in sentences:
                pieces.append((len(source), len(source) + len(one)))
                source += one + draw(st.sampled_from([" ", "\n", "\nPAGE 4\n\n"]))
            joined.append(pieces)
            source += "\n\n"
        turns.append((index, joined))
    made = []
    for index, joined in turns:
        words = join_all([join_all([SourcedText.of(source, a, b) for a, b in ps], " ") for ps in joined], "\n\n")
        made.append(turn_of(index, PREPARED, f"Speaker {index}", "executive", words))
    return call_of(*made), source


@pytest.mark.slow
@settings(max_examples=80, deadline=None, derandomize=True)
@given(made=sourced_calls(), lengths=LENGTHS)
def test_chunk_words_stand_in_the_source_span_in_order(made: tuple[Call, str], lengths: ChunkSettings) -> None:
    call, source = made
    for row in chunk_call(call, "x", source, lengths).itertuples():
        words, at = row.text.split(), row.start_char
        assert source.startswith(words[0], row.start_char)
        for word in words:
            at = source.find(word, at, row.end_char)
            assert at >= 0
            at += len(word)
        assert at == row.end_char
        assert row.line == source.count("\n", 0, row.start_char) + 1


@pytest.mark.slow
@settings(max_examples=80, deadline=None, derandomize=True)
@given(made=sourced_calls(), lengths=LENGTHS)
def test_chunks_of_a_turn_lie_in_it_one_after_another_and_lose_no_word(
    made: tuple[Call, str], lengths: ChunkSettings
) -> None:
    call, source = made
    table = chunk_call(call, "x", source, lengths)
    for turn in call.turns:
        rows = list(table[table["turn_index"] == turn.index].itertuples())
        assert [w for row in rows for w in row.text.split()] == turn.text.split()
        assert rows[0].start_char == turn.start_char
        assert rows[-1].end_char == turn.end_char
        assert all(a.end_char <= b.start_char for a, b in pairwise(rows))
        assert all(any(row.text in paragraph for paragraph in turn.text.split("\n\n")) for row in rows)


# --- exchanges ------------------------------------------------------------------------------------------------------

CALLS_NEXT = ("Operator", "operator", "Our next caller, please.")
ANN: tuple[str, Role, str] = ("Ann", "analyst", "How many boats did you sell?")
BO: tuple[str, Role, str] = ("Bo", "analyst", "And what of the oars then?")
ANSWER: tuple[str, Role, str] = ("Mara", "executive", "Forty.")


def exchanges(*said: tuple[str, Role, str]) -> list[int]:
    return exchange_indices(spoken(Q_AND_A, *said))


def test_exchanges_of_no_turns_are_none() -> None:
    assert exchange_indices(()) == []


def test_prepared_remarks_are_exchange_zero_whoever_speaks() -> None:
    assert exchange_indices(spoken(PREPARED, CALLS_NEXT, ANSWER, ANN, BO)) == [0, 0, 0, 0]


def test_operator_who_calls_an_analyst_opens_the_exchange() -> None:
    said = (CALLS_NEXT, ANN, ANSWER, CALLS_NEXT, BO, ANSWER)
    assert exchanges(*said) == [1, 1, 1, 2, 2, 2]


def test_words_before_the_first_caller_belong_to_the_first_exchange() -> None:
    assert exchanges(ANSWER, CALLS_NEXT, ANN, ANSWER) == [1, 1, 1, 1]


def test_questions_without_an_analyst_are_one_exchange() -> None:
    assert exchanges(CALLS_NEXT, ANSWER, CALLS_NEXT, ANSWER) == [1, 1, 1, 1]


def test_operator_who_calls_nobody_keeps_the_number() -> None:
    assert exchanges(CALLS_NEXT, ANN, ANSWER, CALLS_NEXT, ANSWER) == [1, 1, 1, 1, 1]


def test_operator_who_is_followed_by_the_operator_calls_nobody() -> None:
    assert exchanges(CALLS_NEXT, ANN, ANSWER, CALLS_NEXT, CALLS_NEXT, BO) == [1, 1, 1, 1, 2, 2]


def test_follow_up_by_the_same_analyst_after_the_operator_keeps_the_number() -> None:
    assert exchanges(CALLS_NEXT, ANN, ANSWER, CALLS_NEXT, ANN, ANSWER) == [1, 1, 1, 1, 1, 1]


def test_analyst_who_comes_back_after_another_opens_a_new_exchange() -> None:
    assert exchanges(CALLS_NEXT, ANN, CALLS_NEXT, BO, CALLS_NEXT, ANN) == [1, 1, 2, 2, 3, 3]


def test_executive_between_the_operator_and_the_analyst_is_in_the_new_exchange() -> None:
    assert exchanges(CALLS_NEXT, ANN, ANSWER, CALLS_NEXT, ANSWER, BO) == [1, 1, 1, 2, 2, 2]


def test_called_analyst_opens_the_exchange_even_with_a_short_greeting() -> None:
    assert exchanges(CALLS_NEXT, ANN, ANSWER, CALLS_NEXT, ("Bo", "analyst", "Hello, all."), BO) == [1, 1, 1, 2, 2, 2]


def test_another_analyst_opens_an_exchange_with_five_words_where_nobody_calls() -> None:
    assert exchanges(ANN, ANSWER, ("Bo", "analyst", "What of the oars?" + " Well?"), ANSWER) == [1, 1, 2, 2]


def test_another_analyst_with_four_words_is_an_interjection() -> None:
    assert exchanges(ANN, ANSWER, ("Bo", "analyst", "What of the oars?"), ANSWER, ANN) == [1, 1, 1, 1, 1]


def test_executive_and_unknown_speakers_open_no_exchange() -> None:
    stranger: tuple[str, Role, str] = ("A voice", "unknown", "I have a question about the oars too.")
    assert exchanges(ANN, ANSWER, stranger, ANSWER) == [1, 1, 1, 1]


def test_prepared_remarks_after_a_question_are_exchange_zero_and_do_not_end_it() -> None:
    asked = spoken(Q_AND_A, CALLS_NEXT, ANN)
    said = (*asked, *spoken(PREPARED, ANSWER), *spoken(Q_AND_A, ANSWER, BO))
    assert exchange_indices(said) == [1, 1, 0, 1, 2]
