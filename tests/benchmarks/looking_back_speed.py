"""Seconds a day asked of a study: `python -m tests.benchmarks.looking_back_speed STUDY DAY...` (`2014Q4`, ...).

Prints for each day the trends asked of one opened study, one day after another, and of a study opened for the day alone,
in the same run; then all tables.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable

from themes.study.study import Study


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    folder, days = sys.argv[1], sys.argv[2:]
    seconds(lambda: Study.open(folder).as_of(days[0]).trends)  # what a process loads once is nobody's
    study = Study.open(folder)
    for day in days:
        again, anew = (
            seconds(lambda d=day: study.as_of(d).trends),
            seconds(lambda d=day: Study.open(folder).as_of(d).trends),
        )
        every = seconds(lambda d=day: study.as_of(d).tables)
        print(
            f"{day}: trends {again:.2f} s in the study opened once, {anew:.2f} s in one opened for it "
            f"({anew / again:.1f} times); all tables {every:.2f} s",
            flush=True,
        )
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")


if __name__ == "__main__":
    main()
