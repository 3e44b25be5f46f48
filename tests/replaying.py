"""Replaying a study: its calls come quarter by quarter, and after each refresh it is asked what moved.

In: transcripts by quarter, a study.  Out: a :class:`Step` a refresh.  Used by the tests on the sample corpus and by the
benchmark on any corpus.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from embeddings.encoder import Encoder
from themes.pipeline.refresh import RefreshSummary, refresh
from themes.store.runs import read_table, run_path


@dataclass(frozen=True)
class Step:
    """One refresh: what it said, and how its discovered themes compare with those of the run before.

    ``best_match``: mean over themes of the best Jaccard similarity with a theme of the run before, of passages placed
    in both.  ``agreement``: at a fit, share of passages that the fit places as a refresh without it would have, of
    those placed by both; None between fits.
    """

    quarter: str
    done: RefreshSummary
    tracked_ids: tuple[str, ...]
    best_match: float | None
    agreement: float | None

    def __str__(self) -> str:
        events = ", ".join(f"{n} {event}" for event, n in self.done.events.items() if event != "continued")
        told = f"{self.quarter}: {self.done.n_calls} calls, {self.done.n_discovered} themes"
        if self.best_match is not None:
            told += f", best match {self.best_match:.3f}"
        if self.agreement is not None:
            told += f", agreement with the refresh without a fit {self.agreement:.3f}"
        return told + (f"; {events}" if events else "") + (f" [{self.done.fitted}]" if self.done.fitted else "")


def replay(
    quarters: Mapping[str, Sequence[Path]], study: Path, inbox: Path, encoder: Encoder | None = None
) -> Iterator[Step]:
    """Copy each quarter's transcripts into ``inbox`` and refresh the study from it."""
    before: pd.DataFrame | None = None
    for quarter, files in quarters.items():
        for file in files:
            shutil.copy(file, inbox / file.name)
        done = refresh(study, (str(inbox),), encoder=encoder)
        now, themes = placed(study), read_table(study, "themes")
        tracked = tuple(themes.loc[(themes["kind"] == "tracked") & (themes["status"] != "retired"), "theme_id"])
        agreement = (
            agreement_without_fit(study, done.run_id, now, encoder) if before is not None and done.fitted else None
        )
        yield Step(quarter, done, tracked, None if before is None else best_match(before, now), agreement)
        before = now


def placed(study: Path) -> pd.Series:
    """Discovered theme of each passage (chunk id) in the current run, before people's decisions; None for none."""
    fit_run = json.loads(read_table(study, "run")["settings"].iloc[0])["fit"]["run_id"]
    placements = read_table(study, "placements")
    return placements[placements["run_id"] >= fit_run].set_index("chunk_id")["theme_id"]


def best_match(before: pd.Series, now: pd.Series) -> float:
    """Mean over today's themes of the best Jaccard similarity with one of the run before; of passages in both."""
    both = pd.DataFrame({"before": before, "now": now}).dropna()
    counts = pd.crosstab(both["now"], both["before"])
    union = counts.sum(axis=1).to_numpy()[:, None] + counts.sum(axis=0).to_numpy()[None, :] - counts.to_numpy()
    return float((counts.to_numpy() / union).max(axis=1).mean())


def successors(study: Path) -> dict[str, str]:
    """Themes that outgrew their names in the current run, and the theme that each goes on as."""
    lineage = read_table(study, "lineage")
    born = lineage[(lineage["event"] == "born") & (lineage["parents"] != "[]")]
    return {json.loads(parents)[0]: theme for theme, parents in born[["theme_id", "parents"]].itertuples(index=False)}


def agreement_without_fit(study: Path, run: int, fitted: pd.Series, encoder: Encoder | None) -> float:
    """Share of passages that the fit of the current run places as a refresh of the run before without one does."""
    copy = study.with_name(f"{study.name}-without-fit")
    shutil.copytree(study, copy)
    try:
        run_path(copy, run).unlink()
        (copy / "current").write_text(f"{run - 1}\n")
        refresh(copy, refit="never", encoder=encoder)
        both = pd.DataFrame({"without": placed(copy).replace(successors(study)), "fitted": fitted}).dropna()
    finally:
        shutil.rmtree(copy)
    return float((both["without"] == both["fitted"]).mean())
