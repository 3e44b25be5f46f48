"""Uncertainty sampling: the passages a person is asked about, since the matcher is least sure of them.

In: passages, their scores and the tracked themes of a run, what was decided already.  Out: a table of questions, and
answers from a spreadsheet as decisions.  Method: uncertainty sampling (Lewis & Gale 1994), one exchange at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from themes.errors import SettingsError
from themes.feedback.decisions import Decision
from themes.feedback.spreadsheets import filled_rows, yes_or_no
from themes.records import MIN_SCORE

COLUMNS = ("theme_id", "label", "chunk_id", "verdict", "score", "reason", "citation", "before", "text", "text_hash")


@dataclass(frozen=True)
class Scored:
    """What a run says of passages: ``passages`` with their citations, ``chunk_themes``, and the tracked ``themes``.

    ``threshold`` is the score (0-1) from which on a passage is assigned; passages scored below 0.2 are not asked about.
    """

    passages: pd.DataFrame
    chunk_themes: pd.DataFrame
    themes: pd.DataFrame
    threshold: float


def least_sure(
    scored: Scored, theme_ids: Collection[str], decided: Mapping[tuple[str, str], bool], limit: int
) -> pd.DataFrame:
    """Questions: passages whose score is nearest to the threshold, themes in turn, one an exchange before a second.

    Parameters
    ----------
    scored : Scored
        A run's passages, scores and tracked themes.
    theme_ids : collection of str
        Tracked themes to ask about; all of ``scored.themes`` if empty.
    decided : mapping of (text_hash, theme_id) to bool
        What is not asked again.
    limit : int
        Most questions.

    Returns
    -------
    DataFrame
        Columns theme_id, label, chunk_id, verdict (empty), score, reason, citation, before (what was said before in the
        same call), text, text_hash; empty where nothing is left to ask.
    """
    themes, rows = scored.themes, scored.chunk_themes
    rows = rows[(rows["kind"] == "tracked") & rows["theme_id"].isin(list(theme_ids) or themes["theme_id"])]
    rows = rows[rows["assigned"].astype(bool) | (rows["score"] >= MIN_SCORE) | (rows["origin"] == "person")]
    passages = scored.passages.assign(before=_said_before(scored.passages))
    asked = rows.merge(passages, on="chunk_id").merge(themes[["theme_id", "label"]], on="theme_id")
    keys = zip(asked["text_hash"], asked["theme_id"], strict=True)
    is_open = pd.Series([key not in decided for key in keys], index=asked.index, dtype=bool)
    asked = asked[is_open].drop_duplicates(["text_hash", "theme_id"])
    asked = asked.assign(verdict="", unsure=(asked["score"] - scored.threshold).abs())
    asked = asked.sort_values(["unsure", "chunk_id", "theme_id"], kind="stable")
    asked["nth"] = asked.groupby(["theme_id", "call_id", "exchange_index"]).cumcount()
    asked = asked.sort_values(["nth", "unsure"], kind="stable")
    asked["turn"] = asked.groupby("theme_id").cumcount()
    chosen = asked.sort_values("turn", kind="stable").head(limit)
    order = {theme: k for k, theme in enumerate(themes["theme_id"])}
    chosen = chosen.sort_values("theme_id", key=lambda ids: ids.map(order), kind="stable")
    return chosen[list(COLUMNS)].reset_index(drop=True)


def _said_before(passages: pd.DataFrame) -> pd.Series[str]:
    """The passage before in the same call, with its speaker; empty at the start of a call."""
    before = passages["speaker"].shift() + ": " + passages["text"].shift()
    return before.where(passages["call_id"] == passages["call_id"].shift(), "").fillna("")


def decision(row: Mapping[str, object], *, is_about: bool) -> Decision:
    """A decision made now about a row of :func:`least_sure`."""
    theme_id, chunk_id, text_hash, citation = (str(row[c]) for c in ("theme_id", "chunk_id", "text_hash", "citation"))
    return Decision(theme_id, chunk_id, text_hash, is_about, datetime.now(UTC).isoformat(timespec="seconds"), citation)


def answers_from_csv(path: Path, passages: pd.DataFrame, themes: pd.DataFrame) -> tuple[list[Decision], int]:
    """Decisions of a spreadsheet with columns theme_id, chunk_id and verdict, and how many rows had no verdict.

    Parameters
    ----------
    path : Path
        The spreadsheet, as CSV.
    passages, themes : DataFrame
        Passages with their citations, and the themes, of the study that was asked about.

    Raises
    ------
    SettingsError
        The file or a row cannot be used: file, line and mend; then no row counts.
    """
    rows = filled_rows(path, ("theme_id", "chunk_id", "verdict"), mend="try: themes label STUDY --out FILE")
    decisions, empty = [], 0
    hashes = dict(zip(passages["chunk_id"].astype(str), passages["text_hash"].astype(str), strict=True))
    citations = dict(zip(passages["chunk_id"].astype(str), passages["citation"].astype(str), strict=True))
    tracked = set(themes.loc[themes["kind"] == "tracked", "theme_id"])
    for number, row in enumerate(rows, 2):
        where = f"{path}:{number}"
        verdict = yes_or_no(row, "verdict", where)
        if verdict is None:
            empty += 1
            continue
        _check_row(row, where, (tracked, hashes.keys()))
        chunk = row["chunk_id"].strip()
        about = {"theme_id": row["theme_id"].strip(), "chunk_id": chunk, "text_hash": hashes[chunk]}
        decisions.append(decision(about | {"citation": citations[chunk]}, is_about=verdict))
    return decisions, empty


def _check_row(row: Mapping[str, str], where: str, known: tuple[Container[str], Container[str]]) -> None:
    theme, chunk = row["theme_id"].strip(), row["chunk_id"].strip()
    if theme not in known[0]:
        raise SettingsError(f"{where}: no tracked theme {theme!r} in this study", mend="mend the row, or take it out")
    if chunk not in known[1]:
        raise SettingsError(f"{where}: no passage {chunk!r} in this study", mend="mend the row, or take it out")
