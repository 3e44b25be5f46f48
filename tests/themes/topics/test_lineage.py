"""What became of known themes: hand-made passages on two axes, so that every likeness can be computed by hand."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from themes.topics.lineage import MATCH_FROM, Origin, Passages, likeness, trace

# Passages a-h mean one thing, s-z the other: taken from their common mean, the two point in opposite directions.
ONE, OTHER = "abcdefgh", "stuvwxyz"
ROWS = {c: k for k, c in enumerate(ONE + OTHER)}
VECTORS = np.array([[1.0, 0.0]] * 8 + [[0.0, 1.0]] * 8, dtype=np.float32)

Spelled = Mapping[int, str] | Mapping[str, str]


def sets(given: Mapping) -> dict:
    return {key: frozenset(members) for key, members in given.items()}


def passages(new: Mapping[int, str], alive: Mapping[str, str], retired: Mapping[str, str] | None = None) -> Passages:
    return Passages(sets(new), sets(alive), sets(retired or {}), ROWS, VECTORS)


def test_likeness_is_half_shared_passages_half_meaning() -> None:
    given = passages({0: "abc", 1: "stu"}, {"x": "abcd", "y": "st"})
    alike = likeness(given.new, given.alive, given)
    # shared 3 of 4 and meaning 1; none and opposite; none and opposite; 2 of 2, since u was not known before, and 1
    assert alike == pytest.approx(np.array([[(3 / 4 + 1) / 2, 0], [0, 1]]))


def test_topic_of_the_same_passages_is_the_theme() -> None:
    origins, gone = trace(passages({0: "abc", 1: "stu"}, {"x": "stu", "y": "abc"}))
    assert origins == {0: Origin("continued", "y", ("y",), 1.0, 0.0), 1: Origin("continued", "x", ("x",), 1.0, 0.0)}
    assert gone == {}


def test_topic_of_other_passages_that_mean_the_same_is_the_theme_too() -> None:
    # all texts were cut anew: nothing is shared, the meaning alone gives a half
    origins, _ = trace(passages({0: "efgh"}, {"x": "abcd"}))
    assert MATCH_FROM == 0.4
    assert (origins[0].event, origins[0].similarity) == ("continued", 0.5)


def test_ambiguity_is_the_likeness_of_the_next_over_that_of_the_best() -> None:
    origins, _ = trace(passages({0: "abce"}, {"x": "abcd", "y": "efgh"}))
    # x: 3 of 5 shared, y: 1 of 7; both mean the same
    assert origins[0].similarity == pytest.approx((3 / 5 + 1) / 2)
    assert origins[0].ambiguity == pytest.approx(((1 / 7 + 1) / 2) / ((3 / 5 + 1) / 2), abs=1e-4)


def test_pairs_are_chosen_together_where_the_best_first_would_err() -> None:
    # 0 is most like x (5 of 8 shared), but 1 is like x only; together y-0 and x-1 are the better choice
    new, alive = {0: "abcde", 1: "fgh"}, {"x": "abcdefgh", "y": "de"}
    alike = likeness(sets(new), sets(alive), passages(new, alive))
    assert alike[0, 0] == alike.max()
    origins, _ = trace(passages(new, alive))
    total = {(i, j): alike[i, k] for i in new for k, j in enumerate(alive)}
    assert total[0, "x"] + total[1, "y"] < total[0, "y"] + total[1, "x"]
    assert {topic: origin.theme_id for topic, origin in origins.items()} == {0: "y", 1: "x"}


def test_topic_that_took_most_of_its_passages_from_a_theme_that_goes_on_is_split_from_it() -> None:
    origins, gone = trace(passages({0: "abcdef", 1: "stu"}, {"x": "abcdefstu"}))
    assert origins[0].theme_id == "x"
    assert origins[1] == pytest.approx(Origin("split", None, ("x",)), nan_ok=True)
    assert gone == {}


def test_theme_whose_passages_went_into_another_was_merged_into_it() -> None:
    origins, gone = trace(passages({0: "abcdef"}, {"x": "abcd", "y": "ef"}))
    assert (origins[0].event, origins[0].theme_id, origins[0].parents) == ("merged", "x", ("x", "y"))
    assert gone == {"y": ("x",)}


def test_theme_whose_passages_went_nowhere_is_gone_without_an_heir() -> None:
    origins, gone = trace(passages({0: "abc"}, {"x": "abc", "y": "stu"}))
    assert origins[0].event == "continued"
    assert gone == {"y": ()}


def test_topic_like_nothing_is_born() -> None:
    origins, gone = trace(passages({0: "abc", 1: "xyz"}, {"x": "abc"}))
    assert (origins[1].event, origins[1].theme_id, origins[1].parents) == ("born", None, ())
    assert gone == {}


def test_retired_theme_is_revived_only_by_a_topic_that_no_theme_alive_is() -> None:
    origins, _ = trace(passages({0: "abcd", 1: "stuv"}, {"x": "abc"}, {"old": "stuv", "older": "abcd"}))
    assert {t: (o.event, o.theme_id) for t, o in origins.items()} == {0: ("continued", "x"), 1: ("revived", "old")}


def test_nothing_found_retires_all_and_nothing_known_bears_all() -> None:
    assert trace(passages({}, {"x": "abc"})) == ({}, {"x": ()})
    origins, gone = trace(passages({0: "abc"}, {}))
    assert (origins[0].event, gone) == ("born", {})


def test_passages_that_left_the_study_do_not_count_for_the_meaning() -> None:
    given = passages({0: "ab"}, {"x": "ab?!"})
    assert likeness(given.new, given.alive, given) == pytest.approx(np.array([[(2 / 4 + 1) / 2]]))
