"""What the commands share: options, and how tables and messages are shown.

Results go to standard output, progress and messages to standard error.
"""

from __future__ import annotations

import sys
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from themes.cli.completion import company_ids, theme_ids
from themes.formatting import counted

if TYPE_CHECKING:
    import pandas as pd

    from themes.study.study import Study

StudyArgument = Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")]
TableFormat = Literal["table", "csv", "json"]
CompanyOption = Annotated[
    str | None, typer.Option("--company", metavar="ID|NAME", help="Only this company.", autocompletion=company_ids)
]
ThemeOption = Annotated[
    str | None, typer.Option("--theme", metavar="ID|LABEL", help="Only this theme.", autocompletion=theme_ids)
]
AsOfOption = Annotated[str | None, typer.Option("--as-of", metavar="DATE|QUARTER", help="As known then.")]
RunOption = Annotated[int | None, typer.Option("--run", min=1, help="An earlier run instead of the current one.")]
FormatOption = Annotated[TableFormat, typer.Option("--format", help="How to print.")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, help="Most rows.")]


def say(text: str) -> None:
    """Print a message on standard error."""
    typer.echo(text, err=True)


def open_study(folder: Path, as_of: str | None = None) -> Study:
    """Open a study, as of a moment if one is given; what was left out is said on standard error."""
    from themes.study.study import Study

    study = Study.open(folder)
    if as_of is None:
        return study
    then = study.as_of(as_of)
    undated = f"; {then.n_undated} without a date left out" if then.n_undated else ""
    say(f"as of {then.day}: {len(then.calls):,} of {counted(len(study.calls), 'call')}{undated}")
    return then


def narrowed(study: Study, table: pd.DataFrame, theme: str | None, company: str | None) -> pd.DataFrame:
    """The rows of a theme and of a company (columns theme_id, company_id); raises StudyError for unknown names."""
    if theme is not None:
        table = table[table["theme_id"] == study.theme_id(theme)]
    return table if company is None else table[table["company_id"] == study.company_id(company)]


def shown_ids(study: Study, theme: str | None, company: str | None) -> tuple[str | None, str | None]:
    """The ids of a theme that is not retired and of a company; raises StudyError for unknown names."""
    if theme is not None:
        theme = study.theme_id(theme)
        study.check("theme", theme, study.themes.loc[study.themes["status"] != "retired", "theme_id"])
    return theme, None if company is None else study.company_id(company)


def print_table(table: pd.DataFrame, format: TableFormat, shown: list[str]) -> None:
    """Print a table: the columns ``shown`` for a person, all of them as CSV or JSON."""
    if format == "table":
        _print_grid(table[shown])
        return
    from reports.render.table_export import export_table

    data = export_table(table, format, None)
    sys.stdout.buffer.write(data or b"")


def _print_grid(table: pd.DataFrame) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 200)
    grid = Table(show_lines="text" in table.columns, expand=False)
    for name in table.columns:
        grid.add_column(str(name), overflow="fold")
    for row in table.itertuples(index=False):
        # Text, not markup: a passage may hold square brackets
        grid.add_row(*(Text(_cell(value)) for value in row))
    console.print(grid)
    if table.empty:
        say("no rows")


def _cell(value: object) -> str:
    import pandas as pd

    if value is None or value is pd.NA or value != value:  # nan is not equal to itself
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def json_records(table: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of a table as JSON has them."""
    return [{str(k): json_number(v) for k, v in row.items()} for row in table.to_dict("records")]


def json_number(value: object) -> object:
    """The value, None for NaN, which JSON does not know."""
    return None if isinstance(value, float) and isnan(value) else value
