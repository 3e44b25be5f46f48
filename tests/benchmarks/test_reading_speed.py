"""How fast and how safely files are read: calls a second, memory, and ten thousand hostile inputs."""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path

import pytest

from tests.benchmarks.mutants import SPEECH, mutants
from themes.errors import TranscriptRefused
from themes.packaged import packaged_data
from themes.transcripts.language import other_language
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import read_sources

N_HOSTILE = 10_000
SECONDS_A_MEGABYTE = 2.0
LEAST_BYTES = 50_000  # a small input is judged as if it had this size


def read(path: Path) -> int:
    return sum(len(parse_source(source).turns) for source in read_sources(path))


def rate(path: Path) -> float:
    """Seconds of processor time a megabyte that a file takes to be read or refused."""
    started = time.process_time()
    try:
        read(path)
    except TranscriptRefused:
        pass
    return (time.process_time() - started) * 1e6 / max(path.stat().st_size, LEAST_BYTES)


def test_ten_thousand_hostile_inputs_crash_nothing_and_none_is_slow(tmp_path: Path) -> None:
    path, slow = tmp_path / "input", []
    other_language("Dies ist eine lange Rede von nichts als Booten und allem, was daran zu tun bleibt. " * 9)  # loads
    for name, data in mutants(seed=2012, n=N_HOSTILE):
        path.write_bytes(data)
        rates = [rate(path)]
        while rates[-1] > SECONDS_A_MEGABYTE and len(rates) < 3:  # a pause of the machine is not the input's
            rates.append(rate(path))
        slow.append((min(rates), len(data), name))
    slow.sort(reverse=True)
    print(f"\n{N_HOSTILE} hostile inputs, no crash; the slowest, in seconds a megabyte:")
    for taken, size, name in slow[:5]:
        print(f"  {taken:.2f}  {size:8,} bytes  {name}")
    assert slow[0][0] <= SECONDS_A_MEGABYTE


def long_call(folder: Path, kind: str) -> Path:
    """A call of the usual length: 80 turns, 60 KB."""
    words = f"{SPEECH} " * 7
    head = "Otter Peak (NYSE:OTTR) Q4 2012 Earnings Call February 5, 2013\nExecutives\nMara Quist - CFO\nAnalysts\nLena Brook - Heron\n"
    turns = [("Mara Quist", "CFO"), ("Lena Brook", "Analyst")] * 40
    if kind == "seekingalpha":
        text = head + "".join(f"{name}\n{words}\n" for name, _ in turns)
    else:
        rule = "-" * 80
        text = "".join(
            f"{rule}\n{name},  Otter Peak - {title}    [{n}]\n{rule}\n{words}\n"
            for n, (name, title) in enumerate(turns)
        )
    path = folder / f"{kind}.txt"
    path.write_text(text)
    return path


@pytest.mark.parametrize("kind", ["seekingalpha", "ruled"])
def test_calls_a_second_on_one_core(tmp_path: Path, kind: str) -> None:
    path = long_call(tmp_path, kind)
    read(path)
    started = time.process_time()
    for _ in range(60):
        read(path)
    print(f"\n{kind}: {60 / (time.process_time() - started):.0f} calls of {path.stat().st_size:,} bytes a second")


def test_calls_a_second_of_the_files_there_are() -> None:
    folders = {"sample": packaged_data() / "sample" / "calls"}
    if "CALLTHEMES_SHARED" in os.environ:
        folders["real"] = Path(os.environ["CALLTHEMES_SHARED"]) / "corpora" / "telecom_seekingalpha"
    for name, folder in folders.items():
        files = sorted(folder.rglob("*.txt"))
        read(files[0])
        started = time.process_time()
        for path in files:
            read(path)
        seconds = time.process_time() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"\n{name}: {len(files) / seconds:.0f} calls a second, peak memory of the process {peak:.0f} MB")
