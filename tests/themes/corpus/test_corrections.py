"""calls.csv: what is read from it, what is refused, and how it changes a call."""

from __future__ import annotations

from pathlib import Path

import pytest

from themes.corpus.corrections import Correction, corrected, correction_for, is_told, load_corrections
from themes.errors import SettingsError
from themes.records import Basis, Call, Doubt, Inference

CALL = Call(
    source="calls/otter.txt",
    layout="plain",
    company="Oter",
    ticker=None,
    event="earnings",
    fiscal_quarter="2012Q3",
    call_date="2012-11-20",
    calendar_quarter="2012Q4",
    title="A talk",
    inferences={
        "calendar_quarter": Inference(Basis.CALL_DATE, "call date minus 45 days"),
        "company": Inference(Basis.FILE_NAME, "file name"),
        "event": Inference(Basis.OPENING, "title"),
    },
    participants=(),
    turns=(),
    doubts=(Doubt("no ticker found"),),
)


@pytest.fixture
def calls_csv(tmp_path: Path) -> Path:
    return tmp_path / "calls.csv"


def read(path: Path, text: str) -> tuple[Correction, ...]:
    path.write_text(text, encoding="utf-8")
    return load_corrections(path)


def fault(path: Path, text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read(path, text)
    return str(caught.value)


def correction(**fields: str) -> Correction:
    return Correction("otter.txt", tuple(fields.items()), skip=False)


# --- the file -------------------------------------------------------------------------------------------------------


def test_no_file_means_no_corrections(calls_csv: Path) -> None:
    assert load_corrections(calls_csv) == ()


def test_header_alone_means_no_corrections(calls_csv: Path) -> None:
    assert read(calls_csv, "file,company\n") == ()


def test_every_column_is_read(calls_csv: Path) -> None:
    text = 'file,company,ticker,call_date,fiscal_quarter,event,skip\notter.txt,"Otter, Inc.",OTTR,2013-02-05,2012Q4,other,no\n'
    fields = (("company", "Otter, Inc."), ("ticker", "OTTR"), ("call_date", "2013-02-05"), ("fiscal_quarter", "2012Q4"), ("event", "other"))  # fmt: skip
    assert read(calls_csv, text) == (Correction("otter.txt", fields, skip=False),)


def test_columns_may_stand_in_any_order_and_be_left_out(calls_csv: Path) -> None:
    assert read(calls_csv, "ticker,file\nOTTR,otter.txt\n") == (correction(ticker="OTTR"),)


def test_empty_and_blank_cells_are_as_read(calls_csv: Path) -> None:
    assert read(calls_csv, "file,company,ticker,skip\notter.txt,,  ,\n") == (correction(),)


def test_missing_cells_at_the_end_of_a_row_are_as_read(calls_csv: Path) -> None:
    assert read(calls_csv, "file,company,ticker\notter.txt,Otter\n") == (correction(company="Otter"),)


def test_white_space_around_a_cell_is_left_out(calls_csv: Path) -> None:
    assert read(calls_csv, "file,ticker\n otter.txt , OTTR \n") == (correction(ticker="OTTR"),)


def test_byte_order_mark_of_a_spreadsheet_is_left_out(calls_csv: Path) -> None:
    assert read(calls_csv, "\ufefffile,ticker\notter.txt,OTTR\n") == (correction(ticker="OTTR"),)


def test_blank_lines_are_left_out(calls_csv: Path) -> None:
    assert read(calls_csv, "file,ticker\n\notter.txt,OTTR\n\n") == (correction(ticker="OTTR"),)


def test_rows_keep_their_order(calls_csv: Path) -> None:
    assert [c.file for c in read(calls_csv, "file\nb.txt\na.txt\n")] == ["b.txt", "a.txt"]


@pytest.mark.parametrize(
    ("cell", "skip"),
    [("yes", True), ("YES", True), ("true", True), ("True", True), ("1", True), ("no", False), ("false", False), ("0", False), ("", False)],
)  # fmt: skip
def test_skip_is_yes_or_no_in_any_case(calls_csv: Path, cell: str, skip: bool) -> None:
    assert read(calls_csv, f"file,skip\notter.txt,{cell}\n") == (Correction("otter.txt", (), skip=skip),)


def test_unknown_column_is_an_error_that_names_it_and_what_is_allowed(calls_csv: Path) -> None:
    assert fault(calls_csv, "file,tikcer\notter.txt,OTTR\n") == (
        f"{calls_csv}: unknown column 'tikcer'; allowed: file, company, ticker, call_date, fiscal_quarter, event, skip"
    )


@pytest.mark.parametrize("text", ["", "ticker,company\nOTTR,Otter\n"])
def test_missing_file_column_is_an_error(calls_csv: Path, text: str) -> None:
    assert fault(calls_csv, text).startswith(f"{calls_csv}: no column 'file'; allowed: file, ")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("call_date", "Feb 5, 2013"), ("call_date", "2013-2-5"), ("call_date", "2013-13-05"), ("call_date", "2013-02-32"), ("call_date", "2013-00-05"),
        ("call_date", "2013-02-05T09:00"), ("call_date", "20130205"), ("call_date", "2013-W06-2"), ("fiscal_quarter", "Q4 2012"), ("fiscal_quarter", "2012Q5"), ("fiscal_quarter", "2012q4"),
        ("event", "Earnings call"), ("skip", "maybe"), ("skip", "yes please"),
    ],
)  # fmt: skip
def test_value_of_another_form_is_an_error_that_names_file_line_column_and_value(
    calls_csv: Path, column: str, cell: str
) -> None:
    message = fault(calls_csv, f'file,{column}\na.txt,\notter.txt,"{cell}"\n')
    assert message.startswith(f"{calls_csv}: line 3: {column} {cell!r}; the form is ")


def test_row_without_a_file_is_an_error_that_names_the_line(calls_csv: Path) -> None:
    message = fault(calls_csv, "file,ticker\notter.txt,OTTR\n ,HRN\n")
    assert message == f"{calls_csv}: line 3: empty cell in column 'file'; name the transcript's file"


@pytest.mark.parametrize("day", ["0001-01-05", "1989-12-31", "2101-01-01"])
def test_year_out_of_range_is_an_error_that_names_the_range(calls_csv: Path, day: str) -> None:
    assert "year must be 1990–2100" in fault(calls_csv, f"file,call_date\notter.txt,{day}\n")


def test_two_lines_for_one_file_are_an_error_that_names_both(calls_csv: Path) -> None:
    message = fault(calls_csv, "file,ticker\notter.txt,OTTR\nheron.txt,HRN\notter.txt,OTR\n")
    assert message == f"{calls_csv}: lines 2 and 4 both correct 'otter.txt'; keep one line a file"


@pytest.mark.parametrize("day", ["2013-02-30", "2013-02-29", "2013-04-31", "0000-01-01"])
def test_day_that_does_not_exist_is_an_error(calls_csv: Path, day: str) -> None:
    assert f"call_date '{day}'" in fault(calls_csv, f"file,call_date\notter.txt,{day}\n")


def test_form_of_a_date_is_told_in_words_a_person_can_follow(calls_csv: Path) -> None:
    message = fault(calls_csv, "file,call_date\notter.txt,Feb 5\n")
    assert not set("[](){}|") & set(message.split("the form is ")[1])


def test_file_in_another_encoding_is_an_error_that_names_it(calls_csv: Path) -> None:
    calls_csv.write_bytes("file,company\notter.txt,Ötter\n".encode("latin-1"))
    with pytest.raises(SettingsError, match="calls.csv"):
        load_corrections(calls_csv)


def test_row_with_more_cells_than_columns_is_an_error_that_names_the_line(calls_csv: Path) -> None:
    assert "line 2" in fault(calls_csv, "file,company\notter.txt,Otter, Inc.\n")


# --- which correction a source has ----------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["otter.txt", "calls/otter.txt", "/data/2012/otter.txt"])
def test_correction_is_found_by_the_file_name(source: str) -> None:
    assert correction_for(source, (Correction("heron.txt", (), False), correction())) == correction()


@pytest.mark.parametrize(
    ("source", "is_found"), [("calls/2012/otter.txt", True), ("calls/2013/otter.txt", False), ("otter.txt", False)]
)
def test_correction_with_folders_needs_those_folders(source: str, is_found: bool) -> None:
    assert (correction_for(source, (Correction("2012/otter.txt", (), False),)) is not None) is is_found


@pytest.mark.parametrize("source", ["big-otter.txt", "otter.txt.bak", "otter.txt/heron.txt", "otter"])
def test_correction_is_not_found_by_a_part_of_a_name(source: str) -> None:
    assert correction_for(source, (correction(),)) is None


def test_longest_of_several_fitting_paths_is_meant() -> None:
    folder = Correction("calls/otter.txt", (), skip=True)
    assert correction_for("calls/otter.txt", (correction(), folder)) is folder
    assert correction_for("more/otter.txt", (folder, correction())) == correction()


def test_call_of_a_table_is_named_by_its_number_and_else_by_its_table() -> None:
    table, second = Correction("otter.csv", (), skip=True), Correction("otter.csv#2", (), skip=False)
    assert correction_for("calls/otter.csv#2", (table, second)) is second
    assert correction_for("calls/otter.csv#1", (second, table)) is table
    assert correction_for("calls/otter.csv", (second,)) is None


def test_no_corrections_correct_nothing() -> None:
    assert correction_for("otter.txt", ()) is None


# --- the corrected call ---------------------------------------------------------------------------------------------


def test_corrected_name_and_ticker_win_and_are_named_as_inferred() -> None:
    call = corrected(CALL, correction(company="Otter", ticker="OTTR"))
    assert (call.company, call.ticker) == ("Otter", "OTTR")
    assert call.inferred == {
        "calendar_quarter": "call date minus 45 days", "event": "title", "company": "calls.csv", "ticker": "calls.csv",
    }  # fmt: skip


def test_all_else_of_a_corrected_call_stays() -> None:
    call = corrected(CALL, correction(event="conference"))
    assert call.event == "conference"
    same = (
        "source",
        "layout",
        "company",
        "ticker",
        "fiscal_quarter",
        "call_date",
        "calendar_quarter",
        "title",
        "turns",
        "warnings",
    )
    assert [getattr(call, name) for name in same] == [getattr(CALL, name) for name in same]


def test_correction_without_fields_changes_nothing() -> None:
    assert corrected(CALL, correction()) == CALL


def test_call_as_read_is_left_as_it_was() -> None:
    before = dict(CALL.inferences)
    corrected(CALL, correction(company="Otter"))
    assert CALL.inferences == before


def test_calendar_quarter_follows_a_corrected_date() -> None:
    # 45 days before 5 February 2013 is 22 December 2012
    call = corrected(CALL, correction(call_date="2013-02-05"))
    assert (call.call_date, call.calendar_quarter, call.fiscal_quarter) == ("2013-02-05", "2012Q4", "2012Q3")
    call = corrected(CALL, correction(call_date="2013-05-05"))
    assert call.calendar_quarter == "2013Q1"
    assert (call.inferred["call_date"], call.inferred["calendar_quarter"]) == ("calls.csv", "call date minus 45 days")


def test_calendar_quarter_follows_the_date_when_the_label_is_corrected_too() -> None:
    call = corrected(CALL, correction(call_date="2013-05-05", fiscal_quarter="2013Q3"))
    assert (call.fiscal_quarter, call.calendar_quarter) == ("2013Q3", "2013Q1")


def test_calendar_quarter_stays_when_the_label_of_a_dated_call_is_corrected() -> None:
    call = corrected(CALL, correction(fiscal_quarter="2013Q1"))
    assert (call.fiscal_quarter, call.calendar_quarter) == ("2013Q1", "2012Q4")
    assert call.inferred["calendar_quarter"] == "call date minus 45 days"


def test_calendar_quarter_is_the_corrected_label_when_the_call_has_no_date() -> None:
    undated = Call(**{**vars(CALL), "call_date": None, "calendar_quarter": None, "inferences": {}})
    call = corrected(undated, correction(fiscal_quarter="2013Q1"))
    assert (call.fiscal_quarter, call.calendar_quarter) == ("2013Q1", "2013Q1")
    assert call.inferred == {"fiscal_quarter": "calls.csv", "calendar_quarter": "fiscal quarter"}
    assert call.basis == {"fiscal_quarter": "calls_csv", "calendar_quarter": "fiscal_quarter"}


def test_warning_about_a_field_is_answered_by_its_correction(calls_csv: Path) -> None:
    told = tuple(Doubt.about(name, "neither stated nor inferable") for name in ("ticker", "call_date"))
    nobody = Call("otter.txt", "bare", "Otter", None, "earnings", "2012Q4", None, "2012Q4", None, {}, (), (), told)
    assert corrected(nobody, Correction("otter.txt", (("ticker", "OTTR"),), skip=False)).doubts == told[1:]


def test_period_end_that_was_spoken_outlives_a_corrected_date() -> None:
    ended = Inference(Basis.PERIOD_END, "period ended 2012-10-28, as spoken")
    spoken = Call(**{**vars(CALL), "inferences": {"calendar_quarter": ended}})
    assert corrected(spoken, correction(call_date="2013-05-05")).calendar_quarter == "2012Q4"


@pytest.mark.parametrize("basis", [None, *Basis])
def test_field_is_told_when_the_text_or_a_person_states_it(basis: Basis | None) -> None:
    call = Call(**{**vars(CALL), "inferences": {"fiscal_quarter": Inference(basis, "…")} if basis else {}})
    is_weak = basis in {
        Basis.FILE_NAME,
        Basis.FOLDER_NAME,
        Basis.MANIFEST,
        Basis.QUARTER_WITHOUT_YEAR,
        Basis.NEIGHBOURS,
    }
    assert is_told(call, "fiscal_quarter") is not is_weak


def test_field_without_a_value_is_not_told() -> None:
    assert not is_told(CALL, "ticker")
