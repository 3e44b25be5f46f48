"""The heat map of all themes under filters: shares of the companies chosen are those of the tables."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser

from reports.render.html import render
from reports.summary import summarize
from tests.browser.reading import Reading, reading
from tests.browser.tables import one_line, percent
from themes.prevalence.by_quarter import prevalence_by_quarter
from themes.study.study import Study


def in_groups(demo_study: Path) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """The sample's tables with a peer group of two companies, and their ids."""
    tables = dict(Study.open(demo_study).tables)
    peers = sorted(tables["calls"]["company_id"].unique())[:2]
    settings = json.loads(tables["run"]["settings"].iloc[0])
    settings["company"] = {company: {"peer_group": "access equipment"} for company in peers}
    return tables | {"run": tables["run"].assign(settings=json.dumps(settings))}, peers


@pytest.fixture(scope="module")
def grouped(demo_study: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The sample's report with a peer group of two companies, and their ids."""
    tables, peers = in_groups(demo_study)
    path = tmp_path_factory.mktemp("grouped") / "report.html"
    path.write_text(render(summarize(tables)), encoding="utf-8")
    return path, peers


def means_of(prevalence: pd.DataFrame, companies: list[str]) -> dict[str, list[float]]:
    """Theme to its share in percent by quarter, over some companies: the table ``themes prevalence --by-quarter``."""
    table = prevalence_by_quarter(prevalence[prevalence["company_id"].isin(companies)]).query("scope == 'ALL'")
    return {str(theme): (own["share"] * 100).tolist() for theme, own in table.groupby("theme_id")}


def cells(seen: Reading) -> dict[str, list[str]]:
    found: dict[str, list[str]] = seen.page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('#heat tbody tr')]"
        ".map(row => [row.dataset.theme, [...row.cells].slice(1).map(cell => cell.textContent)]))"
    )
    return found


def check(found: dict[str, list[str]], expected: dict[str, list[float]]) -> None:
    for theme, texts in found.items():
        known = [float(text.removeprefix("<")) for text in texts if text]
        assert known == pytest.approx(expected[theme], abs=0.0501), theme


def test_company_chosen_has_the_heat_map_to_itself(browser: Browser, report: Path, demo_study: Path) -> None:
    study = Study.open(demo_study)
    with reading(browser, report, fragment="heat-map") as seen:
        before = cells(seen)
        check(before, means_of(study.table("prevalence"), study.calls["company_id"].tolist()))
        seen.page.select_option("#filters [name=company]", "ardl")
        check(cells(seen), means_of(study.table("prevalence"), ["ardl"]))
        name = study.calls.drop_duplicates("company_id").set_index("company_id")["company"]["ardl"]
        assert f"{name} only" in seen.page.locator("#filter-status").inner_text()
        seen.page.click("#filters button[type=reset]")
        seen.wait_until("document.getElementById('filter-status').textContent === ''")
        assert cells(seen) == before
        assert seen.messages == []


def test_peer_group_chosen_has_charts_and_heat_map_to_itself(
    browser: Browser, grouped: tuple[Path, list[str]], demo_study: Path
) -> None:
    path, peers = grouped
    study = Study.open(demo_study)
    with reading(browser, path, fragment="heat-map") as seen:
        seen.page.select_option("#filters [name=peers]", "access equipment")
        check(cells(seen), means_of(study.table("prevalence"), peers))
        assert "peers=access+equipment" in seen.page.evaluate("location.hash")
        panels = seen.page.locator("#theme-gross-margin .panel:not(.unchosen)")
        assert set(panels.evaluate_all("all => all.map(panel => panel.dataset.company)")) == set(peers)
        statuses = seen.page.locator("#themes-table td.status").all_text_contents()
        assert set(statuses) == {"not tested for groups"}


def test_quarter_that_a_company_missed_is_adjusted_with_the_raw_mean_beside(
    browser: Browser, demo_study: Path, tmp_path: Path
) -> None:
    tables, peers = in_groups(demo_study)
    last = tables["calls"]["calendar_quarter"].max()
    for name in ("calls", "prevalence"):
        missed = (tables[name]["company_id"] == peers[1]) & (tables[name]["calendar_quarter"] == last)
        tables[name] = tables[name].assign(calendar_quarter=tables[name]["calendar_quarter"].mask(missed))
    path = tmp_path / "report.html"
    path.write_text(render(summarize(tables)), encoding="utf-8")
    table = prevalence_by_quarter(tables["prevalence"]).query("scope == 'ALL' and theme_id == 'gross-margin'")
    raw, share = (table[column].iloc[-1] for column in ("share_raw", "share"))
    with reading(browser, path, fragment="heat-map") as seen:
        check(cells(seen), means_of(tables["prevalence"], tables["calls"]["company_id"].tolist()))
        cell = seen.page.locator("#heat tr[data-theme=gross-margin] td").last
        cell.hover()
        told = f"{percent(share)} (estimated; mean of those that called: {percent(raw)})"
        assert one_line(seen.page.locator("#heat-reading").inner_text()).endswith(f"{last}: {told}")
        seen.page.select_option("#filters [name=peers]", "access equipment")
        check(cells(seen), means_of(tables["prevalence"], peers))
        cell.hover()
        assert "mean of those that called" in seen.page.locator("#heat-reading").inner_text()
        seen.page.select_option("#filters [name=peers]", "")
        seen.page.select_option("#filters [name=company]", peers[0])
        check(cells(seen), means_of(tables["prevalence"], [peers[0]]))
        assert cell.get_attribute("title") is None


def test_company_and_peer_group_are_chosen_one_at_a_time(browser: Browser, grouped: tuple[Path, list[str]]) -> None:
    path, peers = grouped
    with reading(browser, path, fragment="heat-map") as seen:
        seen.page.select_option("#filters [name=peers]", "access equipment")
        seen.page.select_option("#filters [name=company]", peers[0])
        assert seen.page.locator("#filters [name=peers]").input_value() == ""
        assert "peers" not in seen.page.evaluate("location.hash")


def test_pointing_at_a_cell_tells_it_in_words(browser: Browser, report: Path, demo_study: Path) -> None:
    label = Study.open(demo_study).themes.set_index("theme_id")["label"]["gross-margin"]
    with reading(browser, report, fragment="heat-map") as seen:
        row = seen.page.locator("#heat tr[data-theme=gross-margin]")
        row.locator("td").first.hover()
        told = seen.page.locator("#heat-reading").inner_text()
        assert told.startswith(f"{label}, 20")
        assert told.endswith(f": {row.locator('td').first.text_content()}%")


def test_older_years_of_a_long_study_are_one_column_until_opened(
    browser: Browser, demo_study: Path, tmp_path: Path
) -> None:
    tables = dict(Study.open(demo_study).tables)
    tables["calls"] = later(tables["calls"])
    tables["prevalence"] = later(tables["prevalence"])
    first = tables["calls"]["calendar_quarter"].min()[:4]
    table = prevalence_by_quarter(tables["prevalence"]).query("scope == 'ALL' and theme_id == 'gross-margin'")
    own = table[table["quarter"].str.startswith(first) & ~table["is_thin"]]["share"]
    path = tmp_path / "report.html"
    path.write_text(render(summarize(tables)), encoding="utf-8")
    heads = "[...document.querySelectorAll('#heat thead th')].slice(1).map(head => head.textContent)"
    with reading(browser, path, fragment="heat-map") as seen:
        before = seen.page.evaluate(heads)
        assert before[0] == first
        assert sum("Q" in head for head in before) < 12
        assert (
            seen.page.locator("#heat tr[data-theme=gross-margin] td").first.text_content() == f"{own.mean() * 100:.1f}"
        )
        button = seen.page.locator("#heat thead button").first
        button.click()
        opened = seen.page.evaluate(heads)
        assert opened[:5] == [first, *(f"{first}Q{k}" for k in (1, 2, 3, 4))]
        assert seen.page.locator("#heat thead button").first.get_attribute("aria-expanded") == "true"
        seen.page.keyboard.press("Enter")  # the focus stays on the year
        assert seen.page.evaluate(heads) == before
        assert seen.messages == []


def later(table: pd.DataFrame) -> pd.DataFrame:
    """The last quarter twelve years later: 48 more quarters are expected."""
    last = table["calendar_quarter"].max()
    moved = f"{int(last[:4]) + 12}{last[4:]}"
    return table.assign(calendar_quarter=table["calendar_quarter"].replace({last: moved}))
