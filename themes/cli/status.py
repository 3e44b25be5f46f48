"""``themes status``: what a study holds and what a refresh would do; with ``--check``, whether it is sound.

The report's findings are checked here, since only the command line brings reports to themes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from themes.cli.terminal import StudyArgument

if TYPE_CHECKING:
    from pathlib import Path

    from themes.study.integrity import Check

FormatOption = Annotated[Literal["text", "json"], typer.Option("--format", help="How to print.")]
CheckOption = Annotated[
    bool,
    typer.Option(
        "--check",
        help="Verify the study instead, and list where its words contradict its numbers; exit 1 if anything is wrong.",
    ),
]


def status(study: StudyArgument, format: FormatOption = "text", check: CheckOption = False) -> None:
    """Show calls, companies × quarters, last run, warnings, and what a refresh would do."""
    if check:
        from themes.study.integrity import check_study

        checks = check_study(study)
        if not any(found.faults for found in checks):  # no report is made of a damaged study
            checks.append(_findings_checked(study))
        _show(checks, format)
        return
    from themes.study.status import study_status

    found = study_status(study)
    typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2) if format == "json" else found.as_text())


def _findings_checked(study: Path) -> Check:
    """Whether the report's findings agree with their numbers; those that do not are not made."""
    from reports.summary import summarize
    from themes.stats.consistency import contradictions
    from themes.store.runs import current_run, read_tables
    from themes.study.integrity import Check

    tables = read_tables(study, current_run(study))
    known = set(contradictions(tables))
    faults = [str(found) for found in summarize(tables, max_quotes=0).contradictions if found not in known]
    return Check("findings agree with the shares they show", tuple(faults))


def _show(checks: list[Check], format: str) -> None:
    if format == "json":
        found = [{"check": c.name, "faults": list(c.faults), "notes": list(c.notes)} for c in checks]
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for check in checks:
            typer.echo(f"{'wrong' if check.faults else 'ok   '} {check.name}")
            for fault in check.faults:
                typer.echo(f"        {fault}")
            for note in check.notes:
                typer.echo(f"        note: {note}")
    if any(check.faults for check in checks):
        raise typer.Exit(1)


EXAMPLES = {
    "status": (
        "themes status study",
        "themes status study --check",
    ),
}
COMMANDS = (status,)
