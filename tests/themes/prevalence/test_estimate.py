"""The share of talk that concerns a theme, by call and group of speakers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from themes.prevalence.estimate import measure_prevalence
from themes.prevalence.intervals import Clustered
from themes.records import SPEAKER_GROUPS, TABLES

Said = dict[tuple[str, str], Clustered]


def calls_table(*call_ids: str) -> pd.DataFrame:
    rows = [
        {"call_id": c, "company_id": c[0], "calendar_quarter": "2012Q4", "fiscal_quarter": "2013Q2"} for c in call_ids
    ]
    return pd.DataFrame(rows, columns=["call_id", "company_id", "calendar_quarter", "fiscal_quarter"])


def said_in(call: str, words: list[int], *theme_words: list[int]) -> Said:
    """One theme a list of words by cluster; the same for all groups but analysts, who are silent."""
    columns = np.array(theme_words, float).T
    spoke = Clustered(np.array(words, float), columns, (columns > 0).sum(axis=0))
    return {(call, group): spoke for group in SPEAKER_GROUPS if group != "analyst_questions"}


def row(table: pd.DataFrame, theme: str, call: str, group: str = "all") -> pd.Series:
    found = table[(table["theme_id"] == theme) & (table["call_id"] == call) & (table["speaker_group"] == group)]
    assert len(found) == 1
    return found.iloc[0]


SAID = said_in("a1", [40, 60, 100], [40, 0, 10], [0, 0, 0]) | said_in("b1", [30, 70], [0, 7], [30, 70])


def test_every_theme_call_and_group_has_a_row_in_order() -> None:
    table = measure_prevalence(calls_table("a1", "b1"), SAID, ["tea", "ale"])
    assert tuple(table.columns) == TABLES["prevalence"]
    found = list(table[["theme_id", "call_id", "speaker_group"]].itertuples(index=False, name=None))
    assert found == [(t, c, g) for t in ("tea", "ale") for c in ("a1", "b1") for g in SPEAKER_GROUPS]


def test_share_is_theme_words_over_words() -> None:
    found = row(measure_prevalence(calls_table("a1", "b1"), SAID, ["tea", "ale"]), "tea", "a1")
    assert (found["n_words_theme"], found["n_words"], found["share"], found["n_chunks"]) == (50, 200, 0.25, 2)


def test_row_tells_company_and_quarters_of_its_call() -> None:
    found = row(measure_prevalence(calls_table("a1", "b1"), SAID, ["tea", "ale"]), "ale", "b1")
    assert found[["company_id", "calendar_quarter", "fiscal_quarter"]].tolist() == ["b", "2012Q4", "2013Q2"]


def test_theme_not_heard_keeps_a_row_of_zero_with_an_upper_bound() -> None:
    found = row(measure_prevalence(calls_table("a1"), SAID, ["tea", "ale"]), "ale", "a1")
    assert (found["n_words_theme"], found["n_words"], found["share"], found["share_low"]) == (0, 200, 0, 0)
    assert 0 < found["share_high"] < 1


def test_group_that_said_nothing_has_no_share_and_no_bounds() -> None:
    found = row(measure_prevalence(calls_table("a1"), SAID, ["tea", "ale"]), "tea", "a1", "analyst_questions")
    assert (found["n_words"], found["n_words_theme"], found["n_chunks"]) == (0, 0, 0)
    assert found[["share", "share_low", "share_high"]].isna().all()


def test_call_without_content_keeps_its_rows_without_shares() -> None:
    table = measure_prevalence(calls_table("a1", "c1"), SAID, ["tea", "ale"])
    silent = table[table["call_id"] == "c1"]
    assert len(silent) == 2 * len(SPEAKER_GROUPS)
    assert silent["share"].isna().all()
    assert (silent["n_words"] == 0).all()


def test_call_that_did_not_take_place_has_no_row() -> None:
    table = measure_prevalence(calls_table("b1"), SAID, ["tea", "ale"])
    assert set(table["call_id"]) == {"b1"}


def test_interval_contains_the_share_in_every_row() -> None:
    table = measure_prevalence(calls_table("a1", "b1"), SAID, ["tea", "ale"]).dropna(subset="share")
    assert (table["share_low"] <= table["share"]).all()
    assert (table["share"] <= table["share_high"]).all()


def test_another_call_leaves_the_intervals_of_the_others_as_they_were() -> None:
    alone = measure_prevalence(calls_table("a1"), SAID, ["tea", "ale"])
    beside = measure_prevalence(calls_table("b1", "a1"), SAID, ["tea", "ale"])
    kept = beside[beside["call_id"] == "a1"].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, alone, check_exact=True)


def test_another_theme_leaves_the_intervals_of_the_others_as_they_were() -> None:
    one = said_in("a1", [40, 60, 100], [40, 0, 10])
    two = said_in("a1", [40, 60, 100], [5, 60, 1], [40, 0, 10])
    alone = measure_prevalence(calls_table("a1"), one, ["tea"])
    beside = measure_prevalence(calls_table("a1"), two, ["ale", "tea"])
    kept = beside[beside["theme_id"] == "tea"].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, alone, check_exact=True)


def test_interval_of_a_row_is_that_of_its_beta() -> None:
    # twelve clusters of 200 words, a third half about it, a third a quarter: eight deviate by 50 words from the mean
    said = {("a1", "all"): Clustered(np.full(12, 200.0), np.outer([0.0, 50.0, 100.0] * 4, [1.0]), np.array([8]))}
    found = row(measure_prevalence(calls_table("a1"), said, ["tea"]), "tea", "a1")
    variance = 8 * 50**2 / 2400**2 * 12 / 11 * (stats.t.ppf(0.975, 11) / stats.norm.ppf(0.975)) ** 2
    n_effective = min(0.25 * 0.75 / variance, 2400 / 40)
    beta = stats.beta(0.25 * n_effective + 0.5, 0.75 * n_effective + 0.5)
    assert found[["share_low", "share_high"]].tolist() == pytest.approx([beta.ppf(0.025), beta.ppf(0.975)], abs=1e-6)


def test_words_that_cues_and_meaning_speak_for_are_null_for_themes_that_have_neither() -> None:
    spoke = replace(SAID["a1", "all"], strong_words=np.array([30, 0]), meaning_words=np.array([55, 0]))
    table = measure_prevalence(calls_table("a1", "b1"), SAID | {("a1", "all"): spoke}, ["tea", "ale"], {"tea"})
    columns = ["n_words_strong", "n_words_meaning"]
    assert row(table, "tea", "a1")[columns].tolist() == [30, 55]
    assert row(table, "tea", "b1")[columns].tolist() == [0, 0]
    assert row(table, "ale", "a1")[columns].isna().all()
    assert table[columns].dtypes.astype(str).tolist() == ["Int64", "Int64"]


@pytest.mark.parametrize(("calls", "themes"), [([], ["tea", "ale"]), (["a1"], [])])
def test_no_calls_or_no_themes_give_a_table_without_rows(calls: list[str], themes: list[str]) -> None:
    table = measure_prevalence(calls_table(*calls), {}, themes)
    assert tuple(table.columns) == TABLES["prevalence"]
    assert table.empty
