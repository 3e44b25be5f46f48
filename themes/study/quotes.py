"""Passages with their citations: those of a theme, and those nearest in meaning to some words.

In: an opened run.  Out: a row a passage, best first, narrowed to a company, quarter or speaker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from embeddings.cached import encode_question
from embeddings.encoder import Encoder
from embeddings.similarity import nearest
from themes.errors import StudyError
from themes.study.names import unknown
from themes.study.opened_run import OpenedRun

QUOTE_COLUMNS = (
    "theme_id", "score", "company_id", "company", "calendar_quarter", "speaker", "role", "section", "text", "source",
    "line", "call_id", "call_date", "reason", "chunk_id", "citation",
)  # fmt: skip
SEARCH_COLUMNS = tuple(c for c in QUOTE_COLUMNS if c not in ("theme_id", "reason"))
_OF_CALL = ["call_id", "company", "company_id", "calendar_quarter", "fiscal_quarter", "call_date"]


@dataclass(frozen=True)
class Whose:
    """Whose passages: of a company (id, ticker, name, alias), a quarter or year, a call, a speaker (name or role)."""

    company: str | None = None
    quarter: str | None = None
    speaker: str | None = None
    year: int | str | None = None
    call: str | None = None

    def narrow(self, run: OpenedRun, passages: pd.DataFrame) -> pd.DataFrame:
        """The rows (``call_id``, ``speaker``, ``role``) of these.

        Raises
        ------
        StudyError
            The study has no such company, quarter or speaker; the nearest is named.
        """
        calls = run.calls
        if self.company is not None:
            calls = calls[calls["company_id"] == run.company_id(self.company)]
        if self.quarter is not None:
            calls = calls[calls["calendar_quarter"] == quarter_name(run, self.quarter)]
        if self.year is not None:
            years = run.calls["calendar_quarter"].str[:4]
            run.check("year", str(self.year), years)
            calls = calls[calls["calendar_quarter"].str[:4] == str(self.year)]
        if self.call is not None:
            calls = calls[calls["call_id"] == call_name(run, self.call)]
        if len(calls) < len(run.calls):
            passages = passages[passages["call_id"].isin(calls["call_id"])]
        return passages if self.speaker is None else passages[_is_of(self.speaker, run, passages, calls)]


def quarter_name(run: OpenedRun, given: str) -> str:
    """A calendar quarter of the run, however it is written: ``2021Q4``, ``2021q4``, ``2021-Q4``."""
    quarter = re.sub(r"[\s_-]", "", given).upper()
    run.check("quarter", quarter, run.calls["calendar_quarter"])
    return quarter


def call_name(run: OpenedRun, given: str) -> str:
    """A call's id, in any case."""
    known = {str(i).lower(): str(i) for i in run.calls["call_id"]}
    if given.lower() not in known:
        raise unknown("call", given, known)
    return known[given.lower()]


def _is_of(speaker: str, run: OpenedRun, passages: pd.DataFrame, calls: pd.DataFrame) -> pd.Series[bool]:
    """Whose passages are a speaker's; a name that nobody bears in these calls is refused, since people's names vary."""
    here = run.chunks[run.chunks["call_id"].isin(calls["call_id"])]
    asked, people = speaker.strip().lower(), here[["speaker", "role"]].drop_duplicates()
    if asked in set(people["role"]):
        return passages["role"] == asked
    named = {name for name in people["speaker"] if asked and asked in name.lower()}
    if not named:
        raise unknown("speaker", speaker, {name: name for name in people["speaker"]})
    return passages["speaker"].isin(named)


def cited(run: OpenedRun, passages: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``chunks`` in their order, with company, quarters, date and a citation each."""
    found = passages.merge(run.calls[_OF_CALL], on="call_id", how="left")
    found["citation"] = [_citation(row) for row in found.to_dict("records")]
    return found


def assigned_to(run: OpenedRun, *theme_ids: str) -> pd.DataFrame:
    """The passages assigned to themes (columns of ``chunks``) with ``theme_id``, ``score`` and ``reason``."""
    rows = run.table("chunk_themes")
    rows = rows[rows["theme_id"].isin(theme_ids) & rows["assigned"].astype(bool)]
    return rows[["chunk_id", "theme_id", "score", "reason"]].merge(run.chunks, on="chunk_id")


def quotes(run: OpenedRun, theme_ids: str | Sequence[str], whose: Whose, limit: int | None) -> pd.DataFrame:
    """Passages assigned to a theme or several, best first: :data:`QUOTE_COLUMNS`, at most ``limit`` rows."""
    named = (theme_ids,) if isinstance(theme_ids, str) else theme_ids
    found = whose.narrow(run, assigned_to(run, *named))
    ranked = found.sort_values(["score", "chunk_id"], ascending=[False, True], kind="stable")
    best = ranked if limit is None else ranked.head(limit)
    return cited(run, best)[list(QUOTE_COLUMNS)].reset_index(drop=True)


def search(run: OpenedRun, words: str, whose: Whose, limit: int, encoder: Encoder | None) -> pd.DataFrame:
    """Passages of substance nearest in meaning to some words: :data:`SEARCH_COLUMNS`, at most ``limit`` rows.

    Raises
    ------
    StudyError
        No words.
    """
    if not words.strip():
        raise StudyError("nothing to search for", mend='try: themes search STUDY "fiber shortages"')
    encoder = run.encoder_of_run(encoder)
    content, vectors = run.content_vectors(encoder)
    kept = np.flatnonzero(content.index.isin(whose.narrow(run, content).index))
    rows, scores = nearest(encode_question(encoder, words), vectors[kept], limit)
    found = cited(run, content.iloc[kept[rows]]).assign(score=scores.round(4))
    return found[list(SEARCH_COLUMNS)].reset_index(drop=True)


def _citation(row: Mapping[Any, Any]) -> str:
    """Speaker, role, company, quarter or date, file and line: enough to find the words again."""
    when = next((str(v) for v in (row["calendar_quarter"], row["call_date"]) if isinstance(v, str)), "quarter unknown")
    company = row["company"] if isinstance(row["company"], str) else "company unknown"
    return f"{row['speaker']} ({row['role']}), {company}, {when}, {Path(str(row['source'])).name}:{row['line']}"
