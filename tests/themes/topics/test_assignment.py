"""Passages join known themes without a fit; what was placed stays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from themes.records import TABLES
from themes.topics.assignment import LEFT_OUT_SHARE, assign, carried_over, place, score, usable
from themes.topics.typicality import BY_CENTRE

MakeChunks = Callable[..., pd.DataFrame]


def placements(*rows: tuple[str, str, str | None, float | None, str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(TABLES["placements"]))


def spoken(ids: str, hashes: str | None = None, *, short: str = "") -> pd.DataFrame:
    frame = pd.DataFrame({"chunk_id": list(ids), "text_hash": list(hashes or ids)})
    return frame.assign(kind="content", is_short=frame["chunk_id"].isin(list(short)))


def circle(*degrees: float) -> np.ndarray:
    return np.array([[np.cos(np.radians(d)), np.sin(np.radians(d))] for d in degrees], dtype=np.float32)


def test_only_content_of_some_length_is_concerned() -> None:
    chunks = spoken("abc", short="b").assign(kind=["content", "content", "procedural"])
    assert usable(chunks).tolist() == [True, False, False]


def test_passage_keeps_its_placement_by_id_and_text() -> None:
    before = placements(("a", "a", "tea", 0.9, "core", 1), ("b", "b", None, None, "none", 2))
    carried = carried_over(spoken("abc"), before, 1)
    assert carried["theme_id"].tolist() == ["tea", None, None]
    assert carried["run_id"].tolist() == [1, 2, pd.NA]
    assert carried["how"].fillna("").tolist() == ["core", "none", ""]


def test_passage_of_a_corrected_call_keeps_its_placement_by_its_text() -> None:
    # what was said at "b" is now at "c"; "b" says something new
    before = placements(("a", "1", "tea", 0.9, "core", 1), ("b", "2", "ale", 0.8, "near", 1))
    carried = carried_over(spoken("abc", "132"), before, 1).set_index("chunk_id")
    assert carried["theme_id"].fillna("").to_dict() == {"a": "tea", "b": "", "c": "ale"}
    assert carried.loc["c", ["score", "how"]].tolist() == [0.8, "near"]


def test_placements_of_retired_themes_are_not_carried_over() -> None:
    before = placements(("a", "a", "gin", 0.9, "core", 1), ("a", "a", "tea", 0.7, "near", 3))
    assert carried_over(spoken("a"), before, 3)["theme_id"].tolist() == ["tea"]


FITTED = placements(
    *[(c, c, "tea", 0.9, "core", 1) for c in "abcd"],
    *[(c, c, "ale", 0.9, "core", 1) for c in "efgh"],
    *[(c, c, None, None, "none", 1) for c in "ijkl"],
)
DEGREES = (0, 3, 5, 8, 120, 123, 125, 128, 240, 243, 245, 248)


@pytest.mark.parametrize(("degrees", "theme"), [(4, "tea"), (126, "ale"), (250, None), (-10, "tea")])
def test_new_passage_joins_the_theme_it_is_likest_or_none(degrees: float, theme: str | None) -> None:
    carried = carried_over(spoken("abcdefghijklm"), FITTED, 1)
    placed = assign(carried, circle(*DEGREES, degrees), 1, 2).set_index("chunk_id").loc["m"]
    assert placed["theme_id"] == theme
    assert (placed["how"], placed["run_id"]) == ("later" if theme else "none", 2)
    assert np.isnan(placed["score"]) == (theme is None)


def test_score_of_a_new_passage_is_how_surely_it_is_about_what_the_fit_placed() -> None:
    carried = carried_over(spoken("abcdefghijklm"), FITTED, 1)
    vectors = circle(*DEGREES, 4)
    mean = vectors[:12].mean(axis=0)
    rows = (vectors - mean) / np.linalg.norm(vectors - mean, axis=1, keepdims=True)
    centre = rows[:4].mean(axis=0)
    score = assign(carried, vectors, 1, 2)["score"].iloc[12]
    cosine = float(rows[12] @ centre / np.linalg.norm(centre))
    assert score == pytest.approx(1 / (1 + np.exp(-BY_CENTRE.cosine * cosine - BY_CENTRE.intercept)), abs=1e-3)


def test_passages_of_the_fit_are_as_the_fit_left_them() -> None:
    vectors = circle(*DEGREES)[::-1].copy()  # nowhere near where they were
    again = assign(carried_over(spoken("abcdefghijkl"), FITTED, 1), vectors, 1, 2)
    assert again.astype(object).fillna("").values.tolist() == FITTED.astype(object).fillna("").values.tolist()


def test_passages_placed_since_the_fit_do_not_teach() -> None:
    since = placements(*[(c, c, "tea", 0.9, "later", 2) for c in "mnopqrstuv"])
    carried = carried_over(spoken("abcdefghijklmnopqrstuvw"), pd.concat([FITTED, since]), 1)
    # ten passages at 245 degrees were called tea since; the fit had said that such are none
    placed = assign(carried, circle(*DEGREES, *[245] * 10, 245), 1, 3)
    assert placed.set_index("chunk_id").loc["w", "theme_id"] is None


def test_themes_born_since_the_fit_teach() -> None:
    born = placements(*[(c, c, "gin", 0.9, "born", 2) for c in "mnopqr"])
    carried = carried_over(spoken("abcdefghijklmnopqrs"), pd.concat([FITTED, born]), 1)
    placed = assign(carried, circle(*DEGREES, *[60] * 6, 60), 1, 3)
    assert placed.set_index("chunk_id").loc["s", "theme_id"] == "gin"


def test_without_themes_nothing_is_placed() -> None:
    nothing = placements(*[(c, c, None, None, "none", 1) for c in "abc"])
    placed = assign(carried_over(spoken("abcd"), nothing, 1), circle(0, 1, 2, 3), 1, 2)
    assert placed["theme_id"].tolist() == [None] * 4
    assert placed["run_id"].tolist() == [1, 1, 1, 2]


def test_order_of_the_new_passages_does_not_matter() -> None:
    rng = np.random.default_rng(0)
    vectors = circle(*DEGREES, *rng.uniform(0, 360, 14))
    ids = "abcdefghijkl" + "mnopqrstuvwxyz"
    one = assign(carried_over(spoken(ids), FITTED, 1), vectors, 1, 2).set_index("chunk_id")
    order = np.concatenate([np.arange(12), 12 + rng.permutation(14)])
    other = assign(carried_over(spoken("".join(ids[k] for k in order)), FITTED, 1), vectors[order], 1, 2)
    pd.testing.assert_frame_equal(other.set_index("chunk_id").loc[one.index], one)


# --- at a fit -------------------------------------------------------------------------------------------------------


def test_score_of_a_member_is_its_cosine_to_the_centre() -> None:
    topic, cosine = score(circle(0, 20, 90, 90), np.array([0, 0, 1, 1]))
    assert topic.tolist() == [0, 0, 1, 1]
    assert cosine.tolist() == pytest.approx([np.cos(np.radians(10))] * 2 + [1, 1], abs=1e-4)


def test_passage_that_has_nothing_to_do_with_its_topic_leaves_it() -> None:
    # the centre of 0, 0, 0 and 90 degrees has the direction (3, 1); 175 degrees points the other way
    topic, cosine = score(circle(0, 0, 0, 90, 175, 175, 100), np.array([0, 0, 0, 0, 1, 1, -1]))
    assert topic.tolist() == [0, 0, 0, 0, 1, 1, -1]
    topic, cosine = score(circle(*[0] * 8, 170), np.array([0] * 9))
    assert (topic[-1], cosine[-1]) == (-1, 0)


def test_member_nearer_to_another_centre_keeps_its_topic() -> None:
    assert place(circle(0, 0, 90, 85, 95), np.array([0, 0, 0, 1, 1])).tolist() == [0, 0, 0, 1, 1]


def test_passages_left_out_join_the_nearest_but_for_those_least_like_any() -> None:
    # 25 passages: two topics at 0 and 90 degrees, five left out; 12% of 25 are three
    degrees, labels = [0] * 10 + [90] * 10 + [10, 80, 45, 200, 210], [0] * 10 + [1] * 10 + [-1] * 5
    assert LEFT_OUT_SHARE == 0.12
    assert place(circle(*degrees), np.array(labels))[20:].tolist() == [0, 1, -1, -1, -1]


def test_without_topics_nothing_is_placed_or_scored() -> None:
    nobody = np.full(3, -1)
    assert place(circle(0, 1, 2), nobody).tolist() == [-1] * 3
    assert score(circle(0, 1, 2), nobody)[1].tolist() == [0] * 3
