"""Placing: who joins a topic, who stays out, what the score says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from themes.placing import LEFT_OUT_SHARE, place, place_new, score

MakeChunks = Callable[..., pd.DataFrame]
TEXT = "The timber was in the canal with the barge and then the lock timber."


def circle(*degrees: float) -> np.ndarray:
    return np.array([[np.cos(np.radians(d)), np.sin(np.radians(d))] for d in degrees])


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
    # 25 passages: two topics at 0 and 90 degrees, five left out; 12 % of 25 are three
    degrees, labels = [0] * 10 + [90] * 10 + [10, 80, 45, 200, 210], [0] * 10 + [1] * 10 + [-1] * 5
    assert LEFT_OUT_SHARE == 0.12
    assert place(circle(*degrees), np.array(labels))[20:].tolist() == [0, 1, -1, -1, -1]


def test_without_topics_nothing_is_placed_or_scored() -> None:
    nobody = np.full(3, -1)
    assert place(circle(0, 1, 2), nobody).tolist() == [-1] * 3
    assert score(circle(0, 1, 2), nobody)[1].tolist() == [0] * 3


@pytest.mark.parametrize(
    ("degrees", "theme"), [(18, "tea"), (2, "tea"), (-5, None), (25, None), (180, None), (92, "ale"), (50, None)]
)
def test_new_passage_is_placed_if_as_near_as_the_members(
    make_chunks: MakeChunks, degrees: float, theme: str | None
) -> None:
    # members at 0 and 20 (centre 10, 10 degrees off), at 85 and 95 (centre 90, 5 degrees off)
    chunks = make_chunks([("c1", 1, "executive", 20)] * 5, text=[TEXT] * 5)
    ids = chunks["chunk_id"].tolist()
    rows = known((ids[0], "tea"), (ids[1], "tea"), (ids[2], "ale"), (ids[3], "ale"))
    placed = place_new(chunks, circle(0, 20, 85, 95, degrees).astype(np.float32), rows)
    found = placed.set_index("chunk_id")["theme_id"].to_dict()
    assert found.get(ids[4]) == theme


def known(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["chunk_id", "theme_id"])


def test_new_passages_are_placed_near_known_themes_and_old_ones_stay(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([("c1", 1, "executive", 20)] * 6, text=[TEXT] * 6)
    ids = chunks["chunk_id"].tolist()
    vectors = circle(0, 20, 85, 95, 12, 45).astype(np.float32)
    placed = place_new(chunks, vectors, known((ids[0], "tea"), (ids[1], "tea"), (ids[2], "ale"), (ids[3], "ale")))
    found = placed[["chunk_id", "theme_id", "fitted"]].values.tolist()
    themes = ["tea", "tea", "ale", "ale", "tea"]
    assert found == [[i, t, k < 4] for k, (i, t) in enumerate(zip(ids, themes, strict=False))]


def test_known_passage_that_is_gone_is_not_placed(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([("c1", 1, "executive", 20)] * 2, text=["the timber barge canal lock"] * 2)
    ids = chunks["chunk_id"].tolist()
    rows = known((ids[0], "tea"), (ids[1], "ale"), ("gone:0001:01", "tea"), ("gone:0002:01", "gin"))
    placed = place_new(chunks, circle(0, 90).astype(np.float32), rows)
    assert placed[["chunk_id", "theme_id"]].values.tolist() == [[ids[0], "tea"], [ids[1], "ale"]]


def test_short_passage_is_not_placed_near_known_themes(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([("c1", 1, "executive", 20)] * 3, text=["the timber barge canal lock"] * 3)
    chunks.loc[2, "is_short"] = True
    ids = chunks["chunk_id"].tolist()
    placed = place_new(chunks, circle(0, 2, 1).astype(np.float32), known((ids[0], "tea"), (ids[1], "tea")))
    assert placed["chunk_id"].tolist() == ids[:2]


def test_nothing_is_placed_where_all_known_passages_are_gone(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([("c1", 1, "executive", 20)], text=["the timber barge canal lock"])
    assert place_new(chunks, circle(0).astype(np.float32), known(("gone:0001:01", "tea"))).empty
