"""``themes diffusion``: who spoke of a theme first, how it spread, and who brought it up, analysts or management.

In: a study.  Out: a table on standard output; on standard error one line, who led or that it is unknown.
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
    say,
)

if TYPE_CHECKING:
    import pandas as pd

    from themes.study.study import Study

View = Literal["order", "spread", "asked", "leaders"]
ViewOption = Annotated[
    View,
    typer.Option("--view", help="First mentions; companies by quarter; questions; who is early on many themes."),
]
_SHOWN = {"order": ["theme_id", "company_id", "first_call_date", "first_quarter", "rank", "lag_days", "p_value"]}


def diffusion(
    study: StudyArgument,
    theme: ThemeOption = None,
    company: CompanyOption = None,
    view: ViewOption = "order",
    as_of: AsOfOption = None,
    format: FormatOption = "table",
) -> None:
    """Show who spoke of a theme first, who followed, and who asked."""
    opened = open_study(study, as_of)
    table = _view(opened, view)
    if view in ("spread", "leaders") and company is not None:
        raise typer.BadParameter(f"--company has no meaning with --view {view}")
    if view == "leaders" and theme is not None:
        raise typer.BadParameter("--theme has no meaning with --view leaders")
    if view in ("order", "leaders"):
        from themes.stats.lead_test import lead_verdict

        say(lead_verdict(opened.calls, opened.table("diffusion"), opened.themes))
    print_table(narrowed(opened, table, theme, company), format, _SHOWN.get(view, list(table.columns)))


def _view(opened: Study, view: View) -> pd.DataFrame:
    if view == "order":
        return opened.table("diffusion")
    themes = opened.themes[opened.themes["status"] != "retired"]
    if view == "asked":
        from themes.diffusion.initiative import initiative

        return initiative(opened.calls, opened.chunks, opened.table("chunk_themes"), themes["theme_id"].tolist())
    if view == "spread":
        from themes.diffusion.first_mentions import adoption_by_quarter
        from themes.stats.adoption import accepted_passages

        accepted = accepted_passages(opened.chunks, opened.table("chunk_themes"))
        return adoption_by_quarter(opened.calls, opened.table("prevalence"), accepted)
    from themes.stats.lead_test import leading, tracked_only

    return leading(opened.calls, tracked_only(opened.table("diffusion"), opened.themes))


EXAMPLES = {
    "diffusion": (
        "themes diffusion study --theme sdn",
        "themes diffusion study --view asked",
    ),
}
COMMANDS = (diffusion,)
