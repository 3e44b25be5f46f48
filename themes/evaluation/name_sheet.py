"""A sheet for people to mark: each theme's name and description, with five random passages of it.

In: ``themes``, ``chunk_themes`` and ``chunks`` of a run.  Out: :class:`NameSheet`, and the table that a person marks;
of a sheet that came back, :class:`Marks`.  The marking is blind: of a theme the sheet shows name, description and
passages, and neither id, kind, score nor place among the others.  Themes and passages stand in an order drawn by hash,
so that a run gives the same sheet on every machine; what came back is read against the sheet drawn again, and only its
numbers and marks count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from themes.errors import SettingsError, StudyError
from themes.feedback.spreadsheets import filled_rows, yes_or_no

Kind = Literal["tracked", "discovered", "all"]

N_PASSAGES = 5  # of a theme, where it has as many
COLUMNS = (
    "sheet", "theme", "name", "description", "slide_worthy", "procedure", "comment", "passage", "is_about", "citation",
    "text",
)  # fmt: skip
_READ = ("sheet", "theme", "passage", "is_about", "slide_worthy", "procedure", "comment")
_CITED = ["chunk_id", "call_id", "source", "line", "speaker", "role", "text"]
_ID = re.compile(rf"run-(\d+)-({'|'.join(get_args(Kind))})-[0-9a-f]{{8}}")
_MADE = "try: themes evaluate STUDY --names"
_DEFUSED = re.compile("^'(?='*[=+\\-@\t\r\n＝＋－＠])")  # what exports put before a text that would run as a formula


@dataclass(frozen=True)
class NameSheet:
    """A drawn sheet: a row a passage, themes and their passages numbered from 1.

    ``rows`` has theme, theme_id, kind, name, description, passage, and chunk_id, call_id, source, line, speaker, role
    and text of the passage.
    """

    run: int
    kind: Kind
    rows: pd.DataFrame
    n_left_out: int  # themes without a passage

    @cached_property
    def id(self) -> str:
        """Run, kind, and a digest of what was drawn: ``run-3-discovered-1f0c9a2b``."""
        drawn = self.rows[["theme_id", "name", "description", "chunk_id"]].to_numpy().tolist()
        digest = sha256(json.dumps(drawn).encode()).hexdigest()[:8]
        return f"run-{self.run}-{self.kind}-{digest}"

    @cached_property
    def themes(self) -> pd.DataFrame:
        """A row a theme, by its number: theme_id, kind, name and n_passages."""
        by_theme = self.rows.groupby("theme")
        return by_theme[["theme_id", "kind", "name"]].first().assign(n_passages=by_theme.size())

    @property
    def places(self) -> list[tuple[int, int]]:
        """The number of the theme and of the passage, of each row."""
        return [(int(t), int(p)) for t, p in zip(self.rows["theme"], self.rows["passage"], strict=True)]


@dataclass(frozen=True)
class FilledSheet:
    """A sheet that came back: its id, and its rows with their numbers in the spreadsheet."""

    path: Path
    id: str
    run: int
    kind: Kind
    rows: tuple[tuple[int, Mapping[str, str]], ...]


@dataclass(frozen=True)
class Marks:
    """What one judge marked, by the numbers of themes and passages; what was left empty is missing."""

    judge: str
    is_about: Mapping[tuple[int, int], bool]
    slide_worthy: Mapping[int, bool]
    procedure: Mapping[int, bool]
    comments: Mapping[int, str]


def draw_sheet(
    themes: pd.DataFrame, chunk_themes: pd.DataFrame, chunks: pd.DataFrame, *, run: int, kind: Kind, seed: int
) -> NameSheet:
    """Draw a sheet of the themes that a run shows.

    Parameters
    ----------
    themes, chunk_themes, chunks : DataFrame
        Tables of the run.
    run : int
        Its number.
    kind : {'tracked', 'discovered', 'all'}
        Which themes; retired ones (hidden and merged ones are such) are left out.
    seed : int
        Of the order of themes and of the passages.

    Returns
    -------
    NameSheet
        Five passages a theme, each of another call until the calls run out; all where a theme has fewer.

    Raises
    ------
    StudyError
        No such theme has a passage.
    """
    shown = themes[(themes["status"] != "retired") & ((themes["kind"] == kind) | (kind == "all"))]
    named = shown[["theme_id", "kind", "label", "description"]].rename(columns={"label": "name"})
    named = named.assign(description=named["description"].fillna(""), lot=[_lot(seed, t) for t in named["theme_id"]])
    assigned = chunk_themes.loc[chunk_themes["assigned"].astype(bool), ["theme_id", "chunk_id"]]
    own = named.merge(assigned, on="theme_id").merge(chunks[["chunk_id", "call_id"]], on="chunk_id")
    if own.empty:
        what = "theme" if kind == "all" else f"{kind} theme"
        raise StudyError(f"no {what} of run {run} has a passage", mend="try another --kind, or see: themes status")
    own["draw"] = [_lot(seed, t, c) for t, c in zip(own["theme_id"], own["chunk_id"], strict=True)]
    own = own.sort_values(["lot", "draw"])
    own["nth_of_call"] = own.groupby(["theme_id", "call_id"]).cumcount()
    drawn = own.sort_values(["lot", "nth_of_call", "draw"]).groupby("theme_id").head(N_PASSAGES)
    drawn = drawn.sort_values(["lot", "draw"])
    drawn["theme"] = drawn.groupby("lot").ngroup() + 1
    drawn["passage"] = drawn.groupby("lot").cumcount() + 1
    numbered = drawn[["theme", "theme_id", "kind", "name", "description", "passage", "chunk_id"]]
    rows = numbered.merge(chunks[_CITED], on="chunk_id", how="left")
    return NameSheet(run, kind, rows, n_left_out=len(named) - rows["theme_id"].nunique())


def _lot(seed: int, *names: object) -> str:
    return sha256("\n".join(map(str, (seed, *names))).encode()).hexdigest()


def table_to_mark(sheet: NameSheet, citations: Sequence[str]) -> pd.DataFrame:
    """What a person marks: a row a passage with its citation, the columns of the marks empty.

    Columns are those of :data:`COLUMNS`.
    """
    empty = dict.fromkeys(("slide_worthy", "procedure", "comment", "is_about"), "")
    return sheet.rows.assign(sheet=sheet.id, citation=list(citations), **empty)[list(COLUMNS)]


def load_filled(path: Path) -> FilledSheet:
    """Read a sheet that came back; empty rows are left out.

    Raises
    ------
    SettingsError
        The file cannot be read, lacks a column or rows, or its rows are of no sheet or of two.
    """
    rows = [(k, row) for k, row in enumerate(filled_rows(path, _READ, _MADE), 2) if any(map(str.strip, row.values()))]
    ids = list(dict.fromkeys(row["sheet"].strip() for _, row in rows))
    if len(ids) > 1:
        raise SettingsError(f"{path}: rows of two sheets, {ids[0]!r} and {ids[1]!r}", mend="give a file a sheet")
    known = _ID.fullmatch(ids[0]) if ids else None
    if known is None:
        raise SettingsError(f"{path}: no sheet {ids[0] if ids else ''!r}", mend=_MADE)
    kind = next(k for k in get_args(Kind) if k == known[2])
    return FilledSheet(path, known[0], int(known[1]), kind, tuple(rows))


def marks_of(filled: FilledSheet, sheet: NameSheet, judge: str) -> Marks:
    """The marks of a sheet that came back.

    Parameters
    ----------
    filled : FilledSheet
        From :func:`load_filled`.
    sheet : NameSheet
        The sheet of the same run and kind, drawn again.
    judge : str
        Who marked it.

    Raises
    ------
    SettingsError
        Another study's sheet, an unknown or repeated row, a mark that is neither yes nor no, two answers to one
        question, or no mark: the place and the mend.
    """
    if filled.id != sheet.id:
        raise SettingsError(
            f"{filled.path}: not the sheet of this study: {filled.id}, and run {sheet.run} here has {sheet.id}",
            mend="give the study, and the version of callthemes, that made it",
        )
    is_about: dict[tuple[int, int], bool] = {}
    answers: dict[str, dict[int, bool]] = {"slide_worthy": {}, "procedure": {}}
    comments: dict[int, list[str]] = {}
    for where, (theme, passage), row in _placed(filled, sheet):
        if (answer := yes_or_no(row, "is_about", where)) is not None:
            is_about[theme, passage] = answer
        for question, given in answers.items():
            if (answer := yes_or_no(row, question, where)) is not None and given.setdefault(theme, answer) != answer:
                raise SettingsError(f"{where}: {question} has two answers for theme {theme}", mend="keep one of them")
        if comment := _DEFUSED.sub("", row["comment"].strip()):
            comments.setdefault(theme, []).append(comment)
    if not (is_about or any(answers.values())):
        raise SettingsError(f"{filled.path}: no mark", mend="write yes or no under slide_worthy, procedure, is_about")
    joined = {theme: " / ".join(dict.fromkeys(own)) for theme, own in comments.items()}
    return Marks(judge, is_about, answers["slide_worthy"], answers["procedure"], joined)


def _placed(filled: FilledSheet, sheet: NameSheet) -> Iterator[tuple[str, tuple[int, int], Mapping[str, str]]]:
    """Each row with its place in the file, and in the sheet; raises SettingsError for what is not there once."""
    known, seen = {(str(t), str(p)): (t, p) for t, p in sheet.places}, dict[tuple[int, int], int]()
    for number, row in filled.rows:
        where, (theme, passage) = f"{filled.path}:{number}", (row["theme"].strip(), row["passage"].strip())
        place = known.get((theme, passage))
        if place is None:
            what = f"no passage {passage!r} of a theme {theme!r} in this sheet"
            raise SettingsError(f"{where}: {what}", mend="mend the row, or take it out")
        if place in seen:
            raise SettingsError(f"{where}: the same passage as in row {seen[place]}", mend="keep one of them")
        seen[place] = number
        yield where, place, row
