"""The sample's report as a reader gets it: offline, quiet, whole on a phone, without scripts, and without harm."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from reports.render.html import render
from reports.summary import summarize
from tests.benchmarks.report_size import copied
from tests.browser.checks import links_land
from tests.browser.reading import Reading, reading
from tests.reports.conftest import make_tables
from themes.formatting import per_hundred
from themes.records import Status
from themes.study.study import Study

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="session")
def hostile_report(demo_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's report with a script wherever text can come from."""
    tables = {name: table.copy() for name, table in Study.open(demo_study).tables.items()}
    best = tables["chunk_themes"].sort_values("score", ascending=False)["chunk_id"].iloc[0]
    tables["chunks"].loc[tables["chunks"]["chunk_id"] == best, "speaker"] = HOSTILE
    tables["chunks"].loc[tables["chunks"]["chunk_id"] == best, "text"] += f" </p>{HOSTILE}<!--"
    tables["themes"].loc[0, "label"] = '"><img src=x onerror=alert(1)>'
    tables["calls"].loc[0, ["company", "title"]] = "</script>" + HOSTILE
    path = tmp_path_factory.mktemp("hostile") / "report.html"
    positions = Study.open(demo_study).table("positions")
    path.write_text(render(summarize(tables, positions=positions)), encoding="utf-8")
    return path


def test_nothing_leaves_and_the_console_is_silent(browser: Browser, report: Path) -> None:
    with reading(browser, report) as seen:
        for view in seen.views():
            seen.show(view)
        assert seen.requests == []
        assert seen.messages == []


def test_every_internal_link_lands(browser: Browser, report: Path) -> None:
    with reading(browser, report) as seen:
        assert links_land(seen) > 50


@pytest.mark.parametrize("width", [400, 1600])
def test_no_view_scrolls_sideways(browser: Browser, report: Path, width: int) -> None:
    with reading(browser, report, width=width) as seen:
        for view in [*seen.views(), "theme-gross-margin", "company-ardl"]:
            seen.show(view)
            assert not seen.scrolls_sideways(), view


@pytest.mark.parametrize(("width", "longest"), [(400, 9_000), (1280, 6_000)])
def test_every_view_is_short_and_the_first_has_few_words(
    browser: Browser, report: Path, width: int, longest: int
) -> None:
    with reading(browser, report, width=width) as seen:
        assert len(seen.page.locator("#stands-out").inner_text().split()) <= 600
        for view in [*seen.views(), "theme-gross-margin", "company-ardl"]:
            seen.show(view)
            assert seen.page.evaluate("document.documentElement.scrollHeight") <= longest, view


def test_only_the_view_of_the_address_is_shown_and_going_back_shows_the_one_before(
    browser: Browser, report: Path
) -> None:
    with reading(browser, report) as seen:
        assert seen.page.locator("main > .view:visible").evaluate_all("all => all.map(v => v.id)") == ["stands-out"]
        seen.page.click("nav a[href='#themes']")
        seen.page.click("#themes-table a[href='#theme-gross-margin']")
        seen.wait_until("document.querySelector('#theme-gross-margin').checkVisibility()")
        pages = seen.page.locator("main article:visible").evaluate_all("all => all.map(v => v.id)")
        assert pages == ["theme-gross-margin"]
        assert not seen.page.locator("#themes-table").is_visible()
        assert seen.page.locator("nav [aria-current]").all_inner_texts() == ["Themes"]
        seen.page.go_back()
        seen.wait_until("document.querySelector('#themes-table').checkVisibility()")


@pytest.mark.parametrize("width", [400, 700, 1280])
def test_charts_of_many_companies_with_long_names_fit_their_boxes(
    browser: Browser, demo_study: Path, tmp_path: Path, width: int
) -> None:
    path = tmp_path / "report.html"
    path.write_text(render(summarize(copied(Study.open(demo_study).tables, 3))), encoding="utf-8")  # twelve companies
    with reading(browser, path, width=width, fragment="theme-sdn") as seen:
        assert seen.page.locator("#theme-sdn .panel").count() == 9  # of twelve companies three say nothing of it
        box, needed = seen.page.evaluate(
            "(box => [box.clientWidth, box.scrollWidth])(document.querySelector('#theme-sdn .chart'))"
        )
        assert needed <= box


def test_hostile_text_is_shown_as_text_and_does_nothing(browser: Browser, report: Path, hostile_report: Path) -> None:
    with reading(browser, report) as seen:
        n_scripts = seen.page.locator("script").count()
    with reading(browser, hostile_report) as seen:
        for view in seen.views():
            seen.show(view)
        assert seen.dialogs == []
        assert seen.messages == []
        assert seen.page.get_by_text(HOSTILE, exact=True).count() >= 1
        assert seen.page.locator("img").count() == 0
        assert seen.page.locator("script").count() == n_scripts


@pytest.mark.parametrize(("scheme", "width"), [(s, w) for s in ("light", "dark") for w in (1280, 400)])
def test_axe_finds_no_violation_in_any_view(browser: Browser, report: Path, scheme: str, width: int) -> None:
    with reading(browser, report, scheme=scheme, width=width, csp=False) as seen:
        seen.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        for view in [*seen.views(), "theme-gross-margin", "company-ardl"]:
            seen.show(view)
            found = Axe().run(seen.page)
            assert found.violations_count == 0, view + found.generate_report()


def test_axe_finds_no_violation_in_print(browser: Browser, report: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole.html"
    whole.write_text(report.read_text().replace("<html ", '<html data-print="all" ', 1), encoding="utf-8")
    for path in (report, whole):
        with reading(browser, path, csp=False) as seen:
            seen.page.emulate_media(media="print")
            seen.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
            found = Axe().run(seen.page)
            assert found.violations_count == 0, path.name + found.generate_report()


def test_axe_finds_no_violation_where_a_company_came_later(browser: Browser, tmp_path: Path) -> None:
    """What the sample does not have: a company without early quarters, a call without a quarter, an empty quarter."""
    path = tmp_path / "report.html"
    path.write_text(render(summarize(make_tables())), encoding="utf-8")
    with reading(browser, path, csp=False) as seen:
        seen.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert seen.page.locator("[aria-label='before its first call']").count() > 0
        for view in seen.views():
            seen.show(view)
            found = Axe().run(seen.page)
            assert found.violations_count == 0, view + found.generate_report()


def test_page_is_complete_without_scripts(browser: Browser, report: Path, demo_study: Path) -> None:
    with reading(browser, report, scripts=False) as seen:
        text = seen.page.content()
        labels = Study.open(demo_study).themes.query("status != 'retired'")["label"]
        assert all(label.replace("&", "&amp;") in text for label in labels)
        n_themes = seen.page.locator("#themes-table tbody tr").count()
        assert seen.page.locator("#heat tbody tr").count() == n_themes
        assert seen.page.locator(".chart:has(.panel)").count() == n_themes
        assert seen.page.locator("#filters").is_hidden()
        assert seen.page.locator(".quote").count() > 20


def test_numbers_of_a_themes_heat_map_are_those_of_the_table(browser: Browser, report: Path, demo_study: Path) -> None:
    study = Study.open(demo_study)
    shares = study.table("prevalence").query(
        "speaker_group == 'all' and theme_id == 'gross-margin' and company_id == 'ardl'"
    )
    expected = shares.sort_values("calendar_quarter")["share"].tolist()
    company = study.calls.drop_duplicates("company_id").set_index("company_id")["company"]["ardl"]
    with reading(browser, report) as seen:
        rows = seen.page.locator("#theme-gross-margin .heat-table tbody tr")
        row = rows.filter(has=seen.page.locator("th", has_text=company.split(",")[0])).first
        shown = [cell.strip() for cell in row.locator("td").all_text_contents()][: len(expected)]
    assert len(shown) == len(expected) == 8
    for text, share in zip(shown, expected, strict=True):
        assert text == ("0" if share == 0 else f"{share * 100:.1f}")


def rows_shown(seen: Reading) -> list[str]:
    return [row.strip() for row in seen.page.locator("#themes-table tbody tr:not([hidden]) th").all_text_contents()]


def test_table_of_themes_sorts_by_what_is_clicked_and_says_how(browser: Browser, report: Path) -> None:
    with reading(browser, report, fragment="themes") as seen:
        header = seen.page.locator("#themes-table thead th", has_text="Share of talk")
        header.locator("button").click()
        shares = [float(v) for v in seen.page.locator("#themes-table tbody tr td:nth-child(3)").evaluate_all(
            "cells => cells.map(c => c.dataset.value)")]  # fmt: skip
        assert shares == sorted(shares, reverse=True)
        assert header.get_attribute("aria-sort") == "descending"
        header.locator("button").press("Enter")
        assert header.get_attribute("aria-sort") == "ascending"
        assert seen.page.url.endswith("#themes&sort=3")
        assert seen.messages == []


def test_filters_do_what_they_say_and_stay_in_the_address(browser: Browser, report: Path, demo_study: Path) -> None:
    themes = Study.open(demo_study).themes.query("status != 'retired'")
    with reading(browser, report, fragment="themes") as seen:
        everything = rows_shown(seen)
        seen.page.select_option("#filters [name=kind]", "tracked")
        tracked = rows_shown(seen)
        assert set(tracked) <= set(themes.query("kind == 'tracked'")["label"])
        assert 0 < len(tracked) < len(everything)
        seen.page.fill("#filters [name=words]", "margin")
        assert rows_shown(seen) == ["Gross margin"]
        assert "kind=tracked" in seen.page.url
        assert "words=margin" in seen.page.url
        address = seen.page.url
        seen.page.click("#filters button[type=reset]")
        seen.wait_until("!location.hash.includes('kind')")
        assert rows_shown(seen) == everything
        seen.page.goto("about:blank")
        seen.requests.clear()
        seen.page.goto(address)
        assert rows_shown(seen) == ["Gross margin"]
        assert seen.messages == []


def test_filter_of_names_finds_beginnings_of_words_and_ignores_what_is_not_there(
    browser: Browser, report: Path
) -> None:
    with reading(browser, report, fragment="themes&status=vanished&words=margin") as seen:
        assert "Gross margin" in rows_shown(seen)  # a status of another report's address hides nothing
        seen.page.fill("#filters [name=words]", "argin")
        assert rows_shown(seen) == []


def test_back_button_returns_to_where_the_reader_was(browser: Browser, report: Path) -> None:
    with reading(browser, report) as seen:
        seen.page.click("nav a[href='#themes']")
        seen.page.click("#themes-table a[href='#theme-gross-margin']")
        seen.wait_until("location.hash.startsWith('#theme-gross-margin')")
        seen.page.go_back()
        seen.wait_until("location.hash.startsWith('#themes')")
        assert seen.messages == []


def test_chosen_company_changes_all_in_view_and_says_so(browser: Browser, report: Path, demo_study: Path) -> None:
    study = Study.open(demo_study)
    name = study.calls.drop_duplicates("company_id").set_index("company_id")["company"]["ardl"]
    own = study.prevalence_by_quarter().query("scope == 'ardl'").set_index(["theme_id", "quarter"])["share"]
    tested = study.trends.query("scope == 'ardl'").set_index("theme_id")["status"]
    with reading(browser, report, fragment="themes") as seen:
        n_themes = len(rows_shown(seen))
        seen.page.select_option("#filters [name=company]", "ardl")
        shown = rows_shown(seen)
        said = seen.page.locator("#filter-status").inner_text()
        assert name in said
        assert f"{len(shown)} of {n_themes}" in said or len(shown) == n_themes
        status = seen.page.locator("#row-gross-margin td.status").inner_text()
        assert status == Status(tested["gross-margin"]).plain
        lately = seen.page.locator(".when").inner_text().split("–")
        mean = own["gross-margin"].loc[lately[0] : lately[-1]].mean()
        assert seen.page.locator("#row-gross-margin td.number").first.inner_text() == f"{mean * 100:.1f}"
        panels = seen.page.locator("#theme-gross-margin .panel:not(.unchosen)")
        assert panels.evaluate_all("all => all.map(p => p.dataset.company)") == ["ardl"]
        seen.page.click("nav a[href='#heat-map']")
        assert seen.page.locator("#filters").is_visible()
        cells = seen.page.locator("#heat tr[data-theme=gross-margin] td").all_text_contents()
        assert cells == [per_hundred(share) for share in own["gross-margin"].sort_index()]
        seen.page.select_option("#filters [name=period]", "4")
        assert seen.page.locator("#heat thead th").count() == 5
        seen.page.click("nav a[href='#who-led']")
        assert not seen.page.locator("#filters").is_visible()


def test_report_of_the_same_run_is_the_same_bytes(demo_study: Path, report: Path) -> None:
    from themes.config.settings import load_settings

    title = load_settings(demo_study / "study.toml").title
    study = Study.open(demo_study)
    again = render(summarize(study.tables, title=title, positions=study.table("positions")))
    assert again == report.read_text(encoding="utf-8")
    assert isinstance(Study.open(demo_study).table("prevalence"), pd.DataFrame)


def test_wide_tables_of_quarters_begin_with_the_newest_and_keep_their_first_column(
    browser: Browser, report: Path
) -> None:
    with reading(browser, report, width=400, fragment="theme-gross-margin") as seen:
        seen.page.locator("#theme-gross-margin details.behind > summary").first.click()
        for view, place in (("theme-gross-margin", "#theme-gross-margin"), ("heat-map", "#heat-map")):
            seen.show(view)
            seen.wait_until(f"document.querySelector('{place} .scroll').scrollLeft > 0")
            box = seen.page.locator(f"{place} .scroll").first
            left, width = box.evaluate("box => [box.scrollLeft, box.scrollWidth - box.clientWidth]")
            assert left == pytest.approx(width, abs=1)
            head = box.locator("tbody th").first.bounding_box()
            edge = box.bounding_box()
            assert head
            assert edge
            assert head["x"] == pytest.approx(edge["x"], abs=3)
