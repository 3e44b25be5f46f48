"""Rows and cells of the page's tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reports.palette import CLASS_LIMITS, CLASSES, LOOKS, NO_CALL, NO_MENTION, look_of
from reports.render.page_model import Page, page_of
from reports.report import ReportData
from reports.summary import summarize
from tests.reports.conftest import Tables
from themes.prevalence.by_year import prevalence_by_year
from themes.records import HOUSEKEEPING
from themes.stats.composition import adjusted_shares


@pytest.fixture
def arranged(data: ReportData) -> Page:
    return page_of(data)


def heat(page: Page, company: str, theme_id: str) -> list[tuple[float | None, str]]:
    """Share and look of a company's cells in a theme's heat map."""
    theme = next(found for found in page.mentioned if found.theme_id == theme_id)
    row = next(found for found in page.trajectory(theme) if found.link == company)
    return [(cell.share, LOOKS[cell.look]) for cell in row.cells]


def test_cell_pools_two_calls_of_one_quarter_by_words(arranged: Page) -> None:
    # (80 + 100) / (800 + 200); the mean of the two shares would be .30
    assert heat(arranged, "vsta", "open-access")[0] == (0.18, "10–20%")


def test_cells_stand_for_every_quarter_in_order(arranged: Page) -> None:
    row = arranged.heat_map[0]
    assert [cell.quarter for cell in row.cells] == ["2012Q2", "2012Q3", "2012Q4", "2013Q1"]


def test_no_call_and_no_mention_and_little_look_different(arranged: Page) -> None:
    assert heat(arranged, "juno", "copper-prices") == [
        (0.012, "1–2%"),
        (None, NO_CALL),
        (0.0, NO_MENTION),
        (None, NO_CALL),
    ]
    assert heat(arranged, "vsta", "open-access")[3] == (0.005, "under 1%")


def test_company_whose_only_call_has_no_quarter_has_no_cell_with_a_share(arranged: Page) -> None:
    assert heat(arranged, "mrln", "open-access") == [(None, NO_CALL)] * 4


def test_call_without_content_words_is_a_call(tables: Tables) -> None:
    prevalence = tables["prevalence"]
    mute = prevalence["call_id"] == "juno-2012q4"
    prevalence.loc[mute, ["n_words", "n_words_theme"]] = 0
    prevalence.loc[mute, ["share", "share_low", "share_high"]] = float("nan")
    arranged = page_of(summarize(tables))
    assert heat(arranged, "juno", "open-access")[2] == (None, NO_CALL)
    juno = next(row for row in arranged.trajectory(arranged.mentioned[0]) if row.link == "juno")
    assert [cell.has_call for cell in juno.cells] == [True, False, True, False]


def test_themes_nobody_spoke_of_are_listed_apart(arranged: Page) -> None:
    assert [theme.theme_id for theme in arranged.unmentioned] == ["tunnel-fires"]


def test_themes_heard_are_tracked_ones_first_then_by_share(arranged: Page) -> None:
    # night-shift has more words than copper-prices, but is discovered
    assert [theme.theme_id for theme in arranged.mentioned] == ["open-access", "copper-prices", "night-shift"]


def test_tentative_routine_and_repeated_themes_are_set_aside(tables: Tables, arranged: Page) -> None:
    assert [theme.theme_id for theme in arranged.aside] == ["night-shift"]
    is_discovered = tables["themes"]["theme_id"] == "night-shift"
    firm = tables["themes"].assign(status=tables["themes"]["status"].replace({"tentative": "active"}))
    routine = firm.assign(broader=firm["broader"].astype(object).mask(is_discovered, HOUSEKEEPING))
    assert [t.theme_id for t in page_of(summarize(tables | {"themes": routine})).aside] == ["night-shift"]
    twin = firm.assign(
        tracked_twin=pd.Series([None] * len(firm), dtype=object).mask(is_discovered, "copper-prices"),
        tracked_share=is_discovered.map({True: 0.8, False: float("nan")}),
    )
    repeated = page_of(summarize(tables | {"themes": twin}))
    assert [t.theme_id for t in repeated.aside] == ["night-shift"]
    copper = next(t for t in repeated.mentioned if t.theme_id == "copper-prices")
    assert [t.theme_id for t in repeated.repeats(copper)] == ["night-shift"]


def test_heat_map_has_a_row_a_theme_heard_and_the_mean_of_the_companies(arranged: Page) -> None:
    rows = {row.link: [cell.share for cell in row.cells] for row in arranged.heat_map}
    assert list(rows) == ["open-access", "copper-prices", "night-shift"]
    # Juno 4%, Vesta 18%; nobody; Juno 15%; Vesta .5%
    alone = adjusted_shares(np.array([[[0.04, 0.15, np.nan], [0.18, np.nan, 0.005]]])).share[0]
    tabled = [pytest.approx(share, abs=5e-7) for share in alone[1:]]  # the table by quarter has six decimals
    assert rows["open-access"] == [pytest.approx(0.11), None, *tabled]
    assert [cell.raw for cell in arranged.heat_map[0].cells] == [None, None, 0.15, 0.005]
    assert arranged.spark(arranged.mentioned[0]) == (pytest.approx(0.11), None, None, None)


def test_heat_map_is_none_where_no_quarter_is_known(tables: Tables) -> None:
    only = tables | {"calls": tables["calls"].query("company_id == 'mrln'")}
    assert page_of(summarize(only)).heat_map == ()


def test_trajectory_has_all_companies_and_a_row_a_company_in_the_study(arranged: Page, data: ReportData) -> None:
    found = {row.label: [cell.share for cell in row.cells] for row in arranged.trajectory(data.themes[0])}
    (overall,) = [row.cells for row in arranged.heat_map if row.link == data.themes[0].theme_id]
    assert found.pop("All companies") == [cell.share for cell in overall]
    assert found == {
        "Juno Optics": [0.04, None, 0.15, None],
        "Marlin Networks": [None, None, None, None],
        "Vesta Cable plc": [0.18, None, None, 0.005],
    }


def test_years_of_a_trajectory_are_those_of_the_table_by_year(arranged: Page, tables: Tables) -> None:
    table = prevalence_by_year(tables["prevalence"]).set_index(["theme_id", "scope", "year"])["share"]
    shown = {
        (theme.theme_id, row.link, cell.quarter): cell.share
        for theme in arranged.mentioned
        for row in arranged.trajectory(theme)
        for cell in row.years
        if cell.share is not None
    }
    assert len(shown) > 10
    assert shown == pytest.approx({key: table[key] for key in shown}, abs=1e-6)


def test_calls_are_listed_by_company(arranged: Page) -> None:
    found = {
        company: [call.call_id for call in calls]
        for company, calls in ((c.company.label, c.calls) for c in arranged.companies)
    }
    assert found == {
        "Juno Optics": ["juno-2012q2", "juno-2012q4"],
        "Marlin Networks": ["mrln-3fa9c1"],
        "Vesta Cable plc": ["vsta-2012q2", "vsta-2012q2-2", "vsta-2013q1"],
    }


def test_page_of_nothing_has_no_rows() -> None:
    found = page_of(summarize({}))
    assert (found.quarters, found.heat_map, found.mentioned, found.unmentioned, found.companies) == ((),) * 5


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (None, NO_CALL),
        (float("nan"), NO_CALL),
        (0.0, NO_MENTION),
        (1e-9, "under 1%"),
        (0.00999, "under 1%"),
        (0.01, "1–2%"),
        (0.02, "2–5%"),
        (0.05, "5–10%"),
        (0.10, "10–20%"),
        (0.19999, "10–20%"),
        (0.20, "20% and more"),
        (1.0, "20% and more"),
    ],
)
def test_look_changes_at_the_lower_end_of_a_class(share: float | None, expected: str) -> None:
    assert look_of(share) == expected


def test_looks_are_one_more_than_limits_and_two_for_what_is_no_amount() -> None:
    assert len(CLASSES) == len(CLASS_LIMITS) + 1
    assert LOOKS == (NO_CALL, NO_MENTION, *CLASSES)
