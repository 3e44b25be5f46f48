"""Words by cluster of talk, and the intervals made of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from themes.resampling import (
    Clustered,
    ResamplingSettings,
    cluster_calls,
    effective_passages,
    seeded,
    share_draws,
    share_interval,
)

MakeChunks = Callable[..., pd.DataFrame]

# call, exchange, role, words
TALK = [
    *[("c1", 0, "executive", 10)] * 6,
    ("c1", 1, "analyst", 20),
    ("c1", 1, "executive", 30),
    ("c1", 2, "analyst", 5),
    ("c1", 2, "unknown", 10),
    ("c1", 2, "executive", 15),
]
SAID = [(0, "a"), (5, "a"), (7, "a"), (8, "b"), (9, "b")]  # row of TALK, theme


def assignments(chunks: pd.DataFrame, said: list[tuple[int, str]], assigned: bool = True) -> pd.DataFrame:
    ids = chunks["chunk_id"].tolist()
    rows = [{"chunk_id": ids[k], "theme_id": t, "kind": "tracked", "score": 0.9, "assigned": assigned} for k, t in said]
    return pd.DataFrame(rows, columns=["chunk_id", "theme_id", "kind", "score", "assigned"])


def one_theme(words: list[float], theme_words: list[float]) -> Clustered:
    return Clustered(np.array(words, float), np.array(theme_words, float)[:, None], np.array([1]))


def bounds(clustered: Clustered, seed: int = 0, resamples: int = 1000) -> tuple[float, float]:
    low, high = share_interval(clustered, np.random.default_rng(seed), resamples)
    return float(low[0]), float(high[0])


@pytest.mark.parametrize(
    ("group", "words", "share_a", "share_b"),
    [
        ("all", [10, 30, 50, 50], 50 / 140, 15 / 140),
        ("management_prepared", [10, 50], 20 / 60, 0.0),
        ("management_answers", [15, 30], 30 / 45, 0.0),
        ("analyst_questions", [5, 20], 0.0, 5 / 25),
    ],
)
def test_words_and_shares_are_counted_by_group_of_speakers(
    make_chunks: MakeChunks, group: str, words: list[int], share_a: float, share_b: float
) -> None:
    chunks = make_chunks(TALK)
    found = cluster_calls(chunks, assignments(chunks, SAID), ["a", "b"])["c1", group]
    assert sorted(found.words.tolist()) == words
    assert found.share.tolist() == pytest.approx([share_a, share_b])


def test_passages_of_a_theme_are_counted_by_group(make_chunks: MakeChunks) -> None:
    chunks = make_chunks(TALK)
    found = cluster_calls(chunks, assignments(chunks, SAID), ["a", "b"])
    assert {group: c.n_chunks.tolist() for (_, group), c in found.items()} == {
        "all": [3, 2],
        "management_prepared": [2, 0],
        "management_answers": [1, 0],
        "analyst_questions": [0, 1],
    }


def test_prepared_remarks_are_cut_into_blocks_of_five_passages(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([("c1", 0, "executive", n) for n in range(1, 13)])
    found = cluster_calls(chunks, assignments(chunks, []), ["a"])["c1", "all"]
    assert sorted(found.words.tolist()) == [1 + 2 + 3 + 4 + 5, 11 + 12, 6 + 7 + 8 + 9 + 10]


def test_question_and_answers_of_an_exchange_are_one_cluster(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([("c1", 3, "analyst", 7), ("c1", 3, "executive", 20), ("c1", 4, "analyst", 9)])
    found = cluster_calls(chunks, assignments(chunks, [(1, "a")]), ["a"])["c1", "all"]
    assert dict(zip(found.words.tolist(), found.theme_words[:, 0].tolist(), strict=True)) == {27: 20, 9: 0}


def test_exchanges_of_the_same_number_in_two_calls_are_apart(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([("c1", 1, "analyst", 7), ("c2", 1, "analyst", 9)])
    found = cluster_calls(chunks, assignments(chunks, [(1, "a")]), ["a"])
    assert found["c1", "all"].words.tolist() == [7]
    assert found["c1", "all"].share.tolist() == [0.0]
    assert found["c2", "all"].share.tolist() == [1.0]


@pytest.mark.parametrize("kind", ["boilerplate", "procedural"])
def test_words_without_narrative_are_in_no_count(make_chunks: MakeChunks, kind: str) -> None:
    chunks = make_chunks([("c1", 1, "executive", 40), ("c1", 1, "executive", 60)])
    chunks.loc[1, "kind"] = kind
    found = cluster_calls(chunks, assignments(chunks, [(0, "a"), (1, "a")]), ["a"])["c1", "all"]
    assert (found.words.tolist(), found.share.tolist(), found.n_chunks.tolist()) == ([40], [1.0], [1])


def test_score_below_the_threshold_is_in_no_count(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([("c1", 1, "executive", 40)])
    found = cluster_calls(chunks, assignments(chunks, [(0, "a")], assigned=False), ["a"])["c1", "all"]
    assert found.share.tolist() == [0.0]


def test_theme_that_is_not_asked_for_is_in_no_count(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([("c1", 1, "executive", 40)])
    found = cluster_calls(chunks, assignments(chunks, [(0, "retired")]), ["a"])["c1", "all"]
    assert found.theme_words.tolist() == [[0.0]]


def test_call_without_content_is_absent(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([("c1", 1, "executive", 40), ("c2", 1, "operator", 9)])
    chunks.loc[1, "kind"] = "procedural"
    assert {call for call, _ in cluster_calls(chunks, assignments(chunks, []), ["a"])} == {"c1"}


def test_group_that_said_nothing_has_no_share(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([("c1", 0, "executive", 40)])
    silent = cluster_calls(chunks, assignments(chunks, [(0, "a")]), ["a"])["c1", "analyst_questions"]
    assert np.isnan(silent.share).tolist() == [True]
    assert np.isnan(bounds(silent)).tolist() == [True, True]


def test_inputs_are_as_they_were(make_chunks: MakeChunks) -> None:
    chunks = make_chunks(TALK)
    said = assignments(chunks, SAID)
    before = chunks.copy(), said.copy()
    cluster_calls(chunks, said, ["a", "b"])
    pd.testing.assert_frame_equal(chunks, before[0])
    pd.testing.assert_frame_equal(said, before[1])


def test_two_clusters_that_disagree_are_worth_one_passage() -> None:
    # resampled shares 0, 1/2, 1 with 1/4, 1/2, 1/4: variance 1/8, doubled for two clusters; 1/4 over 1/4 is one, and
    # Student's t with one degree of freedom makes it less than the least, which is one
    assert effective_passages(one_theme([100, 100], [100, 0]), np.random.default_rng(1), 4000).tolist() == [1.0]
    low, high = bounds(one_theme([100, 100], [100, 0]))
    assert (low, high) == (pytest.approx(0.025), pytest.approx(0.975))  # Beta(1, 1)


def test_clusters_of_one_mind_are_worth_themselves_less_what_estimating_costs() -> None:
    # 40 clusters, half of them all about it: n = p(1-p) / (p(1-p)/40 * 40/39) = 39, times (1.95996 / 2.02269)^2 = 0.939
    half = one_theme([100] * 40, [100, 0] * 20)
    found = effective_passages(half, np.random.default_rng(1), 20_000)[0]
    # the variance of 20,000 resampled shares is known to 1 %: four standard errors are 4 %
    assert found == pytest.approx(39 * (1.959964 / 2.022691) ** 2, rel=0.04)


def test_call_is_worth_at_most_a_passage_every_forty_words() -> None:
    alike = one_theme([100] * 10, [30] * 10)
    assert effective_passages(alike, np.random.default_rng(1), 400).tolist() == [25.0]


def test_theme_not_heard_has_the_upper_bound_of_jeffreys_beta() -> None:
    low, high = bounds(one_theme([25, 25, 25, 25], [0, 0, 0, 0]), resamples=40_000)
    exact = stats.beta(0.5, 4.5)
    assert low == 0.0
    # the share of draws below the exact quantile is binomial: four standard errors over 40,000 draws are 0.0031
    assert exact.cdf(high) == pytest.approx(0.975, abs=0.0031)


def test_theme_not_heard_is_bounded_by_the_effective_number_of_clusters() -> None:
    draws = share_draws(one_theme([90, 10], [0, 0]), np.random.default_rng(3), 40_000)
    n_effective = 100**2 / (90**2 + 10**2)  # 1.22 rather than 2: one of them said nearly all
    exact = stats.beta(0.5, n_effective + 0.5)
    assert draws.mean() == pytest.approx(exact.mean(), abs=4 * exact.std() / np.sqrt(40_000))


def test_upper_bound_of_a_theme_not_heard_shrinks_with_more_clusters() -> None:
    highs = [bounds(one_theme([50] * n, [0] * n))[1] for n in (2, 5, 20, 80)]
    assert highs == sorted(highs, reverse=True)
    assert highs[0] > 0.5
    assert 0 < highs[-1] < 0.05


def test_theme_heard_in_every_word_has_a_lower_bound_below_one() -> None:
    low, high = bounds(one_theme([25, 25, 25, 25], [25, 25, 25, 25]), resamples=40_000)
    assert high == 1.0
    assert stats.beta(4.5, 0.5).cdf(low) == pytest.approx(0.025, abs=0.0031)


def test_share_of_a_single_cluster_is_not_certain() -> None:
    low, high = bounds(one_theme([100], [40]))
    assert low < 0.4 < high


def test_equal_seed_and_keys_draw_the_same_numbers() -> None:
    a, b = (seeded(ResamplingSettings(seed=5), "c1", "all").random(8).tolist() for _ in range(2))
    assert a == b


@pytest.mark.parametrize(("seed", "keys"), [(6, ("c1", "all")), (5, ("c2", "all")), (5, ("c1", "analyst_questions"))])
def test_other_seed_call_or_group_draws_other_numbers(seed: int, keys: tuple[str, ...]) -> None:
    here = seeded(ResamplingSettings(seed=5), "c1", "all").random(8).tolist()
    assert seeded(ResamplingSettings(seed=seed), *keys).random(8).tolist() != here


def planted(rng: np.random.Generator, n_clusters: int, rate: float, spread: float) -> Clustered:
    """Clusters of 60-600 words whose own share of the theme is Beta with mean ``rate``; lower spread, more clustered."""
    words = rng.integers(60, 600, n_clusters).astype(float)
    own = rng.beta(rate * spread, (1 - rate) * spread, n_clusters)
    return Clustered(words, np.round(words * own)[:, None], np.array([1]))


def coverage(n_clusters: int, rate: float, spread: float, calls: int = 400) -> float:
    rng = np.random.default_rng(20)
    hits = 0
    for call in range(calls):
        low, high = bounds(planted(rng, n_clusters, rate, spread), seed=call, resamples=400)
        hits += low <= rate <= high
    return hits / calls


# three standard errors of a binomial share over 400 calls
COVERAGE_TOLERANCE = 3 * np.sqrt(0.95 * 0.05 / 400)


def test_interval_covers_the_planted_share_in_95_percent_of_calls_of_many_clusters() -> None:
    assert coverage(120, rate=0.3, spread=2.0) == pytest.approx(0.95, abs=COVERAGE_TOLERANCE)


def test_interval_covers_the_planted_share_in_95_percent_of_calls_of_ten_clusters() -> None:
    assert coverage(10, rate=0.3, spread=2.0) >= 0.95 - COVERAGE_TOLERANCE


def test_interval_covers_the_planted_share_of_a_theme_of_few_exchanges() -> None:
    assert coverage(20, rate=0.05, spread=0.3) >= 0.95 - COVERAGE_TOLERANCE


@given(
    st.lists(st.tuples(st.integers(1, 500), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=12),
    st.integers(0, 2**32 - 1),
)
def test_interval_is_ordered_and_holds_the_share_for_any_talk(
    clusters: list[tuple[int, float, float]], seed: int
) -> None:
    words = np.array([c[0] for c in clusters], float)
    theme_words = np.array([[round(c[0] * c[1]), round(c[0] * c[2])] for c in clusters], float)
    said = Clustered(words, theme_words, np.array([1, 1]))
    low, high = share_interval(said, np.random.default_rng(seed), 60)
    assert (low >= 0).all()
    assert (low <= said.share).all()
    assert (said.share <= high).all()
    assert (high <= 1).all()
