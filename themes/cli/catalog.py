"""``themes catalog``: a study's themes as they are, what is doubtful in them, what its calls say besides.

In: a study.  Out: tables or TOML on standard output, a sheet to judge; the catalog itself is not touched.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from themes.cli.progress import progress_bars
from themes.cli.terminal import FormatOption, StudyArgument, ThemeOption, print_table, say
from themes.formatting import counted

if TYPE_CHECKING:
    import pandas as pd

    from themes.study.study import Study

catalog_app = typer.Typer(
    name="catalog", help="Show or check a study's catalog, or let the study suggest cues.", no_args_is_help=True
)
SHOWN_COLUMNS = ("theme_id", "label", "from", "until", "subjects")
CHECK_COLUMNS = ("theme_id", "finding", "what", "n_passages", "share", "citation", "mend")
LimitOption = Annotated[int, typer.Option("--limit", min=1, help="Most cues a theme, and most new themes.")]
JudgeOption = Annotated[
    Path | None, typer.Option("--judge", metavar="FILE", help="Write a CSV sheet on which a reader judges the cues.")
]
JudgedOption = Annotated[
    Path | None, typer.Option("--judged", metavar="FILE", help="Print what a reader marked useful on such a sheet.")
]


@catalog_app.command()
def show(study: StudyArgument, format: FormatOption = "table") -> None:
    """List the themes: label, limits in time, subjects."""
    import pandas as pd

    from themes.config.catalog import load_catalog

    rows = [
        (theme.id, theme.label, theme.from_, theme.until, ", ".join(theme.subjects))
        for theme in load_catalog(study / "catalog.toml").theme
    ]
    table = pd.DataFrame(rows, columns=list(SHOWN_COLUMNS), dtype=object)
    print_table(table, format, list(SHOWN_COLUMNS))


@catalog_app.command()
def check(
    study: StudyArgument,
    everything: Annotated[bool, typer.Option("--all", help="Also the themes that are as callthemes has them.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most findings.")] = 10,
    format: FormatOption = "table",
) -> None:
    """Find what is doubtful in the themes you wrote or changed, most harmful first, and how to mend it."""
    from themes.config.catalog import edited_themes, load_catalog
    from themes.study.catalog_findings import study_findings

    catalog = load_catalog(study / "catalog.toml")
    only = frozenset(theme.id for theme in catalog.theme) if everything else edited_themes(catalog)
    if untouched := len(catalog.theme) - len(only):
        say(f"{counted(untouched, 'theme')} as callthemes has them, not looked at: --all")
    found, notes = study_findings(study, catalog, only)
    for note in notes:
        say(note)
    shown = found.head(limit)
    print_table(shown, format, list(CHECK_COLUMNS))
    more = f"; {len(found) - len(shown)} more: --limit {len(found)}" if len(shown) < len(found) else ""
    say(f"{counted(len(found), 'finding')} in {counted(len(only), 'theme')} of {study / 'catalog.toml'}{more}")


@catalog_app.command()
def suggest(
    study: StudyArgument,
    theme: ThemeOption = None,
    limit: LimitOption = 10,
    judge: JudgeOption = None,
    judged: JudgedOption = None,
    format: Annotated[Literal["toml", "json"], typer.Option("--format", help="How to print.")] = "toml",
) -> None:
    """Propose cues that themes miss and discovered themes worth tracking, as TOML to paste or a sheet to judge."""
    from themes.config.catalog import load_catalog
    from themes.study.create import write_output
    from themes.study.cue_suggestions import study_cues
    from themes.study.study import Study
    from themes.tagging.catalog_suggestions import accepted_cues, judgement_sheet

    if judged is not None:
        _print_cues(accepted_cues(judged), [], study, format)
        return
    opened, catalog = Study.open(study), load_catalog(study / "catalog.toml")
    if theme is not None:
        import pandas as pd

        opened.check("tracked theme", theme, pd.Series([t.id for t in catalog.theme], dtype=object))
    with progress_bars() as progress:
        cues = study_cues(opened, catalog, theme, limit, progress=progress)
    if judge is not None:
        write_output(judge, judgement_sheet(cues))
        then = f"themes catalog suggest {study} --judged {judge}"
        say(f"{judge}: {counted(len(cues), 'cue')}; write yes or no in the column useful, then: {then}")
        return
    _print_cues(cues, [] if theme else _worth_tracking(opened, limit), study, format)


def _worth_tracking(study: Study, limit: int) -> list[tuple[dict[str, Any], pd.DataFrame]]:
    """Discovered themes to track, each with quotes of it."""
    from themes.tagging.catalog_suggestions import themes_worth_tracking

    worth = themes_worth_tracking(study.themes, study.table("chunk_themes"), study.chunks).head(limit)
    rows = [{str(key): value for key, value in row.items()} for row in worth.to_dict("records")]
    return [(row, study.quotes(str(row["theme_id"]), limit=40)) for row in rows]


def _print_cues(
    cues: pd.DataFrame, worth: list[tuple[dict[str, Any], pd.DataFrame]], study: Path, format: Literal["toml", "json"]
) -> None:
    from themes.tagging.catalog_suggestions import cues_toml, theme_toml

    if format == "json":
        import pandas as pd

        themes = pd.DataFrame([row for row, _ in worth])
        typer.echo(f'{{"cues": {cues.to_json(orient="records")}, "themes": {themes.to_json(orient="records")}}}')
        return
    blocks = [cues_toml(str(t), rows) for t, rows in cues.groupby("theme_id", sort=False)]
    typer.echo("\n".join([*blocks, *(theme_toml(row, quotes) for row, quotes in worth)]))
    suggested = f"{counted(len(cues), 'cue')} and {counted(len(worth), 'theme')} suggested"
    say(f"{suggested}; paste what you agree with into {study / 'catalog.toml'}")


EXAMPLES = {
    "catalog show": ("themes catalog show study",),
    "catalog check": ("themes catalog check study --all --limit 20",),
    "catalog suggest": ("themes catalog suggest study --theme cloud",),
}
COMMANDS = (catalog_app,)
