"""``themes prune``: fewer old runs."""

from __future__ import annotations

from typing import Annotated

import typer

from themes.cli.terminal import StudyArgument, say


def prune(
    study: StudyArgument,
    keep: Annotated[int, typer.Option("--keep", min=1, help="Runs that stay, the last ones.")] = 8,
) -> None:
    """Remove old runs; the last ones stay, the current one always."""
    from themes.store.lock import refresh_lock
    from themes.store.runs import remove_runs

    with refresh_lock(study):
        gone = remove_runs(study, keep)
    say(f"removed {len(gone)} runs ({', '.join(map(str, gone))})" if gone else "nothing to remove")


EXAMPLES = {
    "prune": ("themes prune study --keep 4",),
}
COMMANDS = (prune,)
