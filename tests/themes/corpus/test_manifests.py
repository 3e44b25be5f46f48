"""manifest.csv fills what a transcript does not state, and never overrides it."""

from __future__ import annotations

from pathlib import Path

import pytest

from themes.corpus.manifests import listed_fields, load_manifest, with_listed
from themes.records import Basis, Call, Doubt, Inference

CALL = Call(
    "calls/otter.txt", "plain", "Otter Peak, Inc.", None, "earnings", "2012Q3", None, "2012Q3", None,
    {"calendar_quarter": Inference(Basis.FISCAL_QUARTER, "fiscal quarter, no call date")}, (), (),
    tuple(Doubt.about(name, "neither stated nor inferable", is_missing=True) for name in ("ticker", "call_date")),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def fields(folder: Path, text: str, name: str = "otter.txt") -> dict[str, str]:
    (folder / "manifest.csv").write_text(text)
    manifest = load_manifest(folder / "manifest.csv")
    assert manifest is not None
    return dict(listed_fields(str(folder / name), [manifest]))


def test_columns_of_interest_are_read_and_others_left_out(folder: Path) -> None:
    text = "file,ticker,company,call_date,fiscal_label,pages\notter.txt,OTTR,Otter,2012-11-06,2012Q3,7\n"
    assert fields(folder, text) == {
        "ticker": "OTTR", "company": "Otter", "call_date": "2012-11-06", "fiscal_quarter": "2012Q3",
    }  # fmt: skip


def test_fiscal_quarter_is_taken_before_fiscal_label(folder: Path) -> None:
    text = "file,fiscal_label,fiscal_quarter\notter.txt,2012Q3,2012Q4\n"
    assert fields(folder, text) == {"fiscal_quarter": "2012Q4"}


def test_files_are_named_from_the_folder_of_the_list(folder: Path) -> None:
    text = "file,ticker\nriver/otter.txt,OTTR\n"
    assert fields(folder, text, "river/otter.txt") == {"ticker": "OTTR"}
    assert fields(folder, text, "otter.txt") == fields(folder, text, "lake/otter.txt") == {}


def test_nearest_folder_wins(folder: Path) -> None:
    (folder / "river").mkdir()
    (folder / "manifest.csv").write_text("file,ticker\nriver/otter.txt,FAR\n")
    (folder / "river" / "manifest.csv").write_text("file,ticker\notter.txt,NEAR\n")
    lists = [m for p in (folder, folder / "river") if (m := load_manifest(p / "manifest.csv"))]
    assert listed_fields(str(folder / "river" / "otter.txt"), lists) == {"ticker": "NEAR"}


def test_call_of_a_table_is_named_by_its_number_or_its_table(folder: Path) -> None:
    text = "file,ticker\ncalls.csv,ALL\ncalls.csv#2,TWO\n"
    assert [fields(folder, text, f"calls.csv#{k}")["ticker"] for k in (1, 2)] == ["ALL", "TWO"]


def test_cells_of_another_form_are_left_out_and_counted(folder: Path) -> None:
    text = "file,ticker,call_date,fiscal_label\na.txt,OTTR,6 Nov,2012Q7\na.txt,HRN,,\n"
    assert fields(folder, text, "a.txt") == {"ticker": "OTTR"}
    manifest = load_manifest(folder / "manifest.csv")
    assert manifest is not None
    assert manifest.faults == (
        "line 2: call_date '6 Nov'", "line 2: fiscal_quarter '2012Q7'", "line 3: a second line for a.txt",
    )  # fmt: skip
    assert manifest.summary == "lists 1 file; left out 3: line 2: call_date '6 Nov'"


@pytest.mark.parametrize(
    ("name", "text"), [("list.csv", "file,ticker\n"), ("manifest.csv", "speaker,words\n"), ("manifest.csv", "")]
)
def test_other_tables_are_no_lists(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    assert load_manifest(folder / name) is None


def test_what_is_missing_is_filled_and_its_warning_answered() -> None:
    call = with_listed(CALL, {"ticker": "OTTR", "call_date": "2012-11-06"})
    assert (call.ticker, call.call_date, call.calendar_quarter, call.warnings) == ("OTTR", "2012-11-06", "2012Q3", ())
    assert call.inferred["ticker"] == call.inferred["call_date"] == "manifest.csv"


def test_what_is_stated_stays_and_a_disagreement_is_a_warning_that_names_both() -> None:
    call = with_listed(CALL, {"fiscal_quarter": "2012Q4"})
    assert call.fiscal_quarter == "2012Q3"
    assert call.warnings[-1] == (
        "fiscal_quarter: the text says 2012Q3, manifest.csv says 2012Q4; the text's was taken"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "n_warnings"),
    [("Otter", 2), ("Otter Peak", 2), ("Peak", 2), ("Otterpeak.com", 3), ("Heron", 3), ("Otters", 3)],
)
def test_shortened_name_is_no_disagreement(name: str, n_warnings: int) -> None:
    assert len(with_listed(CALL, {"company": name}).warnings) == n_warnings


def test_label_that_only_a_file_name_gave_is_replaced() -> None:
    weak = Call(**{**vars(CALL), "inferences": {"fiscal_quarter": Inference(Basis.FILE_NAME, "file name")}})
    call = with_listed(weak, {"fiscal_quarter": "2012Q4"})
    assert (call.fiscal_quarter, call.inferred["fiscal_quarter"]) == ("2012Q4", "manifest.csv")
