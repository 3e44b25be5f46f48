"""A small study in which every text that a person, a file or a catalog could have written is one that is given.

In: the hand-made tables of ``tests/reports``.  Out: tables and reports that show everything a page can show: finding,
peer group, author, logo, map, lineage, who led, transcripts.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from reports.data.scope import Only
from reports.render.html import render
from reports.summary import summarize
from tests.reports.conftest import CHUNKS, Tables, make_tables
from themes.records import TABLES

#: A logo of one pixel.
LOGO = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
FREE_TEXT = {
    "sources": ["path", "reason"],
    "calls": ["company", "title", "source", "event"],
    "chunks": ["speaker", "role", "source", "section", "text"],
    "turns": ["speaker", "role", "section", "title", "firm", "text"],
    "themes": ["label", "description", "kind"],
    "chunk_themes": ["reason"],
    "trends": ["reason"],
}
POSITIONS = pd.DataFrame(
    {"chunk_id": list(CHUNKS), "x": [k / 7 for k in range(7)], "y": [0.2, 0.9, 0.5, 0.1, 0.7, 0.4, 0.6]}
)
Change = Callable[[str], str]


def tables_with(change: Change) -> Tables:
    """The small study, every free text changed; what orders rows and what numbers hang on is left alone."""
    tables = shown_in_full(make_tables())
    for name, columns in FREE_TEXT.items():
        for column in columns:
            if column != "kind":
                tables[name][column] = tables[name][column].map(change, na_action="ignore")
    calls, themes, run = tables["calls"], tables["themes"], tables["run"]
    calls["inferred"] = calls["inferred"].map(
        lambda cell: json.dumps({k: change(v) for k, v in json.loads(cell).items()})
    )
    calls["warnings"] = json.dumps([change("no date")])
    themes["terms"] = themes["terms"].map(lambda cell: json.dumps([change(term) for term in json.loads(cell)]))
    settings = {"report": {"title": change("Calls"), "author": change("Desk"), "logo_data": LOGO}}
    settings["company"] = {company: {"peer_group": change("Rivals")} for company in ("juno", "vsta")}
    run["settings"] = json.dumps({**settings, "encoder": {"model": change("tiny")}, change("resamples"): 200})
    run["versions"] = json.dumps({change("callthemes"): change("0.1")})
    run["finished_at"] = change("2013-06-01")
    return tables


def shown_in_full(tables: Tables) -> Tables:
    """With a finding, an order of companies, turns and news of a run, which the small study has not."""
    trends = tables["trends"]
    row = (trends["theme_id"] == "open-access") & (trends["scope"] == "ALL")
    moved = {"status": "rising", "since_quarter": "2012Q4", "peak_quarter": "2012Q2", "q_value": 0.0421}
    moved |= {"change_per_year": 0.0312, "change_low": 0.0204, "change_high": 0.0423}
    for column, value in moved.items():
        trends.loc[row, column] = value  # type: ignore[call-overload]
    mentions = [
        ("open-access", "juno", "2013-01-29", "2012Q4", 1, 0, 0.5),
        ("open-access", "vsta", "2013-05-02", "2013Q1", 2, 94, 1.0),
    ]
    tables["diffusion"] = pd.DataFrame(mentions, columns=list(TABLES["diffusion"])).astype(
        {"rank": "Int64", "lag_days": "Int64"}
    )
    tables["lineage"]["event"] = ["split", "born", "retired"]
    chunks = tables["chunks"]
    turns = chunks.drop_duplicates(["call_id", "turn_index"])
    turns = turns.assign(title="CEO", firm="Bank of Tunnels", page=None)[list(TABLES["turns"])]
    tables["turns"] = turns.reset_index(drop=True)
    return tables


def write_report(path: Path, change: Change, only: Only | None = None) -> Path:
    """A report of the changed study: whole, with map and transcripts, or a one-pager."""
    tables = tables_with(change)
    if only is None:
        data = summarize(tables, positions=POSITIONS, with_transcripts=True)
    else:
        data = summarize(tables, only=only)
    path.write_text(render(data), encoding="utf-8")
    return path
