"""How a refresh shows where it stands when it is started from Python: a bar a stage, in a notebook or a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

Report = Callable[[str, int, int], None]


@contextmanager
def progress_bars(is_shown: bool) -> Iterator[Report]:
    """A callable for (stage, done, total); it draws nothing unless ``is_shown``, nor where nobody looks (a pipe)."""
    from rich.console import Console

    console = Console(stderr=True)
    can_draw = console.is_terminal or console.is_jupyter
    with drawn_bars(console, disable=not (is_shown and can_draw)) as report:
        yield report


@contextmanager
def drawn_bars(console: Console, *, disable: bool = False) -> Iterator[Report]:
    """A bar a stage on a console."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=disable) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report
