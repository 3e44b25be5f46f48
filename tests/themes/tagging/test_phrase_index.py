"""Phrases that recur: singular and plural are one, and the cue matches both."""

from __future__ import annotations

import pandas as pd
import pytest

from themes.config.catalog import compile_cue
from themes.tagging.phrase_index import PhraseIndex


def index(*texts: str, names: frozenset[str] = frozenset()) -> dict[str, list[int]]:
    found = PhraseIndex.of(pd.DataFrame({"text": texts}), names)
    return {
        phrase.cue: found.passage_of[found.phrase_of == number].tolist() for number, phrase in enumerate(found.phrases)
    }


def test_singular_and_plural_are_one_phrase_with_a_cue_for_both() -> None:
    found = index("A labor shortage.", "Labor shortages, and a labor shortage.", "Nothing.", "More labor shortages!")
    assert found["labor shortage*"] == [0, 1, 3]
    assert all(compile_cue("labor shortage*").search(text) for text in ("labor shortage", "Labor shortages"))


@pytest.mark.parametrize(("one", "many", "cue"), [("ev", "evs", "evs"), ("battery", "batteries", "battery")])
def test_star_never_ends_a_short_word_nor_a_changed_stem(one: str, many: str, cue: str) -> None:
    found = index(f"The {many}.", f"Big {many}.", f"Small {many}.", f"One {one}.", f"Two {one}.", f"A {one}.")
    assert cue in found
    assert not any(known.endswith("*") for known in found)


def test_phrase_of_two_passages_and_one_with_a_name_are_left_out() -> None:
    texts = ("Quist grain.", "Quist grain.", "Quist grain barge.", "Barge.")
    assert set(index(*texts, names=frozenset({"quist"}))) == {"grain"}


def test_everyday_word_may_stand_beside_a_telling_one() -> None:
    assert "new store*" in index("Two new stores.", "A new store.", "New stores opened.")


def test_nothing_recurs_in_no_passages() -> None:
    assert index() == {}
