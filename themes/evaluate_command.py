"""``themes evaluate``: measures of a run by itself and, where labels are given, against readers.

In: a study, files of labelled paragraphs.  Out: a table a theme on standard output, a summary on standard error.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from themes.terminal import FormatOption, StudyArgument, print_table, say

if TYPE_CHECKING:
    from themes.label_scores import LabelScores
    from themes.study import Study

LabelsOption = Annotated[
    list[Path] | None, typer.Option("--labels", metavar="FILE", help="Paragraphs labelled by readers; repeatable.")
]


def evaluate(study: StudyArgument, labels: LabelsOption = None, format: FormatOption = "table") -> None:
    """Measure the themes: coherence, stability, coverage; with labels: precision, recall, F1, kappa."""
    from themes.quality import measure_quality
    from themes.study import Study

    opened = Study.open(study)
    if labels:
        _against_readers(opened, labels, format)
        return
    quality = measure_quality(opened.tables)
    stability = opened.themes.set_index("theme_id")["stability"]
    table = quality.by_theme.assign(stability=quality.by_theme["theme_id"].map(stability))
    print_table(table, format, list(table.columns))
    say(
        f"share of content words in a tracked theme {quality.coverage_tracked:.1%}, in a discovered one "
        f"{quality.coverage_discovered:.1%}, in any {quality.coverage_any:.1%}; of discovered themes: coherence (NPMI) "
        f"{quality.coherence:.3f}, diversity {quality.diversity:.2f}, mean stability {table['stability'].mean():.2f}"
    )
    _count_decisions(opened)


def _count_decisions(study: Study) -> None:
    from themes.tracked import decided_rows

    tracked = study.table("chunk_themes")
    decided = decided_rows(tracked[tracked["kind"] == "tracked"])
    if decided.empty:
        return
    agreed = float(((decided["matcher"] >= 0.5) == decided["said"]).mean())
    n_yes = int(decided["said"].sum())
    say(f"{len(decided)} passages decided by people ({n_yes} yes); the matcher's own scores agree with {agreed:.0%}")


def _against_readers(study: Study, files: list[Path], format: FormatOption) -> None:
    from themes.label_scores import score_labels
    from themes.paragraph_labels import cover, load_paragraphs

    paragraphs = [paragraph for file in files for paragraph in load_paragraphs(file)]
    chunks, themes = study.chunks, study.themes
    places = cover(paragraphs, chunks[["source", "chunk_id", "text"]].itertuples(index=False, name=None))
    tracked = themes.loc[(themes["kind"] == "tracked") & (themes["status"] != "retired"), "theme_id"].tolist()
    seed = int(study.table("run")["seed"].iloc[0])
    scores = score_labels(paragraphs, places, study.table("chunk_themes"), tracked, seed)
    print_table(scores.by_theme, format, list(scores.by_theme.columns))
    if format == "table":
        print_table(scores.reliability, format, list(scores.reliability.columns))
    for line in _told(scores, len(paragraphs)):
        say(line)
    others = {t for p in paragraphs for t in p.themes} - set(tracked)
    if others:
        say(f"labels of themes that this study does not track are not scored: {', '.join(sorted(others))}")


def _told(scores: LabelScores, n: int) -> list[str]:
    def span(interval: tuple[float, float]) -> str:
        return f"[{interval[0]:.3f}, {interval[1]:.3f}]"

    return [
        f"{n} paragraphs, {scores.lost:.1%} of their words in no passage; intervals: 95 %, bootstrap over exchanges",
        f"tracked: micro-F1 {scores.micro_f1:.3f} {span(scores.micro_interval)}, macro-F1 {scores.macro_f1:.3f} "
        f"{span(scores.macro_interval)}, at most {scores.absent:.1%} of substance in a theme no reader saw, "
        f"calibration error {scores.calibration_error:.3f}",
        f"discovered: kappa {scores.kappa:.3f} {span(scores.kappa_interval)}, {scores.placed:.0%} placed, largest "
        f"{scores.largest:.0%}",
    ]
