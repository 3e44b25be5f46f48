"""Discovered themes: planted clusters are found again, and nothing where there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from themes.discovery import (
    MIN_FIT_PASSAGES,
    Discovery,
    DiscoverySettings,
    Names,
    discover,
    min_topic_size,
    place,
    place_new,
    represent,
)

MakeChunks = Callable[..., pd.DataFrame]

VOCABULARIES = {
    "river": "timber barge canal lock sluice tow lighter wharf".split(),
    "cellar": "cork bottle vine barrel cellar grape ferment tannin".split(),
    "wool": "sheep shear loom wool carding spindle RVT dye".split(),
    "bells": "bell foundry bronze casting tower clapper chime mould".split(),
}
MEMBERS = 16  # passages of each planted cluster
DIMENSION = 48
NAMES = Names(frozenset({"quist"}), frozenset({"quist", "harrow"}))
STRAY = "Juggler umbrella marzipan tightrope."


@dataclass(frozen=True)
class Planted:
    """A corpus with its truth: the cluster of each passage, None where it belongs to none."""

    chunks: pd.DataFrame
    vectors: np.ndarray
    truth: dict[str, str | None]


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def passage(words: list[str], rng: np.random.Generator) -> str:
    a, b, c, d = rng.choice(len(words), 4, replace=False)
    return f"Quist said the {words[a]} {words[b]} was in Harrow with the {words[c]} and then the {words[d]} {words[a]}."


@pytest.fixture(scope="module")
def planted(make_chunks: MakeChunks) -> Planted:
    """Four orthogonal directions with noise, each with its own words; a stray; passages that must not be fitted."""
    rng = np.random.default_rng(4)
    texts, rows, truth = [], [], []
    for axis, (name, words) in enumerate(VOCABULARIES.items()):
        for _ in range(MEMBERS):
            texts.append(passage(words, rng))
            rows.append(np.eye(DIMENSION)[axis] + rng.normal(0, 0.05, DIMENSION))
            truth.append(name)
    for k in range(MEMBERS):  # a way of speaking: no two of them have a telling word in common
        texts.append(f"Well you know I think {chr(97 + k)}zarb is really just the thing and {chr(97 + k)}quolm too.")
        rows.append(np.eye(DIMENSION)[20] + rng.normal(0, 0.05, DIMENSION))
        truth.append(None)
    for text, axis in ((STRAY, 40), ("A barge notice of law.", 0), ("Next, barge please.", 0), ("Barge canal.", 0)):
        texts.append(text)
        rows.append(np.eye(DIMENSION)[axis])
        truth.append(None)
    order = rng.permutation(len(texts))
    chunks = make_chunks([("c1", 1, "executive", 20)] * len(texts), text=[texts[k] for k in order])
    for text, column, value in (
        ("A barge notice of law.", "kind", "boilerplate"),
        ("Next, barge please.", "kind", "procedural"),
        ("Barge canal.", "is_short", True),
    ):
        chunks.loc[chunks["text"] == text, column] = value
    return Planted(
        chunks, unit(np.array(rows)[order]), dict(zip(chunks["chunk_id"], (truth[k] for k in order), strict=True))
    )


@pytest.fixture(scope="module")
def found(planted: Planted) -> Discovery:
    return discover(planted.chunks, planted.vectors, NAMES, DiscoverySettings(seed=1, min_passages=8))


def test_every_planted_cluster_is_one_topic_with_its_members(planted: Planted, found: Discovery) -> None:
    of_clusters = found.placed[found.placed["chunk_id"].map(planted.truth).notna()]
    topics = {frozenset(rows["chunk_id"]) for _, rows in of_clusters.groupby("topic")}
    assert topics == {
        frozenset(chunk for chunk, name in planted.truth.items() if name == cluster) for cluster in VOCABULARIES
    }


def test_passage_far_from_all_is_not_placed(planted: Planted, found: Discovery) -> None:
    stray = planted.chunks.loc[planted.chunks["text"] == STRAY, "chunk_id"].item()
    assert stray not in set(found.placed["chunk_id"])


def test_way_of_speaking_without_a_subject_is_no_topic(planted: Planted, found: Discovery) -> None:
    chatter = planted.chunks.loc[planted.chunks["text"].str.startswith("Well you know"), "chunk_id"]
    assert len(chatter) == MEMBERS
    assert not set(chatter) & set(found.placed["chunk_id"])


def test_short_and_empty_talk_is_not_placed(planted: Planted, found: Discovery) -> None:
    unfit = planted.chunks[(planted.chunks["kind"] != "content") | planted.chunks["is_short"].astype(bool)]
    assert len(unfit) == 3
    assert not set(unfit["chunk_id"]) & set(found.placed["chunk_id"])


def test_terms_are_words_of_the_planted_cluster(planted: Planted, found: Discovery) -> None:
    truth = found.placed.assign(name=found.placed["chunk_id"].map(planted.truth)).dropna(subset="name")
    cluster_of = dict(zip(truth["topic"], truth["name"], strict=True))
    for topic in found.topics:
        assert set(" ".join(topic.terms).split()) <= set(VOCABULARIES[cluster_of[topic.index]])
        assert len(topic.terms) >= 3


def test_acronym_in_a_term_is_written_as_the_passages_write_it(found: Discovery) -> None:
    words = {word for topic in found.topics for term in topic.terms for word in term.split()}
    assert "RVT" in words
    assert "rvt" not in words


def test_names_are_in_no_term(found: Discovery) -> None:
    terms = " ".join(term for topic in found.topics for term in topic.terms)
    assert "quist" not in terms
    assert "harrow" not in terms


def test_topics_are_numbered_from_zero_as_their_passages_are(found: Discovery) -> None:
    assert [topic.index for topic in found.topics] == [0, 1, 2, 3]
    assert set(found.placed["topic"]) == {0, 1, 2, 3}


def test_members_of_tight_clusters_score_near_one(planted: Planted, found: Discovery) -> None:
    members = found.placed[found.placed["chunk_id"].map(planted.truth).notna()]
    assert members["score"].between(0.7, 1).all()


def test_each_passage_has_at_most_one_topic(found: Discovery) -> None:
    assert found.placed["chunk_id"].is_unique


def test_equal_seed_gives_the_same_discovery_where_clusters_are_blurred(make_chunks: MakeChunks) -> None:
    rng = np.random.default_rng(8)
    words = [word for vocabulary in VOCABULARIES.values() for word in vocabulary]
    texts = [passage(words, rng) for _ in range(120)]
    chunks = make_chunks([("c1", 1, "executive", 20)] * 120, text=texts)
    vectors = unit(np.eye(DIMENSION)[rng.integers(0, 6, 120)] + rng.normal(0, 0.2, (120, DIMENSION)))
    one, two = (discover(chunks, vectors, NAMES, DiscoverySettings(seed=1)) for _ in range(2))
    assert len(one.topics) >= 2
    assert one.topics == two.topics
    pd.testing.assert_frame_equal(one.placed, two.placed, check_exact=True)


def test_inputs_are_as_they_were(planted: Planted) -> None:
    chunks, vectors = planted.chunks.copy(), planted.vectors.copy()
    represent(chunks["text"].tolist(), vectors, NAMES.speakers, 0)
    place_new(chunks, vectors, pd.DataFrame({"chunk_id": chunks["chunk_id"][:3], "theme_id": "t"}))
    pd.testing.assert_frame_equal(chunks, planted.chunks)
    assert np.array_equal(vectors, planted.vectors)


def test_too_few_passages_give_a_note_that_counts_them_and_no_topics(make_chunks: MakeChunks) -> None:
    texts = [passage(VOCABULARIES["river"], np.random.default_rng(k)) for k in range(MIN_FIT_PASSAGES - 1)]
    chunks = make_chunks([("c1", 1, "executive", 20)] * len(texts), text=texts)
    found = discover(chunks, unit(np.ones((len(texts), 8))), NAMES, DiscoverySettings())
    assert (found.topics, len(found.placed)) == ((), 0)
    assert found.note == "no discovery: 29 passages of substance, 30 needed"


def test_passages_without_substance_do_not_make_up_the_number(make_chunks: MakeChunks) -> None:
    texts = [passage(VOCABULARIES["river"], np.random.default_rng(k)) for k in range(MIN_FIT_PASSAGES + 2)]
    chunks = make_chunks([("c1", 1, "executive", 20)] * len(texts), text=texts)
    chunks.loc[:1, "is_short"] = True
    chunks.loc[2, "kind"] = "boilerplate"
    assert "29 passages" in discover(chunks, unit(np.ones((len(texts), 8))), NAMES, DiscoverySettings()).note


def test_no_passages_at_all_give_a_note(make_chunks: MakeChunks) -> None:
    found = discover(make_chunks([]), np.zeros((0, 8), np.float32), NAMES, DiscoverySettings())
    assert found.note.startswith("no discovery: 0 passages")


def test_passages_without_a_word_for_a_label_give_a_note(make_chunks: MakeChunks) -> None:
    texts = ["I think so and we know that."] * 40
    chunks = make_chunks([("c1", 1, "executive", 20)] * 40, text=texts)
    rng = np.random.default_rng(0)
    rows = unit(np.repeat(np.eye(8)[:2], 20, axis=0) + rng.normal(0, 0.05, (40, 8)))
    found = discover(chunks, rows, Names(), DiscoverySettings())
    assert (found.topics, found.note[:14]) == ((), "no discovery: ")


def test_no_discovery_has_the_columns_of_one() -> None:
    assert list(Discovery.empty("why").placed.columns) == ["chunk_id", "topic", "score", "fitted"]


@pytest.mark.parametrize(("n", "size"), [(0, 4), (90, 4), (400, 8), (10_000, 42)])
def test_fewest_passages_of_a_topic_grow_with_the_square_root(n: int, size: int) -> None:
    assert min_topic_size(n) == size


def test_representation_takes_away_what_all_passages_share() -> None:
    shared = np.array([10.0, 0, 0, 0])
    own = np.array([[0, 1, 0, 0], [0, -1, 0, 0], [0, 0, 1, 0], [0, 0, -1, 0]])
    rows = represent(["so"] * 4, (shared + own).astype(np.float32), frozenset(), 0)
    assert rows == pytest.approx(own, abs=1e-6)


def test_representation_keeps_apart_by_words_what_has_one_meaning() -> None:
    texts = ["barge canal lock"] * 3 + ["cork vine grape"] * 3 + ["loom wool dye"] * 3 + ["bell tower chime"] * 3
    vectors = np.tile([1.0, 0, 0, 0], (12, 1)) + np.repeat(np.eye(4)[[1, 1, 2, 2]], 3, axis=0)
    rows = represent(texts, vectors.astype(np.float32), frozenset(), 0)
    cosines = rows @ rows.T
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(12))
    assert cosines[0, 1] == pytest.approx(1)
    assert cosines[0, 3] < 0.8  # one vector, other words


def circle(*degrees: float) -> np.ndarray:
    return np.array([[np.cos(np.radians(d)), np.sin(np.radians(d))] for d in degrees])


def test_members_keep_their_topic_and_score_their_cosine() -> None:
    topic, score = place(circle(0, 20, 90, 90), np.array([0, 0, 1, 1]))
    assert topic.tolist() == [0, 0, 1, 1]
    assert score.tolist() == pytest.approx([np.cos(np.radians(10))] * 2 + [1, 1], abs=1e-4)


def test_member_nearer_to_another_centroid_keeps_its_topic() -> None:
    # the centroid of 0, 0 and 90 degrees has the direction (2, 1), that of 85 and 95 is 90 degrees
    topic, score = place(circle(0, 0, 90, 85, 95), np.array([0, 0, 0, 1, 1]))
    assert topic.tolist() == [0, 0, 0, 1, 1]
    assert score[2] == pytest.approx(1 / np.sqrt(5), abs=1e-4)


@pytest.mark.parametrize(("degrees", "topic"), [(18, 0), (2, 0), (-5, -1), (25, -1), (180, -1), (92, 1), (50, -1)])
def test_passage_left_out_is_placed_if_as_near_as_the_members(degrees: float, topic: int) -> None:
    # members at 0 and 20 (centroid 10, 10 degrees off), at 85 and 95 (centroid 90, 5 degrees off)
    found, score = place(circle(0, 20, 85, 95, degrees), np.array([0, 0, 1, 1, -1]))
    assert found[-1] == topic
    assert (score[-1] > 0) == (topic >= 0)


def test_passages_of_a_topic_are_not_pulled_by_those_left_out() -> None:
    topic, _ = place(circle(0, 20, *([24] * 50)), np.array([0, 0, *[-1] * 50]))
    assert (topic[2:] == -1).all()


def known(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["chunk_id", "theme_id"])


def test_new_passages_are_placed_near_known_themes_and_old_ones_stay(make_chunks: MakeChunks) -> None:
    text = passage(VOCABULARIES["river"], np.random.default_rng(0))
    chunks = make_chunks([("c1", 1, "executive", 20)] * 6, text=[text] * 6)
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
