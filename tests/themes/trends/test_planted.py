"""Planted truth and properties: a small part of ``make bench`` that every test run does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.benchmarks.panel_scores import Scores, score
from tests.benchmarks.planted_panels import Planted, Setting, as_prevalence, draw_panel, know
from themes.stats.windows import compared_windows
from themes.trends.change import measure_change
from themes.trends.classification import judge_panel
from themes.trends.table import judge_trends
from themes.trends.variance_components import fit_variance_components, measure_moments

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scores() -> Scores:
    settings = [
        Setting(companies, quarters, 0.05, effect, memory)
        for companies, quarters in ((4, 16), (12, 24))
        for effect in (1.0, 6.0)
        for memory in (0.0, 0.6)
    ]
    return score([(setting, seed) for setting in settings for seed in range(3)])


@pytest.mark.parametrize("kind", ["any", "rising", "fading", "new", "dormant", "revived"])
def test_few_statuses_are_false(scores: Scores, kind: str) -> None:
    tally = scores.tallies["callthemes", "all"]
    assert tally.called[kind] > 0
    assert tally.false_discovery(kind)[0] <= 0.05


def test_companies_below_found_themes_are_seldom_falsely_named(scores: Scores) -> None:
    assert scores.tallies["companies", "all"].false_discovery("any")[0] <= 0.05


def test_power_is_a_good_part_of_the_oracles(scores: Scores) -> None:
    tally = scores.tallies["callthemes", "all"]
    assert tally.oracle.total() > 80
    assert tally.found.total() >= 0.7 * tally.oracle.total()


def test_intervals_cover(scores: Scores) -> None:
    assert 0.93 <= np.mean(scores.tallies["callthemes", "all"].covered) <= 0.99


def test_a_slope_without_correction_is_often_false(scores: Scores) -> None:
    assert scores.tallies["least squares", "all"].false_discovery("any")[0] > 0.2


@pytest.mark.parametrize("memory", [0.0, 0.6])
def test_spread_is_found_again(memory: float) -> None:
    setting = Setting(4, 48, 0.1, 3.0, memory, n_none=300, n_seasonal=0, n_each=0, shared_shock=0.3, own_shock=0.0)
    planted = draw_panel(setting, 1)
    change = measure_change(planted.panel, compared_windows(48))
    assert change is not None
    noise, forgotten, remembered = fit_variance_components(measure_moments([change])).sizes
    assert noise == pytest.approx(3.0, rel=0.3)
    assert forgotten + remembered == pytest.approx(0.09, rel=0.3)
    assert (remembered > forgotten) == (memory > 0)


def statuses(planted: Planted) -> pd.DataFrame:
    return judge_trends(as_prevalence(planted), [f"t{k}" for k in range(len(planted.story))])


@pytest.fixture(scope="module")
def planted() -> Planted:
    return draw_panel(Setting(4, 16, 0.05, 1, 0.3), 4)


def test_names_of_companies_do_not_matter(planted: Planted) -> None:
    names = tuple(reversed(planted.panel.companies))
    other = replace(planted, panel=replace(planted.panel, companies=names))
    ours, theirs = statuses(planted), statuses(other)
    theirs["scope"] = theirs["scope"].replace(dict(zip(names, planted.panel.companies, strict=True)))
    numbers = ["change_per_year", "change_low", "change_high", "p_value", "q_value"]
    keys = ["theme_id", "scope"]
    left, right = (t.set_index(keys).sort_index() for t in (ours, theirs))
    assert left["status"].tolist() == right["status"].tolist()
    np.testing.assert_allclose(left[numbers].to_numpy(float), right[numbers].to_numpy(float), atol=1e-9)


def test_order_of_rows_does_not_matter(planted: Planted) -> None:
    table = as_prevalence(planted)
    ids = [f"t{k}" for k in range(len(planted.story))]
    mixed = table.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(judge_trends(table, ids), judge_trends(mixed, ids))


def test_time_turned_round_turns_rising_into_fading(planted: Planted) -> None:
    panel = planted.panel
    back = replace(
        panel, share=panel.share[..., ::-1], passages=panel.passages[:, ::-1], n_calls=panel.n_calls[:, ::-1]
    )
    there, again = (judge_panel(p, planted.kinds)["ALL"].tested for p in (panel, back))
    assert there is not None
    assert again is not None
    np.testing.assert_allclose(there.a_year, -again.a_year, atol=1e-12)


def test_a_talkative_company_that_joins_late_makes_no_trend() -> None:
    share = np.full((8, 4, 16), 0.02)
    share[:, 3] = 0.4
    share += np.random.default_rng(0).normal(0, 0.002, share.shape)
    planted = draw_panel(Setting(4, 16, n_none=8, n_seasonal=0, n_each=0), 0)
    held = np.ones((4, 16), dtype=bool)
    held[3, :10] = False
    passages = np.where(held, 100.0, 0.0)
    panel = replace(planted.panel, share=np.where(held, share, np.nan), passages=passages, n_calls=held.astype(int))
    judged = judge_panel(panel, planted.kinds)["ALL"]
    assert judged.tested is not None
    assert np.abs(judged.tested.after - judged.tested.before).max() < 0.003
    assert set(judged.status) == {"steady"}


def test_tracked_and_discovered_themes_are_corrected_apart(planted: Planted) -> None:
    ids = [f"t{k}" for k in range(len(planted.story))]
    kinds = pd.DataFrame({"theme_id": ids, "kind": ["tracked"] * 30 + ["discovered"] * (len(ids) - 30)})
    alone = judge_trends(as_prevalence(planted), ids).set_index(["theme_id", "scope"])
    apart = judge_trends(as_prevalence(planted), ids, kinds).set_index(["theme_id", "scope"])
    overall = [(theme, "ALL") for theme in ids[30:]]
    np.testing.assert_array_equal(apart.loc[overall, "p_value"], alone.loc[overall, "p_value"])
    assert (apart.loc[overall, "q_value"].fillna(1) <= alone.loc[overall, "q_value"].fillna(1) + 1e-12).all()


def test_companies_are_tested_only_under_themes_found_overall(planted: Planted) -> None:
    found = statuses(planted)
    overall = found[found["scope"] == "ALL"].set_index("theme_id")["status"]
    below = found[found["scope"] != "ALL"]
    selected = ~below["theme_id"].map(overall).isin(["steady", "insufficient"])
    assert selected.any()
    assert below.loc[~selected, "q_value"].isna().all()
    assert below.loc[~selected, "status"].isin(["steady", "insufficient"]).all()


def test_every_status_but_two_has_its_error_controlled(planted: Planted) -> None:
    found = statuses(planted)
    named = ~found["status"].isin(["steady", "insufficient"])
    assert named.any()
    assert (found.loc[named, "q_value"] <= 0.05).all()


def test_truth_of_a_planted_story_is_what_its_expected_shares_say() -> None:
    planted = draw_panel(Setting(4, 48, 0.05), 3)
    allowed = dict(zip(planted.story, know(planted).allowed, strict=True))
    assert allowed["none"] == allowed["seasonal"] == frozenset()
    assert {"rising"} <= allowed["rise"]
    assert {"fading"} <= allowed["drop"]
    assert {s: s in allowed[s] for s in ("new", "dormant", "revived")} == dict.fromkeys(
        ("new", "dormant", "revived"), True
    )
