"""``themes forget``: a file that should never have been read."""

from __future__ import annotations

from typing import Annotated

import typer

from themes.cli.terminal import StudyArgument, say

PathArgument = Annotated[str, typer.Argument(metavar="PATH", help="A file of the study, or the end of its path.")]
UndoOption = Annotated[bool, typer.Option("--undo", help="Have it read again.")]


def forget(study: StudyArgument, path: PathArgument, undo: UndoOption = False) -> None:
    """Skip a file that should never have been read; the next refresh removes its call and what was made from it."""
    from themes.study.forgetting import forget as forget_file

    done = forget_file(study, path, undo=undo)
    files, refresh = ", ".join(done.files), f"The next refresh obeys: themes refresh {study}"
    if undo:
        say(f"to be read again: {files}. {refresh}")
        return
    calls = f", which removes {', '.join(done.calls)}" if done.calls else ""
    say(f"skipped from now on: {files}{calls}. {refresh}")
    if done.others:
        say(f"tells the same call and is read in its place, unless you forget it too: {', '.join(done.others)}")
    if done.calls:
        say(f"Runs made so far keep what they hold; after the refresh, to remove them: themes prune {study} --keep 1")


EXAMPLES = {
    "forget": (
        "themes forget study calls/draft.txt",
        "themes forget study calls/draft.txt --undo",
    ),
}
COMMANDS = (forget,)
