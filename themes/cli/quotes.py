"""``themes quotes``: the passages of a theme, each with its citation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from themes.cli.completion import theme_ids
from themes.cli.terminal import CompanyOption, FormatOption, LimitOption, StudyArgument, print_table, say

if TYPE_CHECKING:
    import pandas as pd

    from themes.study.study import Study

ThemeArgument = Annotated[
    str | None,
    typer.Argument(metavar="THEME", help="A theme id; none: list the themes.", autocompletion=theme_ids),
]


def quotes(
    study: StudyArgument,
    theme: Annotated[
        str | None, typer.Argument(metavar="THEME", help="A theme id; none: list the themes.", autocompletion=theme_ids)
    ] = None,
    company: CompanyOption = None,
    quarter: Annotated[str | None, typer.Option("--quarter", metavar="QUARTER", help="Such as 2012Q4.")] = None,
    limit: LimitOption = 10,
    format: FormatOption = "table",
) -> None:
    """Print passages of a theme with speaker, call and line; what several calls say in equal words is shown once."""
    from themes.study.said_once import said_once, text_with_repeats
    from themes.study.study import Study

    opened = Study.open(study)
    if theme is None:
        say(f"of which theme? try: themes quotes {study} THEME")
        print_table(_themes(opened), format, ["theme_id", "label", "kind", "n_passages"])
        return
    found = said_once(opened.quotes(theme, company=company, quarter=quarter, limit=None), limit)
    print_table(text_with_repeats(found) if format == "table" else found, format, ["score", "citation", "text"])


def _themes(opened: Study) -> pd.DataFrame:
    """The themes that are not retired, with how many passages each has: tracked ones first, the largest first."""
    assigned = opened.table("chunk_themes").query("assigned")["theme_id"].value_counts()
    themes = opened.themes[opened.themes["status"] != "retired"]
    counted = themes.assign(n_passages=themes["theme_id"].map(assigned).fillna(0).astype(int))
    return counted.sort_values(["kind", "n_passages"], ascending=[False, False], kind="stable", ignore_index=True)


EXAMPLES = {
    "quotes": (
        "themes quotes study",
        "themes quotes study sdn --company pgrl --quarter 2012Q1",
    ),
}
COMMANDS = (quotes,)
