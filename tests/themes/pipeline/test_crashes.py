"""A refresh that is killed leaves the last run, and the next completes it; readers beside a refresh see whole runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crashing import kill_refreshes
from tests.fakes import HashingEncoder
from themes.errors import StudyError
from themes.pipeline.refresh import refresh
from themes.store.lock import refresh_lock
from themes.study.study import Study

pytestmark = pytest.mark.slow

MakeStudy = Callable[..., Path]

READ = """
import sys, time
from pathlib import Path
from themes.study.study import Study
end, seen, n = time.monotonic() + float(sys.argv[2]), set(), 0
study = Study.open(sys.argv[1])
while time.monotonic() < end:
    study = study.reload()
    run = study.table("run").iloc[0]
    calls = set(study.calls["call_id"])
    assert (run["run_id"], run["n_calls"], run["n_chunks"]) == (study.run, len(calls), len(study.chunks)), "a mixture"
    assert set(study.table("prevalence")["call_id"]) == set(study.chunks["call_id"]) == calls, "a mixture"
    seen.add(int(study.run)); n += 1
print(n, min(seen), max(seen))
"""


@pytest.fixture
def study(stored: Path, tmp_path: Path, corpus: dict[str, str]) -> Path:
    """A study of two calls, and a folder with a third."""
    (tmp_path / "calls").mkdir()
    for name, text in corpus.items():
        (tmp_path / "calls" / name).write_text(text)
    folder = tmp_path / "study"
    folder.mkdir()
    for name in ("study.toml", "catalog.toml"):
        shutil.copy(stored / name, folder / name)
    late = tmp_path / "calls" / "vesta.txt"
    text = late.read_text()
    late.unlink()
    refresh(folder, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    late.write_text(text)
    return folder


def test_refresh_killed_at_five_moments_is_completed_by_the_next(study: Path) -> None:
    assert kill_refreshes(study, study.parent / "calls", 5) == []


def test_readers_beside_refreshes_see_whole_runs_and_no_error(study: Path) -> None:
    readers = [
        subprocess.Popen([sys.executable, "-c", READ, str(study), "4"], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    while any(reader.poll() is None for reader in readers):
        refresh(study, refit="always", encoder=HashingEncoder())
    told = [list(map(int, reader.communicate()[0].split())) for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0, 0]
    assert all(n >= 1 and low <= high for n, low, high in told)


def test_opened_study_stays_at_its_run_until_it_is_reloaded(study: Path) -> None:
    opened = Study.open(study)
    refresh(study, encoder=HashingEncoder())
    assert (opened.run, len(opened.calls)) == (1, 2)
    assert (opened.reload().run, len(opened.reload().calls)) == (2, 3)


def test_second_of_two_refreshes_says_who_holds_the_lock(study: Path) -> None:
    with refresh_lock(study), pytest.raises(StudyError, match=r"refresh.lock: held by process \d+ on .*; wait until"):
        refresh(study, encoder=HashingEncoder())


@pytest.mark.parametrize("n_more", [10])
def test_report_of_the_first_run_made_again_after_more_runs_is_the_same(study: Path, n_more: int) -> None:
    from typer.testing import CliRunner

    from themes.cli.app import app

    def report(name: str) -> bytes:
        done = CliRunner().invoke(app, ["report", str(study), "--run", "1", "--out", str(study / name)])
        assert done.exit_code == 0, done.output
        return (study / name).read_bytes()

    first = report("then.html")
    for _ in range(n_more):
        refresh(study, refit="always", encoder=HashingEncoder())
    settings = study / "study.toml"
    settings.write_text(f'title = "Another title"\n{settings.read_text()}')
    refresh(study, encoder=HashingEncoder())
    assert Study.open(study).run == n_more + 2
    assert report("now.html") == first
