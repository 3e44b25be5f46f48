"""The pages of ``themes parse`` in Chromium: nothing is fetched or run, no barrier in light or dark, no sideways scroll."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from reports.data.reading import reading_seen
from reports.render.reading import index_row, render_reading, render_reading_index
from tests.browser.reading import reading
from tests.browser.test_hostile import ATTACK, DANGERS
from tests.reports.readings import DOUBTS, TEXT, call, lone

SEGMENT = '<a href="#turn-'  # of the strip: the only links within drawings


def written(folder: Path, attack: str = "") -> list[Path]:
    """A page and its index; every text has the attack behind it."""
    text = TEXT.replace("page 2", f"page 2 {attack}")
    doubts = [doubt._replace(sentence=doubt.sentence + attack) for doubt in DOUBTS]
    seen = reading_seen(call(doubts, text, company=f"Otter Peak {attack}", source=f"otter.txt{attack}"), text, attack)
    other = lone("unknown", f"Nobody knows who says this. {attack}".replace("\u2028", " "))
    pages = {
        "a.html": render_reading(seen),
        "b.html": render_reading(reading_seen(other, other.turns[0].text)),
        "index.html": render_reading_index([index_row(seen, f"a.html{attack}")], [(f"photo.txt{attack}", f"a picture{attack}")]),
    }  # fmt: skip
    for name, page in pages.items():
        (folder / name).write_text(page, encoding="utf-8")
    return [folder / name for name in pages]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(browser: Browser, tmp_path: Path, scheme: str) -> None:
    for path in written(tmp_path):
        with reading(browser, path, scheme=scheme) as seen:
            found = Axe().run(seen.page).response["violations"]
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("width", [400, 1280])
def test_pages_do_not_scroll_sideways_and_fetch_nothing(browser: Browser, tmp_path: Path, width: int) -> None:
    for path in written(tmp_path):
        with reading(browser, path, width=width) as seen:
            assert not seen.scrolls_sideways()
            assert seen.requests == seen.messages == []


def test_hostile_text_does_nothing_and_is_shown(browser: Browser, tmp_path: Path) -> None:
    for path in written(tmp_path, ATTACK):
        with reading(browser, path, csp=False) as seen:
            assert seen.page.evaluate("window.hit") is None
            assert (seen.dialogs, seen.requests, seen.messages) == ([], [], [])
            assert [found for found in seen.page.evaluate(DANGERS) if not found.startswith(SEGMENT)] == []
            assert any("<script>window.hit=1</script>" in text for text in seen.texts("body"))


def test_margin_tells_roles_apart_without_colour(browser: Browser, tmp_path: Path) -> None:
    with reading(browser, written(tmp_path)[0]) as seen:
        styles = seen.page.eval_on_selector_all(
            ".row.begins .who", "all => all.map(node => getComputedStyle(node).borderRightStyle)"
        )
        assert styles == ["solid", "double", "solid"]
        assert [text.split()[0] for text in seen.texts(".row.begins .who")] == ["executive", "analyst", "executive"]


def test_link_of_a_warning_brings_its_line_into_view(browser: Browser, tmp_path: Path) -> None:
    with reading(browser, written(tmp_path)[0], width=400) as seen:
        seen.page.click("#warning-3 a[href='#line-12']")
        top = seen.page.evaluate("document.querySelector('#line-12').getBoundingClientRect().top")
        assert 0 <= top < 900
