"""``themes prevalence``: how much of what was said concerns a theme, by call, by quarter or by year.

In: a study.  Out: a table on standard output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from themes.cli.terminal import (
    AsOfOption,
    CompanyOption,
    FormatOption,
    StudyArgument,
    ThemeOption,
    narrowed,
    open_study,
    print_table,
)

if TYPE_CHECKING:
    import pandas as pd

    from themes.prevalence.by_quarter import Axis
    from themes.study.study import Study

GroupName = Literal["all", "management_prepared", "management_answers", "analyst_questions"]
AxisOption = Annotated[
    Literal["calendar", "fiscal"], typer.Option("--axis", help="Quarters: when the period ended, or companies' labels.")
]
GroupOption = Annotated[GroupName, typer.Option("--group", help="Whose words.")]
ByQuarterOption = Annotated[
    bool, typer.Option("--by-quarter", help="Over companies: breadth, momentum; with --company: against its peers.")
]
ByYearOption = Annotated[
    bool, typer.Option("--by-year", help="Over companies, or of one with --company: the mean of a year's quarters.")
]
FloorOption = Annotated[
    float, typer.Option("--floor", min=0, max=1, help="Share from which on a company speaks of a theme.")
]
_CALLS = ["theme_id", "call_id", "{axis}", "share", "share_low", "share_high", "n_chunks", "n_words"]
_QUARTERS = ["theme_id", "quarter", "n_companies", "share", "share_low", "share_high"]
_BREADTH = ["breadth", "intensity", "effective_companies"]
_ALL = [*_QUARTERS, "share_raw", "is_thin", *_BREADTH, "on_quarter", "on_year", "on_mean"]
_YEARS = ["theme_id", "year", "n_quarters", "n_companies", "share", "share_low", "share_high"]
_COMPANY = [*_QUARTERS, "on_quarter", "on_year", "on_mean", "peers_share", "affinity"]


def prevalence(
    study: StudyArgument,
    theme: ThemeOption = None,
    company: CompanyOption = None,
    axis: AxisOption = "calendar",
    group: GroupOption = "all",
    by_quarter: ByQuarterOption = False,
    by_year: ByYearOption = False,
    floor: FloorOption = 0.01,
    as_of: AsOfOption = None,
    format: FormatOption = "table",
) -> None:
    """Show shares of themes with their intervals, by call, by quarter or by year."""
    if by_quarter and by_year:
        raise typer.BadParameter("--by-quarter and --by-year exclude each other")
    opened = open_study(study, as_of)
    quarters: Axis = "fiscal_quarter" if axis == "fiscal" else "calendar_quarter"
    if by_year:
        table = opened.prevalence_by_year(axis=quarters, group=group)
        print_table(_of_scope(opened, table, theme, company), format, _YEARS if company else [*_YEARS, "share_raw"])
    elif by_quarter:
        table = opened.prevalence_by_quarter(axis=quarters, group=group, floor=floor)
        print_table(_of_scope(opened, table, theme, company), format, _COMPANY if company else _ALL)
    else:
        print_table(_by_call(opened, theme, company, group), format, [c.format(axis=quarters) for c in _CALLS])


def _of_scope(opened: Study, table: pd.DataFrame, theme: str | None, company: str | None) -> pd.DataFrame:
    table = narrowed(opened, table, theme, None)
    return table[table["scope"] == (opened.company_id(company) if company else "ALL")]


def _by_call(opened: Study, theme: str | None, company: str | None, group: GroupName) -> pd.DataFrame:
    table = narrowed(opened, opened.table("prevalence"), theme, company)
    return table[table["speaker_group"] == group]


EXAMPLES = {
    "prevalence": (
        "themes prevalence study --theme lte --by-year",
        "themes prevalence study --theme lte --by-quarter --company pgrl",
        "themes prevalence study --group analyst_questions --format csv",
    ),
}
COMMANDS = (prevalence,)
