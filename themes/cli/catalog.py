"""``themes catalog``: a study's themes as they are, what is doubtful in them, what its calls say besides.

In: a study.  Out: tables or TOML on standard output; the catalog itself is not touched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from themes.cli.terminal import FormatOption, StudyArgument, print_table, say
from themes.formatting import counted

if TYPE_CHECKING:
    import pandas as pd

    from themes.study.study import Study

catalog_app = typer.Typer(
    name="catalog", help="Show or check a study's catalog, or let the study suggest cues.", no_args_is_help=True
)
CHECK_COLUMNS = ("theme_id", "finding", "what", "n_passages", "share", "citation", "mend")
SHOWN_COLUMNS = ("theme_id", "label", "from", "until", "subjects")
ThemeOption = Annotated[str | None, typer.Option("--theme", metavar="ID", help="Only this theme.")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, help="Most cues a theme, and most new themes.")]


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
    limit: LimitOption = 8,
    format: Annotated[Literal["toml", "json"], typer.Option("--format", help="How to print.")] = "toml",
) -> None:
    """Propose cues that themes miss and discovered themes worth tracking, as TOML to paste."""
    from themes.config.catalog import load_catalog
    from themes.study.study import Study
    from themes.tagging.catalog_suggestions import cues_toml, theme_toml, themes_worth_tracking

    opened, catalog = Study.open(study), load_catalog(study / "catalog.toml")
    if theme is not None:
        import pandas as pd

        opened.check("tracked theme", theme, pd.Series([t.id for t in catalog.theme], dtype=object))
    cues = _cues(opened, theme, limit)
    worth = themes_worth_tracking(opened.themes, opened.table("chunk_themes"), opened.chunks).head(
        0 if theme else limit
    )
    if format == "json":
        typer.echo(f'{{"cues": {cues.to_json(orient="records")}, "themes": {worth.to_json(orient="records")}}}')
        return
    blocks = [cues_toml(str(t), rows) for t, rows in cues.groupby("theme_id", sort=False)]
    for row in worth.to_dict("records"):
        known = {str(key): value for key, value in row.items()}
        blocks.append(theme_toml(known, opened.quotes(str(known["theme_id"]), limit=40)))
    typer.echo("\n".join(blocks))
    suggested = f"{counted(len(cues), 'cue')} and {counted(len(worth), 'theme')} suggested"
    say(f"{suggested}; paste what you agree with into {study / 'catalog.toml'}")


def _cues(study: Study, theme: str | None, limit: int) -> pd.DataFrame:
    import pandas as pd

    from themes.config.catalog import load_catalog
    from themes.pipeline.analysis import names_in
    from themes.tagging.catalog_suggestions import CUE_COLUMNS, suggest_cues
    from themes.tagging.time_limits import calls_outside

    chunks, assigned, catalog = study.chunks, study.table("chunk_themes"), load_catalog(study.folder / "catalog.toml")
    assigned = assigned[assigned["assigned"].astype(bool)]
    content, names = chunks[chunks["kind"] == "content"], names_in(study.tables).all
    outside, tables = calls_outside(catalog, study.calls), []
    for t in catalog.theme:
        if theme in (None, t.id):
            within = content[~content["call_id"].isin(outside.get(t.id, ()))]
            own = frozenset(assigned.loc[assigned["theme_id"] == t.id, "chunk_id"])
            tables.append(suggest_cues(t, within, own, names, limit))
    return pd.concat([t for t in tables if len(t)] or [pd.DataFrame(columns=list(CUE_COLUMNS))], ignore_index=True)


COMMANDS = (catalog_app,)
