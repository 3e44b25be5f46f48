"""Calls as rows and back."""

from __future__ import annotations

import json

from themes.corpus.tables import Entry, calls_table, head_of, rows_of
from themes.records import Call, Doubt


def call(*doubts: Doubt) -> Call:
    return Call("otter.txt", "plain", "Otter Peak", None, "earnings", None, None, None, None, {}, (), (), doubts)


def test_doubts_come_back_with_the_lines_they_are_about() -> None:
    doubts = (
        Doubt.about("speaker", "two men", lines=(12, 15)),
        Doubt("odd"),
        Doubt.about("title", "none", is_missing=True),
    )
    table = calls_table([Entry(call(*doubts), "ottr-2012q4", "ottr", 0, 0)])
    assert [head_of(row).doubts for row in rows_of(table)] == [doubts]


def test_doubts_of_runs_that_knew_no_lines_have_none() -> None:
    (row,) = rows_of(calls_table([Entry(call(Doubt("odd", lines=(3,))), "ottr-2012q4", "ottr", 0, 0)]))
    older = [{name: value for name, value in doubt.items() if name != "lines"} for doubt in json.loads(row["doubts"])]
    assert head_of(row | {"doubts": json.dumps(older)}).doubts == (Doubt("odd"),)
