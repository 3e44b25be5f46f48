"""How fast and how safely files are read: calls a second, memory, and ten thousand hostile inputs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import pytest

from tests.benchmarks.mutants import SPEECH, extremes, mutants
from themes.config.packaged_data import packaged_data
from themes.errors import TranscriptRefused
from themes.transcripts.language import other_language
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import read_sources

N_HOSTILE = 10_000
SECONDS_A_MEGABYTE = 2.0
LEAST_BYTES = 50_000  # a small input is judged as if it had this size
N_IN_MEMORY = 400
STATUS = Path("/proc/self/status")  # getrusage would give the peak of the process that started this one, if higher
# Reads the files named on standard input, one a line; prints how much memory that took at its peak, and without a file.
PEAK = f"""
import sys
from pathlib import Path
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import read_sources
def peak():
    kilobytes = next(line for line in Path("{STATUS}").read_text().splitlines() if line.startswith("VmHWM:")).split()[1]
    return int(kilobytes) / 1024
before = peak()
for name in sys.stdin.read().splitlines():
    [parse_source(source) for source in read_sources(Path(name))]
print(f"{{peak():.0f}} MB at its peak, {{before:.0f}} MB before the first file")
"""


def read(path: Path) -> int:
    return sum(len(parse_source(source).turns) for source in read_sources(path))


def rate(path: Path) -> tuple[float, bool]:
    """Seconds of processor time a megabyte that a file takes, and whether it was read, not refused."""
    started = time.process_time()
    try:
        is_read = read(path) > 0
    except TranscriptRefused:
        is_read = False
    return (time.process_time() - started) * 1e6 / max(path.stat().st_size, LEAST_BYTES), is_read


def test_ten_thousand_hostile_inputs_crash_nothing_and_none_is_slow(tmp_path: Path) -> None:
    slow: list[tuple[float, int, str]] = []
    crashes: list[str] = []
    n_read = 0
    other_language("Dies ist eine lange Rede von nichts als Booten und allem, was daran zu tun bleibt. " * 9)  # loads
    for mutant in chain(extremes(), mutants(seed=2012, n=N_HOSTILE)):
        path = tmp_path / f"input{mutant.suffix}"
        path.write_bytes(mutant.data)
        try:
            taken, is_read = rate(path)
            for _ in range(2):  # a pause of the machine is not the input's
                taken = min(taken, rate(path)[0]) if taken > SECONDS_A_MEGABYTE / 2 else taken
        except Exception as error:  # a crash, whatever it is: all are counted, then shown
            crashes.append(f"{mutant.name}: {type(error).__name__}: {error}")
            continue
        n_read += is_read
        slow.append((taken, len(mutant.data), mutant.name))
    slow.sort(reverse=True)
    print(
        f"\n{len(slow)} hostile inputs: {n_read} read, the others refused; {len(crashes)} crashes; s/MB of the slowest:"
    )
    for taken, size, name in slow[:5]:
        print(f"  {taken:5.2f}  {size:8,} bytes  {name}")
    assert crashes == []
    assert slow[0][0] <= SECONDS_A_MEGABYTE


def long_call(path: Path, kind: str) -> Path:
    """A call of the usual length, in one file: 80 turns, 60 KB."""
    people = [("Mara Quist", "CFO"), ("Lena Brook", "Analyst")] * 40
    rule, words = "-" * 80, f"{SPEECH} " * 6
    if kind == "seekingalpha":
        head = (
            "Otter Peak (NYSE:OTTR)\nQ4 2012 Earnings Call\nFebruary 5, 2013\nExecutives\nMara Quist - CFO\nAnalysts\n"
        )
        text = f"{head}Lena Brook - Heron\n" + "".join(f"{name}\n{words}\n" for name, _ in people)
    else:
        text = "".join(
            f"{rule}\n{name},  Otter Peak - {title}    [{n}]\n{rule}\n{words}\n"
            for n, (name, title) in enumerate(people)
        )
    path.write_text(text, encoding="utf-8")
    return path


def collections(folder: Path) -> dict[str, list[Path]]:
    """Text files by collection: composed ones, the sample corpus, and real ones where CALLTHEMES_SHARED has them."""
    found = {kind: [long_call(folder / f"{kind}.txt", kind)] * 60 for kind in ("ruled", "seekingalpha")}
    found["sample corpus"] = sorted((packaged_data() / "sample" / "calls").glob("*.txt"))
    if "CALLTHEMES_SHARED" in os.environ:
        for real in sorted(Path(os.environ["CALLTHEMES_SHARED"], "corpora").glob("*")):
            files = sorted(real.rglob("*.txt"))
            if files:
                found[real.name] = files
    return found


def timed(paths: Sequence[Path]) -> str:
    """Calls a second of processor time; what is refused takes its time too."""
    rate(paths[0])
    n_bytes = sum(path.stat().st_size for path in paths)
    started = time.process_time()
    n_read = sum(rate(path)[1] for path in paths)
    seconds = time.process_time() - started
    return f"{n_read / seconds:4.0f} calls a second, {seconds * 1e6 / n_bytes:.2f} s/MB, {n_bytes // len(paths):,} bytes each"


def test_calls_a_second_on_one_core(tmp_path: Path) -> None:
    print()
    for name, paths in collections(tmp_path).items():
        print(f"  {name:24} {timed(paths)}")


def peak_memory(paths: Sequence[Path]) -> str:
    """What a process of its own says after reading the files, one after the other."""
    names = "\n".join(str(path.resolve()) for path in paths)
    command = [sys.executable, "-c", PEAK]
    return subprocess.run(command, input=names, capture_output=True, text=True, check=True, timeout=250).stdout.strip()


@pytest.mark.skipif(not STATUS.exists(), reason="this system does not tell a process's peak")
@pytest.mark.parametrize("kind", ["ruled", "seekingalpha"])
def test_peak_memory_of_four_hundred_calls(tmp_path: Path, kind: str) -> None:
    paths = [tmp_path / f"{n}.txt" for n in range(N_IN_MEMORY)]
    for path in paths:
        long_call(path, kind)
    print(f"\n  {N_IN_MEMORY} calls as {kind}: {peak_memory(paths)}")


@pytest.mark.skipif(not STATUS.exists(), reason="this system does not tell a process's peak")
@pytest.mark.skipif("CALLTHEMES_SHARED" not in os.environ, reason="no real transcripts are named")
def test_peak_memory_of_real_calls() -> None:
    paths = sorted(Path(os.environ["CALLTHEMES_SHARED"], "corpora", "telecom_seekingalpha").rglob("*.txt"))
    print(f"\n  {len(paths)} real calls: {peak_memory(paths)}")
