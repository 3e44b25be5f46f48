"""The command line: the only place that knows everything, and does nothing itself.

Results go to standard output, progress and messages to standard error.  Exit 0 done; 1 a controlled error in one line
(``--debug`` adds the traceback); 2 wrong usage; 130 interrupted, with the study as it was.  Heavy libraries are
imported inside commands, so that ``themes --help`` is quick.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from typer import Context
from typer.core import TyperGroup

from themes.cli.catalog import catalog_app
from themes.cli.contrasts import contrasts
from themes.cli.diff import diff
from themes.cli.diffusion import diffusion
from themes.cli.evaluate import evaluate
from themes.cli.label import label
from themes.cli.prevalence import prevalence
from themes.cli.refresh import refresh
from themes.cli.report import report
from themes.cli.status import status
from themes.cli.terminal import (
    AsOfOption,
    CompanyOption,
    FormatOption,
    LimitOption,
    RunOption,
    StudyArgument,
    print_table,
    progress_bars,
    say,
)
from themes.cli.theme import hide, merge, rename
from themes.version import __version__


class _Group(TyperGroup):
    """Commands whose controlled errors become one line and an exit code."""

    def invoke(self, ctx: Context) -> object:  # type: ignore[override]  # Typer's base names its private Context
        from embeddings.errors import EncoderError
        from themes.errors import CallthemesError

        try:
            return super().invoke(ctx)
        except (CallthemesError, EncoderError) as error:
            if ctx.params.get("debug"):
                raise
            say(f"themes: {error}")
            raise SystemExit(1) from error
        except KeyboardInterrupt:
            say("interrupted; the study is as it was")
            raise SystemExit(130) from None


app = typer.Typer(
    name="themes",
    cls=_Group,
    help="Which stories companies tell on earnings calls, who told them first, and which rise or fade.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback(invoke_without_command=True)
def _main(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    shown = logging.StreamHandler()
    shown.setLevel(logging.DEBUG if debug else logging.ERROR)  # a refresh keeps the rest in its log
    logging.basicConfig(level=shown.level, handlers=[shown], format="%(levelname)s %(name)s: %(message)s")
    if version:
        typer.echo(f"callthemes {__version__}")
        raise typer.Exit


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for the demo study.")] = Path("demo"),
) -> None:
    """Run the sample corpus (fiction) end to end: a study and its report."""
    from themes.config.packaged_data import packaged_data
    from themes.study.create import create_study

    if not (out / "study.toml").exists():
        create_study(out, "telecom", title="Sample study (fiction): four telecom suppliers, 2011–2012")
    refresh(out, [str(packaged_data() / "sample" / "calls")], "auto")
    report(out)


@app.command()
def init(
    study: StudyArgument,
    catalog: Annotated[str, typer.Option("--catalog", metavar="NAME|FILE", help="Tracked themes.")] = "telecom",
) -> None:
    """Make a study folder with study.toml and catalog.toml."""
    from themes.study.create import create_study

    create_study(study, catalog)
    say(f"{study}: a study with catalog {catalog}. Next: themes refresh {study} FOLDER_OF_TRANSCRIPTS")


@app.command()
def parse(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Transcripts: files, folders or globs.")],
    format: Annotated[
        Literal["text", "json", "jsonl", "table"], typer.Option("--format", help="How to print; table: a row a folder.")
    ] = "text",
    layout: Annotated[str | None, typer.Option("--layout", metavar="NAME", help="Read as this layout.")] = None,
) -> None:
    """Read transcripts and show what was understood; nothing is stored."""
    from themes.corpus.ingest import find_files
    from themes.corpus.manifests import load_manifest
    from themes.errors import StudyError, TranscriptRefused
    from themes.transcripts.overview import Overview
    from themes.transcripts.parse import layout_scores, parse_source
    from themes.transcripts.reading import read_sources
    from themes.transcripts.showing import call_to_dict, describe

    paths: list[Path] = []
    overview, refused = Overview(), 0
    for given in files:
        try:
            paths += [path for path in find_files([given]) if load_manifest(path) is None]
        except StudyError as error:
            refused += 1
            say(f"themes: {error}")
    with progress_bars() as progress:
        for done, path in enumerate(paths, 1):
            try:
                for source in read_sources(path):
                    call = parse_source(source, layout)
                    overview.add(source.path, call)
                    if format == "text":
                        typer.echo(describe(call, layout_scores(source.text)[call.layout].reason))
                    elif format != "table":
                        indent = 2 if format == "json" else None
                        typer.echo(json.dumps(call_to_dict(call), ensure_ascii=False, indent=indent))
            except TranscriptRefused as refusal:
                refused += 1
                overview.refuse(str(path))
                say(f"themes: {refusal}")
            progress("reading", done, len(paths))
    if format == "table":
        typer.echo(overview.table(), nl=False)
    if refused:
        raise typer.Exit(1)


app.command()(refresh)
app.command()(report)
app.command()(diff)
app.command()(label)
app.command()(rename)
app.command()(merge)
app.command()(hide)
app.command()(prevalence)
app.command()(contrasts)
app.command()(diffusion)
app.add_typer(catalog_app)


@app.command()
def trends(
    study: StudyArgument,
    theme: Annotated[str | None, typer.Option("--theme", metavar="ID", help="Only this theme.")] = None,
    company: CompanyOption = None,
    as_of: AsOfOption = None,
    format: FormatOption = "table",
) -> None:
    """Status of each theme, overall or for a company."""
    from themes.cli.terminal import open_study

    opened = open_study(study, as_of)
    table = opened.trends
    if theme:
        opened.check("theme", theme, opened.themes["theme_id"])
        table = table[table["theme_id"] == theme]
    if company:
        opened.check("company", company, opened.calls["company_id"])
    table = table[table["scope"] == (company or "ALL")]
    print_table(
        table, format, ["theme_id", "status", "peak_quarter", "last_quarter", "n_calls", "n_companies", "reason"]
    )


@app.command()
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


@app.command()
def search(
    study: StudyArgument,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="A phrase or sentence, in quotes.")],
    limit: LimitOption = 10,
    format: FormatOption = "table",
) -> None:
    """Print the passages nearest in meaning to some words."""
    from themes.study.study import Study

    print_table(Study.open(study).search(words, limit), format, ["score", "citation", "text"])


@app.command()
def export(
    study: StudyArgument,
    table: Annotated[str, typer.Argument(metavar="TABLE", help="calls, chunks, chunk_themes, prevalence, ...")],
    format: Annotated[Literal["csv", "parquet", "json"], typer.Option("--format", help="Of the file.")] = "csv",
    run_number: RunOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="A file instead of standard output.")] = None,
) -> None:
    """Export a table of a run."""
    from reports.render.table_export import export_table
    from themes.study.study import Study

    data = export_table(Study.open(study, run_number).table(table), format, out)
    if data is not None:
        sys.stdout.buffer.write(data)


app.command()(evaluate)


@app.command()
def prune(
    study: StudyArgument,
    keep: Annotated[int, typer.Option("--keep", min=1, help="Runs that stay, the last ones.")] = 8,
) -> None:
    """Remove old runs; the last ones stay, the current one always."""
    from themes.store.lock import refresh_lock
    from themes.store.runs import remove_runs

    with refresh_lock(study):
        gone = remove_runs(study, keep)
    say(f"removed {len(gone)} runs ({', '.join(map(str, gone))})" if gone else "nothing to remove")


app.command()(status)
