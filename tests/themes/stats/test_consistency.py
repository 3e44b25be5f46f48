"""Every check finds the contradiction that is planted, and is silent on a run that is consistent.

Three companies, 16 quarters (2009Q1 to 2012Q4), 1,000 content words a call: of *sdn* everyone says more in the last
eight quarters (1 to 3% of the talk).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest

from themes.records import TABLES
from themes.stats.consistency import contradictions, moves_against, opposite_contrasts

Tables = dict[str, pd.DataFrame]
QUARTERS = [f"{year}Q{quarter}" for year in (2009, 2010, 2011, 2012) for quarter in (1, 2, 3, 4)]
UP, DOWN, SILENT = [10] * 8 + [30] * 8, [30] * 8 + [10] * 8, [0] * 16
WORDS: dict[str, Sequence[int]] = {"elk": UP, "fox": UP, "ox": UP}
RISING = {"status": "rising", "change_per_year": 0.01, "change_low": 0.005, "change_high": 0.015, "q_value": 0.01}


def spoken(theme_id: str, words: dict[str, Sequence[int]]) -> pd.DataFrame:
    rows = [
        (theme_id, company, f"{company}-{quarter}", quarter, "all", n, 1000, n / 1000, int(n > 0))
        for company, counts in words.items()
        for quarter, n in zip(QUARTERS, counts, strict=True)
    ]
    columns = ["theme_id", "company_id", "call_id", "calendar_quarter", "speaker_group", "n_words_theme", "n_words"]
    return pd.DataFrame(rows, columns=[*columns, "share", "n_chunks"])


def trends(*rows: dict[str, object]) -> pd.DataFrame:
    """Rows of ``trends``: of sdn, all companies, rising, unless said otherwise."""
    usual = {"theme_id": "sdn", "scope": "ALL", "since_quarter": None, "peak_quarter": None, "last_quarter": None}
    return pd.DataFrame([{**dict.fromkeys(TABLES["trends"]), **usual, **RISING, **row} for row in rows])


def contrast(**known: object) -> dict[str, object]:
    usual: dict[str, object] = {"theme_id": "sdn", "company_id": "elk", "p_value": 0.001}
    calls = {"call_id_from": "elk-2012Q3", "call_id_to": "elk-2012Q4"}
    shares = {"share_from": 0.03, "share_to": 0.05, "difference": 0.02, "low": 0.01, "high": 0.03}
    return {**usual, **calls, **shares, **known}


def run(*rows: dict[str, object], words: dict[str, Sequence[int]] = WORDS, **tables: pd.DataFrame) -> Tables:
    """A run with the trends given."""
    prevalence = spoken("sdn", words)
    calls = prevalence[["call_id", "company_id", "calendar_quarter"]].drop_duplicates()
    calls = calls.assign(company=calls["company_id"].str.title(), call_date=None)
    themes = pd.DataFrame(
        {
            "theme_id": ["sdn", "d1"],
            "kind": ["tracked", "discovered"],
            "status": "active",
            "tracked_twin": [None, "sdn"],
        }
    )
    contrasts = pd.DataFrame([contrast()], columns=list(TABLES["contrasts"]))
    made = {"calls": calls, "themes": themes, "prevalence": prevalence, "contrasts": contrasts}
    return {**made, "trends": trends(*(rows or ({},))), **tables}


def found(tables: Tables) -> list[str]:
    return [str(each) for each in contradictions(tables)]


def test_consistent_run_has_no_contradiction() -> None:
    whole = {"since_quarter": "2011Q1", "peak_quarter": "2012Q2", "last_quarter": "2012Q4"}
    alone = {"scope": "elk", **whole}
    twin = {"theme_id": "d1", **RISING}
    assert found(run(whole, alone, twin)) == []


def test_run_without_the_tables_has_nothing_to_contradict() -> None:
    assert contradictions({}) == ()
    assert list(opposite_contrasts({})) == []


def test_retired_theme_contradicts_nothing() -> None:
    tables = run({"q_value": 0.5})
    tables["themes"] = tables["themes"].assign(status="retired")
    assert found(tables) == []


# --- all companies together against each


def test_rise_of_all_that_no_company_shows_is_a_contradiction() -> None:
    flat = [20] * 16
    assert found(run(words={"elk": flat, "fox": flat, "ox": DOWN})) == [
        "sdn (ALL): all companies together: rising, but no company's share of talk moved that way"
    ]


def test_company_whose_own_row_rises_bears_the_rise_of_all() -> None:
    flat = {"elk": [20] * 16, "fox": [20] * 16}
    assert found(run({}, {"scope": "elk"}, words=flat)) == []


def test_rise_of_all_against_most_companies_with_talk_is_a_contradiction() -> None:
    assert found(run(words={"elk": UP, "fox": DOWN, "ox": DOWN})) == [
        "sdn (ALL): all companies together: rising, but 2 of 3 companies with talk of it moved the other way"
    ]


def test_half_of_the_companies_are_no_majority_and_silent_ones_no_company_with_talk() -> None:
    assert found(run(words={"elk": UP, "fox": DOWN})) == []
    assert found(run(words={"elk": UP, "fox": SILENT, "ox": SILENT})) == []


def test_move_that_shows_as_nothing_is_none() -> None:
    hair = [1000] * 16  # of 100,000 words, below: a hundredth of a point
    tables = run(words={"elk": UP, "fox": hair, "ox": hair})
    small = tables["prevalence"]["company_id"] != "elk"
    tables["prevalence"].loc[small, "n_words"] = 100_000
    tables["prevalence"].loc[small & (tables["prevalence"]["calendar_quarter"] > "2010Q4"), "n_words_theme"] = 999
    assert found(tables) == []


def test_way_of_one_horizon_is_no_contradiction() -> None:
    """Fewer words than two years ago, more than one year ago: risen over the year."""
    lately = [90] * 8 + [10] * 4 + [30] * 4
    assert found(run(words={"elk": lately, "fox": lately, "ox": lately})) == []


def test_event_is_held_against_the_quarters_before_it() -> None:
    began = [0] * 14 + [40] * 2
    new = {"status": "new", "since_quarter": "2012Q3"}
    assert found(run(new, words={"elk": began, "fox": began})) == []
    ended = {**new, "status": "dormant", "change_per_year": -0.01, "change_low": -0.02, "change_high": 0.01}
    assert found(run(ended, words={"elk": began, "fox": began})) == [
        "sdn (ALL): all companies together: dormant, but no company's share of talk moved that way"
    ]


# --- companies named


def test_company_that_never_spoke_has_no_finding_of_its_own() -> None:
    silent = {"elk": UP, "fox": UP, "ox": SILENT}
    assert found(run({}, {"scope": "ox"}, words=silent)) == [
        "sdn (ox): it is rising, but the company never spoke of it"
    ]


def test_change_of_one_company_is_not_one_of_all() -> None:
    assert found(run({"carriers": 1.4})) == [
        "sdn (ALL): all companies together: rising, but effectively 1.4 companies carry it"
    ]
    assert found(run({"carriers": 2.5})) == []
    assert found(run({"carriers": None})) == [], "runs of earlier versions do not say"


def test_spike_is_held_to_its_q_value_too() -> None:
    (told,) = found(run({"status": "spike", "q_value": 0.2}))
    assert "0.200 is above 0.05" in told


# --- a row against itself

Planted = tuple[dict[str, object], str]
DORMANT = {"status": "dormant", "change_per_year": -0.01, "change_low": -0.02, "change_high": 0.01}
PLANTED: list[Planted] = [
    (
        {"change_per_year": -0.01, "change_low": -0.02, "change_high": 0.0},
        "it is rising, but its change is −1.00 points a year",
    ),
    ({"change_low": 0.011}, "the estimate is +1.00 points, but its interval is +1.10 to +1.50"),
    ({"share_before": 0.04, "share_after": 0.01}, "it is rising, but its share went from 4.0% to 1.0%"),
    ({"q_value": 0.051}, "it is rising, but q = 0.051 is above 0.05"),
    (
        {"since_quarter": "2012Q2", "last_quarter": "2012Q1"},
        "it is rising since 2012Q2, but it was last mentioned in 2012Q1",
    ),
    ({"peak_quarter": "2013Q1"}, "it was at its largest in 2013Q1, but no call reports on that quarter"),
]


@pytest.mark.parametrize(("row", "told"), PLANTED)
def test_row_that_contradicts_itself_is_named(row: dict[str, object], told: str) -> None:
    assert found(run(row)) == [f"sdn (ALL): {told}"]


@pytest.mark.parametrize(
    "row",
    [
        {"q_value": 0.05},
        {"q_value": np.nan},
        {"share_before": 0.01, "share_after": 0.04},
        {"share_before": None, "share_after": None},
        {"since_quarter": "2012Q2", "last_quarter": "2012Q2"},
        {"status": "steady", "q_value": 0.9, "change_per_year": -0.001, "change_low": -0.01, "change_high": 0.01},
    ],
)
def test_row_that_agrees_with_itself_is_not(row: dict[str, object]) -> None:
    assert found(run(row)) == []


def test_event_is_contradicted_by_its_change_only_where_the_interval_is_sure() -> None:
    ended = {"elk": [30] * 14 + [0] * 2, "fox": [30] * 14 + [0] * 2}
    row = {**DORMANT, "since_quarter": "2012Q3"}
    assert found(run(row, words=ended)) == []
    assert found(run({**row, "change_per_year": 0.005}, words=ended)) == []
    sure = {**row, "change_per_year": 0.005, "change_low": 0.001}
    assert found(run(sure, words=ended)) == ["sdn (ALL): it is dormant, but its change is +0.50 points a year"]


def test_peak_in_a_quarter_in_which_few_companies_called_is_a_contradiction() -> None:
    tables = run({"peak_quarter": "2012Q2"})
    calls = tables["calls"]
    tables["calls"] = calls[~calls["call_id"].isin(["elk-2012Q2"])]
    assert found(tables) == []  # two of three called: two thirds
    tables["calls"] = calls[~calls["call_id"].isin(["elk-2012Q2", "fox-2012Q2"])]
    assert found(tables) == ["sdn (ALL): it was at its largest in 2012Q2, but few companies called in that quarter"]
    alone = run({"scope": "ox", "peak_quarter": "2012Q2"})
    assert found(alone | {"calls": tables["calls"]}) == []


@pytest.mark.parametrize(
    ("altered", "told"),
    [
        ({"low": 0.021}, "the estimate is +2.00 points, but its interval is +2.10 to +3.00"),
        ({"share_to": 0.04}, "the difference is +2.0 points, but the shares are 3.0% and 4.0%"),
    ],
)
def test_comparison_of_two_calls_that_contradicts_itself_is_named(altered: dict[str, object], told: str) -> None:
    tables = run(contrasts=pd.DataFrame([contrast(**altered)]))
    assert found(tables) == [f"sdn (elk): elk-2012Q3 to elk-2012Q4: {told}"]


def test_discovered_theme_that_moves_against_its_tracked_twin_is_a_contradiction() -> None:
    down = {"theme_id": "d1", "status": "fading", "change_per_year": -0.01, "change_low": -0.02, "change_high": -0.001}
    assert found(run({}, down)) == ["d1 (ALL): it is fading, but sdn, the subject of most of its passages, is rising"]
    tables = run({}, {**down, "scope": "elk"})
    tables["prevalence"] = pd.concat([tables["prevalence"], spoken("d1", {"elk": DOWN})])
    assert found(tables) == []


# --- notes for headlines


def noted(**known: object) -> list[str]:
    fading = {"status": "fading", "change_per_year": -0.01, "change_low": -0.02, "change_high": -0.001}
    alone = run({**fading, "scope": "elk"}, words={"elk": DOWN})
    return [str(each) for each in opposite_contrasts(alone | {"contrasts": pd.DataFrame([contrast(**known)])})]


def test_last_call_against_the_company_s_own_finding_is_a_note() -> None:
    assert noted() == ["sdn (elk): it is fading, but elk-2012Q4 has +2.0 points against elk-2012Q3 (q = 0.001)"]


@pytest.mark.parametrize(
    "known",
    [
        {"p_value": 0.06},
        {"difference": -0.02},
        {"company_id": "fox"},
        {"call_id_to": "elk-2012Q3", "call_id_from": "elk-2012Q2"},  # not the last call
    ],
)
def test_no_other_comparison_is_a_note(known: Callable[..., object]) -> None:
    assert noted(**known) == []  # type: ignore[arg-type]


def test_series_goes_the_other_way_only_over_both_horizons() -> None:
    rise, fall_then_rise = np.repeat([0.01, 0.03], 8), np.repeat([0.09, 0.09, 0.01, 0.03], 4)
    assert [moves_against(rise, way) for way in (1, -1)] == [False, True]
    assert [moves_against(np.linspace(0, 1, 16), way) for way in (1, -1)] == [False, True]
    assert [moves_against(fall_then_rise, way) for way in (1, -1)] == [False, False]
    assert not moves_against(np.full(16, np.nan), 1)
