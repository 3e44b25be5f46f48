"""``themes export``: a table of a run as a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from themes.cli.terminal import RunOption, StudyArgument


def export(
    study: StudyArgument,
    table: Annotated[str, typer.Argument(metavar="TABLE", help="calls, chunks, chunk_themes, prevalence, ...")],
    format: Annotated[Literal["csv", "parquet", "json"], typer.Option("--format", help="Of the file.")] = "csv",
    run_number: RunOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="A file instead of standard output.")] = None,
) -> None:
    """Export a table of a run."""
    from reports.render.table_export import export_table
    from themes.study.study import Study

    data = export_table(Study.open(study, run_number).table(table), format, out)
    if data is not None:
        sys.stdout.buffer.write(data)


EXAMPLES = {
    "export": ("themes export study prevalence --format parquet --out prevalence.parquet",),
}
COMMANDS = (export,)
