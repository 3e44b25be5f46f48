"""``themes evaluate --names``: the sheet that is written, the scores of marked ones, and what is refused."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result
from typer.testing import CliRunner

from themes.cli.app import app
from themes.study.study import Study

# Of the stored study two tracked themes have passages, of one call each: barge-freight three, cork-shortage three.


def names(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments), "--names"])


@pytest.fixture
def sheet(stored: Path, tmp_path: Path) -> Path:
    done = names(stored, "--kind", "tracked", "--out", tmp_path / "sheet.csv")
    assert done.exit_code == 0, done.stderr
    return tmp_path / "sheet.csv"


def table_of(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def mark(sheet: Path, out: Path, about: str, slide: dict[str, str], procedure: str = "no", sep: str = ",") -> Path:
    """Mark a copy: ``about`` has a sign a passage, ``slide`` the answer for each name."""
    table = table_of(sheet)
    table["is_about"] = list(about)
    first = table["passage"] == "1"
    table.loc[first, "slide_worthy"], table.loc[first, "procedure"] = table.loc[first, "name"].map(slide), procedure
    table.to_csv(out, index=False, sep=sep, encoding="utf-8-sig")
    return out


BOTH = {"Freight by barge": "yes", "Cork shortage": "yes"}


def test_sheet_has_each_passage_with_its_citation_in_a_csv_that_spreadsheets_read(stored: Path, sheet: Path) -> None:
    raw = sheet.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfsheet,theme,name,")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 7  # RFC 4180
    table, passages = table_of(sheet), Study.open(stored).passages.set_index("text")
    assert table.groupby("name")["text"].nunique().to_dict() == {"Freight by barge": 3, "Cork shortage": 3}
    assert table["citation"].tolist() == [passages.loc[text, "citation"] for text in table["text"]]
    assigned = Study.open(stored).table("chunk_themes").query("assigned")
    assert set(passages.loc[table["text"], "chunk_id"]) == set(assigned["chunk_id"])


def test_sheet_and_page_are_beside_each_other_and_told(stored: Path, tmp_path: Path, sheet: Path) -> None:
    page = sheet.with_suffix(".html").read_text(encoding="utf-8")
    assert all(name in page for name in BOTH)
    done = names(stored, "--kind", "all", "--out", tmp_path / "again.csv")
    assert done.stdout == f"{tmp_path / 'again.csv'}\n{tmp_path / 'again.html'}\n"
    assert "2 themes, 6 passages; 1 theme without a passage left out" in done.stderr


def test_sheet_goes_into_the_study_and_is_never_written_over(stored: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(stored, study)
    place = study / "names-tracked-run-1.csv"
    assert names(study, "--kind", "tracked").stdout == f"{place}\n{place.with_suffix('.html')}\n"
    before = place.read_bytes()
    again = names(study, "--kind", "tracked")
    assert (again.exit_code, again.stdout) == (1, "")
    assert f"{place}: is there already, and may be marked; give another place" in again.stderr
    assert place.read_bytes() == before


def test_sheet_runs_no_formula(stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_stored = Study.table

    def hostile(opened: Study, name: str) -> pd.DataFrame:
        table = as_stored(opened, name)
        if name == "themes":
            return table.assign(label="=HYPERLINK(1)", description="@SUM(A1)")
        return table.assign(text="+1", speaker="-cmd") if name == "chunks" else table

    monkeypatch.setattr(Study, "table", hostile)
    assert names(stored, "--kind", "tracked", "--out", tmp_path / "s.csv").exit_code == 0
    table = table_of(tmp_path / "s.csv")
    assert [set(table[c]) for c in ("name", "description", "text")] == [{"'=HYPERLINK(1)"}, {"'@SUM(A1)"}, {"'+1"}]
    assert table["citation"].str.startswith("'-cmd").all()


def test_marked_sheet_comes_back_as_scores(stored: Path, sheet: Path, tmp_path: Path) -> None:
    slide = {"Freight by barge": "yes", "Cork shortage": "no"}
    first = table_of(sheet)["name"].iloc[0]
    # of the second theme on the sheet two of three passages are about it: less than four fifths
    marked = mark(sheet, tmp_path / "anna.csv", "111110", slide, sep=";")
    done = names(stored, "--marked", marked, "--format", "json")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["n_themes"], found["n_passages"], found["agreement"]) == (2, 6, [])
    # Wilson, 1 of 2: .5 ± z sqrt(2 · .25 + z²/4) / (2 + z²)
    half = {"n": 2, "n_yes": 1, "share": 0.5, "share_low": pytest.approx(0.0945, abs=1e-4), "share_high": pytest.approx(0.9055, abs=1e-4)}  # fmt: skip
    none = {"n": 2, "n_yes": 0, "share": 0.0, "share_low": 0.0, "share_high": pytest.approx(0.6576, abs=1e-4)}
    assert found["shares"] == [
        {"judge": "anna.csv", "question": "slide_worthy"} | half,
        {"judge": "anna.csv", "question": "coherent"} | half,
        {"judge": "anna.csv", "question": "procedure"} | none,
    ]
    faults = {theme["name"]: theme["n_faults"] for theme in found["themes"]}
    assert faults == {"Freight by barge": 0 + (first != "Freight by barge"), "Cork shortage": 1 + (first == "Freight by barge")}  # fmt: skip


def test_two_judges_have_kappa_and_the_worst_themes_are_listed(stored: Path, sheet: Path, tmp_path: Path) -> None:
    anna = mark(sheet, tmp_path / "anna.csv", "111000", BOTH)
    ben = mark(sheet, tmp_path / "ben.csv", "111001", BOTH | {"Cork shortage": "no"})
    done = names(stored, "--marked", anna, "--marked", ben)
    assert done.exit_code == 0, done.stderr
    # passages: five of six alike, yes 3 and 4 of six, chance .5: (5/6 - 1/2) / (1/2)
    assert "is_about 83.3% of 6, kappa 0.67; slide_worthy 50.0% of 2, kappa 0.00" in done.stderr
    assert "procedure 100.0% of 2, kappa not defined" in done.stderr  # neither of them said yes
    assert "not marked" not in done.stderr
    assert done.stdout.count("Cork shortage") == 1
    as_csv = names(stored, "--marked", anna, "--marked", ben, "--format", "csv")
    rows = list(csv.DictReader(as_csv.stdout.splitlines()))
    assert [(row["judge"], row["n_yes"]) for row in rows if row["question"] == "slide_worthy"] == [
        ("anna.csv", "2"),
        ("ben.csv", "1"),
    ]


def test_what_was_not_marked_is_counted(stored: Path, sheet: Path, tmp_path: Path) -> None:
    marked = mark(sheet, tmp_path / "anna.csv", "11 0 0", {"Cork shortage": "no"}, procedure="")
    done = names(stored, "--marked", marked)
    left_out = "anna.csv: not marked, and left out: is_about 2 of 6 passages; slide_worthy 1 of 2 themes; procedure 2 of 2 themes"  # fmt: skip
    assert left_out in done.stderr


def test_sheets_of_another_run_or_of_two_kinds_are_refused(stored: Path, sheet: Path, tmp_path: Path) -> None:
    marked = mark(sheet, tmp_path / "anna.csv", "111111", BOTH)
    other = tmp_path / "other.csv"
    other.write_text(marked.read_text(encoding="utf-8").replace("run-1-", "run-2-"), encoding="utf-8")
    refused = names(stored, "--marked", other)
    assert (refused.exit_code, refused.stdout, len(refused.stderr.splitlines())) == (1, "", 1)
    assert f"a sheet of run 2, and this is run 1; try: themes evaluate {stored} --names --run 2 --marked" in refused.stderr  # fmt: skip
    two = names(stored, "--marked", marked, "--marked", other)
    assert (two.exit_code, len(two.stderr.splitlines())) == (1, 1)
    assert "give two copies of one sheet" in two.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--marked", "a.csv"], "--marked, --kind and --out need --names"),
        (["--kind", "all"], "--marked, --kind and --out need --names"),
        (["--names", "--labels", "l.jsonl"], "--names takes no --labels and no --reliability"),
        (["--names", "--marked", "a.csv", "--kind", "all"], "--kind and --out are for a new sheet"),
        (["--names", *["--marked", "a.csv"] * 3], "two sheets at most"),
        (["--names", "--kind", "tracked", "--out", "sheet.html"], "a sheet is a CSV, such as sheet.csv"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(stored: Path, options: list[str], message: str) -> None:
    result = CliRunner().invoke(app, ["evaluate", str(stored), *options], env={"COLUMNS": "200"})
    assert result.exit_code == 2
    assert message in result.stderr
