"""The report on paper: the brief alone, or every view; what is folded on the screen is open, nothing is wider than the page."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser

from reports.data.calls import companies_of
from reports.render.html import QUOTES_OPEN, render, render_brief
from reports.render.pdf import to_pdf
from reports.report import ReportData
from reports.summary import summarize
from tests.browser.reading import reading
from themes.study.study import Study

A4, LETTER = 695, 717  # pixels between the margins


def letters(text: str) -> str:
    """Letters and digits alone: a line break in print may fall anywhere."""
    return re.sub(r"[\W_]+", "", text)


def text_of(pdf: pypdfium2.PdfDocument) -> str:
    return letters("".join(page.get_textpage().get_text_bounded() for page in pdf))


@pytest.fixture(scope="module")
def data(demo_study: Path) -> ReportData:
    study = Study.open(demo_study)
    return summarize(study.tables, positions=study.table("positions"))


@pytest.fixture(scope="module")
def whole(data: ReportData, browser: Browser) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(to_pdf(render(data, print_all=True), data.title).pdf)


@pytest.fixture(scope="module")
def printed(whole: pypdfium2.PdfDocument) -> str:
    return text_of(whole)


def test_every_theme_and_company_and_call_is_printed(printed: str, demo_study: Path) -> None:
    study = Study.open(demo_study)
    companies = [company.label for company in companies_of(study.tables)]
    labels = study.themes[study.themes["status"] != "retired"]["label"].tolist()
    assert [label for label in labels + companies if letters(label) not in printed] == []
    assert [name for name in study.calls["source"] if letters(Path(name).name) not in printed] == []


def test_verdict_and_first_quotes_of_every_theme_are_printed(printed: str, data: ReportData) -> None:
    themes = [theme for theme in data.themes if theme.quotes]
    quotes = [quote.text for theme in themes for quote in theme.quotes[:QUOTES_OPEN]]
    assert len(quotes) > 20
    assert [quote for quote in quotes if letters(quote)[:60] not in printed] == []
    reasons = [theme.trends[0].reason for theme in themes if theme.trends]
    assert [reason for reason in reasons if letters(reason) not in printed] == []


def test_what_only_serves_a_screen_is_not_printed(printed: str) -> None:
    for words in ("Copywithcitation", "Skiptothereport", "allthemes←", "Whythisquote"):
        assert words not in printed


def test_whole_report_of_the_sample_is_short_and_its_brief_fits_three_pages(
    whole: pypdfium2.PdfDocument, data: ReportData
) -> None:
    assert len(whole) <= 25
    assert len(pypdfium2.PdfDocument(to_pdf(render_brief(data), data.title).pdf)) <= 3


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_page_prints_its_brief_alone(browser: Browser, report: Path, data: ReportData, scripts: bool) -> None:
    with reading(browser, report, scripts=scripts) as seen:
        pdf = pypdfium2.PdfDocument(seen.page.pdf(format="Letter"))
    assert len(pdf) <= 3
    text = text_of(pdf)
    assert letters(data.title) in text
    assert [finding.headline for finding in data.brief.findings if letters(finding.headline) not in text] == []
    assert letters("Method and limits") not in text


@pytest.mark.parametrize("width", [A4, LETTER], ids=["A4", "Letter"])
def test_nothing_is_wider_than_the_paper(browser: Browser, tmp_path: Path, data: ReportData, width: int) -> None:
    """A browser shrinks a page that has something too wide, until nobody can read it."""
    path = tmp_path / "report.html"
    path.write_text(render(data, print_all=True), encoding="utf-8")
    with reading(browser, path, scripts=False) as seen:
        seen.page.emulate_media(media="print", color_scheme="dark")
        seen.page.set_viewport_size({"width": width, "height": 1000})
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_every_chart_stands_on_paper(browser: Browser, tmp_path: Path, data: ReportData) -> None:
    path = tmp_path / "report.html"
    path.write_text(render(data, print_all=True), encoding="utf-8")
    with reading(browser, path, scripts=False) as seen:
        seen.page.emulate_media(media="print")
        boxes = seen.page.eval_on_selector_all(
            "article .chart svg, .finding-chart, #who-led figure svg",
            "all => all.map(svg => [svg.getBoundingClientRect().width, svg.querySelectorAll('path, polyline').length])",
        )
    assert len(boxes) >= len([theme for theme in data.themes if theme.n_calls_with])
    assert [box for box in boxes if not box[0] or not box[1]] == []
