"""``themes status``: what a study holds and what a refresh would do; with ``--check``, whether it is sound."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from themes.cli.terminal import StudyArgument

if TYPE_CHECKING:
    from themes.study.integrity import Check

FormatOption = Annotated[Literal["text", "json"], typer.Option("--format", help="How to print.")]
CheckOption = Annotated[bool, typer.Option("--check", help="Verify the study instead; exit 1 if something is wrong.")]


def status(study: StudyArgument, format: FormatOption = "text", check: CheckOption = False) -> None:
    """Show calls, companies × quarters, last run, warnings, and what a refresh would do."""
    if check:
        from themes.study.integrity import check_study

        _show(check_study(study), format)
        return
    from themes.study.status import study_status

    found = study_status(study)
    typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2) if format == "json" else found.as_text())


def _show(checks: list[Check], format: str) -> None:
    if format == "json":
        found = [{"check": check.name, "faults": list(check.faults)} for check in checks]
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for check in checks:
            typer.echo(f"{'wrong' if check.faults else 'ok   '} {check.name}")
            for fault in check.faults:
                typer.echo(f"        {fault}")
    if any(check.faults for check in checks):
        raise typer.Exit(1)


COMMANDS = (status,)
