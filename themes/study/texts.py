"""A table of texts of any kind (filings, news, speeches, turns of calls) as documents that a refresh reads.

In: a DataFrame with a row a text.  Out: a file a document in the canonical form of ``docs/structured.md``, which a
study reads like any transcript.  Rows of one company and day are one document unless a column tells documents apart;
the quarter of its day is a document's ``fiscal_quarter``.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from themes.errors import StudyError
from themes.quarters import Quarter
from themes.store.durable import cannot_write
from themes.text.identifiers import slug
from themes.transcripts.extraction.records import Row, StructuredCall
from themes.transcripts.extraction.rendering import render
from themes.transcripts.extraction.table_forms import date_in

FOLDER = "texts"  # of the study's folder
MOST_CHARS = 150  # of a file's name; systems take 255 bytes


@dataclass(frozen=True)
class TextColumns:
    """Names of columns; those that are None are not there.

    ``speaker``: who says or writes the text, else the company.  ``role``: executive, analyst or operator; unknown where
    nothing else is said, so that the text counts for the group ``all`` alone.  ``document``: what tells documents of
    one company and day apart.
    """

    text: str
    company: str
    date: str
    speaker: str | None = None
    role: str | None = None
    title: str | None = None
    document: str | None = None

    def of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame's columns under these names, texts as text and days as ISO dates; rows without words left out.

        Raises
        ------
        StudyError
            A column is not there; a row has no company or no day; nothing is left.
        """
        named = {own: theirs for own, theirs in asdict(self).items() if theirs is not None}
        if lacking := [theirs for theirs in named.values() if theirs not in frame.columns]:
            there = ", ".join(map(str, frame.columns))
            raise StudyError(f"no column {lacking[0]!r}", mend=f"there are: {there}; name it: text=, company=, date=")
        table = pd.DataFrame({own: frame[theirs].to_numpy() for own, theirs in named.items()})
        days = table["date"].map(_iso_day)
        is_blank = table["company"].isna() | table["company"].astype(str).str.strip().eq("")
        for what, bad in (("date", days.isna()), ("company", is_blank)):
            if bad.any():
                name, row, value = getattr(self, what), int(bad.argmax()), table[what][bad].iloc[0]
                mend = "such as 2012-02-05" if what == "date" else "fill it"
                raise StudyError(f"column {name!r}: row {row} has no {what} ({value!r})", mend=mend)
        table = table.assign(date=days).fillna("").astype(str)
        table = table[table["text"].str.strip() != ""]
        if table.empty:
            raise StudyError(
                f"column {self.text!r}: no words in {len(frame)} rows", mend="name the column of the texts"
            )
        return table.reset_index(drop=True)


def _iso_day(value: object) -> str | None:
    """A day as ``2012-02-05``, from a date or from text in any usual form but ``2/5/2012``, which may be two days."""
    if isinstance(value, datetime.date):  # pandas' timestamps are dates; NaT is none
        return None if pd.isna(value) else value.strftime("%Y-%m-%d")
    return date_in(value) if isinstance(value, str) else None


def write_texts(folder: Path, frame: pd.DataFrame, columns: TextColumns) -> Path:
    """Write the documents below ``folder/texts``; a document of the same company and day is replaced.

    Returns
    -------
    Path
        The folder to refresh from.

    Raises
    ------
    StudyError
        As :meth:`TextColumns.of`; the folder cannot be written.
    """
    table, place = columns.of(frame), folder / FOLDER
    keys = ["company", "date", *(["document"] if columns.document else [])]
    try:
        place.mkdir(parents=True, exist_ok=True)
        taken: Counter[str] = Counter()
        for key, rows in table.groupby(keys, sort=False):
            name = slug(" ".join(map(str, key)))[:MOST_CHARS]
            taken[name] += 1
            path = place / (f"{name}-{taken[name]}.txt" if taken[name] > 1 else f"{name}.txt")
            path.write_text(_document(rows), encoding="utf-8")
    except OSError as error:
        raise cannot_write(place, error) from error
    return place


def _document(rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    fields = {"company": first["company"], "call_date": first["date"], "event": "other"}
    fields["fiscal_quarter"] = str(Quarter.of_date(first["date"]))
    fields["call_title"] = first["title"] if "title" in rows.columns and first["title"] else first["company"]
    turns = [
        Row(text=row["text"], speaker=row.get("speaker") or row["company"], role=row.get("role", ""))
        for row in rows.to_dict("records")
    ]
    return render(StructuredCall(fields, turns)).text
