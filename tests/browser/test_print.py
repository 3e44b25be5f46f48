"""The report on paper: what is folded on the screen is printed, navigation is not."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser

from reports.data.calls import companies_of
from tests.browser.reading import reading
from themes.study.study import Study


def letters(text: str) -> str:
    """Letters and digits alone: a line break in print may fall anywhere."""
    return re.sub(r"[\W_]+", "", text)


@pytest.fixture(scope="module", params=[True, False], ids=["scripts", "no scripts"])
def printed(
    browser: Browser, report: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> str:
    path = tmp_path_factory.mktemp("print") / "report.pdf"
    with reading(browser, report, scripts=request.param) as seen:
        seen.page.pdf(path=path, format="A4")
    document = pypdfium2.PdfDocument(path)
    return letters("".join(page.get_textpage().get_text_bounded() for page in document))


def test_every_theme_and_company_and_call_is_printed(printed: str, demo_study: Path) -> None:
    study = Study.open(demo_study)
    companies = [company.label for company in companies_of(study.tables)]
    labels = study.themes[study.themes["status"] != "retired"]["label"].tolist()
    assert [label for label in labels + companies if letters(label) not in printed] == []
    assert [name for name in study.calls["source"] if letters(Path(name).name) not in printed] == []


def test_every_quote_is_printed(browser: Browser, report: Path, printed: str) -> None:
    with reading(browser, report, scripts=False) as seen:
        quotes = seen.page.locator(".quote blockquote").all_text_contents()
    assert len(quotes) > 20
    assert [quote for quote in quotes if letters(quote)[:60] not in printed] == []


def test_numbers_behind_charts_are_printed(browser: Browser, report: Path, printed: str) -> None:
    with reading(browser, report, scripts=False) as seen:
        words = seen.page.locator("#theme-gross-margin table.numbers:not(.heat-table) tbody tr").all_text_contents()
    assert len(words) == 3
    assert [row for row in words if letters(row) not in printed] == []


def test_every_chart_stands_on_paper(browser: Browser, report: Path, study: Study) -> None:
    """With scripts off the stills; with scripts on what is drawn, or the still where nobody scrolled to it."""
    for scripts in (True, False):
        with reading(browser, report, scripts=scripts) as seen:
            seen.page.emulate_media(media="print")
            boxes = seen.page.eval_on_selector_all(
                ".chart[data-chart=shares] svg, .findings svg, #who-led figure svg",
                "all => all.map(svg => [svg.getBoundingClientRect().width, svg.querySelectorAll('path, polyline').length])",
            )
            n_shown = seen.page.locator(".chart[data-chart=shares]").count()
            assert len(boxes) >= n_shown + seen.page.locator(".findings > li").count()
            assert [box for box in boxes[:n_shown] if not box[0] or not box[1]] == []


def test_what_only_serves_a_screen_is_not_printed(printed: str) -> None:
    assert "Copywithcitation" not in printed
    assert "Skiptothereport" not in printed
