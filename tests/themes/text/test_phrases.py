"""Phrases that could stand in the name of a theme."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.text.phrases import (
    MAX_PHRASE_WORDS,
    choose_terms,
    name_words,
    phrase_analyzer,
    proper_nouns,
    stop_words,
    surface_forms,
)

NAMES = name_words(["Otter Peak, Inc.", "Piet van Aalst", "Mara O'Quill"])


def phrases(text: str, names: frozenset[str] = NAMES) -> list[str]:
    return phrase_analyzer(names)(text)


def test_phrases_are_all_runs_of_one_to_three_words() -> None:
    assert phrases("rural timber barge canal") == [
        "rural",
        "rural timber", "timber",
        "rural timber barge", "timber barge", "barge",
        "timber barge canal", "barge canal", "canal",
    ]  # fmt: skip


@pytest.mark.parametrize("between", [" and the ", ", ", ". ", " (", " -- ", " 2012 ", " $4.50 ", " 44% ", " Otter "])
def test_phrase_does_not_reach_over_a_stop_word_a_mark_a_number_or_a_name(between: str) -> None:
    assert phrases(f"timber{between}barge") == ["timber", "barge"]


@pytest.mark.parametrize("text", ["it was we", "2012", "3.5", "$40", "44%", "a b c", "…", ""])
def test_text_without_telling_words_has_no_phrase(text: str) -> None:
    assert phrases(text) == []


@pytest.mark.parametrize("word", ["100g", "e-band", "4k", "r&d"])
def test_word_of_letters_and_digits_is_kept_whole(word: str) -> None:
    assert phrases(word.upper()) == [word]


@pytest.mark.parametrize(
    "text", ["Otter", "OTTER", "Otter's", "Otter’s", "Peak", "van Aalst", "O'Quill", "otter-built", "Piet's"]
)
def test_name_is_in_no_phrase_however_it_is_written(text: str) -> None:
    assert phrases(f"{text} timber") == ["timber"]


def test_name_behind_a_hyphen_is_in_no_phrase() -> None:
    assert all("otter" not in phrase for phrase in phrases("non-Otter timber"))


@pytest.mark.parametrize("name", ["BT&T Inc.", "K9"])
def test_name_with_an_ampersand_or_a_digit_is_in_no_phrase(name: str) -> None:
    word = name.split()[0].lower()
    assert word not in phrases(f"the {word} timber", name_words([name]))


@pytest.mark.parametrize("text", ["Zoë", "café"])
def test_accented_word_is_whole_or_absent(text: str) -> None:
    assert set(phrases(f"the {text}", name_words(["Zoë Müller"]))) <= {"café"}


def test_possessive_is_the_word_itself() -> None:
    assert phrases("the sawmill's timber") == ["sawmill", "sawmill timber", "timber"]


def test_words_of_talk_and_of_english_are_stop_words() -> None:
    assert {"the", "quarter", "thanks"} <= stop_words()
    assert not {"barge", "timber", "fiber"} & stop_words()


@given(st.text(alphabet="abz09 .,'’&-éOQ\n", max_size=60))
def test_any_text_gives_phrases_of_at_most_three_words_none_a_stop_word_or_a_name(text: str) -> None:
    names = frozenset({"ab", "zz"})
    for phrase in phrases(text, names):
        words = phrase.split(" ")
        assert 1 <= len(words) <= MAX_PHRASE_WORDS
        assert not set(words) & (stop_words() | names)
        assert all(any(c.isalpha() for c in word) for word in words)


def test_names_are_split_at_spaces_hyphens_and_apostrophes() -> None:
    assert name_words(["Ute Klamm-Ohr", "Mara O’Quill"]) == {
        "ute", "klamm-ohr", "klamm", "ohr", "mara", "o’quill", "quill",
    }  # fmt: skip


def test_ordinary_words_of_the_trade_in_names_stay_free_for_phrases() -> None:
    assert name_words(["Otter Fiber Networks, Inc."]) == {"otter", "inc"}


def test_missing_and_empty_names_give_no_words() -> None:
    assert name_words([None, "", "J. P."]) == frozenset()


def test_word_with_a_capital_inside_sentences_is_a_name() -> None:
    assert proper_nouns(["We sold timber to Vesta, and in Harrow the mill runs."]) == {"vesta", "harrow"}


def test_capital_at_the_beginning_of_a_sentence_is_no_name() -> None:
    assert proper_nouns(["Timber is dear. Barges are not? Canals freeze."]) == frozenset()


def test_word_also_written_small_is_a_name_only_from_nine_in_ten_on() -> None:
    nine, eight = ["sold by Cork then"] * 9 + ["sold as cork then"], ["sold by Cork then"] * 8 + ["sold as cork then"]
    assert proper_nouns(nine) == {"cork"}
    assert proper_nouns(eight) == frozenset()


@pytest.mark.parametrize("word", ["SDN", "100G", "iPad", "Fiber"])
def test_acronym_or_word_of_the_trade_is_no_name(word: str) -> None:
    assert proper_nouns([f"we sell {word} there"]) == frozenset()


def test_words_are_known_as_texts_mostly_write_them() -> None:
    forms = surface_forms(
        ["we won USF money, and usf grants. So USF it is.", "we sold the Barge and a barge, one barge"]
    )
    assert forms == {"usf": "USF"}


def test_word_only_written_small_or_at_the_beginning_has_no_other_form() -> None:
    assert surface_forms(["Timber is dear, and so is timber.", "Canals freeze."]) == {}


def test_longer_phrase_takes_the_place_of_its_part_when_it_scores_two_thirds() -> None:
    assert choose_terms([("barge", 0.9), ("timber barge", 0.6)], 5) == ["timber barge"]


def test_part_stays_when_the_longer_phrase_scores_far_less() -> None:
    assert choose_terms([("barge", 0.9), ("timber barge", 0.3)], 5) == ["barge"]


def test_other_forms_of_a_chosen_word_are_left_out() -> None:
    ranked = [("barrel", 0.9), ("barrels", 0.8), ("stacking", 0.7), ("stacked", 0.6), ("canal", 0.1)]
    assert choose_terms(ranked, 5) == ["barrel", "stacking", "canal"]


def test_plural_of_a_chosen_word_that_ends_in_e_is_left_out() -> None:
    assert choose_terms([("barge", 0.9), ("barges", 0.8)], 5) == ["barge"]


def test_equal_scores_are_chosen_by_the_alphabet() -> None:
    assert choose_terms([("lock", 0.5), ("barge", 0.5), ("canal", 0.5)], 2) == ["barge", "canal"]


def test_no_candidates_give_no_terms() -> None:
    assert choose_terms([], 3) == []
