"""``themes evaluate``: measures of a run by itself and, where labels are given, against readers.

In: a study; files of labelled paragraphs, or of verdicts on passages.  Out: tables on standard output, a summary on
standard error; as JSON all in one object on standard output.  What people think of names: ``evaluate_names.py``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from themes.cli.evaluate_names import (
    KindOption,
    MarkedOption,
    NamesOption,
    OutOption,
    check_usage,
    score_sheets,
    write_sheet,
)
from themes.cli.progress import busy
from themes.cli.terminal import (
    FormatOption,
    RunOption,
    StudyArgument,
    TableFormat,
    json_number,
    json_records,
    print_table,
    say,
)
from themes.errors import SettingsError, StudyError
from themes.formatting import counted, percent

if TYPE_CHECKING:
    import pandas as pd

    from themes.evaluation.label_scores import LabelScores
    from themes.feedback.decisions import Decision
    from themes.stats.pair_kappa import Estimate
    from themes.study.study import Study

LabelsOption = Annotated[
    list[Path] | None,
    typer.Option("--labels", metavar="FILE", help="Labelled paragraphs (JSONL), or verdicts (decisions.jsonl, CSV)."),
]
ReliabilityOption = Annotated[
    bool, typer.Option("--reliability", help="Scores in bins, with the share that readers gave.")
]


def evaluate(
    study: StudyArgument,
    labels: LabelsOption = None,
    format: FormatOption = "table",
    reliability: ReliabilityOption = False,
    names: NamesOption = False,
    marked: MarkedOption = None,
    kind: KindOption = None,
    out: OutOption = None,
    run_number: RunOption = None,
) -> None:
    """Measure the themes: coherence, stability, coverage; against labels: precision, recall, F1; their names."""
    from themes.study.study import Study

    check_usage(names, marked or (), is_new=bool(kind or out), is_of_labels=bool(labels or reliability))
    if reliability and not labels:
        raise typer.BadParameter("--reliability needs --labels FILE")
    opened = Study.open(study, run_number)
    if marked:
        score_sheets(opened, marked, format)
    elif names:
        write_sheet(opened, kind or "discovered", out)
    elif labels:
        _against_people(opened, labels, format, reliability)
    else:
        _without_labels(opened, format)


def _without_labels(study: Study, format: TableFormat) -> None:
    from themes.evaluation.topic_quality import measure_quality

    with busy("measuring coherence and stability"):
        quality = measure_quality(study.tables)
    stability = study.themes.set_index("theme_id")["stability"]
    table = quality.by_theme.assign(stability=quality.by_theme["theme_id"].map(stability))
    print_table(table, format, list(table.columns))
    say(
        f"share of content words in a tracked theme {percent(quality.coverage_tracked)}, in a discovered one "
        f"{percent(quality.coverage_discovered)}, in any {percent(quality.coverage_any)}; of discovered themes: "
        f"coherence (NPMI) {quality.coherence:.3f}, diversity {quality.diversity:.2f}, "
        f"mean stability {table['stability'].mean():.2f}"
    )
    _count_decisions(study)


def _count_decisions(study: Study) -> None:
    from themes.tagging.matcher import decided_rows

    tracked = study.table("chunk_themes")
    decided = decided_rows(tracked[tracked["kind"] == "tracked"])
    if decided.empty:
        return
    agreed = float(((decided["matcher"] >= _threshold(study)) == decided["said"]).mean())
    n_yes = int(decided["said"].sum())
    asked = counted(len(decided), "passage")
    say(f"{asked} decided by people ({n_yes} yes); the matcher's own scores agree with {percent(agreed)}")


def _threshold(study: Study) -> float:
    """The score from which this run assigned tracked themes."""
    return float(json.loads(study.table("run")["settings"].iloc[0])["tracked"]["threshold"])


def _against_people(study: Study, files: Sequence[Path], format: TableFormat, reliability: bool) -> None:
    """Score against both kinds of files; one of them alone where a CSV, which holds one table, is asked for."""
    verdict_files = [file for file in files if _holds_verdicts(file)]
    paragraph_files = [file for file in files if file not in verdict_files]
    if reliability and not paragraph_files:
        raise StudyError("--reliability needs labelled paragraphs, and these are verdicts", mend="leave it out")
    if format == "csv" and verdict_files and paragraph_files:
        raise StudyError("a CSV holds one table, and these are two kinds of labels", mend="give one kind, or use json")
    figures: dict[str, object] = {}
    if paragraph_files:
        figures |= _against_readers(study, paragraph_files, format, reliability)
    if verdict_files:
        figures |= _against_verdicts(study, verdict_files, format)
    if format == "json":
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=1, allow_nan=False))


def _holds_verdicts(file: Path) -> bool:
    """Whether a file is a spreadsheet of verdicts or a study's decisions, by its name and first line."""
    from themes.evaluation.gold_labels import label_lines

    if file.suffix.lower() == ".csv":
        return True
    first = next((line for line in label_lines(file) if line.strip()), "")
    try:
        row = json.loads(first)
    except ValueError:
        return False
    return isinstance(row, dict) and "decision" in row


def _against_readers(study: Study, files: Sequence[Path], format: TableFormat, reliability: bool) -> dict[str, object]:
    from themes.evaluation.gold_labels import load_paragraphs, not_scored
    from themes.study.measures import scores_against, tracked_themes

    paragraphs = load_paragraphs(files)
    scores = scores_against(study, paragraphs, files[0])
    known = {Path(source).name for source in study.chunks["source"].unique()}
    absent = sorted({p.source for p in paragraphs} - known)
    unscored, n_calls = not_scored(paragraphs, tracked_themes(study)), len({p.source for p in paragraphs})
    if not (reliability and format == "csv"):  # which holds one table
        _print([scores.by_theme], format)
    if reliability:
        _print([scores.reliability], format)
    if format != "json":
        for line in [*_told(scores, len(paragraphs), n_calls), *_told_unscored(unscored, absent)]:
            say(line)
    return _as_dict(scores, len(paragraphs), n_calls) | {"not_scored": unscored, "sources_not_in_study": absent}


def _against_verdicts(study: Study, files: Sequence[Path], format: TableFormat) -> dict[str, object]:
    from themes.evaluation.label_scores import score_verdicts

    verdicts, n_others = _verdicts(study, files)
    table = score_verdicts(verdicts, study.table("chunk_themes"), _threshold(study))
    _print([table], format)
    if format != "json":
        say(
            f"{len(verdicts)} verdicts on passages, by the matcher's own scores; people are asked where it is least "
            "sure, so expect less than over all passages"
        )
        if n_others:
            say(f"{n_others} verdicts are not scored: theme not tracked, or text not in the study")
    return {"verdicts": json_records(table), "n_verdicts_not_scored": n_others}


def _verdicts(study: Study, files: Sequence[Path]) -> tuple[dict[tuple[str, str], bool], int]:
    """The last verdict for each (chunk_id, theme_id), and how many are about themes or texts the study lacks."""
    from themes.feedback.decisions import load_decisions
    from themes.feedback.uncertainty_sampling import answers_from_csv
    from themes.study.measures import tracked_themes

    decisions: list[Decision] = []
    for file in files:
        is_table = file.suffix.lower() == ".csv"
        decisions += (
            answers_from_csv(file, study.passages, study.themes)[0] if is_table else load_decisions(file).passages
        )
    if not decisions:
        raise SettingsError(f"{files[0]}: no verdict", mend="write yes or no in the column verdict")
    tracked, content = tracked_themes(study), study.chunks[study.chunks["kind"] == "content"]
    hash_of = dict(zip(content["chunk_id"], content["text_hash"], strict=True))
    chunk_of = {text: chunk for chunk, text in reversed(hash_of.items())}
    last = {(d.text_hash, d.theme_id): d for d in decisions}
    verdicts = {
        (d.chunk_id if hash_of.get(d.chunk_id) == text else chunk_of[text], theme): d.is_about
        for (text, theme), d in last.items()
        if theme in tracked and text in chunk_of
    }
    if not verdicts:
        raise StudyError(
            f"{files[0]}: no verdict is about a tracked theme and a passage of this study",
            mend="is it another study's?",
        )
    return verdicts, len(last) - len(verdicts)


def _print(tables: Sequence[pd.DataFrame], format: TableFormat) -> None:
    if format != "json":
        for table in tables:
            print_table(table, format, list(table.columns))


def _told(scores: LabelScores, n: int, n_calls: int) -> list[str]:
    def figures(name: str, figure: Estimate) -> str:
        interval = "" if isnan(figure.low) else f" [{figure.low:.3f}, {figure.high:.3f}]"
        return f"{name} {figure.value:.3f}{interval}"

    unseen = (scores.by_theme["n_readers"] == 0).any()
    absent = f", at most {percent(scores.absent)} of substance in a theme that no reader saw" if unseen else ""
    return [
        f"{counted(n, 'paragraph')} of {counted(n_calls, 'call')}, {percent(scores.lost)} of their words in no "
        "passage; intervals: 95%, bootstrap over exchanges (over calls where the labels name no exchange)",
        f"tracked: {figures('micro-F1', scores.micro_f1)}, {figures('macro-F1', scores.macro_f1)} "
        f"(themes of ten paragraphs and more){absent}; calibration error {scores.calibration_error:.3f} of all pairs, "
        f"{scores.calibration_error_scored:.3f} of those with a score",
        f"discovered: {figures('kappa', scores.kappa)}, {percent(scores.placed)} placed, largest "
        f"{percent(scores.largest)}, {scores.n_discovered} themes",
    ]


def _told_unscored(unscored: Mapping[str, str], absent: Sequence[str]) -> list[str]:
    reasons = dict.fromkeys(unscored.values())
    lines = [f"not scored ({r}): {', '.join(t for t, reason in unscored.items() if reason == r)}" for r in reasons]
    return lines + (
        [f"labelled, but not in this study, so that all their themes count as missed: {', '.join(absent)}"]
        if absent
        else []
    )


def _as_dict(scores: LabelScores, n: int, n_calls: int) -> dict[str, object]:
    figures = {name: getattr(scores, name) for name in ("micro_f1", "macro_f1", "kappa")}
    shares = ("absent", "placed", "largest", "n_discovered", "calibration_error", "calibration_error_scored", "lost")
    return (
        {"n_paragraphs": n, "n_calls": n_calls, "themes": json_records(scores.by_theme)}
        | {name: {k: json_number(getattr(f, k)) for k in ("value", "low", "high")} for name, f in figures.items()}
        | {name: json_number(getattr(scores, name)) for name in shares}
        | {"reliability": json_records(scores.reliability)}
    )


EXAMPLES = {
    "evaluate": (
        "themes evaluate study",
        "themes evaluate study --labels labels.jsonl",
    ),
}
COMMANDS = (evaluate,)
