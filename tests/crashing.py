"""Killing a refresh: a process of its own, stopped with SIGKILL some time after it has begun.

Run as ``python -m tests.crashing STUDY FOLDER``: it says "begun" when all is imported, and then refreshes.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.fakes import HashingEncoder
from themes.pipeline.refresh import refresh
from themes.store.runs import current_run, read_tables

UNLIKE = {"run"}  # tables that hold the time of day


def tables_of(study: Path) -> dict[str, str]:
    """Every table of the current run as text, but the one that holds times."""
    return {name: table.to_csv() for name, table in read_tables(study).items() if name not in UNLIKE}


def kill_refreshes(study: Path, folder: Path, n: int, seed: int = 0) -> list[str]:
    """Kill ``n`` refreshes, each of a fresh copy of a study, and complete them; returns what differs, nothing if all is well.

    Each is killed at a random moment of the time that an undisturbed one takes.
    """
    whole = shutil.copytree(study, study.with_name("undisturbed"))
    process, begun = _start(whole, folder)
    process.wait()
    seconds, expected, before = time.perf_counter() - begun, tables_of(whole), tables_of(study)
    rng, faults = random.Random(seed), list[str]()
    for k in range(n):
        copy = shutil.copytree(study, study.with_name(f"killed-{k}"))
        moment = rng.uniform(0, seconds)
        process, _ = _start(copy, folder)
        time.sleep(moment)
        process.kill()
        process.wait()
        if tables_of(copy) not in (before, expected):
            faults.append(f"{moment:.2f} s of {seconds:.2f}: readers see neither the run before nor the whole new one")
        refresh(copy, (str(folder),), encoder=HashingEncoder())
        if tables_of(copy) != expected or current_run(copy) != current_run(whole):
            faults.append(f"{moment:.2f} s of {seconds:.2f}: the next refresh gives other tables")
        left = sorted(
            p.name for p in copy.rglob("*") if "partial" in p.name or ".new." in p.name or p.suffix == ".lock"
        )
        if left:
            faults.append(f"{moment:.2f} s of {seconds:.2f}: left behind {', '.join(left)}")
        shutil.rmtree(copy)
    return faults


def _start(study: Path, folder: Path) -> tuple[subprocess.Popen[str], float]:
    command = [sys.executable, "-m", "tests.crashing", str(study), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1])
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process, time.perf_counter()


def _main(arguments: Sequence[str]) -> None:
    study, folder = arguments
    print("begun", flush=True)  # noqa: T201  # the parent waits for it
    refresh(Path(study), (folder,), encoder=HashingEncoder())


if __name__ == "__main__":
    _main(sys.argv[1:])
