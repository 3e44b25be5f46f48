"""What two calls of one company can say."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from themes.prevalence import contrasts
from themes.prevalence.contrasts import call_pairs, contrast_calls, permutation_p
from themes.prevalence.intervals import Clustered, ResamplingSettings
from themes.records import TABLES

SETTINGS = ResamplingSettings(seed=3, resamples=500)


def calls_table(*rows: tuple[str, str | None, str | None]) -> pd.DataFrame:
    """Calls (call_id, calendar quarter, date) of the company that the id begins with."""
    columns = ["call_id", "calendar_quarter", "call_date"]
    return pd.DataFrame(rows, columns=columns).assign(company_id=[r[0][0] for r in rows])


def pairs(*rows: tuple[str, str | None, str | None]) -> list[tuple[str, str]]:
    return [(a, b) for _, a, b in call_pairs(calls_table(*rows))]


def talk(words: Sequence[float], *themes: Sequence[float]) -> Clustered:
    columns = np.array(themes, float).T
    return Clustered(np.array(words, float), columns, (columns > 0).sum(axis=0))


def p_of(a: Clustered, b: Clustered, n: int = 4000, seed: int = 1) -> float:
    return float(permutation_p(a, b, np.random.default_rng(seed), n)[0])


def test_p_does_not_depend_on_how_many_permutations_are_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = talk([40, 60, 80, 20], [40, 0, 0, 20], [0] * 4), talk([70, 50, 30], [0, 50, 0], [0] * 3)
    found = [permutation_p(a, b, np.random.default_rng(3), 1100).tolist()]
    for size in (1, 7, 1100, 5000):
        monkeypatch.setattr(contrasts, "PERMUTATIONS_AT_ONCE", size)
        found.append(permutation_p(a, b, np.random.default_rng(3), 1100).tolist())
    assert all(p == found[0] for p in found)
    assert 0 < found[0][0] < 1
    assert found[0][1] == 1  # a theme that neither call speaks of


def test_neighbours_in_time_are_paired_whatever_the_order_given() -> None:
    found = pairs(("a3", "2012Q3", None), ("a1", "2012Q1", None), ("a2", "2012Q2", None))
    assert found == [("a1", "a2"), ("a2", "a3"), ("a1", "a3")]


def test_last_call_is_set_against_the_first_where_there_are_too_few_for_a_trend() -> None:
    quarters = ["2010Q1", "2010Q3", "2011Q2", "2011Q4", "2012Q3", "2013Q2"]
    calls = [(f"a{k}", quarter, None) for k, quarter in enumerate(quarters)]
    assert ("a0", "a4") in pairs(*calls[:5])
    assert ("a0", "a5") not in pairs(*calls)


def test_two_calls_are_one_pair() -> None:
    assert pairs(("a1", "2012Q1", None), ("a2", "2012Q4", None)) == [("a1", "a2")]


def test_same_quarter_a_year_before_is_paired_too() -> None:
    quarters = ["2011Q4", "2012Q1", "2012Q2", "2012Q3", "2012Q4", "2013Q1"]
    found = pairs(*((f"a{k}", quarter, None) for k, quarter in enumerate(quarters)))
    apart = [(a, b) for a, b in found if int(b[1]) - int(a[1]) > 1]
    assert apart == [("a0", "a4"), ("a1", "a5")]
    assert len(found) == 5 + 2


def test_neighbours_a_year_apart_are_paired_once() -> None:
    assert pairs(("a1", "2011Q4", None), ("a2", "2012Q4", None)) == [("a1", "a2")]


def test_year_before_is_found_over_a_gap() -> None:
    found = pairs(("a1", "2011Q4", None), ("a2", "2012Q2", None), ("a3", "2012Q4", None))
    assert found == [("a1", "a2"), ("a2", "a3"), ("a1", "a3")]


def test_quarter_of_another_number_a_year_before_is_no_pair() -> None:
    quarters = ["2011Q2", "2011Q3", "2011Q4", "2012Q2", "2012Q3", "2012Q4"]
    found = pairs(*((f"a{k}", quarter, None) for k, quarter in enumerate(quarters)))
    assert [(a, b) for a, b in found if int(b[1]) - int(a[1]) > 1] == [("a0", "a3"), ("a1", "a4"), ("a2", "a5")]


def test_two_calls_of_one_quarter_are_ordered_by_their_dates() -> None:
    assert pairs(("a1", "2012Q4", "2013-03-01"), ("a2", "2012Q4", "2013-02-01")) == [("a2", "a1")]


def test_calls_without_a_quarter_are_left_out() -> None:
    assert pairs(("a1", "2012Q1", None), ("a2", None, "2012-06-01"), ("a3", "2012Q3", None)) == [("a1", "a3")]


def test_calls_of_two_companies_are_never_paired() -> None:
    found = pairs(("a1", "2012Q1", None), ("b1", "2012Q1", None), ("a2", "2012Q2", None), ("b2", "2012Q2", None))
    assert found == [("a1", "a2"), ("b1", "b2")]


def test_p_counts_the_arrangements_at_least_as_far_apart() -> None:
    # of the six ways to deal four equal clusters into two and two, the one observed and its mirror are as far apart
    p = p_of(talk([10, 10], [10, 10]), talk([10, 10], [0, 0]))
    assert p == pytest.approx(2 / 6, abs=4 * np.sqrt(2 / 9 / 4000))


@pytest.mark.parametrize(("earlier", "exact"), [((0,), 0.2), ((0, 2), 0.1), ((1, 3, 4), 0.1), ((1, 2, 3, 4), 0.2)])
def test_p_of_unequal_clusters_is_that_of_the_full_enumeration(earlier: tuple[int, ...], exact: float) -> None:
    words, theme = np.array([10, 40, 25, 30, 15]), np.array([10, 5, 20, 0, 0])

    def distance(chosen: tuple[int, ...]) -> float:
        a = np.isin(range(5), chosen)
        return abs(theme[a].sum() / words[a].sum() - theme[~a].sum() / words[~a].sum())

    arrangements = list(combinations(range(5), len(earlier)))
    assert np.mean([distance(c) >= distance(earlier) - 1e-12 for c in arrangements]) == exact
    a = np.isin(range(5), earlier)
    p = p_of(talk(words[a], theme[a]), talk(words[~a], theme[~a]), n=10_000)
    assert p == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 10_000))


def test_p_is_one_where_both_calls_are_alike() -> None:
    assert p_of(talk([10, 10], [5, 5]), talk([10, 10], [5, 5])) == 1.0


def test_p_is_never_zero() -> None:
    # two of the 184,756 arrangements are as far apart; the observed one counts among the permutations
    p = p_of(talk([10] * 10, [10] * 10), talk([10] * 10, [0] * 10), n=999)
    assert p == 1 / 1000


def test_p_is_the_same_when_the_calls_swap() -> None:
    a, b = talk([10, 25, 30], [10, 20, 0]), talk([40, 30, 15, 20], [5, 0, 0, 2])
    # two Monte Carlo estimates of one number: four standard errors of their difference
    assert p_of(a, b) == pytest.approx(p_of(b, a, seed=2), abs=4 * np.sqrt(2 * 0.25 / 4000))


def random_talk(rng: np.random.Generator, n_clusters: int, rate: float) -> Clustered:
    words = rng.integers(60, 400, n_clusters).astype(float)
    return talk(words.tolist(), np.round(words * rng.beta(2 * rate, 2 * (1 - rate), n_clusters)).tolist())


def test_p_is_uniform_where_nothing_changed() -> None:
    rng = np.random.default_rng(11)
    found = np.array([p_of(random_talk(rng, 12, 0.2), random_talk(rng, 9, 0.2), 400, seed=k) for k in range(400)])
    for level in (0.05, 0.25, 0.5, 0.75):
        assert (found <= level).mean() == pytest.approx(level, abs=4 * np.sqrt(level * (1 - level) / 400))


def test_p_is_small_where_the_share_was_planted_to_change() -> None:
    rng = np.random.default_rng(12)
    found = [p_of(random_talk(rng, 20, 0.05), random_talk(rng, 20, 0.6), 400, seed=k) for k in range(40)]
    assert np.mean(np.array(found) < 0.05) == 1.0


CALLS = calls_table(("a1", "2012Q3", None), ("a2", "2012Q4", None))
SAID = {
    ("a1", "all"): talk([50, 50, 100], [50, 0, 0], [0, 0, 0], [0, 0, 0]),
    ("a2", "all"): talk([40, 60], [0, 10], [40, 60], [0, 0]),
}
THEMES = ["tea", "ale", "gin"]


def test_row_tells_shares_and_difference_of_the_two_calls() -> None:
    table = contrast_calls(CALLS, SAID, THEMES, SETTINGS)
    assert tuple(table.columns) == TABLES["contrasts"]
    told = table[["theme_id", "company_id", "call_id_from", "call_id_to", "share_from", "share_to", "difference"]]
    assert told.values.tolist() == [
        ["tea", "a", "a1", "a2", 0.25, 0.1, -0.15],
        ["ale", "a", "a1", "a2", 0.0, 1.0, 1.0],
    ]


def test_theme_heard_in_neither_call_has_no_row() -> None:
    assert "gin" not in set(contrast_calls(CALLS, SAID, THEMES, SETTINGS)["theme_id"])


def test_interval_is_of_the_later_share_less_the_earlier() -> None:
    # two clusters that disagree are worth one passage: Beta(1, 1); not heard in 400 clusters: Beta(.5, 400.5), near zero
    said = {("a1", "all"): talk([50, 50], [50, 0]), ("a2", "all"): talk([50] * 400, [0] * 400)}
    found = contrast_calls(CALLS, said, ["tea"], ResamplingSettings(1, 20_000)).iloc[0]
    assert found[["difference", "low", "high"]].tolist() == pytest.approx([-0.5, -0.975, -0.025], abs=0.006)


def test_interval_and_p_agree_on_a_planted_change() -> None:
    said = {("a1", "all"): talk([50] * 20, [0, 10] * 10), ("a2", "all"): talk([50] * 20, [20, 40] * 10)}
    found = contrast_calls(CALLS, said, ["tea"], SETTINGS).iloc[0]
    assert 0 < found["low"] < found["difference"] == 0.5 < found["high"] < 1
    assert found["p_value"] < 0.01


def test_interval_straddles_zero_where_nothing_changed() -> None:
    words, theme = [50] * 12, [0, 50, 10, 30, 0, 5] * 2
    said = {("a1", "all"): talk(words, theme), ("a2", "all"): talk(words, theme[::-1])}
    found = contrast_calls(CALLS, said, ["tea"], SETTINGS).iloc[0]
    assert found["low"] < 0 < found["high"]
    assert found["p_value"] == 1.0


def test_call_without_words_gives_no_row() -> None:
    said = SAID | {("a2", "all"): Clustered(np.zeros(0), np.zeros((0, 3)), np.zeros(3, int))}
    assert contrast_calls(CALLS, said, THEMES, SETTINGS).empty


def test_call_without_content_gives_no_row() -> None:
    assert contrast_calls(CALLS, {("a1", "all"): SAID["a1", "all"]}, THEMES, SETTINGS).empty


def test_rows_are_in_the_order_of_the_themes_then_of_the_pairs() -> None:
    calls = calls_table(("a1", "2012Q3", None), ("a2", "2012Q4", None), ("a3", "2013Q1", None))
    said = SAID | {("a3", "all"): talk([20, 20], [20, 0], [20, 0], [20, 0])}
    found = contrast_calls(calls, said, THEMES, SETTINGS)[["theme_id", "call_id_to"]].values.tolist()
    # a2 against a1, a3 against a2, a3 against a1
    assert found == [*[[t, c] for t in ("tea", "ale") for c in ("a2", "a3", "a3")], ["gin", "a3"], ["gin", "a3"]]


def test_equal_seed_gives_the_same_table_and_other_calls_do_not_change_it() -> None:
    calls = calls_table(("a1", "2012Q3", None), ("a2", "2012Q4", None), ("b1", "2012Q3", None), ("b2", "2012Q4", None))
    said = SAID | {("b1", "all"): SAID["a2", "all"], ("b2", "all"): SAID["a1", "all"]}
    alone, beside = (contrast_calls(c, s, THEMES, SETTINGS) for c, s in ((CALLS, SAID), (calls, said)))
    kept = beside[beside["company_id"] == "a"].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, alone, check_exact=True)
