"""The report of 201 real calls in a browser: its size, and that it is quiet, whole and true at that size.

The study is made with the tests' quick encoder: reading, counting and the page are what is tried here, not the themes.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from reports.render.html import render
from reports.summary import summarize
from tests.browser.agreement import disagreements, not_in_the_tables, numbers_of
from tests.browser.checks import links_land, quotes_stand_at_their_lines
from tests.browser.reading import reading
from tests.fakes import HashingEncoder
from themes.pipeline.refresh import refresh
from themes.study.create import create_study
from themes.study.study import Study

#: A watchdog, not a bound: making the study takes more than five minutes where the processor is slow.
pytestmark = pytest.mark.timeout(1500)
CALLS = Path(os.environ.get("CALLTHEMES_SHARED", "../shared")).resolve() / "corpora" / "telecom_seekingalpha"
MAX_BYTES = 1_800_000
#: All that the dark changes; the other rules of axe have been tried in the light.
COLOURS: dict[str, object] = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("telecom") / "study"
    create_study(folder, "telecom")
    refresh(folder, (str(CALLS),), encoder=HashingEncoder())
    return Study.open(folder)


@pytest.fixture(scope="module")
def report(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(summarize(study.tables, positions=study.table("positions"))), encoding="utf-8")
    return path


def test_file_is_small_enough_for_a_mail(report: Path, study: Study) -> None:
    assert len(study.calls) == 201
    assert report.stat().st_size <= MAX_BYTES


def test_page_can_be_worked_with_soon(browser: Browser, report: Path) -> None:
    """Seconds are printed (``-s``), not asserted: machines are noisy.  What must be there when the page has loaded is."""
    with reading(browser, report) as seen:
        seen.wait_until("document.querySelector('#map-box canvas').dataset.lit === ''")
        seconds = {name: seen.page.evaluate(f"performance.timing.{name} - performance.timing.navigationStart") / 1000 for name in ("domInteractive", "domContentLoadedEventEnd", "loadEventEnd")}  # fmt: skip
        first = seen.page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000
        told = ", ".join(f"{name} {spent:.2f} s" for name, spent in seconds.items())
        sys.__stderr__.write(f"\nreport of 201 calls: first paint {first:.2f} s, {told}\n") if sys.__stderr__ else None
        assert seen.page.locator("#stands-out").is_visible()
        assert seen.page.locator("#map-themes button").count() > 10


def test_page_is_quiet_and_its_links_land(browser: Browser, report: Path) -> None:
    with reading(browser, report) as seen:
        assert links_land(seen) > 500
        assert (seen.requests, seen.messages, seen.dialogs) == ([], [], [])


@pytest.mark.parametrize("width", [400, 1600])
def test_every_view_is_short_and_does_not_scroll_sideways(browser: Browser, report: Path, width: int) -> None:
    with reading(browser, report, width=width) as seen:
        for view in seen.views():
            seen.show(view)
            assert not seen.scrolls_sideways(), view
            assert seen.page.evaluate("document.documentElement.scrollHeight") <= (11_000 if width == 400 else 7_000), (
                view
            )


def test_page_agrees_with_itself_and_with_the_tables(browser: Browser, report: Path, study: Study) -> None:
    with reading(browser, report) as seen:
        found = numbers_of(seen)
        assert len(found) > 10_000
        assert disagreements(found) == {}
        assert not_in_the_tables(found, study.tables) == {}


def test_quotes_stand_at_their_lines_of_the_sources(browser: Browser, report: Path, study: Study) -> None:
    # of the text as it was read: one of these files is UTF-8 that was taken for Latin-1 once, which reading mends
    texts = study.tables["sources"].set_index("path")["text"].to_dict()
    with reading(browser, report, scripts=False) as seen:
        assert quotes_stand_at_their_lines(seen, texts) > 100


@pytest.mark.parametrize(("scheme", "options"), [("light", None), ("dark", COLOURS)], ids=["light", "dark"])
def test_axe_finds_no_violation_with_all_opened(
    browser: Browser, report: Path, scheme: str, options: dict[str, object] | None
) -> None:
    with reading(browser, report, scheme=scheme, csp=False) as seen:
        seen.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        for view in seen.views():
            seen.show(view)
            found = Axe().run(seen.page, options=options)
            assert found.violations_count == 0, view + found.generate_report()
            assert found.response["passes"]
