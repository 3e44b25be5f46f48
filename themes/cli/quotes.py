"""``themes quotes``: the passages of a theme, each with its citation."""

from __future__ import annotations

from typing import Annotated

import typer

from themes.cli.terminal import CompanyOption, FormatOption, LimitOption, StudyArgument, print_table


def quotes(
    study: StudyArgument,
    theme: Annotated[str, typer.Argument(metavar="THEME", help="A theme id; see: themes trends STUDY.")],
    company: CompanyOption = None,
    quarter: Annotated[str | None, typer.Option("--quarter", metavar="QUARTER", help="Such as 2012Q4.")] = None,
    limit: LimitOption = 10,
    format: FormatOption = "table",
) -> None:
    """Print passages of a theme with speaker, call and line."""
    from themes.study.study import Study

    found = Study.open(study).quotes(theme, company=company, quarter=quarter, limit=limit)
    print_table(found, format, ["score", "citation", "text"])


COMMANDS = (quotes,)
