"""Progress where there is no terminal: a line every ten seconds, by a clock that does not run by itself."""

from __future__ import annotations

import threading

import pytest

from themes.cli.progress import SECONDS, ProgressLines, progress_bars, say_until


class Clock:
    """Time that goes by while one waits; over after ``n_waits``."""

    def __init__(self, n_waits: int) -> None:
        self.seconds, self._left = 0.0, n_waits

    def read(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> bool:
        if not self._left:
            return True
        self._left -= 1
        self.seconds += seconds
        return False


def test_a_line_is_said_every_ten_seconds_with_stage_steps_and_time(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock(n_waits=3)
    lines = ProgressLines(clock.read)
    lines.report("embedding", 64, 2153)
    say_until(clock.wait, lines)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [f"embedding: 64 of 2,153 (0:{k * SECONDS:02.0f})" for k in (1, 2, 3)]


def test_work_without_steps_and_work_that_has_not_begun_are_said_too(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock(n_waits=1)
    lines = ProgressLines(clock.read)
    say_until(clock.wait, lines)
    assert capsys.readouterr().err == "starting (0:10)\n"
    lines.report("finding themes", 0, 1)
    clock.seconds = 75
    assert lines.line() == "finding themes (1:15)"


def test_quick_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bars() as report:
        report("reading", 1, 2)
    assert capsys.readouterr() == ("", "")


def test_speaker_ends_with_the_work_also_where_that_fails() -> None:
    before, during = threading.active_count(), []

    def work() -> None:
        with progress_bars():
            during.append(threading.active_count())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert (during, threading.active_count()) == ([before + 1], before)
