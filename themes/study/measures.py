"""How good the themes of a run are: by themselves, and against people's labels.

In: an opened run; files of labelled paragraphs.  Out: a row a theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from themes.errors import StudyError
from themes.evaluation.gold_labels import Paragraph, cover, load_paragraphs
from themes.evaluation.label_scores import LabelScores, score_labels
from themes.evaluation.topic_quality import measure_quality
from themes.study.opened_run import OpenedRun


def by_themselves(run: OpenedRun) -> pd.DataFrame:
    """Coverage, coherence and concentration of each theme that is not retired, with its stability."""
    table = measure_quality(run.tables).by_theme
    return run.named(table.assign(stability=table["theme_id"].map(run.themes.set_index("theme_id")["stability"])))


def against_labels(run: OpenedRun, files: Sequence[Path]) -> pd.DataFrame:
    """Precision, recall and F1 of each tracked theme against readers.

    Raises
    ------
    StudyError
        None of the labelled transcripts is in the study.
    """
    paragraphs = load_paragraphs(files)
    return run.named(scores_against(run, paragraphs, files[0]).by_theme)


def scores_against(run: OpenedRun, paragraphs: Sequence[Paragraph], file: Path) -> LabelScores:
    """Scores of the run's tracked themes against labelled paragraphs of ``file``; errors as :func:`against_labels`."""
    chunks = run.chunks
    known = {Path(source).name for source in chunks["source"].unique()}
    if not any(p.source in known for p in paragraphs):
        absent = min(p.source for p in paragraphs)
        mend = "source must be the file name of a transcript that the study has read"
        raise StudyError(f"{file}: no labelled file is in this study, such as {absent}", mend=mend)
    places = cover(paragraphs, chunks[["source", "chunk_id", "text"]].itertuples(index=False, name=None))
    seed = int(run.table("run")["seed"].iloc[0])
    return score_labels(paragraphs, places, run.table("chunk_themes"), tracked_themes(run), seed)


def tracked_themes(run: OpenedRun) -> list[str]:
    """Ids of the tracked themes that are not retired."""
    themes = run.themes
    return themes.loc[(themes["kind"] == "tracked") & (themes["status"] != "retired"), "theme_id"].tolist()
