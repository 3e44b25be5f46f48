"""Bytes, seconds and length of a report, also of a study copied several times under other companies' names.

    python -m tests.benchmarks.report_size STUDY [COPIES ...]

Five copies of 201 calls of 4 companies are 1,005 calls of 20.  Opening it in a browser is timed where there is one.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reports.render.html import render
from reports.summary import summarize
from themes.study.study import Study

if TYPE_CHECKING:
    from playwright.sync_api import Page

Tables = dict[str, pd.DataFrame]
#: Columns that name a call or a company, or begin with a call's name.
NAMES = (
    "call_id", "company_id", "chunk_id", "call_id_from", "call_id_to", "scope", "company", "first_call_id", "path",
    "source",
)  # fmt: skip
SHARED = ("themes", "lineage", "run", "placements")


def copied(tables: Tables, copies: int) -> Tables:
    """The tables with every call of every company several times; rows over all companies once."""
    found = {name: tables[name] for name in SHARED if name in tables}
    for name, table in tables.items():
        if name in SHARED:
            continue
        overall = table[table["scope"] == "ALL"] if "scope" in table else table.head(0)
        single = table[table["scope"] != "ALL"] if "scope" in table else table
        found[name] = pd.concat([overall, *(_renamed(single, k) for k in range(copies))], ignore_index=True)
    return found


def _renamed(table: pd.DataFrame, k: int) -> pd.DataFrame:
    named = [column for column in NAMES if column in table]
    return table.assign(**{c: table[c].where(table[c].isna(), table[c].astype(object) + f"-{k}") for c in named})


def opened(path: Path) -> str:
    """How long a browser takes to load it, against a page of one word, and its longest view; empty without one."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS

    program = shutil.which("chromium")
    if program is None:
        return ""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        word = path.with_name("word.html")
        word.write_text("<!doctype html><p>word", encoding="utf-8")
        loads = {}
        for place in (word, path, word, path):  # the first of each warms up
            page = browser.new_page()
            page.goto(place.as_uri())
            loads[place] = page.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart")
            page.close()
        lengths = [_longest(browser.new_page(viewport={"width": width, "height": 800}), path) for width in (1280, 400)]
    ratio = loads[path] / max(1, loads[word])
    longest = f"longest view {lengths[0]:,} px at 1,280 and {lengths[1]:,} at 400"
    return f"loaded in {loads[path] / 1000:.2f} s ({ratio:.1f} x a page of one word), {longest}"


def _longest(page: Page, path: Path) -> int:
    """Pixels of the longest view."""
    page.goto(path.as_uri())
    found = 0
    for view in page.eval_on_selector_all("main > .view", "all => all.map(view => view.id)"):
        page.evaluate("place => { location.hash = place; }", view)
        page.wait_for_timeout(100)
        found = max(found, page.evaluate("document.documentElement.scrollHeight"))
    return int(found)


def main() -> None:
    study, first = Study.open(Path(sys.argv[1])), 0.0
    for copies in [int(text) for text in sys.argv[2:]] or [1, 5]:
        tables = dict(study.tables) if copies == 1 else copied(study.tables, copies)
        started = time.perf_counter()
        positions = study.table("positions")
        if copies > 1:  # as many passages of any copy, each where the original lies
            copy = np.random.default_rng(1).integers(0, copies, len(positions)).astype(str)
            positions = positions.assign(chunk_id=positions["chunk_id"] + "-" + copy)
        page = render(summarize(tables, positions=positions))
        spent = time.perf_counter() - started
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "report.html"
            path.write_text(page, encoding="utf-8")
            seen = opened(path) or "no browser"
        size = len(page.encode()) / 1e6
        first = first or size / len(tables["calls"])
        growth = size / len(tables["calls"]) / first
        made = f"{size:.2f} MB ({growth:.2f} of the first a call), made in {spent:.1f} s"
        print(f"{len(tables['calls'])} calls: {made}, {seen}")


if __name__ == "__main__":
    main()
