"""A company's page: what it speaks of beyond the others, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.records import Point
from reports.render.company_pages import CompanyPage, company_pages
from reports.report import ReportData
from reports.summary import summarize
from tests.facts import facts
from tests.reports.conftest import Tables


def spoken(company: str, call: str, n_words_theme: int, quarter: str | None = "2012Q2") -> Point:
    share = n_words_theme / 1000
    return Point(call, company, company, quarter, share, None, None, n_words_theme, 1000)


def page_of_juno(data: ReportData, **points: tuple[Point, ...]) -> CompanyPage:
    themes = tuple(
        replace(data.themes[0], theme_id=name, label=name, points=own, trends=()) for name, own in points.items()
    )
    return next(page for page in company_pages(replace(data, themes=themes)) if page.company.company_id == "juno")


def test_others_are_the_mean_of_the_other_companies(data: ReportData) -> None:
    rows = {row.theme_id: row for page in company_pages(data) for row in page.rows if page.company.company_id == "juno"}
    # the one quarter that is not thin is 2012Q2: Juno 40 of 1,000 words, Vesta 80 and 100 of 500 each; Marlin had none
    assert rows["open-access"].share == 0.04
    assert rows["open-access"].others == pytest.approx(0.18)
    (row,) = page_of_juno(
        data, a=(spoken("juno", "j", 300), spoken("vsta", "v", 100), spoken("vsta", "w", 0), spoken("mrln", "m", 150))
    ).rows
    assert row.others == pytest.approx((0.05 + 0.15) / 2)


def test_page_names_the_three_themes_furthest_above_the_others(data: ReportData) -> None:
    beyond = {"a": (300, 100), "b": (400, 100), "c": (109, 100), "d": (110, 100), "e": (50, 0), "f": (10, 900)}
    page = page_of_juno(
        data, **{name: (spoken("juno", "j", own), spoken("vsta", "v", its)) for name, (own, its) in beyond.items()}
    )
    assert facts(page.beyond) == ["40.0%", "10.0%", "30.0%", "10.0%", "5.0%", "0%"]


def test_page_names_no_theme_that_is_less_than_a_point_above(data: ReportData) -> None:
    assert page_of_juno(data, c=(spoken("juno", "j", 109), spoken("vsta", "v", 100))).beyond == ""


def test_page_of_the_only_company_compares_nothing(data: ReportData) -> None:
    page = page_of_juno(data, a=(spoken("juno", "j", 300),))
    assert (page.rows[0].others, page.beyond) == (None, "")


def test_page_says_what_the_last_call_spoke_of(data: ReportData) -> None:
    said = {"a": 300, "b": 400, "c": 9, "d": 10}
    points = {name: (spoken("juno", "juno-2012q4", n),) for name, n in said.items()}
    assert facts(page_of_juno(data, **points).last_call) == [
        "2012Q4",
        "2013-01-29",
        "40.0%",
        "30.0%",
        "1.0%",
    ]
    assert page_of_juno(data, c=points["c"]).last_call == ""


def test_last_call_is_told_alone_where_its_quarter_has_two(tables: Tables) -> None:
    page = next(p for p in company_pages(summarize(tables)) if p.company.company_id == "vsta")
    assert [call.call_id for call in page.calls] == ["vsta-2012q2", "vsta-2012q2-2", "vsta-2013q1"]
    without = {name: t[t["call_id"] != "vsta-2013q1"] if "call_id" in t else t for name, t in tables.items()}
    page = next(p for p in company_pages(summarize(without)) if p.company.company_id == "vsta")
    last = tables["prevalence"].query(
        "theme_id == 'open-access' and call_id == 'vsta-2012q2-2' and speaker_group == 'all'"
    )
    (row,) = [row for row in page.rows if row.theme_id == "open-access"]
    assert row.last_share == pytest.approx(last["n_words_theme"].item() / last["n_words"].item())
    assert row.last_share != pytest.approx(row.shares[0])


def test_sentences_of_a_company_name_no_tentative_theme(data: ReportData) -> None:
    points = (spoken("juno", "juno-2012q4", 300), spoken("vsta", "v", 10))
    theme = replace(data.themes[0], theme_id="a", label="a", points=points, status="tentative")
    page = next(p for p in company_pages(replace(data, themes=(theme,))) if p.company.company_id == "juno")
    assert (page.beyond, page.last_call, len(page.rows)) == ("", "", 1)
