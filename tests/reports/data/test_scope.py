"""One-pagers: only the theme or company asked for, in the names, colours, quarters and corrections of the study."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from reports.data.scope import Only, narrowed
from reports.render.html import render
from reports.report import ReportData
from reports.summary import summarize
from tests.reports.conftest import Tables
from tests.reports.reading import ReadPage


def of(tables: Tables, theme: str | None = None, company: str | None = None) -> ReportData:
    return summarize(tables, only=Only(theme, company))


def test_page_of_a_theme_holds_that_theme_and_all_calls(tables: Tables, data: ReportData) -> None:
    found = of(tables, theme="copper-prices")
    assert found.themes == tuple(theme for theme in data.themes if theme.theme_id == "copper-prices")
    assert (found.calls, found.coverage, found.read) == (data.calls, data.coverage, data.read)
    assert found.title == "What the calls talk about: Copper prices"


def test_page_of_a_company_counts_its_own_calls_and_words(tables: Tables) -> None:
    found = of(tables, company="juno")
    assert {call.call_id for call in found.calls} == {"juno-2012q2", "juno-2012q4"}
    shares = {theme.theme_id: (theme.n_words_theme, theme.n_words) for theme in found.themes}
    assert shares["open-access"] == (190, 2000)
    analysts = next(s for t in found.themes if t.theme_id == "open-access" for s in t.speakers if "Analysts" in s.label)
    assert (analysts.n_words_theme, analysts.n_words) == (10, 200)
    assert {quote.company_id for theme in found.themes for quote in theme.quotes} == {"juno"}
    assert found.lead.startswith("2 calls by 1 company")
    assert "2 of 4 expected calls missing" in found.lead


def test_company_keeps_its_colour_and_the_quarters_of_the_study(tables: Tables, data: ReportData) -> None:
    found = of(tables, company="vsta")
    assert found.companies == tuple(company for company in data.companies if company.company_id == "vsta")
    assert found.companies[0].colour == 2
    assert found.coverage.quarters == data.coverage.quarters


def test_who_was_first_is_told_of_all_companies(tables: Tables, data: ReportData) -> None:
    notes = {theme.theme_id: theme.notes for theme in of(tables, company="vsta").themes}
    assert notes["open-access"][0].startswith("First mentions (two clear passages in a call): Juno Optics")
    assert notes == {theme.theme_id: theme.notes for theme in data.themes}


def test_comparisons_are_corrected_for_those_of_the_whole_study(tables: Tables, data: ReportData) -> None:
    # alone, .018 would be told: one comparison at 5%; among the five of the study it is told because .001 and .028 are
    alone = of(tables, theme="copper-prices")
    assert [h.sentence for h in alone.brief.findings] == [
        h.sentence for h in data.brief.findings if h.theme_id == "copper-prices"
    ]
    assert "among 5 comparisons" in alone.brief.note
    dear = tables["contrasts"].assign(p_value=[0.04, 0.9, 0.9, 0.9, 0.9, 0.9])
    assert of(tables | {"contrasts": dear}, theme="copper-prices").brief.n_found == 0


def test_trend_of_a_company_is_its_own(tables: Tables) -> None:
    found = next(theme for theme in of(tables, company="vsta").themes if theme.theme_id == "open-access")
    assert [trend.scope for trend in found.trends] == ["vsta"]


def test_tables_are_left_as_they_are(tables: Tables) -> None:
    before = {name: table.copy(deep=True) for name, table in tables.items()}
    narrowed(tables, Only("open-access", "juno"))
    for name, table in tables.items():
        pd.testing.assert_frame_equal(table, before[name])


@pytest.mark.parametrize(
    "only", [Only("open-access"), Only(company="juno"), Only("open-access", "mrln"), Only("tunnel-fires")]
)
def test_every_link_of_a_one_pager_lands(tables: Tables, only: Only) -> None:
    page = ReadPage(render(summarize(tables, only=only)))
    ids = {node.attributes["id"] for node in page.nodes if "id" in node.attributes}
    links = {node.attributes["href"] for node in page.nodes if node.tag == "a"}
    assert {link.removeprefix("#") for link in links} <= ids


def test_page_of_one_company_does_not_speak_of_many(tables: Tables) -> None:
    page = ReadPage(render(of(tables, company="juno")))
    assert "the mean of the companies" not in page.part("heat-map").text
    assert page.root.all("select", name="company") == []


def test_quarters_in_which_few_called_are_thin_on_the_page_of_all_companies_alone(
    tables: Tables, read: Callable[[Tables], ReadPage]
) -> None:
    calls = tables["calls"]
    calls.loc[calls["company_id"] == "mrln", "calendar_quarter"] = "2012Q2"  # three companies called in it
    assert of(tables).coverage.thin == of(tables, theme="open-access").coverage.thin == {"2012Q3", "2012Q4", "2013Q1"}
    assert of(tables, company="juno").coverage.thin == frozenset()
    note = read(tables).part("heat-map").text
    assert "Fewer than two thirds of the companies called in 2012Q4 and 2013Q1: shown, but left out" in note
    quarters = read(tables).part("quarter-2013Q1").all("td")
    assert quarters[0].text == "1 (few)"
