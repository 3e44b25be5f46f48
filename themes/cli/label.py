"""``themes label``: a person says yes or no to the passages the matcher is least sure of.

In: a study and a person, or a CSV.  Out: lines in the study's decisions.jsonl.  No lock is taken: lines are appended to
a file of their own, which a refresh reads once, at its start.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from themes.cli.completion import theme_ids
from themes.cli.terminal import StudyArgument, say

if TYPE_CHECKING:
    import pandas as pd

    from themes.feedback.uncertainty_sampling import Scored
    from themes.study.study import Study

ThemeOption = Annotated[
    list[str] | None,
    typer.Option("--theme", metavar="ID", help="Only this theme; may be repeated.", autocompletion=theme_ids),
]
LimitOption = Annotated[int, typer.Option("--limit", min=1, help="Most passages to ask about.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Write the questions to a CSV instead of asking.")]
FromOption = Annotated[Path | None, typer.Option("--from", help="Take the answers from such a CSV.")]
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def label(
    study: StudyArgument,
    theme: ThemeOption = None,
    limit: LimitOption = 20,
    out: OutOption = None,
    answers: FromOption = None,
) -> None:
    """Say yes or no to passages the matcher is least sure of; the next refresh obeys and learns."""
    from themes.errors import StudyError
    from themes.feedback.decisions import FILE_NAME, append_decisions, load_decisions
    from themes.feedback.uncertainty_sampling import answers_from_csv, least_sure
    from themes.study.study import Study

    opened, path = Study.open(study), study / FILE_NAME
    decided = load_decisions(path).verdicts
    if answers is not None:
        given, n_empty = answers_from_csv(answers, opened.passages, opened.themes)
        new = [d for d in given if decided.get((d.text_hash, d.theme_id)) != d.is_about]
        append_decisions(path, new)
        say(f"{len(new)} answers stored, {len(given) - len(new)} known already, {n_empty} rows without a verdict")
        _close(study, len(new))
        return
    questions = least_sure(scored_passages(opened, theme or ()), theme or (), decided, limit)
    if questions.empty:
        say("nothing to ask: no passage is near these themes, or all are decided")
        return
    if out is not None:
        from reports.render.table_export import defused_table

        defused_table(questions).to_csv(out, index=False, encoding="utf-8-sig")
        say(f"{len(questions)} questions in {out}: fill in the column verdict, then: themes label {study} --from {out}")
        return
    if not sys.stdin.isatty():
        chosen = "".join(f" --theme {theme_id}" for theme_id in theme or ())
        raise StudyError("no terminal to ask on", mend=f"try: themes label {study}{chosen} --out questions.csv")
    _close(study, _ask_all(opened, questions, path))


def scored_passages(study: Study, theme_ids: Sequence[str]) -> Scored:
    """What a person can be asked about; raises StudyError for a theme that the study does not track."""
    from themes.config.settings import load_settings
    from themes.feedback.uncertainty_sampling import Scored

    tracked = study.themes[(study.themes["kind"] == "tracked") & (study.themes["status"] != "retired")]
    for theme_id in theme_ids:
        study.check("tracked theme", theme_id, tracked["theme_id"])
    threshold = load_settings(study.folder / "study.toml").tracked.threshold
    return Scored(study.passages, study.table("chunk_themes"), tracked, threshold)


def _ask_all(study: Study, questions: pd.DataFrame, path: Path) -> int:
    """Ask one after the other, storing each answer at once; returns how many were given."""
    from themes.feedback.decisions import append_decisions
    from themes.feedback.uncertainty_sampling import decision

    rows, given, k = questions.to_dict("records"), 0, 0
    shown = ""
    try:
        while k < len(rows):
            row = {str(key): value for key, value in rows[k].items()}
            if row["theme_id"] != shown:
                shown = str(row["theme_id"])
                _introduce(study, shown)
            _show(row, f"{k + 1} of {len(rows)}")
            answer = _answer()
            if answer == "q":
                break
            if answer in "yn":
                append_decisions(path, [decision(row, is_about=answer == "y")])
                given += 1
            k = max(0, k - 1) if answer == "b" else k + 1
    except (KeyboardInterrupt, EOFError, typer.Abort):
        say("\nstopped")
    return given


def _answer() -> str:
    while True:
        given = str(typer.prompt("about it? [y]es [n]o [s]kip [b]ack [q]uit", prompt_suffix=" ")).strip().lower()[:1]
        if given and given in "ynsbq":
            return given
        say("y, n, s, b or q")


def _introduce(study: Study, theme_id: str) -> None:
    theme = study.themes.set_index("theme_id").loc[theme_id]
    typer.echo(f"\n=== {theme['label']} ===\n{_plain(theme['description'])}")


def _show(row: Mapping[str, object], progress: str) -> None:
    typer.echo(f"\n{progress} · {_plain(row['citation'])} · score {row['score']} · {_plain(row['reason'])}")
    if row["before"]:
        typer.echo("    before: " + _plain(row["before"]))
    typer.echo(_plain(row["text"]))


def _plain(text: object) -> str:
    """Text of a transcript without control characters, which could move a terminal's cursor."""
    return _CONTROL.sub(" ", str(text))


def _close(study: Path, n: int) -> None:
    if n:
        say(f"{n} answers kept in {study / 'decisions.jsonl'}; the next refresh obeys them: themes refresh {study}")
    else:
        say("no new answers")


EXAMPLES = {
    "label": (
        "themes label study --theme cloud --limit 50",
        "themes label study --theme cloud --out questions.csv",
        "themes label study --from questions.csv",
    ),
}
COMMANDS = (label,)
