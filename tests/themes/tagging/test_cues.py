"""Cues in passages: a strong cue's sentences, distinct weak cues, and what silences them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.config.catalog import TrackedTheme, compile_cue
from themes.tagging.cues import Cues, Sentences, find_cues


def theme(strong: tuple[str, ...] = (), weak: tuple[str, ...] = (), excluding: tuple[str, ...] = ()) -> TrackedTheme:
    return TrackedTheme(
        id="kayaks", label="Kayaks", description="Boats.", strong_cues=strong, weak_cues=weak, not_cues=excluding
    )


KAYAKS = theme(("kayak*",), ("paddle", "river", "white water"), ("toy",))


def seen(text: str, asked: TrackedTheme = KAYAKS) -> tuple[float, float, float, tuple[str, ...]]:
    cues = find_cues(Sentences.of([text]), asked)
    return cues.has_strong[0], cues.strong_share[0], cues.n_weak[0], cues.words[0]


@pytest.mark.parametrize("text", ["", "   ", "...", "Oars fell behind last spring."])
def test_text_without_a_cue_has_nothing(text: str) -> None:
    assert seen(text) == (0, 0, 0, ())


def test_strong_cue_weighs_by_the_words_of_its_sentence() -> None:
    # 3 of 12 words
    assert seen("Kayaks sold well. We also opened two docks and one mill there.") == (1, 0.25, 0, ("Kayaks",))


def test_strong_cues_in_two_sentences_add_their_words() -> None:
    # 3 + 2 of 10 words
    assert seen("Kayaks sold well. Docks did not sell well. Kayaking pays!")[:2] == (1, 0.5)


def test_two_strong_cues_in_a_sentence_count_its_words_once() -> None:
    both = theme(("kayak*", "canoe*"))
    assert seen("Kayaks and canoes sold.", both) == (1, 1, 0, ("Kayaks", "canoes"))


def test_text_without_an_end_mark_is_one_sentence() -> None:
    assert seen("kayaks sold well and docks")[1] == 1


def test_decimal_point_and_inner_mark_do_not_end_a_sentence() -> None:
    # were the point an end, only 5 of 9 words would stand beside the cue
    assert seen("Sales rose by 3.5 million, at Otter.com, on kayaks.")[1] == 1


@pytest.mark.parametrize("mark", [".", "?", "!", "?!", "...", ".\n"])
def test_mark_before_white_space_ends_a_sentence(mark: str) -> None:
    assert seen(f"Kayaks sold{mark} Docks did not")[1] == 0.4


def test_weak_cues_are_counted_once_each() -> None:
    assert seen("The paddle and the other paddle. One more paddle in the river.") == (0, 0, 2, ("paddle", "river"))


def test_weak_cue_has_no_strong_share() -> None:
    assert seen("White-water tours sold.") == (0, 0, 1, ("White-water",))


def test_strong_and_weak_cues_are_told_apart() -> None:
    # 4 of 8 words
    assert seen("A kayak was sold. The river was low.") == (1, 0.5, 1, ("kayak", "river"))


def test_words_are_given_as_spoken_in_order_and_without_repetition() -> None:
    assert seen("River kayaks. Kayaks. kayaking kayaks.")[3] == ("kayaks", "River", "Kayaks", "kayaking")


def test_excluding_cue_silences_its_sentence_only() -> None:
    # the toy's 4 words count for the whole of 8, not for the theme
    assert seen("Toy kayaks sold there. The kayaks sold here.") == (1, 0.5, 0, ("kayaks",))


def test_excluding_cue_silences_weak_cues_too() -> None:
    assert seen("A toy paddle in the river. The river was low.") == (0, 0, 1, ("river",))


def test_text_is_silent_when_each_sentence_is_excluded() -> None:
    assert seen("Toy kayaks sold. Our kayaks are a toy.") == (0, 0, 0, ())


def test_excluding_cue_alone_finds_nothing() -> None:
    assert seen("A toy was sold.") == (0, 0, 0, ())


def test_cue_in_capitals_is_found_in_that_case_only() -> None:
    oar = theme(("OAR",))
    assert [seen(t, oar)[0] for t in ("Our OAR sold.", "Our oar sold.")] == [1, 0]


def test_ellipsis_cue_does_not_reach_into_the_next_sentence() -> None:
    both = theme(("dock ... mill",))
    assert [seen(t, both)[0] for t in ("A dock by the mill.", "A dock. The mill.")] == [1, 0]


def test_cue_with_an_apostrophe_is_found_beside_a_curly_one() -> None:
    assert seen("In otter’s dock.", theme(("otter's dock",))) == (1, 1, 0, ("otter's dock",))


def test_theme_without_cues_finds_nothing() -> None:
    assert seen("Kayaks sold well.", theme()) == (0, 0, 0, ())


def test_rows_follow_the_texts() -> None:
    cues = find_cues(Sentences.of(["Docks.", "Kayaks.", "River. Dock."]), KAYAKS)
    assert cues.has_strong.tolist() == [0, 1, 0]
    assert cues.strong_share.tolist() == [0, 1, 0]
    assert cues.n_weak.tolist() == [0, 0, 1]
    assert cues.words == ((), ("Kayaks",), ("River",))


def test_no_texts_give_empty_rows() -> None:
    cues = find_cues(Sentences.of([]), KAYAKS)
    assert isinstance(cues, Cues)
    assert [len(a) for a in (cues.has_strong, cues.strong_share, cues.n_weak, cues.words)] == [0, 0, 0, 0]
    assert cues.strong_share.dtype == np.float64


def test_cue_with_an_abbreviation_inside_is_found() -> None:
    assert seen("Our St. Olaf dock opened.", theme(("st. olaf",)))[0] == 1


def test_cue_with_initials_inside_is_found() -> None:
    assert seen("Our U.S. dock opened.", theme(("u.s. dock",)))[0] == 1


CUES = st.lists(
    st.sampled_from(["Kayak", "kay*", "white water", "RIVER", "dock ... mill", "*yak", "a-b*c"]),
    min_size=1,
    unique=True,
)
SPEECH = st.lists(
    st.sampled_from(["kayak", "KAYAK", "kayaks", "white-water", "White", "water", "RIVER", "river", "dock", "Mill", "A b", "bic", ". "]),
    max_size=12,
)  # fmt: skip


@settings(max_examples=300, deadline=None, derandomize=True)
@given(cues=CUES, speech=SPEECH)
def test_cues_found_are_those_that_match_a_sentence_by_themselves(cues: list[str], speech: list[str]) -> None:
    text = " ".join(speech)
    sentences = [s for s in text.split(". ") if s.strip()]
    matching = [cue for cue in cues if any(compile_cue(cue).search(s) for s in sentences)]
    assert seen(text, theme((), tuple(cues)))[2] == len(matching)
    assert seen(text, theme(tuple(cues)))[0] == bool(matching)


PIECES = st.sampled_from(["Kayaks", "a toy", "river", "paddle", "dock", ".", ". ", "? ", "3.5", "\n\n", "…", "!"])


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    text=st.one_of(st.text(), st.lists(PIECES, max_size=20).map(" ".join), st.lists(PIECES, max_size=20).map("".join))
)
def test_shares_are_ratios_and_words_stand_in_any_text(text: str) -> None:
    has_strong, share, n_weak, words = seen(text)
    assert 0 <= share <= 1
    assert has_strong == (share > 0)
    assert 0 <= n_weak <= 3
    assert bool(words) == bool(has_strong or n_weak)
    assert all(word in text for word in words)
