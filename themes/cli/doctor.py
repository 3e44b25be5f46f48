"""``themes doctor``: whether everything is there that callthemes needs, and how to mend what is not.

In: a folder that studies are to stand in.  Out: a line a finding, or JSON; exit 1 where something needed is broken.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from themes.study.machine import Finding

FolderArgument = Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where studies are to stand.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def doctor(folder: FolderArgument = Path(), as_json: JsonOption = False) -> None:
    """Check Python, memory, sentence model, folder, disk and browser; exit 1 if anything needed is broken."""
    from themes.study.machine import look_at_machine

    found = [*look_at_machine(folder), _browser()]
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=2))
    else:
        for finding in found:
            typer.echo(_line(finding))
    if any(finding.is_broken for finding in found):
        raise typer.Exit(1)


def _line(finding: Finding) -> str:
    mark = "broken" if finding.is_broken else "note  " if finding.mend else "ok    "
    mend = f"; {finding.mend}" if finding.mend else ""
    return f"{mark} {finding.name}: {finding.found}{mend}"


def _browser() -> Finding:
    """A browser that prints reports as PDF; all else works without."""
    from reports.render.pdf import PdfError, find_browser
    from themes.study.machine import Finding

    try:
        return Finding("Chromium, for PDF", find_browser())
    except PdfError as error:
        return Finding("Chromium, for PDF", "none", str(error))


EXAMPLES = {
    "doctor": (
        "themes doctor",
        "themes doctor path/to/studies --json",
    ),
}
COMMANDS = (doctor,)
