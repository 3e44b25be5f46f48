"""Calls that stand in no cell: counted, and their lines for calls.csv do what they promise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tests.fakes import HashingEncoder
from themes.errors import SettingsError
from themes.pipeline.refresh import refresh
from themes.study.outside_grid import lines_outside, outside_grid
from themes.study.status import study_status

MakeStudy = Callable[..., Path]
NOBODYS = "Mara Quist: Boats sold well.\nLena Brook: How many boats?\nMara Quist: Nine boats.\nLena Brook: And ducks?\n"


def calls(*rows: tuple[str, str, str | None, str | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["call_id", "source", "company", "ticker", "calendar_quarter"])


def test_a_call_with_ticker_and_quarter_stands_in_the_grid() -> None:
    table = calls(("a", "a.txt", None, "OTTR", "2012Q4"), ("b", "b.txt", "Otter", None, "2012Q4"))
    assert outside_grid(table, table["source"]) == ()


def test_line_asks_for_what_is_not_known() -> None:
    table = calls(
        ("a", "in/a.txt", None, None, "2012Q4"), ("b", "in/b.txt", "Otter", None, None), ("c", "in/c, d.txt", None, None, None)
    )  # fmt: skip
    found = outside_grid(table, table["source"])
    assert [(call.call_id, call.lacks, call.line) for call in found] == [
        ("a", ("company",), "a.txt,<company>,<ticker>,,,,"),
        ("b", ("calendar quarter",), "b.txt,,,<YYYY-MM-DD>,,,"),
        ("c", ("company", "calendar quarter"), '"c, d.txt",<company>,<ticker>,<YYYY-MM-DD>,,,'),
    ]


def test_line_names_as_much_of_a_path_as_tells_it_from_the_others() -> None:
    table = calls(("a", "in/one/a.txt", "Otter", None, None), ("b", "in/b.csv#2", "Otter", None, None))
    lines = [call.line for call in outside_grid(table, ["in/one/a.txt", "in/two/a.txt", "in/b.csv#1", "in/b.csv#2"])]
    assert lines == ["one/a.txt,,,<YYYY-MM-DD>,,,", "b.csv#2,,,<YYYY-MM-DD>,,,"]


def test_of_many_the_first_five_are_listed() -> None:
    table = calls(*((f"c{k}", f"{k}.txt", "Otter", None, None) for k in range(8)))
    lines = list(lines_outside(outside_grid(table, table["source"]), 30, "study"))
    assert lines[0] == "in no cell of the grid: 8 of 30 calls (unknown: calendar quarter of 8)"
    assert len(lines) == 3 + 5 + 1
    assert lines[-1].strip() == "and 3 more: themes status study --format json"
    assert list(lines_outside((), 30, "study")) == []


@pytest.fixture
def study(tmp_path: Path, corpus: dict[str, str], make_study: MakeStudy) -> Path:
    made = make_study(tmp_path, {"vesta.txt": corpus["vesta.txt"], "nobodys.txt": NOBODYS})
    refresh(made, (str(made.parent / "calls"),), encoder=HashingEncoder())
    return made


def offered(study: Path) -> list[str]:
    """The lines for calls.csv that status shows."""
    return [
        line.strip() for line in study_status(study).as_text().splitlines() if line.startswith("    ") and "," in line
    ]


def test_status_counts_them_and_the_grid_has_only_known_companies(study: Path) -> None:
    told = study_status(study)
    assert told.coverage == {"vsta": {"2012Q4": 1}}
    assert [call.lacks for call in told.outside_grid] == [("company", "calendar quarter")]
    assert "in no cell of the grid: 1 of 2 calls" in told.as_text()
    assert told.as_dict()["outside_grid"]


def test_line_put_into_calls_csv_gives_the_call_its_cell(study: Path) -> None:
    heading, line = offered(study)
    filled = line.replace("<company>", "Otter Peak").replace("<ticker>", "OTTR").replace("<YYYY-MM-DD>", "2013-02-05")
    (study / "calls.csv").write_text(f"{heading}\n{filled}\n")
    refresh(study, (), encoder=HashingEncoder())
    told = study_status(study)
    assert told.outside_grid == ()
    assert told.coverage == {"ottr": {"2012Q4": 1}, "vsta": {"2012Q4": 1}}


def test_line_that_is_not_filled_in_is_refused(study: Path) -> None:
    (study / "calls.csv").write_text("\n".join(offered(study)))
    with pytest.raises(SettingsError, match="call_date '<YYYY-MM-DD>'"):
        refresh(study, (), encoder=HashingEncoder())
