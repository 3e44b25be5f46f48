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
    """Print passages of a theme with speaker, call and line; what several calls say in equal words is shown once."""
    from themes.study.said_once import said_once, text_with_repeats
    from themes.study.study import Study

    found = said_once(Study.open(study).quotes(theme, company=company, quarter=quarter, limit=None), limit)
    print_table(text_with_repeats(found) if format == "table" else found, format, ["score", "citation", "text"])


COMMANDS = (quotes,)
