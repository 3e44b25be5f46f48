"""``themes evaluate --names``: a sheet of names and passages for people to mark, and the scores of marked ones.

In: a study; marked sheets.  Out: the sheet as CSV and page, their paths on standard output; or tables on standard
output and a summary on standard error, as JSON all in one object.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from themes.cli.terminal import TableFormat, json_records, print_table, say
from themes.errors import SettingsError, StudyError
from themes.formatting import counted, percent

if TYPE_CHECKING:
    from themes.evaluation.name_scores import NameScores
    from themes.evaluation.name_sheet import FilledSheet, Kind, NameSheet
    from themes.study.study import Study

MOST_JUDGES = 2
MOST_WORST = 10  # themes listed

NamesOption = Annotated[
    bool, typer.Option("--names", help="Write a sheet to mark themes' names on; with --marked: score it.")
]
MarkedOption = Annotated[
    list[Path] | None, typer.Option("--marked", metavar="FILE", help="A marked sheet (CSV); twice for two judges.")
]
KindOption = Annotated[
    Literal["tracked", "discovered", "all"] | None,
    typer.Option("--kind", help="Whose names; discovered if not given.", show_default=False),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", help="The sheet's CSV; the page stands beside it. STUDY/names-….csv if not given."),
]


def check_usage(names: bool, marked: Sequence[Path], is_new: bool, is_of_labels: bool) -> None:
    """Refuse options that do not go together; ``is_new``: --kind or --out; ``is_of_labels``: those of labels."""
    if not names and (marked or is_new):
        raise typer.BadParameter("--marked, --kind and --out need --names")
    if names and is_of_labels:
        raise typer.BadParameter("--names takes no --labels and no --reliability")
    if marked and is_new:
        raise typer.BadParameter("--kind and --out are for a new sheet, --marked for one that came back")
    if len(marked) > MOST_JUDGES:
        raise typer.BadParameter("--marked: two sheets at most")


def write_sheet(study: Study, kind: Kind, out: Path | None) -> None:
    """Write the sheet and its page, and print their paths; a sheet that is there is never written over."""
    from reports.render.name_sheet import render_name_sheet
    from reports.render.table_export import defused_table
    from themes.evaluation.name_sheet import table_to_mark
    from themes.study.create import write_output

    target = out or study.folder / f"names-{kind}-run-{study.run}.csv"
    if target.suffix.lower() != ".csv":
        raise typer.BadParameter(f"--out {target}: a sheet is a CSV, such as {target.with_suffix('.csv').name}")
    if target.exists():
        raise StudyError(f"{target}: is there already, and may be marked", mend="give another place: --out FILE.csv")
    sheet = _drawn(study, kind)
    table = table_to_mark(sheet, study.cited(sheet.rows)["citation"].tolist())
    # a byte-order mark tells spreadsheets that it is UTF-8; lines end as RFC 4180 has them
    write_output(target, "\ufeff" + defused_table(table).to_csv(index=False, lineterminator="\r\n"))
    page = target.with_suffix(".html")
    write_output(page, render_name_sheet(table))
    typer.echo(f"{target}\n{page}")
    left_out = f"; {counted(sheet.n_left_out, 'theme')} without a passage left out" if sheet.n_left_out else ""
    say(f"{counted(len(sheet.themes), 'theme')}, {counted(len(table), 'passage')}{left_out}")
    say(f"mark the CSV, or the page in a browser, then: {_command(study, '--marked FILE.csv')}")


def score_sheets(study: Study, files: Sequence[Path], format: TableFormat) -> None:
    """Print the scores of the sheets that one judge or two marked."""
    from themes.evaluation.name_scores import score_names
    from themes.evaluation.name_sheet import load_filled, marks_of

    filled = [load_filled(file) for file in files]
    _check_same_run(study, filled)
    sheet = _drawn(study, filled[0].kind)
    names = [file.name for file in files]
    judges = names if len(set(names)) == len(names) else [str(file) for file in files]
    scores = score_names(sheet, [marks_of(f, sheet, judge) for f, judge in zip(filled, judges, strict=True)])
    if format == "json":
        typer.echo(json.dumps(_as_dict(sheet, scores), ensure_ascii=False, indent=1, allow_nan=False))
        return
    print_table(scores.shares, format, list(scores.shares.columns))
    worst = scores.worst(MOST_WORST)
    if format == "table" and len(worst):
        print_table(worst, format, list(worst.columns))
    for line in _told(sheet, scores):
        say(line)


def _drawn(study: Study, kind: Kind) -> NameSheet:
    from themes.evaluation.name_sheet import draw_sheet

    seed = int(study.table("run")["seed"].iloc[0])
    return draw_sheet(study.themes, study.table("chunk_themes"), study.chunks, run=study.run, kind=kind, seed=seed)


def _check_same_run(study: Study, filled: Sequence[FilledSheet]) -> None:
    if len({sheet.id for sheet in filled}) > 1:
        what = f"{filled[1].path}: {filled[1].id}, but {filled[0].path} is {filled[0].id}"
        raise SettingsError(what, mend="give two copies of one sheet, or score each by itself")
    if filled[0].run != study.run:
        what = f"{filled[0].path}: a sheet of run {filled[0].run}, and this is run {study.run}"
        mend = f"try: {_command(study, f'--run {filled[0].run} --marked {filled[0].path}')}"
        raise SettingsError(what, mend=mend)


def _command(study: Study, options: str) -> str:
    return f"themes evaluate {study.folder} --names {options}"


def _told(sheet: NameSheet, scores: NameScores) -> list[str]:
    n_passages, n_themes = len(sheet.rows), len(sheet.themes)
    lines = [
        f"{counted(n_themes, 'theme')}, {counted(n_passages, 'passage')}; coherent: at least four fifths of a theme's "
        "passages are about it; intervals: 95%, Wilson"
    ]
    of = {"is_about": f"of {counted(n_passages, 'passage')}"} | dict.fromkeys(
        ("slide_worthy", "procedure"), f"of {counted(n_themes, 'theme')}"
    )
    for row in json_records(scores.not_marked):
        lacking = [f"{question} {row[question]} {total}" for question, total in of.items() if row[question]]
        lines += [f"{row['judge']}: not marked, and left out: {'; '.join(lacking)}"] if lacking else []
    alike = [
        f"{question} {percent(agreed)} of {n}, kappa {'not defined' if isnan(kappa) else f'{kappa:.2f}'}"
        for question, n, agreed, kappa in scores.agreement.itertuples(index=False, name=None)
        if n
    ]
    return [*lines, f"marked alike by both: {'; '.join(alike)}"] if alike else lines


def _as_dict(sheet: NameSheet, scores: NameScores) -> dict[str, object]:
    sizes = {"sheet": sheet.id, "n_themes": len(sheet.themes), "n_passages": len(sheet.rows)}
    tables = {name: json_records(getattr(scores, name)) for name in ("shares", "agreement", "not_marked")}
    return sizes | tables | {"themes": json_records(scores.by_theme)}
