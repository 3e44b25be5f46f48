"""``themes parse``: what was understood of transcripts; nothing is stored but the pages that are asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from themes.cli.progress import progress_bars
from themes.cli.reading_pages import ReadingPages, is_own_page
from themes.cli.terminal import say
from themes.cli.warning_kinds import lines_by_kind
from themes.formatting import counted

if TYPE_CHECKING:
    from themes.records import Call
    from themes.transcripts.overview import Overview
    from themes.transcripts.reading import SourceText

Format = Literal["text", "json", "jsonl", "table", "html"]

FilesArgument = Annotated[list[str], typer.Argument(metavar="FILE...", help="Transcripts: files, folders or globs.")]
FormatOption = Annotated[
    Format, typer.Option("--format", help="How to tell; table: a row a folder; html: a page a call, to look at.")
]
LayoutOption = Annotated[str | None, typer.Option("--layout", metavar="NAME", help="Read as this layout.")]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out", help="For html: the page, or the folder of several; NAME.parsed.html or parsed/ if not given."
    ),
]


def parse(
    files: FilesArgument, format: FormatOption = "text", layout: LayoutOption = None, out: OutOption = None
) -> None:
    """Read transcripts and show what was understood; nothing is stored."""
    from themes.errors import TranscriptRefused
    from themes.transcripts.overview import Overview
    from themes.transcripts.parse import parse_source
    from themes.transcripts.reading import read_sources

    if out is not None and format != "html":
        raise typer.BadParameter(f"--out is for pages: it has no meaning with --format {format}")
    overview = Overview()
    pages = ReadingPages(out, is_folder=len(files) > 1 or not Path(files[0]).is_file())
    paths, refused = _found(files, pages)
    with progress_bars() as progress:
        for done, path in enumerate(paths, 1):
            try:
                for source in read_sources(path):
                    _tell(source, parse_source(source, layout), format, overview, pages)
            except TranscriptRefused as refusal:
                refused += 1
                overview.refuse(str(path))
                pages.refuse(str(path), str(refusal))
                say(f"themes: {refusal}")
            progress("reading", done, len(paths))
    if format == "table":
        typer.echo(overview.table(), nl=False)
        for k, line in enumerate(lines_by_kind(overview.warnings, "file", "themes parse FILE")):
            typer.echo(line if k else f"\n{line}")
    if format == "html" and (page := pages.finish()):
        say(pages.verdict())
        typer.echo(str(page))
    if refused:
        raise typer.Exit(1)


def _found(files: list[str], pages: ReadingPages) -> tuple[list[Path], int]:
    """The files to read, without manifests and pages of ours in folders, and how many of the names given name none."""
    from themes.corpus.ingest import find_files
    from themes.corpus.manifests import load_manifest
    from themes.errors import StudyError

    paths: list[Path] = []
    n_lacking = n_pages = 0
    for given in files:
        try:
            found = [path for path in find_files([given]) if load_manifest(path) is None]
        except StudyError as error:
            n_lacking += 1
            pages.refuse(given, str(error))
            say(f"themes: {error}")
        else:
            kept = [path for path in found if str(path) == given or not is_own_page(path)]
            n_pages += len(found) - len(kept)
            paths += kept
    if n_pages:
        say(f"{counted(n_pages, 'page')} of themes parse passed over")
    return paths, n_lacking


def _tell(source: SourceText, call: Call, format: Format, overview: Overview, pages: ReadingPages) -> None:
    """Print a call, or keep it for the end."""
    from themes.transcripts.showing import call_to_dict, describe, why

    if format == "table":
        overview.add(source.path, call)
    elif format == "html":
        pages.add(call, source.text, why(source, call))
    elif format == "text":
        typer.echo(describe(call, why(source, call)))
    else:
        typer.echo(json.dumps(call_to_dict(call), ensure_ascii=False, indent=2 if format == "json" else None))


EXAMPLES = {
    "parse": (
        "themes parse call.pdf",
        "themes parse --format table path/to/transcripts",
    ),
}
COMMANDS = (parse,)
