"""Text that keeps the source offset of each of its characters, through cuts, joins and replacements."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.text.source_map import SourcedText, join_all, source_offset

SOURCE = "one\nPAGE 2\ntwo three"
DIGITS = re.compile(r"\d+")


def places(text: SourcedText) -> list[int]:
    return [text.source_offset(k) for k in range(len(text.text))]


def test_span_of_the_source_has_its_text_and_offsets() -> None:
    part = SourcedText.of(SOURCE, 11, 14)
    assert (part.text, places(part), part.span) == ("two", [11, 12, 13], (11, 14))


def test_empty_span_has_an_empty_span() -> None:
    assert SourcedText.of(SOURCE, 5, 5).span == (5, 5)


def test_join_keeps_the_offsets_of_both_sides() -> None:
    joined = SourcedText.of(SOURCE, 0, 3).joined(SourcedText.of(SOURCE, 11, 14), "--")
    assert joined.text == "one--two"
    assert places(joined)[:3] + places(joined)[5:] == [0, 1, 2, 11, 12, 13]
    assert joined.span == (0, 14)


def test_span_ends_with_the_last_character_when_an_empty_text_was_joined() -> None:
    assert SourcedText.of(SOURCE, 0, 3).joined(SourcedText.of(SOURCE, 11, 11), "").span == (0, 3)


def test_inserted_character_is_placed_beside_its_neighbour() -> None:
    joined = SourcedText.of(SOURCE, 0, 3).joined(SourcedText.of(SOURCE, 11, 14), " ")
    assert joined.source_offset(3) == 3


def test_cut_across_a_join_keeps_the_offsets() -> None:
    joined = SourcedText.of(SOURCE, 0, 3).joined(SourcedText.of(SOURCE, 11, 14), " ")
    cut = joined.cut(2, 6)
    assert (cut.text, cut.source_offset(0), places(cut)[2:]) == ("e tw", 2, [11, 12])


def test_cut_within_a_later_part_begins_at_its_place() -> None:
    joined = SourcedText.of(SOURCE, 0, 3).joined(SourcedText.of(SOURCE, 11, 20), " ")
    assert (joined.cut(8, 13).text, joined.cut(8, 13).runs) == ("three", ((0, 15),))


def test_cut_at_the_end_of_a_part_does_not_keep_the_run_of_the_next() -> None:
    joined = SourcedText.of(SOURCE, 0, 3).joined(SourcedText.of(SOURCE, 11, 14), "")
    assert joined.cut(0, 3).runs == ((0, 0),)


def test_cut_at_the_start_of_a_part_begins_there() -> None:
    joined = SourcedText.of(SOURCE, 0, 3).joined(SourcedText.of(SOURCE, 11, 14), "")
    assert joined.cut(3, 6).runs == ((0, 11),)


def test_removal_shifts_what_follows() -> None:
    text = SourcedText.of("a12b3c", 0, 6).without(DIGITS)
    assert (text.text, places(text)) == ("abc", [0, 3, 5])


def test_replacement_is_inserted_and_what_follows_keeps_its_place() -> None:
    text = SourcedText.of("a12b3c", 0, 6).without(DIGITS, "##")
    assert text.text == "a##b##c"
    assert [text.source_offset(k) for k in (0, 3, 6)] == [0, 3, 5]


def test_removal_without_a_match_gives_the_text_itself() -> None:
    text = SourcedText.of("abc", 0, 3)
    assert text.without(DIGITS) is text


def test_removal_of_all_leaves_an_empty_text_at_its_place() -> None:
    text = SourcedText.of("ab123", 2, 5).without(DIGITS)
    assert (text.text, text.span) == ("", (2, 2))


def test_removal_at_both_ends_narrows_the_span() -> None:
    assert SourcedText.of("12abc34", 0, 7).without(DIGITS).span == (2, 5)


def test_stripped_leaves_out_white_space_at_both_ends() -> None:
    text = SourcedText.of("x \t ab c\n y", 1, 9).stripped()
    assert (text.text, text.span) == ("ab c", (4, 8))


@pytest.mark.parametrize("blank", ["", "   "])
def test_stripped_blank_text_is_empty(blank: str) -> None:
    text = SourcedText.of(f"ab{blank}", 2, 2 + len(blank)).stripped()
    assert text.text == ""
    assert text.span[0] == text.span[1]


def test_join_all_joins_in_order_with_the_separator_between() -> None:
    text = join_all(
        [SourcedText.of(SOURCE, 0, 3), SourcedText.of(SOURCE, 11, 14), SourcedText.of(SOURCE, 15, 20)], ", "
    )
    assert text.text == "one, two, three"
    assert [text.source_offset(k) for k in (0, 5, 10, 14)] == [0, 11, 15, 19]


def test_join_all_counts_an_empty_part_as_a_part() -> None:
    text = join_all([SourcedText.of(SOURCE, 3, 3), SourcedText.of(SOURCE, 11, 14)], "-")
    assert (text.text, text.source_offset(1)) == ("-two", 11)


def test_join_all_of_no_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one part"):
        join_all([], " ")


def test_source_offset_counts_from_the_run_before() -> None:
    runs = ((0, 10), (4, 50), (6, 80))
    assert [source_offset(runs, k) for k in (0, 3, 4, 5, 6, 9)] == [10, 13, 50, 51, 80, 83]


def test_span_stays_when_nothing_is_cut_from_a_text_that_begins_with_an_insertion() -> None:
    source = "12abc" + "3" * 100 + "def"
    text = SourcedText.of(source, 0, len(source)).without(DIGITS, "-")  # -abc-def; a stands at 2, f at 107
    assert text.cut(0, len(text.text)).span == text.span


# A text beside the list of where its characters stand: None for the inserted ones.
Tracked = tuple[SourcedText, list[int | None]]
SPEECH = "We paid 12 for 3 oars.\n\nPAGE 44\n\nBoats (7) sell 1 2 3 well. 99"


def _cut(made: Tracked, a: int, b: int) -> Tracked:
    start, end = sorted((min(a, len(made[1])), min(b, len(made[1]))))
    return made[0].cut(start, end), made[1][start:end]


def _without(made: Tracked, pattern: str, replacement: str) -> Tracked:
    text, kept, done = made[0].text, list[int | None](), 0
    for match in re.finditer(pattern, text):
        kept += [*made[1][done : match.start()], *[None] * len(replacement)]
        done = match.end()
    return made[0].without(re.compile(pattern), replacement), kept + made[1][done:]


def _stripped(made: Tracked) -> Tracked:
    text = made[0].text
    start = len(text) - len(text.lstrip())
    return made[0].stripped(), made[1][start : start + len(text.strip())]


SPANS = st.tuples(st.integers(0, len(SPEECH)), st.integers(0, len(SPEECH))).map(sorted)
STARTS = SPANS.map(lambda s: (SourcedText.of(SPEECH, *s), list(range(*s))))


def _grown(inner: st.SearchStrategy[Tracked]) -> st.SearchStrategy[Tracked]:
    numbers, inserted = st.integers(0, 80), st.sampled_from(["", " ", "--", "\n\n"])
    cuts = st.builds(_cut, inner, numbers, numbers)
    joins = st.builds(lambda a, b, s: (a[0].joined(b[0], s), [*a[1], *[None] * len(s), *b[1]]), inner, inner, inserted)
    lists = st.builds(
        lambda parts, s: (
            join_all([p[0] for p in parts], s),
            [k for n, p in enumerate(parts) for k in [*([None] * len(s) if n else []), *p[1]]],
        ),
        st.lists(inner, min_size=1, max_size=3),
        inserted,
    )
    removals = st.builds(_without, inner, st.sampled_from([r"\d+", r"\s+", "[a-e]", r"\b", "PAGE.*"]), inserted)
    return st.one_of(cuts, joins, lists, removals, st.builds(_stripped, inner))


@settings(max_examples=400, deadline=None, derandomize=True)
@given(made=st.recursive(STARTS, _grown, max_leaves=6))
def test_every_character_that_was_not_inserted_keeps_its_source_offset(made: Tracked) -> None:
    text, expected = made
    assert len(text.text) == len(expected)
    for k, place in enumerate(expected):
        if place is not None:
            assert text.source_offset(k) == place
            assert SPEECH[place] == text.text[k]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(made=STARTS, removed=st.sampled_from([r"\d+", r"\s+", "[a-e]"]))
def test_text_is_that_of_a_plain_substitution(made: Tracked, removed: str) -> None:
    assert made[0].without(re.compile(removed), "#").text == re.sub(removed, "#", made[0].text)
