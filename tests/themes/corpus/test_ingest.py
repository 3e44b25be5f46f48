"""Files to tables: only what is new or changed is read, and nothing stops the rest."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from themes.corpus import ingest as intake
from themes.corpus.chunking import ChunkSettings
from themes.corpus.corrections import Correction
from themes.corpus.ingest import Intake, ReadingSettings, file_digest, find_files, take_in
from themes.errors import StudyError
from themes.records import TABLES
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import SourceText, read_source

Corpus = dict[str, str]
NOTHING = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256))


@pytest.fixture
def calls(tmp_path: Path, corpus: Corpus) -> Path:
    folder = tmp_path / "calls"
    folder.mkdir()
    for name, text in corpus.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files parsed, as they are."""
    names: list[str] = []

    def spy(source: object, *rest: object) -> object:
        names.append(Path(source.path).name)  # type: ignore[attr-defined]
        return parse_source(source, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(intake, "parse_source", spy)
    return names


def read(
    folder: Path,
    before: Mapping[str, pd.DataFrame] = NOTHING,
    settings: ReadingSettings | None = None,
    again: bool = False,
) -> Intake:
    return take_in(find_files([str(folder)]), before, settings or ReadingSettings(), read_all_again=again)


def ids(taken: Intake) -> dict[str, str]:
    """File name → call id."""
    return {Path(s).name: i for s, i in taken.tables["calls"][["source", "call_id"]].itertuples(index=False)}


def call(taken: Intake, call_id: str) -> pd.Series:
    return taken.tables["calls"].set_index("call_id").loc[call_id]


def an_earlier_call(text: str) -> str:
    """The call of the quarter before, in other words."""
    return (
        text.replace("Q4 2012", "Q3 2012")
        .replace(", a record", "")
        .replace("cork", "glass")
        .replace("sawmill", "quarry")
    )


def source(taken: Intake, name: str) -> pd.Series:
    table = taken.tables["sources"]
    return table.set_index(table["path"].map(lambda p: Path(p).name)).loc[name]


def test_calls_get_ids_of_company_and_quarter(calls: Path) -> None:
    taken = read(calls)
    assert ids(taken) == {"otter-a.txt": "ottr-2012q3", "otter-b.txt": "ottr-2012q4", "vesta.txt": "vsta-2012q4"}
    assert set(taken.new_calls) == set(taken.tables["calls"]["call_id"])
    assert (taken.n_unchanged, taken.n_changed, taken.refused) == (0, 0, ())


def test_tables_have_the_columns_of_the_contract(calls: Path) -> None:
    for name, table in read(calls).tables.items():
        assert tuple(table.columns) == TABLES[name]


def test_calls_turns_and_passages_are_in_order_of_time(calls: Path) -> None:
    tables = read(calls).tables
    order = ["ottr-2012q3", "ottr-2012q4", "vsta-2012q4"]
    assert tables["calls"]["call_id"].tolist() == order
    assert tables["turns"]["call_id"].unique().tolist() == order
    assert tables["chunks"]["chunk_id"].is_monotonic_increasing


def test_words_of_a_call_are_those_of_its_turns(calls: Path) -> None:
    tables = read(calls).tables
    words = tables["turns"]["text"].str.split().str.len().groupby(tables["turns"]["call_id"]).sum()
    assert tables["calls"].set_index("call_id")["n_words"].to_dict() == words.to_dict()
    assert tables["calls"]["n_turns"].tolist() == [8, 5, 5]


def test_source_keeps_the_text_that_offsets_refer_to(calls: Path) -> None:
    tables = read(calls).tables
    text = dict(zip(tables["sources"]["path"], tables["sources"]["text"], strict=True))
    for passage in tables["chunks"].itertuples():
        assert text[passage.source][passage.start_char : passage.end_char] == passage.text
        assert text[passage.source][: passage.start_char].count("\n") + 1 == passage.line


def test_unchanged_files_are_not_parsed_twice(calls: Path, parsed: list[str]) -> None:
    first = read(calls)
    assert sorted(parsed) == ["otter-a.txt", "otter-b.txt", "vesta.txt"]
    parsed.clear()
    second = read(calls, first.tables)
    assert (parsed, second.new_calls, second.n_unchanged) == ([], (), 3)
    for name, table in second.tables.items():
        pd.testing.assert_frame_equal(table, first.tables[name])


def test_changed_file_alone_is_parsed_and_keeps_its_call_id(calls: Path, parsed: list[str]) -> None:
    first = read(calls)
    parsed.clear()
    path = calls / "vesta.txt"
    path.write_text(path.read_text().replace("Q4 2012", "Q1 2013").replace("FEBRUARY 12", "MAY 14"))
    second = read(calls, first.tables)
    assert parsed == ["vesta.txt"]
    assert (second.n_unchanged, second.n_changed, second.new_calls) == (2, 1, ("vsta-2012q4",))
    assert call(second, "vsta-2012q4")["fiscal_quarter"] == "2013Q1"


def test_changed_file_replaces_its_turns_and_passages(calls: Path) -> None:
    first = read(calls)
    path = calls / "vesta.txt"
    path.write_text(path.read_text().replace("eleven million bottles", "twelve million bottles"))
    tables = read(calls, first.tables).tables
    said = " ".join(tables["chunks"]["text"])
    assert "twelve million" in said
    assert "eleven million" not in said
    assert len(tables["chunks"]) == len(first.tables["chunks"])
    assert tables["turns"].groupby("call_id").size().tolist() == [8, 5, 5]


def test_new_file_joins_what_is_there(calls: Path, corpus: Corpus, parsed: list[str]) -> None:
    first = read(calls)
    parsed.clear()
    (calls / "late.txt").write_text(
        an_earlier_call(corpus["vesta.txt"].replace("FEBRUARY 12, 2013", "NOVEMBER 13, 2012"))
    )
    second = read(calls, first.tables)
    assert (parsed, second.new_calls) == (["late.txt"], ("vsta-2012q3",))
    assert second.tables["calls"]["call_id"].tolist() == ["ottr-2012q3", "vsta-2012q3", "ottr-2012q4", "vsta-2012q4"]


def test_file_that_is_gone_keeps_its_call(calls: Path) -> None:
    first = read(calls)
    (calls / "vesta.txt").unlink()
    second = read(calls, first.tables)
    assert "vsta-2012q4" in ids(second).values()
    assert source(second, "vesta.txt")["status"] == "read"


def test_all_files_are_read_again_when_asked_and_keep_their_ids(calls: Path, parsed: list[str]) -> None:
    first = read(calls)
    parsed.clear()
    second = read(calls, first.tables, again=True)
    assert sorted(parsed) == ["otter-a.txt", "otter-b.txt", "vesta.txt"]
    assert (second.n_changed, ids(second)) == (3, ids(first))


def test_picture_and_empty_file_are_refused_with_reasons_and_stop_nothing(calls: Path) -> None:
    (calls / "photo.txt").write_bytes(JPEG)
    (calls / "void.txt").write_bytes(b"")
    taken = read(calls)
    reasons = {Path(p).name: reason for p, reason in taken.refused}
    assert reasons["photo.txt"].startswith("a JPEG picture, not a text")
    assert reasons["void.txt"].startswith("empty: 0 bytes")
    assert len(taken.tables["calls"]) == 3
    assert source(taken, "photo.txt")["status"] == "refused"
    assert source(taken, "photo.txt")[["layout", "text"]].isna().all()


def test_text_that_is_no_call_is_refused(calls: Path) -> None:
    (calls / "list.txt").write_text("Eggs, milk and a pound of nails.\n")
    assert [Path(p).name for p, _ in read(calls).refused] == ["list.txt"]


def test_refused_file_is_tried_again_when_it_is_mended(calls: Path, corpus: Corpus) -> None:
    (calls / "vesta.txt").write_bytes(b"")
    first = read(calls)
    (calls / "vesta.txt").write_text(corpus["vesta.txt"])
    second = read(calls, first.tables)
    assert second.new_calls == ("vsta-2012q4",)
    assert source(second, "vesta.txt")["status"] == "read"
    assert len(second.tables["sources"]) == 3


def test_file_that_may_not_be_opened_is_refused(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_bytes = Path.read_bytes

    def denied(path: Path) -> bytes:
        if path.name == "otter-b.txt":
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", denied)
    taken = read(calls)
    assert "permission denied" in taken.refused[0][1]
    assert len(taken.tables["calls"]) == 2


def test_copy_of_a_file_is_a_duplicate_and_no_call(calls: Path, corpus: Corpus) -> None:
    (calls / "xerox.txt").write_text(corpus["vesta.txt"])
    taken = read(calls)
    assert len(taken.tables["calls"]) == 3
    assert source(taken, "xerox.txt")["status"] == "duplicate"
    assert source(taken, "xerox.txt")["reason"] == f"the same bytes as {calls / 'vesta.txt'}"


def test_copy_that_comes_later_is_a_duplicate(calls: Path, corpus: Corpus) -> None:
    first = read(calls)
    (calls / "xerox.txt").write_text(corpus["vesta.txt"])
    second = read(calls, first.tables)
    assert (second.new_calls, source(second, "xerox.txt")["status"]) == ((), "duplicate")


def test_copy_that_comes_later_and_sorts_first_is_a_duplicate(calls: Path, corpus: Corpus) -> None:
    first = read(calls)
    (calls / "a-copy.txt").write_text(corpus["vesta.txt"])
    second = read(calls, first.tables)
    assert (second.new_calls, len(second.tables["calls"])) == ((), 3)


def test_file_named_in_two_ways_is_one_call(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(calls.parent)
    first = read(Path("calls"))
    second = take_in(find_files(["calls", str(calls)]), first.tables, ReadingSettings())
    assert (second.new_calls, len(second.tables["calls"])) == ((), 3)


def test_file_that_was_renamed_is_the_call_it_was(calls: Path) -> None:
    first = read(calls)
    (calls / "vesta.txt").rename(calls / "vesta-2012.txt")
    second = read(calls, first.tables)
    assert sorted(ids(second).values()) == sorted(ids(first).values())
    names = {Path(p).name for p in second.tables["sources"]["path"]}
    assert names == {"otter-a.txt", "otter-b.txt", "vesta-2012.txt"}


OTHER_TALKS = (
    {"remarks": ("We bought a ferry to carry the empty casks home from the harbour before the autumn storms set in.",)},
    {"remarks": ("Our coopers struck for a week, and then the guild agreed to new hours for every workshop in town.",)},
)


def other_vesta_calls(folder: Path, transcript: Callable[..., str]) -> None:
    for k, talk in enumerate(OTHER_TALKS):
        text = transcript("VSTA", "Vesta Bottling Corp.", "Q4 2012", "FEBRUARY 12, 2013", **talk)
        (folder / f"vesta-{k}.txt").write_text(text)


def test_calls_of_one_company_and_quarter_with_other_words_are_numbered_and_warn(
    calls: Path, transcript: Callable[..., str]
) -> None:
    other_vesta_calls(calls, transcript)
    taken = read(calls)
    assert {"vsta-2012q4", "vsta-2012q4-2", "vsta-2012q4-3"} <= set(taken.tables["calls"]["call_id"])
    for call_id in ("vsta-2012q4-2", "vsta-2012q4-3"):
        warnings = json.loads(call(taken, call_id)["warnings"])
        assert "another call of the same company and quarter is vsta-2012q4" in warnings


def test_corrections_win_over_what_the_file_says(calls: Path) -> None:
    fields = (("company", "Vesta Glass"), ("ticker", "VGLS"), ("call_date", "2012-11-14"), ("fiscal_quarter", "2013Q1"))
    taken = read(calls, settings=ReadingSettings(corrections=(Correction("vesta.txt", fields, False),)))
    told = call(taken, ids(taken)["vesta.txt"])
    assert ids(taken)["vesta.txt"] == "vgls-2013q1"
    assert told[["company", "ticker", "call_date", "calendar_quarter"]].tolist() == [
        "Vesta Glass", "VGLS", "2012-11-14", "2012Q3",
    ]  # fmt: skip
    assert json.loads(told["inferred"])["ticker"] == "calls.csv"


def test_correction_of_a_file_that_is_not_there_is_told(calls: Path) -> None:
    there, gone = Correction("vesta.txt", (("ticker", "VGLS"),), False), Correction("vsta.txt", (), True)
    (told,) = read(calls, settings=ReadingSettings(corrections=(there, gone))).notes
    assert "calls.csv" in told
    assert "vsta.txt" in told


def test_corrected_date_answers_the_doubt_about_the_quarter(calls: Path) -> None:
    text = (calls / "vesta.txt").read_text()
    undated = "\n".join(line for line in text.split("\n") if "DATE/TIME" not in line).replace("Q4 2012 ", "")
    (calls / "vesta.txt").write_text(undated)
    fields = (("call_date", "2013-02-12"),)
    taken = read(calls, settings=ReadingSettings(corrections=(Correction("vesta.txt", fields, False),)))
    told = call(taken, ids(taken)["vesta.txt"])
    assert told["calendar_quarter"] == "2012Q4"
    assert not [doubt for doubt in json.loads(told["doubts"]) if doubt["field"] == "calendar_quarter"]


def test_skipped_file_is_listed_and_its_call_leaves(calls: Path) -> None:
    first = read(calls)
    skip = ReadingSettings(corrections=(Correction("vesta.txt", (), True),))
    second = read(calls, first.tables, skip)
    assert "vsta-2012q4" not in ids(second).values()
    assert source(second, "vesta.txt")[["status", "reason"]].tolist() == ["refused", "skipped by calls.csv"]
    assert not second.tables["chunks"]["call_id"].eq("vsta-2012q4").any()


def test_company_with_and_without_a_ticker_comes_together(calls: Path, corpus: Corpus) -> None:
    text = corpus["otter-b.txt"].replace("OTTR - ", "").replace("Otter Peak, Inc.", "Otter Peak")
    text = an_earlier_call(text).replace("Q3", "Q2")
    (calls / "plain.txt").write_text(text.replace("FEBRUARY 05, 2013", "AUGUST 07, 2012"))
    taken = read(calls)
    told = taken.tables["calls"].set_index(taken.tables["calls"]["source"].map(lambda p: Path(p).name))
    assert pd.isna(told.loc["plain.txt", "ticker"])
    assert told.loc[["plain.txt", "otter-a.txt", "otter-b.txt"], "company_id"].tolist() == ["ottr"] * 3
    assert told.loc["plain.txt", "call_id"] == "ottr-2012q2"


def test_ticker_that_comes_later_brings_earlier_calls_together_and_their_ids_stay(calls: Path, corpus: Corpus) -> None:
    for path in calls.iterdir():
        path.unlink()
    text = corpus["otter-b.txt"].replace("OTTR - ", "")
    (calls / "plain.txt").write_text(text)
    first = read(calls)
    assert ids(first) == {"plain.txt": "otter-peak-2012q4"}
    (calls / "otter-a.txt").write_text(corpus["otter-a.txt"])
    second = read(calls, first.tables)
    assert ids(second) == {"plain.txt": "otter-peak-2012q4", "otter-a.txt": "ottr-2012q3"}
    assert set(second.tables["calls"]["company_id"]) == {"ottr"}


def test_alias_joins_two_names_under_the_id_of_the_settings(calls: Path) -> None:
    taken = read(calls, settings=ReadingSettings(aliases={"harbour": ("Otter Peak", "VSTA")}))
    assert set(taken.tables["calls"]["company_id"]) == {"harbour"}


def test_call_of_an_unknown_company_has_a_company_id(calls: Path) -> None:
    (calls / "nobody.txt").write_text(
        "Operator\n\nGood day to all investors.\n\nJane Roe - CEO\n\nWe sold many boats in the quarter.\n\n"
        "Operator\n\nThe next question, please.\n\nBob Poe - Analyst\n\nHow many boats were sold?\n"
    )
    assert read(calls).tables["calls"]["company_id"].notna().all()


def test_length_of_passages_follows_the_settings(calls: Path) -> None:
    short = ReadingSettings(chunks=ChunkSettings(min_words=5, max_words=12))
    assert read(calls, settings=short).tables["chunks"]["n_words"].max() <= 21  # one sentence is never cut
    assert read(calls, settings=short).tables["chunks"]["n_words"].max() < 40


@pytest.mark.parametrize(
    "other",
    [ReadingSettings(chunks=ChunkSettings(max_words=90)), ReadingSettings(corrections=(Correction("a", (), True),))],
)
def test_fingerprint_differs_with_what_decides_how_a_file_is_read(other: ReadingSettings) -> None:
    assert ReadingSettings().fingerprint("1") == ReadingSettings().fingerprint("1")
    assert other.fingerprint("1") != ReadingSettings().fingerprint("1") != ReadingSettings().fingerprint("2")


def test_progress_is_told_a_file_at_a_time(calls: Path) -> None:
    told: list[tuple[str, int, int]] = []
    take_in(find_files([str(calls)]), NOTHING, ReadingSettings(), progress=lambda *step: told.append(step))
    assert told == [("reading", 1, 3), ("reading", 2, 3), ("reading", 3, 3)]


def test_folder_is_walked_without_hidden_files(calls: Path) -> None:
    (calls / "deep" / "er").mkdir(parents=True)
    (calls / "deep" / "er" / "x.txt").write_text("x")
    (calls / ".cache").mkdir()
    (calls / ".cache" / "y.txt").write_text("y")
    (calls / ".z.txt").write_text("z")
    found = [str(p.relative_to(calls)) for p in find_files([str(calls)])]
    assert found == ["deep/er/x.txt", "otter-a.txt", "otter-b.txt", "vesta.txt"]


def test_hidden_folder_that_is_named_is_walked(tmp_path: Path) -> None:
    (tmp_path / ".calls").mkdir()
    (tmp_path / ".calls" / "a.txt").write_text("a")
    assert [p.name for p in find_files([str(tmp_path / ".calls")])] == ["a.txt"]


def test_file_named_twice_is_found_once_and_globs_are_expanded(calls: Path) -> None:
    found = find_files([str(calls / "vesta.txt"), str(calls), str(calls / "otter-*.txt")])
    assert [p.name for p in found] == ["otter-a.txt", "otter-b.txt", "vesta.txt"]


def test_file_with_a_bracket_in_its_name_is_a_file_and_no_glob(tmp_path: Path) -> None:
    (tmp_path / "call [final].txt").write_text("x")
    assert [p.name for p in find_files([str(tmp_path / "call [final].txt")])] == ["call [final].txt"]


@pytest.mark.parametrize(
    ("name", "reason"), [("empty", "an empty folder"), ("nowhere", "no such file"), ("*.nothing", "no such file")]
)
def test_path_that_names_nothing_is_an_error_that_says_so(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(StudyError, match=reason):
        find_files([str(tmp_path / name)])


# --- the same call from two vendors ---------------------------------------------------------------------------------


@pytest.fixture
def second_vendor(calls: Path, corpus: Corpus) -> Path:
    """The Vesta call again, less a sentence, without a ticker, under a name that sorts first."""
    text = corpus["vesta.txt"].replace("VSTA - ", "").replace(", so we have bought screw caps for half of", " in")
    path = calls / "a-vesta.txt"
    path.write_text(text)
    return path


def test_same_call_from_two_vendors_is_one_call_and_the_fuller_text_stays(calls: Path, second_vendor: Path) -> None:
    taken = read(calls)
    assert len(taken.tables["calls"]) == 3
    assert ids(taken)["vesta.txt"] == "vsta-2012q4"
    told = source(taken, second_vendor.name)
    assert told[["status", "reason"]].tolist() == ["duplicate", f"the same call as {calls / 'vesta.txt'}"]


def test_second_vendor_is_not_parsed_again(calls: Path, second_vendor: Path, parsed: list[str]) -> None:
    first = read(calls)
    parsed.clear()
    second = read(calls, first.tables)
    assert (parsed, second.new_calls, second.n_unchanged) == ([], (), 4)
    for name, table in second.tables.items():
        pd.testing.assert_frame_equal(table, first.tables[name])


def test_fuller_text_that_comes_later_replaces_the_words_and_keeps_the_id(
    calls: Path, second_vendor: Path, corpus: Corpus
) -> None:
    (calls / "vesta.txt").unlink()
    first = read(calls)
    (calls / "vesta.txt").write_text(corpus["vesta.txt"])
    second = read(calls, first.tables)
    assert ids(first)["a-vesta.txt"] == ids(second)["vesta.txt"] == "vesta-bottling-2012q4"
    assert (second.new_calls, second.n_changed) == (("vesta-bottling-2012q4",), 1)
    assert source(second, "a-vesta.txt")["status"] == "duplicate"
    assert "screw caps for half" in " ".join(second.tables["chunks"]["text"])
    assert set(second.tables["chunks"]["source"].map(lambda p: Path(p).name)) == set(ids(second))
    assert second.tables["turns"].groupby("call_id").size()["vesta-bottling-2012q4"] == 5


def test_shorter_text_that_comes_later_changes_nothing_but_the_list_of_sources(calls: Path, corpus: Corpus) -> None:
    first = read(calls)
    (calls / "a-vesta.txt").write_text(corpus["vesta.txt"].replace("a record, and ", ""))
    second = read(calls, first.tables)
    assert second.new_calls == ()
    for name in ("calls", "turns", "chunks"):
        pd.testing.assert_frame_equal(second.tables[name], first.tables[name])


def test_call_stays_when_the_kept_file_is_removed(calls: Path, second_vendor: Path) -> None:
    first = read(calls)
    (calls / "vesta.txt").unlink()
    second = read(calls, first.tables)
    for name, table in second.tables.items():
        pd.testing.assert_frame_equal(table, first.tables[name])


def test_second_vendor_speaks_when_the_kept_file_becomes_another_call(
    calls: Path, second_vendor: Path, corpus: Corpus
) -> None:
    first = read(calls)
    another = corpus["otter-a.txt"].replace("Q3 2012", "Q2 2011").replace("2012", "2011").replace("sawmill", "quarry")
    (calls / "vesta.txt").write_text(another)
    second = read(calls, first.tables)
    assert source(second, second_vendor.name)["status"] == "read"
    assert len(second.tables["calls"]) == 4


def test_copy_speaks_when_its_original_changes(calls: Path, corpus: Corpus) -> None:
    (calls / "xerox.txt").write_text(corpus["vesta.txt"])
    first = read(calls)
    (calls / "vesta.txt").write_text(corpus["otter-a.txt"].replace("Q3 2012", "Q2 2011").replace("2012", "2011"))
    second = read(calls, first.tables)
    assert source(second, "xerox.txt")["status"] == "read"


def test_names_of_two_vendors_are_one_company_by_an_alias(calls: Path, corpus: Corpus) -> None:
    text = corpus["vesta.txt"].replace("VSTA - ", "").replace("Vesta Bottling Corp.", "Harbour Glass, Inc.")
    (calls / "renamed.txt").write_text(
        text.replace("Vesta Bottling Corp", "Harbour Glass Inc").replace(", a record", "")
    )
    assert len(read(calls).tables["calls"]) == 4
    aliases = {"vsta": ("Harbour Glass",)}
    assert len(read(calls, settings=ReadingSettings(aliases=aliases)).tables["calls"]) == 3


def test_call_in_the_folder_of_another_company_keeps_its_own_name(calls: Path, corpus: Corpus) -> None:
    folder = calls / "OTTR"
    folder.mkdir()
    (calls / "vesta.txt").rename(folder / "vesta.txt")
    taken = read(calls)
    assert call(taken, "vsta-2012q4")[["company", "ticker"]].tolist() == ["Vesta Bottling Corp.", "VSTA"]


# --- lists ----------------------------------------------------------------------------------------------------------


def test_list_in_a_folder_fills_what_a_call_does_not_state_and_is_no_transcript(calls: Path, corpus: Corpus) -> None:
    (calls / "vesta.txt").write_text(corpus["vesta.txt"].replace("VSTA - ", ""))
    (calls / "manifest.csv").write_text("file,ticker,company\nvesta.txt,VSTA,Vesta\notter-a.txt,HRN,Heron\n")
    taken = read(calls)
    assert taken.refused == ()
    told = call(taken, "vsta-2012q4")
    assert (told["ticker"], json.loads(told["inferred"])["ticker"]) == ("VSTA", "manifest.csv")
    otter = call(taken, "ottr-2012q3")
    assert otter["ticker"] == "OTTR"
    assert "ticker: the text says OTTR, manifest.csv says HRN; the text's was taken" in json.loads(otter["warnings"])
    assert source(taken, "manifest.csv")[["status", "layout", "reason"]].tolist() == [
        "read", "manifest", "lists 2 files",
    ]  # fmt: skip


def test_correction_wins_over_a_list(calls: Path, corpus: Corpus) -> None:
    (calls / "vesta.txt").write_text(corpus["vesta.txt"].replace("VSTA - ", ""))
    (calls / "manifest.csv").write_text("file,ticker\nvesta.txt,WRONG\n")
    taken = read(calls, settings=ReadingSettings(corrections=(Correction("vesta.txt", (("ticker", "VSTA"),), False),)))
    told = call(taken, "vsta-2012q4")
    assert (told["ticker"], json.loads(told["inferred"])["ticker"]) == ("VSTA", "calls.csv")


def test_changed_list_is_applied_to_files_read_before(calls: Path, corpus: Corpus, parsed: list[str]) -> None:
    (calls / "vesta.txt").write_text(corpus["vesta.txt"].replace("VSTA - ", ""))
    (calls / "manifest.csv").write_text("file,ticker\nvesta.txt,VST\n")
    first = read(calls)
    (calls / "manifest.csv").write_text("file,ticker\nvesta.txt,VSTA\n")
    second = read(calls, first.tables)
    assert call(second, ids(first)["vesta.txt"])["ticker"] == "VSTA"
    parsed.clear()
    assert (read(calls, second.tables).n_unchanged, parsed) == (3, [])


# --- tables that hold several calls ---------------------------------------------------------------------------------


@pytest.fixture
def tables_hold_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file ``.tbl`` holds several transcripts, split by a line of hashes."""

    def several(path: Path) -> tuple[SourceText, ...]:
        whole = read_source(path)
        if path.suffix != ".tbl":
            return (whole,)
        parts = whole.text.split("######\n")
        return tuple(SourceText(f"{path}#{k}", whole.sha256, text) for k, text in enumerate(parts, 1))

    monkeypatch.setattr(intake, "read_sources", several)


@pytest.fixture
def table(calls: Path, corpus: Corpus, tables_hold_calls: None) -> Path:
    for path in calls.iterdir():
        path.unlink()
    path = calls / "all.tbl"
    path.write_text("######\n".join(corpus.values()))
    return path


def test_real_table_that_is_as_it_was_is_not_read_again(
    tmp_path: Path, parsed: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    remarks = ("Our sawmill in the valley ran at full load.", "Ice closed the river for six weeks in the winter.")
    held = [
        {
            "company": "Otter Peak",
            "ticker": "OTTR",
            "fiscal_quarter": f"2012Q{k}",
            "turns": [{"speaker": "A", "text": t}],
        }
        for k, t in enumerate(remarks, 1)
    ]
    (tmp_path / "calls.json").write_text(json.dumps(held))
    first = read(tmp_path)
    parsed.clear()
    second = read(tmp_path, first.tables)
    assert (second.new_calls, second.n_unchanged, parsed, caplog.messages) == ((), 1, [], [])
    assert set(first.tables["sources"]["sha256"]) == {file_digest(tmp_path / "calls.json")}


def test_table_of_calls_has_a_source_a_call(calls: Path, table: Path) -> None:
    taken = read(calls)
    assert ids(taken) == {"all.tbl#1": "ottr-2012q3", "all.tbl#2": "ottr-2012q4", "all.tbl#3": "vsta-2012q4"}
    assert set(taken.tables["sources"]["sha256"]) == {file_digest(table)}


def test_unchanged_table_counts_once_and_is_not_parsed(calls: Path, table: Path, parsed: list[str]) -> None:
    first = read(calls)
    parsed.clear()
    second = read(calls, first.tables)
    assert (second.n_unchanged, second.new_calls, parsed) == (1, (), [])
    pd.testing.assert_frame_equal(second.tables["sources"], first.tables["sources"])


def test_row_put_before_the_others_leaves_their_ids(calls: Path, table: Path, corpus: Corpus) -> None:
    first = read(calls)
    late = an_earlier_call(corpus["vesta.txt"].replace("FEBRUARY 12, 2013", "NOVEMBER 13, 2012"))
    table.write_text("######\n".join([late, *corpus.values()]))
    second = read(calls, first.tables)
    assert ids(second) == {
        "all.tbl#1": "vsta-2012q3", "all.tbl#2": "ottr-2012q3", "all.tbl#3": "ottr-2012q4", "all.tbl#4": "vsta-2012q4",
    }  # fmt: skip


def test_row_that_leaves_a_table_takes_its_call_along(calls: Path, table: Path, corpus: Corpus) -> None:
    first = read(calls)
    table.write_text("######\n".join([corpus["otter-a.txt"], corpus["vesta.txt"]]))
    second = read(calls, first.tables)
    assert ids(second) == {"all.tbl#1": "ottr-2012q3", "all.tbl#2": "vsta-2012q4"}
    assert set(second.tables["chunks"]["call_id"]) == {"ottr-2012q3", "vsta-2012q4"}


def test_renamed_table_keeps_all_ids(calls: Path, table: Path) -> None:
    first = read(calls)
    table.rename(calls / "renamed.tbl")
    assert sorted(ids(read(calls, first.tables)).values()) == sorted(ids(first).values())


def test_unreadable_row_is_refused_by_its_number_and_stops_no_other(calls: Path, table: Path, corpus: Corpus) -> None:
    table.write_text("######\n".join([corpus["vesta.txt"], "Eggs and milk.\n"]))
    first = read(calls)
    assert [Path(p).name for p, _ in first.refused] == ["all.tbl#2"]
    second = read(calls, first.tables)
    assert (second.n_unchanged, second.refused) == (1, first.refused)


def test_one_row_of_a_table_can_be_skipped_and_the_table_corrected(calls: Path, table: Path) -> None:
    told = (Correction("all.tbl#2", (), True), Correction("all.tbl", (("event", "conference"),), False))
    taken = read(calls, settings=ReadingSettings(corrections=told))
    assert ids(taken) == {"all.tbl#1": "ottr-2012q3", "all.tbl#3": "vsta-2012q4"}
    assert set(taken.tables["calls"]["event"]) == {"conference"}


# --- neighbours -----------------------------------------------------------------------------------------------------


def test_neighbours_settle_the_label_of_a_call_read_in_an_earlier_run(
    tmp_path: Path, transcript: Callable[..., str]
) -> None:
    days = [("", "NOVEMBER 06, 2012"), ("Q4 2012", "FEBRUARY 05, 2013"), ("Q1 2013", "MAY 07, 2013"), ("Q2 2013", "AUGUST 06, 2013")]  # fmt: skip
    for k, (quarter, day) in enumerate(days):
        remarks = (f"In season {k} we floated {k + 3} rafts of cedar past the old weir and sold them all at the fair.",)
        text = transcript(quarter=quarter, date=day, remarks=remarks)
        (tmp_path / f"{k}.txt").write_text(text)
    first = take_in([tmp_path / "0.txt"], NOTHING, ReadingSettings())
    assert first.tables["calls"]["fiscal_quarter"].isna().all()
    second = read(tmp_path, first.tables)
    told = call(second, ids(first)["0.txt"])
    assert told["fiscal_quarter"] == "2012Q3"
    assert json.loads(told["inferred"])["fiscal_quarter"] == "neighbouring calls and call date"
    pd.testing.assert_frame_equal(read(tmp_path, second.tables).tables["calls"], second.tables["calls"])
