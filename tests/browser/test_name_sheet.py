"""The sheet of names in Chromium: marks are kept, and taken out as a CSV that the command reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from reports.render.name_sheet import render_name_sheet
from tests.browser.reading import Reading, reading
from tests.browser.test_hostile import ATTACK
from themes.evaluation.name_sheet import NameSheet, draw_sheet, load_filled, marks_of, table_to_mark
from themes.study.study import Study


@pytest.fixture(scope="module")
def sheet(study: Study) -> NameSheet:
    return draw_sheet(study.themes, study.table("chunk_themes"), study.chunks, run=study.run, kind="all", seed=0)


def written(sheet: NameSheet, path: Path, attack: str = "") -> Path:
    table = table_to_mark(sheet, ["somebody, somewhere"] * len(sheet.rows))
    for column in ("name", "description", "text", "citation"):
        table[column] += attack
    path.write_text(render_name_sheet(table), encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Browser, sheet: NameSheet, tmp_path: Path) -> Iterator[Reading]:
    with reading(browser, written(sheet, tmp_path / "sheet.html")) as seen:
        yield seen


def downloaded(seen: Reading, path: Path) -> Path:
    with seen.page.expect_download() as download:
        seen.page.click("#download")
    download.value.save_as(path)
    return path


def test_marks_of_the_page_are_read_by_the_command(page: Reading, sheet: NameSheet, tmp_path: Path) -> None:
    page.page.check("[name=slide_worthy-1][value=no]")
    page.page.check("[name=procedure-2][value=yes]")
    page.page.check("[name=is_about-1-1][value='1']")
    page.page.check("[name=is_about-1-2][value='0']")
    comment = '=A1, a "wide" name'
    page.page.fill("[name=comment-1]", comment)
    path = downloaded(page, tmp_path / "marked.csv")
    assert path.read_bytes().startswith(b'\xef\xbb\xbf"sheet","theme"')
    assert '"\'=A1, a ""wide"" name"' in path.read_text(encoding="utf-8")  # runs as no formula
    marks = marks_of(load_filled(path), sheet, "anna")
    assert (marks.slide_worthy, marks.procedure, marks.comments) == ({1: False}, {2: True}, {1: comment})
    assert marks.is_about == {(1, 1): True, (1, 2): False}
    assert page.requests == page.messages == []


def test_marks_outlast_the_page_until_they_are_thrown_away(page: Reading) -> None:
    page.page.check("[name=slide_worthy-1][value=no]")
    page.page.reload()
    assert page.page.is_checked("[name=slide_worthy-1][value=no]")
    assert page.texts("#told")[0].startswith("Marked: slide 1 of ")
    page.page.click("#clear")  # the question is dismissed
    assert page.page.is_checked("[name=slide_worthy-1][value=no]")
    assert len(page.dialogs) == 1
    page.page.evaluate("window.confirm = () => true")
    page.page.click("#clear")
    page.page.reload()
    assert page.page.locator("input:checked").count() == 0


def test_hostile_text_does_nothing_and_is_shown(browser: Browser, sheet: NameSheet, tmp_path: Path) -> None:
    with reading(browser, written(sheet, tmp_path / "hostile.html", ATTACK), csp=False) as seen:
        downloaded(seen, tmp_path / "marked.csv")
        assert seen.page.evaluate("window.hit") is None
        assert (seen.dialogs, seen.requests, seen.messages) == ([], [], [])
        assert " ".join(ATTACK.split()) in seen.texts("article h2")[0]


def test_without_scripts_the_page_is_for_reading(browser: Browser, sheet: NameSheet, tmp_path: Path) -> None:
    with reading(browser, written(sheet, tmp_path / "sheet.html"), scripts=False, width=400) as seen:
        assert seen.page.locator("input:visible, button:visible, textarea:visible").count() == 0
        assert seen.page.locator(".unscripted").is_visible()
        assert seen.page.locator("blockquote:visible").count() == len(sheet.rows)
        assert not seen.scrolls_sideways()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(browser: Browser, sheet: NameSheet, tmp_path: Path, scheme: str) -> None:
    with reading(browser, written(sheet, tmp_path / "sheet.html"), scheme=scheme) as seen:
        assert Axe().run(seen.page).response["violations"] == []
