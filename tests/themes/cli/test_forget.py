"""``themes forget``: the call of a file goes with all that was made from it, stays away, and can come back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.fakes import HashingEncoder
from themes.cli.app import app
from themes.errors import SettingsError, StudyError
from themes.pipeline.refresh import refresh
from themes.store.lock import refresh_lock
from themes.study.forgetting import forget
from themes.study.status import study_status
from themes.study.study import Study

MakeStudy = Callable[..., Path]


@pytest.fixture
def study(tmp_path: Path, make_study: MakeStudy) -> Path:
    """The corpus of three calls, read once."""
    folder = make_study(tmp_path)
    again(folder, str(tmp_path / "calls"))
    return folder


def again(folder: Path, *paths: str) -> None:
    refresh(folder, paths, encoder=HashingEncoder())


def themes(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def mentions(tables: dict[str, pd.DataFrame], call: str) -> list[str]:
    """The tables with a cell that names a call."""
    return [
        name for name, table in tables.items() if table.astype(str).apply(lambda c: c.str.contains(call)).any(axis=None)
    ]


def test_call_goes_with_all_that_was_made_from_it_and_comes_back_as_it_was(study: Path) -> None:
    before = Study.open(study).tables
    assert {"calls", "turns", "chunks", "prevalence"} <= set(mentions(before, "vsta-2012q4"))
    told = themes("forget", study, "vesta.txt")
    assert told.exit_code == 0, told.output
    assert "vsta-2012q4" in told.stderr
    assert study_status(study).would_do.startswith("make a new run")
    again(study)
    after = Study.open(study).tables
    assert mentions(after, "vsta") == []
    assert mentions(after, "vesta") == ["sources"]  # its path, no word of it
    assert after["sources"].set_index("status").loc["refused", "text"] is None
    again(study, str(study.parent / "calls" / "vesta.txt"))  # nor by its name
    assert len(Study.open(study).calls) == 2

    assert themes("forget", study, "vesta.txt", "--undo").exit_code == 0
    again(study)
    back = Study.open(study).tables
    for name in ("calls", "turns", "chunks", "prevalence", "chunk_themes"):
        pd.testing.assert_frame_equal(back[name], before[name])


def test_call_goes_though_its_file_is_gone(study: Path) -> None:
    (study.parent / "calls" / "vesta.txt").unlink()
    forget(study, "vesta.txt")
    again(study)
    assert set(Study.open(study).calls["company_id"]) == {"ottr"}


def test_copies_of_the_same_bytes_go_too(study: Path) -> None:
    calls = study.parent / "calls"
    (calls / "a-copy.txt").write_bytes((calls / "vesta.txt").read_bytes())
    again(study)
    assert {Path(file).name for file in forget(study, "vesta.txt").files} == {"vesta.txt", "a-copy.txt"}
    again(study)
    assert set(Study.open(study).calls["company_id"]) == {"ottr"}


def test_other_text_of_the_same_call_is_named_and_takes_its_place(study: Path) -> None:
    calls = study.parent / "calls"
    (calls / "short.txt").write_text((calls / "vesta.txt").read_text().replace("every one of them ", ""))
    again(study)
    done = forget(study, "vesta.txt")
    assert [Path(file).name for file in done.others] == ["short.txt"]
    again(study)
    assert Study.open(study).calls["source"].str.endswith("short.txt").sum() == 1


def test_one_call_of_a_table_goes_and_the_others_stay(
    tmp_path: Path, make_study: MakeStudy, corpus: dict[str, str]
) -> None:
    study = make_study(tmp_path, {})
    names = {"company": ["Otter Peak, Inc."] * 2 + ["Vesta Bottling Corp."], "ticker": ["OTTR", "OTTR", "VSTA"]}
    table = pd.DataFrame(names | {"text": list(corpus.values())})
    table.to_csv(tmp_path / "calls" / "all.csv", index=False)
    again(study, str(tmp_path / "calls"))
    source = Study.open(study).calls.set_index("company_id").loc["vsta", "source"]
    assert forget(study, source).files == (source,)
    again(study)
    assert set(Study.open(study).calls["company_id"]) == {"ottr"}


def test_lines_that_people_wrote_stay_and_the_longer_name_wins(study: Path) -> None:
    path = study / "calls.csv"
    path.write_text('file,company,skip\ncalls/vesta.txt,"Vesta, Bottlers",\notter-a.txt,Otter,\n')
    forget(study, "vesta.txt")
    assert path.read_text() == 'file,company,skip\ncalls/vesta.txt,"Vesta, Bottlers",yes\notter-a.txt,Otter,\n'
    again(study)
    assert set(Study.open(study).calls["company_id"]) == {"ottr"}
    forget(study, "vesta.txt", undo=True)
    assert path.read_text() == 'file,company,skip\ncalls/vesta.txt,"Vesta, Bottlers",\notter-a.txt,Otter,\n'


def test_undoing_leaves_no_line(study: Path) -> None:
    forget(study, "vesta.txt")
    forget(study, "vesta.txt", undo=True)
    assert (study / "calls.csv").read_text() == "file,skip\n"


@pytest.mark.parametrize(
    ("arguments", "message"), [(("vest.txt",), "vesta.txt"), (("vesta.txt", "--undo"), "not forgotten")]
)
def test_what_cannot_be_done_is_one_line_and_writes_nothing(
    study: Path, arguments: tuple[str, ...], message: str
) -> None:
    told = themes("forget", study, *arguments)
    assert told.exit_code == 1
    assert message in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert not (study / "calls.csv").exists()


def test_name_that_several_files_end_in_is_refused(study: Path) -> None:
    (study.parent / "calls" / "old").mkdir()
    (study.parent / "calls" / "old" / "vesta.txt").write_text("Nothing of note.\n")
    again(study)
    with pytest.raises(StudyError, match="several files"):
        forget(study, "vesta.txt")
    assert forget(study, "old/vesta.txt").calls == ()


def test_broken_calls_csv_is_told_and_stays(study: Path) -> None:
    (study / "calls.csv").write_text("file,tikcer\n")
    with pytest.raises(SettingsError):
        forget(study, "vesta.txt")
    assert (study / "calls.csv").read_text() == "file,tikcer\n"


def test_while_a_refresh_runs_nothing_is_written(study: Path) -> None:
    with refresh_lock(study), pytest.raises(StudyError):
        forget(study, "vesta.txt")
    assert not (study / "calls.csv").exists()
