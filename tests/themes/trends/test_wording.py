"""Whether the wording carries a change: by strong cues and by meaning alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.panels import panel_of, prevalence_of
from themes.trends.panel import WORDS_A_PASSAGE, Floats
from themes.trends.table import judge_trends
from themes.trends.wording import wording_of

FLAT, STEP = [4.0] * 24, [4.0] * 16 + [12.0] * 8


def table(
    strong: Floats | None, meaning: Floats | None, total: Floats | None = None, companies: int = 6
) -> pd.DataFrame:
    """A theme that steps from 4 to 12% (or as given), beside nine flat ones, with its words by wording, 0-1 of talk."""
    rng = np.random.default_rng(0)
    level = np.array(STEP) if total is None else total
    talk = rng.poisson(np.concatenate([level[None, None], np.full((9, 1, 24), 5.0)]) * np.ones((10, companies, 1)))
    rows = prevalence_of(panel_of(talk.astype(float)))
    quarter = rows["calendar_quarter"].map({q: k for k, q in enumerate(sorted(set(rows["calendar_quarter"])))})
    for column, levels in (("n_words_strong", strong), ("n_words_meaning", meaning)):
        if levels is None:
            continue
        rows[column] = np.where(rows["theme_id"] == "t0", np.array(levels)[quarter] * WORDS_A_PASSAGE, 0.0).astype(int)
    return rows


def agreement(rows: pd.DataFrame, scope: str = "ALL") -> object:
    found = judge_trends(rows, [f"t{k}" for k in range(10)])
    return found.set_index(["theme_id", "scope"]).loc[("t0", scope), "wording"]


def test_both_wordings_move_as_the_theme_does() -> None:
    rows = table(np.array(STEP), np.array(STEP) / 2)
    assert agreement(rows) == "agrees"
    assert agreement(rows, "c00") == "agrees"


@pytest.mark.parametrize(
    ("strong", "meaning"),
    [(STEP, FLAT), (FLAT, STEP), (STEP, STEP[::-1])],
    ids=["cues alone", "meaning alone", "opposite"],
)
def test_one_wording_that_does_not_move_disagrees(strong: list[float], meaning: list[float]) -> None:
    assert agreement(table(np.array(strong), np.array(meaning))) == "disagrees"


def test_reason_says_so_where_wordings_disagree() -> None:
    said = "Counted by keywords alone and by meaning alone, it did not move alike."
    for meaning, is_told in ((FLAT, True), (STEP, False)):
        found = judge_trends(table(np.array(STEP), np.array(meaning)), [f"t{k}" for k in range(10)])
        assert (said in found.set_index(["theme_id", "scope"]).loc[("t0", "ALL"), "reason"]) is is_told


def test_a_quarter_of_the_change_is_enough() -> None:
    # the theme moves by about 8 points: 3 are enough, 1 is not
    small, smaller = ([4.0] * 16 + [after] * 8 for after in (7.0, 5.0))
    assert agreement(table(np.array(STEP), np.array(small))) == "agrees"
    assert agreement(table(np.array(STEP), np.array(smaller))) == "disagrees"


def test_a_fall_agrees_with_falls() -> None:
    falls = np.array(STEP[::-1])
    assert agreement(table(falls, falls, total=np.array([12.0] * 16 + [4.0] * 8))) == "disagrees"
    down = np.array([12.0] * 16 + [4.0] * 8)
    assert agreement(table(down, down, total=down)) == "agrees"


def test_wording_with_hardly_a_passage_says_nothing() -> None:
    assert agreement(table(np.array(STEP), np.array([0.0] * 23 + [1.0]))) == "agrees"
    assert pd.isna(agreement(table(np.zeros(24), np.zeros(24))))


def test_company_that_joined_late_says_nothing_of_how_the_wording_moved() -> None:
    rows = table(np.array(STEP), np.array(STEP) / 2)
    joined = rows[(rows["company_id"] != "c05") | (rows["calendar_quarter"] >= "2014Q1")]
    assert agreement(joined) == "agrees"


def test_theme_without_a_finding_has_no_agreement() -> None:
    flat = np.array(FLAT)
    assert pd.isna(agreement(table(flat, flat, total=flat)))


@pytest.mark.parametrize("how", ["no columns", "one column", "empty columns"])
def test_runs_of_earlier_versions_have_no_agreement(how: str) -> None:
    rows = table(np.array(STEP), np.array(STEP))
    older = {
        "no columns": rows.drop(columns=["n_words_strong", "n_words_meaning"]),
        "one column": rows.drop(columns=["n_words_meaning"]),
        "empty columns": rows.assign(n_words_strong=None, n_words_meaning=np.nan),
    }[how]
    assert wording_of(older, ["t0"]) is None
    found = judge_trends(older, [f"t{k}" for k in range(10)])
    assert found["wording"].isna().all()
    now = judge_trends(rows, [f"t{k}" for k in range(10)])
    assert found["status"].tolist() == now["status"].tolist()


def test_calls_of_earlier_versions_among_newer_ones_count_as_without_such_words() -> None:
    rows = table(np.array(STEP), np.array(STEP))
    rows["n_words_meaning"] = rows["n_words_meaning"].astype(float)
    rows.loc[rows["theme_id"] != "t0", "n_words_meaning"] = np.nan
    assert agreement(rows) == "agrees"


def test_table_without_calls_has_no_wording() -> None:
    assert wording_of(table(np.array(STEP), np.array(STEP)).iloc[:0], ["t0"]) is None
