"""``themes parse``: what was understood of transcripts; nothing is stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from themes.cli.terminal import progress_bars, say


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


COMMANDS = (parse,)
