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

    from themes.study.study import Study

ChartKind = Literal["share", "heatmap", "speakers"]
KindArgument = Annotated[
    ChartKind,
    typer.Argument(
        metavar="KIND",
        help="share: a theme by company and quarter; heatmap: themes by quarter; speakers: who says a theme.",
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
    if theme is None and kind != "heatmap":
        raise typer.BadParameter(f"{kind} is of one theme: name it by --theme")
    opened = Study.open(study, run_number)
    theme, company = shown_ids(opened, theme, company)
    title, drawn = _KINDS[kind](opened, theme or "", company)
    write_output(out, picture(drawn, title, _source(opened, company), "svg" if format == ".svg" else "png"))
    typer.echo(str(out))


def _share(study: Study, theme: str, company: str | None) -> tuple[str, alt.Chart]:
    from reports.vega.charts import share_over_quarters
    from reports.vega.rows import share_rows

    rows = share_rows(study.tables, theme)
    everyone = sorted(rows["company"].unique())
    if company is not None:
        rows = rows[rows["company"] == _name(study, company)]
    return f"{_label(study, theme)}: share of talk, 95% CI", share_over_quarters(rows, companies=everyone)


def _speakers(study: Study, theme: str, company: str | None) -> tuple[str, alt.Chart]:
    from reports.vega.charts import who_says_it
    from reports.vega.rows import speaker_rows

    own = study.table("prevalence")
    own = own if company is None else own[own["company_id"] == company]
    rows = speaker_rows({**study.tables, "prevalence": own}, theme)
    at = f" at {_name(study, company)}" if company else ""
    return f"{_label(study, theme)}{at}: share of each group's own words", who_says_it(rows)


def _heatmap(study: Study, theme: str, company: str | None) -> tuple[str, alt.Chart]:
    """Shares over companies, adjusted for who called, or those of one company: ``themes prevalence --by-quarter``."""
    from reports.vega.charts import fill_missing_quarters, theme_heat_map

    labels = study.themes.query("status != 'retired'").set_index("theme_id")["label"]
    if theme:
        labels = labels.loc[[theme]]
    table = study.prevalence_by_quarter().rename(columns={"quarter": "calendar_quarter"})
    own = table[(table["scope"] == (company or "ALL")) & table["theme_id"].isin(labels.index)]
    rows = own.assign(theme=own["theme_id"].map(labels))[["theme", "calendar_quarter", "share"]]
    order = rows.groupby("theme")["share"].mean().sort_values(ascending=False).index
    drawn = theme_heat_map(fill_missing_quarters(rows, ["theme"]), row_order=list(order))
    return f"Share of talk by quarter{f', {_name(study, company)}' if company else ''}", drawn


def _label(study: Study, theme: str) -> str:
    return str(study.themes.set_index("theme_id")["label"][theme])


def _name(study: Study, company: str) -> str:
    from reports.vega.rows import company_names

    return company_names(study.tables)[company]


def _source(study: Study, company: str | None) -> str:
    calls = study.calls if company is None else study.calls.query("company_id == @company")
    quarters = calls["calendar_quarter"].dropna()
    span = f", {quarters.min()}–{quarters.max()}" if len(quarters) else ""
    companies = counted(calls["company_id"].nunique(), "company", "companies")
    return f"Source: callthemes, {counted(len(calls), 'call')} of {companies}{span}; run {study.run}"


_KINDS = {"share": _share, "heatmap": _heatmap, "speakers": _speakers}
COMMANDS = (chart,)
