"""Bytes and seconds of a report, also of a study copied several times under other companies' names.

    python -m tests.benchmarks.report_size STUDY [COPIES ...]

Five copies of 201 calls of 4 companies are 1,005 calls of 20.  Opening it in a browser is timed where there is one.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from reports.render.html import render
from reports.summary import summarize
from themes.study.study import Study

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


def interactive(path: Path) -> float | None:
    """Seconds until a browser can be worked with; None without one."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS

    program = shutil.which("chromium")
    if program is None:
        return None
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=program, args=FLAGS).new_page()
        page.goto(path.as_uri())
        spent = page.evaluate("performance.timing.domInteractive - performance.timing.navigationStart")
        loaded = page.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart")
        return float(max(spent, loaded)) / 1000


def main() -> None:
    study = Study.open(Path(sys.argv[1]))
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
            seconds = interactive(path)
        opened = "no browser" if seconds is None else f"loaded in {seconds:.1f} s"
        print(f"{len(tables['calls'])} calls: {len(page.encode()) / 1e6:.2f} MB, made in {spent:.1f} s, {opened}")


if __name__ == "__main__":
    main()
