"""Long measurements of the refresh: one new call, a replay quarter by quarter, kills and readers; printed, not asserted.

``CALLTHEMES_CORPUS`` names a folder of transcripts; without it the sample corpus is used.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from tests.crashing import kill_refreshes
from tests.fakes import HashingEncoder
from tests.replaying import replay
from tests.themes.pipeline.test_crashes import READ
from themes.config.packaged_data import packaged_data
from themes.corpus.ingest import find_files
from themes.pipeline.refresh import refresh
from themes.store.runs import read_table
from themes.study.create import create_study

THEMES = str(Path(sys.executable).with_name("themes"))
N_KILLS, N_READERS, READ_SECONDS = 30, 10, 30


@pytest.fixture(scope="module")
def corpus() -> Path:
    return Path(os.environ.get("CALLTHEMES_CORPUS", packaged_data() / "sample" / "calls"))


def new_study(folder: Path, files: Sequence[Path] = ()) -> tuple[Path, Path]:
    create_study(folder / "study", "telecom")
    inbox = folder / "inbox"
    inbox.mkdir(parents=True)
    for file in files:
        shutil.copy(file, inbox)
    return folder / "study", inbox


def command(*words: object) -> tuple[float, float, str]:
    """Seconds, start-up included, peak memory of all commands so far in GB, and standard output."""
    started = time.perf_counter()
    done = subprocess.run([THEMES, *map(str, words)], capture_output=True, text=True, check=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    return time.perf_counter() - started, peak, done.stdout


def test_refresh_with_one_new_call_against_a_full_run(corpus: Path, tmp_path: Path) -> None:
    *most, last = [path for path in find_files([str(corpus)]) if path.suffix != ".csv"]
    study, inbox = new_study(tmp_path, most)
    full, full_peak, _ = command("refresh", study, inbox)
    shutil.copy(last, inbox)
    one, _, told = command("refresh", study, "--json")
    nothing, _, _ = command("refresh", study)
    stages = json.loads(told)["seconds"]
    print(
        f"\nfull run of {len(most)} calls {full:.0f} s, {full_peak:.2f} GB; one new call {one:.1f} s ({one / full:.1%})"
    )
    print(f"stages {stages}; nothing new {nothing:.2f} s")
    assert json.loads(told)["n_new"] == 1


def test_replay_quarter_by_quarter(corpus: Path, tmp_path: Path) -> None:
    study, _ = new_study(tmp_path / "all")
    refresh(study, (str(corpus),))
    calls = read_table(study, "calls").dropna(subset=["calendar_quarter"])
    quarters = {str(q): [Path(s) for s in own["source"]] for q, own in calls.groupby("calendar_quarter", sort=True)}
    again, inbox = new_study(tmp_path / "replay")
    shutil.copy(study / "vectors.duckdb", again)
    steps = []
    for step in replay(quarters, again, inbox):
        print(f"\n{step}", end="")
        steps.append(step)
    matches = pd.Series([step.best_match for step in steps[1:]])
    fits = pd.Series([step.agreement for step in steps if step.agreement is not None])
    at_fits = pd.Series([step.best_match for step in steps if step.agreement is not None])
    print(f"\n{len(steps)} refreshes, {len(fits)} fits after the first; best match {matches.mean():.3f}, at fits "
          f"{at_fits.mean():.3f}; agreement with the refresh without a fit {fits.mean():.3f}")  # fmt: skip
    assert len({step.tracked_ids for step in steps}) == 1


def test_kills_at_random_moments(tmp_path: Path) -> None:
    *most, last = sorted((packaged_data() / "sample" / "calls").glob("*.txt"))
    study, inbox = new_study(tmp_path, most[:12])
    refresh(study, (str(inbox),), encoder=HashingEncoder())
    shutil.copy(last, inbox)
    faults = kill_refreshes(study, inbox, N_KILLS)
    print(f"\n{N_KILLS} refreshes killed: {len(faults)} faults")
    assert faults == []


def test_readers_beside_refreshes(tmp_path: Path) -> None:
    files = sorted((packaged_data() / "sample" / "calls").glob("*.txt"))[:8]
    study, inbox = new_study(tmp_path, files)
    refresh(study, (str(inbox),), encoder=HashingEncoder())
    readers = [
        subprocess.Popen([sys.executable, "-c", READ, str(study), str(READ_SECONDS)], stdout=subprocess.PIPE, text=True)
        for _ in range(N_READERS)
    ]
    n_refreshes = 0
    while any(reader.poll() is None for reader in readers):
        refresh(study, refit="always", encoder=HashingEncoder())
        n_refreshes += 1
    counts = [reader.communicate()[0].split() for reader in readers]
    reads = sum(int(count[0]) for count in counts if count)
    print(f"\n{N_READERS} readers read {reads} times beside {n_refreshes} refreshes")
    assert [reader.returncode for reader in readers] == [0] * N_READERS
