"""Words by cluster of talk, and the intervals made of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.benchmarks import share_coverage
from themes.prevalence.intervals import (
    Clustered,
    ResamplingSettings,
    cluster_calls,
    effective_passages,
    seeded,
    share_interval,
)
from themes.records import SPEAKER_GROUPS

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
    columns = ["chunk_id", "theme_id", "kind", "score", "assigned", "strong_cue", "meaning"]
    return pd.DataFrame(rows, columns=columns)


def one_theme(words: list[float], theme_words: list[float]) -> Clustered:
    return Clustered(np.array(words, float), np.array(theme_words, float)[:, None], np.array([1]))


def bounds(clustered: Clustered) -> tuple[float, float]:
    low, high = share_interval(clustered)
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


def test_words_of_strong_cues_and_of_meaning_are_counted_whatever_is_assigned(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([("c1", 0, "executive", 40), ("c1", 1, "analyst", 7), ("c1", 1, "executive", 90)])
    said = assignments(chunks, [(0, "a"), (1, "a"), (2, "a"), (2, "b")]).assign(
        assigned=[True, False, False, True], strong_cue=[False, True, True, None], meaning=[1.6, 1.59, 4.0, np.nan]
    )
    found = cluster_calls(chunks, said, ["a", "b"])
    counted = {group: (found["c1", group].strong_words, found["c1", group].meaning_words) for group in SPEAKER_GROUPS}
    assert {g: [w.tolist() for w in own if w is not None] for g, own in counted.items()} == {
        "all": [[97, 0], [130, 0]], "management_prepared": [[0, 0], [40, 0]],
        "management_answers": [[90, 0], [90, 0]], "analyst_questions": [[7, 0], [0, 0]],
    }  # fmt: skip


def test_meaning_takes_a_passage_for_the_nearest_theme(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([("c1", 1, "executive", 40), ("c1", 2, "executive", 60)])
    said = assignments(chunks, [(0, "a"), (0, "b"), (1, "a"), (1, "b")]).assign(meaning=[2.0, 2.1, 3.0, 3.0])
    found = cluster_calls(chunks, said, ["a", "b"])["c1", "all"]
    assert found.meaning_words is not None
    assert found.meaning_words.tolist() == [60, 100]  # the second passage is as near to both


def test_row_kept_for_its_evidence_alone_leaves_the_expected_share_as_it_was(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([("c1", 1, "executive", 40), ("c1", 2, "executive", 60), ("c1", 3, "executive", 100)])
    said = assignments(chunks, [(0, "a"), (1, "a"), (2, "a")], assigned=False)
    found = cluster_calls(chunks, said.assign(score=[0.19, 0.2, 0.5], strong_cue=True), ["a"])["c1", "all"]
    assert found.expected_share.tolist() == pytest.approx([(60 * 0.2 + 100 * 0.5) / 200])


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
    # each deviates by 50 words of 200: variance 2 · 50² / 200² · 2/1 = 1/4; 1/4 over 1/4 is one, and Student's t with
    # one degree of freedom makes it less than the least, which is one
    assert effective_passages(one_theme([100, 100], [100, 0])).tolist() == [1.0]
    low, high = bounds(one_theme([100, 100], [100, 0]))
    assert (low, high) == (pytest.approx(0.025), pytest.approx(0.975))  # Beta(1, 1)


def test_clusters_of_one_mind_are_worth_themselves_less_what_estimating_costs() -> None:
    # 40 clusters, half of them all about it: n = p(1-p) / (p(1-p)/40 * 40/39) = 39, times (1.95996 / 2.02269)^2 = 0.939
    half = one_theme([100] * 40, [100, 0] * 20)
    found = effective_passages(half)[0]
    assert found == pytest.approx(39 * (1.959964 / 2.022691) ** 2, rel=1e-5)


def test_call_is_worth_at_most_a_passage_every_forty_words() -> None:
    alike = one_theme([100] * 10, [30] * 10)
    assert effective_passages(alike).tolist() == [25.0]


def test_theme_not_heard_has_the_upper_bound_of_jeffreys_beta() -> None:
    low, high = bounds(one_theme([25, 25, 25, 25], [0, 0, 0, 0]))
    exact = stats.beta(0.5, 4.5)
    assert low == 0.0
    assert exact.cdf(high) == pytest.approx(0.975)


def test_theme_not_heard_is_bounded_by_the_effective_number_of_clusters() -> None:
    _, high = bounds(one_theme([90, 10], [0, 0]))
    n_effective = 100**2 / (90**2 + 10**2)  # 1.22 rather than 2: one of them said nearly all
    assert stats.beta(0.5, n_effective + 0.5).cdf(high) == pytest.approx(0.975)


def test_upper_bound_of_a_theme_not_heard_shrinks_with_more_clusters() -> None:
    highs = [bounds(one_theme([50] * n, [0] * n))[1] for n in (2, 5, 20, 80)]
    assert highs == sorted(highs, reverse=True)
    assert highs[0] > 0.5
    assert 0 < highs[-1] < 0.05


def test_theme_heard_in_every_word_has_a_lower_bound_below_one() -> None:
    low, high = bounds(one_theme([25, 25, 25, 25], [25, 25, 25, 25]))
    assert high == 1.0
    assert stats.beta(4.5, 0.5).cdf(low) == pytest.approx(0.025)


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
    for _ in range(calls):
        low, high = bounds(planted(rng, n_clusters, rate, spread))
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
)
def test_interval_is_ordered_and_holds_the_share_for_any_talk(
    clusters: list[tuple[int, float, float]],
) -> None:
    words = np.array([c[0] for c in clusters], float)
    theme_words = np.array([[round(c[0] * c[1]), round(c[0] * c[2])] for c in clusters], float)
    said = Clustered(words, theme_words, np.array([1, 1]))
    low, high = share_interval(said)
    assert (low >= 0).all()
    assert (low <= said.share).all()
    assert (said.share <= high).all()
    assert (high <= 1).all()


def scored(chunks: pd.DataFrame, scores: list[tuple[int, float, bool]], kind: str = "tracked") -> pd.DataFrame:
    """Rows of chunk_themes on theme a: row of the chunks, score, assigned."""
    return assignments(chunks, [(k, "a") for k, _, _ in scores]).assign(
        kind=kind, score=[s for _, s, _ in scores], assigned=[yes for _, _, yes in scores]
    )


def test_scores_give_the_expected_words_and_the_variance_they_leave_open(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([("c1", 1, "analyst", 40), ("c1", 1, "executive", 60), ("c1", 2, "executive", 100)])
    found = cluster_calls(chunks, scored(chunks, [(0, 0.9, True), (1, 0.4, False)]), ["a"])["c1", "all"]
    assert found.theme_words[:, 0].tolist() == [40, 0]
    assert found.expected[:, 0].tolist() == pytest.approx([0.9 * 40 + 0.4 * 60, 0])
    assert found.doubt is not None
    assert found.doubt.tolist() == pytest.approx([40**2 * 0.09 + 60**2 * 0.24])
    assert (found.share[0], found.expected_share[0]) == pytest.approx((0.2, 0.3))


def test_discovered_theme_is_its_passages_whatever_their_nearness(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([("c1", 1, "analyst", 40), ("c1", 2, "executive", 60)])
    found = cluster_calls(chunks, scored(chunks, [(0, 0.4, True)], "discovered"), ["a"])["c1", "all"]
    assert found.expected.tolist() == found.theme_words.tolist()
    assert found.doubt is not None
    assert found.doubt.tolist() == [0.0]


def test_interval_leans_to_where_the_scores_point() -> None:
    words = np.full(40, 100.0)
    sure = np.where(np.arange(40) < 10, 100.0, 0.0)[:, None]
    doubtful = np.where(np.arange(40) < 20, 80.0, 0.0)[:, None]  # as many assigned, as many again just below
    certain, open_ = (Clustered(words, sure, np.array([10]), expected) for expected in (sure, doubtful))
    assert certain.share == open_.share
    assert bounds(open_)[1] > bounds(certain)[1]


def test_doubt_widens_the_interval_where_the_clusters_agree() -> None:
    words, said = np.full(50, 100.0), np.full((50, 1), 50.0)
    sure = Clustered(words, said, np.array([50]), said, np.array([0.0]))
    # 50 passages of 100 words, each as likely as not: variance 50 · 100² / 4, that of 50 passages worth 50
    doubtful = Clustered(words, said, np.array([50]), said, np.array([50 * 100**2 / 4]))
    assert effective_passages(sure).tolist() == [125.0]
    assert effective_passages(doubtful).tolist() == pytest.approx([50.0])


def test_theme_only_suspected_keeps_zero_and_a_higher_upper_bound() -> None:
    words, none = np.full(20, 100.0), np.zeros((20, 1))
    suspected = Clustered(words, none, np.array([0]), np.full((20, 1), 15.0), np.array([20 * 50**2 * 0.21]))
    heard = bounds(Clustered(words, none, np.array([0])))
    low, high = bounds(suspected)
    assert low == 0.0
    assert high > heard[1]


@pytest.mark.parametrize(("rate", "design_effect"), [(0.05, 1), (0.15, 3), (0.15, 6)])
def test_interval_of_scored_passages_covers_the_rate_behind_them(rate: float, design_effect: float) -> None:
    measured = share_coverage.coverage(share_coverage.Setting(rate, design_effect), 400)
    assert measured.n_effective >= 30
    assert measured.coverage == pytest.approx(0.95, abs=COVERAGE_TOLERANCE)
