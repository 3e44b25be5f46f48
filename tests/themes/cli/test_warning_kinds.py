"""Warnings of many calls: a line a kind, with how many and which."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from themes.cli.app import app
from themes.cli.warning_kinds import MOST_KINDS, lines_by_kind

SECTION = "section: no questions found; every turn counts as prepared remarks"


def told(*warnings: tuple[str, str]) -> list[str]:
    return list(lines_by_kind(warnings, "call", "themes status study"))


def test_nothing_doubtful_is_no_line() -> None:
    assert told() == []


def test_one_warning_stands_as_it_is() -> None:
    assert told(("a", SECTION)) == [f"a: {SECTION}"]


def test_alike_warnings_are_one_line_with_the_first_places() -> None:
    assert told(*((place, SECTION) for place in "abcd")) == [
        f"4 calls: {SECTION} (a, b, c, …)",
        "each: themes status study",
    ]


def test_warnings_that_differ_in_names_and_numbers_are_one_kind_with_an_example() -> None:
    lines = told(
        ("a", "role: unknown for Ann B. Lee, Bo Ek"), ("b", "role: unknown for Mara"),
        ("c", "call_date: 2013-02-05 and fiscal quarter 2013Q4 cannot both be right; see calls.csv"),
        ("d", "call_date: 2014-02-05 and fiscal quarter 2014Q4 cannot both be right; see calls.csv"),
        ("e", "event: 'boat show' not understood"), ("f", "event: 'fair' not understood"),
    )  # fmt: skip
    assert lines == [
        "2 calls: role: unknown for Ann B. Lee, Bo Ek, for example (a, b)",
        "2 calls: call_date: 2013-02-05 and fiscal quarter 2013Q4 cannot both be right; see calls.csv, for example (c, d)",
        "2 calls: event: 'boat show' not understood, for example (e, f)",
        "each: themes status study",
    ]


def test_apostrophe_opens_no_quotation() -> None:
    one = "fiscal_quarter: the title says 2021Q3, the call's opening says 2021Q2; the title's was taken"
    other = "fiscal_quarter: the title says 2021Q3, the file name says 2021Q2; the title's was taken"
    assert told(("a", one), ("b", other)) == [f"a: {one}", f"b: {other}"]


def test_what_most_calls_have_comes_first_and_the_rare_is_not_drowned() -> None:
    lines = told(
        *((f"c{k}", "title: none") for k in range(30)),
        ("x", "speaker: odd"),
        *((f"d{k}", "ticker: none") for k in range(40)),
    )
    assert [line.split(":")[0] for line in lines] == ["40 calls", "30 calls", "x", "each"]


def test_several_of_a_kind_in_one_call_count_once() -> None:
    assert (
        told(("a", "speaker: odd at 3"), ("a", "speaker: odd at 4"))[0]
        == "a: speaker: odd at 3 (and 1 more of this kind)"
    )


def test_of_many_kinds_the_first_are_told_and_how_many_more() -> None:
    lines = told(*(("a", f"field: {letter * 3}") for letter in "abcdefghij"))
    assert len(lines) == MOST_KINDS + 1
    assert lines[-1] == "and 2 more kinds of warning: themes status study"


def test_table_of_a_folder_ends_with_the_kinds(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text(f"speaker,title,text\nMara {name},CFO,Boats sold well this year.\n")
    lines = CliRunner().invoke(app, ["parse", str(tmp_path), "--format", "table"]).stdout.splitlines()
    assert lines[2] == ""
    assert f"2 files: {SECTION} (a.csv, b.csv)" in lines
    assert lines[-1] == "each: themes parse FILE"
