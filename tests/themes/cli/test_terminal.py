"""What commands print: cells without a value are empty, whatever kind of nothing they hold."""

from __future__ import annotations

import pandas as pd
import pytest

from themes.cli.terminal import print_table


def test_cells_without_a_value_are_empty(capsys: pytest.CaptureFixture[str]) -> None:
    table = pd.DataFrame(
        {
            "days": pd.array([3, None], dtype="Int64"),
            "share": [0.123456, float("nan")],
            "quarter": ["2012Q1", None],
            "last": pd.array(["[b]", None], dtype="string"),
        }
    )
    print_table(table, "table", list(table.columns))
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("│")]
    assert [[cell.strip() for cell in row.strip("│").split("│")] for row in rows] == [
        ["3", "0.1235", "2012Q1", "[b]"],
        ["", "", "", ""],
    ]
