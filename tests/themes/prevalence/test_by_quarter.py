"""Shares by quarter over companies: every measure against numbers computed by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from themes.prevalence.by_quarter import COLUMNS, QuarterSettings, breadth_interval, prevalence_by_quarter
from themes.stats.composition import adjusted_shares

# company, call, calendar quarter, fiscal quarter, theme words, words, low, high
Row = tuple[str, str, str | None, str | None, int, int, float, float]


def prevalence(rows: list[Row], theme: str = "tea", group: str = "all") -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "theme_id": theme,
                "company_id": company,
                "call_id": call,
                "calendar_quarter": calendar,
                "fiscal_quarter": fiscal,
                "speaker_group": group,
                "n_words_theme": said,
                "n_words": words,
                "share": said / words if words else math.nan,
                "share_low": low if words else math.nan,
                "share_high": high if words else math.nan,
                "n_chunks": 1,
            }
            for company, call, calendar, fiscal, said, words, low, high in rows
        ]
    )


def quarter(company: str, when: str, share: float, down: float = 0.0, up: float = 0.0) -> Row:
    """One call of 1,000 words."""
    return company, f"{company}-{when}", when, when, round(share * 1000), 1000, share - down, share + up


def scoped(table: pd.DataFrame, scope: str, when: str) -> pd.Series:
    found = table[(table["scope"] == scope) & (table["quarter"] == when)]
    assert len(found) == 1
    return found.iloc[0]


THREE = [
    quarter("a", "2012Q4", 0.10, 0.03, 0.04),
    quarter("b", "2012Q4", 0.02, 0.01, 0.02),
    quarter("c", "2012Q4", 0.0, 0.0, 0.06),
]


WHEN = ("2012Q1", "2012Q2", "2012Q3", "2012Q4")


def test_share_over_companies_is_their_mean_with_squared_and_added_distances() -> None:
    found = scoped(prevalence_by_quarter(prevalence(THREE)), "ALL", "2012Q4")
    assert found["share"] == pytest.approx(0.04)
    assert found["share_low"] == pytest.approx(0.04 - math.sqrt(0.03**2 + 0.01**2) / 3, abs=1e-6)
    assert found["share_high"] == pytest.approx(0.04 + math.sqrt(0.04**2 + 0.02**2 + 0.06**2) / 3, abs=1e-6)
    assert (found["n_calls"], found["n_companies"]) == (3, 3)


def test_company_that_talks_longer_weighs_no_more() -> None:
    rows: list[Row] = [("a", "a1", "2012Q4", None, 500, 5000, 0.1, 0.1), ("b", "b1", "2012Q4", None, 0, 100, 0.0, 0.0)]
    assert scoped(prevalence_by_quarter(prevalence(rows)), "ALL", "2012Q4")["share"] == pytest.approx(0.05)


def test_weights_of_the_study_are_obeyed() -> None:
    settings = QuarterSettings(weights={"a": 2.0})
    found = scoped(prevalence_by_quarter(prevalence(THREE), settings), "ALL", "2012Q4")
    assert found["share"] == pytest.approx((2 * 0.10 + 0.02) / 4)
    assert found["effective_companies"] == pytest.approx((0.20 + 0.02) ** 2 / (0.20**2 + 0.02**2), abs=1e-6)


def test_two_calls_of_a_company_in_a_quarter_count_as_one_by_their_words() -> None:
    rows: list[Row] = [
        ("a", "a1", "2012Q4", None, 100, 1000, 0.08, 0.14),
        ("a", "a2", "2012Q4", None, 0, 3000, 0.0, 0.02),
        ("b", "b1", "2012Q4", None, 0, 500, 0.0, 0.0),
    ]
    table = prevalence_by_quarter(prevalence(rows))
    own = scoped(table, "a", "2012Q4")
    assert own["share"] == pytest.approx(100 / 4000)
    assert own["share_low"] == pytest.approx(0.025 - 0.02 / 4)
    assert own["share_high"] == pytest.approx(0.025 + math.sqrt(0.04**2 + (3 * 0.02) ** 2) / 4, abs=1e-6)
    assert scoped(table, "ALL", "2012Q4")["share"] == pytest.approx(0.0125)
    assert scoped(table, "ALL", "2012Q4")["n_calls"] == 3


def test_breadth_counts_companies_from_the_floor_on() -> None:
    found = scoped(prevalence_by_quarter(prevalence(THREE), QuarterSettings(floor=0.02)), "ALL", "2012Q4")
    assert found["breadth"] == pytest.approx(2 / 3)
    assert scoped(prevalence_by_quarter(prevalence(THREE), QuarterSettings(floor=0.021)), "ALL", "2012Q4")[
        "breadth"
    ] == pytest.approx(1 / 3)


def test_breadth_of_all_and_of_none_reach_the_ends() -> None:
    low, high = breadth_interval(np.array([0, 4]), np.array([4, 4]))
    assert (low[0], high[1]) == (0.0, 1.0)
    # Beta(1/2, 9/2) is sin² of an angle of density cos⁸; integrated by hand, 2.5% lie above .4448
    assert high[0] == pytest.approx(0.4448, abs=1e-4)
    assert low[1] == pytest.approx(1 - high[0])


def test_intensity_is_the_share_where_it_is_spoken_of() -> None:
    found = scoped(prevalence_by_quarter(prevalence(THREE)), "ALL", "2012Q4")
    assert found["intensity"] == pytest.approx(0.06)


def test_effective_companies_is_the_inverse_of_herfindahls_index() -> None:
    found = scoped(prevalence_by_quarter(prevalence(THREE)), "ALL", "2012Q4")
    assert found["effective_companies"] == pytest.approx(1 / ((10 / 12) ** 2 + (2 / 12) ** 2), abs=1e-6)
    alike = [quarter(c, "2012Q4", 0.05) for c in "abcd"]
    assert scoped(prevalence_by_quarter(prevalence(alike)), "ALL", "2012Q4")["effective_companies"] == pytest.approx(4)


def test_theme_that_nobody_speaks_of_keeps_its_zero_without_intensity() -> None:
    found = scoped(prevalence_by_quarter(prevalence([quarter("a", "2012Q4", 0.0, 0.0, 0.1)])), "ALL", "2012Q4")
    assert (found["share"], found["breadth"], found["share_high"]) == (0.0, 0.0, 0.1)
    assert found[["intensity", "effective_companies"]].isna().all()


def test_absent_company_is_no_zero() -> None:
    rows = [quarter("a", "2012Q3", 0.1), quarter("b", "2012Q3", 0.0), quarter("a", "2012Q4", 0.1)]
    table = prevalence_by_quarter(prevalence(rows))
    assert scoped(table, "ALL", "2012Q4")[["share_raw", "n_companies"]].tolist() == [pytest.approx(0.1), 1]
    assert table[(table["scope"] == "b") & (table["quarter"] == "2012Q4")].empty


IN_TURN = [
    *(quarter("a", when, 0.16) for when in ("2012Q1", "2012Q2", "2012Q3", "2012Q4")),
    *(quarter("b", when, 0.04) for when in ("2012Q1", "2012Q2", "2012Q3")),
]


def test_share_over_companies_is_adjusted_for_who_called_and_the_raw_mean_stays_beside() -> None:
    table = prevalence_by_quarter(prevalence(IN_TURN))
    full, half = scoped(table, "ALL", "2012Q3"), scoped(table, "ALL", "2012Q4")
    assert (full["share"], full["share_raw"], full["panel_weight"], full["is_thin"]) == (0.1, 0.1, 1.0, False)
    assert (half["share_raw"], half["panel_weight"], half["is_thin"]) == (0.16, 0.5, True)
    found = adjusted_shares(np.array([[[0.16, 0.16, 0.16, 0.16], [0.04, 0.04, 0.04, math.nan]]]))
    assert half["share"] == pytest.approx(found.share[0, 3], abs=1e-6)
    assert 0.1 < half["share"] < 0.115


def test_interval_over_companies_is_wider_where_one_is_missing() -> None:
    rows = [quarter("a", when, share, 0.01, 0.01) for when, share in zip(WHEN, (0.10, 0.12, 0.09, 0.10), strict=True)]
    rows += [quarter("b", when, share, 0.01, 0.01) for when, share in zip(WHEN, (0.04, 0.02, 0.05, 0.04), strict=True)]
    whole = scoped(prevalence_by_quarter(prevalence(rows)), "ALL", WHEN[-1])
    alone = scoped(prevalence_by_quarter(prevalence(rows[:-1])), "ALL", WHEN[-1])
    assert whole["share_high"] - whole["share_low"] == pytest.approx(2 * math.sqrt(2) * 0.01 / 2, abs=1e-6)
    of_one = 2 * 0.01 * alone["share"] / alone["share_raw"]
    assert alone["share_high"] - alone["share_low"] > 1.2 * of_one


def test_company_is_its_own_panel() -> None:
    own = scoped(prevalence_by_quarter(prevalence(IN_TURN)), "a", "2012Q4")
    assert (own["share"], own["share_raw"], own["panel_weight"], own["is_thin"]) == (0.16, 0.16, 1.0, False)


def test_quarter_is_thin_below_two_thirds_of_the_weight_of_the_panel() -> None:
    rows = [*THREE, quarter("a", "2013Q1", 0.1), quarter("b", "2013Q1", 0.02), quarter("a", "2013Q2", 0.1)]
    thin = prevalence_by_quarter(prevalence(rows)).query("scope == 'ALL'").set_index("quarter")["is_thin"]
    assert thin.tolist() == [False, False, True]
    heavy = prevalence_by_quarter(prevalence(rows), QuarterSettings(weights={"a": 4.0})).query("scope == 'ALL'")
    assert heavy["panel_weight"].tolist() == [1.0, pytest.approx(5 / 6, abs=1e-6), pytest.approx(4 / 6, abs=1e-6)]
    assert not heavy["is_thin"].any()


def test_company_that_joins_makes_no_momentum() -> None:
    rows = [quarter("a", "2012Q3", 0.1), quarter("a", "2012Q4", 0.1), quarter("b", "2012Q4", 0.5)]
    found = scoped(prevalence_by_quarter(prevalence(rows)), "ALL", "2012Q4")
    assert (found["share"], found["on_quarter"]) == (pytest.approx(0.3), 0.0)


def test_change_on_the_quarter_takes_the_far_sides_of_both_intervals() -> None:
    rows = [quarter("a", "2012Q4", 0.10, 0.03, 0.04), quarter("a", "2013Q1", 0.16, 0.04, 0.05)]
    found = scoped(prevalence_by_quarter(prevalence(rows)), "a", "2013Q1")
    assert found["on_quarter"] == pytest.approx(0.06)
    assert found["on_quarter_low"] == pytest.approx(0.06 - math.sqrt(0.04**2 + 0.04**2), abs=1e-6)
    assert found["on_quarter_high"] == pytest.approx(0.06 + math.sqrt(0.05**2 + 0.03**2), abs=1e-6)


def test_gap_in_the_quarters_is_no_neighbour() -> None:
    rows = [quarter("a", "2012Q2", 0.10), quarter("a", "2012Q4", 0.16), quarter("a", "2013Q2", 0.2)]
    found = scoped(prevalence_by_quarter(prevalence(rows)), "a", "2013Q2")
    assert math.isnan(found["on_quarter"])
    assert found["on_year"] == pytest.approx(0.10)


def test_long_run_mean_is_of_four_earlier_quarters_at_least() -> None:
    shares = {"2011Q4": 0.02, "2012Q1": 0.04, "2012Q2": 0.06, "2012Q3": 0.08, "2012Q4": 0.10}
    rows = [quarter("a", when, share, 0.01, 0.02) for when, share in shares.items()]
    table = prevalence_by_quarter(prevalence(rows))
    assert math.isnan(scoped(table, "a", "2012Q3")["on_mean"])
    found = scoped(table, "a", "2012Q4")
    assert found["on_mean"] == pytest.approx(0.05)
    # the mean of four has half the distances of one: .005 below, .01 above
    assert found["on_mean_low"] == pytest.approx(0.05 - math.sqrt(0.01**2 + 0.01**2), abs=1e-6)
    assert found["on_mean_high"] == pytest.approx(0.05 + math.sqrt(0.02**2 + 0.005**2), abs=1e-6)


def test_momentum_of_all_is_the_mean_of_the_companies_changes() -> None:
    rows = [quarter(c, q, s) for c, q, s in (("a", "2012Q3", 0.1), ("a", "2012Q4", 0.2), ("b", "2012Q3", 0.3))]
    rows += [quarter("b", "2012Q4", 0.1)]
    assert scoped(prevalence_by_quarter(prevalence(rows)), "ALL", "2012Q4")["on_quarter"] == pytest.approx(-0.05)


def test_affinity_is_against_the_peers_without_the_company_itself() -> None:
    found = scoped(prevalence_by_quarter(prevalence(THREE)), "a", "2012Q4")
    assert found[["peers_share", "affinity", "against_peers"]].tolist() == pytest.approx([0.01, 10.0, 0.09])
    # peers: up sqrt(.02² + .06²) / 2, down .01 / 2
    assert found["against_peers_low"] == pytest.approx(0.09 - math.sqrt(0.03**2 + (0.02**2 + 0.06**2) / 4), abs=1e-6)
    assert found["against_peers_high"] == pytest.approx(0.09 + math.sqrt(0.04**2 + 0.005**2), abs=1e-6)


def test_peers_are_those_of_the_group() -> None:
    settings = QuarterSettings(peer_groups={"a": "access", "c": "access"})
    table = prevalence_by_quarter(prevalence(THREE), settings)
    assert scoped(table, "c", "2012Q4")["peers_share"] == pytest.approx(0.10)
    assert scoped(table, "b", "2012Q4")[["peers_share", "affinity", "against_peers"]].isna().all()


def test_affinity_to_silent_peers_is_a_difference_without_a_ratio() -> None:
    rows = [quarter("a", "2012Q4", 0.3), quarter("b", "2012Q4", 0.0), quarter("c", "2012Q4", 0.0)]
    found = scoped(prevalence_by_quarter(prevalence(rows)), "a", "2012Q4")
    assert found[["peers_share", "against_peers"]].tolist() == [0.0, 0.3]
    assert math.isnan(found["affinity"])


def test_fiscal_axis_uses_the_companies_own_quarters() -> None:
    rows: list[Row] = [("a", "a1", "2012Q4", "2013Q2", 10, 100, 0.1, 0.1), ("b", "b1", None, "2013Q2", 0, 100, 0, 0)]
    table = prevalence_by_quarter(prevalence(rows), QuarterSettings(axis="fiscal_quarter"))
    assert scoped(table, "ALL", "2013Q2")["n_companies"] == 2
    assert set(prevalence_by_quarter(prevalence(rows))["quarter"]) == {"2012Q4"}


def test_group_that_said_nothing_is_absent() -> None:
    rows: list[Row] = [("a", "a1", "2012Q4", None, 0, 0, 0, 0), ("b", "b1", "2012Q4", None, 5, 100, 0.05, 0.05)]
    assert scoped(prevalence_by_quarter(prevalence(rows)), "ALL", "2012Q4")["n_companies"] == 1


def test_other_groups_of_speakers_are_counted_apart() -> None:
    both = pd.concat([prevalence(THREE), prevalence([quarter("a", "2012Q4", 0.5)], group="analyst_questions")])
    assert scoped(prevalence_by_quarter(both), "a", "2012Q4")["share"] == pytest.approx(0.1)
    asked = prevalence_by_quarter(both, QuarterSettings(group="analyst_questions"))
    assert scoped(asked, "ALL", "2012Q4")["share"] == pytest.approx(0.5)


def test_rows_are_in_the_order_of_themes_scopes_and_quarters() -> None:
    rows = [quarter(c, q, 0.1) for c in "ab" for q in ("2012Q4", "2012Q3")]
    table = prevalence_by_quarter(pd.concat([prevalence(rows, "tea"), prevalence(rows, "ale")]))
    assert tuple(table.columns) == COLUMNS
    found = list(table[["theme_id", "scope", "quarter"]].itertuples(index=False, name=None))
    assert found == [(t, s, q) for t in ("tea", "ale") for s in ("ALL", "a", "b") for q in ("2012Q3", "2012Q4")]


def test_no_calls_give_a_table_without_rows() -> None:
    table = prevalence_by_quarter(prevalence([quarter("a", "2012Q4", 0.1)]).iloc[:0])
    assert tuple(table.columns) == COLUMNS
    assert table.empty


def test_the_table_given_is_left_as_it_was() -> None:
    given = prevalence(THREE)
    before = given.copy(deep=True)
    prevalence_by_quarter(given)
    pd.testing.assert_frame_equal(given, before)
