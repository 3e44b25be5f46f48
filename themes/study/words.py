"""Words of a theme over time: by year, and of one period against another.

In: an opened run.  Out: tables of terms.  The method is that of :mod:`themes.prevalence.vocabulary`: two periods are
compared as two years are there, against deals of whole calls.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from themes.errors import StudyError
from themes.study.opened_run import OpenedRun

BETWEEN = ("term", "is_cue", "share_early", "share_late", "change", "moved", "n_early", "n_late", "p_value")
_EARLIER, _LATER = 1001, 1002  # two periods stand for neighbouring years


def vocabulary(run: OpenedRun, theme_ids: Sequence[str], calls: pd.DataFrame | None = None) -> pd.DataFrame:
    """Terms by theme and year (``docs/prevalence.md``), of the run's calls or of some of them."""
    from themes.pipeline.analysis import speaker_words
    from themes.prevalence.vocabulary import DriftSettings, vocabulary_drift

    settings = DriftSettings(int(run.table("run")["seed"].iloc[0]))
    tables = {name: run.table(name) for name in ("calls", "turns", "chunks", "chunk_themes")}
    names = speaker_words(tables)
    return vocabulary_drift(tables if calls is None else tables | {"calls": calls}, theme_ids, names, settings)


def words_between(run: OpenedRun, theme_id: str, early: str, late: str, company: str | None = None) -> pd.DataFrame:
    """Terms of a theme in a late period against an early one: :data:`BETWEEN`, largest change first.

    Raises
    ------
    StudyError
        The study has no call in a period, or a quarter lies in both.
    """
    calls = run.table("calls")
    if company is not None:
        calls = calls[calls["company_id"] == run.company_id(company)]
    quarters = calls["calendar_quarter"].fillna("").astype(str)
    is_early, is_late = (quarters.str.startswith(period.upper()) for period in (early, late))
    for period, is_in in ((early, is_early), (late, is_late)):
        if not is_in.any() or not period:
            raise StudyError(f"no call in {period!r}", mend="a year or a quarter with calls, such as 2012 or 2012Q3")
    if (is_early & is_late).any():
        raise StudyError(f"{early} and {late} overlap", mend="give two periods apart")
    forward, back = (
        vocabulary(run, [theme_id], calls.assign(calendar_quarter=labels)[is_early | is_late]).query("year == @_LATER")
        for labels in (
            quarters.mask(is_early, f"{_EARLIER}Q1").mask(is_late, f"{_LATER}Q1"),
            quarters.mask(is_late, f"{_EARLIER}Q1").mask(is_early, f"{_LATER}Q1"),
        )
    )
    # terms are listed for the later period; those of the early one alone are found by looking from it
    back = back.rename(columns={"share": "share_before", "share_before": "share"}).assign(moved="")
    terms = pd.concat([forward, back]).drop_duplicates("term").reset_index(drop=True)
    table = terms.rename(columns={"share_before": "share_early", "share": "share_late"}).assign(
        change=terms["share"] - terms["share_before"],
        n_early=_n_passages(back),
        n_late=_n_passages(forward),
        p_value=forward["p_value"].max() if len(forward) else float("nan"),
    )
    order = table["change"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order, list(BETWEEN)].reset_index(drop=True)


def _n_passages(rows: pd.DataFrame) -> int:
    return int(rows["n_passages"].max()) if len(rows) else 0
