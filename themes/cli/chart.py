"""``themes chart``: one chart as a picture to send on, SVG or PNG, with its title and its source.

In: a study.  Out: a file; its path on standard output.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from themes.cli.terminal import CompanyOption, RunOption, StudyArgument, ThemeOption, shown_ids
from themes.formatting import counted

if TYPE_CHECKING:
    import altair as alt

    from themes.study.plot import Plot
    from themes.study.study import Study

ChartKind = Literal["share", "heatmap", "speakers", "spread", "map"]
KindArgument = Annotated[
    ChartKind,
    typer.Argument(
        metavar="KIND",
        help="share: a theme by company and quarter; heatmap: themes by quarter; speakers: who says a theme; "
        "spread: who took it up when; map: passages by meaning.",
    ),
]
OutOption = Annotated[Path, typer.Option("--out", help="The picture, .svg or .png.")]


def chart(
    study: StudyArgument,
    kind: KindArgument,
    out: OutOption,
    theme: ThemeOption = None,
    company: CompanyOption = None,
    run_number: RunOption = None,
) -> None:
    """Draw a chart of a study and print the picture's path."""
    from reports.vega.export import picture
    from themes.study.create import write_output
    from themes.study.study import Study

    format = out.suffix.lower()
    if format not in (".svg", ".png"):
        raise typer.BadParameter(f"--out ends in {out.suffix or 'nothing'}; a picture is .svg or .png")
    if theme is None and kind not in ("heatmap", "map"):
        raise typer.BadParameter(f"{kind} is of one theme: name it by --theme")
    if company is not None and kind in ("spread", "map"):
        raise typer.BadParameter(f"{kind} is of all companies: leave out --company")
    opened = Study.open(study, run_number)
    theme, company = shown_ids(opened, theme, company)
    drawn = _drawn(opened.plot, kind, theme or "", company)
    write_output(out, picture(drawn, _source(opened, company), "svg" if format == ".svg" else "png"))
    typer.echo(str(out))


def _drawn(plot: Plot, kind: ChartKind, theme: str, company: str | None) -> alt.Chart:
    if kind == "heatmap":
        return plot.heatmap(theme or None, company)
    if kind == "spread":
        return plot.spread(theme)
    if kind == "map":
        return plot.map()
    return plot.share(theme, company) if kind == "share" else plot.speakers(theme, company)


def _source(study: Study, company: str | None) -> str:
    calls = study.calls if company is None else study.calls.query("company_id == @company")
    quarters = calls["calendar_quarter"].dropna()
    span = f", {quarters.min()}–{quarters.max()}" if len(quarters) else ""
    companies = counted(calls["company_id"].nunique(), "company", "companies")
    return f"Source: callthemes, {counted(len(calls), 'call')} of {companies}{span}; run {study.run}"


EXAMPLES = {
    "chart": (
        "themes chart study share --theme lte --out lte.png",
        "themes chart study heatmap --out heatmap.svg",
    ),
}
COMMANDS = (chart,)
