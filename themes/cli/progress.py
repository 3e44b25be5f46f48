"""Progress on standard error: bars at a terminal, elsewhere a line every ten seconds.

In: calls with (stage, done, total) by whatever works.  Out: what a person, or a log, is shown meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from themes.cli.terminal import say
from themes.study.progress import Report, drawn_bars

SECONDS = 10.0  # between two lines


class ProgressLines:
    """What is being done, as a line for a log.

    Parameters
    ----------
    clock : callable
        Seconds, as :func:`time.monotonic` gives them.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun = clock()
        self._now: tuple[str, int, int] | None = None

    def report(self, stage: str, done: int, total: int) -> None:
        """Take note of how far a stage is."""
        self._now = stage, done, total

    def line(self) -> str:
        """The stage, how far it is where it has steps, and the time since the beginning.

        >>> lines = ProgressLines(lambda: 0.0)
        >>> lines.report("embedding", 64, 2153)
        >>> lines.line()
        'embedding: 64 of 2,153 (0:00)'
        """
        minutes, seconds = divmod(int(self._clock() - self._begun), 60)
        stage, done, total = self._now or ("starting", 0, 1)
        steps = f": {done:,} of {total:,}" if total > 1 else ""
        return f"{stage}{steps} ({minutes}:{seconds:02d})"


def say_until(stopped: Callable[[float], bool], lines: ProgressLines) -> None:
    """Say a line each time that ten seconds have gone by.

    Parameters
    ----------
    stopped : callable
        Waits so many seconds, less if it is over; whether it is over.
    lines : ProgressLines
        What is said.
    """
    while not stopped(SECONDS):
        say(lines.line())


@contextmanager
def progress_bars() -> Iterator[Report]:
    """A bar a stage on standard error; where that is no terminal, a line every ten seconds."""
    from rich.console import Console

    console = Console(stderr=True)
    with drawn_bars(console) if console.is_terminal else _lines() as report:
        yield report


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Show that work without steps is under way."""
    with progress_bars() as report:
        report(what, 0, 1)
        yield
        report(what, 1, 1)


@contextmanager
def _lines() -> Iterator[Report]:
    over, lines = Event(), ProgressLines()
    speaker = Thread(target=say_until, args=(over.wait, lines), daemon=True)
    speaker.start()
    try:
        yield lines.report
    finally:
        over.set()
        speaker.join()
