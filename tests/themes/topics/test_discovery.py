"""Discovered themes: planted clusters are found again, and nothing where there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from themes.config.settings import DiscoverySection
from themes.topics.discovery import MIN_FIT_PASSAGES, MODELS, DiscoverySettings, discover
from themes.topics.features import represent
from themes.topics.model import Discovery, Names, Topic, min_topic_size
from themes.topics.naming import with_subject

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


EACH_MODEL = [
    pytest.param(model, marks=[pytest.mark.slow] if model == "bertopic" else []) for model in sorted(MODELS)
]  # UMAP is compiled in every process that fits one


@pytest.fixture(scope="module", params=EACH_MODEL)
def found(planted: Planted, request: pytest.FixtureRequest) -> Discovery:
    """What each topic model finds: whatever holds of one must hold of the others."""
    return discover(planted.chunks, planted.vectors, NAMES, DiscoverySettings(1, 8, request.param))


def test_every_model_that_settings_know_is_there() -> None:
    assert set(MODELS) == set(get_args(DiscoverySection.model_fields["model"].annotation))


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


def test_single_word_is_no_subject_and_a_phrase_is() -> None:
    topics = [
        Topic(0, ("sign",), 0.9),
        Topic(1, ("bell tower",), 0.9),
        Topic(2, ("rope", "bell"), 0.09),
        Topic(3, ("a", "b"), 0.1),
    ]
    labels, kept = with_subject(np.array([0, 1, 2, 3, -1, 1]), topics)
    assert [topic.terms for topic in kept] == [("bell tower",), ("a", "b")]
    assert labels.tolist() == [-1, 0, -1, 1, -1, 0]


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


@pytest.mark.parametrize("model", EACH_MODEL)
def test_equal_seed_gives_the_same_discovery_where_clusters_are_blurred(make_chunks: MakeChunks, model: str) -> None:
    rng = np.random.default_rng(8)
    words = [word for vocabulary in VOCABULARIES.values() for word in vocabulary]
    texts = [passage(words, rng) for _ in range(120)]
    chunks = make_chunks([("c1", 1, "executive", 20)] * 120, text=texts)
    vectors = unit(np.eye(DIMENSION)[rng.integers(0, 6, 120)] + rng.normal(0, 0.2, (120, DIMENSION)))
    one, two = (discover(chunks, vectors, NAMES, DiscoverySettings(1, model=model)) for _ in range(2))
    assert len(one.topics) >= 2
    assert one.topics == two.topics
    pd.testing.assert_frame_equal(one.placed, two.placed, check_exact=True)


def test_clear_clusters_are_found_again_in_every_part_and_blurred_ones_are_not(
    found: Discovery, make_chunks: MakeChunks
) -> None:
    assert all(topic.stability >= 0.8 for topic in found.topics)
    rng = np.random.default_rng(3)
    words = [word for vocabulary in VOCABULARIES.values() for word in vocabulary]
    texts = [passage(words, rng) for _ in range(150)]
    chunks = make_chunks([("c1", 1, "executive", 20)] * 150, text=texts)
    noise = discover(chunks, unit(rng.normal(0, 1, (150, DIMENSION))), NAMES, DiscoverySettings())
    assert np.mean([topic.stability for topic in noise.topics]) < 0.5


def test_clusters_that_no_clustering_joins_are_groups_of_their_own(found: Discovery) -> None:
    assert len({topic.group for topic in found.topics}) == len(found.topics)


def test_phrase_that_lives_in_a_longer_one_is_no_term(make_chunks: MakeChunks) -> None:
    sayings = ("free barge flow", "cork vine grape", "loom wool dye", "bell tower chime")
    texts = [f"The {saying} of it and the {saying}." for saying in sayings for _ in range(12)]
    chunks = make_chunks([("c1", 1, "executive", 20)] * 48, text=texts)
    rng = np.random.default_rng(5)
    rows = unit(np.repeat(np.eye(DIMENSION)[:4], 12, axis=0) + rng.normal(0, 0.05, (48, DIMENSION)))
    found = discover(chunks, rows, Names(), DiscoverySettings())
    assert sorted(topic.terms for topic in found.topics) == sorted((saying,) for saying in sayings)


@pytest.mark.parametrize("model", EACH_MODEL)
def test_inputs_are_as_they_were(planted: Planted, model: str) -> None:
    chunks, vectors = planted.chunks.copy(), planted.vectors.copy()
    represent(chunks["text"].tolist(), vectors, NAMES.speakers, 0)
    discover(chunks, vectors, NAMES, DiscoverySettings(model=model))
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


@pytest.mark.parametrize(("n", "size"), [(0, 4), (90, 4), (400, 9), (10_000, 95)])
def test_fewest_passages_of_a_topic_grow_more_slowly_than_the_corpus(n: int, size: int) -> None:
    assert min_topic_size(n) == size
